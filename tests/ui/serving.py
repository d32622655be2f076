"""Support at the keys of the window, and a window that dies right after the commit of a cancellation.

    python -m tests.ui.serving ADDRESS HOME ORDER

opens the window of that home with its background work, cancels the order by keys and kills itself without a word.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store.models import StatusChange, Worker
from sakshi_desktop.ui import start, sweeping
from tests.dying import die

PATIENCE = 30


def until(true):
    """Let the window live until ``true()``."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never became so"
        pause = QEventLoop()  # unlike QTest.qWait it lets other threads have the interpreter meanwhile
        QTimer.singleShot(10, pause.quit)
        pause.exec()


def settle(window):
    """Let everything happen that is under way."""
    until(lambda: not window.inside.tasks.busy)
    QCoreApplication.processEvents()


def at_work(program):
    """Return the names of the background wings that serve the program's database, or did until they were killed."""
    with program.database.read() as session:
        return set(session.scalars(select(Worker.id).where(Worker.left_at.is_(None))))


def keys(window, *pressed):
    """Press keys, or type a text, where the window listens."""
    for one in pressed:
        if isinstance(one, str):
            QTest.keyClicks(window.focusWidget(), one)
        else:
            QTest.keyClick(window.focusWidget(), one)
        settle(window)


def open_order(window, order):
    """Find an order by its number, as support does."""
    window.activateWindow()
    window.visit("customers")
    window.inside.page.show_search()
    settle(window)
    keys(window, f"ORD-{order}", Qt.Key.Key_Return)
    until(lambda: window.inside.page.person.order.card is not None)


def cancel(window, reason):
    """Cancel the order that is shown, by keys."""
    keys(window, Qt.Key.Key_C)
    line = window.inside.page.person.deeds.dialog.reason.lineEdit()
    QTest.keyClicks(line, reason)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(window)


def at_cancellation(act):
    """Call ``act`` whenever a step of an order is committed in this process; what the wing commits is none."""

    def flushed(session, _context):
        if any(isinstance(one, StatusChange) for one in session.new):
            session.info["stepped"] = True

    def committed(session):
        if session.info.pop("stepped", False):
            act()

    event.listen(Session, "after_flush", flushed)
    event.listen(Session, "after_commit", committed)


def main(address, home, order):
    """Cancel the order in the window and die as soon as that is committed."""
    program = App(Settings(database=address, folder=Path(home), vault="file", passphrase_file=f"{home}/passphrase"))
    with sweeping.on_this_thread():
        window = start.make(program)
        window.works = True
        window.show()
        until(lambda: window.tabs.isEnabled() and at_work(program))
        open_order(window, order)
        at_cancellation(die)
        cancel(window, "The guest left.")


if __name__ == "__main__":
    main(*sys.argv[1:])
