"""Stopping one long statement of SQLite in its midst."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sakshi_desktop.core.errors import SakshiError

STEPS = 100_000
"""Steps of SQLite's machine between two looks: some milliseconds."""


@contextmanager
def heeded(connection: sqlite3.Connection, look: Callable[[], None]) -> Iterator[None]:
    """Call ``look`` now and then while a statement runs; what it raises ends the statement, and comes out here."""
    raised: list[BaseException] = []

    def go_on() -> bool:
        try:
            look()
        except (SakshiError, KeyboardInterrupt) as error:  # SQLite would swallow it
            raised.append(error)
        return bool(raised)

    connection.set_progress_handler(go_on, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, STEPS)
        if raised:
            raise raised[0] from None  # in the place of SQLite's own complaint that it was interrupted
