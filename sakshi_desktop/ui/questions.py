"""Asking on another thread, where only the latest question is answered."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core.errors import SakshiError

T = TypeVar("T")


class Runs(Protocol):
    """What runs work on another thread: Tasks, or a test that settles it in an order of its own."""

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[SakshiError], None],
        *,
        must: bool = False,
    ) -> None:
        """Run ``work``, then call ``done`` or ``failed`` on this thread.

        Args:
            must: it is done even where the window closes before its turn comes.
        """


class RunsLong(Runs, Protocol):
    """What also runs work that takes its time and tells how far it is."""

    def long(
        self,
        title: str,
        work: Callable[[Callable[[float, str], None]], T],
        done: Callable[[T], None],
        failed: Callable[[SakshiError], None],
    ) -> object:
        """Run ``work(progress)``, showing ``title``, then call ``done`` or ``failed`` on this thread."""


class Question(QObject):
    """One kind of question. An answer that was overtaken by a later question is dropped.

    Signals:
        answered: the answer to the latest question.
        failed: why the latest question has none, a SakshiError.
        busy_changed: whether an answer is being waited for.
    """

    answered = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, tasks: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._asked = 0

    def ask(self, work: Callable[[], object]) -> None:
        """Ask; whatever was asked before is overtaken."""
        self._asked += 1
        self.busy_changed.emit(True)
        self._tasks.run(work, partial(self._answer, self._asked), partial(self._fail, self._asked))

    def forget(self) -> None:
        """Want no answer any more."""
        self._asked += 1
        self.busy_changed.emit(False)

    def _answer(self, asked: int, answer: object) -> None:
        if asked == self._asked:
            self.busy_changed.emit(False)
            self.answered.emit(answer)

    def _fail(self, asked: int, error: SakshiError) -> None:
        if asked == self._asked:
            self.busy_changed.emit(False)
            self.failed.emit(error)
