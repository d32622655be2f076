"""Imports as the window uses them: a file is recognised, tried, brought in and taken back."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sakshi_desktop import importers
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.progress import Progress
from sakshi_desktop.core.rights import THIS_PC, Actor
from sakshi_desktop.importers.outcomes import BatchRow, Brought, Outcome, Problem
from sakshi_desktop.importers.types import Mapping, Recognition
from sakshi_desktop.jobs import imports, tables
from sakshi_desktop.store.database import Database


class ImportDesk:
    """The imports of one database, seen and made by one person."""

    def __init__(self, database: Database, *, by: Actor = THIS_PC, clock: Clock = utc_now) -> None:
        self._database = database
        self._by = by
        self._clock = clock

    def recognise(
        self,
        file: Path,
        *,
        form: str | None,
        mapping: Mapping | None,
        date_order: str | None,
        currency: str | None,
        told: Callable[[float], None],
    ) -> Recognition:
        """Return what a file of sales is, in the light of the imports so far; what is None is decided on the file.

        Args:
            told: is called now and then with the share that is read; what it raises ends the reading.

        Raises:
            ImportFileError: it is no table of sales, or not to be read so.
        """
        found = importers.recognise(
            file, format=form, mapping=mapping, date_order=date_order, currency=currency, clock=self._clock, told=told
        )
        with self._database.read() as session:
            try:
                return imports.as_before(session, found)
            except ConflictError:
                return found  # it is said when the import is tried

    def bring(
        self,
        found: Recognition,
        *,
        location: str | None,
        currency: str | None,
        dry_run: bool,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> Outcome:
        """Import a recognised file of sales, whole or not at all; a dry run only says what it would bring.

        Args:
            location: the outlet of rows that name none.
            currency: ISO code; None is what the file says, else rupees.
        """
        order = imports.Order(found, location, currency, dry_run=dry_run)
        return imports.run(
            self._database, order, by=self._by, clock=self._clock, progress=progress, cancelled=cancelled
        )

    def listed(self) -> Sequence[BatchRow]:
        """Return every import, newest first: what came in, what was taken back, and what was interrupted."""
        with self._database.read() as session:
            return imports.listed(session, clock=self._clock)

    def problems(self, number: int) -> Sequence[Problem]:
        """Return the rows that an import left out."""
        with self._database.read() as session:
            return imports.problems(session, number)

    def remove(self, number: int, *, progress: Progress) -> BatchRow:
        """Take an import back: it leaves every figure at once."""
        return imports.remove(self._database, number, by=self._by, clock=self._clock, progress=progress)

    def bring_table(
        self,
        name: str,
        file: Path,
        *,
        dry_run: bool,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> Brought:
        """Bring in a spreadsheet of a table that is kept by hand; a dry run only says what it would bring."""
        noun, by, clock = tables.NOUNS[name], self._by, self._clock
        return tables.bring(
            self._database, noun, file, by=by, clock=clock, dry_run=dry_run, progress=progress, cancelled=cancelled
        )
