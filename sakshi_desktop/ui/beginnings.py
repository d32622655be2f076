"""The demo chain for those who begin with an empty database, without a widget."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import RunsLong
from sakshi_desktop.ui.tasks import Progress


class Beginnings(QObject):
    """Builds the demo beside the window.

    Signals:
        started: a long piece of work has begun, a Job.
        demo_ready: the demo chain's database is there to be opened.
        failed: why something did not come about, a SakshiError.
    """

    started = Signal(object)
    demo_ready = Signal()
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

    def _long(self, title: str, work: Callable[..., object], done: Callable[..., None]) -> None:
        self.started.emit(self._tasks.long(title, work, done, self._fail))

    def _built(self, _built: object) -> None:
        self.demo_ready.emit()

    def _fail(self, error: SakshiError) -> None:
        self.failed.emit(error)


def demo_file(program: Program) -> Path:
    """Return the file of the demo chain."""
    return program.settings.folder / "demo.db"


def build_demo(program: Program, progress: Progress) -> None:
    """Build the demo chain's database; runs on a worker's thread."""
    program.build_demo(progress, progress.cancelled)
