"""The tables that a manager keeps: brought in from a spreadsheet, and written to one."""

import csv
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import CancelledError, ImportFileError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.importers import rosters
from sakshi_desktop.importers.outcomes import BadLine, Brought
from sakshi_desktop.outlets import costs, locations, menu
from sakshi_desktop.people import shifts, team
from sakshi_desktop.store import nouns
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.nouns import Noun

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
    progress: Callable[[float, str], None] = lambda _share, _text: None,
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
    done = Brought(noun.name, ignored=roster.ignored)
    with database.begin() as session:
        for place, (number, texts) in enumerate(rows):
            if place % EVERY == 0:
                progress(place / len(rows), f"Reading {noun.many}")
                if cancelled():
                    raise CancelledError("The import was stopped.", hint="Nothing of it was kept.")
            _take(session, noun, number, texts, done, by, clock)
        if dry_run:
            session.rollback()
    return done


def _take(
    session: Session, noun: Noun, number: int, texts: dict[str, str], done: Brought, by: Actor, clock: Clock
) -> None:
    try:
        with session.begin_nested():
            there = noun.found(session, texts)
            saved = noun.save(session, there, texts, by=by, clock=clock)
    except (InvalidError, NotFoundError) as error:
        done.bad.append(BadLine(number, str(error), tuple(texts.get(one.key, "") for one in noun.fields)))
        return
    if there is None:
        done.new += 1
    elif there.texts == saved.texts:
        done.unchanged += 1
    else:
        done.changed += 1


def write(database: Database, noun: Noun, file: Path) -> int:
    """Write all of a table to a file that can be brought in again, and return how many rows it has.

    Raises:
        InvalidError: it cannot be written.
    """
    with database.read() as session:
        rows = [nouns.titled(noun.fields, record) for record in noun.listed(session)]
    _write(file, [field.title for field in noun.fields], rows)
    return len(rows)


def write_bad(noun: Noun, brought: Brought, file: Path) -> None:
    """Write the rows that were left out, each with its reason, to a file.

    Raises:
        InvalidError: it cannot be written.
    """
    rows = [[str(line.row), line.reason, *line.cells] for line in brought.bad]
    _write(file, ["Row", "Reason", *(field.title for field in noun.fields)], rows)


def _write(file: Path, titles: list[str], rows: list[list[str]]) -> None:
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(titles)
            writer.writerows([f"'{text}" if text.startswith(rosters.FORMULA) else text for text in row] for row in rows)
    except OSError as error:
        raise InvalidError(f"{file} cannot be written.", hint="Choose another file.") from error
