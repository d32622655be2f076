"""Whether the file of a SQLite database is still the one that was opened."""

import os
from pathlib import Path

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import troubles


class Hold:
    """Remembers which file was opened first.

    Most systems let a file be deleted, moved or replaced while it is open. SQLite goes on writing to it without a
    complaint, and all of that is gone with the last program that has it open. Windows lets no such file go.
    """

    def __init__(self, file: Path | None, title: str) -> None:
        self._file, self._title = file, title
        self._first: tuple[int, int] | None = None

    @property
    def is_lost(self) -> bool:
        """Return whether another file, or none, has taken its place."""
        return self._first is not None and self._now() != self._first

    def take(self) -> None:
        """Remember the file, at the first connection to it."""
        if self._first is None and os.name != "nt":
            self._first = self._now()

    def check(self) -> None:
        """See that it is the file that was opened first.

        Raises:
            DatabaseError: it is not.
        """
        if self.is_lost:
            raise DatabaseError(
                f"The database file was deleted, moved or replaced while it was open. ({self._title})",
                hint="Put it back where it was, and work goes on; else close the program and restore the latest "
                f"backup. {troubles.NOTHING_HARMED}",
            )

    def _now(self) -> tuple[int, int] | None:
        try:
            found = None if self._file is None else self._file.stat()
        except OSError:
            return None
        return None if found is None else (found.st_dev, found.st_ino)
