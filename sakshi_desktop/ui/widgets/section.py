"""What the sections of the page share."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.questions import Question, Runs
from sakshi_desktop.ui.widgets.asked import Asked
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.notice import Notice

T = TypeVar("T")
EDGE = 20


class SectionModel(QObject):
    """A question about what is to be shown, and deeds after which it is asked again.

    Signals:
        shown: the answer.
        failed: why there is none, a SakshiError.
        busy_changed: whether an answer is being waited for.
        saved: a deed is done, with a sentence about it.
        refused: why a deed is not done, a SakshiError.
    """

    shown = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)
    saved = Signal(str)
    refused = Signal(object)

    def __init__(self, tasks: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._question = Question(tasks, self)
        self._question.answered.connect(self.shown)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    @abstractmethod
    def load(self) -> object:
        """Return what is to be shown; called on another thread."""

    @Slot()
    def refresh(self) -> None:
        """Ask for what is to be shown."""
        self._question.ask(self.load)

    def do(self, work: Callable[[], T], sentence: str | Callable[[T], str], *, must: bool = True) -> None:
        """Do ``work`` on another thread, say ``sentence`` when it is done, and ask again.

        Args:
            sentence: what is said, or what makes it of the outcome; empty: nothing.
            must: it is done even where the window closes before its turn comes.
        """
        self._tasks.run(work, partial(self._done, sentence), self.refused.emit, must=must)

    def _done(self, sentence: str | Callable[[T], str], outcome: T) -> None:
        self.saved.emit(sentence if isinstance(sentence, str) else sentence(outcome))
        self.refresh()


class OneModel(SectionModel):
    """The same, and one of the things that are shown, looked at closely.

    Signals:
        opened: the one that was asked for last.
        lost: why there is none, a SakshiError.
    """

    opened = Signal(object)
    lost = Signal(object)

    def __init__(self, tasks: Runs, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._one = Question(tasks, self)
        self._one.answered.connect(self.opened)
        self._one.failed.connect(self.lost)

    def look(self, work: Callable[[], object]) -> None:
        """Ask for one; ``work`` is called on another thread."""
        self._one.ask(work)


class Section(QWidget):
    """A part of the page: its deeds above, its body below, or why there is none.

    Signals:
        settled: what was asked last is there, or why it is not.
    """

    settled = Signal()

    def __init__(self, desk: Desk, name: str, model: SectionModel) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAccessibleName(name)
        self.desk = desk
        self.section_model = model
        model.setParent(self)
        self._asked = Asked(desk.say, self)
        self.under = QLabel(self)
        self.under.setObjectName("muted")
        self.under.setWordWrap(True)
        self.deeds = QHBoxLayout()
        self.deeds.setSpacing(8)
        self.body = QWidget(self)
        self.body.setObjectName("pageBody")
        self.notice = Notice(desk.look, self)
        self._room = QStackedWidget(self)
        self._room.addWidget(self.body)
        self._room.addWidget(self.notice)
        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.under, 1)
        head.addLayout(self.deeds)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, EDGE)
        column.setSpacing(12)
        column.addWidget(self._head)
        column.addWidget(self._room, 1)
        model.shown.connect(self._take)
        model.failed.connect(self._show_trouble)
        model.saved.connect(self._saved)
        model.refused.connect(self._asked.refuse)

    def refresh(self) -> None:
        """Ask again for what is shown."""
        self.section_model.refresh()

    @abstractmethod
    def show_answer(self, answer: Any) -> None:  # noqa: ANN401  # what its model loads
        """Show what was answered."""

    def unsaved(self) -> Sequence[str]:
        """Return what was written in the section and is not saved, a sentence each."""
        return ()

    def say(self, under: str) -> None:
        """Say a line above the body."""
        self.under.setText(under)
        self._head.setVisible(bool(under) or self.deeds.count() > 0)

    def show_body(self) -> None:
        """Show the body."""
        self._room.setCurrentIndex(0)

    def show_notice(self) -> None:
        """Show why there is no body."""
        self._room.setCurrentIndex(1)

    @property
    def has_body(self) -> bool:
        """Return whether the body is shown."""
        return self._room.currentIndex() == 0

    @property
    def dialog(self) -> FormDialog | None:
        """Return the dialog that is open, None where none is."""
        return self._asked.dialog

    def ask(self, dialog: FormDialog, act: Callable[..., None]) -> None:
        """Open a dialog that stays open until what it says is done."""
        self._asked.open(dialog, act)

    @Slot(object)
    def _take(self, answer: object) -> None:
        self.show_answer(answer)
        self.settled.emit()

    @Slot(object)
    def _show_trouble(self, error: SakshiError) -> None:
        self.notice.fail(error, "Try again", self.refresh)
        self.show_notice()
        self.settled.emit()

    @Slot(str)
    def _saved(self, sentence: str) -> None:
        self._asked.close()
        if sentence:
            self.desk.say(sentence)
