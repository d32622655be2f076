"""All that the window can show looks as it did, in both themes; `--renew-pictures` keeps it as it is now."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.demo.build import build
from sakshi_desktop.demo.types import Scale
from sakshi_desktop.ui import start, theme
from tests.ui import chain, golden, windows
from tests.ui.integrations import give_keyring
from tests.ui.scenes import moments
from tests.ui.scenes.dialogs import DIALOGS, POPUPS
from tests.ui.scenes.failures import FAILED
from tests.ui.scenes.furnishing import give_identity
from tests.ui.scenes.pages import DENSEST, EMPTY, SCENES
from tests.ui.scenes.stage import Stage

LAST_DAY = date(2026, 11, 21)
SIZE, NARROW = (1100, 720), (1024, 640)
NOBODY = "postgresql+psycopg://asha@127.0.0.1:1/sakshi"
"""A server that does not answer."""
CONTRAST = {
    name: SCENES[name]
    for name in (
        "overview",
        "customers-found",
        "locations-chart",
        "operations-menu",
        "imports",
        "integrations-services",
        "activity-event",
        "settings-lower",
    )
}
"""A scene of each page."""
SHARED = {"settings-shared": lambda stage: stage.visit("settings")}
DEMO = {"demo": lambda stage: stage.visit("overview")}
MOMENTS = (
    "palette-found", "import-under-way", "popup-running", "dialog-closing", "dialog-anew", "toast",
    "imports-interrupted", "deliveries-paused", "dialog-fuller", "services-held", "dialog-moving",
)  # fmt: skip
WORN = pytest.mark.parametrize("worn", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


def _settings(page):
    """Say what is the same on every machine."""
    page.place.setText("/home/asha/sakshi.db")
    page.bytes.setText("0.8 MB")
    page.shape.setText("0000")
    page.table.show_rows([replace(kept, made_at=chain.NOW, bytes=800_000) for kept in page.table.model.rows])
    for _title, value in page.about_lines:
        value.setText("1.0")


def _shared(page):
    """Say the same of every server."""
    page.place.setText("PostgreSQL 18 at 192.168.1.20 · encrypted on the way")
    page.bytes.setText("11.3 MB")
    page.shape.setText("0000")


SAME_EVERYWHERE = {"settings": _settings, "settings-lower": _settings, "settings-shared": _shared}


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


def _moments(stage):
    """What is seen for a while only, in the order in which one leads to the next."""
    found = moments.find(stage)
    yield "palette-found", _settled(stage.qtbot, found)
    found.reject()
    moments.begin(stage)
    yield "import-under-way", _settled(stage.qtbot, stage.window)
    moments.ask_all_running(stage)
    yield "popup-running", _settled(stage.qtbot, stage.popup())
    stage.popup().close()
    for name, ask in (("closing", moments.ask_closing), ("anew", moments.ask_anew)):
        ask(stage)
        question = stage.window.inside.closing.dialog
        yield f"dialog-{name}", _settled(stage.qtbot, question)
        question.reject()
    yield "toast", _settled(stage.qtbot, stage.window)
    moments.stop(stage)
    yield "imports-interrupted", _page(stage, "")
    moments.pause(stage)
    yield "deliveries-paused", _page(stage, "")
    preview = moments.choose_fuller(stage)
    yield "dialog-fuller", _settled(stage.qtbot, preview)
    preview.reject()
    moments.hold_back(stage)
    yield "services-held", _page(stage, "")
    with moments.move_days(stage) as form:
        yield "dialog-moving", _settled(stage.qtbot, form)


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


@WORN
def test_what_is_seen_for_a_while_only_looks_as_it_did(qapp, qtbot, furnished, tmp_path, worn, request):
    qapp.setCursorFlashTime(0)
    with moments.slow_stage(qtbot, furnished, tmp_path) as stage:
        stage.window.look.wear(worn)
        stage.window.resize(*SIZE)
        assert _compare(_moments(stage), worn, request) == []


def test_pages_in_high_contrast_look_as_they_did(qapp, stage, request):
    qapp.setCursorFlashTime(0)
    stage.window.look.wear(theme.HIGH_CONTRAST)
    stage.window.resize(*SIZE)
    assert _compare(_pages(stage, CONTRAST), theme.HIGH_CONTRAST, request) == []


@WORN
def test_the_settings_of_a_shared_database_look_as_they_did(qapp, qtbot, filled_postgres, tmp_path, worn, request):
    name = filled_postgres.create("sakshi", template="filled")
    program = App(Settings(database=filled_postgres.url(name), folder=tmp_path), clock=chain.clock)
    with windows.opened_on(qtbot, program) as window:
        window.look.wear(worn)
        window.resize(*SIZE)
        assert _compare(_pages(Stage(qtbot, window, (), tmp_path), SHARED), worn, request) == []
    program.close()
    filled_postgres.drop(name)


@WORN
def test_the_demo_looks_as_it_did(qapp, qtbot, small_demo, sqlite_address, tmp_path, worn, request):
    qapp.setCursorFlashTime(0)
    shutil.copy(small_demo, tmp_path / "demo.db")
    program = App(Settings(database=sqlite_address, folder=tmp_path), clock=chain.clock)
    with windows.opened_on(qtbot, program) as window:
        window.look.wear(worn)
        window.resize(*SIZE)
        with qtbot.waitSignal(window.opened, timeout=windows.PATIENCE):
            window.inside.welcome.demo.click()
        assert _compare(_pages(Stage(qtbot, window, (), tmp_path), DEMO), worn, request) == []
    program.close()


@pytest.fixture(scope="module")
def small_demo(tmp_path_factory):
    """The file of a small demo chain."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    scale = Scale(customers=300, months=4, locations=6, orders=3_000)
    build(f"sqlite:///{file}", seed=7, end=LAST_DAY, scale=scale, clock=chain.clock)
    return file


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
    pages = [*SCENES, *(f"{name}-narrow" for name in DENSEST), *EMPTY, *FAILED, "failed-database", *SHARED, *DEMO]
    names = {f"{name}-{worn}" for name in (*pages, *dialogs, *MOMENTS) for worn in ("light", "dark")}
    names |= {f"{name}-{theme.HIGH_CONTRAST.name}" for name in (*CONTRAST, "overview-narrow")}
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
