"""Writes the set-up of the hub to a file."""

from pathlib import Path

from sakshi_desktop.core import targets
from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import document
from sakshi_desktop.store.database import Database


def write(database: Database, file: Path, clock: Clock) -> Path:
    """Write the set-up, without secrets, as a PDF or in Markdown, as the file is named, and return the file.

    Raises:
        InvalidError: the file cannot be written, or must not be.
    """
    if file.suffix.lower() == ".pdf":
        from sakshi_desktop.reports import setup  # noqa: PLC0415  # a lazy door: what draws paper is large

        setup.write(database, file, at=clock())
        return file
    with database.read() as session:
        text = document.compose(session, at=clock())
    try:
        targets.checked(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidError(f"{file.name} cannot be written there.", hint="Choose another folder or name.") from error
    return file
