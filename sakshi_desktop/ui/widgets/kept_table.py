"""A table of things that are kept by hand, with their form, and a file in and out."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.core.forms import Field, day, money, span
from sakshi_desktop.core.money import format_money
from sakshi_desktop.importers.outcomes import Brought
from sakshi_desktop.store.nouns import Noun, Record
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.keeping import Keeping
from sakshi_desktop.ui.widgets import record_form
from sakshi_desktop.ui.widgets.files import opening
from sakshi_desktop.ui.widgets.record_form import RecordForm
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column

SHEETS = "Spreadsheets (*.csv *.xlsx);;All files (*)"
NAME, USUAL = 170, 105
WIDTHS = {
    "variant": 80, "price": 80, "cost": 80, "diet": 80, "allergens": 150, "season": 80, "sku": 80, "sold_out": 140,
    "gstin": 160, "pin_code": 76, "currency": 74, "seats": 56, "zone": 112, "month": 150, "hours": 240,
    "launched_on": 142, "retired_on": 142, "location": 150, "prices": 160,
}  # fmt: skip
LEAST = {"name": 130, "category": 80, "city": 80, "allergens": 90, "sold_out": 100, "prices": 100, "hours": 140}
SPARE = {
    "launched_on": 8, "retired_on": 7, "prices": 6, "season": 5, "sku": 4, "variant": 3, "sold_out": 2, "cost": 1,
    "valid_from": 9, "closed_on": 8, "currency": 7, "zone": 6, "pin_code": 5, "state": 4, "opened_on": 3, "seats": 2,
    "cutoff": 1,
}  # fmt: skip
"""How soon a column goes where there is no room for all; one of another key stays."""
BAD_SHOWN = 8
SAID = 472
"""Pixels of width of what is said of a file."""


def columns(noun: Noun) -> tuple[Column[Record], ...]:
    """Return a column a field; its file comes in again as it went out."""
    return tuple(
        Column(
            field.title,
            partial(_value, field),
            partial(_cell, field),
            numeric=field.numeric,
            plain=partial(_shown, field),
            key=field.key,
            width=NAME if place == 0 else WIDTHS.get(field.key, USUAL),
            least=LEAST.get(field.key, 0),
            spare=SPARE.get(field.key, 0),
        )
        for place, field in enumerate(noun.fields)
    )


def _value(field: Field, record: Record) -> float | str | None:
    text = record[field.key]
    if not text:
        return None if field.numeric else ""
    return float(text) if field.numeric else text


def _cell(field: Field, value: float | str | None) -> str:
    if field.read is money and isinstance(value, float):
        return format_money(round(value * 100)).lstrip("₹")  # without a sign: locations differ in their currency
    if field.read is day and isinstance(value, str) and value:
        return dates.show(to_day(date.fromisoformat(value)))
    if field.read is span and isinstance(value, str) and value:
        return dates.span(Period(*span(value)))
    shown = _shown(field, value)
    if field.several:
        return ", ".join(_begun(word) for word in shown.split(", "))
    return _begun(shown) if field.choices else shown


def _begun(word: str) -> str:
    """Return a word with a capital at its beginning."""
    return word[:1].upper() + word[1:]


def _shown(field: Field, value: float | str | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) and field.read is money else _whole(value)


def _whole(value: float | str) -> str:
    return f"{value:.0f}" if isinstance(value, float) else value


class ImportDialog(QDialog):
    """Says what a file would bring, and asks whether to bring it.

    Signals:
        agreed: bring it in.
    """

    agreed = Signal()

    def __init__(self, noun: Noun, file: Path, found: Brought, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Import {noun.many}")
        self.says = QLabel(told(found, file.name), self)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        self.says.setFixedWidth(SAID)
        self.says.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.take = QPushButton("&Import", self)
        self.take.setObjectName("primary")
        self.take.setDefault(True)
        self.take.setEnabled(found.new + found.changed > 0)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(self.says)
        column.addWidget(buttons)

    def accept(self) -> None:
        """Say yes."""
        self.agreed.emit()
        super().accept()


def told(found: Brought, name: str) -> str:
    """Return what a file brings in words, with the rows that are left out."""
    lines = [f"{name}: {found.new} new, {found.changed} changed, {found.unchanged} as they are."]
    if found.ignored:
        lines.append(f"Columns that mean nothing here: {', '.join(found.ignored)}.")
    if found.bad:
        count = len(found.bad)
        lines.append(f"{count} row{'s are' if count > 1 else ' is'} left out:")
        lines += [f"Row {line.row}: {line.reason}" for line in found.bad[:BAD_SHOWN]]
    return "\n".join(lines)


class KeptTable(QWidget):
    """Things of one noun: all in a table, one in a form, many from a file.

    Signals:
        settled: what was asked for is shown, or why it is not.
    """

    settled = Signal()

    def __init__(self, desk: Desk, noun: Noun, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk = desk
        self.keeping = self._keep(noun)
        self.add = QPushButton(f"New {noun.one} …", self)
        self.add.setObjectName("primary")
        self.bring = QPushButton(f"Import {noun.name} …", self)
        empty = f"No {noun.many} yet. “{self.add.text()}” makes one, “{self.bring.text()}” brings a sheet of them in."
        self.table = self._rows(columns(noun), title, (noun.one, noun.many), empty)
        self._make(title)
        keeping = self.keeping
        keeping.shown.connect(self._show)
        keeping.failed.connect(self._fail)
        keeping.previewed.connect(self._ask_import)
        keeping.brought.connect(self._say_brought)
        self.table.opened.connect(self.edit)
        self.add.clicked.connect(self.make)
        self.bring.clicked.connect(self.ask_file)

    @Slot()
    def make(self) -> RecordForm:
        """Open an empty form."""
        return self._form(None)

    @Slot(object)
    def edit(self, record: Record) -> RecordForm:
        """Open the form of one of them."""
        return self._form(record)

    @Slot()
    def ask_file(self) -> None:
        """Ask for a spreadsheet to bring in."""
        dialog = opening(self, self._desk.kept, self.bring.text().strip(" …"), SHEETS)
        dialog.fileSelected.connect(self.preview)
        dialog.open()

    @Slot(str)
    def preview(self, name: str) -> None:
        """Say what a file would bring."""
        self.keeping.preview(Path(name))

    def _keep(self, noun: Noun) -> Keeping:
        return Keeping(self._desk.tasks, self._desk.program, noun, self)

    def _rows(
        self, columns: Sequence[Column[Record]], name: str, of: tuple[str, str], empty: str
    ) -> RecordTable[Record]:
        return RecordTable(self._desk, columns, name, of=of, empty=empty, parent=self)

    def _form(self, record: Record | None) -> RecordForm:
        return record_form.ask(self._desk, self.keeping, record, self)

    @Slot(object)
    def _show(self, shown: Any) -> None:  # noqa: ANN401  # what its keeping tells
        self.table.show_rows(shown)
        self.settled.emit()

    @Slot(object)
    def _fail(self, error: SakshiError) -> None:
        if not isinstance(error, CancelledError):
            self._desk.say(str(error))
        self.settled.emit()

    @Slot(object, object)
    def _ask_import(self, file: Path, found: Brought) -> None:
        dialog = ImportDialog(self.keeping.noun, file, found, self)
        dialog.agreed.connect(partial(self.keeping.bring, file))
        dialog.open()

    @Slot(object)
    def _say_brought(self, found: Brought) -> None:
        self._desk.say(told(found, self.keeping.noun.many.capitalize()).partition("\n")[0])

    def _make(self, title: str) -> None:
        heading = QLabel(title, self)
        heading.setObjectName("heading")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.bring)
        head.addWidget(self.add)
        self.table.fit_height(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.table, 1)
