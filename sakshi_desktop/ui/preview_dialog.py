"""What a file of sales would bring, before it counts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.money import SYMBOLS, format_count, format_money
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.beginnings import Preview

WIDTH = 520


class PreviewDialog(QDialog):
    """Shows the totals of a file and asks for what it does not say.

    Signals:
        entered: the person wants it imported: the outlet and the currency, empty where the file says them.
    """

    entered = Signal(str, str)

    def __init__(self, shown: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import sales")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._shown = shown
        self.location = QLineEdit(self)
        self.location.setPlaceholderText("Main outlet")
        self.location.setAccessibleName("Outlet")
        self.currency = QComboBox(self)
        self.currency.addItems(list(SYMBOLS))
        self.currency.setAccessibleName("Currency")
        self.currency.currentTextChanged.connect(self._show_amount)
        self.amount = QLabel(self)
        self.good = QPushButton("Import", self)
        self.good.setObjectName("primary")
        self.good.setEnabled(shown.outcome.orders > 0 or shown.outcome.refunds > 0)
        self._make()
        self._show_amount()

    def accept(self) -> None:
        """Say what was heard and close."""
        currency = self.currency.currentText() if self._shown.asks_currency else ""
        self.entered.emit(self.location.text().strip() if self._shown.asks_location else "", currency)
        super().accept()

    def _show_amount(self) -> None:
        outcome = self._shown.outcome
        currency = self.currency.currentText() if self._shown.asks_currency else outcome.currency
        self.amount.setText(format_money(outcome.revenue_paise, currency))

    def _make(self) -> None:
        shown, outcome = self._shown, self._shown.outcome
        title = QLabel(f"{shown.name} · {shown.title}", self)
        title.setObjectName("heading")
        title.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.addRow("Orders", QLabel(format_count(outcome.orders), self))
        form.addRow("Lines", QLabel(format_count(outcome.lines), self))
        form.addRow("Refunds", QLabel(format_count(outcome.refunds), self))
        form.addRow("Net sales", self.amount)
        if outcome.from_day is not None and outcome.to_day is not None:
            form.addRow("Dates", QLabel(dates.span(Period(outcome.from_day, outcome.to_day)), self))
        form.addRow("Rows left out", QLabel(format_count(len(outcome.bad_rows)), self))
        if shown.asks_location:
            form.addRow("Outlet", self.location)
        if shown.asks_currency:
            form.addRow("Amounts are in", self.currency)
        self.location.setVisible(shown.asks_location)
        self.currency.setVisible(shown.asks_currency)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(form)
        notes = QLabel("\n".join(shown.notes), self)
        notes.setObjectName("muted")
        notes.setWordWrap(True)
        notes.setVisible(bool(shown.notes))
        column.addWidget(notes)
        column.addWidget(buttons)
