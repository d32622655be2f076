"""Whether a database is sound: what `sakshi db check` tells."""

from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from sakshi_desktop.store import shape, troubles
from sakshi_desktop.store.database import Database

SHOWN = 20
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
        problems: a sentence each; none in a sound database.
    """

    title: str
    revision: str | None
    head: str
    min_program: str | None
    problems: tuple[str, ...]


def check(database: Database) -> Health:
    """Read the whole database for damage and changes nothing.

    Raises:
        DatabaseError: it cannot be read at all, or belongs to another program.
    """
    with database.reading() as connection:
        revision = shape.current_revision(connection)
        oldest = shape.min_program(connection, revision)
        found = _of_file(connection) if database.is_sqlite else _of_server(connection)
    return Health(database.title, revision, shape.HEAD, oldest, tuple(found))


def _of_file(connection: Connection) -> list[str]:
    found: list[str] = []
    try:
        for complaint in connection.exec_driver_sql(f"PRAGMA quick_check({SHOWN})").scalars():
            found += [] if complaint == "ok" else [f"The file is damaged: {complaint}."]
        broken = connection.exec_driver_sql(BROKEN_REFERENCES)
        found += [f"{count} rows of {table} name rows of {parent} that are gone." for table, parent, count in broken]
    except DBAPIError as error:  # too damaged to be checked to the end
        found.append(troubles.explain(str(error.orig))[0])
    return found


def _of_server(connection: Connection) -> list[str]:
    found = [f"The index {name} is not fit for use." for name in connection.exec_driver_sql(UNFIT_INDEXES).scalars()]
    found += [f"The rule {name} was never proven." for name in connection.exec_driver_sql(UNPROVEN).scalars()]
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        found.append(f"The database keeps texts as {encoding}; it needs UTF8 for names in Hindi.")
    return found
