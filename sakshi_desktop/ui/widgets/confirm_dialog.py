"""Asking once more before what cannot be undone."""

from PySide6.QtWidgets import QWidget

from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text


class ConfirmDialog(FormDialog):
    """Says what will happen; ``entered`` means that the person wants it.

    Attributes:
        about: what it says.
    """

    def __init__(self, title: str, about: str, word: str, parent: QWidget | None = None) -> None:
        super().__init__(title, word, parent)
        self.about = text(about, self, wrap=True)
        self.lead(self.about)

    def heard(self) -> object:
        """Return nothing: there is only a yes."""
        return None
