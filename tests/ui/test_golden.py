"""All that the window can show looks as it did, in both themes; `--renew-pictures` keeps it as it is now."""

from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui import start, theme
from tests.ui import chain, golden, windows
from tests.ui.integrations import give_keyring
from tests.ui.scenes.dialogs import DIALOGS, POPUPS
from tests.ui.scenes.failures import FAILED
from tests.ui.scenes.furnishing import give_identity
from tests.ui.scenes.pages import DENSEST, EMPTY, SCENES
from tests.ui.scenes.stage import Stage

SIZE, NARROW = (1100, 720), (1024, 640)
NOBODY = "postgresql+psycopg://asha@127.0.0.1:1/sakshi"
"""A server that does not answer."""
WORN = pytest.mark.parametrize("worn", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


def _settings(page):
    """Say what is the same on every machine."""
    page.place.setText("/home/asha/sakshi.db")
    page.bytes.setText("0.8 MB")
    page.shape.setText("0000")
    page.table.show_rows([replace(kept, made_at=chain.NOW, bytes=800_000) for kept in page.table.model.rows])
    for _title, value in page.about_lines:
        value.setText("1.0")


SAME_EVERYWHERE = {"settings": _settings}


def _settled(qtbot, part, prepare=None):
    """A picture of a part of the window once two in a row are the same: what was asked to be laid out anew is.

    ``prepare`` is called before each: a page may ask again for what it shows at any moment.
    """
    before, now = None, _taken(part, prepare)
    while now != before:
        qtbot.wait(20)
        before, now = now, _taken(part, prepare)
    return now


def _taken(part, prepare):
    if prepare is not None:
        prepare()
    return part.grab().toImage()


def _page(stage, name):
    """A picture of what is shown, without what would be different the next time."""
    while stage.window.inside.toast.isVisible():
        stage.window.inside.toast.dismiss()
    same = SAME_EVERYWHERE.get(name)
    stage.window.tabs.setFocus()
    return _settled(stage.qtbot, stage.window, None if same is None else partial(same, stage.page))


def _pages(stage, scenes):
    for name, show in scenes.items():
        show(stage)
        stage.rest()
        yield name, _page(stage, name)
        if name in DENSEST:
            stage.window.resize(*NARROW)
            stage.rest()
            yield f"{name}-narrow", _page(stage, name)
            stage.window.resize(*SIZE)
            stage.rest()


def _over_pages(stage):
    """What opens over the pages: dialogs, and what opens over a button."""
    for name, show in POPUPS.items():
        show(stage)
        yield f"popup-{name}", _settled(stage.qtbot, stage.popup())
        stage.popup().close()
    for name, show in DIALOGS.items():
        show(stage)
        dialog = stage.dialog()
        yield f"dialog-{name}", _settled(stage.qtbot, dialog)
        dialog.reject()
        stage.rest()


def _compare(pictures, worn, request):
    named = {f"{name}-{worn.name}": picture for name, picture in pictures}
    if request.config.getoption("--renew-pictures"):
        for name, picture in named.items():
            golden.renew(picture, name)
    return [why for name, picture in named.items() if (why := golden.compare(picture, name))]


@WORN
def test_every_page_and_section_looks_as_it_did_and_so_do_failures(qapp, stage, worn, request):
    qapp.setCursorFlashTime(0)
    stage.window.look.wear(worn)
    stage.window.resize(*SIZE)
    assert _compare(_pages(stage, SCENES | FAILED), worn, request) == []


@WORN
def test_every_dialog_looks_as_it_did(qapp, stage, worn, request):
    qapp.setCursorFlashTime(0)
    stage.window.look.wear(worn)
    stage.window.resize(*SIZE)
    assert _compare(_over_pages(stage), worn, request) == []


@WORN
def test_every_place_with_nothing_in_it_looks_as_it_did(qapp, qtbot, empty_program, tmp_path, worn, request):
    qapp.setCursorFlashTime(0)
    give_keyring(empty_program)
    give_identity(empty_program.vault)
    with windows.opened_on(qtbot, empty_program) as window:
        window.look.wear(worn)
        window.resize(*SIZE)
        assert _compare(_pages(Stage(qtbot, window, (), tmp_path), EMPTY), worn, request) == []


@contextmanager
def _refused(qtbot, program):
    window = start.make(program)
    with qtbot.waitSignal(window.refused, timeout=windows.PATIENCE):
        window.show()
    yield window
    windows.let_go(window)


@WORN
def test_a_database_that_does_not_answer_looks_as_it_did(qapp, qtbot, tmp_path, worn, request):
    program = App(Settings(database=NOBODY, folder=tmp_path), clock=chain.clock)
    with _refused(qtbot, program) as window:
        window.look.wear(worn)
        window.resize(*SIZE)
        assert _compare([("failed-database", _settled(qtbot, window))], worn, request) == []
    program.close()


def test_no_picture_is_kept_of_what_is_gone():
    dialogs = [*(f"popup-{name}" for name in POPUPS), *(f"dialog-{name}" for name in DIALOGS)]
    pages = [*SCENES, *(f"{name}-narrow" for name in DENSEST), *EMPTY, *FAILED, "failed-database"]
    names = {f"{name}-{worn}" for name in (*pages, *dialogs) for worn in ("light", "dark")}
    assert {file.stem for file in golden.KEPT.glob("*.png")} == names


def test_what_an_eye_sees_is_a_difference(qapp):
    name = "overview-light"
    kept = QImage(str(golden.KEPT / f"{name}.png")).convertToFormat(QImage.Format.Format_RGB32)
    assert golden.compare(kept, name) == ""
    painter = QPainter(kept)
    painter.fillRect(300, 300, 60, 60, QColor("#A34A08"))
    painter.end()
    assert "differs" in golden.compare(kept, name)
    (golden.DIFFERING / f"{name}.png").unlink()
