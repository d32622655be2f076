"""Copies of a shared PostgreSQL, made and read back by its own programs."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import backup
from sakshi_desktop.store.backup import Told
from sakshi_desktop.store.database import Database

DUMP, RESTORE = "pg_dump", "pg_restore"
NO_DUMP = "A shared PostgreSQL is copied with its own program pg_dump, which is not installed on this PC."
EVERY = 0.05
"""Seconds between two looks at how far a copy is."""
PATIENCE = 10.0
"""Seconds in which a program that is stopped takes its leave of the server."""
MADE = 0.9
"""The share of the work after which the copy is read back."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_BEGUN = b"dumping contents of table"
_DATA = re.compile(r"TABLE DATA \S+ (\S+) ")


def can_dump() -> bool:
    """Return whether PostgreSQL's own programs for copies are on this PC."""
    return all(shutil.which(name) is not None for name in (DUMP, RESTORE))


def copy(database: Database, target: Path, *, told: Told | None = None) -> Path:
    """Copy a PostgreSQL as it stands at one moment and return ``target``, which is replaced in one step.

    The copy holds every table, and was read back whole.

    Args:
        told: is called now and then with the share that is done; what it raises stops the copy.

    Raises:
        DatabaseError: it cannot be made, or is not whole; an older copy stays.
    """
    if not can_dump():
        raise DatabaseError(NO_DUMP, hint="Install the PostgreSQL client programs, or ask whoever looks after it.")
    tell = told or (lambda _share: None)
    with backup.fresh(target) as place:
        tables = _tables(database)
        _dump(database, place, lambda log: tell(MADE * min(log.count(_BEGUN) / max(len(tables), 1), 1.0)))
        _verify(place, tables, lambda _log: tell(MADE))
        tell(1.0)
    return target


def _tables(database: Database) -> frozenset[str]:
    with database.reading() as connection:
        return frozenset(connection.exec_driver_sql(TABLES).scalars())


def _dump(database: Database, place: Path, watch: Callable[[bytes], None]) -> None:
    url = database.url.set(drivername="postgresql", password=None)
    address = url.render_as_string(hide_password=False)
    words = [DUMP, "--format=custom", "--no-password", "--verbose", f"--file={place}", address]
    trouble = _run(words, watch, {"PGPASSWORD": database.url.password} if database.url.password else {})
    if trouble:
        raise DatabaseError(
            f"pg_dump could not copy the database: {trouble}.", hint="Use a pg_dump as new as the server."
        )


def _verify(place: Path, tables: frozenset[str], watch: Callable[[bytes], None]) -> None:
    """Read a copy back to its last byte, and look whether every table is in it."""
    trouble = _run([RESTORE, f"--file={os.devnull}", str(place)], watch)
    listed = subprocess.run([_found(RESTORE), "--list", place], capture_output=True, text=True, check=False)  # noqa: S603  # found on this PC
    missing = tables - {*_DATA.findall(listed.stdout)}
    if trouble or missing:
        what = trouble or f"{len(missing)} tables are missing"
        raise DatabaseError(
            f"The copy is not whole: {what}.", hint="Try again, and look whether the disk is full. Nothing was changed."
        )


def _run(words: Sequence[str], watch: Callable[[bytes], None], secret: dict[str, str] | None = None) -> str:
    """Run a program, let ``watch`` see all that it has said so far, and return why it failed; "" where it did not."""
    surroundings = {**os.environ, "LC_ALL": "C", **(secret or {})}
    with tempfile.TemporaryDirectory(prefix="sakshi-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(  # noqa: S603  # found on this PC
                [_found(words[0]), *words[1:]],
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        try:
            while _runs(process):
                watch(log.read_bytes())
        finally:
            _end(process)
        return _reason(log.read_text(errors="replace")) if process.returncode else ""


def _found(name: str) -> str:
    return shutil.which(name) or name


def _runs(process: "subprocess.Popen[bytes]") -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(EVERY)
    return process.poll() is None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let a program end that still runs; pg_dump asked so takes back what it asked of the server."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()


def _reason(said: str) -> str:
    lines = said.strip().splitlines() or ["it said nothing"]
    return next((line for line in lines if "error:" in line), lines[-1])
