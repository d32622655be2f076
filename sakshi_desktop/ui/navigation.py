"""The tabs of the program, down the left side."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from sakshi_desktop.ui import icons, lettering
from sakshi_desktop.ui.theme import Look

WIDTH = 170
HEIGHT = 40
GAP = 4


class Navigation(QTabBar):
    """Page tabs under each other, each with an icon and a name; arrows, Home and End move between them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons: list[str] = []
        self.setShape(QTabBar.Shape.RoundedWest)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Pages")
        look.changed.connect(self.update)

    def add(self, title: str, icon: str) -> None:
        """Add a tab at the end."""
        self._icons.append(icon)
        place = self.addTab(title)
        self.setAccessibleTabName(place, title)
        self.setTabToolTip(place, f"{title} (Ctrl+{place + 1})")

    def tabSizeHint(self, index: int) -> QSize:  # noqa: ARG002
        """Give every tab the same place."""
        return QSize(WIDTH, HEIGHT + GAP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the keys of a list."""
        moves = {
            Qt.Key.Key_Up: self.currentIndex() - 1,
            Qt.Key.Key_Down: self.currentIndex() + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.count() - 1,
        }
        wanted = moves.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        elif 0 <= wanted < self.count():
            self.setCurrentIndex(wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tabs in the colours of the theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(self.count()):
            self._paint_tab(painter, place)
        painter.end()

    def _paint_tab(self, painter: QPainter, place: int) -> None:
        theme, chosen = self._look.theme, place == self.currentIndex()
        box = self.tabRect(place).adjusted(0, 0, 0, -GAP)
        colour = theme.accent if chosen else theme.muted
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(box, 7, 7)
        elif box.contains(self.mapFromGlobal(self.cursor().pos())) and self.underMouse():
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box, 7, 7)
        if chosen:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRect(box.left(), box.top() + 10, 3, box.height() - 20), 1.5, 1.5)
        if chosen and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        painter.drawPixmap(box.left() + 14, box.center().y() - 8, icons.pixmap(self._icons[place], colour))
        painter.setPen(theme.colour("accent" if chosen else "muted"))
        painter.setFont(lettering.font(weight=QFont.Weight.DemiBold if chosen else QFont.Weight.Medium))
        painter.drawText(box.adjusted(42, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self.tabText(place))
