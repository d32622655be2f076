"""Daily backups, made beside the window while it is open."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.core.progress import Progress
from sakshi_desktop.store import archive
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import RunsLong

FIRST = 60_000
"""Milliseconds after a database was opened until the first look: the window's first minute belongs to the person."""
EVERY = 3_600_000
"""Milliseconds between two looks whether a backup is due."""


class Daily(QObject):
    """Looks now and then whether a backup is due, and makes it in sight; one that is stopped is put off for a day.

    Signals:
        failed: it could not be made, a SakshiError; said once a day at most.
    """

    failed = Signal(object)

    def __init__(self, tasks: RunsLong, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._program: Program | None = None
        self._said_on = -1
        self._stopped_at: datetime | None = None
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.look)

    def serve(self, program: Program | None) -> None:
        """Look after the database of ``program`` from now on; None is nothing to look after."""
        self._program = program
        if program is None:
            self._clock.stop()
        else:
            self._clock.start(FIRST)

    @Slot()
    def look(self) -> None:
        """Make a backup if one is due."""
        self._clock.setInterval(EVERY)
        program, stopped = self._program, self._stopped_at
        if program is None or (stopped is not None and program.clock() - stopped < archive.EVERY):
            return
        self._tasks.run(partial(is_due, program), partial(self._begin, program), self._fail)

    def _begin(self, program: Program, due: bool) -> None:  # noqa: FBT001  # an answer
        if due and program is self._program:
            self._tasks.long("Daily backup", partial(make, program), self._made, self._fail)

    def _made(self, _file: Path | None) -> None:
        self._said_on = -1

    def _fail(self, error: SakshiError) -> None:
        if isinstance(error, CancelledError) and self._program is not None:
            self._stopped_at = self._program.clock()
            self.failed.emit(CancelledError("It was stopped.", hint="It is made tomorrow, or at the next start."))
        elif self._program is not None and self._said_on != self._program.clock().toordinal():
            self._said_on = self._program.clock().toordinal()
            self.failed.emit(error)


def is_due(program: Program) -> bool:
    """Return whether a daily backup is to be made; runs on a worker's thread."""
    settings = program.settings
    folder = archive.folder_of(settings.folder)
    return archive.wants_daily(program.database, folder, at=program.clock(), keep=settings.backups)


def make(program: Program, progress: Progress) -> Path | None:
    """Make a daily backup if one is due, and return it; runs on a worker's thread.

    Raises:
        DatabaseError: it cannot be made.
    """
    settings = program.settings
    folder = archive.folder_of(settings.folder)
    return archive.make_daily(
        program.database, folder, at=program.clock(), keep=settings.backups, told=lambda share: progress(share, "")
    )
