"""The tables that a manager keeps: brought in from a spreadsheet, and written to one."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sakshi_desktop.core import forms
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import CancelledError, ImportFileError, InvalidError
from sakshi_desktop.core.forms import Field
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.importers import rosters
from sakshi_desktop.importers.outcomes import BadLine, Brought
from sakshi_desktop.outlets import costs, locations, menu
from sakshi_desktop.people import shifts, team
from sakshi_desktop.reports import sheet
from sakshi_desktop.reports.sheet import Head, Kind
from sakshi_desktop.store import nouns, telling
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.nouns import Book, Noun

NOUNS: dict[str, Noun] = {noun.name: noun for noun in (locations.NOUN, costs.NOUN, menu.NOUN, team.NOUN, shifts.NOUN)}
EVERY = 50


def bring(
    database: Database,
    noun: Noun,
    file: Path,
    *,
    by: Actor,
    clock: Clock = utc_now,
    dry_run: bool = False,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Brought:
    """Bring the rows of a file in, all that are good or, at an error of the database, none.

    A row that is here already changes what it says; an empty cell leaves what is there. The same file again changes
    nothing.

    Raises:
        ImportFileError: the file cannot be read, or lacks a column that is needed.
        ForbiddenError: ``by`` may not do that.
        CancelledError: ``cancelled`` said so; nothing was changed.
    """
    roster = rosters.read(file, noun.fields)
    rows = list(roster.rows())
    if not rows:
        raise ImportFileError(
            f"“{file.name}” has no rows.", hint="Fill in at least one below the names of the columns."
        )
    by.must(noun.right)
    done = Brought(noun.name, ignored=roster.ignored)
    with database.read() as session:
        book = noun.book(session)
    tell = _heeding(progress, cancelled)
    for place, (number, texts) in enumerate(rows):
        if place % EVERY == 0:
            tell(place / len(rows), f"Reading {noun.many}")
        _take(book, noun, number, texts, done)
    return done if dry_run else _publish(database, noun, book, rows, done, tell, by=by, at=clock())


def _heeding(progress: Progress, cancelled: Callable[[], bool]) -> Progress:
    """Return what tells of progress, and stops the import where somebody wants that."""

    def tell(share: float, text: str) -> None:
        progress(share, text)
        if cancelled():
            raise CancelledError("The import was stopped.", hint="Nothing of it was kept.")

    return tell


def _take(book: Book, noun: Noun, number: int, texts: dict[str, str], done: Brought) -> None:
    try:
        there = book.found(texts)
        saved = book.take(there, texts)
    except InvalidError as error:
        done.bad.append(BadLine(number, str(error), tuple(texts.get(one.key, "") for one in noun.fields)))
        return
    if there is None:
        done.new += 1
    elif there.texts == saved.texts:
        done.unchanged += 1
    else:
        done.changed += 1


def _publish(
    database: Database, noun: Noun, book: Book, rows: list[tuple[int, dict[str, str]]], done: Brought,
    told: Progress, *, by: Actor, at: datetime,
) -> Brought:  # fmt: skip
    """Write what was judged, in one short transaction; it judges again where somebody changed something meanwhile."""
    if not done.new + done.changed:
        return done
    with database.begin() as session:
        telling.listen(session, told)
        now = noun.book(session)
        if now.basis != book.basis:
            done = Brought(noun.name, ignored=done.ignored)
            book = now
            for number, texts in rows:
                _take(book, noun, number, texts, done)
        book.write(session, by=by, at=at)
    return done


def write(database: Database, noun: Noun, file: Path) -> int:
    """Write all of a table to a file that can be brought in again, and return how many rows it has.

    A file of Excel where its name ends so; else CSV.

    Raises:
        InvalidError: it cannot be written.
    """
    with database.read() as session:
        rows = [nouns.titled(noun.fields, record) for record in noun.listed(session)]
    if file.suffix.lower() == sheet.EXCEL:
        typed = ([_typed(field, text) for field, text in zip(noun.fields, row, strict=True)] for row in rows)
        return sheet.write_excel(file, noun.many.capitalize(), [_head(field) for field in noun.fields], typed)
    return sheet.write_csv(file, [field.title for field in noun.fields], rows)


def _head(field: Field) -> Head:
    kind = Kind.TEXT if not field.numeric else Kind.COUNT if field.read is forms.count else Kind.NUMBER
    return Head(field.title, kind, width=120)


def _typed(field: Field, text: str) -> str | float | None:
    if not field.numeric:
        return text
    return float(text) if text else None


def write_bad(noun: Noun, brought: Brought, file: Path) -> None:
    """Write the rows that were left out, each with its reason, to a file.

    Raises:
        InvalidError: it cannot be written.
    """
    rows = [[str(line.row), line.reason, *line.cells] for line in brought.bad]
    sheet.write_csv(file, ["Row", "Reason", *(field.title for field in noun.fields)], rows)
