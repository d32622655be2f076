"""Whether a database is sound: what `sakshi db check` tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.store import differences, heeding, shape, troubles
from sakshi_desktop.store.database import Database

SHOWN = 20
EXPECTED = """
SELECT SUM(s.seq * (5 + (SELECT COUNT(*) FROM pragma_table_info(s.name))
    + 5 * (SELECT COUNT(*) FROM pragma_index_list(s.name))
    + 5 * (SELECT COUNT(*) FROM pragma_foreign_key_list(s.name))))
FROM sqlite_sequence s
"""
"""About how many steps a check takes: a row costs so many for itself, each column, index and reference."""
DAMAGED = "The file is damaged"
BROKEN_REFERENCES = 'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2'
UNFIT_INDEXES = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1"
UNPROVEN = "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Health:
    """What a check of a database found.

    Attributes:
        title: how a person knows the database.
        revision: the shape it has; None where it is empty.
        head: the shape that this program knows.
        min_program: the oldest shape whose programs may work with a newer database.
        problems: damage, a sentence each; none in a sound database.
        differences: where the shape is not the one that this program makes, a sentence each; none in a sound database.
        unchecked: what could not be looked at, and why, a sentence each.
    """

    title: str
    revision: str | None
    head: str
    min_program: str | None
    problems: tuple[str, ...]
    differences: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Return whether nothing was found that is not as it should be."""
        return not (self.problems or self.differences)


def check(database: Database, *, progress: Progress = silent) -> Health:
    """Read the whole database for damage, compare its shape with this program's, and change nothing.

    The shape of an older or newer revision is another one and is not compared.

    Raises:
        DatabaseError: it cannot be read at all, or belongs to another program.
    """
    with database.reading() as connection:
        revision = shape.current_revision(connection)
        oldest = shape.min_program(connection, revision)
        found = _of_file(connection, progress) if database.is_sqlite else _of_server(connection)
    differing: list[str] = []
    unchecked: list[str] = []
    if revision == shape.HEAD and not any(problem.startswith(DAMAGED) for problem in found):
        progress(1.0, "Comparing the shape")
        differing, unchecked = differences.found(database)
    return Health(database.title, revision, shape.HEAD, oldest, tuple(found), tuple(differing), tuple(unchecked))


def _of_file(connection: Connection, progress: Progress) -> list[str]:
    with _telling(connection, progress):
        return _damage(connection)


@contextmanager
def _telling(connection: Connection, progress: Progress) -> Iterator[None]:
    """Tell how far SQLite is with what it says nothing about itself; who interrupts it is heard."""
    driver: Any = connection.connection.driver_connection
    known = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first()
    expected = (connection.exec_driver_sql(EXPECTED).scalar() if known else None) or 1
    done = 0

    def look() -> None:
        nonlocal done
        done += heeding.STEPS
        progress(min(done / expected, 0.99), "Reading the file")

    with heeding.heeded(driver, look):
        yield


def _damage(connection: Connection) -> list[str]:
    found: list[str] = []
    try:
        for complaint in connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN})").scalars():
            found += [] if complaint == "ok" else [f"{DAMAGED}: {complaint}."]
        broken = connection.exec_driver_sql(BROKEN_REFERENCES)
        found += [f"{count} rows of {table} name rows of {parent} that are gone." for table, parent, count in broken]
    except DBAPIError as error:  # too damaged to be checked to the end
        found.append(f"{DAMAGED}: {troubles.explain(str(error.orig))[0]}")
    return found


def _of_server(connection: Connection) -> list[str]:
    found = [f"The index {name} is not fit for use." for name in connection.exec_driver_sql(UNFIT_INDEXES).scalars()]
    found += [f"The rule {name} was never proven." for name in connection.exec_driver_sql(UNPROVEN).scalars()]
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        found.append(f"The database keeps texts as {encoding}; it needs UTF8 for names in Hindi.")
    return found
