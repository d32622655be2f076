"""A line over days, with the period before as a dashed one; what is said about it, and its keys."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sakshi_desktop.ui import lettering
from sakshi_desktop.ui.course import Course
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.curve import Curve

SAMPLE = 18
"""Pixels of a line in the legend."""


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
        self.curve = Curve(look, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._heading = QLabel(self)
        self._heading.setObjectName("heading")
        self._said = QLabel(self)
        self._said.setObjectName("muted")
        self._legend = Legend(look, self)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._heading)
        head.addWidget(self._said, 1)
        head.addWidget(self._legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.curve, 1)
        self.curve.pointed.connect(self.point_at)
        self.curve.pressed.connect(self._open)

    def show_course(self, course: Course) -> None:
        """Show another course."""
        self._course = course
        self.curve.show_course(course)
        self._heading.setText(course.title)
        self._said.setText("")
        self._legend.say(course.legend)
        self.setAccessibleName(course.title)
        self.setAccessibleDescription(f"{course.legend[0]}, beside it {course.legend[1]}")

    @property
    def heading(self) -> str:
        """Return what the chart is called."""
        return self._heading.text()

    @property
    def said(self) -> str:
        """Return what is said about the marked point."""
        return self._said.text()

    @Slot(int)
    def point_at(self, place: int) -> None:
        """Mark a point, or the nearest one that there is, and say what it is."""
        course = self._course
        if course is None or not course.days:
            return
        place = min(max(place, 0), len(course.days) - 1)
        self._said.setText(course.tell(place))
        self.curve.mark(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the points with the arrows, Home and End; open the marked one with Enter."""
        last, marked = len(self._course.days) - 1 if self._course else 0, self.curve.marked
        steps = {
            Qt.Key.Key_Left: marked - 1,
            Qt.Key.Key_Right: marked + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and marked >= 0:
            self.opened.emit(marked)
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

    @Slot(int)
    def _open(self, place: int) -> None:
        self.point_at(place)
        if self.curve.marked >= 0:
            self.opened.emit(self.curve.marked)


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
