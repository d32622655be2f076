"""Writing every row of a table to a file: how far that is, and how it is stopped."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic

from sqlalchemy.orm import Session

from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.progress import Progress
from sakshi_desktop.reports import sheet
from sakshi_desktop.store.database import Database
from sakshi_desktop.ui.widgets.records import Column, Row

STEP = 100
"""Rows after which it is looked whether somebody wants to stop."""
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Whole(Generic[Row]):
    """All rows of a table, which may hold only the first; both are called on another thread.

    Attributes:
        rows: gives them, in any order.
        total: counts them; is not asked where ``rows`` gives a sequence.
    """

    rows: Callable[[], Iterable[Row]]
    total: Callable[[], int]


def held(rows: Sequence[Row]) -> Whole[Row]:
    """Return the rows of a table that holds all of them."""
    return Whole(partial(tuple, rows), partial(len, rows))


def walked(
    database: Database, page: Callable[[Session, Row | None], Sequence[Row]], total: Callable[[Session], int]
) -> Whole[Row]:
    """Return rows that are read a page at a time, in one transaction; ``page`` begins behind a row, or at first."""
    return Whole(partial(walk, database, page), partial(_read, database, total))


def walk(database: Database, page: Callable[[Session, Row | None], Sequence[Row]]) -> Iterator[Row]:
    """Yield rows that are read a page at a time, in one transaction."""
    last: Row | None = None
    with database.read() as session:
        while rows := page(session, last):
            yield from rows
            last = rows[-1]


def write_all(
    file: Path,
    title: str,
    columns: Sequence[Column[Row]],
    whole: Whole[Row],
    arrange: Callable[[Iterable[Row]], Iterable[Row]] | None,
    tell: Progress,
) -> int:
    """Write every row to a file, Excel or CSV by its ending, and return how many.

    Args:
        arrange: puts them into the order that is wanted; None where they come in it.
        tell: hears how far it is, and raises CancelledError to stop; no file is left behind then.

    Raises:
        InvalidError: the file cannot be written.
    """
    rows = whole.rows()
    total = len(rows) if isinstance(rows, Sized) else whole.total()
    told = partial(_told, total=total, tell=tell)
    if arrange is None:
        return write(file, title, columns, told(rows, "written"))
    return write(file, title, columns, _arranged(arrange, rows, told))


def write(file: Path, title: str, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> int:
    """Write these rows to a file, Excel or CSV by its ending, and return how many.

    Raises:
        InvalidError: the file cannot be written.
    """
    if file.suffix.lower() == sheet.EXCEL:
        heads = [column.head() for column in columns]
        return sheet.write_excel(file, title, heads, ([column.typed(row) for column in columns] for row in rows))
    cells = ([column.plain(column.value(row)) for column in columns] for row in rows)
    return sheet.write_csv(file, [column.title for column in columns], cells)


def _arranged(
    arrange: Callable[[Iterable[Row]], Iterable[Row]], rows: Iterable[Row], told: Callable[..., Iterator[Row]]
) -> Iterator[Row]:
    yield from told(arrange(told(rows, "read", share=HALF)), "written", done=HALF, share=HALF)


def _told(
    rows: Iterable[Row], word: str, *, total: int, tell: Progress, done: float = 0.0, share: float = 1.0
) -> Iterator[Row]:
    """Yield the rows, and tell now and then how many went by; they are a share of the work, after what is done."""
    for number, row in enumerate(rows):
        if number % STEP == 0:
            part = done + share * min(1.0, number / max(1, total))
            tell(part, f"{format_count(number)} of {format_count(total)} {word}")
        yield row


def _read(database: Database, ask: Callable[[Session], Any]) -> Any:  # noqa: ANN401  # what is asked
    with database.read() as session:
        return ask(session)
