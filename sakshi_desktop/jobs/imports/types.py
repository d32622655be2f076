"""What an import is told, and what it says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sakshi_desktop.importers.types import Recognition

DEFAULT_LOCATION = "Main outlet"
"""The location of sales whose file names none."""

Cancelled = Callable[[], bool]
"""Answers whether the person wants the work stopped."""


def never() -> bool:
    """Return that nobody cancelled."""
    return False


class BadRows(StrEnum):
    """What a row that cannot be read does to an import."""

    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Order:
    """What to import, and how.

    Attributes:
        location: the outlet of rows that name none; None is ``DEFAULT_LOCATION``.
        currency: ISO code; None is what the file says, else rupees.
        dry_run: judge everything, change nothing.
    """

    recognition: Recognition
    location: str | None = None
    currency: str | None = None
    bad_rows: BadRows = BadRows.SKIP
    dry_run: bool = False
