"""What a file would bring, in figures side by side, and how far the reading of it is."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.importers.outcomes import Outcome
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.imports import words
from sakshi_desktop.ui.job import Job

WAITING = "…"
FIGURES = (
    ("orders", "Orders"),
    ("lines", "Lines"),
    ("refunds", "Refunds"),
    ("revenue", "Net sales"),
    ("days", "Days"),
    ("there", "Already here"),
    ("conflicts", "Conflicts"),
    ("bad", "Bad rows"),
)
SHARES = 1000


class Totals(QFrame):
    """The figures of one file, sentences about them, and the progress while they are worked out.

    Signals:
        stopped: the person wants the work stopped.
    """

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.values = {key: QLabel(WAITING, self) for key, _ in FIGURES}
        self.remarks = QLabel(self)
        self.remarks.setWordWrap(True)
        self.remarks.setTextFormat(Qt.TextFormat.PlainText)
        self.doing = QLabel(self)
        self.doing.setObjectName("muted")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.stop = QPushButton("Cancel", self)
        self.stop.clicked.connect(self.stopped)
        self._work = QWidget(self)
        self._title = ""
        self._make()
        self.rest()

    def wait(self) -> None:
        """Show no figures: they are being worked out."""
        for value in self.values.values():
            value.setText(WAITING)
        self._remark("", "muted")

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what the file would bring."""
        span = dates.DASH
        if outcome.from_day is not None and outcome.to_day is not None:
            span = dates.span(Period(outcome.from_day, outcome.to_day))
        texts = {
            "orders": format_count(outcome.orders),
            "lines": format_count(outcome.lines),
            "refunds": format_count(outcome.refunds + outcome.adjustments),
            "revenue": format_money(outcome.revenue_paise, outcome.currency),
            "days": span,
            "there": format_count(outcome.already_there),
            "conflicts": format_count(len(outcome.conflicts)),
            "bad": format_count(len(outcome.bad_rows)),
        }
        for key, text in texts.items():
            self.values[key].setText(text)
        self._remark(" ".join(_remarks(outcome)), "muted")

    def show_trouble(self, error: SakshiError) -> None:
        """Say why the file cannot be imported so."""
        self.wait()
        for value in self.values.values():
            value.setText(dates.DASH)
        self._remark(str(error), "bad")

    @Slot(object)
    def follow(self, job: Job) -> None:
        """Show how far a job is until it ends."""
        self._title = job.title
        self._work.show()
        self._tell(0.0, "")
        job.progressed.connect(self._tell)

    def rest(self) -> None:
        """Show no progress any more."""
        self._work.hide()

    @Slot(float, str)
    def _tell(self, share: float, text: str) -> None:
        self.doing.setText(f"{self._title} · {text}" if text else f"{self._title} …")
        self.bar.setRange(0, SHARES if share else 0)  # an empty range moves by itself
        self.bar.setValue(round(share * SHARES))

    def _remark(self, text: str, style: str) -> None:
        self.remarks.setText(text)
        self.remarks.setObjectName(style)
        self.remarks.style().polish(self.remarks)
        self.remarks.setVisible(bool(text))

    def _make(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(18)
        for key, title in FIGURES:
            name = QLabel(title, self)
            name.setObjectName("muted")
            value = self.values[key]
            value.setObjectName("figure")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(name)
            cell.addWidget(value)
            row.addLayout(cell)
        row.addStretch(1)
        work = QHBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(12)
        work.addWidget(self.doing)
        work.addWidget(self.bar, 1)
        work.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.remarks)
        column.addWidget(self._work)


def _remarks(outcome: Outcome) -> list[str]:
    said = [*outcome.warnings]
    if outcome.joined:
        said.append(f"{words.count(outcome.joined, 'order')} that are here get the part they lack.")
    said += [f"{words.count(count, 'row')} left out: {why}." for why, count in outcome.skipped.items()]
    if not (outcome.orders or outcome.refunds or outcome.adjustments or outcome.joined):
        said.append("There is nothing new in this file.")
    return said
