"""Writes the set-up of the hub to a file."""

from pathlib import Path

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import document
from sakshi_desktop.store.database import Database


def write(database: Database, file: Path, clock: Clock) -> Path:
    """Write the set-up, without secrets, as Markdown and return the file.

    Raises:
        InvalidError: the file cannot be written.
    """
    with database.read() as session:
        text = document.compose(session, at=clock())
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidError(f"{file.name} cannot be written there.", hint="Choose another folder or name.") from error
    return file
