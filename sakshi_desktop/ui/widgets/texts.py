"""Labels of plain text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyleOption, QWidget


def text(words: str, parent: QWidget, *, style: str = "", wrap: bool = False) -> QLabel:
    """Return a label of plain text that can be selected with the mouse; ``style`` names it in the style sheet."""
    label = QLabel(words, parent)
    label.setObjectName(style)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(wrap)
    return label


class Sentence(QLabel):
    """Plain text in as many lines as it needs, hidden while it says nothing: no screen reader meets an empty one."""

    def __init__(self, parent: QWidget, *, style: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(style)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self.hide()

    def setText(self, words: str) -> None:
        """Say something else, or nothing any more."""
        super().setText(words)
        self.setVisible(bool(words))


class Elided(QLabel):
    """A line of plain text that is cut with three dots where it has no room; the whole is told by its tip.

    What is selected of it with the mouse is all there.
    """

    def __init__(self, parent: QWidget, words: str = "", *, style: str = "") -> None:
        super().__init__(words, parent)
        self.setObjectName(style)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return that it needs its height alone."""
        return QSize(0, super().minimumSizeHint().height())

    def setText(self, words: str) -> None:
        """Say something else."""
        super().setText(words)
        self._tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the whole where it is cut."""
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        self.setToolTip(self.text() if self.sizeHint().width() > self.width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        if self.hasSelectedText():
            super().paintEvent(event)
            return
        option = QStyleOption()
        option.initFrom(self)
        box = self.contentsRect()
        cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, box, int(self.alignment()), option.palette, self.isEnabled(), cut, self.foregroundRole()
        )
        painter.end()
