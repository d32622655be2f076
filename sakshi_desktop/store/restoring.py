"""Putting a backup in the place of a SQLite database: the old or the new, whole, whatever happens in between."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, DatabaseError, NotFoundError, SakshiError
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.store import audit, backup, heeding, shape
from sakshi_desktop.store.contents import Contents, Replacement, Restored
from sakshi_desktop.store.database import BUSY_MILLIS, MAGIC, TABLE_NAMES, Database
from sakshi_desktop.store.upgrade import upgrade

MEGABYTE = 1_000_000
KEEPING = "keeping what is there now"
PATIENCE = 30.0
"""Seconds that others may hold the database before a restore gives up."""
COUNTED = ("locations", "customers", "orders")
DAMAGED, PRIMARY = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}), 0xFF
NEWEST = "SELECT max(business_date) FROM orders"
DEMO = "SELECT count(*) FROM settings WHERE name = 'demo'"
FORGET = "UPDATE kpi_days SET stamp = 0"
"""Stamps that went back tell every program that has figures in memory to read them anew."""


def contents(file: Path, told: Progress = silent) -> Contents:
    """Look into a SQLite file of ours, which is read whole and checked for damage.

    Args:
        told: is called now and then while it is checked, with no share, for nobody knows; what it raises ends that.

    Raises:
        NotFoundError: there is no such file.
        DatabaseError: it is damaged, another program's or a newer one's.
    """
    if file.is_dir():
        raise NotFoundError(f"{file} is a folder.", hint="Choose a backup in it.")
    if not file.is_file():
        raise NotFoundError(f"There is no file {file}.", hint="Choose a backup that “sakshi backup” has made.")
    _refuse_strangers(file)
    with _reading(file) as connection:
        if not _is_whole(connection, partial(_tell_check, told, file.stat().st_size, time.monotonic())):
            raise DatabaseError(f"{file.name} is damaged.", hint="Choose another backup. Nothing was changed.")
        return _contents(connection, file)


def _is_whole(connection: sqlite3.Connection, look: Callable[[], None]) -> bool:
    look()
    try:
        with heeding.heeded(connection, look):
            return [text for (text,) in connection.execute("PRAGMA integrity_check(1)")] == ["ok"]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & PRIMARY in DAMAGED:  # too much so for the check itself
            return False
        raise


def _tell_check(told: Progress, size: int, begun: float) -> None:
    told(0.0, f"checking {size / MEGABYTE:,.1f} MB, {time.monotonic() - begun:,.0f} s so far")


def preview(database: Database, file: Path, *, progress: Progress = silent) -> Replacement:
    """Say what restoring ``file`` would replace, and by what; nothing is changed.

    Args:
        progress: is called now and then while the file is checked; what it raises ends that.

    Raises:
        NotFoundError: there is no such file.
        DatabaseError: it is no backup that can be restored here.
        ConflictError: it is the database itself, or one of the two is the demo and the other is not.
    """
    target = _file_of(database)
    if file.exists() and file.samefile(target):
        raise ConflictError("This is the database itself.", hint="Choose a backup of it.")
    then = contents(file, progress)
    with _reading(target) as connection:
        now = _contents(connection, target)
    if now.demo != then.demo and now.orders:
        kind = "the demo chain" if then.demo else "real sales"
        raise ConflictError(
            f"{file.name} holds {kind}, and this database does not.", hint="Open it by itself with --database instead."
        )
    return Replacement(now, then)


def restore(
    database: Database,
    file: Path,
    *,
    by: Actor,
    clock: Clock = utc_now,
    progress: Progress = silent,
    keep: Callable[[], None] = lambda: None,
) -> Restored:
    """Put the backup ``file`` in the place of ``database``, which is copied beside itself first.

    All that can fail is done on a copy of the backup: the check, the upgrade to this program's shape, the row in the
    audit trail. Then SQLite itself writes it over the database, in one transaction of its own, while others may read.

    Args:
        progress: is called now and then; what it raises ends the restore, and the database is as it was.
        keep: is called right before the database is written over, which is not stopped any more.

    Raises:
        NotFoundError, ConflictError: as for ``preview``.
        ForbiddenError: ``by`` may not put a backup in its place.
        DatabaseError: it cannot be restored; the database is as it was.
    """
    by.must(Right.RESTORE_BACKUP)
    target = _file_of(database)
    replaced = preview(database, file, progress=progress).now
    with _fresh(target.with_name(f"{target.name}.restoring")) as staged:
        backup.copy_file(file, staged, told=lambda share: progress(0.1 + 0.3 * share, "reading the backup"))
        progress(0.4, "checking it")
        _prepare(staged, file.name, by=by, at=clock())
        kept = backup.copy(database, beside(target, clock()), told=lambda share: progress(0.6 + 0.2 * share, KEEPING))
        _begin_the_last(kept, progress, keep)
        with database.told():
            _write_over(staged, target)
        now = contents(target)
    return Restored(replaced, now, kept)


def _begin_the_last(kept: Path, progress: Progress, keep: Callable[[], None]) -> None:
    """Hear for the last time whether it is to be stopped: then what there was is kept where it is, and nowhere else."""
    try:
        progress(0.8, "putting it in its place")
        keep()
    except SakshiError:
        kept.unlink(missing_ok=True)
        raise


def beside(target: Path, at: datetime) -> Path:
    """Return where a database is kept that a restore replaced at that moment."""
    return target.with_name(f"{target.stem}.replaced-{at.astimezone():%Y-%m-%d-%H%M%S}{target.suffix}")


def _file_of(database: Database) -> Path:
    if database.file is None:
        raise DatabaseError(
            "A shared PostgreSQL is restored by whoever looks after the server.",
            hint="pg_restore puts back what “sakshi backup” has made with pg_dump; close all windows before.",
        )
    return database.file


def _refuse_strangers(file: Path) -> None:
    with file.open("rb") as opened:
        if opened.read(len(MAGIC)) != MAGIC:
            raise DatabaseError(f"{file.name} is no backup of Sakshi.", hint="Choose another file.")


def _named(file: Path) -> Database:
    return Database(f"sqlite:///{file.as_posix()}")


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    address = f"{file.absolute().as_uri()}?mode=ro"
    with _named(file).told(), closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLIS}")
        yield connection


@contextmanager
def _fresh(file: Path) -> Iterator[Path]:
    """Give a place for a file that is gone afterwards, with all that was written beside it."""
    try:
        yield file
    finally:
        for left in file.parent.glob(f"{file.stem}*{file.suffix}*"):
            with suppress(OSError):
                left.unlink()


def _contents(connection: sqlite3.Connection, file: Path) -> Contents:
    names = [name for (name,) in connection.execute(TABLE_NAMES)]
    found = connection.execute(shape.REVISION).fetchone() if shape.VERSIONS in names else None
    revision = found[0] if found else None
    shape.refuse_foreign(names, revision)
    shape.refuse_newer(revision)

    def asked(table: str, question: str) -> int | None:  # an older shape has fewer tables
        return connection.execute(question).fetchone()[0] if table in names else None

    counts = {table: asked(table, f"SELECT count(*) FROM {table}") or 0 for table in COUNTED}
    demo = bool(asked("settings", DEMO))
    return Contents(revision, **counts, newest_day=asked("orders", NEWEST), demo=demo, bytes=file.stat().st_size)


def _prepare(staged: Path, name: str, *, by: Actor, at: datetime) -> None:
    database = _named(staged)
    try:
        upgrade(database)
        with database.begin() as session:
            session.connection().exec_driver_sql(FORGET)
            audit.record(session, by, "database.restore", None, at=at, file=name)
    finally:
        database.dispose()


def _write_over(staged: Path, target: Path) -> None:
    end = time.monotonic() + PATIENCE

    def hurry(_status: int, _left: int, _total: int) -> None:
        if time.monotonic() > end:
            raise sqlite3.OperationalError("database is locked")

    with closing(sqlite3.connect(staged)) as source, closing(sqlite3.connect(target, timeout=PATIENCE)) as live:
        live.execute("PRAGMA synchronous=FULL")
        source.backup(live, progress=hurry)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
