"""One sync: how it stands, its runs, and what the chosen one did or would do, record by record."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.vocabulary import JobState, RunKind
from sakshi_desktop.hub.moves import Move
from sakshi_desktop.hub.streams import Body
from sakshi_desktop.hub.sync_rows import RunRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.integrations.syncs_model import Opened
from sakshi_desktop.ui.widgets.columns import amount, moment
from sakshi_desktop.ui.widgets.halves import Halves
from sakshi_desktop.ui.widgets.menu_button import MoreButton
from sakshi_desktop.ui.widgets.newest import Newest
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.texts import Elided, text
from sakshi_desktop.ui.widgets.writing import Whole

WORKS = frozenset({JobState.QUEUED, JobState.RUNNING})
WORDS = (("run", "Run now"), ("dry", "Dry run"), ("rest", "Pause"), ("cancel", "Stop"))
DEEDS = (
    ("schedule", "Schedule …"),
    ("fields", "Fields …"),
    ("dry_days", "Dry run of days …"),
    ("backfill", "Backfill days …"),
    ("remove", "Remove …"),
)
RESTS = frozenset({JobState.PAUSED, JobState.FAILED})
HALVES = (480, 560)
"""Pixels of width of runs and records, before a person drags."""


def _after(move: Move) -> str:
    return _fields(move.body, move.before)


def _before(move: Move) -> str:
    return _fields(move.before, move.body)


def _fields(told: Body | None, other: Body | None) -> str:
    """Return what a record says, and of a change only what differs."""
    if told is None:
        return ""
    said, others = _flat(told), _flat(other or {})
    shown = said if other is None else {name: value for name, value in said.items() if others.get(name) != value}
    return ", ".join(f"{name}: {value}" for name, value in shown.items())


def _flat(body: Body, within: str = "") -> dict[str, object]:
    """Return what a record says, with dots in the names of what lies in something."""
    said: dict[str, object] = {}
    for name, value in body.items():
        said |= _flat(value, f"{within}{name}.") if isinstance(value, Mapping) and value else {f"{within}{name}": value}
    return said


RUNS: tuple[Column[RunRow], ...] = (
    moment("Begun", lambda row: row.started_at, key="at", width=155),
    Column("What", lambda row: sync_words.KINDS[row.kind], key="kind", width=120, least=80),
    Column("State", lambda row: sync_words.ENDS[row.state], tone=sync_words.tone, key="state", width=80),
    Column("New", lambda row: row.created, format_count, numeric=True, key="created", width=60),
    Column("Changed", lambda row: row.changed, format_count, numeric=True, key="changed", width=75),
    Column("Not taken", lambda row: row.dead, format_count, numeric=True, key="dead", width=80),
    amount("Amount", lambda row: row.amount_paise, key="amount", width=110),
    Column("By", lambda row: row.by, key="by", width=90, spare=1, shown=False),
    Column("Days", sync_words.span, key="days", width=160, spare=2, shown=False),
)
MOVES: tuple[Column[Move], ...] = (
    Column("Record", lambda row: row.external_id, key="record", width=210, least=130),
    Column("Change", lambda row: sync_words.CHANGES[row.change], key="change", width=80),
    amount("Amount", lambda row: row.amount_paise, key="amount", width=110),
    Column("After", _after, key="after", width=260, least=140),
    Column("Before", _before, key="before", width=260, least=140),
)


class SyncPanel(QFrame):
    """The sync that is chosen in the table.

    Signals:
        letters_wanted: the records that could not be taken shall be shown.
        asked: a deed and the JobRow: run, dry, rest, cancel, schedule, fields, dry_days, backfill or
            remove.
        further_wanted: more records of the run that is shown.
        run_chosen: the id of a run, of which the records are wanted.
        decided: apply or undo, and the RunRow.
    """

    letters_wanted = Signal()
    asked = Signal(str, object)
    further_wanted = Signal()
    run_chosen = Signal(int)
    decided = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._opened: Opened | None = None
        self.heading, self.line = Elided(self, style="heading"), text("", self, style="muted", wrap=True)
        self.buttons = {key: QPushButton(words, self) for key, words in WORDS}
        self.letters = QPushButton("What was not taken", self)
        self.more = MoreButton(desk.look, DEEDS, self)
        self.doing, self.bar = text("", self, style="muted"), QProgressBar(self)
        self.runs: RecordTable[RunRow] = RecordTable(desk, RUNS, "Runs of a sync", of=("run", "runs"))
        self._told: Newest[Move] = Newest(
            desk, MOVES, "Records of a run", ("record", "records"), self, words="Show more of them"
        )
        self.moves, self.further = self._told.table, self._told.older
        self.summary = text("", self, wrap=True)
        self.apply, self.undo = QPushButton("Apply just this", self), QPushButton("Take back …", self)
        self._make(desk.kept)
        self.hide()

    @property
    def opened(self) -> Opened | None:
        """Return what is shown."""
        return self._opened

    def show_opened(self, opened: Opened, whole: Callable[[int], Whole[Move]], *, may: bool) -> None:
        """Show a sync; ``whole`` gives every record of a run."""
        self._opened = opened
        job, told = opened.job, opened.told
        name = sync_words.title(job)
        self.heading.setText(name)
        self.setAccessibleName(name)
        self.line.setText(sync_words.line(job))
        self.buttons["rest"].setText("Resume" if job.state in RESTS else "Pause")
        for key, button in self.buttons.items():
            button.setAccessibleName(f"{button.text()}: {name}")
            button.setEnabled(may and (key != "cancel" or job.state in WORKS))
        for key, action in self.more.offers.items():
            action.setEnabled(may and (key != "fields" or bool(job.fields)))
        self.letters.setVisible(bool(job.letters))
        self._show_progress(opened)
        self._halves.setVisible(bool(opened.history))
        self.runs.show_rows(opened.history)
        if told is None:
            self._told.show_rows((), None, None)
        else:
            self._told.show_rows(told.moves, whole(told.run.id), told.of)
        self.summary.setText(
            "It has not run yet. A dry run shows what it would do." if told is None else _summary(opened)
        )
        self.apply.setVisible(opened.applicable)
        self.undo.setVisible(opened.undoable)
        for button in (self.apply, self.undo):
            button.setEnabled(may)
        self.show()

    def empty(self) -> None:
        """Show nothing."""
        self._opened = None
        self.hide()

    def _show_progress(self, opened: Opened) -> None:
        run = opened.job.run
        waits = opened.job.state is JobState.QUEUED
        for widget in (self.doing, self.bar):
            widget.setVisible(run is not None or waits)
        if run is not None:
            self.bar.setRange(0, run.total or 0)
            self.bar.setValue(min(run.seen, run.total or 0))
            self.doing.setText(f"{sync_words.KINDS[run.kind]}: {sync_words.progress(opened.job)} records")
        elif waits:
            self.bar.setRange(0, 0)
            self.doing.setText("It begins as soon as a PC has room for it.")

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            row = self.runs.model.row(index.row())
            if self._opened is None or self._opened.told is None or self._opened.told.run.id != row.id:
                self.run_chosen.emit(row.id)

    @Slot(str)
    def _ask(self, deed: str) -> None:
        if self._opened is not None:
            self.asked.emit(deed, self._opened.job)

    def _decide(self, deed: str) -> None:
        if self._opened is not None and self._opened.told is not None:
            self.decided.emit(deed, self._opened.told.run)

    def _make(self, kept: QSettings) -> None:
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        for button in (self.letters, *self.buttons.values(), self.more):
            head.addWidget(button)
        working = QHBoxLayout()
        working.setSpacing(10)
        working.addWidget(self.doing)
        working.addWidget(self.bar, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.summary, 1)
        for button in (self.apply, self.undo):
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self._halves = halves = Halves(kept, "runs", (self.runs, self._told), HALVES, grows=(1, 1))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addLayout(working)
        column.addWidget(halves, 1)
        column.addLayout(below)
        column.addStretch()  # takes the room of the tables while there is nothing in them
        for deed, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, deed))
        self.letters.clicked.connect(self.letters_wanted)
        self.further.clicked.connect(self.further_wanted)
        for deed, button in (("apply", self.apply), ("undo", self.undo)):
            button.clicked.connect(partial(self._decide, deed))
        self.more.asked.connect(self._ask)
        self.runs.view.selectionModel().currentRowChanged.connect(self._choose)


def _summary(opened: Opened) -> str:
    told = opened.told
    if told is None:
        return ""
    kept = told.run.kind is not RunKind.UNDO and not told.moves and told.run.created + told.run.changed
    gone = " What it did, record by record, is not kept any more." if kept else ""
    run = told.run
    return f"{sync_words.KINDS[run.kind]}, {sync_words.outcome(run).rstrip('.')}.{gone}"
