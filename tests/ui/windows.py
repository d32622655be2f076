"""The window on a program, for as long as a test looks at it."""

from contextlib import contextmanager

from sakshi_desktop.ui import start

PATIENCE = 30_000


@contextmanager
def opened_on(qtbot, program):
    """Open the window, give it when its database is there, and let it go at the end."""
    window = start.make(program)
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.show()
    yield window
    window.close()
    window.stop()
    window.deleteLater()


def quiet(qtbot, window):
    """Wait until nothing runs beside the window."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
