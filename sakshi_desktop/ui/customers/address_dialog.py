"""The form of an address."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from sakshi_desktop.core.vocabulary import AddressKind
from sakshi_desktop.portal import postal
from sakshi_desktop.portal.types import AddressText
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.widgets.form_dialog import FormDialog


class AddressDialog(FormDialog):
    """Asks for an address; a PIN code that lies in one state alone chooses it."""

    def __init__(self, before: AddressText | None, parent: QWidget | None = None) -> None:
        super().__init__(
            "New address" if before is None else "Edit address", "Add" if before is None else "Save", parent
        )
        self.kind = QComboBox(self)
        for kind, word in labels.ADDRESS_KINDS.items():
            self.kind.addItem(word, kind)
        self.line1, self.line2, self.city, self.pin = (QLineEdit(self) for _ in range(4))
        self.state = QComboBox(self)
        self.state.addItem("Choose …", "")
        for state in postal.STATES:
            self.state.addItem(state, state)
        self.pin.setPlaceholderText("560038")
        self.pin.setMaxLength(8)
        self.pin.textEdited.connect(self._guess_state)
        self.field("kind", "Kind", self.kind)
        self.field("line1", "Flat, house, street", self.line1)
        self.field("line2", "Area, landmark", self.line2)
        self.field("city", "City", self.city)
        self.field("pin_code", "PIN code", self.pin)
        self.field("state", "State", self.state)
        if before is not None:
            self._fill(before)
        self.line1.setFocus()

    def heard(self) -> AddressText:
        """Return what the form says."""
        return AddressText(
            kind=AddressKind(self.kind.currentData()),
            line1=self.line1.text(),
            line2=self.line2.text(),
            city=self.city.text(),
            state=str(self.state.currentData()),
            pin_code=self.pin.text(),
        )

    @Slot(str)
    def _guess_state(self, typed: str) -> None:
        states = postal.states_of(typed.strip())
        if len(states) == 1 or (states and self.state.currentData() not in states):
            self.state.setCurrentIndex(self.state.findData(states[0]))

    def _fill(self, before: AddressText) -> None:
        self.kind.setCurrentIndex(self.kind.findData(before.kind))
        self.line1.setText(before.line1)
        self.line2.setText(before.line2)
        self.city.setText(before.city)
        self.pin.setText(before.pin_code)
        self.state.setCurrentIndex(max(0, self.state.findData(before.state)))
