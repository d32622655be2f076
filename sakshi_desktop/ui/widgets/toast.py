"""A result that is shown for a moment in the corner of the window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

STAYS = 7_000
"""Milliseconds."""
MARGIN = 20


class Toast(QFrame):
    """One sentence in the lower right corner of its parent, with at most one thing to do about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._room = parent
        self._act: Callable[[], None] | None = None
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._words)
        row.addWidget(self._button)
        self._clock = QTimer(self, singleShot=True, interval=STAYS)
        self._clock.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, word: str = "", act: Callable[[], None] | None = None) -> None:
        """Show ``text``; pressing ``word`` does ``act``."""
        self._words.setText(text)
        self._act = act
        self._button.setText(word)
        self._button.setAccessibleName(word)
        self._button.setVisible(act is not None)
        self.setAccessibleName(text)
        self.show()
        self.raise_()
        self._place()
        self._clock.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @property
    def text(self) -> str:
        """Return what was said last."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _press(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def _place(self) -> None:
        room = self._room.rect()
        widest = room.width() - 2 * MARGIN
        self._words.setWordWrap(False)
        self.setMinimumWidth(0)
        self.setMaximumWidth(widest)
        self.adjustSize()
        if self.sizeHint().width() > widest:
            self._words.setWordWrap(True)
            self.setMinimumWidth(widest)
            self.adjustSize()
        self.move(room.right() - self.width() - MARGIN, room.bottom() - self.height() - MARGIN)
