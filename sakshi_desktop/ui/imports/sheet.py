"""The parts of a file, one at a time: its columns, its first rows as they will be read, what will be left out."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.core.money import format_count
from sakshi_desktop.importers import hiding
from sakshi_desktop.importers.outcomes import Conflict, Outcome
from sakshi_desktop.importers.types import BadRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.imports import columns
from sakshi_desktop.ui.imports.draft import Reading, SampleRow
from sakshi_desktop.ui.imports.mapping_editor import MappingEditor
from sakshi_desktop.ui.widgets.record_table import RecordTable

PARTS = ("Columns", "First rows", "Bad rows", "Conflicts")
LEAST = 9
"""Rows that are seen at once."""


class Sheet(QWidget):
    """Four parts of one file over each other, and the buttons that choose between them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._private: frozenset[int] = frozenset()
        self.editor = MappingEditor(self)
        self.rows: RecordTable[SampleRow] = RecordTable(desk, columns.sample("INR"), "First rows")
        self.bad: RecordTable[BadRow] = RecordTable(desk, columns.bad(), "Bad rows", of=("bad row", "bad rows"))
        self.conflicts: RecordTable[Conflict] = RecordTable(
            desk, columns.conflicts("INR"), "Conflicts", of=("conflict", "conflicts")
        )
        self.buttons = QButtonGroup(self)
        self.stack = QStackedWidget(self)
        self._make()

    def show_part(self, place: int) -> None:
        """Show one of PARTS."""
        self.stack.setCurrentIndex(place)
        self.buttons.button(place).setChecked(True)
        self._desk.kept.setValue("imports/part", place)

    def show_reading(self, reading: Reading) -> None:
        """Show the columns and the first rows."""
        self._private = hiding.private(reading.found)
        self.editor.show_columns(reading.found, editable=reading.is_generic)
        self.rows.show_rows(reading.rows, columns.sample(reading.currency))

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show what will be left out; None while that is not known."""
        bad, conflicts = (outcome.bad_rows, outcome.conflicts) if outcome else ((), ())
        currency = outcome.currency if outcome else "INR"
        self.bad.show_rows(bad, columns.bad(self._private))
        self.conflicts.show_rows(conflicts, columns.conflicts(currency))
        for place, many in ((2, bad), (3, conflicts)):
            text = f"{PARTS[place]} ({format_count(len(many))})" if many else PARTS[place]
            self.buttons.button(place).setText(text)

    def _make(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        for place, title in enumerate(PARTS):
            button = QPushButton(title, self)
            button.setObjectName("left" if not place else "right" if place == len(PARTS) - 1 else "middle")
            button.setCheckable(True)
            button.clicked.connect(partial(self.show_part, place))
            self.buttons.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        frame = QFrame(self)
        frame.setObjectName("panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.editor)
        for part in (frame, self.rows, self.bad, self.conflicts):
            self.stack.addWidget(part)
        for table in (self.rows, self.bad, self.conflicts):
            table.fit_height(LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        kept = self._desk.kept.value("imports/part", 0)
        self.show_part(int(str(kept)) if str(kept).isdigit() and int(str(kept)) < len(PARTS) else 0)
