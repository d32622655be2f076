import os
import sqlite3
import sys
from contextlib import closing

import pytest

from sakshi_desktop.core import targets
from sakshi_desktop.core.errors import InvalidError


@pytest.fixture
def precious(tmp_path):
    """A folder with a database, a backup of each kind, the settings and the vault, by name what each of them is."""
    with closing(sqlite3.connect(tmp_path / "sakshi.db")) as made:
        made.execute("CREATE TABLE sales (paise INTEGER)")
    (tmp_path / "backup.csv").write_bytes((tmp_path / "sakshi.db").read_bytes())
    (tmp_path / "own.dump").write_bytes(b"PGDMP\1\2")
    for name in ("settings.json", "Vault.json"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "link.csv").symlink_to(tmp_path / "sakshi.db")
    (tmp_path / "twin.csv").hardlink_to(tmp_path / "sakshi.db")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("sakshi.db", "a database"),
        ("link.csv", "a database"),
        ("twin.csv", "a database"),
        ("backup.csv", "a database"),
        ("sakshi.db-wal", "a part of a database"),
        ("sakshi.db-shm", "a part of a database"),
        ("own.dump", "a backup of a database"),
        ("settings.json", "a file of Sakshi's own"),
        ("Vault.json", "a file of Sakshi's own"),
    ],
)
@pytest.mark.parametrize("streams", [True, False])
def test_what_would_be_lost_is_refused_by_whatever_name(precious, name, what, streams):
    with pytest.raises(InvalidError, match=f"{name} is {what}; it would be overwritten"):
        targets.checked(precious / name, streams=streams)


def test_a_backup_takes_the_place_of_an_older_one_and_of_no_database_that_is_worked_with(precious):
    for name in ("backup.csv", "own.dump"):
        assert targets.checked(precious / name, backups=True) == precious / name
    with closing(sqlite3.connect(precious / "sakshi.db")) as used:
        used.execute("PRAGMA journal_mode=WAL")
    for name in ("sakshi.db", "link.csv", "twin.csv", "sakshi.db-wal", "settings.json", "Vault.json"):
        with pytest.raises(InvalidError, match="it would be overwritten"):
            targets.checked(precious / name, backups=True)


def test_a_backup_takes_the_place_of_no_other_file_but_an_empty_one(tmp_path):
    file = tmp_path / "sales.csv"
    file.touch()
    assert targets.checked(file, backups=True) == file
    file.write_text("Bill,Amount\n")
    with pytest.raises(InvalidError, match="is no backup; it would be overwritten"):
        targets.checked(file, backups=True)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InvalidError, match="it is no file"):
        targets.checked(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with a place among files")
def test_nothing_takes_the_place_of_a_pipe_which_may_be_written_to(tmp_path):
    pipe = tmp_path / "out.csv"
    os.mkfifo(pipe)
    with pytest.raises(InvalidError, match="it is no file"):
        targets.checked(pipe)
    assert targets.checked(pipe, streams=True) == pipe


def test_a_link_is_followed_and_any_other_file_may_be_written(tmp_path):
    other, link = tmp_path / "other.csv", tmp_path / "link.csv"
    link.symlink_to(other)
    assert targets.checked(link) == other.resolve()
    other.write_text("Bill,Amount\n")
    assert targets.checked(link) == other.resolve()
    assert targets.checked(tmp_path / "settings.json") == tmp_path / "settings.json"
    assert targets.checked(tmp_path / "notes-wal") == tmp_path / "notes-wal"


def test_a_name_that_no_file_can_have_is_told(tmp_path):
    with pytest.raises(InvalidError, match="cannot be written there"):
        targets.checked(tmp_path / ("n" * 300))
