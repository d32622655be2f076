"""Hearing that a database has changed, whoever changed it; no window is needed for that."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from threading import Event

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import pulse
from sakshi_desktop.store.bell import Bell
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.pulse import Pulse

POLL = 1.0
"""Seconds after which a server is asked even if it called nobody: a connection may be dead without a word."""
REST = 0.25
"""Seconds of silence after a change, so that many changes at once are one."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was heard.

    Attributes:
        figures: sales changed, or what figures are counted from.
        trouble: why the database is not to be had, None where it is.
    """

    figures: bool
    trouble: DatabaseError | None = None


class Follower:
    """Waits on a thread of its own for changes of one database, and for its return where it was lost."""

    def __init__(self, database: Database, seen: Pulse) -> None:
        """Begin from what was ``seen`` before anything was read for the window, so that nothing is missed."""
        self._database = database
        self._seen = seen
        self._trouble: DatabaseError | None = None
        self._stopped = Event()
        self._bell: Bell | None = None

    def run(self, tell: Callable[[Change], None]) -> None:
        """Tell of every change until it is stopped."""
        with closing(Bell(self._database)) as bell:
            self._bell = bell
            rang, missed = False, True  # something may have changed before the bell was there
            while not self._stopped.is_set():
                change = self._look(rang=rang, missed=missed)
                missed = False
                if change is not None:
                    tell(change)
                    self._stopped.wait(REST)
                rang = bell.wait(POLL)

    def stop(self) -> None:
        """Let the thread go; from any thread."""
        self._stopped.set()
        if self._bell is not None:
            self._bell.stop()

    def _look(self, *, rang: bool, missed: bool) -> Change | None:
        before, was_lost = self._seen, self._trouble is not None
        if self._database.is_sqlite and not (rang or missed or was_lost or self._database.is_lost):
            return None
        try:
            with self._database.reading() as connection:
                self._seen = pulse.read(connection)
        except DatabaseError as error:
            self._trouble = error
            return None if was_lost else Change(figures=False, trouble=error)
        self._trouble = None
        if was_lost:
            return Change(figures=True)
        return Change(self._seen.figures != before.figures) if rang or self._seen != before else None
