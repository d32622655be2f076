"""A dialog with fields, a sentence beside each that cannot be taken; it stays open until what it says is saved."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import ChangedError, FieldsError, SakshiError
from sakshi_desktop.ui.job import Job
from sakshi_desktop.ui.widgets.job_line import JobLine
from sakshi_desktop.ui.widgets.layouts import field_title
from sakshi_desktop.ui.widgets.texts import text
from sakshi_desktop.ui.widgets.trial_line import TrialLine, changes
from sakshi_desktop.ui.widgets.unsaved import Unsaved

WIDTH = 480
AROUND = 170
"""Pixels of height that the frame, the sentence at the foot and the buttons take."""
LEAST = 60
EDGE = 20
BESIDE = 14
"""Pixels between fields and the bar that scrolls them; buttons end where fields do."""


class FormDialog(QDialog):
    """A form. It says what it heard and waits: ``refuse`` keeps it open with its sentences, ``accept`` closes it.

    While it waits, nothing else closes it: the answer is always that to this form.

    Signals:
        entered: what the form says.
        try_wanted: what the form says, to be tried before it is saved.
    """

    entered = Signal(object)
    try_wanted = Signal(object)

    def __init__(self, title: str, word: str, parent: QWidget | None = None) -> None:
        """Make an empty form; pressing ``word`` says what it heard."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._wrong: dict[str, QLabel] = {}
        self._first: dict[str, QWidget] = {}
        self._titles: dict[str, QLabel] = {}
        self.trouble = text("", self, wrap=True)
        self.trouble.setObjectName("wrong")
        self.trouble.setMinimumWidth(1)
        self.trouble.hide()
        self.good = QPushButton(word, self)
        self.good.setObjectName("primary")
        self.good.setDefault(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.unsaved = Unsaved(self, self.trouble, self.good, self.leave)
        buttons.setContentsMargins(0, 0, BESIDE, 0)
        buttons.accepted.connect(self.enter)
        buttons.rejected.connect(self.unsaved.leave)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        self._grid.setContentsMargins(0, 2, BESIDE, 2)
        self._grid.setColumnMinimumWidth(0, 110)
        self._inner = QWidget(self)
        self._inner.setObjectName("clear")
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._area = self._scrolled()
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 18, EDGE - 10, 16)
        column.setSpacing(12)
        column.addWidget(self._area)
        self.trial: TrialLine | None = None
        self._below: QWidget | None = None
        self._trial_room, self._job_room = QVBoxLayout(), QVBoxLayout()
        column.addLayout(self._trial_room)
        column.addLayout(self._job_room)
        column.addWidget(self.trouble)
        column.addWidget(buttons)

    def _scrolled(self) -> QScrollArea:
        made = QScrollArea(self)
        made.setWidgetResizable(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setWidget(self._inner)
        return made

    def fit(self) -> None:
        """Be as high as the fields need, and never higher than the window."""
        self._grid.activate()
        across = self._area.viewport().width()
        high = self._grid.heightForWidth(across) if self._grid.hasHeightForWidth() else self._grid.sizeHint().height()
        wanted = high + 4
        parent = self.parentWidget()
        room = wanted if parent is None else parent.window().height() - AROUND - self._said()
        self._area.setFixedHeight(max(LEAST, min(wanted, room)))
        self.adjustSize()
        whole = self.layout()
        if whole is not None and whole.hasHeightForWidth():  # what the sentence at the foot needs at this very width
            self.resize(self.width(), whole.totalHeightForWidth(self.width()))

    def _said(self) -> int:
        """Return the height of what stands still below, and of the sentence beyond the line that there is room for."""
        below = 0 if self._below is None else self._below.sizeHint().height()
        if self.trouble.isHidden():
            return below
        across = self.width() - EDGE - (EDGE - 10)
        return below + max(0, self.trouble.heightForWidth(across) - self.trouble.fontMetrics().lineSpacing())

    def showEvent(self, event: QShowEvent) -> None:
        """Fit once the fields wear their style; the first of them waits for what is typed."""
        super().showEvent(event)
        self.fit()
        if self._first and not event.spontaneous() and self.focusWidget() in {None, self.good}:
            next(iter(self._first.values())).setFocus()

    def lead(self, words: QWidget) -> None:
        """Say something above the fields."""
        words.setContentsMargins(0, 0, 0, 6)
        self._grid.addWidget(words, self._grid.rowCount(), 0, 1, 2)

    def below(self, widget: QWidget) -> None:
        """Show something below the fields that does not move as they are scrolled."""
        self._below = widget
        self._trial_room.addWidget(widget)

    def offer_trial(self) -> None:
        """Let what is typed be tried before it is saved; called when all fields are there."""
        self.trial = TrialLine(self)
        self._trial_room.addWidget(self.trial)
        self.trial.pressed.connect(self._try)
        for changed in changes(self._inner):
            changed.connect(self.trial.forget)

    @Slot()
    def _try(self) -> None:
        self._listen(self._try_out)

    def _try_out(self, heard: object) -> None:
        if self.trial is not None:
            self.trial.wait()
        self.try_wanted.emit(heard)

    @abstractmethod
    def heard(self) -> object:
        """Return what the form says."""

    @Slot()
    def enter(self) -> None:
        """Say what was heard, and wait for the answer."""
        self._listen(self._enter)

    def _enter(self, heard: object) -> None:
        self.unsaved.wait(True)
        self.entered.emit(heard)

    def _listen(self, told: Callable[[object], None]) -> None:
        """Say beside the fields what cannot be heard of them, or tell all that is heard."""
        self.say({})
        try:
            heard = self.heard()
        except FieldsError as error:
            self.refuse(error)
        else:
            told(heard)

    @Slot(object)
    def follow(self, job: Job) -> None:
        """Show how far the job is that saves what was heard, where it is this form that waits; Cancel stops it."""
        if self.waiting:
            self.unsaved.wait_for(job)
            line = JobLine(job, BESIDE, self)
            self._job_room.addWidget(line)
            line.show()
            self.fit()

    @property
    def waiting(self) -> bool:
        """Return whether what was heard waits for its answer."""
        return self.unsaved.waiting

    @Slot(object)
    def refuse(self, error: SakshiError) -> None:
        """Stay open, and say what is the matter: beside the fields where it is theirs, else at the foot."""
        self.unsaved.wait(False)
        if self.trial is not None:
            self.trial.forget()
        if isinstance(error, ChangedError):
            self.learn(error)
        fields: Mapping[str, str] = error.fields if isinstance(error, FieldsError) else {}
        ours = {name: sentence for name, sentence in fields.items() if name in self._wrong}
        self.say(ours, "" if ours and len(ours) == len(fields) else str(error))
        for name, widget in self._first.items():
            if name in ours:
                widget.setFocus()
                QTimer.singleShot(0, self, partial(self._look_at, name))  # what is said has its room by then
                break

    def learn(self, error: ChangedError) -> None:
        """Know from now on what another person made of a field; to be said by forms that change what is there."""

    def _look_at(self, name: str) -> None:
        """Scroll to a field and what is said beside it."""
        for part in (self._wrong[name], self._first[name]):
            self._area.ensureWidgetVisible(part, 0, 2)

    def say(self, fields: Mapping[str, str], trouble: str = "") -> None:
        """Show these sentences beside their fields and ``trouble`` at the foot, and no others."""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        for name, label in self._wrong.items():
            label.setText(fields.get(name, ""))
            label.setVisible(name in fields)
            self._first[name].setAccessibleDescription(fields.get(name, ""))
        self.fit()

    def field(self, name: str, label: str, widget: QWidget, *, room: QWidget | QLayout | None = None) -> None:
        """Add a field; ``room`` is what is laid out in its place where it is more than one widget."""
        line = self._grid.rowCount()
        title = field_title(label, widget, self)
        if not widget.accessibleName():
            widget.setAccessibleName(label)
        typed = widget.lineEdit() if isinstance(widget, QComboBox) else None
        if typed is not None:
            typed.setAccessibleName(widget.accessibleName())
        self._grid.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(room, QLayout):
            self._grid.addLayout(room, line, 1)
        else:
            self._grid.addWidget(room or widget, line, 1)
        wrong = text("", self, wrap=True)
        wrong.setObjectName("wrong")
        wrong.setMinimumWidth(1)  # a long word in it makes no field wider than the window
        wrong.hide()
        self._grid.addWidget(wrong, line + 1, 1)
        self._wrong[name], self._first[name], self._titles[name] = wrong, widget, title

    def show_field(self, name: str, *, shown: bool) -> None:
        """Show a field of one widget, or leave it out for now."""
        self._titles[name].setVisible(shown)
        self._first[name].setVisible(shown)
        if not shown:
            self._wrong[name].hide()

    def sentence(self, name: str) -> str:
        """Return what is said beside a field."""
        return self._wrong[name].text()
