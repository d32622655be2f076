"""Bars beside each other: one figure of every location, best first, with their average as a dashed line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sakshi_desktop.ui import lettering
from sakshi_desktop.ui.theme import Look

LINE = 28
THICK = 16
NAME, VALUE = 170, 110
"""Pixels for the names on the left and the values on the right."""
PAD = 14
HEAD = 24
"""Pixels above the bars, for what the dashed line is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``text`` is its value as people read it, an unknown value has no bar."""

    id: int
    name: str
    value: float | None
    text: str


class BarChart(QWidget):
    """Bars that can be walked along with the arrows.

    Signals:
        opened: a bar was chosen by click or Enter; its id and name.
    """

    opened = Signal(int, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._bars: Sequence[Bar] = ()
        self._average: float | None = None
        self._line = ""
        self._place = 0
        self._font = lettering.font()
        self._strong = lettering.font(weight=QFont.Weight.DemiBold)
        self.setObjectName("clear")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    @property
    def bars(self) -> Sequence[Bar]:
        """Return what is shown, from above."""
        return self._bars

    def show_bars(self, title: str, bars: Sequence[Bar], average: float | None, line: str) -> None:
        """Show other bars; ``line`` says what the dashed line is."""
        self._bars, self._average, self._line = bars, average, line
        self._place = 0
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{bar.name} {bar.text}" for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the place of all bars."""
        return QSize(NAME + VALUE + 200, PAD + HEAD + LINE * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        """Return the least place."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the bars with the arrows, Home and End; open with Enter."""
        last = len(self._bars) - 1
        keys = Qt.Key
        steps = {keys.Key_Up: self._place - 1, keys.Key_Down: self._place + 1, keys.Key_Home: 0, keys.Key_End: last}
        if event.key() in {keys.Key_Return, keys.Key_Enter} and self._bars:
            self._open(self._place)
        elif (place := steps.get(keys(event.key()))) is not None:
            self._place = min(max(place, 0), last)
            self.update()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the bar that is clicked."""
        place = (int(event.position().y()) - HEAD) // LINE
        if event.button() == Qt.MouseButton.LeftButton and 0 <= place < len(self._bars):
            self._place = place
            self.update()
            self._open(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars in the colours of the theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self._reach()
        if self._average is not None:
            self._paint_average(painter, self._x(self._average, low, high))
        for place, bar in enumerate(self._bars):
            self._paint_bar(painter, place, bar, (low, high))
        painter.end()

    def _open(self, place: int) -> None:
        bar = self._bars[place]
        self.opened.emit(bar.id, bar.name)

    def _reach(self) -> tuple[float, float]:
        known = [bar.value for bar in self._bars if bar.value is not None]
        return min([0.0, *known]), max([0.0, *known]) or 1.0

    def _x(self, value: float, low: float, high: float) -> float:
        room = max(self.width() - NAME - VALUE - 2 * PAD, 1)
        return PAD + NAME + room * (value - low) / ((high - low) or 1.0)

    def _paint_bar(self, painter: QPainter, place: int, bar: Bar, reach: tuple[float, float]) -> None:
        theme, top = self._look.theme, HEAD + place * LINE
        middle = Qt.AlignmentFlag.AlignVCenter
        if place == self._place and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(4, top, self.width() - 8, LINE), 5, 5)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._font)
        name = QFontMetrics(self._font).elidedText(bar.name, Qt.TextElideMode.ElideRight, NAME - 10)
        painter.drawText(QRect(PAD, top, NAME - 10, LINE), int(middle | Qt.AlignmentFlag.AlignLeft), name)
        end = self._x(0.0, *reach)
        if bar.value is not None:
            start, end = sorted((end, self._x(bar.value, *reach)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent" if bar.value >= 0 else "bad"))
            painter.drawRoundedRect(QRectF(start, top + (LINE - THICK) / 2, max(end - start, 1.5), THICK), 3, 3)
        painter.setPen(theme.colour("text" if bar.value is not None else "muted"))
        painter.setFont(self._strong)
        wide = QFontMetrics(self._strong).horizontalAdvance(bar.text)
        box = QRect(round(end) + 8, top, wide + 2, LINE)
        painter.fillRect(box.adjusted(-3, 5, 3, -5), theme.colour("surface"))  # the dashed line is behind the words
        painter.drawText(box, int(middle | Qt.AlignmentFlag.AlignLeft), bar.text)

    def _paint_average(self, painter: QPainter, x: float) -> None:
        theme, bottom = self._look.theme, HEAD + LINE * len(self._bars)
        painter.setPen(QPen(theme.colour("previous"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, HEAD - 2), QPointF(x, bottom))
        painter.setPen(theme.colour("muted"))
        painter.setFont(lettering.font(12))
        wide = QFontMetrics(painter.font()).horizontalAdvance(self._line)
        left = min(max(round(x) - wide // 2, PAD), max(self.width() - wide - PAD, PAD))
        painter.drawText(left, HEAD - 8, self._line)
