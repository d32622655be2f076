import sys
from pathlib import Path

import pytest

from sakshi_desktop.core import paths
from sakshi_desktop.core.errors import InvalidError


def test_the_folder_of_data_can_be_moved(tmp_path, monkeypatch):
    monkeypatch.setenv("SAKSHI_HOME", str(tmp_path / "a" / "b"))
    assert paths.data_folder() == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_a_relative_folder_is_meant_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAKSHI_HOME", "data")
    assert paths.data_folder() == tmp_path / "data"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the folders of the XDG standard")
def test_without_a_wish_it_is_where_linux_keeps_data(tmp_path, monkeypatch):
    monkeypatch.delenv("SAKSHI_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert paths.data_folder() == tmp_path / "xdg" / "sakshi-desktop"
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.data_folder() == tmp_path / ".local" / "share" / "sakshi-desktop"


def test_a_file_in_its_place_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("SAKSHI_HOME", str(tmp_path / "taken"))
    with pytest.raises(InvalidError) as refused:
        paths.data_folder()
    assert "SAKSHI_HOME" in refused.value.hint


def test_resources_are_found():
    assert (paths.resources() / "fonts").is_dir()
    assert isinstance(paths.resources(), Path)
