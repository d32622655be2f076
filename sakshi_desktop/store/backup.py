"""Copies of a database, made while it is in use and verified before they count."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import heeding
from sakshi_desktop.store.database import BUSY_MILLIS, TABLE_NAMES, Database

PAGES = 2_048
"""So many pages are copied between two words of progress: 8 MB."""
COPIED = 0.9
"""The share of the work after which the copy is checked."""
Told = Callable[[float], None]


def copy(database: Database, target: Path, *, told: Told | None = None) -> Path:
    """Copy a SQLite database as it stands at one moment and return ``target``, which is replaced in one step.

    The copy is one file, whole by its own check and equal in rows; others may write the database meanwhile.

    Args:
        told: is called now and then with the share that is copied; what it raises stops the copy.

    Raises:
        DatabaseError: it is no SQLite database, it is damaged, or the target cannot be written; an older copy stays.
    """
    if database.file is None:
        raise DatabaseError("Only a SQLite file can be copied.", hint="Copy a PostgreSQL database with pg_dump.")
    return copy_file(database.file, target, told=told)


def copy_file(file: Path, target: Path, *, told: Told | None = None) -> Path:
    """Do the same with a file, whoever has it open.

    Raises:
        DatabaseError: as for ``copy``.
    """
    if target.exists() and target.samefile(file):
        raise DatabaseError("A database cannot be copied onto itself.", hint="Choose another file.")
    with fresh(target) as place, Database(f"sqlite:///{file.as_posix()}").told():
        _copy(file, place, told)
    return target


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """Give a place for a copy, which takes that of ``target`` in one step at the end; after a trouble it vanishes.

    Raises:
        DatabaseError: it cannot be written; what was there stays.
    """
    place = target.with_name(f"{target.name}.part")
    try:
        place.touch()  # where it cannot be written, that is said of this place and not of the database
        yield place
        place.replace(target)
    except OSError as error:
        raise DatabaseError(
            f"The copy {target} cannot be written.", hint="Choose another place. Nothing was changed."
        ) from error
    finally:
        with suppress(OSError):
            place.unlink(missing_ok=True)


def _copy(file: Path, place: Path, told: Told | None) -> None:
    place.unlink(missing_ok=True)
    tell = told or (lambda _share: None)

    def tell_copied(_status: int, left: int, total: int) -> None:
        tell(COPIED * (1 - left / total if total else 1.0))

    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(place)) as copied:
        source.execute(f"PRAGMA busy_timeout={BUSY_MILLIS}")
        source.execute("BEGIN")
        wanted = _counts(source)  # from here on the source is seen as it is now
        source.backup(copied, pages=PAGES, progress=tell_copied)
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        with heeding.heeded(copied, partial(tell, COPIED)):
            complaints = [text for (text,) in copied.execute("PRAGMA integrity_check(3)")]
        if complaints != ["ok"] or _counts(copied) != wanted:
            raise DatabaseError(
                "The database is damaged: its copy fails the check.",
                hint="Run “sakshi db check”, and restore the latest good backup. Nothing was changed.",
            )
        tell(1.0)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute(TABLE_NAMES)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
