"""What an import has brought, and the way to its figures."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money
from sakshi_desktop.importers.outcomes import Outcome
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.imports import words


class Result(QFrame):
    """A panel that says what the last import brought.

    Signals:
        days_wanted: its days shall be seen, an Outcome.
    """

    days_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._outcome: Outcome | None = None
        self.head = QLabel(self)
        self.head.setObjectName("heading")
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        for label in (self.head, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.days = QPushButton("Show in Overview", self)
        self.days.setObjectName("primary")
        self.days.clicked.connect(self._want_days)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.head)
        said.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 14, 12)
        row.addLayout(said, 1)
        row.addWidget(self.days)
        self.hide()

    def show_outcome(self, outcome: Outcome, file: str) -> None:
        """Say what came in."""
        self._outcome = outcome
        if outcome.batch is None:
            self.head.setText(f"{file} brought nothing new.")
        else:
            self.head.setText(f"{file} is imported as {ids.import_batch(outcome.batch)}.")
        self.words.setText(told(outcome))
        self.days.setVisible(outcome.from_day is not None)
        self.show()
        (self.days if outcome.from_day is not None else self).setFocus()

    @Slot()
    def _want_days(self) -> None:
        self.days_wanted.emit(self._outcome)


def told(outcome: Outcome) -> str:
    """Return what an import brought, in sentences."""
    money = format_money(outcome.revenue_paise, outcome.currency)
    parts = [words.count(outcome.orders, "order")]
    refunds = outcome.refunds + outcome.adjustments
    parts += [words.count(refunds, "refund")] if refunds else []
    days = ""
    if outcome.from_day is not None and outcome.to_day is not None:
        days = f", {dates.span(Period(outcome.from_day, outcome.to_day))}"
    said = [f"{' and '.join(parts)} in {words.count(outcome.lines, 'line')}, net sales {money}{days}."]
    left = len(outcome.bad_rows) + len(outcome.conflicts)
    if outcome.already_there:
        said.append(f"{words.count(outcome.already_there, 'order')} were here already.")
    if left:
        said.append(f"{words.count(left, 'row')} left out; “Rows left out” lists them.")
    return " ".join(said)
