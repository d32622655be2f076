"""What a screen reader hears: everything that can have the focus has a name and a role, on every page and dialog."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QDialog

from sakshi_desktop.store.contents import Contents, Replacement
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.settings.restore_dialog import RestoreDialog
from tests.ui import chain, windows

PATIENCE = 30_000
SAYS_NOTHING = {QAccessible.Role.NoRole}
CELLS = {QAccessible.Role.Cell, QAccessible.Role.ListItem, QAccessible.Role.ColumnHeader, QAccessible.Role.RowHeader}


def _walk(node):
    yield node
    for place in range(node.childCount()):
        child = node.child(place)
        if child is not None and not child.state().invisible:
            yield from _walk(child)


def mute(widget):
    """Return what can have the focus in a part of the window and says neither what it is nor what it is called."""
    found = []
    for node in _walk(QAccessible.queryAccessibleInterface(widget)):
        if not node.state().focusable or node.role() in CELLS:
            continue
        name = node.text(QAccessible.Text.Name)
        if not name or (node.role() in SAYS_NOTHING):
            found.append((type(node.object()).__name__, node.role().name, name))
    return found


def _settled(qtbot, window):
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_everything_on_a_page_says_what_it_is(qtbot, window, key):
    window.visit(key)
    _settled(qtbot, window)
    assert mute(window) == []


def _restoring(window):
    now = Contents("0004", 3, 20, 630, chain.LAST, demo=False, bytes=1)
    dialog = RestoreDialog(window.inside.desk.program.database.file, Replacement(now, now), window)
    dialog.open()


DIALOGS = {
    "keys": lambda window: window.inside.keys.show_sheet(),
    "join": lambda window: window.inside.ask_join(),
    "restore": _restoring,
    "range": lambda window: window.inside.page.scope.period.ask_range(),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_says_what_it_is(qtbot, window, name):
    window.visit("overview")
    _settled(qtbot, window)
    DIALOGS[name](window)
    dialog = window.findChild(QDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.windowTitle()
    assert mute(dialog) == []
    dialog.close()


def test_everything_on_the_first_page_says_what_it_is(qtbot, empty_program):
    with windows.opened_on(qtbot, empty_program) as window:
        assert mute(window) == []
