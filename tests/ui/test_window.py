import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from sakshi_desktop.analytics import catalog, kpis
from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui import start, words
from sakshi_desktop.ui.keys import Sheet
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.theme import DARK, LIGHT
from tests.ui import chain, windows
from tests.ui.heartbeat import beating

WORKED = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QTableView)
NAMELESS = {
    QAccessible.Role.PushButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.Table,
    QAccessible.Role.List,
    QAccessible.Role.PageTab,
    QAccessible.Role.PageTabList,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.SpinBox,
}


def settled(qtbot, window):
    """Wait until nothing runs beside the window any more."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=30_000)


def _walk(node, seen=None):
    yield node
    for place in range(node.childCount()):
        child = node.child(place)
        if child is not None and not child.state().invisible:
            yield from _walk(child)


def test_the_pages_are_tabs_with_names(window):
    found = [
        node for node in _walk(QAccessible.queryAccessibleInterface(window)) if node.role() == QAccessible.Role.PageTab
    ]
    assert [tab.text(QAccessible.Text.Name) for tab in found] == [entry.title for entry in PAGES]


def _visited(qtbot, window):
    """Visit every page in turn; give its key once it has come to rest."""
    for entry in PAGES:
        window.visit(entry.key)
        settled(qtbot, window)
        window.activateWindow()
        yield entry.key


def test_every_control_of_every_page_has_a_name(qtbot, window):
    nameless = [
        (key, node.object())
        for key in _visited(qtbot, window)
        for node in _walk(QAccessible.queryAccessibleInterface(window))
        if node.role() in NAMELESS and not node.text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_every_page_can_be_worked_by_the_tab_key_alone(qtbot, window):
    missed = []
    for key in _visited(qtbot, window):
        window.tabs.setFocus()
        qtbot.waitUntil(window.tabs.hasFocus)
        reached = set()
        for _ in range(120):
            qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            reached.add(window.focusWidget())
        missed += [(key, widget) for widget in _worked(window.inside.page) if widget not in reached]
    assert missed == []


def _worked(page):
    """Return what the Tab key must reach: of choices that exclude each other the chosen one, arrows do the rest."""
    for widget in page.findChildren(QWidget):
        if isinstance(widget, WORKED) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            group = widget.group() if isinstance(widget, QAbstractButton) else None
            chosen = group is None or not group.exclusive() or widget.isChecked()
            inner = isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
            if chosen and not inner and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget


def test_ctrl_and_a_number_go_to_a_page(qtbot, window):
    qtbot.keySequence(window, QKeySequence("Ctrl+2"))
    assert window.windowTitle().startswith("Customers")
    qtbot.keySequence(window, QKeySequence("Ctrl+1"))
    assert window.windowTitle().startswith("Overview")


def test_arrows_move_between_the_tabs(qtbot, window):
    qtbot.keyClick(window.tabs, Qt.Key.Key_Down)
    assert window.tabs.currentIndex() == 1
    qtbot.keyClick(window.tabs, Qt.Key.Key_Home)
    assert window.tabs.currentIndex() == 0
    qtbot.keyClick(window.tabs, Qt.Key.Key_Up)
    assert window.tabs.currentIndex() == 0


def test_pages_are_made_when_they_are_first_visited(window):
    assert list(window.inside.pages) == ["overview"]
    window.visit("locations")
    assert list(window.inside.pages) == ["overview", "locations"]


def test_the_line_at_the_foot_names_the_database_and_how_fresh_it_is(window):
    assert window.line.words[1:] == ("Data until 21 Nov 2026", "SQLite · sakshi.db")


def test_the_theme_is_switched_and_worn_at_once(qtbot, window):
    before = window.grab().toImage()
    qtbot.mouseClick(window.theme_button, Qt.MouseButton.LeftButton)
    assert window.look.theme is DARK
    assert window.theme_button.text() == "Light theme"
    assert window.grab().toImage() != before
    qtbot.mouseClick(window.theme_button, Qt.MouseButton.LeftButton)
    assert window.look.theme is LIGHT


def test_the_window_comes_back_where_it_stood(qtbot, one_program):
    with windows.opened_on(qtbot, one_program) as first:
        first.resize(900, 640)
        first.visit("locations")
    with windows.opened_on(qtbot, one_program) as second:
        assert (second.width(), second.height()) == (900, 640)
        assert second.windowTitle().startswith("Locations")


def test_an_unreadable_database_is_a_sentence_and_a_hint(qtbot, tmp_path):
    (tmp_path / "sakshi.db").write_bytes(b"this is no database, whatever its name says" * 100)
    window = start.make(App(Settings(folder=tmp_path), clock=chain.clock))
    with qtbot.waitSignal(window.refused, timeout=30_000):
        window.show()
    sentence, hint = window.inside.notice.words
    assert "damaged" in sentence
    assert hint
    assert not window.tabs.isEnabled()
    windows.let_go(window)


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path):
    import json
    import subprocess
    import sys

    script = (
        "import json, os, pathlib, sys\n"
        "from sakshi_desktop.core.settings import Settings\n"
        "from sakshi_desktop.app import App\n"
        "from sakshi_desktop.ui import start\n"
        "def painted():\n"
        "    heavy = {'sqlalchemy', 'numpy', 'pandas', 'alembic', 'reportlab', 'psycopg'}\n"
        "    heavy = heavy & sys.modules.keys() | {'Qt'} & vars(sys.modules['PySide6.QtCore']).keys()\n"
        "    print(json.dumps(sorted(heavy)), flush=True)\n"
        "    os._exit(0)\n"
        "start.run(App(Settings(folder=pathlib.Path(sys.argv[1]))), painted=painted)\n"
    )
    outcome = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert json.loads(outcome.stdout) == []


@pytest.fixture
def empty_window(qtbot, empty_program):
    with windows.opened_on(qtbot, empty_program) as window:
        yield window


def test_an_empty_database_offers_where_to_begin(empty_window):
    assert empty_window.inside.page is None
    assert empty_window.inside.welcome.isVisible()
    assert empty_window.inside.welcome.own.hasFocus()


@pytest.mark.parametrize("size", [(1024, 640), (900, 600), (1400, 800)])
def test_the_ways_to_begin_stand_side_by_side_in_any_window(qtbot, empty_window, size):
    welcome = empty_window.inside.welcome
    empty_window.resize(*size)
    qtbot.waitUntil(lambda: welcome.parentWidget().width() == size[0] - welcome.mapTo(empty_window, QPoint()).x())
    first, second, third = (one.geometry() for one in (welcome.own, welcome.demo, welcome.shared))
    assert first.left() >= 16
    assert first.right() + 16 <= second.left()
    assert second.right() + 16 <= third.left()
    assert third.right() + 16 <= welcome.width()
    assert first.height() == second.height() == third.height()
    assert max(one.width() for one in (first, second, third)) - first.width() <= 1
    for one in (welcome.own, welcome.demo, welcome.shared):
        assert one.height() >= one.heightForWidth(one.width())


def test_pages_about_sales_begin_with_the_welcome_and_all_others_are_there(empty_window):
    for entry in PAGES:
        empty_window.visit(entry.key)
        assert empty_window.inside.welcome.isVisible() == entry.figures
        assert (empty_window.inside.page is None) == entry.figures


def test_every_control_of_the_welcome_has_a_name(empty_window):
    nodes = _walk(QAccessible.queryAccessibleInterface(empty_window))
    assert [node.object() for node in nodes if node.role() in NAMELESS and not node.text(QAccessible.Text.Name)] == []


def test_those_with_sales_of_their_own_are_led_to_the_imports(qtbot, empty_window):
    qtbot.mouseClick(empty_window.inside.welcome.own, Qt.MouseButton.LeftButton)
    settled(qtbot, empty_window)
    assert empty_window.windowTitle().startswith("Imports")
    assert empty_window.inside.page.choose.hasFocus()


def test_a_file_dropped_on_the_welcome_is_read_by_the_imports(qtbot, empty_window, tmp_path):
    file = tmp_path / "till.csv"
    file.write_text("Bill No,Date,Item,Amount\n1,2026-11-02,Tea,20\n", encoding="utf-8")
    welcome = empty_window.inside.welcome
    assert not drop(welcome, QUrl("https://example.com/till.csv"))
    assert drop(welcome, QUrl.fromLocalFile(str(file)))
    settled(qtbot, empty_window)
    assert empty_window.inside.page.totals.values["orders"].text() == "1"


def drop(widget, url):
    """Drop something on a widget as a file manager does; return whether it was taken."""
    data = QMimeData()
    data.setUrls([url])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    enter.ignore()
    QCoreApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QCoreApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return enter.isAccepted()


def test_figures_on_the_overview_are_those_of_the_page(qtbot, window, one_program):
    settled(qtbot, window)
    page = kpis.page(one_program.figures, window.inside.desk.asking.scope)
    for key, card in window.inside.page.cards.items():
        assert card.says.value == words.amount(catalog.BY_KEY[key], page.total.value(key), page.currency)


def test_a_menu_closes_and_dies(qtbot, window):
    menu = window.inside.page.scope.period.menu()
    died = QSignalSpy(menu.destroyed)
    menu.popup(window.pos())
    menu.close()
    qtbot.waitUntil(lambda: died.count() == 1)
    assert window.inside.page.findChildren(QMenu) == []


def test_f6_goes_round_the_areas_and_back_to_where_one_stood(qtbot, window):
    settled(qtbot, window)
    window.activateWindow()
    window.tabs.setFocus()
    qtbot.waitUntil(window.tabs.hasFocus)
    qtbot.keySequence(window, QKeySequence("F6"))
    page = window.inside.page
    assert page.isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    stood = window.focusWidget()
    qtbot.keySequence(window, QKeySequence("F6"))
    assert window.line.isAncestorOf(window.focusWidget())
    qtbot.keySequence(window, QKeySequence("F6"))
    assert window.tabs.hasFocus()
    qtbot.keySequence(window, QKeySequence("F6"))
    assert window.focusWidget() is stood
    qtbot.keySequence(window, QKeySequence("Shift+F6"))
    assert window.tabs.hasFocus()


@pytest.mark.parametrize("keys", ["F1", "Ctrl+/"])
def test_all_keys_are_on_a_sheet_that_escape_closes(qtbot, window, keys):
    settled(qtbot, window)
    window.activateWindow()
    qtbot.keySequence(window, QKeySequence(keys))
    sheet = window.findChild(Sheet)
    assert sheet.isVisible()
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert "F6, Shift+F6" in texts
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_escape_lets_a_toast_go(qtbot, window):
    settled(qtbot, window)
    window.activateWindow()
    window.inside.toast.say("Done.")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.inside.toast.isHidden()


def test_escape_lets_a_toast_go_on_every_page_and_from_its_tables(qtbot, window):
    for key in _visited(qtbot, window):
        tables = [table for table in window.inside.page.findChildren(QTableView) if table.isVisible()]
        for stands in (window.tabs, *tables):
            stands.setFocus()
            window.inside.toast.say("Done.")
            qtbot.keyClick(stands, Qt.Key.Key_Escape)
            assert window.inside.toast.isHidden(), (key, stands)


@pytest.mark.parametrize("key", ["overview", "locations"])
def test_escape_closes_the_orders_behind_a_figure_before_it_lets_a_toast_go(qtbot, window, key):
    window.visit(key)
    settled(qtbot, window)
    window.activateWindow()
    page = window.inside.page
    page.look_behind("orders")
    qtbot.waitUntil(lambda: page.behind.table.model.rowCount() > 0)
    window.inside.toast.say("Done.")
    qtbot.keyClick(page.behind.table.view, Qt.Key.Key_Escape)
    assert not page.is_behind
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert window.inside.toast.isHidden()


def test_a_page_that_was_hidden_wears_the_theme_when_it_is_seen(qtbot, window):
    for key in ("locations", "overview"):
        window.visit(key)
        settled(qtbot, window)
    qtbot.wait(1)
    before = window.grab().toImage()
    for theme in (DARK, LIGHT, DARK):
        window.look.wear(theme)
    for key in ("locations", "settings", "overview"):
        window.visit(key)
        settled(qtbot, window)
        ground = window.inside.page.grab().toImage().pixelColor(3, 3).name().upper()
        assert ground == DARK.window
    window.look.wear(LIGHT)
    qtbot.wait(1)  # what was asked to be laid out anew is
    assert window.grab().toImage() == before


def test_what_opens_over_the_window_wears_its_theme(qtbot, window):
    settled(qtbot, window)
    window.look.wear(DARK)
    window.activateWindow()
    for opened in (lambda: qtbot.keySequence(window, QKeySequence("F1")), window.inside.ask_join):
        opened()
        dialog = window.findChild(QDialog)
        qtbot.waitUntil(dialog.isVisible)
        assert dialog.grab().toImage().pixelColor(2, 2).name().upper() == DARK.window
        dialog.close()
        qtbot.waitUntil(lambda: window.findChild(QDialog) is None)


def test_a_switch_of_the_theme_touches_the_page_that_is_seen_alone(qtbot, window):
    for key in ("locations", "settings", "overview"):
        window.visit(key)
        settled(qtbot, window)
    with beating() as heart:
        window.look.wear(DARK)
        qtbot.wait(20)
    assert heart.longest_deaf < 100
    assert window.inside.pages["locations"].styleSheet() == ""
