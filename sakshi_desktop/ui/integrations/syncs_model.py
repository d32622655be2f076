"""What the section of syncs asks and does, without a widget."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import Right
from sakshi_desktop.hub import sync_rows, syncs
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel

DEEDS: dict[str, tuple[Callable[..., None], str]] = {
    "run": (syncs.run_now, "{job} runs as soon as it can."),
    "dry": (syncs.dry_run, "{job} looks what a run would do, and does nothing."),
    "pause": (syncs.pause, "{job} is paused."),
    "resume": (syncs.resume, "{job} goes on."),
    "cancel": (syncs.cancel, "{job} stops after this page."),
}
RUNS = 20


@dataclass(frozen=True, slots=True)
class Jobs:
    """All syncs, each with its latest runs."""

    rows: tuple[JobRow, ...]
    runs: dict[int, tuple[RunRow, ...]]
    may_run: bool


class SyncsModel(SectionModel):
    """The syncs and what can be done with them; ``shown`` carries Jobs."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program

    def load(self) -> Jobs:
        """Return the syncs; called on another thread."""
        program = self._program
        with program.database.read() as session:
            rows = sync_rows.listed(session)
            runs = {row.id: sync_rows.history(session, row.id, limit=RUNS) for row in rows}
        return Jobs(rows, runs, Right.RUN_SYNCS in program.actor.rights)

    def act(self, deed: str, row: JobRow) -> None:
        """Do one of DEEDS to a sync."""
        work, sentence = DEEDS[deed]
        self.do(partial(self._act, work, row.id), sentence.format(job=f"{ids.show('JOB', row.id)} · {row.stream}"))

    def _act(self, work: Callable[..., None], key: int) -> None:
        with self._program.database.begin() as session:
            work(session, key, by=self._program.actor, clock=self._program.clock)
