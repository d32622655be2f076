"""A line that nobody may overlook."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from sakshi_desktop.ui import icons
from sakshi_desktop.ui.theme import Look

ICON = 16
LEAST = 32


class WarningLine(QFrame):
    """A sentence on a ground of its own, with a sign, and at most one thing to do; without a sentence it is hidden."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("warning")
        self._look = look
        self._sign = QLabel(self)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setObjectName("link")
        self.button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 8, 3)
        self.setMinimumHeight(LEAST)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        look.changed.connect(self._tint)
        self._tint()
        self.hide()

    def say(self, sentence: str, word: str = "") -> None:
        """Say a sentence, or nothing any more; ``word`` is what can be done."""
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.button.setText(word)
        self.button.setAccessibleName(word)
        self.button.setVisible(bool(word))
        self.setVisible(bool(sentence))

    @Slot()
    def _tint(self) -> None:
        self._sign.setPixmap(icons.pixmap("alert", self._look.theme.warning, ICON))
