"""Where the backups of this PC lie: those that a person asked for, and those that come by themselves every day."""

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import backup
from sakshi_desktop.store.database import Database

FOLDER = "backups"
OWN, DAILY = "sakshi-", "daily-"
EVERY = timedelta(hours=20)
"""A daily backup is due after this long: a window that is opened at nine and at half past eight makes two."""
DUMP = "pg_dump"
NO_DUMP = "A shared PostgreSQL is copied with its own program pg_dump, which is not installed on this PC."


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
    found = [_kept(file) for file in folder.glob("*.db")] if folder.is_dir() else []
    return tuple(sorted(found, key=lambda one: (one.made_at, one.file.name), reverse=True))


def name(database: Database, at: datetime, *, daily: bool = False) -> str:
    """Return how a backup made at that moment is called."""
    ending = "db" if database.is_sqlite else "dump"
    return f"{DAILY if daily else OWN}{at.astimezone():%Y-%m-%d-%H%M%S}.{ending}"


def make(database: Database, target: Path, *, told: Callable[[float], None] | None = None) -> Path:
    """Write a backup of ``database``, verified, to ``target`` and return it; an older file there is replaced.

    PostgreSQL is copied by pg_dump, where that is installed.

    Raises:
        DatabaseError: it cannot be made; an older backup stays.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The folder {target.parent} cannot be made.", hint="Choose another place.") from error
    return backup.copy(database, target, told=told) if database.is_sqlite else _dump(database, target)


def due(folder: Path, now: datetime) -> bool:
    """Return whether it is time for a daily backup."""
    newest = next((one.made_at for one in listed(folder) if one.daily), None)
    return newest is None or now - newest >= EVERY


def make_daily(database: Database, folder: Path, *, at: datetime, keep: int) -> Path | None:
    """Write a daily backup if one is due, and delete what is more than ``keep`` of them; return the new one.

    Raises:
        DatabaseError: it cannot be made; the others stay.
    """
    if keep < 1 or not database.is_sqlite or not due(folder, at):
        return None
    made = make(database, folder / name(database, at, daily=True))
    for old in [one for one in listed(folder) if one.daily][keep:]:
        with suppress(OSError):
            old.file.unlink()
    return made


def can_dump() -> bool:
    """Return whether PostgreSQL's own program for copies is on this PC."""
    return shutil.which(DUMP) is not None


def _kept(file: Path) -> Kept:
    about = file.stat()
    made_at = datetime.fromtimestamp(about.st_mtime, UTC)
    return Kept(file, made_at, about.st_size, daily=file.name.startswith(DAILY))


def _dump(database: Database, target: Path) -> Path:
    command = shutil.which(DUMP)
    if command is None:
        raise DatabaseError(NO_DUMP, hint="Install the PostgreSQL client programs, or ask whoever looks after it.")
    url = database.url.set(drivername="postgresql", password=None)
    fresh = target.with_name(f"{target.name}.part")
    words = [command, "--format=custom", "--no-password", f"--file={fresh}", url.render_as_string(hide_password=False)]
    secret = {"PGPASSWORD": database.url.password} if database.url.password else {}
    try:
        done = subprocess.run(words, env={**os.environ, **secret}, capture_output=True, text=True, check=False)  # noqa: S603  # found on this PC
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
            raise DatabaseError(
                f"pg_dump could not copy the database: {last[0]}.", hint="Use a pg_dump as new as the server."
            )
        fresh.replace(target)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return target
