"""Importing sales: a file is chosen, looked at, corrected and taken in; what came before can be taken back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.importers.outcomes import BatchRow, Outcome, Problem
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.imports.choices import WIDTH, Choices
from sakshi_desktop.ui.imports.dialogs import ProblemsDialog, RemoveDialog
from sakshi_desktop.ui.imports.draft import Reading
from sakshi_desktop.ui.imports.past import ASK, Past
from sakshi_desktop.ui.imports.result import Result
from sakshi_desktop.ui.imports.sheet import Sheet
from sakshi_desktop.ui.imports.totals import Totals
from sakshi_desktop.ui.imports.viewmodel import ImportsViewModel
from sakshi_desktop.ui.job import Job
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.files import FOLDER, Drops, opening, saving
from sakshi_desktop.ui.widgets.menu_button import menu_button
from sakshi_desktop.ui.widgets.titled_page import EDGE, GAP, TitledPage

KINDS = "Sales (*.csv *.csv.gz *.tsv *.txt *.xlsx *.zip);;All files (*)"
MAPPINGS = "Mappings (*.toml)"
ABOUT = "Exports of Square, Loyverse, Shopify, Petpooja, Zomato and Swiggy, or any table of sales: CSV, Excel or zip."
DROP = "Drop a file of sales anywhere on this page, or press Ctrl+O"
DECIDED = "How “{name}” is to be read was decided, but it is not imported."
MORE = 14


class ImportsPage(TitledPage):
    """Where sales come in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Imports")
        self.viewmodel = ImportsViewModel(desk.tasks, desk.program, self)
        self._file = ""
        self._may_import = Right.IMPORT_SALES in desk.program.actor.rights
        self.choose = IconButton(desk.look, "Choose a file …", "upload", tint="on_accent", style="primary")
        self.mapping = menu_button(desk.look, "Mapping", "Save, load or forget the mapping")
        self.discard = QPushButton("Discard", self)
        self.take = QPushButton("Import", self)
        self.take.setObjectName("primary")
        self.home = QWidget(self.body)
        self.result = Result(self.home)
        self.past = Past(desk, self.home)
        self.sheet_part = QWidget(self.body)
        self.totals = Totals(self.sheet_part)
        self.area = QScrollArea(self.sheet_part)
        self.how = Choices(self.sheet_part)
        self.sheet = Sheet(desk, self.sheet_part)
        self._make_body()
        self._wire()
        self._show_home()
        self.choose.setEnabled(self._may_import)
        self.choose.setToolTip("" if self._may_import else ASK)
        Drops(self).dropped.connect(self.take_file)
        self.setAcceptDrops(self._may_import)

    def refresh(self) -> None:
        """Ask for the history again."""
        self.viewmodel.refresh()

    def take_file(self, file: Path) -> None:
        """Read a file of sales."""
        self.viewmodel.choose(file)

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what asks for a file."""
        return {"file": self.ask_file}

    def unsaved(self) -> Sequence[str]:
        """Return that a person decided how a file is to be read and did not import it."""
        return (DECIDED.format(name=self._file),) if self.viewmodel.is_decided else ()

    @Slot()
    def ask_file(self) -> None:
        """Ask for a file of sales."""
        if not self._may_import:
            return
        dialog = opening(self, self.desk.kept, "Choose a file of sales", KINDS)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    # --- what the view-model says

    @Slot(object)
    def _show_past(self, past: list[BatchRow]) -> None:
        self.past.show_past(past)
        if self.viewmodel.draft is None:
            self.show_body()
        self.settled.emit()

    @Slot(object)
    def _show_reading(self, reading: Reading) -> None:
        self._file = reading.draft.file.name
        self.show_title(self._file, f"{reading.found.title}")
        self.totals.wait()
        self.how.show_reading(reading)
        self.sheet.show_reading(reading)
        self.sheet.show_outcome(None)
        self._show_draft(known=True)

    def _show_coming(self, file: Path) -> None:
        """Show that a file is looked through of which nothing is known yet."""
        self._file = file.name
        self.show_title(self._file, "It is looked through: its columns, its dates, its currency.")
        self.totals.wait()
        self._show_draft(known=False)

    @Slot(object)
    def _show_outcome(self, outcome: Outcome) -> None:
        self.totals.show_outcome(outcome)
        self.sheet.show_outcome(outcome)
        is_new = any((outcome.orders, outcome.refunds, outcome.adjustments, outcome.joined))
        self.take.setEnabled(is_new and self._may_import)
        if self.take.isEnabled() and not self._is_busy_with(self.window().focusWidget()):
            self.take.setFocus()
        self.totals.rest()
        self.settled.emit()

    def _is_busy_with(self, focus: QWidget | None) -> bool:
        """Tell whether the person is in the middle of correcting something."""
        return focus is not None and self.sheet_part.isAncestorOf(focus) and focus is not self.totals.stop

    @Slot(object)
    def _show_trouble(self, error: SakshiError) -> None:
        self.totals.rest()
        self.take.setEnabled(False)
        if self.viewmodel.reading is None:
            self._leave()
            if isinstance(error, CancelledError):
                self.desk.say(f"{self._file} was not read to its end; nothing of it was kept.")
            else:
                self.notice.fail(error, "Choose another file", self.ask_file)
                self.show_notice()
        else:
            self.totals.show_trouble(error)
            self.sheet.show_outcome(None)
        self.settled.emit()

    @Slot(object)
    def _follow(self, job: Job) -> None:
        draft, importing = self.viewmodel.draft, self.viewmodel.is_importing
        is_new = self.viewmodel.reading is None
        if is_new and draft is not None:
            self._show_coming(draft.file)
        self.totals.follow(job)
        self._lock(locked=importing)
        if importing or is_new:
            self.totals.stop.setFocus()

    @Slot(object)
    def _show_imported(self, outcome: Outcome) -> None:
        self._lock(locked=False)
        self.totals.rest()
        self._show_home()
        self.result.show_outcome(outcome, self._file)

    @Slot(object)
    def _show_stopped(self, error: SakshiError) -> None:
        self._lock(locked=False)
        self.totals.rest()
        if isinstance(error, CancelledError):
            self.desk.say("The import was stopped; nothing of it was kept.")
        else:
            self.totals.show_trouble(error)
        self.settled.emit()

    @Slot(object)
    def _show_removed(self, past: BatchRow) -> None:
        self.result.hide()
        said = f"{ids.import_batch(past.id)} is removed."
        file = self._file_of(past)
        if file.is_file():
            self.desk.say(said, "Import it again", partial(self.take_file, file))
        else:
            self.desk.say(said)

    @Slot(object, object)
    def _show_problems(self, past: BatchRow, problems: list[Problem]) -> None:
        ProblemsDialog(self.desk, past, problems, self).open()

    @Slot(object)
    def _show_failure(self, error: SakshiError) -> None:
        self.desk.say(error)
        self.settled.emit()

    # --- what the person wants

    @Slot(str)
    def _chosen(self, name: str) -> None:
        self.take_file(Path(name))

    @Slot()
    def _leave(self) -> None:
        self.viewmodel.discard()
        self._show_home()
        self.choose.setFocus()

    @Slot()
    def _stop(self) -> None:
        job = self.viewmodel.job
        if job is not None:
            job.stop()

    @Slot(str)
    def _choose_order(self, order: str) -> None:
        self.viewmodel.change(date_order=order)

    @Slot(str)
    def _choose_currency(self, currency: str) -> None:
        self.viewmodel.change(currency=currency)

    @Slot(str)
    def _choose_outlet(self, name: str) -> None:
        self.viewmodel.change(location=name or None)

    @Slot(object)
    def _show_days(self, brought: BatchRow | Outcome) -> None:
        if brought.from_day is not None and brought.to_day is not None:
            period = Period(brought.from_day, brought.to_day)
            self.desk.asking.choose(Scope(period, currency=brought.currency))
            self.desk.visit("overview")

    def _file_of(self, past: BatchRow) -> Path:
        """Return where the file of an import lies if it is still in the folder that was used last."""
        return Path(str(self.desk.kept.value(FOLDER) or "")) / past.file_name

    @Slot(object)
    def _bring_again(self, past: BatchRow) -> None:
        file = self._file_of(past)
        if file.is_file():
            self.take_file(file)
        else:
            self.ask_file()

    @Slot(object)
    def _ask_removal(self, past: BatchRow) -> None:
        dialog = RemoveDialog(past, self.past.table.model.rows, self)
        dialog.agreed.connect(self.viewmodel.remove)
        dialog.open()

    @Slot()
    def _drop_mapping(self) -> None:
        self.mapping_menu().popup(self.mapping.mapToGlobal(self.mapping.rect().bottomLeft()))

    def mapping_menu(self) -> QMenu:
        """Return what can be done with the mapping as a whole."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Save the mapping …", self._ask_save)
        menu.addAction("Load a mapping …", self._ask_load)
        menu.addAction("Guess the columns again", self.viewmodel.guess_again)
        return menu

    @Slot()
    def _ask_save(self) -> None:
        dialog = saving(self, self.desk.kept, "Save the mapping", f"{self._file.split('.')[0]}.toml", MAPPINGS)
        dialog.fileSelected.connect(self._save)
        dialog.open()

    @Slot()
    def _ask_load(self) -> None:
        dialog = opening(self, self.desk.kept, "Load a mapping", MAPPINGS)
        dialog.fileSelected.connect(self._load)
        dialog.open()

    @Slot(str)
    def _save(self, name: str) -> None:
        self.viewmodel.save_mapping(Path(name))

    @Slot(str)
    def _load(self, name: str) -> None:
        self.viewmodel.load_mapping(Path(name))

    # --- parts

    def _show_home(self) -> None:
        self.show_title("", "Sales come in here, whole or not at all, and can be taken back.")
        self.home.show()
        self.sheet_part.hide()
        self.choose.show()
        if self._may_import:
            self.setFocusProxy(self.choose)
        for button in (self.mapping, self.discard, self.take):
            button.hide()
        self.show_body()

    def _show_draft(self, *, known: bool) -> None:
        self.result.hide()
        self.home.hide()
        self.sheet_part.show()
        self.choose.hide()
        # a proxy that cannot be seen would hold the Tab key for ever; the stub of Qt forgets that there may be none
        self.setFocusProxy(None)  # type: ignore[arg-type]
        for part in (self.area, self.sheet, self.mapping, self.take):
            part.setVisible(known)
        self.discard.show()
        self.take.setEnabled(False)
        self.show_body()

    def _lock(self, *, locked: bool) -> None:
        for part in (self.how, self.sheet, self.mapping, self.discard):
            part.setEnabled(not locked)
        self.take.setEnabled(False)

    def _wire(self) -> None:
        model = self.viewmodel
        for signal, slot in (
            (model.past_shown, self._show_past),
            (model.read, self._show_reading),
            (model.tallied, self._show_outcome),
            (model.troubled, self._show_trouble),
            (model.working, self._follow),
            (model.imported, self._show_imported),
            (model.stopped, self._show_stopped),
            (model.removed, self._show_removed),
            (model.problems_shown, self._show_problems),
            (model.failed, self._show_failure),
            (model.said, self.desk.say),
            (self.choose.clicked, self.ask_file),
            (self.mapping.clicked, self._drop_mapping),
            (self.discard.clicked, self._leave),
            (self.take.clicked, model.commit),
            (self.totals.stopped, self._stop),
            (self.how.form_chosen, model.take_form),
            (self.how.order_chosen, self._choose_order),
            (self.how.currency_chosen, self._choose_currency),
            (self.how.outlet_chosen, self._choose_outlet),
            (self.how.mapping_chosen, model.map),
            (self.sheet.editor.changed, model.map_columns),
            (self.result.days_wanted, self._show_days),
            (self.past.days_wanted, self._show_days),
            (self.past.problems_wanted, model.ask_problems),
            (self.past.removal_wanted, self._ask_removal),
            (self.past.again_wanted, self._bring_again),
        ):
            signal.connect(slot)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self, self.ask_file)

    def _make_body(self) -> None:
        for button in (self.mapping, self.discard, self.choose, self.take):
            self.buttons.addWidget(button)
        self._make_home()
        self._make_sheet()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.addWidget(self.home, 1)
        column.addWidget(self.sheet_part, 1)

    def _make_home(self) -> None:
        zone = QFrame(self.home)
        zone.setObjectName("dropZone")
        head = QLabel(DROP if self._may_import else ASK, zone)
        head.setObjectName("heading")
        about = QLabel(ABOUT, zone)
        about.setObjectName("muted")
        inside = QVBoxLayout(zone)
        inside.setContentsMargins(20, 26, 20, 26)
        for label in (head, about):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            inside.addWidget(label)
        column = QVBoxLayout(self.home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.result)
        column.addWidget(zone)
        column.addWidget(self.past, 1)

    def _make_sheet(self) -> None:
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setFixedWidth(WIDTH + MORE)
        self.area.setWidget(self.how)
        self.area.setAccessibleName("How the file is read")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.area)
        row.addWidget(self.sheet, 1)
        column = QVBoxLayout(self.sheet_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.totals)
        column.addLayout(row, 1)
        column.addStretch()  # the row is not there before the file is known
