"""Where the backups of this PC lie: those that a person asked for, and those that come by themselves every day."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sakshi_desktop.core import targets
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import backup, dumping
from sakshi_desktop.store.database import Database

FOLDER = "backups"
OWN, DAILY = "sakshi-", "daily-"
EVERY = timedelta(hours=20)
"""A daily backup is due after this long: a window that is opened at nine and at half past eight makes two."""
FILE, DUMP = ".db", ".dump"
"""How the copy of a file ends, and that of a shared PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies in the folder.

    Attributes:
        daily: it came by itself, and goes when there are enough newer ones.
    """

    file: Path
    made_at: datetime
    bytes: int
    daily: bool


def folder_of(home: Path) -> Path:
    """Return the folder of the backups of a PC whose data lie in ``home``."""
    return home / FOLDER


def listed(folder: Path) -> tuple[Kept, ...]:
    """Return the backups in a folder, the newest first."""
    files = [file for file in folder.iterdir() if file.suffix in {FILE, DUMP}] if folder.is_dir() else []
    found = [_kept(file) for file in files]
    return tuple(sorted(found, key=lambda one: (one.made_at, one.file.name), reverse=True))


def name(database: Database, at: datetime, *, daily: bool = False) -> str:
    """Return how a backup made at that moment is called."""
    return f"{DAILY if daily else OWN}{at.astimezone():%Y-%m-%d-%H%M%S}{ending(database)}"


def ending(database: Database) -> str:
    """Return how the name of a copy of ``database`` ends."""
    return FILE if database.is_sqlite else DUMP


def make(database: Database, target: Path, *, told: Callable[[float], None] | None = None) -> Path:
    """Write a backup of ``database``, verified, to ``target`` and return it; an older file there is replaced.

    PostgreSQL is copied by pg_dump and read back by pg_restore, where those are installed.

    Raises:
        DatabaseError: it cannot be made; an older backup stays.
        InvalidError: it would take the place of something other than a backup, such as a database that is worked with.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The folder {target.parent} cannot be made.", hint="Choose another place.") from error
    copy = backup.copy if database.is_sqlite else dumping.copy
    return copy(database, targets.checked(target, backups=True), told=told)


def due(folder: Path, now: datetime) -> bool:
    """Return whether it is time for a daily backup."""
    newest = next((one.made_at for one in listed(folder) if one.daily), None)
    return newest is None or now - newest >= EVERY


def wants_daily(database: Database, folder: Path, *, at: datetime, keep: int) -> bool:
    """Return whether a daily backup is to be made; a shared database has none, for its server is looked after."""
    return keep >= 1 and database.is_sqlite and due(folder, at)


def make_daily(
    database: Database, folder: Path, *, at: datetime, keep: int, told: Callable[[float], None] | None = None
) -> Path | None:
    """Write a daily backup if one is due, and delete what is more than ``keep`` of them; return the new one.

    Args:
        told: is called now and then with the share that is copied; what it raises stops the copy.

    Raises:
        DatabaseError: it cannot be made; the others stay.
    """
    if not wants_daily(database, folder, at=at, keep=keep):
        return None
    made = make(database, folder / name(database, at, daily=True), told=told)
    for old in [one for one in listed(folder) if one.daily][keep:]:
        with suppress(OSError):
            old.file.unlink()
    return made


def _kept(file: Path) -> Kept:
    about = file.stat()
    made_at = datetime.fromtimestamp(about.st_mtime, UTC)
    return Kept(file, made_at, about.st_size, daily=file.name.startswith(DAILY))
