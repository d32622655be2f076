"""What the health board asks, without a widget."""

from datetime import timedelta

from PySide6.QtCore import QObject

from sakshi_desktop.hub import metrics
from sakshi_desktop.hub.metrics import Board
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel

SPANS: tuple[tuple[str, timedelta], ...] = (
    ("Last 24 hours", timedelta(days=1)),
    ("Last hour", timedelta(hours=1)),
    ("Last 7 days", timedelta(days=7)),
    ("Last 30 days", timedelta(days=30)),
)


class HealthModel(SectionModel):
    """How the webhooks do; ``shown`` carries a Board."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self.span = SPANS[0][1]

    def load(self) -> Board:
        """Return the board; called on another thread."""
        with self._program.database.read() as session:
            return metrics.board(session, self.span, at=self._program.clock())

    def choose(self, span: timedelta) -> None:
        """Look at another stretch of time."""
        self.span = span
        self.refresh()
