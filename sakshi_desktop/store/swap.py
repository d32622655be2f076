"""Putting a finished database file in the place of an older one, in one step."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.targets import BESIDE
from sakshi_desktop.store.database import Database

HASTE = ("synchronous=OFF", "cache_size=-262144", "temp_store=MEMORY")


def swap(fresh: Path, target: Path) -> None:
    """Put the SQLite file ``fresh``, which nobody has open, in the place of ``target``.

    The log of the older file goes with it: a log that outlived its file would be played into the new one.

    Raises:
        DatabaseError: another program has ``target`` open, or it cannot be replaced; it is as it was.
    """
    if in_use(target):
        raise DatabaseError(f"{target.name} is open in another program.", hint="Close that window, then try again.")
    try:
        for ending in BESIDE:
            target.with_name(target.name + ending).unlink(missing_ok=True)
        fresh.replace(target)
    except OSError as error:
        raise DatabaseError(
            f"{target} cannot be replaced.", hint="Close what has it open, and allow this user to write its folder."
        ) from error


def in_use(file: Path) -> bool:
    """Return whether another connection has a SQLite file open; afterwards the file has no log beside it."""
    if not file.is_file() or file.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(file, timeout=0.5, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # no database, or a damaged one: nobody works with it


def remove(file: Path) -> None:
    """Delete a SQLite file and what lies beside it."""
    for name in (file.name, *(file.name + ending for ending in BESIDE)):
        file.with_name(name).unlink(missing_ok=True)


def hurry(database: Database) -> None:
    """Write a SQLite file without waiting for the disk: only for one that is thrown away unless it is finished."""

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        for pragma in HASTE:
            connection.cursor().execute(f"PRAGMA {pragma}")

    event.listen(database.writer, "connect", prepare)
    database.writer.dispose()  # those that are open have not heard
