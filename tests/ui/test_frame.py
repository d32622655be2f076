import threading

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QTableView, QWidget

from sakshi_desktop.app import App
from sakshi_desktop.core.errors import CancelledError, InvalidError
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import SharedSetting
from sakshi_desktop.ui.beginnings import demo_file
from sakshi_desktop.ui.main_window import SMALLEST
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.status_line import StatusLine
from sakshi_desktop.ui.widgets.toast import Toast
from tests.ui import chain, windows


@pytest.fixture
def line(qtbot, tasks):
    line = StatusLine()
    qtbot.addWidget(line)
    tasks.started.connect(line.follow)
    line.show()
    return line


def test_long_work_is_shown_with_its_share_and_can_be_stopped(qtbot, tasks, line):
    told, go_on = threading.Event(), threading.Event()

    def work(progress):
        progress(0.5, "half of it")
        told.set()
        go_on.wait(10)
        progress(0.9)

    failed = []
    tasks.long("Counting", work, failed.append, failed.append)
    assert line.words[0].startswith("Counting")
    assert told.wait(10)
    qtbot.waitUntil(lambda: line.words[0] == "Counting · half of it")
    with qtbot.waitSignal(tasks.idle):
        qtbot.mouseClick(line.stop, Qt.MouseButton.LeftButton)
        go_on.set()
    assert isinstance(failed[0], CancelledError)
    assert line.words[0] == ""
    assert not line.stop.isVisible()


def test_a_toast_says_and_does(qtbot, look):
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(600, 400)
    room.show()
    toast, done = Toast(room), []
    toast.say("Report exported · 3 pages", "Open", lambda: done.append("opened"))
    assert toast.isVisible()
    assert toast.geometry().right() < room.width()
    room.resize(700, 300)
    assert toast.geometry().bottom() < 300
    qtbot.mouseClick(toast.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert done == ["opened"]
    assert not toast.isVisible()


def test_a_long_toast_stays_within_its_window(qtbot, look):
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(300, 300)
    room.show()
    toast = Toast(room)
    toast.say("A sentence that is far too long for one line of so small a window, and then some more of it.")
    assert room.rect().contains(toast.geometry())
    toast.dismiss()
    toast.say(f"It is at https://books.example.com/{'x' * 120}")
    words = toast.findChild(QLabel)
    taken = words.fontMetrics().boundingRect(0, 0, words.width(), 0, Qt.TextFlag.TextWordWrap, words.text())
    assert taken.width() <= words.width()
    assert taken.height() <= words.height()
    assert room.rect().contains(toast.geometry())
    toast.dismiss()
    toast.say("Short.")
    assert toast.width() < 200


def test_toasts_wait_for_each_other_and_do_not_repeat_themselves(qtbot, look):
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(600, 400)
    room.show()
    toast = Toast(room, stays=60, hurries=20)
    for text in ("first", "second", "second", "third"):
        toast.say(text)
    assert (toast.text, toast.waiting) == ("first", 2)
    qtbot.waitUntil(lambda: toast.text == "second")
    qtbot.waitUntil(lambda: toast.text == "third")
    qtbot.waitUntil(toast.isHidden)


def test_an_error_waits_for_no_other_sentence(qtbot, look):
    room = QWidget()
    qtbot.addWidget(room)
    room.show()
    toast = Toast(room)
    toast.say("first")
    toast.say("second")
    error = InvalidError("It cannot be written there.", hint="Choose another folder.")
    toast.say(error)
    toast.say(error)
    assert (toast.text, toast.waiting) == ("It cannot be written there. Choose another folder.", 2)
    toast.dismiss()
    assert toast.text == "first"


def test_a_toast_covers_no_row_and_nothing_that_can_be_pressed(qtbot, busy_program):
    with windows.opened_on(qtbot, busy_program) as window:
        toast = window.inside.toast
        for size in ((1280, 800), (1100, 720)):
            window.resize(*size)
            for entry in PAGES:
                window.visit(entry.key)
                windows.quiet(qtbot, window)
                toast.say(f"Something about {entry.title.lower()} is done now.", "Undo", window.update)
                qtbot.waitUntil(lambda: _covered(window, toast) == [])
                assert window.middle.rect().contains(toast.geometry())
                toast.dismiss()


def _covered(window, toast):
    """Return the buttons, fields and tables with a row below the toast."""
    parts = [*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit)]
    seen = [part for part in parts if not toast.isAncestorOf(part) and not part.visibleRegion().isEmpty()]
    mine = QRect(toast.mapToGlobal(QPoint()), toast.size())
    covered = [
        part.accessibleName()
        for part in seen
        if mine.intersects(part.visibleRegion().boundingRect().translated(part.mapToGlobal(QPoint())))
    ]
    tables = [table for table in window.findChildren(QTableView) if table.isVisible()]
    return covered + [table.accessibleName() for table in tables if _covered_row(table, mine)]


