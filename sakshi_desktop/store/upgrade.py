"""Bringing a database to the shape that this program knows, without harming what is in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import IntegrityError

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.store import backup, heeding, locks
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.shape import HEAD, current_revision, min_program, refuse_newer

COPIED = 0.5
"""The share of the work after which a file is copied."""
REVISION = 4
"""Digits of a revision, with which the name of its file begins."""
MIGRATIONS = Path(__file__).parent / "migrations"
_one_at_a_time = Lock()  # alembic keeps the running migration in a global of its own


def upgrade(database: Database, *, to: str = HEAD, migrations: Path = MIGRATIONS, told: Progress = silent) -> bool:
    """Bring ``database`` to revision ``to``; return whether anything was to be done.

    SQLite rebuilds tables by drop and rename, which deletes children while foreign keys are on: they are off here,
    all is one transaction, and it is checked before it is committed. The file is copied first.

    Args:
        database: one that is empty or of an earlier shape.
        to: the revision.
        migrations: the folder of the scripts.
        told: hears how far it is; what it raises ends it, and the database is as it was.

    Raises:
        DatabaseError: it is another program's or a newer one's, cannot be copied, or the result would break a
            reference or a rule; the database is as it was.
    """
    work = _upgrade_sqlite if database.is_sqlite else _upgrade_postgresql
    try:
        return work(database, to, migrations, told)
    except IntegrityError as error:
        raise _broken() from error


def copy_beside(database: Database, revision: str, told: Progress = silent) -> Path:
    """Copy a SQLite database beside itself, under a name that tells its revision, and return the copy."""
    if database.file is None:
        raise ValueError("a SQLite database has a file")
    return backup.copy(
        database, beside(database.file, revision), told=lambda share: told(COPIED * share, "copying it first")
    )


def beside(file: Path, revision: str) -> Path:
    """Return where the copy of a SQLite file lies that was made before it left ``revision``."""
    return file.with_name(f"{file.stem}.before-upgrade-from-{revision}{file.suffix}")


def _upgrade_sqlite(database: Database, to: str, migrations: Path, told: Progress) -> bool:
    with database.told(), database.writer.connect() as connection, _foreign_keys_off(connection), connection.begin():
        before = current_revision(connection)
        if _is_done(connection, before, to):
            return False
        if before is not None:
            copy_beside(database, before, told)
        used, triggers = _used_ids(connection), _triggers(connection)
        steps = Steps(before, to, migrations, told)
        driver: Any = connection.connection.driver_connection
        with heeding.heeded(driver, steps.tell):
            _run(connection, to, migrations, steps)
            _keep_used(connection, used)
            _keep_triggers(connection, triggers)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise _broken()
    return True


def _broken() -> DatabaseError:
    return DatabaseError(
        "The update does not fit what is in this database.", hint="Nothing was changed. Please report this."
    )


def _is_done(connection: Connection, before: str | None, to: str) -> bool:
    refuse_newer(before, min_program(connection, before))
    return before is not None and before >= to


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Do without foreign keys; outside of a transaction, where alone SQLite listens to it."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _used_ids(connection: Connection) -> list[tuple[str, int]]:
    """Return the highest id that each table ever gave out."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first() is None:
        return []
    return [(name, used) for name, used in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")]


def _keep_used(connection: Connection, used: list[tuple[str, int]]) -> None:
    """See that no id is given out again: a rebuilt table remembers only the rows that it still has."""
    for name, last in used:
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name))


def _triggers(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return the table and the statement of each trigger."""
    listed = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: (table, statement) for name, table, statement in listed}


def _keep_triggers(connection: Connection, before: dict[str, tuple[str, str]]) -> None:
    """Make the triggers anew of tables that lost all of theirs: a rebuilt table comes without."""
    if not before:
        return
    there = _triggers(connection)
    tables = set(inspect(connection).get_table_names())
    whole = {table for table, _ in there.values()}
    for name, (table, statement) in before.items():
        if name not in there and table in tables and table not in whole:
            connection.exec_driver_sql(statement)


def _upgrade_postgresql(database: Database, to: str, migrations: Path, told: Progress) -> bool:
    with database.told(), database.writer.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({locks.UPGRADE})")
        before = current_revision(connection)
        if _is_done(connection, before, to):
            return False
        if before is None and connection.exec_driver_sql("SHOW server_encoding").scalar_one() != "UTF8":
            raise DatabaseError(
                "The database cannot keep names in Hindi.", hint="Make one with ENCODING 'UTF8'. Nothing was changed."
            )
        _run(connection, to, migrations, Steps(before, to, migrations, told))
    return True


class Steps:
    """Counts the revisions that are applied, and tells how many of all these are."""

    def __init__(self, before: str | None, to: str, migrations: Path, told: Progress) -> None:
        known = {file.name[:REVISION] for file in (migrations / "versions").glob("[0-9]*.py")}
        self._total = max(1, sum((before or "") < one <= to for one in known))
        self._done = 0
        self._told = told

    def tell(self) -> None:
        """Tell how far it is."""
        step = min(self._done + 1, self._total)
        share = COPIED + (1 - COPIED) * self._done / self._total
        self._told(share, f"bringing it up to date, step {step} of {self._total}")

    def applied(self, **_about: object) -> None:
        """Hear that one more was applied, from alembic."""
        self._done += 1
        self.tell()


def _run(connection: Connection, to: str, migrations: Path, steps: Steps) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["applied"] = steps.applied
    steps.tell()
    with _one_at_a_time:
        command.upgrade(config, to)
