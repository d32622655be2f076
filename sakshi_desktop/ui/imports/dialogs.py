"""What is asked before an import is taken back, and what one left out."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money
from sakshi_desktop.importers.outcomes import BatchRow, Problem, then_in_none
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.imports import columns, words
from sakshi_desktop.ui.widgets.record_table import RecordTable

WIDTH = 460
WIDE = (900, 480)


class RemoveDialog(QDialog):
    """Says what goes with an import, and asks.

    Signals:
        agreed: the person wants it gone; the import.
    """

    agreed = Signal(object)

    def __init__(self, past: BatchRow, history: Iterable[BatchRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._past = past
        self.setWindowTitle("Remove an import")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        head = QLabel(f"Remove {ids.import_batch(past.id)}, {past.file_name}?", self)
        head.setObjectName("heading")
        self.words = QLabel("\n\n".join(filter(None, (what_goes(past), then_in_none(past, history)))), self)
        for label in (head, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.keep = QPushButton("Keep it", self)
        self.good = QPushButton("Remove", self)
        self.good.setObjectName("primary")
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.keep, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.keep.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        for part in (head, self.words, buttons):
            column.addWidget(part)
        self.keep.setFocus()

    def accept(self) -> None:
        """Say what was heard and close."""
        self.agreed.emit(self._past)
        super().accept()


class ProblemsDialog(QDialog):
    """The rows that an import left out, with a way to write them to a file."""

    def __init__(self, desk: Desk, past: BatchRow, problems: Sequence[Problem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Left out of {ids.import_batch(past.id)}, {past.file_name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*WIDE)
        self.table: RecordTable[Problem] = RecordTable(desk, columns.PROBLEMS, "Rows left out")
        self.table.show_rows(problems)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.table, 1)
        column.addWidget(close)


def what_goes(past: BatchRow) -> str:
    """Return the sentence about what goes with an import."""
    money = format_money(past.revenue_paise, past.currency)
    parts = [words.count(past.orders, "order"), *([words.count(past.refunds, "refund")] if past.refunds else [])]
    days = ""
    if past.from_day is not None and past.to_day is not None:
        days = f", {dates.span(Period(past.from_day, past.to_day))},"
    return (
        f"{' and '.join(parts)}{days} with net sales of {money} leave every figure at once. "
        "You can import the file again, in another way if you like."
    )
