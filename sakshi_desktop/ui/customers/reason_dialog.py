"""Asking why, before something that cannot be taken back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text

CANCELLING = (
    "Customer changed their mind",
    "Ordered twice",
    "Item sold out",
    "Kitchen cannot make it",
    "Cannot deliver",
)
REFUNDING = ("Wrong item", "Missing item", "Cold or late", "Poor quality", "Charged twice", "Goodwill")
SUSPENDING = ("Unpaid orders", "Misuse of rewards", "Abusive behaviour", "Asked for it")
NONE = "Say why, in a few words."


class ReasonDialog(FormDialog):
    """Asks for a reason: one of those that are usual, or another.

    Signals:
        entered: the reason.
    """

    def __init__(self, title: str, word: str, about: str, usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(title, word, parent)
        self.reason = reasons(usual, self)
        self.leave.setText("Go back")  # “Cancel” beside “Cancel the order” is no answer
        self.lead(text(about, self, wrap=True))
        self.field("reason", "Reason", self.reason)
        self.reason.setFocus()

    def heard(self) -> str:
        """Return the reason.

        Raises:
            FieldsError: there is none.
        """
        reason = self.reason.currentText().strip()
        if not reason:
            raise FieldsError({"reason": NONE})
        return reason


def reasons(usual: Sequence[str], parent: QWidget) -> QComboBox:
    """Return a field for a reason: one of those that are usual, or another."""
    box = QComboBox(parent)
    box.setEditable(True)
    box.setCompleter(None)  # type: ignore[arg-type]  # a reason of one's own is not finished by another
    box.addItems(list(usual))
    box.setCurrentIndex(-1)
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText("Choose a reason, or write one")
        line.setAccessibleName("Reason")
    return box
