"""What can have the focus says to a screen reader what it is and what it is called, and all words have their room."""

import pkgutil
from contextlib import suppress
from importlib import import_module

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QDialog
from pytestqt import exceptions as qtbot_errors

from sakshi_desktop import ui
from sakshi_desktop.ui.integrations import view as integrations
from sakshi_desktop.ui.main_window import SMALLEST
from sakshi_desktop.ui.operations import view as operations
from sakshi_desktop.ui.pages import PAGES
from tests.ui import windows
from tests.ui.integrations import give_keyring
from tests.ui.looks import cut, sideways
from tests.ui.scenes.dialogs import DIALOGS, POPUPS
from tests.ui.scenes.failures import FAILED
from tests.ui.scenes.furnishing import give_identity
from tests.ui.scenes.pages import EMPTY, SCENES
from tests.ui.scenes.stage import Stage

SECTIONS = {"integrations": integrations.SECTIONS, "operations": operations.SECTIONS}
SAYS_NOTHING = {QAccessible.Role.NoRole}
A_WHILE = 2_000
USUAL = (1100, 720)
"""The window on a small laptop."""
CELLS = {QAccessible.Role.Cell, QAccessible.Role.ListItem, QAccessible.Role.ColumnHeader, QAccessible.Role.RowHeader}


def _seen(stage, scenes):
    """Return what is mute, and what is cut or scrolls sideways, in the smallest window and in the usual one."""
    silent, crowded = {}, {}
    for name, show in scenes.items():
        stage.window.resize(*SMALLEST)
        show(stage)
        stage.rest()
        silent[name], crowded[name] = mute(stage.window), _lasting(stage, _crowded)
        stage.window.resize(*USUAL)
        stage.rest()
        crowded[name] |= _lasting(stage, sideways)
    return silent, crowded


def _crowded(window):
    return cut(window) | sideways(window)


def _lasting(stage, look):
    """Return what is found in the window if it is still there a while later: a page lays itself out when it can."""
    with suppress(qtbot_errors.TimeoutError):
        stage.qtbot.waitUntil(lambda: not look(stage.window), timeout=A_WHILE)
    return look(stage.window)


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


def test_everything_in_the_smallest_window_says_what_it_is_and_has_room_for_it(stage):
    silent, crowded = _seen(stage, SCENES)
    for name, show in POPUPS.items():
        show(stage)
        silent[name], crowded[name] = mute(stage.popup()), cut(stage.popup())
        stage.popup().close()
    failed_silent, failed_crowded = _seen(stage, FAILED)
    assert _found(silent | failed_silent) == {}
    assert _found(crowded | failed_crowded) == {}


def test_every_place_with_nothing_in_it_says_what_it_is_and_has_room_for_it(qtbot, empty_program, tmp_path):
    give_keyring(empty_program)
    give_identity(empty_program.vault)
    with windows.opened_on(qtbot, empty_program) as window:
        assert mute(window) == []
        silent, crowded = _seen(Stage(qtbot, window, (), tmp_path), EMPTY)
    assert _found(silent) == {}
    assert _found(crowded) == {}


def test_everything_in_a_dialog_says_what_it_is_and_has_room_for_it(stage):
    silent, crowded = {}, {}
    for name, show in DIALOGS.items():
        show(stage)
        dialog = stage.dialog()
        assert type(dialog).__name__ == name
        assert dialog.windowTitle(), name
        silent[name], crowded[name] = mute(dialog), _crowded(dialog)
        dialog.reject()
        stage.rest()
    assert _found(silent) == {}
    assert _found(crowded) == {}


def _found(told):
    return {name: found for name, found in told.items() if found}


def _kinds(of):
    """Return the names of all kinds of dialog that can be opened."""
    for kind in of.__subclasses__():
        only_shared = getattr(getattr(kind, "heard", None), "__isabstractmethod__", False)
        if kind.__module__.startswith(ui.__name__) and not only_shared:
            yield kind.__name__
        yield from _kinds(kind)


def test_no_page_section_or_dialog_is_left_out():
    for found in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        import_module(found.name)
    assert {*_kinds(QDialog)} == {*DIALOGS}
    sections = {f"{page}-{key}" for page, all_of_it in SECTIONS.items() for key, *_ in all_of_it}
    assert {*sections, *(entry.key for entry in PAGES if entry.key not in SECTIONS)} <= {*SCENES}
