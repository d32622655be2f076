"""Which file may be written where a person says: none of this program's own, and nothing that is no file."""

import os
from pathlib import Path

from sakshi_desktop.core.errors import InvalidError

SQLITE = b"SQLite format 3\0"
"""A database of SQLite begins with these bytes."""
DUMP = b"PGDMP"
"""And a backup of PostgreSQL with these."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database is named like it, and so."""
OWN = frozenset({"settings.json", "vault.json"})
"""The files of this program that are known by their names, in whatever folder."""
OTHER = "Nothing was written; choose another file."
WITH_LOG = 2
"""The nineteenth byte of a database of SQLite that is worked with; a backup has no log, and another number there."""


def checked(file: Path, *, streams: bool = False, backups: bool = False) -> Path:
    """Return the file that is to be written, the one a link leads to; it need not be there yet.

    Args:
        streams: a pipe, a terminal or another device will do, too: it is written to, and nothing takes its place.
        backups: it is a backup that is to be written: it takes the place of an older one or an empty file alone.

    Raises:
        InvalidError: a database, a backup, the settings or the vault would be lost; or it is no file.
    """
    try:
        target = Path(os.path.realpath(file)) if file.is_symlink() else file
        if target.exists() and not target.is_file():
            if streams:
                return target  # a folder is refused by whoever opens it
            raise InvalidError(f"{file} cannot be written: it is no file.", hint=OTHER)
        what = _no_backup(target) if backups else _own(target)
    except (OSError, ValueError) as error:  # a name that is too long, a folder that may not be looked into
        raise InvalidError(f"{file.name} cannot be written there.", hint="Choose another folder or name.") from error
    if what:
        raise InvalidError(f"{file} is {what}; it would be overwritten.", hint=OTHER)
    return target


def _own(target: Path) -> str:
    """Return what it is that would be lost, empty where nothing of this program would."""
    for ending in BESIDE:
        if target.name.endswith(ending) and _begins(target.with_name(target.name.removesuffix(ending)), SQLITE):
            return "a part of a database"
    if _begins(target, SQLITE):
        return "a database"
    if _begins(target, DUMP):
        return "a backup of a database"
    return "a file of Sakshi's own" if target.name.lower() in OWN and target.exists() else ""


def _no_backup(target: Path) -> str:
    """Return what it is that a backup would take the place of, empty where that is nothing or an older one."""
    head = _head(target)
    if head.startswith(DUMP) or (head.startswith(SQLITE) and head[-1] != WITH_LOG):
        return ""
    return _own(target) or ("no backup" if head else "")


def _begins(file: Path, letters: bytes) -> bool:
    return _head(file).startswith(letters)


def _head(file: Path) -> bytes:
    if not file.is_file():
        return b""
    with file.open("rb") as opened:
        return opened.read(19)
