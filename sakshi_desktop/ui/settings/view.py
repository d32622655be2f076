"""The settings page: the database of this PC, its backups, its look and figures, and what the program is made of."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store.archive import DUMP, Kept
from sakshi_desktop.store.contents import Replacement, Restored
from sakshi_desktop.store.dumping import NO_DUMP
from sakshi_desktop.ui import system_look
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.foot import moment
from sakshi_desktop.ui.join_dialog import JoinDialog
from sakshi_desktop.ui.joining import Joining
from sakshi_desktop.ui.settings.restore_dialog import RestoreDialog
from sakshi_desktop.ui.settings.viewmodel import SettingsViewModel, State
from sakshi_desktop.ui.widgets import numbers
from sakshi_desktop.ui.widgets.files import opening, saving
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.titled_page import EDGE, GAP, TitledPage

FIGURES = (("lakh", "12,34,567.00 · ₹12.3 L · ₹1.2 Cr"), ("million", "1,234,567.00 · ₹1.2 M · ₹12.3 M"))
DATES = (("words", "22 Nov 2026"), ("slashes", "22/11/2026"), ("iso", "2026-11-22"))
FILES = "Sakshi databases (*.db);;All files (*)"
DUMPS = "Copies of PostgreSQL (*.dump);;All files (*)"
NONE = "No backup has been made yet: make one now, or wait for the first daily one."
NONE_SHARED = "No backup of a database has been made on this PC yet."
NO_DAILY = (
    "Daily backups are made of a file of this PC, not of a shared database: whoever looks after its server sees to "
    "those, and puts a backup back with pg_restore."
)
MOST_BACKUPS = 60
NARROW = 300
MEGABYTE = 1_000_000
ROWS = 6
"""So many backups are seen without scrolling, and no room is kept for more than there are."""


def _size(count: int) -> str:
    return f"{count / MEGABYTE:,.1f} MB"


def _made(stamp: float) -> str:
    return moment(datetime.fromtimestamp(stamp, UTC))


COLUMNS: tuple[Column[Kept], ...] = (
    Column("Backup", lambda one: one.file.name, key="name", width=260, least=160),
    Column("Made", lambda one: one.made_at.timestamp(), _made, key="made", width=180),
    Column("Size", attrgetter("bytes"), _size, numeric=True, key="size", width=100),
    Column("Kind", lambda one: "daily, by itself" if one.daily else "asked for", key="kind", width=130),
)


class Section(QFrame):
    """A panel with a heading and lines of a title and what belongs to it."""

    def __init__(self, title: str, page: TitledPage) -> None:
        super().__init__(page.body)
        self.setObjectName("panel")
        heading = QLabel(title, self)
        heading.setObjectName("heading")
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(24)
        self.lines.setVerticalSpacing(10)
        self.lines.setColumnMinimumWidth(0, 150)
        self.lines.setColumnStretch(1, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(18, 14, 18, 16)
        self.column.setSpacing(12)
        self.column.addWidget(heading)
        self.column.addLayout(self.lines)

    def say(self, title: str) -> QLabel:
        """Add a line of words and return where they stand."""
        words = QLabel(self)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setWordWrap(True)
        self._add(title, words)
        return words

    def choose(self, title: str, choices: tuple[tuple[str, str], ...], chosen: str) -> QComboBox:
        """Add a line with a choice and return it."""
        box = QComboBox(self)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex([value for value, _ in choices].index(chosen))
        box.setAccessibleName(title)
        box.setFixedWidth(NARROW)
        self._add(title, box)
        return box

    def count(self, title: str, value: int, most: int) -> QSpinBox:
        """Add a line with a number and return it."""
        box = QSpinBox(self)
        numbers.make_room(box)
        box.setRange(0, most)
        box.setValue(value)
        box.setAccessibleName(title)
        box.setFixedWidth(NARROW)
        self._add(title, box)
        return box

    def act(self, *buttons: QPushButton) -> None:
        """Add a row of buttons."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def _add(self, title: str, part: QLabel | QComboBox | QSpinBox) -> None:
        label = QLabel(title, self)
        label.setObjectName("muted")
        label.setBuddy(part)
        line = self.lines.rowCount()
        self.lines.addWidget(label, line, 0)
        if isinstance(part, QLabel):
            self.lines.addWidget(part, line, 1)
        else:
            self.lines.addWidget(part, line, 1, Qt.AlignmentFlag.AlignLeft)


