"""The one dialog that asks something: it stays open until what it says is written."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.widgets.form_dialog import FormDialog


class Asked(QObject):
    """Holds the dialog that is open, hands on what it heard, and tells it how that ended.

    Attributes:
        dialog: the one that is open, None where none is.
    """

    def __init__(self, say: Callable[[str], None], parent: QObject) -> None:
        """Hold no dialog yet; what was refused while none is open is said through ``say``."""
        super().__init__(parent)
        self._say = say
        self.dialog: FormDialog | None = None

    def open(self, dialog: FormDialog, act: Callable[..., None]) -> None:
        """Open a dialog and do ``act`` with what it hears; while another is open it is not."""
        if self.dialog is not None:
            dialog.deleteLater()
            return
        self.dialog = dialog
        dialog.entered.connect(act)
        dialog.finished.connect(self._gone)
        dialog.open()

    @Slot()
    def close(self) -> None:
        """Close the dialog whose wish is written; one that wished nothing yet stays open."""
        if self.dialog is not None and self.dialog.waiting:
            self.dialog.accept()

    @Slot(object)
    def refuse(self, error: SakshiError) -> None:
        """Say why something was not written: in the dialog that wanted it, else in the corner of the window."""
        if self.dialog is None:
            self._say(str(error))
        else:
            self.dialog.refuse(error)

    @Slot()
    def _gone(self) -> None:
        self.dialog = None
