"""Asking why, before something that cannot be taken back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.ui.customers.panel import text
from sakshi_desktop.ui.widgets.form_dialog import FormDialog

CANCELLING = (
    "Customer changed their mind",
    "Ordered twice",
    "Item sold out",
    "Kitchen cannot make it",
    "Cannot deliver",
)
SUSPENDING = ("Unpaid orders", "Misuse of rewards", "Abusive behaviour", "Asked for it")


class ReasonDialog(FormDialog):
    """Asks for a reason: one of those that are usual, or another.

    Signals:
        entered: the reason.
    """

    def __init__(self, title: str, word: str, about: str, usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(title, word, parent)
        self.reason = QComboBox(self)
        self.reason.setEditable(True)
        self.reason.setCompleter(None)  # type: ignore[arg-type]  # a reason of one's own is not finished by another
        self.reason.addItems(list(usual))
        self.reason.setCurrentIndex(-1)
        line = self.reason.lineEdit()
        if line is not None:
            line.setPlaceholderText("Choose a reason, or write one")
            line.setAccessibleName("Reason")
        note = text(about, self, wrap=True)
        self.field("about", "", note)
        self.field("reason", "Reason", self.reason)
        self.reason.setFocus()

    def heard(self) -> str:
        """Return the reason.

        Raises:
            FieldsError: there is none.
        """
        reason = self.reason.currentText().strip()
        if not reason:
            raise FieldsError({"reason": "Say why, in a few words."})
        return reason
