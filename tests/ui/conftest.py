import gc
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui import lettering, start
from sakshi_desktop.ui.main_window import MainWindow
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.theme import LIGHT, Look
from tests.databases import copied
from tests.postgres import Server
from tests.ui import busy, chain, windows
from tests.ui.customers.page import add_asha
from tests.ui.integrations import settle
from tests.ui.scenes.furnishing import furnish
from tests.ui.scenes.stage import Stage

CHECKOUT = Path(__file__).resolve().parents[2]
MANY = 10_000
"""So many objects that outlive their tests are a while to look through after every test."""


@pytest.fixture(scope="session")
def _loaded():
    """All that pages load is there."""
    for entry in PAGES:
        entry.door()


@pytest.fixture(autouse=True)
def _sweep_on_the_thread_of_the_window(_loaded):
    gc.disable()
    if len(gc.get_objects()) > MANY:
        gc.collect()
        gc.freeze()  # the end of the run thaws it
    yield
    _bury_windows()
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_stands_over_the_next_test(_sweep_on_the_thread_of_the_window):
    """Fail the test that leaves a dialog or a menu open once its windows are let go."""
    yield
    left = windows.standing_over()
    said = [f"{type(one).__name__} “{one.windowTitle()}”" for one in left]
    for one in left:
        one.hide()
        one.deleteLater()
    assert said == []


def _bury_windows():
    """Delete the windows of a test: one that lives on is dressed again with each that follows."""
    if QApplication.instance() is not None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isHidden():
                window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class HeldTasks:
    """Takes work like Tasks, and settles it when the test says so."""

    def __init__(self):
        self.held = []

    def run(self, work, done, failed, *, must=False):
        self.held.append((work, done, failed))


@pytest.fixture
def held():
    return HeldTasks()


@pytest.fixture(scope="session")
def other_process():
    """Another process that does what it is told, to the database that it is told."""
    command = [sys.executable, "-m", "tests.ui.second"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:

        def tell(deed, address):
            other.stdin.write(f"{deed} {address}\n")
            other.stdin.flush()
            assert other.stdout.readline() == "done\n"

        yield tell
        other.stdin.close()


@pytest.fixture(scope="session")
def qapp():
    made = start.application()
    lettering.load_rest()
    return made


@pytest.fixture
def look(qapp):
    look = Look()
    look.wear(LIGHT)
    return look


@pytest.fixture
def tasks(qapp):
    tasks = Tasks()
    yield tasks
    tasks.stop()


def _program(address, tmp_path):
    return App(Settings(database=address, folder=tmp_path), clock=chain.clock)


@pytest.fixture
def empty_program(sqlite_address, tmp_path):
    program = _program(sqlite_address, tmp_path)
    yield program
    program.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def chain_address(request, tmp_path):
    """The address of a small chain of cafes that this test alone has, on a database of each kind in turn."""
    place = tmp_path / "sakshi.db"
    yield from copied(request, place, file="filled_file", server="filled_postgres", template="filled")


@pytest.fixture
def program(chain_address, tmp_path):
    """The program on a small chain of cafes, on a database of each kind in turn."""
    program = _program(chain_address, tmp_path)
    yield program
    program.close()


@pytest.fixture(scope="session")
def filled_file(_migrated_file, tmp_path_factory):
    file = tmp_path_factory.mktemp("chain") / "filled.db"
    shutil.copy(_migrated_file, file)
    _fill(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture(scope="session")
def filled_postgres(_migrated_postgres, tmp_path_factory):
    _migrated_postgres.create("filled", template="migrated")
    _fill(_migrated_postgres.url("filled"), tmp_path_factory.mktemp("chain"))
    return _migrated_postgres


def _fill(address, folder):
    program = _program(address, folder)
    chain.fill(program.database)
    program.figures.warm()
    program.close()


@pytest.fixture
def one_program(filled_file, tmp_path):
    """The same on SQLite alone, for what has nothing to do with the kind of database."""
    shutil.copy(filled_file, tmp_path / "sakshi.db")
    program = _program(f"sqlite:///{tmp_path / 'sakshi.db'}", tmp_path)
    yield program
    program.close()


@pytest.fixture
def busy_program(one_program):
    """The same with a webhook that was sent to, a sync, and records that it could not take."""
    busy.fill(one_program)
    return one_program


@pytest.fixture
def first_page():
    """The page on which the window opens; tests of another page name theirs."""
    return "overview"


@pytest.fixture
def window(qtbot, one_program, first_page):
    """The whole window, open on the small chain."""
    with windows.opened_on(qtbot, one_program, first_page) as window:
        yield window


@pytest.fixture(scope="session")
def furnished(filled_file, tmp_path_factory):
    """A small chain with something for every part of the window, to copy."""
    return furnish(filled_file, tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def stage(qtbot, furnished, tmp_path):
    """The whole window with something in every part of it, and the way to each."""
    program = furnished.program(tmp_path)
    with windows.opened_on(qtbot, program) as window:
        windows.quiet(qtbot, window)
        yield Stage(qtbot, window, furnished.ids, tmp_path)
    program.close()


@pytest.fixture
def one_page(qtbot, one_program):
    """The customers page on SQLite alone, with Asha; its ``ids`` are her number and that of her order."""
    ids = add_asha(one_program.database)
    with windows.opened_on(qtbot, one_program, "customers", (1280, 800)) as window:
        window.activateWindow()
        windows.quiet(qtbot, window)
        page = window.inside.page
        page.ids = ids
        yield page


@pytest.fixture
def opened(qtbot):
    """Opens the page of integrations on a program; several windows may stand open."""
    with ExitStack() as stack:

        def open_page(program, page="integrations"):
            window = stack.enter_context(windows.opened_on(qtbot, program, page))
            settle(qtbot, window)
            return window

        yield open_page


@pytest.fixture(scope="session")
def _frail_server(postgres, tmp_path_factory):
    """A server of those tests alone that halt it, with a small chain to copy."""
    folder = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))
    server = Server(folder)
    server.create("filled")
    _fill(server.url("filled"), tmp_path_factory.mktemp("chain"))
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def frail(_frail_server, tmp_path):
    """A server that may be halted, and goes on by the end of the test, and a program on the small chain there."""
    _frail_server.create("frail", template="filled")
    program = _program(_frail_server.url("frail"), tmp_path / "frail")
    yield _frail_server, program
    program.close()
    _frail_server.drop("frail")
