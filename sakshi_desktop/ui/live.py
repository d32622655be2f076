"""Keeping the window up to date with a database that others write too."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.following import Change, Follower
from sakshi_desktop.ui.opening import Facts, look
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question
from sakshi_desktop.ui.tasks import Tasks


class Live(QObject):
    """Follows one database at a time.

    Signals:
        looked: something has changed; what the frame of the window says now, a Facts.
        changed: the same, after that; whether it concerns figures.
        lost: the database is not to be had, a SakshiError; it is asked again and again.
        found: it is there again.
    """

    looked = Signal(object)
    changed = Signal(bool)
    lost = Signal(object)
    found = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._follower: Follower | None = None
        self._program: Program | None = None
        self._is_lost = False
        self._figures = False
        self._question = Question(tasks, self)
        self._question.answered.connect(self._looked)
        self._question.failed.connect(self._fail)

    def follow(self, program: Program, follower: Follower) -> None:
        """Follow the database of ``program`` from now on."""
        self.leave()
        self._program, self._follower = program, follower
        self._tasks.attend(follower, self._hear)

    def leave(self) -> None:
        """Follow nothing any more."""
        self._question.forget()
        self._is_lost = self._figures = False
        if self._follower is not None:
            self._tasks.dismiss(self._follower)
            self._follower = self._program = None

    def look(self) -> None:
        """Look again at what the frame of the window says."""
        if self._program is not None:
            self._question.ask(partial(look, self._program))

    def _hear(self, change: Change) -> None:
        if change.trouble is not None:
            self._fail(change.trouble)
            return
        self._figures = self._figures or change.figures
        if self._is_lost:
            self._is_lost = False
            self.found.emit()
        self.look()

    def _looked(self, facts: Facts) -> None:
        figures, self._figures = self._figures, False
        self.looked.emit(facts)
        self.changed.emit(figures)

    def _fail(self, error: SakshiError) -> None:
        self._is_lost = True
        self.lost.emit(error)
