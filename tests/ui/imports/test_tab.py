import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.ui.pages import PAGES
from tests.ui.imports.page import PATIENCE, choose, left, opened, quiet, till


def _tab_round(qtbot, window):
    """Return where Tab goes until it comes back, and fail where it stands still."""
    window.activateWindow()
    window.tabs.setFocus()
    seen = []
    while (now := window.focusWidget()) not in seen:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        assert window.focusWidget() is not now, f"Tab stands still at {now.accessibleName() or now}"
    assert now is window.tabs
    return seen


def test_tab_goes_round_the_page_with_and_without_a_file(qtbot, window, page, tmp_path):
    assert page.choose in _tab_round(qtbot, window)
    choose(qtbot, window, till(tmp_path))
    quiet(qtbot, window)
    qtbot.waitUntil(lambda: page.sheet.editor.choices["Rate"].isVisible() and page.take.isEnabled(), timeout=PATIENCE)
    seen = _tab_round(qtbot, window)
    assert {page.discard, page.take, page.how.currency, page.sheet.editor.choices["Rate"]} <= {*seen}
    qtbot.keyClick(page.discard, Qt.Key.Key_Space)
    assert page.choose in _tab_round(qtbot, window)


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_tab_goes_round_every_page_for_an_auditor(qtbot, sqlite_address, tmp_path, key):
    window, program = opened(qtbot, sqlite_address, tmp_path, Actor(None, "Ravi", Role.AUDITOR, RIGHTS[Role.AUDITOR]))
    window.visit(key)
    quiet(qtbot, window)
    assert window.tabs in _tab_round(qtbot, window)
    left(window, program)
