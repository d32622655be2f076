"""Asking for a secret."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text


class SecretDialog(FormDialog):
    """Asks for a secret, twice where nobody else knows it. The fields forget it as the dialog closes.

    Signals:
        entered: the Secret.
    """

    entered = Signal(object)

    def __init__(
        self, title: str, word: str, about: str, *, label: str = "Secret", twice: bool = False, parent: QWidget | None
    ) -> None:
        super().__init__(title, word, parent)
        self.secret = self._field(label)
        self.again = self._field(f"{label} again") if twice else None
        self.lead(text(about, self, style="muted", wrap=True))
        self.field("secret", label, self.secret)
        if self.again is not None:
            self.field("again", "Again", self.again)
        self.secret.setFocus()
        self.finished.connect(self._forget)

    def heard(self) -> Secret:
        """Return the secret.

        Raises:
            FieldsError: it is empty, or the two are not alike.
        """
        typed = self.secret.text()
        if not typed.strip():
            raise FieldsError({"secret": "Nothing was entered."})
        if self.again is not None and self.again.text() != typed:
            raise FieldsError({"again": "This is not the same."})
        return Secret(typed)

    @Slot()
    def _forget(self) -> None:
        self.secret.clear()
        if self.again is not None:
            self.again.clear()

    def _field(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setAccessibleName(name)
        return made
