"""What an import is told, and what it says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.importers.types import BadRow, Recognition

DEFAULT_LOCATION = "Main outlet"
"""The location of sales whose file names none."""

Progress = Callable[[float, str], None]
"""Is told the share that is done, 0-1, and what is being done."""
Cancelled = Callable[[], bool]
"""Answers whether the person wants the work stopped."""


def silent(_share: float, _text: str) -> None:
    """Take no notice of progress."""


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


@dataclass(frozen=True, slots=True)
class Conflict:
    """An order that is here already with another content: the stored one stays as it is."""

    row: int
    external_id: str
    stored_paise: int
    read_paise: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import brought, or would bring.

    Attributes:
        lines, orders, refunds, adjustments, revenue_paise: of what is new; refunds and adjustments lower the revenue.
        already_there: orders and refunds met again with the same content.
        joined: orders that were here without their lines, or without their totals, and now have both.
        from_day, to_day: business dates of all that was read, days since 1970-01-01.
        batch: the number of the import; None after a dry run and where nothing was new.
        warnings: sentences about sales that may count twice.
    """

    format: str
    mapping: str
    lines: int
    orders: int
    refunds: int
    adjustments: int
    revenue_paise: int
    currency: str
    bad_rows: tuple[BadRow, ...]
    conflicts: tuple[Conflict, ...]
    already_there: int
    joined: int
    from_day: int | None
    to_day: int | None
    batch: int | None
    skipped: dict[str, int]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One line in the history of imports."""

    id: int
    file_name: str
    format: str
    state: BatchState
    lines: int
    orders: int
    refunds: int
    revenue_paise: int
    currency: str
    bad_rows: int
    conflicts: int
    from_day: int | None
    to_day: int | None
    started: str
    by: str