def _covered_row(table, box):
    """Return whether a row that is seen of a table lies below a box on the screen."""
    room = table.viewport()
    below = QRect(room.mapFromGlobal(box.topLeft()), box.size()).intersected(room.visibleRegion().boundingRect())
    return not below.isEmpty() and table.rowAt(below.top()) >= 0


@pytest.fixture
def newcomer(qtbot, tmp_path, sqlite_address):
    program = App(Settings(database=sqlite_address, folder=tmp_path), clock=chain.clock)
    with windows.opened_on(qtbot, program) as window:
        yield window


def _make_demo(program, source):
    file = demo_file(program)
    file.write_bytes(source.read_bytes())
    database = Database(program.settings.demo_database)
    with database.begin() as session:
        session.add(SharedSetting(name="demo", value="true"))
    database.dispose()


def test_the_demo_opens_under_a_banner_and_can_be_left(qtbot, newcomer, filled_file, tmp_path):
    _make_demo(App(Settings(folder=tmp_path)), filled_file)
    with qtbot.waitSignal(newcomer.opened, timeout=30_000):
        qtbot.mouseClick(newcomer.inside.welcome.demo, Qt.MouseButton.LeftButton)
    assert newcomer.inside.banner.isVisible()
    assert newcomer.windowTitle().startswith("Overview")
    leave = newcomer.inside.banner.findChild(QPushButton)
    qtbot.waitUntil(lambda: not newcomer.inside.tasks.busy, timeout=30_000)
    with qtbot.waitSignal(newcomer.opened, timeout=30_000):
        qtbot.mouseClick(leave, Qt.MouseButton.LeftButton)
    assert not newcomer.inside.banner.isVisible()
    assert newcomer.inside.welcome.isVisible()


def test_building_the_demo_shows_its_progress_and_can_be_stopped(qtbot, newcomer, tmp_path):
    welcome = newcomer.inside.welcome
    qtbot.mouseClick(welcome.demo, Qt.MouseButton.LeftButton)
    assert welcome.bar.isVisible()
    assert not welcome.own.isEnabled()
    qtbot.waitUntil(lambda: "·" in welcome.doing.text(), timeout=60_000)
    with qtbot.waitSignal(newcomer.inside.tasks.idle, timeout=60_000):
        qtbot.mouseClick(welcome.stop, Qt.MouseButton.LeftButton)
    assert welcome.demo.isEnabled()
    assert not welcome.bar.isVisible()
    assert list(tmp_path.glob("demo.db*")) == []


def test_an_answer_about_a_database_that_was_left_is_not_shown(qtbot, newcomer, filled_file, tmp_path):
    _make_demo(App(Settings(folder=tmp_path)), filled_file)
    own = newcomer.inside.desk.program
    newcomer.inside.open(own.at(own.settings.demo_database))
    with qtbot.waitSignal(newcomer.opened, timeout=30_000):
        newcomer.inside.open(own)
    qtbot.waitUntil(lambda: not newcomer.inside.tasks.busy, timeout=30_000)
    assert newcomer.inside.welcome.isVisible()
    assert not newcomer.inside.banner.isVisible()


def _parts(window):
    """Every page, and every section of it."""
    for entry in PAGES:
        window.visit(entry.key)
        page = window.inside.page
        choice = getattr(page, "choice", None)
        for key in choice.buttons if choice is not None else ("",):
            if key:
                choice.buttons[key].click()
            yield f"{entry.key} {key}".strip(), page


def test_every_page_and_section_fits_into_the_smallest_window(qtbot, busy_program, window):
    window.resize(*SMALLEST)
    wide = {}
    for name, page in _parts(window):
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=30_000)
        table = getattr(getattr(page, "section", page), "table", None)
        if table is not None and table.model.rowCount():
            table.view.setCurrentIndex(table.model.index(0, 0))
            qtbot.wait(20)
            qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=30_000)
        body = getattr(page, "body", page)
        over = body.minimumSizeHint().width() - body.parentWidget().width()
        if over > 0:
            wide[name] = over
    assert wide == {}
