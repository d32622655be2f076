"""Saying which column of a file is what."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from sakshi_desktop.importers.types import Field, Recognition
from sakshi_desktop.ui.imports import words
from sakshi_desktop.ui.widgets.choice_box import ChoiceBox

CELL = 24
SAMPLES = 4
COMBO = 200
NAME = 190


class MappingEditor(QScrollArea):
    """A line for each column: its name, what it means, and what stands in it.

    Signals:
        changed: a person gave a column another meaning; the fields with their columns.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Columns")
        self._columns: tuple[str, ...] = ()
        self.choices: dict[str, ChoiceBox] = {}

    def show_columns(self, found: Recognition, *, editable: bool) -> None:
        """Show the columns of a file and what they mean."""
        if found.columns != self._columns:
            self._columns = found.columns
            self._build(found)
        meant = {column: field.value for field, column in found.mapping.columns.items()}
        for name, choice in self.choices.items():
            choice.blockSignals(True)  # Qt's own
            choice.setCurrentIndex(max(0, choice.findData(meant.get(name, ""))))
            choice.blockSignals(False)  # Qt's own
            choice.setEnabled(editable)

    def _build(self, found: Recognition) -> None:
        inner = QWidget(self)
        inner.setObjectName("clear")
        grid = QGridLayout(inner)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        self.choices = {}
        for column, title in enumerate(("Column of the file", "Means", "Holds")):
            head = QLabel(title, inner)
            head.setObjectName("muted")
            grid.addWidget(head, 0, column)
        for place, name in enumerate(found.columns):
            if name and name not in self.choices:
                self._add_line(grid, inner, place, found)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(inner)

    def _add_line(self, grid: QGridLayout, inner: QWidget, place: int, found: Recognition) -> None:
        name, line = found.columns[place], grid.rowCount()
        title = QLabel(name, inner)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFixedWidth(NAME)
        title.setToolTip(name)
        choice = ChoiceBox(inner)
        choice.setFixedWidth(COMBO)
        choice.setAccessibleName(f"Meaning of {name}")
        choice.addItem(words.UNUSED, "")
        for field, text in words.FIELDS.items():
            choice.addItem(text, field.value)
        choice.activated.connect(partial(self._choose, name))
        self.choices[name] = choice
        holds = QLabel(" · ".join(_samples(found.first_rows, place)), inner)
        holds.setTextFormat(Qt.TextFormat.PlainText)
        holds.setObjectName("muted")
        holds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # what has no room is cut off
        for column, widget in enumerate((title, choice, holds)):
            grid.addWidget(widget, line, column)

    def _choose(self, name: str, _index: int) -> None:
        chosen = self.choices[name].currentData()
        for other, choice in self.choices.items():
            if other != name and chosen and choice.currentData() == chosen:
                choice.setCurrentIndex(0)  # a meaning has one column
        meant = {column: choice.currentData() for column, choice in self.choices.items()}
        self.changed.emit({Field(field): column for column, field in meant.items() if field})


def _samples(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    texts = dict.fromkeys(row[place].strip()[:CELL] for row in rows if place < len(row) and row[place].strip())
    return list(texts)[:SAMPLES]
