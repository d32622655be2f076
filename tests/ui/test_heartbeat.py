import time

import pytest

from sakshi_desktop.ui.pages import PAGES
from tests.ui.heartbeat import beating

LONGEST = 100
"""Milliseconds for which the window may be deaf, of its own processor time: the machine of a test may be busy."""
PATIENCE = 30_000


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_the_window_is_never_deaf_while_a_page_is_made_and_loads(qtbot, window, key):
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
    other = next(entry.key for entry in PAGES if entry.key != key)
    window.visit(other)
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
    with beating() as heart:
        window.visit(key)
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
        window.inside.pages[key].refresh()
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
    assert heart.longest_work < LONGEST


def test_a_heart_notices_who_stands_still(qtbot, qapp):
    with beating() as heart:
        qtbot.wait(30)
        end = time.thread_time() + 0.15
        while time.thread_time() < end:
            pass
    assert heart.longest_work > LONGEST
    assert heart.longest >= heart.longest_work - 1
