"""The ways to begin with an empty database, without a widget: the demo chain, or a file of one's own sales."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.program import Imported, Program
from sakshi_desktop.ui.questions import RunsLong
from sakshi_desktop.ui.tasks import Progress


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file of sales is and would bring, before it counts.

    Attributes:
        found: what was recognised, to be handed back for the import.
        title: the name of the format.
        notes: sentences about dates, amounts and what will be left out.
        asks_location: the file names no outlet.
        asks_currency: the file does not say its currency.
    """

    found: object
    name: str
    title: str
    notes: tuple[str, ...]
    asks_location: bool
    asks_currency: bool
    outcome: Imported


class Beginnings(QObject):
    """Builds the demo and imports a first file, one at a time, beside the window.

    Signals:
        started: a long piece of work has begun, a Job.
        demo_ready: the demo chain's database is there to be opened.
        previewed: a file was read, a Preview.
        imported: its sales are in, what they brought.
        failed: why something did not come about, a SakshiError.
    """

    started = Signal(object)
    demo_ready = Signal()
    previewed = Signal(object)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: RunsLong, program: Program, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._program = program

    def use(self, program: Program) -> None:
        """Begin with the database of another program from now on."""
        self._program = program

    def look_around(self) -> None:
        """Open the demo chain; it is built at the first time."""
        if demo_file(self._program).exists():
            self.demo_ready.emit()
        else:
            self._long("Building the demo", partial(build_demo, self._program), self._built)

    def read(self, file: Path) -> None:
        """Read a file of sales and say what it would bring."""
        self._long(f"Reading {file.name}", partial(preview, self._program, file), self.previewed.emit)

    def take(self, shown: Preview, location: str, currency: str) -> None:
        """Import what was previewed; empty words take what the file says."""
        work = partial(import_file, self._program, shown, location, currency)
        self._long(f"Importing {shown.name}", work, self.imported.emit)

    def _long(self, title: str, work: Callable[..., object], done: Callable[..., None]) -> None:
        self.started.emit(self._tasks.long(title, work, done, self._fail))

    def _built(self, _built: object) -> None:
        self.demo_ready.emit()

    def _fail(self, error: SakshiError) -> None:
        self.failed.emit(error)


def demo_file(program: Program) -> Path:
    """Return the file of the demo chain."""
    return program.settings.folder / "demo.db"


def build_demo(program: Program, progress: Progress) -> object:
    """Build the demo chain's database; runs on a worker's thread."""
    from sakshi_desktop.demo.build import build  # noqa: PLC0415  # a lazy door: only those who ask for it load it

    address = program.settings.demo_database
    return build(address, clock=program.clock, progress=progress, cancelled=progress.cancelled)


def preview(program: Program, file: Path, progress: Progress) -> Preview:
    """Read a file of sales and say what it would bring; runs on a worker's thread."""
    from sakshi_desktop import importers  # noqa: PLC0415  # a lazy door: only those who ask for it load it

    progress(0.0, "recognising the columns")
    found = importers.recognise(file, clock=program.clock)
    outcome = program.import_sales(
        found, location=None, currency=None, dry_run=True, progress=progress, cancelled=progress.cancelled
    )
    return Preview(
        found=found,
        name=file.name,
        title=found.title,
        notes=tuple(note for note in (found.date_order_reason, found.currency_reason, *found.notes) if note),
        asks_location=not found.has_location,
        asks_currency=found.currency is None,
        outcome=outcome,
    )


def import_file(program: Program, shown: Preview, location: str, currency: str, progress: Progress) -> Imported:
    """Import what was previewed and bring the figures up to date; runs on a worker's thread."""
    from sakshi_desktop.importers.types import Recognition  # noqa: PLC0415  # a lazy door: the same

    if not isinstance(shown.found, Recognition):
        raise TypeError("a preview holds what was recognised")
    outcome = program.import_sales(
        shown.found,
        location=location or None,
        currency=currency or None,
        dry_run=False,
        progress=progress,
        cancelled=progress.cancelled,
    )
    program.figures.warm()
    return outcome
