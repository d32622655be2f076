"""What serves the pages of the window; loaded after the first paint."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Slot
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from sakshi_desktop.core import paths
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui import dates, lettering
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.beginnings import Beginnings
from sakshi_desktop.ui.closing import Closing
from sakshi_desktop.ui.daily import Daily
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.foot import Foot
from sakshi_desktop.ui.join_dialog import JoinDialog
from sakshi_desktop.ui.joining import Joining
from sakshi_desktop.ui.keys import Keys
from sakshi_desktop.ui.live import Live
from sakshi_desktop.ui.main_window import OPENING, MainWindow
from sakshi_desktop.ui.opening import Facts, Opened, open_program
from sakshi_desktop.ui.page import Page
from sakshi_desktop.ui.pages import PAGES, palette
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.remembering import recall, remember
from sakshi_desktop.ui.system_look import SystemFollower
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.welcome import Welcome
from sakshi_desktop.ui.widgets.banner import Banner
from sakshi_desktop.ui.widgets.notice import Notice
from sakshi_desktop.ui.widgets.toast import Toast

WORK_AFTER = 1_000
"""Milliseconds after the first page for which the background work waits."""


class Inside(QObject):
    """Opens a database beside the window, then makes each page when it is first visited."""

    def __init__(self, window: MainWindow, program: Program, kept: QSettings) -> None:
        super().__init__(window)
        lettering.load_rest()
        self._system = SystemFollower(window.look, kept, program.settings.theme, self)
        window.setWindowIcon(QIcon(str(paths.resources() / "icons" / "sakshi.svg")))
        self._window = window
        self._given = self._own = self._program = program
        self._kept = kept
        self._pages: dict[str, Page] = {}
        self._sold = False
        self._left: list[Program] = []
        self.tasks = Tasks(self)
        self.tasks.started.connect(window.line.follow)
        self.tasks.idle.connect(self._close_left)
        self.live = Live(self.tasks, self)
        self._daily = Daily(self.tasks, self)
        dates.speak(dates.Style(program.settings.dates))
        self._foot = Foot(window.line, self._visit_if_there)
        self.notice = Notice(window.look)
        self.toast = Toast(window.middle, window.stack)
        self.tasks.idle.connect(self.toast.find_place_soon)
        self.banner = Banner(window.look, "You are looking at demo data: an invented chain of cafes.", "Leave the demo")
        self._beginnings = Beginnings(self.tasks, program, self)
        self.welcome = Welcome(window.look, self._beginnings)
        self.closing = Closing(window, self)
        self._wire()
        self.open(program)

    @property
    def page(self) -> Page | None:
        """Return the page that is shown, None while a welcome or a reason stands in its place."""
        shown = self._window.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def _shown(self) -> Page | None:
        return self.page

    def _areas(self) -> tuple[QWidget, ...]:
        window = self._window
        shown = window.stack.currentWidget() or window.stack
        return (window.tabs, shown, window.line)

    @property
    def pages(self) -> Mapping[str, Page]:
        """Return the pages that were visited."""
        return self._pages

    @property
    def desk(self) -> Desk:
        """Return what the pages are given."""
        return self._desk

    def open(self, program: Program) -> None:
        """Show another program's database, letting the one before go."""
        before, self._program = self._program, program
        self.live.leave()
        self._daily.serve(None)
        self._window.line.show_trouble("")
        self._drop_pages()
        if before is not program and before is not self._own:
            self._left.append(before)
        self._window.waiting.setText(OPENING)
        self._window.stack.setCurrentIndex(0)
        shown, refused = partial(self._show_opened, program), partial(self._show_refused, program)
        self.tasks.told(partial(open_program, program), partial(self._tell_opening, program), shown, refused)

    @Slot()
    def ask(self) -> None:
        """Ask in the command palette where to go or what to do, once a database is open."""
        if self._window.tabs.isEnabled():
            palette()(self._window, self).open()

    def stop(self) -> None:
        """Stop what runs beside the window and let the databases go that it opened itself."""
        self.tasks.stop()
        for program in (*self._left, self._program, self._own):
            if program is not self._given:
                program.close()

    @Slot()
    def _close_left(self) -> None:
        """Let the databases go that were left, once nothing asks them any more; what leaves them may take its time."""
        left, self._left = dict.fromkeys(self._left), []
        for program in left:
            self.tasks.run(program.close, self._ignore, partial(self._show_trouble, program), must=True)

    def _tell_opening(self, program: Program, share: float, text: str) -> None:
        if program is self._program:
            self._window.waiting.setText(f"{OPENING}\n{text}, {share:.0%}")

    def _show_opened(self, program: Program, opened: Opened) -> None:
        if program is not self._program:
            return
        window = self._window
        self.tasks.use(program.database)
        facts = opened.facts
        asking = Asking(facts.places, facts.today, facts.data_until, self)
        recall(asking, self._kept, opened.title)
        asking.changed.connect(partial(remember, asking, self._kept, opened.title))
        doors = Doors(PAGES, self._show, self._reopen, self._restyle, self.closing.consent)
        self._desk = Desk(
            program, self.tasks, window.look, asking, self._kept, self.toast.say, doors, self._own.settings
        )
        window.line.show_database(opened.title)
        self._foot.say(facts)
        self.banner.setVisible(opened.demo)
        self._sold = facts.data_until is not None
        self.live.follow(program, opened.follower)
        self._daily.serve(None if opened.demo else program)
        window.tabs.setEnabled(True)
        window.tabs.setFocus()  # a page that waits for what is typed takes it away
        self._visit(max(0, window.tabs.currentIndex()))
        if self.welcome.isVisible():
            self.welcome.own.setFocus()
        window.opened.emit()
        if window.works:
            QTimer.singleShot(WORK_AFTER, self, partial(self._begin_work, program))

    def _begin_work(self, program: Program) -> None:
        """Let the background work begin once the first page had the machine for itself."""
        if program is self._program:
            self.tasks.run(program.work, self._ignore, partial(self._show_trouble, program))

    def _ignore(self, _begun: None) -> None:
        """It works; there is nothing to say."""

    def _show_trouble(self, program: Program, error: SakshiError) -> None:
        if program is self._program:
            self._window.line.show_trouble(error.sentence)

    def _show_refused(self, program: Program, error: SakshiError) -> None:
        if program is not self._program:
            return
        self._window.tabs.setEnabled(False)
        other = ("Work in the file of this PC", self._work_alone) if program.settings.database else None
        self.notice.fail(error, "Try again", partial(self.open, program), other=other)
        self._window.stack.setCurrentWidget(self.notice)
        self.notice.begin()
        self._window.refused.emit(error)

    def _show(self, key: str) -> Page:
        self._window.visit(key)
        return self._made(key)

    @Slot(int)
    def _visit(self, place: int) -> None:
        window = self._window
        if not window.tabs.isEnabled() or place < 0:
            return
        entry = PAGES[place]
        hidden = entry.figures and not self._sold
        window.stack.setCurrentWidget(self.welcome if hidden else self._made(entry.key))
        window.setWindowTitle(f"{entry.title} · Sakshi Desktop")
        self.toast.find_place_soon()

    def _made(self, key: str) -> Page:
        if key not in self._pages:
            entry = next(entry for entry in PAGES if entry.key == key)
            page = entry.door()(self._desk)
            page.setAccessibleName(entry.title)
            self._pages[key] = page
            self._window.stack.addWidget(page)
        return self._pages[key]

    def _visit_if_there(self, key: str) -> None:
        if self._window.tabs.isEnabled() and any(entry.key == key for entry in PAGES):
            self._window.visit(key)

    @Slot(object)
    def _looked(self, facts: Facts) -> None:
        self._foot.say(facts)
        self._desk.asking.renew(facts.places, facts.today, facts.data_until)
        sold, self._sold = self._sold, facts.data_until is not None
        if sold != self._sold:
            self._visit(self._window.tabs.currentIndex())

    @Slot(bool)
    def _follow(self, figures: bool) -> None:  # noqa: FBT001  # a slot
        for entry in PAGES:
            if entry.key in self._pages and (figures or not entry.figures):
                self._pages[entry.key].follow()

    @Slot(object)
    def _say_failed(self, error: SakshiError) -> None:
        self.toast.say(f"The daily backup was not made. {error}")

    @Slot(object)
    def _lost(self, error: SakshiError) -> None:
        self._window.line.show_trouble(f"{error.sentence} It is asked again every second.")

    @Slot()
    def _found(self) -> None:
        self._window.line.show_trouble("")

    @Slot()
    def _look_around(self) -> None:
        demo = self._own.at(self._own.settings.demo_database)
        self.closing.leave(partial(self.open, demo))

    @Slot()
    def ask_join(self) -> JoinDialog:
        """Ask for a shared database, and work with it once it is joined."""
        joining = Joining(self.tasks, self._own, self)
        dialog = JoinDialog(joining, parent=self._window, consent=self.closing.consent)
        dialog.joined.connect(self._reopen)
        dialog.open()
        return dialog

    def _work_alone(self) -> None:
        settings = self._own.settings
        self._reopen(replace(settings, database="", database_secret=""))

    @Slot()
    def _bring_own(self) -> None:
        self._show("imports").setFocus()

    @Slot(object)
    def _bring(self, file: Path) -> None:
        self._show("imports").take_file(file)

    @Slot()
    def _back_to_own(self) -> None:
        self.closing.leave(partial(self.open, self._own))

    def _reopen(self, settings: Settings) -> None:
        self.closing.leave(partial(self._open_under, settings), partial(self._put_off, settings), consented=True)

    def _open_under(self, settings: Settings) -> None:
        self._go_under(settings)
        self.open(self._own)

    def _go_under(self, settings: Settings) -> None:
        before, self._own = self._own, self._own.under(settings)
        self._beginnings.use(self._own)
        if before is not self._program:  # one that is shown is left when another one is opened
            self._left.append(before)

    def _restyle(self, settings: Settings) -> None:
        """Open everything anew where nothing is lost by it; else the pages stay, and ask for what they show again."""
        if not self.closing.losses():
            self._open_under(settings)
            return
        self._go_under(settings)
        self._follow(figures=True)

    def _put_off(self, settings: Settings) -> None:
        self.toast.say("The database is opened anew at the next start.", "Open it now", partial(self._reopen, settings))

    @Slot()
    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()

    def _drop_pages(self) -> None:
        for page in self._pages.values():
            self._window.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def _wire(self) -> None:
        window = self._window
        window.stack.addWidget(self.notice)
        window.stack.addWidget(self.welcome)
        window.above.insertWidget(0, self.banner)
        self.banner.hide()
        self.banner.pressed.connect(self._back_to_own)
        self.welcome.demo_ready.connect(self._look_around)
        self.welcome.joining.connect(self.ask_join)
        self.welcome.own_wanted.connect(self._bring_own)
        self.welcome.dropped.connect(self._bring)
        window.tabs.currentChanged.connect(self._visit)
        self.keys = Keys(window, self._areas, self._shown)
        self._daily.failed.connect(self._say_failed)
        self.live.looked.connect(self._looked)
        self.live.changed.connect(self._follow)
        self.live.lost.connect(self._lost)
        self.live.found.connect(self._found)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), window, self._refresh)
        QShortcut(QKeySequence("Ctrl+K"), window, self.ask)
        window.search.clicked.connect(self.ask)
