"""What the section of syncs asks and does, without a widget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import RunKind, RunState
from sakshi_desktop.hub import field_edits, moves, syncs
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.fields import FieldMap
from sakshi_desktop.hub.moves import Move
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.hub.sync_desk import Told
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question, Runs
from sakshi_desktop.ui.widgets.section import OneModel
from sakshi_desktop.ui.widgets.writing import Whole, walked

DEEDS: dict[str, tuple[Callable[..., None], str]] = {
    "run": (syncs.run_now, "{sync} runs as soon as it can."),
    "dry": (syncs.dry_run, "{sync} shows what a run would do, and does nothing."),
    "pause": (syncs.pause, "{sync} is paused."),
    "resume": (syncs.resume, "{sync} goes on."),
    "cancel": (syncs.cancel, "{sync} stops after this page; what it took over until then stays."),
    "remove": (syncs.remove, "{sync} is removed."),
}
PAGE = 500
"""Records of a run that are shown at first, and so many more each time that more are asked for."""
MANY = 1_000
"""Records of a run that are read at once for a file."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """All syncs.

    Attributes:
        services: those that offer streams.
    """

    rows: tuple[JobRow, ...]
    services: tuple[IntegrationRow, ...]
    may_run: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """One sync with its runs, and one of these record by record."""

    job: JobRow
    history: tuple[RunRow, ...]
    told: Told | None

    @property
    def applicable(self) -> bool:
        """Return whether the run that is shown is a dry run that can be applied."""
        run = None if self.told is None else self.told.run
        return run is not None and run.kind is RunKind.DRY and run.state is RunState.DONE and not self._followed(run)

    @property
    def undoable(self) -> bool:
        """Return whether the run that is shown can be taken back."""
        run = None if self.told is None else self.told.run
        if run is None or run.kind not in syncs.TAKES_OVER or run.state is RunState.RUNNING:
            return False
        return bool(self.told and self.told.moves) and not self._followed(run)

    def _followed(self, run: RunRow) -> bool:
        ends = {RunState.DONE, RunState.RUNNING}
        return any(each.of_run == run.id and each.state in ends for each in self.history)


class SyncsModel(OneModel):
    """The syncs and what can be done with them; ``shown`` carries Jobs, ``opened`` one with its runs, an Opened.

    Signals:
        sampled: a real record of this house, None where there is none.
    """

    sampled = Signal(object)

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self._sample = Question(tasks, self)
        self._sample.answered.connect(self.sampled)
        self._looked: tuple[int, int | None] | None = None
        self._pages = 1

    def load(self) -> Jobs:
        """Return the syncs; called on another thread."""
        desk = self._program.syncs
        return Jobs(desk.listed(), desk.services(), desk.may)

    def open(self, job: int, run: int | None) -> None:
        """Ask for one sync with its runs, and for ``run`` record by record, or else for the latest."""
        if self._looked != (job, run):
            self._looked, self._pages = (job, run), 1
        self.look(partial(self._open, job, run, self._pages * PAGE))

    def further(self) -> None:
        """Ask for more records of the run that is shown."""
        if self._looked is not None:
            self._pages += 1
            self.open(*self._looked)

    def whole(self, run: int) -> Whole[Move]:
        """Return what a run did, record by record."""
        return walked(self._program.database, partial(_page, run), partial(moves.total, run_id=run))

    def add(self, integration: int, stream: str, schedule: str) -> None:
        """Sync a stream from now on."""
        work = partial(self._add, integration, stream, schedule)
        self.do(work, lambda row: f"{sync_words.title(row)} is synced.")

    def act(self, deed: str, row: JobRow) -> None:
        """Do one of DEEDS to a sync."""
        work, sentence = DEEDS[deed]
        self._act(work, row.id, sentence=sentence.format(sync=sync_words.title(row)))

    def dry_run_of(self, row: JobRow, days: Days) -> None:
        """Show what taking a range of days over anew would do."""
        self._act(
            partial(syncs.dry_run, days=days), row.id, sentence=f"The dry run of {sync_words.title(row)} follows."
        )

    def backfill(self, row: JobRow, days: Days) -> None:
        """Take over a range of days anew."""
        self._act(syncs.backfill, row.id, days, sentence=f"The days of {sync_words.title(row)} follow.")

    def reschedule(self, row: JobRow, schedule: str) -> None:
        """Let a sync run at other times."""
        self._act(syncs.reschedule, row.id, schedule, sentence=f"{sync_words.title(row)} has its new schedule.")

    def map_fields(self, row: JobRow, wanted: FieldMap) -> None:
        """Let a sync call its fields otherwise at the service."""
        sentence = f"The fields of {sync_words.title(row)} are called so from its next run on."
        self._act(syncs.map_fields, row.id, field_edits.replacing(row.mapping, wanted), sentence=sentence)

    def sample(self, row: JobRow) -> None:
        """Ask for a real record of this house as it is before it is sent."""
        self._sample.ask(partial(self._program.sync_sample, row.stream))

    def apply(self, run: RunRow) -> None:
        """Do just what a dry run showed."""
        self._act(syncs.apply, run.id, sentence="")

    def undo(self, run: RunRow) -> None:
        """Take back what a run did."""
        self._act(syncs.undo, run.id, sentence="")

    def _act(self, deed: Callable[..., None], *words: object, sentence: str) -> None:
        self.do(partial(self._do, deed, *words), sentence)

    def _do(self, deed: Callable[..., None], *words: object) -> None:
        self._program.syncs.do(deed, *words)

    def _add(self, integration: int, stream: str, schedule: str) -> JobRow:
        return self._program.syncs.add(integration, stream, schedule)

    def _open(self, job: int, run: int | None, limit: int) -> Opened:
        desk = self._program.syncs
        history = desk.history(job)
        known = {each.id for each in history}
        chosen = run if run in known else next((each.id for each in history), None)
        return Opened(desk.one(job), history, None if chosen is None else desk.told(chosen, limit=limit))


def _page(run: int, session: Session, last: Move | None) -> Sequence[Move]:
    return moves.shown(session, run, after=None if last is None else last.external_id, limit=MANY)
