"""The form of an integration."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub.connected import VENDORS, IntegrationForm
from sakshi_desktop.ui.integrations.labels import TYPES
from sakshi_desktop.ui.widgets.form_dialog import FormDialog

LINES = 74
"""Pixels of height of a field with several lines."""


class ServiceDialog(FormDialog):
    """Asks for everything about a service but its secret."""

    def __init__(self, before: IntegrationForm | None, parent: QWidget | None = None) -> None:
        title = "Add an integration" if before is None else f"Edit {before.name}"
        super().__init__(title, "Add" if before is None else "Save", parent)
        self.type, self.vendor = QComboBox(self), QComboBox(self)
        self.vendor.setEditable(True)
        self.name, self.owner = QLineEdit(self), QLineEdit(self)
        self.purpose, self.notes, self.config = (self._several() for _ in range(3))
        for kind, word in TYPES.items():
            self.type.addItem(word, kind)
        self.type.currentIndexChanged.connect(self._offer)
        self.vendor.currentTextChanged.connect(self._suggest)
        self._suggested = ""
        self._offer()
        self.owner.setPlaceholderText("Who looks after it")
        self.purpose.setPlaceholderText("What it is for")
        self.config.setPlaceholderText("account = acc_1\nNo secrets here: they are entered afterwards")
        self.field("type", "Type", self.type)
        self.field("vendor", "Service", self.vendor)
        self.field("name", "Name", self.name)
        self.field("owner", "Owner", self.owner)
        self.field("purpose", "Purpose", self.purpose)
        self.field("config", "Settings", self.config)
        self.field("notes", "Notes", self.notes)
        if before is not None:
            self._fill(before)
        self.type.setFocus()

    def heard(self) -> IntegrationForm:
        """Return what the form says.

        Raises:
            FieldsError: a line of the settings is no setting.
        """
        return IntegrationForm(
            name=self.name.text(),
            type=IntegrationType(self.type.currentData()),
            vendor=self.vendor.currentText(),
            owner=self.owner.text(),
            purpose=self.purpose.toPlainText(),
            notes=self.notes.toPlainText(),
            config=_settings(self.config.toPlainText()),
        )

    @Slot()
    def _offer(self) -> None:
        self.vendor.clear()
        self.vendor.addItems(VENDORS[IntegrationType(self.type.currentData())])

    @Slot(str)
    def _suggest(self, vendor: str) -> None:
        if self.name.text() in {"", self._suggested}:
            self.name.setText(vendor)
            self._suggested = vendor

    def _fill(self, before: IntegrationForm) -> None:
        self.type.setCurrentIndex(self.type.findData(before.type))
        self.vendor.setCurrentText(before.vendor)
        self.name.setText(before.name)
        self.owner.setText(before.owner)
        self.purpose.setPlainText(before.purpose)
        self.notes.setPlainText(before.notes)
        self.config.setPlainText("\n".join(f"{name} = {value}" for name, value in before.config.items()))

    def _several(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setTabChangesFocus(True)
        made.setFixedHeight(LINES)
        return made


def _settings(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, value = line.partition("=")
        if not sign:
            raise FieldsError({"config": "A line has no “=”: write name = value."})
        found[name.strip()] = value.strip()
    return found
