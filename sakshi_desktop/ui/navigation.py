"""The tabs of the program, down the left side."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QTabBar, QWidget

from sakshi_desktop.ui import icons, lettering
from sakshi_desktop.ui.theme import Look

WIDTH = 170
HEIGHT = 40
GAP = 4
MIDDLE = 0x80
# Tabs are drawn without a word of the namespace Qt: loading it alone takes a tenth of the time to the first paint.
_SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{{}}</svg>'
_GROUND = f'<rect width="{WIDTH}" height="{HEIGHT}" rx="7" fill="{{}}"/>'
_EDGE = f'<rect y="10" width="3" height="{HEIGHT - 20}" rx="1.5" fill="{{}}"/>'
_RING = (
    f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="6" fill="none" stroke="{{}}" stroke-width="2"/>'
)
CHOSEN = _SVG.format(_GROUND + _EDGE + _RING)
UNDER_MOUSE = _SVG.format(_GROUND)


class Navigation(QTabBar):
    """Page tabs under each other, each with an icon and a name; arrows, Home and End move between them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons: list[str] = []
        self.setShape(QTabBar.Shape.RoundedWest)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setAccessibleName("Pages")
        look.changed.connect(self.update)

    def add(self, title: str, icon: str, keys: str = "") -> None:
        """Add a tab at the end; ``keys`` go there from anywhere."""
        self._icons.append(icon)
        place = self.addTab(title)
        self.setAccessibleTabName(place, title)
        self.setTabToolTip(place, f"{title} ({keys})" if keys else title)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: ARG002
        """Give every tab the same place."""
        return QSize(WIDTH, HEIGHT + GAP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the keys of a list."""
        keys = QKeySequence.StandardKey
        for key, wanted in (
            (keys.MoveToPreviousLine, self.currentIndex() - 1),
            (keys.MoveToNextLine, self.currentIndex() + 1),
            (keys.MoveToStartOfLine, 0),
            (keys.MoveToEndOfLine, self.count() - 1),
        ):
            if event.matches(key):
                self.setCurrentIndex(min(max(wanted, 0), self.count() - 1))
                return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tabs in the colours of the theme."""
        painter = QPainter(self)
        for place in range(self.count()):
            self._paint_tab(painter, place)
        painter.end()

    def _paint_tab(self, painter: QPainter, place: int) -> None:
        theme, chosen = self._look.theme, place == self.currentIndex()
        box = self.tabRect(place).adjusted(0, 0, 0, -GAP)
        if chosen:
            ground = CHOSEN.format(theme.accent_soft, theme.accent, theme.accent if self.hasFocus() else "none")
            painter.drawPixmap(box.left(), box.top(), icons.drawn(ground, WIDTH, HEIGHT))
        elif self.underMouse() and box.contains(self.mapFromGlobal(self.cursor().pos())):
            painter.drawPixmap(box.left(), box.top(), icons.drawn(UNDER_MOUSE.format(theme.hover), WIDTH, HEIGHT))
        colour = theme.accent if chosen else theme.muted
        painter.drawPixmap(box.left() + 14, box.center().y() - 8, icons.pixmap(self._icons[place], colour))
        painter.setFont(lettering.font(weight=QFont.Weight.DemiBold if chosen else QFont.Weight.Medium))
        words, role = QPalette(), QPalette.ColorRole.WindowText
        words.setColor(role, QColor(colour))
        self.style().drawItemText(painter, box.adjusted(42, 0, -8, 0), MIDDLE, words, True, self.tabText(place), role)
