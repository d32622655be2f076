"""The section of syncs: every sync in a table, the chosen one beneath with its runs."""

from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.vocabulary import JobState, SyncDirection
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.streams import Body
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.integrations.fields_dialog import FieldsDialog
from sakshi_desktop.ui.integrations.sync_dialogs import DaysDialog, ScheduleDialog, SyncDialog
from sakshi_desktop.ui.integrations.sync_panel import RESTS, SyncPanel
from sakshi_desktop.ui.integrations.syncs_model import Jobs, Opened, SyncsModel
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.columns import moment
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.halves import Halves
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section

HEIGHTS = (170, 420)
"""Pixels of height of table and panel, before a person drags."""
ABOUT_UNDO = (
    "What this run did is taken back record by record, on the other side or here. What a later run changed, or what is "
    "in use by now, stays, and is counted."
)
ABOUT_REMOVING = "Its runs and dead letters are forgotten. What it took over stays on both sides."
NONE = "Nothing is synced yet."
HOW = "A sync carries records to a service or from it, at the times you choose, and shows what it does."
NO_SERVICE = f"Add an integration of the type Custom with the service “{ENDPOINT}”, with its address, to sync with it."


def _tone(row: JobRow) -> Tone:
    return Tone.BAD if row.state is JobState.FAILED else Tone.PLAIN


def _tone_of_letters(row: JobRow) -> Tone:
    return Tone.BAD if row.letters else Tone.PLAIN


COLUMNS: tuple[Column[JobRow], ...] = (
    Column("Integration", lambda row: row.integration, key="integration", width=146, least=110),
    Column("Sync", lambda row: row.id, partial(ids.show, "JOB"), key="id", width=72, spare=2),
    Column("Records", lambda row: row.stream, key="stream", width=100),
    Column("State", sync_words.state, tone=_tone, key="state", width=84),
    Column("So far", sync_words.progress, key="progress", width=100, spare=1),
    Column("Schedule", lambda row: row.schedule, key="schedule", width=130, least=90),
    Column(
        "Not taken", lambda row: row.letters, format_count, numeric=True, tone=_tone_of_letters, key="letters", width=84
    ),
    moment("Next run", lambda row: row.waits_until or row.next_run_at, key="next", width=146),
)


class SyncsSection(Section):
    """The syncs.

    Signals:
        letters_wanted: the records that could not be taken shall be shown.
    """

    letters_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        self.model = SyncsModel(desk.tasks, desk.program)
        super().__init__(desk, "Syncs", self.model)
        self._answer: Jobs | None = None
        self._chosen: tuple[int, int | None] | None = None
        self.add = QPushButton("Sync a stream …", self)
        self.add.setObjectName("primary")
        self.table: RecordTable[JobRow] = RecordTable(desk, COLUMNS, "Syncs", of=("sync", "syncs"))
        self.panel = SyncPanel(desk, self)
        self._make()
        self._wire()

    def show_answer(self, answer: Jobs) -> None:
        """Show the syncs."""
        self._answer = answer
        self.add.setVisible(bool(answer.rows))
        self.add.setEnabled(answer.may_run and bool(answer.services))
        self.say("")
        if not answer.rows:
            self.panel.empty()
            self._say_nothing(answer)
            return
        self.table.show_rows(answer.rows)
        rows = self.table.model.shown
        if self._chosen is None or self._chosen[0] not in {row.id for row in rows}:
            self._chosen = (rows[0].id, None)
        chosen = self._chosen
        self.table.choose(lambda row: row.id == chosen[0])
        self.model.open(*chosen)
        self.show_body()

    @Slot()
    def ask_new(self) -> None:
        """Ask what shall be synced."""
        if self._answer is not None and self._answer.services:
            self.ask(SyncDialog(self._answer.services, self.desk.program.clock, self), self._add)

    def _say_nothing(self, answer: Jobs) -> None:
        if answer.services and answer.may_run:
            self.notice.say(NONE, HOW, "Sync a stream …", self.ask_new)
        else:
            self.notice.say(NONE, HOW if answer.services else NO_SERVICE)
        self.show_notice()

    def _add(self, heard: tuple[int, str, str]) -> None:
        self.model.add(*heard)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            job = self.table.model.row(index.row()).id
            if self._chosen is None or self._chosen[0] != job:
                self._chosen = (job, None)
                self.model.open(job, None)

    @Slot(int)
    def _choose_run(self, run: int) -> None:
        if self._chosen is not None:
            self._chosen = (self._chosen[0], run)
            self.model.open(*self._chosen)

    @Slot(object)
    def _show_opened(self, opened: Opened) -> None:
        may = self._answer is not None and self._answer.may_run
        self.panel.show_opened(opened, self.model.whole, may=may)
        self.settled.emit()

    @Slot(object)
    def _lost(self, _error: SakshiError) -> None:
        self._chosen = None
        self.panel.empty()

    @Slot(str, object)
    def _act(self, deed: str, row: JobRow) -> None:
        clock = self.desk.program.clock
        self._chosen = (row.id, None)  # its next run is what is looked at
        if deed == "rest":
            self.model.act("resume" if row.state in RESTS else "pause", row)
        elif deed in {"run", "dry", "cancel"}:
            self.model.act(deed, row)
        elif deed == "schedule":
            self.ask(ScheduleDialog(row, clock, self), partial(self.model.reschedule, row))
        elif deed == "fields":
            self.ask(FieldsDialog(row, self), partial(self.model.map_fields, row))
            if row.direction is SyncDirection.PUSH:
                self.model.sample(row)
        elif deed == "dry_days":
            self.ask(DaysDialog(row, clock, self, dry=True), partial(self.model.dry_run_of, row))
        elif deed == "backfill":
            self.ask(DaysDialog(row, clock, self), partial(self.model.backfill, row))
        else:
            title = f"Remove {sync_words.title(row)}"
            self.ask(ConfirmDialog(title, ABOUT_REMOVING, "Remove", self), partial(self._remove, row))

    def _remove(self, row: JobRow, _yes: object) -> None:
        self.model.act("remove", row)

    @Slot(object)
    def _show_sample(self, body: Body | None) -> None:
        if isinstance(self.dialog, FieldsDialog):
            self.dialog.show_sample(body)

    @Slot(str, object)
    def _decide(self, deed: str, run: RunRow) -> None:
        if self._chosen is not None:
            self._chosen = (self._chosen[0], None)
        if deed == "apply":
            self.model.apply(run)
        else:
            self.ask(ConfirmDialog("Take a run back", ABOUT_UNDO, "Take it back", self), partial(self._undo, run))

    def _undo(self, run: RunRow, _yes: object) -> None:
        self.model.undo(run)

    def _wire(self) -> None:
        self.add.clicked.connect(self.ask_new)
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)
        self.panel.letters_wanted.connect(self.letters_wanted)
        self.panel.asked.connect(self._act)
        self.panel.further_wanted.connect(self.model.further)
        self.panel.run_chosen.connect(self._choose_run)
        self.panel.decided.connect(self._decide)
        self.model.opened.connect(self._show_opened)
        self.model.lost.connect(self._lost)
        self.model.sampled.connect(self._show_sample)

    def _make(self) -> None:
        self.deeds.addWidget(self.add)
        halves = Halves(self.desk.kept, "syncs", (self.table, self.panel), HEIGHTS, grows=(0, 1), upright=True)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(halves)
