"""A file on its way in, without a widget: what it is, what a person decided about it, what it would bring."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path

from sakshi_desktop import importers
from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.importers.outcomes import BatchRow, Outcome
from sakshi_desktop.importers.recognition import GENERIC
from sakshi_desktop.importers.types import Batch, Mapping, Recognition, SaleHeader, SaleKind
from sakshi_desktop.ui.imports.remembered import Remembered
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.tasks import Progress

MEGABYTE = 1_000_000
SHOWN = 200
"""Rows that are shown as they will be read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A chosen file and what a person decided about it; what is None is decided on the file.

    Attributes:
        form: key of ``importers.FORMATS``.
        location: the outlet of rows that name none.
        guesses: no mapping that was kept for files with these columns shall be taken.
    """

    file: Path
    form: str | None = None
    mapping: Mapping | None = None
    date_order: str | None = None
    currency: str | None = None
    location: str | None = None
    guesses: bool = False


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row of the file as it will be read; what came back has a negative amount."""

    row: int
    kind: SaleKind
    number: str
    day: int
    second: int | None
    location: str | None
    item: str | None
    quantity_milli: int | None
    net_paise: int
    currency: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is.

    Attributes:
        rows: the first of them.
        is_remembered: a mapping is used that was kept for files with these columns.
    """

    draft: Draft
    found: Recognition
    rows: tuple[SampleRow, ...]
    is_remembered: bool

    @property
    def is_generic(self) -> bool:
        """Return whether a person can say what its columns mean."""
        return self.found.format == GENERIC

    @property
    def currency(self) -> str:
        """Return the currency of its amounts."""
        return self.draft.currency or self.found.currency or "INR"


def read(program: Program, draft: Draft, progress: Callable[[float, str], None]) -> Reading:
    """Say what a file is, and how its first rows are read; runs on a worker's thread.

    Raises:
        CancelledError: nobody wants to know any more.
        ImportFileError: it is no table of sales, or not to be read so.
    """
    told = partial(_tell, progress, draft.file.stat().st_size if draft.file.is_file() else 0)
    told(0.0)
    recognise = partial(
        program.imports.recognise, draft.file, date_order=draft.date_order, currency=draft.currency, told=told
    )
    found = recognise(form=draft.form, mapping=draft.mapping)
    is_remembered = False
    if found.format == GENERIC and draft.mapping is None and not draft.guesses:
        kept = Remembered(program.settings.folder).mapping_for(found.columns)
        if kept is not None:
            with suppress(SakshiError):  # it fits the columns and not these rows: what was guessed stands
                found, is_remembered = recognise(form=None, mapping=kept), True
    reading = Reading(draft, found, (), is_remembered)
    return replace(reading, rows=tuple(_sample(found, reading.currency)))


def tally(program: Program, reading: Reading, progress: Progress) -> Outcome:
    """Say what a file would bring and change nothing; runs on a worker's thread."""
    return _import(program, reading, progress, dry_run=True)


def commit(program: Program, reading: Reading, progress: Progress) -> Outcome:
    """Import a file, keep the mapping for the next of its kind, and bring the figures up to date; on a worker."""
    outcome = _import(program, reading, progress, dry_run=False)
    if reading.found.is_mapped:
        Remembered(program.settings.folder).keep(reading.found.columns, reading.found.mapping)
    program.figures.warm()
    return outcome


def remove(program: Program, number: int, progress: Progress) -> BatchRow:
    """Take an import back and bring the figures up to date; half a removal is no state to stop in."""
    gone = program.imports.remove(number, progress=_unstoppable(progress))
    program.figures.warm()
    return gone


def _unstoppable(progress: Progress) -> Callable[[float, str], None]:
    def tell(share: float, text: str) -> None:
        with suppress(CancelledError):
            progress(share, text)

    return tell


def _tell(progress: Callable[[float, str], None], size: int, share: float) -> None:
    progress(share, f"{share * size / MEGABYTE:,.1f} of {size / MEGABYTE:,.1f} MB")


def _import(program: Program, reading: Reading, progress: Progress, *, dry_run: bool) -> Outcome:
    return program.imports.bring(
        reading.found,
        location=reading.draft.location,
        currency=reading.currency,
        dry_run=dry_run,
        progress=progress,
        cancelled=progress.cancelled,
    )


def _sample(found: Recognition, currency: str) -> list[SampleRow]:
    first = next(importers.read(found), None)
    rows = [] if first is None else sorted(_rows(first, currency), key=attrgetter("row"))
    return rows[:SHOWN]


def _rows(batch: Batch, currency: str) -> Iterator[SampleRow]:
    headers = {header.ordinal: header for header in batch.headers}
    for line in batch.lines:
        if line.ordinal in headers:
            yield _row(headers[line.ordinal], line.row, line.net_paise, currency, line.item, line.quantity_milli)
    told = {line.ordinal for line in batch.lines}
    for header in batch.headers:
        if header.ordinal not in told:
            yield _row(header, header.row, header.net_paise or 0, currency)


def _row(
    header: SaleHeader, row: int, net: int, currency: str, item: str | None = None, quantity: int | None = None
) -> SampleRow:
    signed = net if header.kind is SaleKind.ORDER else -net
    number = header.refund_of or header.external_id
    return SampleRow(
        row, header.kind, number, header.date, header.second, header.location, item, quantity, signed, currency
    )
