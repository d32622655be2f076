"""A figure as a card: its name, its value, how it moved, and for the large ones its course."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from sakshi_desktop.ui import lettering
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.words import CardText

PAD = 14
LARGE = QSize(110, 128)
SMALL = QSize(80, 82)
NARROW = 110
"""Pixels of width below which a card keeps less room around its words."""
LINE = 30
OPENS = "Double click or Enter: the orders behind it."


class Card(QAbstractButton):
    """A figure that can be chosen by click or Space: the chosen one is what the chart shows.

    Signals:
        opened: the orders behind it are wanted: by double click or Enter.
    """

    opened = Signal()

    def __init__(self, look: Look, *, large: bool, opens: bool = True, parent: QWidget | None = None) -> None:
        """Make an empty card; one that does not open can only be read."""
        super().__init__(parent)
        self._look = look
        self._large = large
        self._opens = OPENS if opens else ""
        self._says = CardText("", "")
        self.setCheckable(opens)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    @property
    def says(self) -> CardText:
        """Return what stands on the card."""
        return self._says

    def say(self, text: CardText, tip: str = "") -> None:
        """Show a figure; ``tip`` says what it means."""
        self._says = text
        self.setText(text.label)
        judged = {Tone.GOOD: "better", Tone.BAD: "worse"}.get(text.tone, "")
        parts = (text.label, text.value, text.change, judged, text.note)
        self.setAccessibleName(" ".join(part for part in parts if part))
        self.setAccessibleDescription(self._opens)
        self.setToolTip("\n".join(part for part in (tip, text.exact, self._opens) if part))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Open with a double click."""
        self.opened.emit()

    def sizeHint(self) -> QSize:
        """Return the place a card wants."""
        return LARGE if self._large else SMALL

    def minimumSizeHint(self) -> QSize:
        """Return the least place."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side = PAD if self.width() >= NARROW else PAD // 2
        inner = self.rect().adjusted(side, 12, -side, -12)
        self._paint_words(painter, inner)
        if self._large:
            self._paint_course(painter, QRectF(inner.left(), inner.bottom() - LINE, inner.width(), LINE))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._look.theme
        edge = "accent" if self.isChecked() or self.hasFocus() else "strong_border" if self.underMouse() else "border"
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(PAD, 0, self.width() - 2 * PAD, 3), 1.5, 1.5)

    def _paint_words(self, painter: QPainter, inner: QRect) -> None:
        theme, says = self._look.theme, self._says
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        heights = (18, 30, 18) if self._large else (16, 24, 18)
        label = lettering.font(13 if self._large else 12)
        fits = QFontMetrics(label).horizontalAdvance(says.label) <= inner.width()
        self._write(painter, inner, label, theme.muted, says.label if fits else says.short or says.label)
        value = _fitting(says.value, inner.width(), 22 if self._large else 17)
        second = inner.adjusted(0, heights[0] + (2 if self._large else 3), 0, 0)
        painter.setFont(value)
        painter.setPen(theme.colour("text"))
        painter.drawText(second, int(top | left), says.value)
        third = second.adjusted(0, heights[1], 0, 0)
        change = lettering.font(12, QFont.Weight.Medium)
        self._write(painter, third, change, getattr(theme, says.tone), says.change)
        moved = QFontMetrics(change).horizontalAdvance(says.change + "  ") if says.change else 0
        rest, plain = third.adjusted(moved, 0, 0, 0), lettering.font(12)
        if QFontMetrics(plain).horizontalAdvance(says.note) <= rest.width():
            self._write(painter, rest, plain, theme.muted, says.note)

    def _write(self, painter: QPainter, box: QRect, font: QFont, colour: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), cut)

    def _paint_course(self, painter: QPainter, box: QRectF) -> None:
        points = _spread(self._says.course, box.adjusted(1, 4, -4, -2))
        if not points:
            return
        theme = self._look.theme
        ground = [QPointF(points[0].x(), box.bottom()), *points, QPointF(points[-1].x(), box.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("band"))
        painter.drawPolygon(QPolygonF(ground))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(points[-1], 3, 3)


def height_with(course: Sequence[float | None]) -> int:
    """Return the height of large cards beside each other of which one shows this course, if it is one."""
    return LARGE.height() - (0 if _is_course(course) else LINE)


def _is_course(values: Sequence[float | None]) -> bool:
    return sum(value is not None for value in values) > 1


def _fitting(text: str, width: int, size: int) -> QFont:
    """Return the largest font, from ``size`` pixels down to 13, in which ``text`` is not wider than ``width``."""
    font = lettering.font(size, QFont.Weight.DemiBold)
    while size > lettering.SIZE and QFontMetrics(font).horizontalAdvance(text) > width:
        size -= 1
        font = lettering.font(size, QFont.Weight.DemiBold)
    return font


def _spread(values: Sequence[float | None], box: QRectF) -> list[QPointF]:
    if not _is_course(values):
        return []
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    reach = (high - low) or 1
    step = box.width() / (len(values) - 1)
    return [
        QPointF(box.left() + place * step, box.bottom() - (value - low) / reach * box.height())
        for place, value in enumerate(values)
        if value is not None
    ]
