import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.cli import main
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.ui import pictures, theme
from sakshi_desktop.ui.pages import PAGES
from tests.ui import chain

NAMES = [f"{entry.key}-{worn}.png" for worn in ("light", "dark") for entry in PAGES]


@pytest.fixture
def filled_address(program):
    program.figures.warm()
    return program.settings.database


def test_every_page_is_pictured_in_light_and_dark_on_both_databases(program, tmp_path):
    files = pictures.take(program, tmp_path / "pictures", size=(1000, 700))
    assert [file.name for file in files] == NAMES
    for file in files:
        picture = QImage(str(file))
        assert (picture.width(), picture.height()) == (1000, 700)
        worn = theme.THEMES[file.stem.rpartition("-")[2]]
        assert picture.pixelColor(600, 690).name().upper() in (worn.surface, worn.window)


def test_two_pictures_of_one_page_are_alike_to_the_pixel(one_program, tmp_path):
    first = pictures.take(one_program, tmp_path / "a", size=(1000, 700))
    second = pictures.take(one_program, tmp_path / "b", size=(1000, 700))
    for one, other in zip(first, second, strict=True):
        assert QImage(str(one)) == QImage(str(other))


def test_a_picture_leaves_no_trace_in_what_the_window_remembers(one_program, tmp_path):
    pictures.take(one_program, tmp_path / "pictures")
    assert not (one_program.settings.folder / "window.ini").exists()


def test_nothing_to_picture_is_a_sentence(empty_program, tmp_path):
    with pytest.raises(NotFoundError, match="no sales"):
        pictures.take(empty_program, tmp_path / "pictures")


def test_a_folder_that_cannot_be_made_is_a_sentence(one_program, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidError, match="cannot be made"):
        pictures.take(one_program, tmp_path / "file" / "pictures")


def test_the_pictures_show_the_period_that_was_asked(one_program, tmp_path, qapp):
    asked = Scope(Period(chain.LAST - 6, chain.LAST))
    week, month = (
        pictures.take(one_program, tmp_path / name, scope=scope) for name, scope in (("w", asked), ("m", None))
    )
    assert QImage(str(week[0])) != QImage(str(month[0]))


def test_the_command_names_the_files(one_program, tmp_path, capsys):
    folder = tmp_path / "out"
    code = main(["--database", one_program.settings.database, "snapshot", str(folder), "--to", "2026-11-21"])
    assert code == 0
    assert capsys.readouterr().out.splitlines() == [str(folder / name) for name in NAMES]


def test_the_command_needs_no_screen_and_says_nothing_else(one_program, tmp_path):
    words = ["--database", one_program.settings.database, "snapshot", str(tmp_path), "--month", "2026-10", "--json"]
    environment = {"PATH": "", "HOME": str(tmp_path), "SAKSHI_HOME": str(tmp_path)}
    outcome = subprocess.run(
        [sys.executable, "-m", "sakshi_desktop", *words], env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.stderr == ""
    assert outcome.returncode == 0
    assert outcome.stdout.startswith('{"pictures": [')


@pytest.mark.parametrize("size", ["10x10", "wide", "99999x99999"])
def test_an_impossible_size_is_refused(size, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["snapshot", str(tmp_path), "--size", size])
    assert ended.value.code == 2
    assert "is no size" in capsys.readouterr().err
