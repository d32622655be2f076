"""A line over days, with the period before as a dashed one; loaded when the first chart is shown."""

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

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
SIDE_WIDTH, SIDE_GAP = 66, 14
"""Pixels of the values at the side, more where one of them needs them with what stands around it."""
LETTERS = 12
SAMPLE = 18
"""Pixels of a line in the legend."""


class _Days(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Dates under the points; the place of a point is its number."""

    days: Sequence[int] = ()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[int]]]:
        """Return the places that bear a date, so few that they do not touch."""
        if not self.days:
            return []
        room = max(1, int(size // TICKS_APART))
        step = max(1, -(-len(self.days) // room))
        edge = max(len(self.days) - 1, 1)  # the date of the last day would be cut there
        return [(step, [place for place in range(0, edge, step) if low <= place <= high])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """Return the dates of the places; a long range shows months and years."""
        wide = len(self.days) > 1 and self.days[-1] - self.days[0] > 300  # noqa: PLR2004  # about a year
        shown = dates.month if wide else dates.short
        return [shown(self.days[int(place)]) for place in values if 0 <= int(place) < len(self.days)]


class _Amounts(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Values at the side, as people write them."""

    show: Callable[[float], str] = staticmethod(str)
    step = 1.0

    def tickValues(self, low: float, high: float, _size: float) -> list[tuple[float, list[float]]]:
        """Return the round values between the ends."""
        first, last = math.ceil(low / self.step - EDGE), math.floor(high / self.step + EDGE)
        return [(self.step, [number * self.step for number in range(first, last + 1)])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """Return the texts of the values."""
        return [self.show(value) for value in values]


class TrendPlot(QWidget):
    """The chart of one figure.

    Signals:
        opened: the orders behind a point are wanted, by its number: a click on it, or Enter on the marked one.
    """

    opened = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._course: Course | None = None
        self._place = -1
        self.days = _Days("bottom")
        self.amounts = _Amounts("left")
        axes = {"bottom": self.days, "left": self.amounts}
        self._plot = pg.PlotWidget(self, axisItems=axes, background=None, enableMenu=False)
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setFrameShape(QFrame.Shape.NoFrame)
        self._plot.setStyleSheet("background: transparent")
        self._plot.setAccessibleName("Chart area")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._item = self._plot.getPlotItem()
        self._before = self._item.plot([], [], connect="finite")
        self._now = self._item.plot([], [], connect="finite", fillLevel=None)
        self._mark = pg.ScatterPlotItem(size=8, pen=None)
        self._rule = pg.InfiniteLine(angle=90, movable=False)
        self._heading = QLabel(self)
        self._heading.setObjectName("heading")
        self._said = QLabel(self)
        self._said.setObjectName("muted")
        self._legend = Legend(look, self)
        self._prepare()
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._heading)
        head.addWidget(self._said, 1)
        head.addWidget(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._plot, 1)
        look.changed.connect(self._dress)
        self._dress()

    def show_course(self, course: Course) -> None:
        """Show another course."""
        self._course = course
        self.days.days, self.amounts.show = course.days, course.axis
        places = list(range(len(course.days)))
        now, before = _numbers(course.values), _numbers(course.previous[: len(places)])
        self._now.setData(places, now)
        self._before.setData(list(range(len(before))), before)
        self._place = -1
        self._mark.hide()
        self._rule.hide()
        self._frame(now + before, len(places))
        self._heading.setText(course.title)
        self._said.setText("")
        self._legend.say(course.legend)
        self.setAccessibleName(course.title)
        self.setAccessibleDescription(f"{course.legend[0]}, beside it {course.legend[1]}")
        self._dress()

    @property
    def heading(self) -> str:
        """Return what the chart is called."""
        return self._heading.text()

    @property
    def said(self) -> str:
        """Return what is said about the point under the pointer."""
        return self._said.text()

    def point_at(self, place: int) -> None:
        """Mark a point and say what it is."""
        course = self._course
        if course is None or not course.days:
            return
        place = self._place = min(max(place, 0), len(course.days) - 1)
        value = course.values[place]
        self._said.setText(course.tell(place))
        self._mark.setVisible(value is not None)
        if value is not None:
            self._mark.setData([place], [value])
        self._rule.setPos(place)
        self._rule.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the points with the arrows, Home and End; open the marked one with Enter."""
        last = len(self._course.days) - 1 if self._course else 0
        steps = {
            Qt.Key.Key_Left: self._place - 1,
            Qt.Key.Key_Right: self._place + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._place >= 0:
            self.opened.emit(self._place)
            return
        place = steps.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self.point_at(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the focus around the chart."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self._look.theme.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
            painter.end()

    @Slot(object)
    def _hover(self, at: QPointF) -> None:
        if self._item.sceneBoundingRect().contains(at):
            self.point_at(round(self._item.vb.mapSceneToView(at).x()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the point that is clicked."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            at = self._plot.mapToScene(event.position().toPoint())
            if event.button() == Qt.MouseButton.LeftButton and self._item.sceneBoundingRect().contains(at):
                self._hover(at)
                self.opened.emit(self._place)
        return super().eventFilter(watched, event)

    @Slot()
    def _dress(self) -> None:
        theme = self._look.theme
        crowded = self._course is not None and len(self._course.days) > CROWDED
        width = 1 if crowded else 2
        self._now.setPen(pg.mkPen(theme.accent, width=width))
        self._before.setPen(pg.mkPen(theme.previous, width=1, style=Qt.PenStyle.DashLine))
        for line in (self._now, self._before):
            line.opts["antialias"] = not crowded
            line.updateItems()
        self._mark.setBrush(QColor(theme.accent))
        self._rule.setPen(pg.mkPen(theme.strong_border, width=1))
        for axis in (self.days, self.amounts):
            axis.setPen(QPen(theme.colour("border")))
            axis.setTextPen(theme.muted)
        self._grid.setPen(QPen(theme.colour("grid")))

    def _prepare(self) -> None:
        font = lettering.font(LETTERS)
        for axis in (self.days, self.amounts):
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=font, tickLength=0, maxTickLevel=0, tickTextOffset=8, hideOverlappingLabels=False)
        self.amounts.setWidth(SIDE_WIDTH)
        self.days.setHeight(26)
        self._item.hideButtons()
        self._item.setMouseEnabled(x=False, y=False)
        self._item.vb.setDefaultPadding(0)
        self._item.addItem(self._rule)
        self._item.addItem(self._mark)
        self._grid = _Rules(self.amounts)
        self._item.addItem(self._grid, ignoreBounds=True)
        self._item.scene().sigMouseMoved.connect(self._hover)
        self._plot.viewport().installEventFilter(self)
        self._plot.setCursor(Qt.CursorShape.PointingHandCursor)

    def _frame(self, values: Sequence[float], count: int) -> None:
        known = [value for value in values if not math.isnan(value)]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
        if 0 <= low <= NEAR_ZERO * high:
            low = 0.0
        step = self.amounts.step = round_step((high - low) or abs(high) or 1.0)
        bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
        top += step if top == bottom else 0
        self._item.setYRange(bottom, top + 0.06 * (top - bottom), padding=0)
        measure = QFontMetrics(lettering.font(LETTERS))
        texts = self.amounts.tickStrings(self.amounts.tickValues(bottom, top, 0)[0][1], 1, 1)
        self.amounts.setWidth(max(SIDE_WIDTH, SIDE_GAP + max(map(measure.horizontalAdvance, texts))))
        self._item.setXRange(-0.3, max(count - 1, 1) + 0.3, padding=0)


class _Rules(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Fine lines across the chart at the values of the axis, and no others."""

    def __init__(self, axis: pg.AxisItem) -> None:
        super().__init__()
        self._axis = axis
        self._pen = QPen()
        self.setZValue(-10)

    def setPen(self, pen: QPen) -> None:
        """Draw with this pen."""
        pen.setCosmetic(True)
        self._pen = pen
        self.update()

    def boundingRect(self) -> object:
        """Return the whole view."""
        return self.viewRect()

    def paint(self, painter: object, *_rest: object) -> None:
        """Draw the lines."""
        view = self.viewRect()
        ticks = self._axis.tickValues(view.top(), view.bottom(), self._axis.height())
        painter.setPen(self._pen)  # type: ignore[attr-defined]
        for value in ticks[0][1] if ticks else []:
            painter.drawLine(QPointF(view.left(), value), QPointF(view.right(), value))  # type: ignore[attr-defined]


class Legend(QWidget):
    """Which line is which: the period as a full line, the one before as a dashed one."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._names: tuple[str, str] = ("", "")
        self._font = lettering.font(12)
        look.changed.connect(self.update)

    def say(self, names: tuple[str, str]) -> None:
        """Name the two periods."""
        self._names = names
        self.setAccessibleName(f"{names[0]} is the full line, {names[1]} the dashed one")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the place of both names."""
        measure = QFontMetrics(self._font)
        return QSize(sum(measure.horizontalAdvance(name) + SAMPLE + 22 for name in self._names), 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both names, each behind a piece of its line."""
        painter, theme, x = QPainter(self), self._look.theme, 8
        painter.setFont(self._font)
        measure, middle = QFontMetrics(self._font), self.height() // 2
        styles = (Qt.PenStyle.SolidLine, theme.accent, 2), (Qt.PenStyle.DashLine, theme.previous, 1)
        for name, (style, colour, width) in zip(self._names, styles, strict=True):
            painter.setPen(QPen(QColor(colour), width, style))
            painter.drawLine(x, middle, x + SAMPLE, middle)
            painter.setPen(theme.colour("muted"))
            room = measure.horizontalAdvance(name)
            box = QRect(x + SAMPLE + 6, 0, room + 4, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name)
            x += SAMPLE + room + 20
        painter.end()


def round_step(reach: float) -> float:
    """Return a round number, 1, 2 or 5 with zeros, of which ``reach`` > 0 holds three to seven."""
    size = 10.0 ** math.floor(math.log10(reach / STEPS))
    return next(size * factor for factor in (1.0, 2.0, 5.0, 10.0) if size * factor * STEPS >= reach)


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]
