"""Labels of plain text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def text(words: str, parent: QWidget, *, style: str = "", wrap: bool = False) -> QLabel:
    """Return a label of plain text that can be selected with the mouse; ``style`` names it in the style sheet."""
    label = QLabel(words, parent)
    label.setObjectName(style)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(wrap)
    return label
