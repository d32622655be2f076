"""The files an import writes beside its outcome: looked at before anything is done, written after it."""

import csv
from pathlib import Path
from stat import S_ISREG

from sakshi_desktop.core import targets as known
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import format_money
from sakshi_desktop.importers.outcomes import Conflict, Outcome
from sakshi_desktop.importers.types import Recognition

DONE = "The import itself is done; --dry-run with another file lists them again."
NOT_DONE = "Nothing was imported; choose another file."


def check(target: Path | None, *others: tuple[str, Path | None]) -> None:
    """See that a file can be written and is none of the others, each given with what it is; it stays as it is.

    Raises:
        InvalidError: it is one of the others, by whatever name, a file of this program's own, or cannot be written.
    """
    if target is None:
        return
    for what, other in others:
        if other is not None and _same(target, other):
            raise InvalidError(
                f"{target} is {what}; it would be overwritten.", hint="Nothing was done; choose another file."
            )
    known.checked(target, streams=True)
    _open(target)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return one.resolve() == other.resolve()


def _open(target: Path) -> None:
    """Open the file as if to write it; one that was not there is gone again."""
    try:
        there = target.exists()
        if there and not S_ISREG(target.stat().st_mode) and not target.is_dir():
            return  # a pipe or a terminal is opened once, when there is something to say
        with target.open("ab"):
            pass
        if not there:
            target.resolve().unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(target, NOT_DONE) from error


def write_mapping(target: Path, text: str) -> None:
    """Write a mapping; raises InvalidError where it cannot be written."""
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(target, NOT_DONE) from error


def _against(conflict: Conflict, currency: str) -> str:
    stored, read = (format_money(paise, currency) for paise in (conflict.stored_paise, conflict.read_paise))
    says = "the same amount, and something else beside it" if read == stored else read
    return f"{conflict.external_id} is here already with {stored}; the file says {says}"


def write_problems(target: Path, found: Recognition, outcome: Outcome, *, dry: bool) -> None:
    """Write the bad rows and conflicts with their reasons; raises InvalidError where they cannot be written."""
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "reason", *found.columns])
            writer.writerows([row.row, row.reason, *row.cells] for row in outcome.bad_rows)
            for conflict in outcome.conflicts:
                writer.writerow([conflict.row, _against(conflict, outcome.currency)])
    except OSError as error:
        raise _unwritable(target, NOT_DONE if dry else DONE) from error


def _unwritable(target: Path, hint: str) -> InvalidError:
    return InvalidError(f"{target} cannot be written.", hint=hint)
