"""The window: pages on the right, their tabs on the left, the state of things at the foot."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui import dates, icons
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.beginnings import Beginnings
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.navigation import WIDTH, Navigation
from sakshi_desktop.ui.opening import Opened, open_program
from sakshi_desktop.ui.pages import PAGES, Page
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.status_line import StatusLine
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.theme import DARK, LIGHT, Look
from sakshi_desktop.ui.welcome import Welcome
from sakshi_desktop.ui.widgets.banner import Banner
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.notice import Notice
from sakshi_desktop.ui.widgets.toast import Toast

SIZE = (1280, 800)
SMALLEST = (900, 600)
MARGIN = 10


class MainWindow(QMainWindow):
    """The whole program on the screen. It opens its database beside itself, after it was painted once.

    Signals:
        painted: the window was drawn for the first time.
        opened: a database is open and the pages, or the welcome, are there.
        refused: the database could not be opened, with the error; the reason is on the page.
    """

    painted = Signal()
    opened = Signal()
    refused = Signal(object)

    def __init__(self, program: Program, tasks: Tasks, look: Look, kept: QSettings) -> None:
        super().__init__()
        self._own = program
        self._program = program
        self.tasks = tasks
        self.look = look
        self._kept = kept
        self._fresh_paint = True
        self._pages: dict[str, Page] = {}
        self.setWindowTitle("Sakshi Desktop")
        self.setMinimumSize(*SMALLEST)
        self._make()
        self._restore()
        tasks.started.connect(self.line.follow)

    # --- what the tests and the pictures look at

    @property
    def page(self) -> Page | None:
        """Return the page that is shown, None while there is only a welcome or a reason."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def made(self) -> Mapping[str, Page]:
        """Return the pages that were visited."""
        return self._pages

    @property
    def asking(self) -> Asking:
        """Return what all pages are asked about."""
        return self._desk.asking

    def visit(self, key: str) -> None:
        """Show the page ``key`` of PAGES."""
        self.tabs.setCurrentIndex([entry.key for entry in PAGES].index(key))

    # --- life

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; the first time, open the database right after."""
        super().paintEvent(event)
        if self._fresh_paint:
            self._fresh_paint = False
            QTimer.singleShot(0, self._begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood."""
        self._kept.setValue("window/geometry", self.saveGeometry())
        self._kept.setValue("window/page", self.tabs.currentIndex())
        super().closeEvent(event)

    def stop(self) -> None:
        """Stop what runs beside the window and let the databases go that it opened itself."""
        self.tasks.stop()
        if self._program is not self._own:
            self._program.close()

    def open(self, program: Program) -> None:
        """Show another program's database, letting the one before go."""
        before, self._program = self._program, program
        self._drop_pages()
        if before is not program and before is not self._own:
            before.close()
        self._stack.setCurrentWidget(self.notice)
        self.notice.say("Opening the database …", "")
        shown, refused = partial(self._show_opened, program), partial(self._show_refused, program)
        self.tasks.run(partial(open_program, program), shown, refused)

    @Slot()
    def _begin(self) -> None:
        self.painted.emit()
        self.open(self._program)

    def _show_opened(self, program: Program, opened: Opened) -> None:
        if program is not self._program:
            return
        self.tasks.use(self._program.database)
        asking = Asking(opened.places, opened.today, opened.data_until, self)
        self._desk = Desk(self._program, self.tasks, self.look, asking, self._kept, self.toast.say)
        self.line.show_database(opened.title)
        self.line.show_fresh("" if opened.data_until is None else f"Data until {dates.show(opened.data_until)}")
        self._banner.setVisible(opened.demo)
        self.tabs.setEnabled(opened.data_until is not None)
        if opened.data_until is None:
            self._stack.setCurrentWidget(self.welcome)
            self.welcome.own.setFocus()
        else:
            self._visit(max(0, self.tabs.currentIndex()))
            self.tabs.setFocus()
        self.opened.emit()

    def _show_refused(self, program: Program, error: SakshiError) -> None:
        if program is not self._program:
            return
        self.tabs.setEnabled(False)
        self.notice.fail(error, "Try again", partial(self.open, self._program))
        self._stack.setCurrentWidget(self.notice)
        self.refused.emit(error)

    @Slot(int)
    def _visit(self, place: int) -> None:
        if not self.tabs.isEnabled() or place < 0:
            return
        entry = PAGES[place]
        if entry.key not in self._pages:
            page = entry.door()(self._desk)
            page.setAccessibleName(entry.title)
            self._pages[entry.key] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._pages[entry.key])
        self.setWindowTitle(f"{entry.title} · Sakshi Desktop")

    @Slot()
    def _look_around(self) -> None:
        self.open(self._own.at(self._own.settings.demo_database))

    @Slot()
    def _back_to_own(self) -> None:
        self.open(self._own)

    @Slot()
    def _switch_theme(self) -> None:
        self.look.wear(LIGHT if self.look.theme.dark else DARK)

    @Slot()
    def _name_theme(self) -> None:
        dark = self.look.theme.dark
        self.theme_button.setText("Light theme" if dark else "Dark theme")
        self.theme_button.setAccessibleName(self.theme_button.text())
        self.theme_button.show_icon("sun" if dark else "moon")

    @Slot()
    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()

    # --- parts

    def _make(self) -> None:
        middle = QWidget(self)
        self.setCentralWidget(middle)
        self._banner = Banner(self.look, "You are looking at demo data: an invented chain of cafes.", "Leave the demo")
        self._banner.pressed.connect(self._back_to_own)
        self._banner.hide()
        self.notice = Notice(self.look)
        self.notice.say("Opening the database …", "")
        self.welcome = Welcome(self.look, Beginnings(self.tasks, self._own, self), self._kept)
        self.welcome.demo_ready.connect(self._look_around)
        self.welcome.imported.connect(self._back_to_own)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self.welcome)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._banner)
        right.addWidget(self._stack, 1)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_side())
        row.addLayout(right, 1)
        self.line = StatusLine(self)
        self.setStatusBar(self.line)
        self.toast = Toast(middle)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self._refresh)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Quit), self, self.close)

    def _make_side(self) -> QWidget:
        side = QFrame(self)
        side.setObjectName("side")
        side.setFixedWidth(WIDTH + 2 * MARGIN)
        mark = QLabel(side)
        mark.setPixmap(icons.pixmap("sakshi", "", 26))
        self._brand = QLabel("Sakshi", side)
        self._brand.setObjectName("brand")
        head = QHBoxLayout()
        head.setContentsMargins(2, 0, 0, 0)
        head.setSpacing(9)
        head.addWidget(mark)
        head.addWidget(self._brand, 1)
        self.tabs = Navigation(self.look, side)
        for place, entry in enumerate(PAGES):
            self.tabs.add(entry.title, entry.icon)
            QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self, partial(self.tabs.setCurrentIndex, place))
        self.tabs.setEnabled(False)
        self.tabs.currentChanged.connect(self._visit)
        self.theme_button = IconButton(self.look, "", "moon", tint="muted", style="quiet", name="Theme")
        self.theme_button.clicked.connect(self._switch_theme)
        self.look.changed.connect(self._name_theme)
        self._name_theme()
        column = QVBoxLayout(side)
        column.setContentsMargins(MARGIN, 16, MARGIN, MARGIN)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        column.addWidget(self.theme_button)
        return side

    def _drop_pages(self) -> None:
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def _restore(self) -> None:
        geometry = self._kept.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*SIZE)
        place = self._kept.value("window/page", 0, int)
        self.tabs.setCurrentIndex(place if isinstance(place, int) and 0 <= place < len(PAGES) else 0)
