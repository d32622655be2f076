"""What a database is: where it lies, how large it is, which shape it has, how the way to it is guarded."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import shape
from sakshi_desktop.store.database import Database

SERVER = "SHOW server_version"
SIZE = "SELECT pg_database_size(current_database())"
GUARDED = "SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)"
ENCODING = "SHOW server_encoding"
MAY_CREATE = "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
OLDEST = 13


@dataclass(frozen=True, slots=True)
class About:
    """What a database is.

    Attributes:
        place: the file, or the server and its version.
        bytes: how large it is.
        revision: the shape it has; None where it is empty.
        guarded: the way to it is encrypted; None for a file, which needs no way.
    """

    title: str
    place: str
    bytes: int
    revision: str | None
    guarded: bool | None

    @property
    def is_shared(self) -> bool:
        """Return whether several PCs can use it."""
        return self.guarded is not None


def describe(database: Database) -> About:
    """Look at an open database.

    Raises:
        DatabaseError: it does not answer, or is another program's.
    """
    with database.reading() as connection:
        revision = shape.current_revision(connection)
        if database.file is not None:
            return About(database.title, str(database.file), _size(database.file), revision, None)
        version = connection.exec_driver_sql(SERVER).scalar_one()
        place = f"PostgreSQL {version} at {database.url.host or database.url.query.get('host') or 'this PC'}"
        size, guarded = (connection.exec_driver_sql(question).scalar_one() for question in (SIZE, GUARDED))
        return About(database.title, place, int(size), revision, bool(guarded))


def try_out(address: str, *, password: str | None) -> About:
    """Open a shared database that may be new, and say what it is; nothing in it is changed.

    Raises:
        DatabaseError: it does not answer or lets nobody in, it cannot be used, or is a newer or another program's.
    """
    database = Database(address, password=password)
    try:
        with database.reading() as connection:
            revision = shape.current_revision(connection)
            shape.refuse_newer(revision, shape.min_program(connection, revision))
            if revision is None:
                _refuse_unfit(connection)
        return describe(database)
    finally:
        database.dispose()


def _size(file: Path) -> int:
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _refuse_unfit(connection: Connection) -> None:
    version = str(connection.exec_driver_sql(SERVER).scalar_one())
    if int(version.split(".", maxsplit=1)[0]) < OLDEST:
        raise DatabaseError(f"This is PostgreSQL {version}.", hint=f"Sakshi needs PostgreSQL {OLDEST} or newer.")
    if connection.exec_driver_sql(ENCODING).scalar_one() != "UTF8":
        raise DatabaseError("The database cannot keep names in Hindi.", hint="Make one with ENCODING 'UTF8'.")
    if not connection.exec_driver_sql(MAY_CREATE).scalar_one():
        raise DatabaseError(
            "This user may not make tables in the database.",
            hint="Let whoever looks after the server grant CREATE on its schema.",
        )
