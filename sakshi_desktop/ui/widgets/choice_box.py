"""A drop-down choice in which nothing is chosen on the way to what is wanted."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

_ARROWS = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])


class ChoiceBox(QComboBox):
    """Keys open the list, where Enter chooses; the wheel scrolls the page and changes nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list, at what begins with the letter that was typed."""
        letter = event.text() if event.text().isprintable() else ""
        if event.key() not in _ARROWS and not letter:
            super().keyPressEvent(event)
            return
        self.showPopup()
        if letter.strip():
            self.view().keyboardSearch(letter)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is scrolled."""
        event.ignore()
