"""A bell that rings when the database changed, whoever changed it: this process, another one, another PC."""

import contextlib
import selectors
import socket
import sqlite3
import time
from typing import Any, Protocol

from sakshi_desktop.store.database import ANSWER_SECONDS, Database
from sakshi_desktop.store.outbox import CHANNEL

LOOK_SECONDS = 0.02
"""How often SQLite is asked; a look costs some 5 microseconds."""
RETRY_SECONDS = 1.0
"""How long a server that did not answer is left alone."""


class Bell:
    """Waits for changes of one database; each waiting thread has a bell of its own.

    A ring is a hint, not a count: many changes may ring once, and what the listener changed itself rings too. A change
    between two waits answers the next one at once. On PostgreSQL a transaction that records an event rings on every PC;
    on SQLite every committed transaction rings in every process.

    Args:
        every: seconds between two looks at SQLite; PostgreSQL calls by itself.
    """

    def __init__(self, database: Database, *, every: float = LOOK_SECONDS) -> None:
        self._bells = database.bells
        self._selector = selectors.DefaultSelector()
        self._watch: _Watch = _Versions(database, every) if database.is_sqlite else _Notices(database, self._selector)
        self._hears, self._rings = socket.socketpair()
        self._hears.setblocking(False)
        self._rings.setblocking(False)
        self._selector.register(self._hears, selectors.EVENT_READ)
        self._closed = False
        self._bells.add(self.ring)

    def ring(self) -> None:
        """Wake who waits, or answer the next wait at once; from any thread."""
        with contextlib.suppress(OSError):  # full: it rings already; closed: nobody waits
            self._rings.send(b"!")

    def wait(self, timeout: float, *, brisk: bool = False) -> bool:
        """Return True as soon as something may have changed since the last wait, False after ``timeout`` seconds.

        Args:
            brisk: whether SQLite is asked every 20 ms this time, however seldom otherwise.
        """
        end, pace = time.monotonic() + timeout, self._watch.brisk_pace if brisk else self._watch.pace
        while not self._closed:
            left = max(0.0, end - time.monotonic())
            rang = bool(self._selector.select(min(left, pace))) and self._drained()
            if self._watch.changed() or rang:  # both are looked at: one change rings once
                return not self._closed
            if time.monotonic() >= end:
                return False
        return False

    def stop(self) -> None:
        """Let who waits go, and every later wait; from any thread."""
        self._closed = True
        self.ring()

    def close(self) -> None:
        """Hear nothing any more; by the thread that waited."""
        self._closed = True
        self._bells.discard(self.ring)
        self._watch.close()
        self._selector.close()
        self._hears.close()
        self._rings.close()

    def _drained(self) -> bool:
        rang = False
        with contextlib.suppress(BlockingIOError):
            while self._hears.recv(4096):
                rang = True
        return rang


class _Watch(Protocol):
    """Tells whether a database changed since it was last asked."""

    @property
    def pace(self) -> float:
        """The longest time in seconds between two questions."""

    @property
    def brisk_pace(self) -> float:
        """The same for who is in a hurry."""

    def changed(self) -> bool:
        """Return whether something may have changed."""

    def close(self) -> None:
        """Let go of the connection."""


class _Versions:
    """Asks a SQLite file for its version, which every commit of another connection changes."""

    brisk_pace = LOOK_SECONDS

    def __init__(self, database: Database, every: float) -> None:
        self.pace = every
        self._connection = sqlite3.connect(str(database.file), isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA busy_timeout=100")
        self._seen = self._version()

    def changed(self) -> bool:
        try:
            seen = self._version()
        except sqlite3.OperationalError:  # held for a moment: look again
            return False
        before, self._seen = self._seen, seen
        return seen != before

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)


class _Notices:
    """Hears PostgreSQL's notices; a connection that broke is made anew, and may have missed something."""

    pace = brisk_pace = RETRY_SECONDS

    def __init__(self, database: Database, selector: selectors.BaseSelector) -> None:
        self._url, self._dialect = database.url, database.writer.dialect
        self._errors = self._dialect.loaded_dbapi.Error
        self._selector = selector
        self._driver: Any = None  # psycopg is loaded for PostgreSQL alone
        self._place = -1
        self._retry_at = 0.0
        self._listen()

    def changed(self) -> bool:
        if self._driver is None:
            return time.monotonic() >= self._retry_at and self._listen()
        try:
            return bool(list(self._driver.notifies(timeout=0)))
        except self._errors:
            self._forget()
            return self._listen()

    def close(self) -> None:
        if self._driver is not None:
            self._forget()

    def _listen(self) -> bool:
        """Return whether the server hears us again."""
        try:
            words, named = self._dialect.create_connect_args(self._url)
            driver: Any = self._dialect.connect(*words, **named, autocommit=True, connect_timeout=ANSWER_SECONDS)
            driver.execute(f"LISTEN {CHANNEL}")
        except self._errors:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            return False
        self._driver, self._place = driver, driver.fileno()
        self._selector.register(self._place, selectors.EVENT_READ)
        return True

    def _forget(self) -> None:
        driver, self._driver = self._driver, None
        self._selector.unregister(self._place)
        driver.close()
