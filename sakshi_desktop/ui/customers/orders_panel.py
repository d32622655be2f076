"""The panel of a customer's orders: some chosen of all, in a table of any length."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.money import format_money
from sakshi_desktop.portal import history
from sakshi_desktop.portal.types import Opening, OrderFilter, OrderRow, Total
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.customers.columns import ORDERS
from sakshi_desktop.ui.customers.orders_model import HistoryModel, Opened
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.paged_records import PagedTable
from sakshi_desktop.ui.widgets.pickers import RangeDialog

PERIODS = {
    "last-30-days": "Last 30 days",
    "last-90-days": "Last 90 days",
    "last-365-days": "Last 365 days",
    "financial-year": "This financial year",
    "last-financial-year": "Last financial year",
    "range": "Custom range …",
}
RANGE = "range"
DAYS = 30
"""Days of the range that is offered first."""


class OrdersPanel(QWidget):
    """The orders of a customer.

    Signals:
        opened: an order was chosen, its id.
    """

    opened = Signal(int)

    def __init__(self, desk: Desk, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk = desk
        self._model = model
        self._period: Period | None = None
        self.status = _choice("Any status", labels.STATUSES, "Status of the orders", self)
        self.channel = _choice("Any channel", words.CHANNELS, "Channel of the orders", self)
        self.place = _choice("Any location", {}, "Location of the orders", self)
        self.period = _choice("Any time", PERIODS, "When the orders were", self)
        self.trouble = QLabel(self)
        self.trouble.setObjectName("wrong")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.table: PagedTable[OrderRow] = PagedTable(
            desk, ORDERS, "Orders of the customer", of=("order", "orders"), size=history.PAGE
        )
        self._lay_out()
        self.table.opened.connect(self._open)
        self.table.wanted.connect(model.want)
        model.opened.connect(self._show)
        model.page.connect(self.table.put)
        model.failed.connect(self._fail)

    def begin(self) -> None:
        """Choose all orders, as for a customer who was not seen before."""
        self._period = None
        for box in self._boxes():
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self.table.expect(0)

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        self.trouble.hide()
        self._offer_places(opened.places)
        self.table.expect(
            opened.opening.count, totals(opened.opening), self._model.all_rows, fresh=opened.fresh, first=opened.first
        )

    @Slot(object)
    def _fail(self, error: object) -> None:
        self.trouble.setText(str(error))
        self.trouble.show()

    @Slot(object)
    def _open(self, row: OrderRow) -> None:
        self.opened.emit(row.id)

    @Slot()
    def _choose_period(self) -> None:
        self.period.setItemText(self.period.findData(RANGE), PERIODS[RANGE])
        name = self.period.currentData()
        today = self._desk.asking.today
        if name != RANGE:
            self._period = periods.named(name, today) if name else None
            self._choose()
            return
        dialog = RangeDialog(self._period or Period(today - DAYS + 1, today), self)
        dialog.entered.connect(self._choose_range)
        dialog.rejected.connect(self._choose_no_range)
        dialog.open()

    @Slot(object)
    def _choose_range(self, period: Period) -> None:
        self._period = period
        self.period.setItemText(self.period.findData(RANGE), dates.span(period))
        self._choose()

    @Slot()
    def _choose_no_range(self) -> None:
        self.period.setCurrentIndex(0)
        self._choose_period()

    @Slot()
    def _choose(self) -> None:
        period = self._period
        chosen = OrderFilter(self.status.currentData(), self.channel.currentData(), self.place.currentData())
        if period is not None:
            chosen = replace(chosen, first=period.start, last=period.end)
        self._model.choose(chosen)

    def _offer_places(self, places: Sequence[tuple[int, str]]) -> None:
        chosen = self.place.currentData()
        self.place.blockSignals(True)
        while self.place.count() > 1:
            self.place.removeItem(1)
        for key, name in places:
            self.place.addItem(name, key)
        self.place.setCurrentIndex(max(0, self.place.findData(chosen)))
        self.place.blockSignals(False)

    def _boxes(self) -> tuple[QComboBox, ...]:
        return (self.status, self.period, self.place, self.channel)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.period.activated.connect(self._choose_period)
        for box in self._boxes():
            if box is not self.period:
                box.currentIndexChanged.connect(self._choose)
            row.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.trouble)
        column.addWidget(self.table, 1)


def totals(opening: Opening) -> str:
    """Return what the chosen orders come to, in a line."""
    parts = [_total(total) for total in opening.totals]
    if opening.cancelled:
        parts.append(f"{opening.cancelled:,} cancelled")
    return " · ".join(parts)


def _total(total: Total) -> str:
    text = f"{format_money(total.net_paise, total.currency)} net"
    if total.refunded_paise:
        text += f" · {format_money(total.refunded_paise, total.currency)} back"
    return text


def _choice(all_of_them: str, known: dict[Any, str], name: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItem(all_of_them, None)
    for value, word in known.items():
        box.addItem(word, value)
    box.setAccessibleName(name)
    box.setMinimumWidth(60)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
