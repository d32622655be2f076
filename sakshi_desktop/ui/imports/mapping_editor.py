"""Saying which column of a file is what."""

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from sakshi_desktop.importers import hiding
from sakshi_desktop.importers.types import Field, Recognition
from sakshi_desktop.ui.imports import words
from sakshi_desktop.ui.widgets.choice_box import ChoiceBox
from sakshi_desktop.ui.widgets.texts import Elided

CELL = 24
AT_ONCE = 3
"""Lines that are made before the window looks for what else there is to do."""
SAMPLES = 4
COMBO = 200


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
        self._meanings = _meanings(self)
        self._found: Recognition | None = None
        self._editable = False
        self._missing: list[int] = []
        self._inner = QWidget(self)
        self._grid = QGridLayout(self._inner)
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(self._grow)
        self.choices: dict[str, ChoiceBox] = {}

    def show_columns(self, found: Recognition, *, editable: bool) -> None:
        """Show the columns of a file and what they mean."""
        self._found, self._editable = found, editable
        if found.columns != self._columns:
            self._columns = found.columns
            self._build()
        for name in self.choices:
            self._show_meaning(name)

    @property
    def is_built(self) -> bool:
        """Return whether every column has its line."""
        return not self._missing

    def _show_meaning(self, name: str) -> None:
        choice = self.choices[name]
        meant = {column: field.value for field, column in self._found.mapping.columns.items()} if self._found else {}
        choice.blockSignals(True)
        choice.setCurrentIndex(max(0, choice.findData(meant.get(name, ""))))
        choice.blockSignals(False)
        choice.setEnabled(self._editable)

    def _build(self) -> None:
        """Begin the lines anew; a few are made at a time, so that the window does not stand still over dozens."""
        self._inner = QWidget(self)
        self._inner.setObjectName("clear")
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(2, 3)
        self._grid.setRowStretch(len(self._columns) + 1, 1)
        self.choices = {}
        for column, title in enumerate(("Column of the file", "Means", "Holds")):
            head = QLabel(title, self._inner)
            head.setObjectName("muted")
            self._grid.addWidget(head, 0, column)
        firsts = {name: place for place, name in reversed(list(enumerate(self._columns))) if name}
        self._missing = sorted(firsts.values())
        self.setWidget(self._inner)
        self._more.start()

    @Slot()
    def _grow(self) -> None:
        for place in self._missing[:AT_ONCE]:
            self._add_line(place)
        self._missing = self._missing[AT_ONCE:]
        if not self._missing:
            self._more.stop()

    def _add_line(self, place: int) -> None:
        if self._found is None:
            return
        name = self._columns[place]
        title = Elided(self._inner, name)
        choice = ChoiceBox(self._inner)
        choice.setFixedWidth(COMBO)
        choice.setAccessibleName(f"Meaning of {name}")
        choice.setModel(self._meanings)
        choice.activated.connect(partial(self._choose, name))
        self.choices[name] = choice
        self._show_meaning(name)
        holds = Elided(self._inner, " · ".join(_samples(self._found, place)), style="muted")
        for column, widget in enumerate((title, choice, holds)):
            self._grid.addWidget(widget, place + 1, column)

    def _choose(self, name: str, _index: int) -> None:
        chosen = self.choices[name].currentData()
        for other, choice in self.choices.items():
            if other != name and chosen and choice.currentData() == chosen:
                choice.setCurrentIndex(0)  # a meaning has one column
        meant = {column: choice.currentData() for column, choice in self.choices.items()}
        self.changed.emit({Field(field): column for column, field in meant.items() if field})


def _meanings(parent: QObject) -> QStandardItemModel:
    """Return what a column can mean, for all choices together: dozens of them are made at once."""
    model = QStandardItemModel(parent)
    for key, text in (("", words.UNUSED), *((field.value, text) for field, text in words.FIELDS.items())):
        item = QStandardItem(text)
        item.setData(key, Qt.ItemDataRole.UserRole)
        model.appendRow(item)
    return model


def _samples(found: Recognition, place: int) -> list[str]:
    private = hiding.private(found)
    rows = (hiding.cells(row, private) for row in found.first_rows)
    texts = dict.fromkeys(row[place].strip()[:CELL] for row in rows if place < len(row) and row[place].strip())
    return list(texts)[:SAMPLES]
