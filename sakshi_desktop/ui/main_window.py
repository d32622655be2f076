"""The frame of the window: tabs, the line at the foot, room for pages. Only this is there at the first paint."""

from functools import partial

from PySide6.QtCore import QSettings, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.ui import icons
from sakshi_desktop.ui.navigation import WIDTH, Navigation
from sakshi_desktop.ui.pages import PAGES, Served, inside
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.status_line import StatusLine
from sakshi_desktop.ui.theme import DARK, LIGHT, Look
from sakshi_desktop.ui.widgets.buttons import IconButton

SIZE = (1280, 800)
SMALLEST = (900, 600)
MARGIN = 10
OPENING = "Opening the database …"
THEME = "window/theme"
DIGITS = 9
"""So many pages are reached by Ctrl and a digit."""


class MainWindow(QMainWindow):
    """The whole program on the screen. What serves its pages is loaded after it was painted once.

    Signals:
        painted: the window was drawn for the first time.
        opened: a database is open, and a page or the welcome is there.
        refused: the database could not be opened, with the error; the reason is on the page.
    """

    painted = Signal()
    opened = Signal()
    refused = Signal(object)

    def __init__(self, program: Program, look: Look, kept: QSettings) -> None:
        super().__init__()
        self._program = program
        self.look = look
        self._kept = kept
        self._fresh_paint = True
        self._inside: Served | None = None
        self.works = False
        self.setWindowTitle("Sakshi Desktop")
        self.setMinimumSize(*SMALLEST)
        self.middle = QWidget(self)
        self.stack = QStackedWidget(self)
        self.waiting = QLabel(OPENING, self)
        self.line = StatusLine(self)
        self.tabs = Navigation(look, self)
        self.above = QVBoxLayout()
        self._make()
        self._restore()
        look.serve(self, self.middle, self.stack)

    @property
    def inside(self) -> Served:
        """Return what serves the pages; it is there once the window was painted."""
        if self._inside is None:
            raise ValueError("the window was not painted yet")
        return self._inside

    def visit(self, key: str) -> None:
        """Show the page ``key`` of PAGES."""
        self.tabs.setCurrentIndex([entry.key for entry in PAGES].index(key))

    @Slot()
    def end(self) -> bool:
        """Close without asking, whatever is lost by it."""
        if self._inside is not None:
            self._inside.closing.agree()
        return self.close()

    def stop(self) -> None:
        """Stop what runs beside the window and let the databases go that it opened itself."""
        if self._inside is not None:
            self._inside.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; the first time, load everything else right after."""
        super().paintEvent(event)
        if self._fresh_paint:
            self._fresh_paint = False
            QTimer.singleShot(0, self._begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood; where something would be lost, ask first."""
        if self._inside is not None and not self._inside.closing.may_close():
            event.ignore()
            return
        self._kept.setValue("window/geometry", self.saveGeometry())
        self._kept.setValue("window/page", PAGES[self.tabs.currentIndex()].key)
        super().closeEvent(event)

    @Slot()
    def _begin(self) -> None:
        self.painted.emit()
        self._inside = inside()(self, self._program, self._kept)

    @Slot()
    def _switch_theme(self) -> None:
        theme = LIGHT if self.look.theme.dark else DARK
        self._kept.setValue(THEME, theme.name)
        self.look.wear(theme)

    @Slot()
    def _name_theme(self) -> None:
        dark = self.look.theme.dark
        self.theme_button.setText("Light theme" if dark else "Dark theme")
        self.theme_button.setAccessibleName(self.theme_button.text())
        self.theme_button.show_icon("sun" if dark else "moon")

    def _make(self) -> None:
        middle = self.middle
        self.setCentralWidget(middle)
        self.waiting.setObjectName("waiting")
        self.stack.addWidget(self.waiting)
        self.above.setSpacing(0)
        self.above.addWidget(self.stack, 1)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_side())
        row.addLayout(self.above, 1)
        self.setStatusBar(self.line)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Quit), self, self.close)

    def _make_side(self) -> QWidget:
        side = QFrame(self)
        side.setObjectName("side")
        side.setFixedWidth(WIDTH + 2 * MARGIN)
        mark, brand = QLabel(side), QLabel("Sakshi", side)
        mark.setPixmap(icons.pixmap("sakshi", "", 26))
        brand.setObjectName("brand")
        head = QHBoxLayout()
        head.setContentsMargins(2, 0, 0, 0)
        head.setSpacing(9)
        head.addWidget(mark)
        head.addWidget(brand, 1)
        for place, entry in enumerate(PAGES):
            keys = f"Ctrl+{place + 1}" if place < DIGITS else ""
            self.tabs.add(entry.title, entry.icon, keys)
            if keys:
                QShortcut(QKeySequence(keys), self, partial(self.tabs.setCurrentIndex, place))
        self.tabs.setEnabled(False)
        self.search = IconButton(self.look, "Search", "search", tint="muted", style="quiet")
        self.search.setToolTip("Customers, orders, locations, pages and actions  Ctrl+K")
        self.theme_button = IconButton(self.look, "", "moon", tint="muted", style="quiet", name="Theme")
        self.theme_button.clicked.connect(self._switch_theme)
        self.look.changed.connect(self._name_theme)
        self._name_theme()
        column = QVBoxLayout(side)
        column.setContentsMargins(MARGIN, 16, MARGIN, MARGIN)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.search)
        column.addWidget(self.tabs)
        column.addStretch(1)
        column.addWidget(self.theme_button)
        return side

    def _restore(self) -> None:
        geometry = self._kept.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*SIZE)
        keys = [entry.key for entry in PAGES]
        last = str(self._kept.value("window/page"))
        self.tabs.setCurrentIndex(keys.index(last) if last in keys else 0)
