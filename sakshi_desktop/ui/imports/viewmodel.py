"""What the page of imports asks and does, without a widget."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.core.errors import CancelledError, ImportFileError, InvalidError, SakshiError
from sakshi_desktop.importers import mapping as mappings
from sakshi_desktop.importers.outcomes import BatchRow, Outcome, Problem
from sakshi_desktop.importers.recognition import GENERIC
from sakshi_desktop.importers.types import Field, Grouping, Mapping, Series
from sakshi_desktop.ui.imports import draft as drafts
from sakshi_desktop.ui.imports.draft import Draft, Reading
from sakshi_desktop.ui.job import Job
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question
from sakshi_desktop.ui.tasks import Progress, Tasks

T = TypeVar("T")


class ImportsViewModel(QObject):
    """A file on its way in, and the history of those that came. Whatever is changed is asked anew; the latest counts.

    Signals:
        past_shown: the history, newest first.
        read: what the chosen file is, a Reading.
        tallied: what it would bring, an Outcome.
        troubled: why a file cannot be read or imported so, a SakshiError.
        working: a piece of work has begun, a Job; of a look through a file, of the reading of it, or of an import.
        imported: a file is in, its Outcome.
        stopped: an import was stopped or failed, a SakshiError; nothing of it was kept.
        removed: an import was taken back, its BatchRow.
        problems_shown: an import, and the rows that it left out.
        failed: why the history or something in it is not to be had, a SakshiError.
        said: a result in a few words.
    """

    past_shown = Signal(object)
    read = Signal(object)
    tallied = Signal(object)
    troubled = Signal(object)
    working = Signal(object)
    imported = Signal(object)
    stopped = Signal(object)
    removed = Signal(object)
    problems_shown = Signal(object, object)
    failed = Signal(object)
    said = Signal(str)

    def __init__(self, tasks: Tasks, program: Program, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._program = program
        self.draft: Draft | None = None
        self.reading: Reading | None = None
        self.is_importing = False
        self.job: Job | None = None
        self._turn = 0
        self._past = Question(tasks, self)
        self._past.answered.connect(self.past_shown)
        self._past.failed.connect(self.failed)

    @Slot()
    def refresh(self) -> None:
        """Ask for the history."""
        self._past.ask(self._listed)

    def choose(self, file: Path) -> None:
        """Read a file of sales, as it is, or by the mapping that was kept for files with its columns."""
        if self.is_importing:
            self.said.emit("A file is being imported; choose the next one after it.")
        else:
            self.reading = None
            self._ask(Draft(file))

    @property
    def is_decided(self) -> bool:
        """Return whether a person decided how a file is to be read that is not being imported yet."""
        return self.draft is not None and not self.is_importing and self.draft != Draft(self.draft.file)

    def change(self, **decided: object) -> None:
        """Read the file in another way: with another date_order, currency, location, form."""
        if self.draft is not None and not self.is_importing:
            self._ask(replace(self.draft, **decided))  # type: ignore[arg-type]  # the names are those of Draft

    def take_form(self, form: str) -> None:
        """Read the file as an export of a known system, or as any table by what its columns seem to mean."""
        self.change(form=form, mapping=None, guesses=False)

    def map(self, mapping: Mapping) -> None:
        """Read the file by this mapping."""
        self.change(form=GENERIC, mapping=mapping)

    def map_columns(self, columns: dict[Field, str]) -> None:
        """Give the columns of the file other meanings; what makes an order follows from them."""
        if self.reading is None:
            return
        mapping = replace(self.reading.found.mapping, columns=columns)
        if mapping.grouping is Grouping.ID and Field.ORDER_ID not in columns:
            mapping = replace(mapping, grouping=Grouping.ROW, series=Series.NEVER)
        self.map(mapping)

    def guess_again(self) -> None:
        """Leave the mapping and take what the columns seem to mean."""
        self.change(form=None, mapping=None, guesses=True)

    def load_mapping(self, file: Path) -> None:
        """Read the file by a mapping that was saved."""
        try:
            self.map(mappings.load(file))
        except ImportFileError as error:
            self.troubled.emit(error)

    def save_mapping(self, file: Path) -> None:
        """Save the present mapping."""
        if self.reading is None:
            return
        try:
            mappings.save(self.reading.found.mapping, file)
        except InvalidError as error:
            self.said.emit(str(error))
        except OSError:
            self.said.emit(f"{file.name} cannot be written there. Choose another folder or name.")
        else:
            self.said.emit(f"The mapping is saved as {file.name}.")

    @Slot()
    def discard(self) -> None:
        """Leave the file as it is."""
        self._withdraw()
        self.draft = self.reading = None

    @Slot()
    def commit(self) -> None:
        """Import the file, whole or not at all."""
        if self.reading is None or self.is_importing:
            return
        self._withdraw()
        self.is_importing = True
        work = partial(drafts.commit, self._program, self.reading)
        self._start(f"Importing {self.reading.draft.file.name}", work, self._done, self._not_done)

    def remove(self, past: BatchRow) -> None:
        """Take an import back."""
        work = partial(drafts.remove, self._program, past.id)
        self._tasks.long(f"Removing {past.file_name}", work, self._gone, self.failed.emit)

    def ask_problems(self, past: BatchRow) -> None:
        """Ask for the rows that an import left out."""
        work = partial(self._problems, past.id)
        self._tasks.run(work, partial(self.problems_shown.emit, past), self.failed.emit)

    def _listed(self) -> Sequence[BatchRow]:
        return self._program.imports.listed()

    def _problems(self, number: int) -> Sequence[Problem]:
        return self._program.imports.problems(number)

    def _ask(self, draft: Draft) -> None:
        self._withdraw()
        self.draft = draft
        work = partial(drafts.read, self._program, draft)
        self._start(f"Looking through {draft.file.name}", work, self._recognised, self.troubled.emit)

    def _withdraw(self) -> None:
        """Want no answer of the work that runs."""
        self._turn += 1
        if self.job is not None:
            self.job.stop()
            self.job = None

    def _recognised(self, reading: Reading) -> None:
        self.reading = reading
        self.read.emit(reading)
        work = partial(drafts.tally, self._program, reading)
        self._start(f"Reading {reading.draft.file.name}", work, self.tallied.emit, self.troubled.emit)

    def _start(
        self,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[SakshiError], None],
    ) -> None:
        settle = partial(self._settle, self._turn)
        self.job = self._tasks.long(title, work, partial(settle, done), partial(settle, failed))
        self.working.emit(self.job)

    def _settle(self, turn: int, tell: Callable[[T], None], outcome: T) -> None:
        if turn == self._turn:
            self.job = None
            tell(outcome)

    def _done(self, outcome: Outcome) -> None:
        self.is_importing = False
        self.draft = self.reading = None
        self.imported.emit(outcome)
        self.refresh()

    def _not_done(self, error: SakshiError) -> None:
        self.is_importing = False
        self.stopped.emit(error)
        if isinstance(error, CancelledError) and self.reading is not None:
            self._recognised(self.reading)
        self.refresh()

    def _gone(self, past: BatchRow) -> None:
        self.removed.emit(past)
        self.refresh()
