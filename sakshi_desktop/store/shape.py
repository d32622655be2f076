"""Which shape a database has, told without loading the machinery that changes it."""

import json
import re
from collections.abc import Collection

from sqlalchemy import Connection, inspect

from sakshi_desktop.core.errors import DatabaseError

HEAD = "0026"
VERSIONS = "alembic_version"
LANDMARK = "day_rules"  # every revision of ours has this table
REVISION = f"SELECT version_num FROM {VERSIONS}"
MIN_PROGRAM = "SELECT value FROM settings WHERE name = 'min_program'"
_OURS = re.compile(r"[0-9]{4}")


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the database, None where it is empty.

    Raises:
        DatabaseError: it holds tables that are not ours.
    """
    names = inspect(connection).get_table_names()
    found = connection.exec_driver_sql(REVISION).scalar() if VERSIONS in names else None
    refuse_foreign(names, found)
    return found


def refuse_foreign(names: Collection[str], revision: str | None) -> None:
    """Raise DatabaseError where the tables or the revision are another program's."""
    mine = VERSIONS in names and LANDMARK in names and revision is not None and _OURS.fullmatch(revision)
    if set(names) - {VERSIONS} and not mine:
        raise DatabaseError(
            "This database belongs to another program.",
            hint="Choose another one, or an empty one. Nothing was changed.",
        )


def is_newer(revision: str | None) -> bool:
    """Return whether a newer program has shaped the database."""
    return revision is not None and revision > HEAD


def is_older(revision: str | None) -> bool:
    """Return whether the database must be brought to this program's shape first."""
    return revision is None or revision < HEAD


def min_program(connection: Connection, revision: str | None) -> str | None:
    """Return the oldest shape whose programs may work with a newer database; None where it does not say."""
    said = connection.exec_driver_sql(MIN_PROGRAM).scalar() if is_newer(revision) else None
    return None if said is None else str(json.loads(said))


def refuse_newer(revision: str | None, min_program: str | None = None) -> None:
    """Raise DatabaseError where a newer program has shaped the database and does not suffer this one.

    Shapes grow first and shrink later: a database that merely grew says which programs it still suffers.
    """
    if is_newer(revision) and (min_program is None or min_program > HEAD):
        raise DatabaseError(
            "This database was made by a newer Sakshi Desktop.", hint="Update this program; nothing was changed."
        )
