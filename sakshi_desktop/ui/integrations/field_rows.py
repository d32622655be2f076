"""Lines of the form of fields: what one field is called at a service, and what else every record says there."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.hub import fields
from sakshi_desktop.hub.fields import FIXED, MOST_FIXED, Field, Kind, Place, Unit
from sakshi_desktop.ui.widgets.texts import text

UNITS = {Unit.PAISE: "in whole paise", Unit.RUPEES: "in rupees"}
UNIT_WIDTH, NAME_WIDTH = 140, 200


class FieldRow(QWidget):
    """What a field is called at the service, in which unit, or that it is left out.

    Signals:
        changed: something of it is otherwise now.
    """

    changed = Signal()

    def __init__(self, one: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._field, self._unit = one, Unit.PAISE
        self.name = QLineEdit(self)
        self.unit = QComboBox(self)
        self.left_out = QCheckBox("Leave out", self)
        must = " · must be there" if one.needed else ""
        self.about = text(f"{one.about[:1].upper()}{one.about[1:]}{must}", self, style="muted", wrap=True)
        self._make()

    def show_place(self, place: Place) -> None:
        """Show how the service knows the field."""
        self._unit = place.unit
        self.unit.setCurrentIndex(list(UNITS).index(place.unit))
        self.name.setText(fields.usual_name(self._field, place.unit) if place.name is None else place.name)
        self.left_out.setChecked(place.left_out)

    def place(self) -> Place:
        """Return how the service knows the field, as it is shown."""
        return Place(self.name.text().strip(), self._unit, self.left_out.isChecked())

    @Slot()
    def _leave(self) -> None:
        there = not self.left_out.isChecked()
        self.name.setEnabled(there)
        self.unit.setEnabled(there)
        self.changed.emit()

    @Slot(int)
    def _change_unit(self, index: int) -> None:
        """Write the amount in another unit; a name that is the usual one follows it."""
        usual = self.name.text().strip() == fields.usual_name(self._field, self._unit)
        self._unit = list(UNITS)[index]
        if usual:
            self.name.setText(fields.usual_name(self._field, self._unit))
        self.changed.emit()

    def _make(self) -> None:
        self.setFocusProxy(self.name)
        self.name.setAccessibleName(f"{self._field.name} at the service")
        self.unit.addItems(list(UNITS.values()))
        self.unit.setAccessibleName(f"Unit of {self._field.name}")
        self.left_out.setAccessibleName(f"Leave out {self._field.name}")
        for part, shown in ((self.unit, self._field.kind is Kind.MONEY), (self.left_out, not self._field.needed)):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            part.setVisible(shown)
        self.unit.setFixedWidth(UNIT_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.name, 1)
        row.addWidget(self.unit)
        row.addWidget(self.left_out)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.about)
        self.name.textChanged.connect(self.changed)
        self.unit.currentIndexChanged.connect(self._change_unit)
        self.left_out.toggled.connect(self._leave)


class FixedRow(QWidget):
    """A text that every record says under a name at the service.

    Signals:
        changed: something of it is otherwise now.
        unwanted: it shall not be said any more; itself.
    """

    changed = Signal()
    unwanted = Signal(object)

    def __init__(self, name: str, said: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.name, self.text = QLineEdit(name, self), QLineEdit(said, self)
        self.name.setPlaceholderText("Its name there")
        self.name.setAccessibleName("Name of a fixed value")
        self.name.setFixedWidth(NAME_WIDTH)
        self.text.setPlaceholderText("What every record says")
        self.text.setAccessibleName("Fixed value")
        self.drop = QPushButton("Remove", self)
        self.drop.setAutoDefault(False)
        self.drop.setAccessibleName("Remove this fixed value")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.name)
        row.addWidget(self.text, 1)
        row.addWidget(self.drop)
        self.name.textChanged.connect(self.changed)
        self.text.textChanged.connect(self.changed)
        self.drop.clicked.connect(self._drop)

    @Slot()
    def _drop(self) -> None:
        self.unwanted.emit(self)


class FixedRows(QWidget):
    """All that every record says at the service whatever it is of.

    Signals:
        changed: something of it is otherwise now.
        grown: there are more or fewer lines.
    """

    changed = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.rows: list[FixedRow] = []
        self.more = QPushButton("Add a fixed value", self)
        self.more.setAutoDefault(False)
        self.setFocusProxy(self.more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 6)
        self._column.setSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.more.clicked.connect(self._add)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show these and no others."""
        for row in list(self.rows):
            self._remove(row)
        for name, said in texts.items():
            self._append(name, said)

    def texts(self) -> dict[str, str]:
        """Return what every record says, by its name there; lines with nothing in them say nothing.

        Raises:
            FieldsError: one is named twice.
        """
        typed = [(row.name.text().strip(), row.text.text().strip()) for row in self.rows]
        said = [(name, words) for name, words in typed if name or words]
        if len(dict(said)) < len(said):
            raise FieldsError({FIXED: "A fixed value is named twice."})
        return dict(said)

    @Slot()
    def _add(self) -> None:
        self._append("", "").name.setFocus()

    def _append(self, name: str, said: str) -> FixedRow:
        row = FixedRow(name, said, self)
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        row.changed.connect(self.changed)
        row.unwanted.connect(self._remove)
        row.show()
        self._tell()
        return row

    @Slot(object)
    def _remove(self, row: FixedRow) -> None:
        self.rows.remove(row)
        self.more.setFocus()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._tell()

    def _tell(self) -> None:
        self.more.setEnabled(len(self.rows) < MOST_FIXED)
        self.grown.emit()
        self.changed.emit()
