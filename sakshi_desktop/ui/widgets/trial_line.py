"""The line of a form by which what is typed is tried before it is saved."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from sakshi_desktop.ui.widgets.texts import Sentence

MOST = 100
"""Parts of the room that an answer has, one is left empty."""
TRYING = "Asking …"
STYLES = {True: "good", False: "wrong", None: "muted"}


class TrialLine(QFrame):
    """A button that tries what is typed, and how that ended; a later change of what is typed makes it stale.

    Signals:
        pressed: what is typed shall be tried.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.button = QPushButton("&Test", self)
        self.button.setAutoDefault(False)
        self.says = Sentence(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(12)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.says, MOST)
        row.addStretch(1)
        self.button.clicked.connect(self.pressed)

    def wait(self) -> None:
        """Say that the answer is waited for."""
        self.button.setEnabled(False)
        self._say(TRYING, None)

    def show_end(self, sentence: str, *, passed: bool | None) -> None:
        """Say how it ended."""
        self.button.setEnabled(True)
        self._say(sentence, passed)

    @Slot()
    def forget(self) -> None:
        """Say nothing any more."""
        self.button.setEnabled(True)
        self._say("", None)

    def _say(self, sentence: str, passed: bool | None) -> None:  # noqa: FBT001  # three-valued, as a proof is
        self.says.setText(sentence)
        self.says.setObjectName(STYLES[passed])
        self.says.style().polish(self.says)
        self.button.setAccessibleDescription(sentence)


def changes(inside: QWidget) -> Iterator[SignalInstance]:
    """Return what tells of a change of any field inside a widget."""
    for field in inside.findChildren(QWidget):
        if isinstance(field, QLineEdit | QPlainTextEdit):
            yield field.textChanged
        elif isinstance(field, QComboBox):
            yield field.currentTextChanged
        elif isinstance(field, QSpinBox):
            yield field.valueChanged
        elif isinstance(field, QListWidget):
            yield field.itemChanged
        elif isinstance(field, QAbstractButton) and field.isCheckable():
            yield field.toggled
