"""What an import brought, and the history of imports."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sakshi_desktop.core import ids
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.importers.types import BadRow


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
    state: ImportState
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

    @property
    def counts(self) -> bool:
        """Return whether its sales are in the figures."""
        return self.state is ImportState.COUNTS


def then_in_none(past: BatchRow, history: Iterable[BatchRow]) -> str:
    """Return the sentence about orders that no import has once ``past`` is removed, "" where there can be none.

    Later imports of its kind left out what was here with another content; it does not come back by itself.
    """
    later = sorted(
        one.id for one in history if one.id > past.id and one.format == past.format and one.counts and one.conflicts
    )
    if not later:
        return ""
    names = ", ".join(map(ids.import_batch, later))
    return (
        f"{names} left out orders that were here with another content. "
        f"Those that only {ids.import_batch(past.id)} has are then in none: import {names} again."
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that an import left out: it could not be read, or its order is here with another content."""

    row: int
    is_conflict: bool
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A row that was left out, and why."""

    row: int
    reason: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class Brought:
    """What a file brought, or would bring.

    Attributes:
        unchanged: rows that say what is here already.
        ignored: the columns that mean nothing here.
    """

    table: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadLine] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    @property
    def taken(self) -> int:
        """Return how many rows were good."""
        return self.new + self.changed + self.unchanged
