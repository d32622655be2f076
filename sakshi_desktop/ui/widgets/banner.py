"""A line above the pages that stays: what kind of data this is."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from sakshi_desktop.ui import icons
from sakshi_desktop.ui.theme import Look


class Banner(QFrame):
    """A sentence with one thing to do about it.

    Signals:
        pressed: the person wants that.
    """

    pressed = Signal()

    def __init__(self, look: Look, text: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("banner")
        self._sign = QLabel(self)
        words = QLabel(text, self)
        button = QPushButton(word, self)
        button.setObjectName("link")
        button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 2, 14, 2)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(words)
        row.addStretch(1)
        row.addWidget(button)
        look.changed.connect(self._tint)
        self._tint()

    @Slot()
    def _tint(self) -> None:
        self._sign.setPixmap(icons.pixmap("info", self._look.theme.warning, 16))