class SettingsPage(TitledPage):
    """The settings of this PC."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Settings")
        self.viewmodel = SettingsViewModel(desk.tasks, desk.program, desk.settings, self)
        self.database = Section("Database", self)
        self.place, self.bytes, self.shape = (
            self.database.say(title) for title in ("Place", "Size", "Version of the tables")
        )
        self.join, self.leave, self.open = (
            QPushButton(text, self.database)
            for text in ("&Join a shared database …", "&Leave the shared database", "&Open another file …")
        )
        self.backups = Section("Backups", self)
        self.kept = self.backups.count("Daily backups kept", self.viewmodel.settings.backups, MOST_BACKUPS)
        self.copy = QPushButton("&Back up now", self.backups)
        self.copy_to = QPushButton("Back up &to …", self.backups)
        self.restore = QPushButton("&Restore from a file …", self.backups)
        self.why = QLabel(NO_DUMP, self.backups)
        self.none = QLabel(NONE, self.backups)
        self.no_daily = QLabel(NO_DAILY, self.backups)
        self.table: RecordTable[Kept] = RecordTable(desk, COLUMNS, "Backups", of=("backup", "backups"))
        self.look = Section("Look and figures", self)
        settings = self.viewmodel.settings
        self.theme = self.look.choose("Theme", system_look.WISHES, system_look.wish(desk.kept, settings.theme))
        self.figures = self.look.choose("Large figures", FIGURES, settings.figures)
        self.dates = self.look.choose("Dates", DATES, settings.dates)
        self.about = Section("About", self)
        self._watcher = QFileSystemWatcher(self)
        self._make_body()
        self._wire()

    def refresh(self) -> None:
        """Look again at the database and at the backups."""
        self._watch()
        self.viewmodel.refresh()

    def _watch(self) -> None:
        """Hear of backups that come and go, whoever makes them; their folder comes with the first of them."""
        folder = self.viewmodel.folder
        watched = folder if folder.is_dir() else folder.parent
        if str(watched) not in self._watcher.directories() and watched.is_dir():
            self._watcher.addPath(str(watched))

    @Slot(object)
    def show_state(self, state: State) -> None:
        """Show what the database is and which backups there are."""
        about, shared = state.about, self.viewmodel.shared
        guarded = {True: " · encrypted on the way", False: " · not encrypted on the way", None: ""}[about.guarded]
        self.place.setText(about.place + guarded)
        self.bytes.setText(_size(about.bytes))
        self.shape.setText(f"{about.revision or 'empty'}")
        self.leave.setVisible(self.viewmodel.is_elsewhere)
        self.leave.setText("&Leave the shared database" if shared else "&Back to the file of this PC")
        self.join.setText("&Join another shared database …" if shared else "&Join a shared database …")
        for button in (self.copy, self.copy_to):
            button.setEnabled(state.can_copy)
        self.restore.setEnabled(not about.is_shared and Right.RESTORE_BACKUP in self.desk.program.actor.rights)
        self.kept.setEnabled(not about.is_shared)
        self.why.setVisible(not state.can_copy)
        self.no_daily.setVisible(about.is_shared)
        self.none.setText(NONE_SHARED if about.is_shared else NONE)
        self.table.show_rows(state.backups)
        self.table.fix_height(min(max(1, len(state.backups)), ROWS))
        self.table.setVisible(bool(state.backups))
        self.none.setVisible(not state.backups)
        self.show_title("", about.title)
        self.show_body()
        self.settled.emit()

    @Slot(object)
    def show_trouble(self, error: SakshiError) -> None:
        """Say why something is not so."""
        if not isinstance(error, CancelledError):
            self.desk.say(error)
        self.settled.emit()

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Return what presses each button, and goes to each choice."""
        pressed = {
            "back-up": self.copy,
            "back-up-to": self.copy_to,
            "restore": self.restore,
            "join": self.join,
            "open": self.open,
        }
        gone_to = {"theme": self.theme, "figures": self.figures, "dates": self.dates, "kept": self.kept}
        return {
            **{key: button.click for key, button in pressed.items()},
            **{key: partial(self._go_to, box) for key, box in gone_to.items()},
        }

    def _go_to(self, box: QWidget) -> None:
        self.show_body()
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def ask_join(self) -> JoinDialog:
        """Ask for a shared database."""
        dialog = JoinDialog(
            Joining(self.desk.tasks, self.desk.program.under(self.viewmodel.settings), self),
            self.viewmodel.shared,
            self,
            consent=self.desk.consent,
        )
        dialog.joined.connect(self.desk.reopen)
        dialog.open()
        return dialog

    @Slot()
    def ask_file(self) -> None:
        """Ask for another file to work with."""
        dialog = opening(self, self.desk.kept, "Open another database", FILES)
        dialog.fileSelected.connect(self._open_file)
        dialog.open()

    @Slot()
    def ask_target(self) -> None:
        """Ask where to write a backup."""
        kinds = DUMPS if self.viewmodel.offered.endswith(DUMP) else FILES
        dialog = saving(self, self.desk.kept, "Back up to", self.viewmodel.offered, kinds)
        dialog.fileSelected.connect(self._copy_to)
        dialog.open()

    @Slot()
    def ask_backup(self) -> None:
        """Ask for a backup to restore."""
        dialog = opening(self, self.desk.kept, "Restore a backup", FILES)
        dialog.fileSelected.connect(self._preview)
        dialog.open()

    @Slot(str)
    def _open_file(self, name: str) -> None:
        self.desk.consent(partial(self.viewmodel.open_file, Path(name)))

    @Slot()
    def _leave(self) -> None:
        self.desk.consent(self.viewmodel.leave)

    @Slot()
    def _copy_now(self) -> None:
        self.viewmodel.copy()

    @Slot(str)
    def _copy_to(self, name: str) -> None:
        self.viewmodel.copy(Path(name))

    @Slot(str)
    def _preview(self, name: str) -> None:
        self.viewmodel.preview(Path(name))

    @Slot(object)
    def _preview_kept(self, one: Kept) -> None:
        if self.restore.isEnabled():
            self.viewmodel.preview(one.file)

    @Slot(object, object)
    def show_preview(self, file: Path, shown: Replacement) -> None:
        """Show what a restore would replace."""
        dialog = RestoreDialog(file, shown, self)
        dialog.entered.connect(self._restore)
        dialog.open()

    @Slot(object)
    def _restore(self, file: Path) -> None:
        self.desk.consent(partial(self.viewmodel.restore, file))

    @Slot(object)
    def _copied(self, file: Path) -> None:
        self.desk.say(f"Backed up to {file.name}.")
        self.refresh()

    @Slot(object)
    def _restored(self, done: Restored) -> None:
        self.desk.say(f"Restored. What was there before is kept as {done.kept.name}.")
        self.desk.reopen(self.viewmodel.settings)

    @Slot(object)
    def _moved(self, settings: Settings) -> None:
        self.desk.reopen(settings)

    @Slot(str)
    def _chosen(self, field: str) -> None:
        if field in {"figures", "dates"}:
            self.desk.restyle(self.viewmodel.settings)

    def _choose(self, field: str, box: QComboBox, _place: int) -> None:
        self.viewmodel.choose(field, box.currentData())

    @Slot()
    def _choose_theme(self) -> None:
        system_look.choose(self.desk.kept, self.desk.look, self.theme.currentData())

    @Slot()
    def _show_theme(self) -> None:
        wished = system_look.wish(self.desk.kept, self.viewmodel.settings.theme)
        self.theme.setCurrentIndex(self.theme.findData(wished))

    def _wire(self) -> None:
        model = self.viewmodel
        model.shown.connect(self.show_state)
        model.failed.connect(self.show_trouble)
        model.busy_changed.connect(self.show_busy)
        model.copied.connect(self._copied)
        model.previewed.connect(self.show_preview)
        model.restored.connect(self._restored)
        model.moved.connect(self._moved)
        model.chosen.connect(self._chosen)
        for button, slot in (
            (self.join, self.ask_join),
            (self.leave, self._leave),
            (self.open, self.ask_file),
            (self.copy, self._copy_now),
            (self.copy_to, self.ask_target),
            (self.restore, self.ask_backup),
        ):
            button.clicked.connect(slot)
        self._watcher.directoryChanged.connect(self.follow)
        self.table.opened.connect(self._preview_kept)
        self.theme.activated.connect(self._choose_theme)
        self.desk.look.changed.connect(self._show_theme)
        self.figures.activated.connect(partial(self._choose, "figures", self.figures))
        self.dates.activated.connect(partial(self._choose, "dates", self.dates))
        self.kept.valueChanged.connect(partial(model.choose, "backups"))

    def _make_body(self) -> None:
        for words in (self.why, self.none, self.no_daily):
            words.setObjectName("muted")
        for words in (self.why, self.no_daily):
            words.setWordWrap(True)
        self.why.hide()
        self.no_daily.hide()
        self.leave.hide()
        self.copy.setObjectName("primary")
        self.database.act(self.join, self.leave, self.open)
        self.backups.column.addWidget(self.none)
        self.backups.column.addWidget(self.table)
        self.table.hide()
        self.backups.column.addWidget(self.no_daily)
        self.backups.column.addWidget(self.why)
        self.backups.act(self.copy, self.copy_to, self.restore)
        self.about_lines = [(title, self.about.say(title)) for title, _ in self.viewmodel.versions]
        for (_, line), (_, text) in zip(self.about_lines, self.viewmodel.versions, strict=True):
            line.setText(text)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.setSpacing(GAP)
        for section in (self.database, self.backups, self.look, self.about):
            column.addWidget(section)
        column.addStretch(1)
