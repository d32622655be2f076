"""Keeping one kind of thing by hand, without a widget: listing, saving, and bringing in a file."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from sqlalchemy.orm import Session

from sakshi_desktop.core.forms import Typed
from sakshi_desktop.importers.outcomes import Brought
from sakshi_desktop.store import telling
from sakshi_desktop.store.nouns import Noun, Record
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question
from sakshi_desktop.ui.tasks import Progress, Tasks


class Keeping(QObject):
    """Lists, saves and brings in the things of one noun.

    Signals:
        shown: all of them, records.
        begun: saving one takes its time, the Job that does it.
        saved: one was saved, its record.
        refused: why it was not, a SakshiError.
        previewed: what a file would bring, the file and a Brought.
        brought: what a file has brought, a Brought.
        failed: why there is no list, or nothing came of a file, a SakshiError.
        busy_changed: whether a list is being waited for.
    """

    shown = Signal(object)
    begun = Signal(object)
    saved = Signal(object)
    refused = Signal(object)
    previewed = Signal(object, object)
    brought = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, tasks: Tasks, program: Program, noun: Noun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.noun = noun
        self._tasks = tasks
        self._program = program
        self._question = Question(tasks, self)
        self._question.answered.connect(self.shown)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    def refresh(self) -> None:
        """Ask for all of them again."""
        self._question.ask(partial(listed, self._program, self.noun))

    @Slot(object, object)
    def save(self, seen: Record | None, typed: Typed) -> None:
        """Save what a person typed about what the person saw."""
        if not self.noun.slow(seen, typed):
            self._tasks.write(partial(save, self._program, self.noun, seen, typed), self._saved, self.refused.emit)
            return
        title = f"Saving {typed.get(self.noun.fields[0].key) or self.noun.one}"
        work = partial(save_slowly, self._program, self.noun, seen, typed)
        self.begun.emit(self._tasks.long(title, work, self._saved, self.refused.emit))

    def preview(self, file: Path) -> None:
        """Say what a file would bring."""
        work = partial(bring, self._program, self.noun.name, file, dry_run=True)
        self._tasks.long(f"Reading {file.name}", work, partial(self.previewed.emit, file), self.failed.emit)

    def bring(self, file: Path) -> None:
        """Bring a file in."""
        work = partial(bring, self._program, self.noun.name, file, dry_run=False)
        self._tasks.long(f"Importing {file.name}", work, self._brought, self.failed.emit)

    def _saved(self, record: Record) -> None:
        self.saved.emit(record)
        self.refresh()

    def _brought(self, brought: Brought) -> None:
        self.brought.emit(brought)
        self.refresh()


def listed(program: Program, noun: Noun) -> list[Record]:
    """Return all things of a noun; runs on a worker's thread."""
    with program.database.read() as session:
        return noun.listed(session)


def save(program: Program, noun: Noun, seen: Record | None, typed: Typed, session: Session) -> Record:
    """Save a thing; runs on a worker's thread."""
    return noun.save(session, seen, typed, by=program.actor, clock=program.clock)


def save_slowly(program: Program, noun: Noun, seen: Record | None, typed: Typed, progress: Progress) -> Record:
    """Save a thing that moves others, whole or not at all; runs on a worker's thread.

    Raises:
        CancelledError: the person stopped it; nothing was changed.
    """
    with program.database.begin() as session:
        telling.listen(session, progress)
        saved = save(program, noun, seen, typed, session)
        session.flush()
        progress.keep()
    return saved


def bring(program: Program, name: str, file: Path, progress: Progress, *, dry_run: bool) -> Brought:
    """Bring a file in, or say what it would bring; runs on a worker's thread."""
    return program.imports.bring_table(name, file, dry_run=dry_run, progress=progress, cancelled=progress.cancelled)
