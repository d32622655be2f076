"""How a file is read: its format, dates, currency and outlet, each with the reason, and a way to change it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from sakshi_desktop.core.money import CURRENCIES, SYMBOLS
from sakshi_desktop.importers import FORMATS
from sakshi_desktop.importers.dates import ORDER_WORDS
from sakshi_desktop.importers.types import Grouping, Mapping, Recognition, Series
from sakshi_desktop.ui.imports import words
from sakshi_desktop.ui.imports.draft import Reading
from sakshi_desktop.ui.widgets.choice_box import ChoiceBox

WIDTH = 320


class Choices(QFrame):
    """Shows what was recognised.

    Signals:
        form_chosen: another format, a key of FORMATS.
        order_chosen: another order of dates.
        currency_chosen: another currency.
        outlet_chosen: the outlet of rows that name none.
        mapping_chosen: another way to tell orders apart, a Mapping.
    """

    form_chosen = Signal(str)
    order_chosen = Signal(str)
    currency_chosen = Signal(str)
    outlet_chosen = Signal(str)
    mapping_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH)
        self._mapping = Mapping()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(3)
        self.form = self._combo("Format", [(key, form.title) for key, form in FORMATS.items()])
        self.form_reason = self._reason()
        self.order = self._combo("Dates", words.ORDERS)
        self.order_reason = self._reason()
        self.currency = self._combo("Currency", [(code, code) for code in (*SYMBOLS, *sorted(CURRENCIES - {*SYMBOLS}))])
        self.currency_reason = self._reason()
        self.outlet = QLineEdit(self)
        self.outlet.setAccessibleName("Outlet")
        self.outlet.setPlaceholderText("Main outlet")
        self._labelled("Outlet", self.outlet)
        self.outlet_reason = self._reason()
        self.grouping = self._combo("Orders", [(word.value, text) for word, text in words.GROUPINGS])
        self.series = self._combo("", [(word.value, text) for word, text in words.SERIES], name="Order numbers")
        self.grouping_reason = self._reason()
        self._column.addStretch(1)
        self.form.activated.connect(self._choose_form)
        self.order.activated.connect(self._choose_order)
        self.currency.activated.connect(self._choose_currency)
        self.outlet.editingFinished.connect(self._choose_outlet)
        self.grouping.activated.connect(self._choose_mapping)
        self.series.activated.connect(self._choose_mapping)

    def show_reading(self, reading: Reading) -> None:
        """Show what a file is and why."""
        found = self._found = reading.found
        self._mapping = found.mapping
        _select(self.form, found.format)
        _select(self.order, found.date_order)
        _select(self.currency, reading.currency)
        _select(self.grouping, found.mapping.grouping.value)
        _select(self.series, found.mapping.series.value)
        self.form_reason.setText(_form_reason(reading))
        self.order_reason.setText(_order_reason(found))
        self.currency_reason.setText(_currency_reason(reading))
        self.outlet.setEnabled(not found.has_location)
        self.outlet.setText("" if found.has_location else reading.draft.location or "")
        self._outlet = self.outlet.text()
        self.outlet_reason.setText(_outlet_reason(found))
        for choice in (self.grouping, self.series):
            choice.setEnabled(reading.is_generic)
        self.series.setVisible(found.mapping.grouping is Grouping.ID and reading.is_generic)
        told = {found.date_order_reason, found.currency_reason}
        self.grouping_reason.setText(" ".join(note for note in found.notes if note not in told))
        for reason in (
            self.form_reason,
            self.order_reason,
            self.currency_reason,
            self.outlet_reason,
            self.grouping_reason,
        ):
            reason.setVisible(bool(reason.text()))

    _found: Recognition | None = None
    _outlet = ""

    @Slot()
    def _choose_form(self) -> None:
        self.form_chosen.emit(str(self.form.currentData()))

    @Slot()
    def _choose_order(self) -> None:
        self.order_chosen.emit(str(self.order.currentData()))

    @Slot()
    def _choose_currency(self) -> None:
        self.currency_chosen.emit(str(self.currency.currentData()))

    @Slot()
    def _choose_outlet(self) -> None:
        if self.outlet.text().strip() != self._outlet.strip():
            self._outlet = self.outlet.text()
            self.outlet_chosen.emit(self._outlet.strip())

    @Slot()
    def _choose_mapping(self) -> None:
        grouping, series = Grouping(self.grouping.currentData()), Series(self.series.currentData())
        self.mapping_chosen.emit(
            replace(self._mapping, grouping=grouping, series=series if grouping is Grouping.ID else Series.NEVER)
        )

    def _combo(self, title: str, choices: Sequence[tuple[str, str]], *, name: str = "") -> ChoiceBox:
        combo = ChoiceBox(self)
        combo.setAccessibleName(name or title)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(12)
        for key, text in choices:
            combo.addItem(text, key)
        self._labelled(title, combo)
        return combo

    def _labelled(self, title: str, field: QWidget) -> None:
        if title:
            label = QLabel(title, self)
            label.setObjectName("heading")
            label.setBuddy(field)
            self._column.addSpacing(4)
            self._column.addWidget(label)
        self._column.addWidget(field)

    def _reason(self) -> QLabel:
        label = QLabel(self)
        label.setObjectName("muted")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._column.addWidget(label)
        return label


def _select(combo: QComboBox, key: str) -> None:
    combo.blockSignals(True)  # Qt's own
    combo.setCurrentIndex(combo.findData(key))
    combo.blockSignals(False)  # Qt's own


def _form_reason(reading: Reading) -> str:
    found = reading.found
    count = words.count(found.rows, "row")
    if reading.is_remembered:
        return f"{count}, read by the mapping that you kept for files with these columns."
    if found.is_mapped:
        return f"{count}, read by your mapping."
    if reading.is_generic:
        return f"{count}; no known system writes these columns, so their meaning is guessed."
    return f"{count}; told by the names of its {len(found.columns)} columns."


def _order_reason(found: Recognition) -> str:
    return found.date_order_reason or f"The dates are read {ORDER_WORDS[found.date_order]}."


def _currency_reason(reading: Reading) -> str:
    found = reading.found
    if found.currency is None and reading.draft.currency is None:
        return "The file does not say its currency; rupees are assumed."
    return found.currency_reason


def _outlet_reason(found: Recognition) -> str:
    return "The file names the outlet of each row." if found.has_location else "The file names no outlet."
