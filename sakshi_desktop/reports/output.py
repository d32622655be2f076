"""Where a report is written: a file beside its target, renamed in one step, and the record that it was made."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from sakshi_desktop.analytics.types import Page
from sakshi_desktop.core import targets
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.database import Database

SUFFIX = ".pdf"
DRAWING = Lock()
"""One report is drawn at a time: the typefaces remember what they drew until the file is written."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was drawn: which report, from which figures, on how many pages."""

    report: str
    page: Page
    pages: int


def checked(file: Path) -> Path:
    """Return the full path of ``file``, refusing one that cannot become a PDF.

    Raises:
        InvalidError: another extension, no such folder, a folder of that name, or a file that must not be overwritten.
    """
    target = file.expanduser().absolute()
    if target.suffix.lower() != SUFFIX:
        raise InvalidError(f"A report is a PDF, but “{file.name}” does not end in .pdf.", hint="Name it REPORT.pdf.")
    if not target.parent.is_dir():
        raise InvalidError(f"There is no folder {target.parent}.", hint="Make it first, or choose another.")
    if target.is_dir():
        raise InvalidError(f"{target} is a folder.", hint="Give the name of a file in it.")
    return targets.checked(target)


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """Give a place beside ``target`` to draw into; what is left there at the end vanishes.

    Raises:
        InvalidError: the file cannot be written, or is open in a program that holds it.
    """
    place = target.with_name(f"{target.name}.new")
    try:
        with DRAWING:
            yield place
    except OSError as error:
        raise InvalidError(
            f"{target} cannot be written ({(error.strerror or 'no reason given').lower()}).",
            hint="Close it where it is open, or choose another folder.",
        ) from error
    finally:
        with suppress(OSError):
            place.unlink()


def publish(database: Database, place: Path, target: Path, made: Made, *, by: Actor, at: datetime) -> None:
    """Give the file its name in the transaction that records that it was made: neither happens without the other."""
    page = made.page
    body: dict[str, object] = {
        "report": made.report,
        "from": to_date(page.period.start).isoformat(),
        "to": to_date(page.period.end).isoformat(),
        "currency": page.currency,
        "locations": len(page.locations),
        "pages": made.pages,
    }
    with database.begin() as session:
        outbox.record(session, "report.ready", body, at=at)
        audit.record(session, by, "report.write", None, at=at, file=target.name, **body)
        place.replace(target)
