"""Bringing a database to the shape that this program knows, without harming what is in it."""

import sqlite3
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import troubles
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.shape import HEAD, current_revision

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x5A45_5348_4901  # PostgreSQL advisory lock: one program migrates at a time


def upgrade(database: Database, *, to: str = HEAD) -> bool:
    """Bring ``database`` to revision ``to``; return whether anything was to be done.

    SQLite rebuilds tables by drop and rename, which deletes children while foreign keys are on: they are off here,
    all is one transaction, and it is checked before it is committed. The file is copied first.

    Raises:
        DatabaseError: the result would break a reference; the database is as it was.
    """
    return _upgrade_sqlite(database, to) if database.is_sqlite else _upgrade_postgresql(database, to)


def copy_beside(file: Path, revision: str | None) -> Path:
    """Copy a SQLite file beside itself by the backup API and return the copy."""
    copy = file.with_name(f"{file.stem}.before-upgrade-from-{revision or 'empty'}{file.suffix}")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _upgrade_sqlite(database: Database, to: str) -> bool:
    file = database.file
    if file is None:
        raise ValueError("a SQLite database has a file")
    with troubles.told(database.title), database.writer.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        before = current_revision(connection)
        connection.rollback()
        if before == to:
            return False
        if before is not None:
            copy_beside(file, before)
        driver = connection.connection.driver_connection
        if driver is None:
            raise ValueError("the connection is closed")
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _run(connection, to)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise DatabaseError(
                        "The update would have broken references between rows.",
                        hint="Nothing was changed. Please report this.",
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
    return True


def _upgrade_postgresql(database: Database, to: str) -> bool:
    with troubles.told(database.title), database.writer.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        if current_revision(connection) == to:
            return False
        _run(connection, to)
    return True


def _run(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def program_version() -> str:
    """Return the version of this program."""
    try:
        return version("sakshi-desktop")
    except PackageNotFoundError:
        return "0.0.0"
