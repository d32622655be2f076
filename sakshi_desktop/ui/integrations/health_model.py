"""What the health board asks, without a widget."""

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject

from sakshi_desktop.hub import condition, integrations, metrics, sync_metrics
from sakshi_desktop.hub.metrics import Board
from sakshi_desktop.hub.sync_metrics import SyncPulse
from sakshi_desktop.store import instants
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel

SPANS: tuple[tuple[str, timedelta], ...] = (
    ("Last 24 hours", timedelta(days=1)),
    ("Last hour", timedelta(hours=1)),
    ("Last 7 days", timedelta(days=7)),
    ("Last 30 days", timedelta(days=30)),
)


@dataclass(frozen=True, slots=True)
class Health:
    """The board.

    Attributes:
        running_out: names of services whose secret has a last day, and how many days are left, the first one first.
    """

    board: Board
    syncs: tuple[SyncPulse, ...]
    running_out: tuple[tuple[str, int], ...]


class HealthModel(SectionModel):
    """How webhooks, syncs and secrets do; ``shown`` carries a Health."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self.span = SPANS[0][1]

    def load(self) -> Health:
        """Return the board; called on another thread."""
        with self._program.database.read() as session:
            at = instants.moment(session, self._program.clock)
            board = metrics.board(session, self.span, at=at)
            syncs = sync_metrics.pulses(session, at=at)
            services = integrations.listed(session, clock=lambda: at)
        ends = sorted((row.form.secret_until, row.name) for row in services if row.form.secret_until is not None)
        left = tuple((name, condition.days_left(until, at)) for until, name in ends)
        return Health(board, syncs, left)

    def choose(self, span: timedelta) -> None:
        """Look at another stretch of time."""
        self.span = span
        self.refresh()
