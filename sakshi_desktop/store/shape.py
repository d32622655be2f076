"""Which shape a database has, told without loading the machinery that changes it."""

from sqlalchemy import Connection, inspect

from sakshi_desktop.core.errors import DatabaseError

HEAD = "0004"


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the database, None where it is empty.

    Raises:
        DatabaseError: it holds tables that are not ours.
    """
    inspector = inspect(connection)
    if inspector.has_table("alembic_version"):
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)
    if inspector.get_table_names():
        raise DatabaseError("This database belongs to another program.", hint="Choose an empty one.")
    return None


def is_newer(revision: str | None) -> bool:
    """Return whether a newer program has shaped the database."""
    return revision is not None and revision > HEAD


def refuse_newer(revision: str | None) -> None:
    """Raise DatabaseError where a newer program has shaped the database."""
    if is_newer(revision):
        raise DatabaseError(
            "This database was made by a newer Sakshi Desktop.", hint="Update this program; nothing was changed."
        )
