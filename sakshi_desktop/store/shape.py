"""Which shape a database has, told without loading the machinery that changes it."""

import re
from collections.abc import Collection

from sqlalchemy import Connection, inspect

from sakshi_desktop.core.errors import DatabaseError

HEAD = "0004"
VERSIONS = "alembic_version"
LANDMARK = "day_rules"  # every revision of ours has this table
FOREIGN = "This database belongs to another program."
ANOTHER = "Choose another one, or an empty one. Nothing was changed."
_REVISION = re.compile(r"[0-9]{4}")


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the database, None where it is empty.

    Raises:
        DatabaseError: it holds tables that are not ours.
    """
    names = inspect(connection).get_table_names()
    refuse_foreign(names)
    if VERSIONS not in names:
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalar()
    if found is not None and _REVISION.fullmatch(str(found)) is None:
        raise DatabaseError(FOREIGN, hint=ANOTHER)
    return found


def refuse_foreign(names: Collection[str]) -> None:
    """Raise DatabaseError where the names of the tables are another program's."""
    if set(names) - {VERSIONS} and not {VERSIONS, LANDMARK} <= set(names):
        raise DatabaseError(FOREIGN, hint=ANOTHER)


def is_newer(revision: str | None) -> bool:
    """Return whether a newer program has shaped the database."""
    return revision is not None and revision > HEAD


def refuse_newer(revision: str | None) -> None:
    """Raise DatabaseError where a newer program has shaped the database."""
    if is_newer(revision):
        raise DatabaseError(
            "This database was made by a newer Sakshi Desktop.", hint="Update this program; nothing was changed."
        )
