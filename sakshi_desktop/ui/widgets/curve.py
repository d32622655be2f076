"""The lines of a chart: where their points stand, and how they are drawn."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from sakshi_desktop.ui import dates, lettering
from sakshi_desktop.ui.course import Course
from sakshi_desktop.ui.theme import Look

CROWDED = 120
"""Points above which a line is thin and plain: smooth wide lines of many points cost eight times as much."""
TICKS_APART = 90
"""Pixels between two dates."""
STEPS = 4
"""About so many lines across."""
NEAR_ZERO = 0.6
"""Where the least value is below this share of the largest, the side begins at 0."""
EDGE = 1e-6
BESIDE = 0.3
"""So many points of room before the first and after the last."""
ABOVE = 0.06
"""So much of the height is free above the highest line across."""
SIDE, FOOT = 66, 26
"""Pixels for the values at the side, more where one of them needs them, and for the dates below."""
GAP = 8
EDGE_ROOM = 6
DOT = 4
YEAR = 300
"""Days from which dates are months and years."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where points and values stand.

    Attributes:
        count: how many points there are.
        low: the value at the bottom.
        high: the value at the top.
        step: between two lines across.
    """

    count: int
    low: float
    high: float
    step: float

    @classmethod
    def of(cls, values: Sequence[float | None], count: int) -> "Scale":
        """Return a scale with round values on which all of these stand."""
        known = [value for value in values if value is not None]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        if 0 <= low <= NEAR_ZERO * high:
            low = 0.0
        step = round_step((high - low) or abs(high) or 1.0)
        bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
        top += step if top == bottom else 0
        return cls(count, bottom, top + ABOVE * (top - bottom), step)

    def across(self) -> list[float]:
        """Return the round values between the ends."""
        first, last = math.ceil(self.low / self.step - EDGE), math.floor(self.high / self.step + EDGE)
        return [number * self.step for number in range(first, last + 1)]

    def dated(self, width: float) -> range:
        """Return the points that bear a date, so few that these do not touch; that of the last would be cut."""
        room = max(1, int(width // TICKS_APART))
        return range(0, max(self.count - 1, min(self.count, 1)), max(1, -(-self.count // room)))

    def at(self, box: QRectF, place: float, value: float) -> QPointF:
        """Return where a value stands in ``box``."""
        x = box.left() + box.width() * (place + BESIDE) / self._wide
        return QPointF(x, box.bottom() - box.height() * (value - self.low) / (self.high - self.low))

    def nearest(self, box: QRectF, x: float) -> int:
        """Return the number of the point next to ``x``; it may lie before the first or after the last."""
        return round((x - box.left()) / max(box.width(), 1) * self._wide - BESIDE)

    @property
    def _wide(self) -> float:
        return max(self.count - 1, 1) + 2 * BESIDE


def round_step(reach: float) -> float:
    """Return a round number, 1, 2 or 5 with zeros, of which ``reach`` > 0 holds three to seven."""
    size = 10.0 ** math.floor(math.log10(reach / STEPS))
    return next(size * factor for factor in (1.0, 2.0, 5.0, 10.0) if size * factor * STEPS >= reach)


def date_of(days: Sequence[int], place: int) -> str:
    """Return the date under a point; a long range bears months and years."""
    return (dates.month if days[-1] - days[0] > YEAR else dates.short)(days[place])


def pieces(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Return the stretches of points between gaps."""
    stretch: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            stretch.append((place, value))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


class Curve(QWidget):
    """A period as a line, the one before as a dashed one, and a mark on a point.

    Signals:
        pointed: the pointer is over the chart, with the number of the nearest point.
        pressed: the chart is clicked, with the same.
    """

    pointed = Signal(int)
    pressed = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._font = lettering.font(12)
        self._course: Course | None = None
        self.scale = Scale.of((), 0)
        self.marked = -1
        self._side = SIDE
        self.setObjectName("clear")
        self.setAccessibleName("Chart area")
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.update)

    def show_course(self, course: Course) -> None:
        """Show another course, with nothing marked."""
        count = len(course.days)
        self._course, self.marked = course, -1
        self.scale = Scale.of([*course.values, *course.previous[:count]], count)
        measure = QFontMetrics(self._font)
        widest = max(measure.horizontalAdvance(course.axis(value)) for value in self.scale.across())
        self._side = max(SIDE, widest + GAP + EDGE_ROOM)
        self.update()

    def mark(self, place: int) -> None:
        """Mark a point."""
        self.marked = place
        self.update()

    @property
    def box(self) -> QRectF:
        """Return where the lines are, between the values at the side and the dates."""
        return QRectF(self._side, 0, self.width() - self._side, self.height() - FOOT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which point the pointer is next to."""
        if self._course is not None and self.box.contains(event.position()):
            self.pointed.emit(self.scale.nearest(self.box, event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which point is clicked."""
        inside = self._course is not None and self.box.contains(event.position())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.pressed.emit(self.scale.nearest(self.box, event.position().x()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chart in the colours of the theme."""
        course = self._course
        if course is None:
            return
        painter, box = QPainter(self), self.box
        painter.setFont(self._font)
        self._paint_frame(painter, box, course)
        self._paint_mark(painter, box, course)
        crowded = len(course.days) > CROWDED
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
        theme = self._look.theme
        previous = QPen(theme.colour("previous"), 1, Qt.PenStyle.DashLine)
        self._paint_line(painter, box, course.previous[: len(course.days)], previous)
        self._paint_line(painter, box, course.values, QPen(theme.colour("accent"), 1 if crowded else 2))
        if self.marked >= 0 and (value := course.values[self.marked]) is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(self.scale.at(box, self.marked, value), DOT, DOT)
        painter.end()

    def _paint_frame(self, painter: QPainter, box: QRectF, course: Course) -> None:
        theme, scale, middle = self._look.theme, self.scale, Qt.AlignmentFlag.AlignVCenter
        for value in scale.across():
            y = round(scale.at(box, 0, value).y())
            painter.setPen(theme.colour("grid"))
            painter.drawLine(round(box.left()), y, round(box.right()), y)
            painter.setPen(theme.colour("muted"))
            text = QRect(0, y - GAP, self._side - GAP, 2 * GAP)
            painter.drawText(text, int(middle | Qt.AlignmentFlag.AlignRight), course.axis(value))
        for place in scale.dated(box.width()):
            x = round(scale.at(box, place, scale.low).x())
            text = QRect(x - TICKS_APART // 2, round(box.bottom()) + GAP // 2, TICKS_APART, FOOT - GAP)
            painter.drawText(text, int(middle | Qt.AlignmentFlag.AlignHCenter), date_of(course.days, place))
        painter.setPen(theme.colour("border"))
        painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_mark(self, painter: QPainter, box: QRectF, course: Course) -> None:
        if 0 <= self.marked < len(course.days):
            x = self.scale.at(box, self.marked, self.scale.low).x()
            painter.setPen(self._look.theme.colour("strong_border"))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _paint_line(self, painter: QPainter, box: QRectF, values: Sequence[float | None], pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stretch in pieces(values):
            points = [self.scale.at(box, place, value) for place, value in stretch]
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(points))
            else:  # between two gaps a line has no length
                painter.drawEllipse(points[0], 1, 1)
