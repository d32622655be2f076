"""The section of syncs: jobs in a table, the chosen one below with its runs."""

from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from sakshi_desktop.core import ids
from sakshi_desktop.core.vocabulary import JobState
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.integrations.syncs_model import Jobs, SyncsModel
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.widgets.texts import text

RESTS = frozenset({JobState.PAUSED, JobState.FAILED})
WORKS = frozenset({JobState.QUEUED, JobState.RUNNING})
WORDS = (("run", "Run now"), ("dry", "Look what it would do"), ("rest", "Pause"), ("cancel", "Stop"))


def _tone(row: JobRow) -> Tone:
    return Tone.BAD if row.state is JobState.FAILED or row.letters else Tone.PLAIN


COLUMNS: tuple[Column[JobRow], ...] = (
    Column("Integration", lambda row: row.integration, key="integration", width=180),
    Column("Sync", lambda row: row.id, partial(ids.show, "JOB"), key="id", width=80),
    Column("Records", lambda row: row.stream, key="stream", width=110),
    Column("State", lambda row: sync_words.STATES[row.state], tone=_tone, key="state", width=90),
    Column("So far", sync_words.progress, key="progress", width=110),
    Column("Schedule", lambda row: row.schedule, key="schedule", width=140),
    Column("Not taken", lambda row: row.letters, numeric=True, key="letters", width=90),
)
RUNS: tuple[Column[RunRow], ...] = (
    Column("How it ended", sync_words.outcome, key="outcome", width=240),
    Column("Began", lambda run: run.started_at.timestamp(), dates.moment_of, key="began", width=150),
    Column("Why", lambda run: sync_words.KINDS[run.kind], key="kind", width=140),
    Column("By", lambda run: run.by, key="by", width=100),
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
        self._row: JobRow | None = None
        self.table: RecordTable[JobRow] = RecordTable(desk, COLUMNS, "Syncs", of=("sync", "syncs"))
        self.panel = QFrame(self.body)
        self.panel.setObjectName("panel")
        self.heading, self.facts = text("", self.panel, style="heading"), Facts(self.panel)
        self.buttons = {key: QPushButton(words, self.panel) for key, words in WORDS}
        self.letters = QPushButton("What was not taken", self.panel)
        self.runs: RecordTable[RunRow] = RecordTable(desk, RUNS, "Runs", of=("run", "runs"), foot=False)
        self._make()
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)

    def show_answer(self, answer: Jobs) -> None:
        """Show the syncs."""
        self._answer = answer
        self.say("")
        if not answer.rows:
            self.notice.say("Nothing is synced yet.", "Syncs come with the services that offer them, and stand here.")
            self.show_notice()
            return
        self.table.show_rows(answer.rows)
        shown = None if self._row is None else self._row.id
        rows = self.table.model.shown
        place = next((at for at, row in enumerate(rows) if row.id == shown), 0)
        self.table.view.selectRow(place)
        self._show_job(rows[place])
        self.show_body()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._show_job(self.table.model.row(index.row()))

    def _show_job(self, row: JobRow) -> None:
        self._row = row
        answer = self._answer
        name = f"{ids.show('JOB', row.id)} · {row.integration}"
        self.heading.setText(name)
        self.facts.show_facts(sync_words.facts(row))
        self.runs.show_rows(() if answer is None else answer.runs.get(row.id, ()))
        may = answer is not None and answer.may_run
        self.buttons["rest"].setText("Resume" if row.state in RESTS else "Pause")
        for key, button in self.buttons.items():
            button.setAccessibleName(f"{button.text()}: {name}")
            button.setEnabled(may and (key != "cancel" or row.state in WORKS))
        self.letters.setVisible(bool(row.letters))

    def _act(self, key: str) -> None:
        if self._row is not None:
            rest = "resume" if self._row.state in RESTS else "pause"
            self.model.act(rest if key == "rest" else key, self._row)

    @Slot()
    def _ask_letters(self) -> None:
        self.letters_wanted.emit()

    def _make(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        for key, button in self.buttons.items():
            button.clicked.connect(partial(self._act, key))
            head.addWidget(button)
        head.addWidget(self.letters)
        self.letters.clicked.connect(self._ask_letters)
        inside = QVBoxLayout(self.panel)
        inside.setContentsMargins(16, 10, 16, 12)
        inside.setSpacing(8)
        inside.addLayout(head)
        inside.addWidget(self.facts)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 3)
        column.addWidget(self.panel)
        column.addWidget(self.runs, 2)
