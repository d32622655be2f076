"""A line that is read like any other and opens what stands behind it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QWidget

from sakshi_desktop.ui.theme import Look

SIDE = 6
"""Pixels on each side of the words, for the edge that shows the focus."""
OPENS = "Click or Enter: the orders behind it."


class OpeningLine(QAbstractButton):
    """Labels beside each other that open by click, Space or Enter.

    Lines of one QButtonGroup are one stop of the Tab key, with the arrows going from line to line.

    Signals:
        reached: the focus came to it.
    """

    reached = Signal()

    def __init__(self, look: Look, *parts: QLabel, parent: QWidget, stop: bool = False) -> None:
        """Make a line of ``parts``, the first of which gets the room that is left; ``stop``: Tab stops here."""
        super().__init__(parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(OPENS)
        self.setAccessibleDescription(OPENS)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 1, SIDE, 1)
        row.setSpacing(6)
        for place, part in enumerate(parts):
            part.setParent(self)
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(part, 0 if place else 1)
        look.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, as with Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that it is reached."""
        super().focusInEvent(event)
        self.reached.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what shows that it can be opened: a ground under the mouse, an edge with the focus."""
        if not (self.hasFocus() or self.underMouse()):
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()
