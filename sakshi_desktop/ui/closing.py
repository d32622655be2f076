"""Asking before the window closes where something would be lost by it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from sakshi_desktop.ui.main_window import MainWindow
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.unsaved import Unsaved

TYPED = "What you typed into “{title}” is not saved."
QUESTION = "Close Sakshi Desktop all the same?"
RUNNING = "“{title}” is still running; nothing of it is kept."


class Closing(QObject):
    """Lets the window close, or asks first.

    Attributes:
        dialog: the question while it is open, else None.
    """

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._agreed = False
        self.dialog: ConfirmDialog | None = None
        system = QApplication.instance()
        if isinstance(system, QApplication):
            system.commitDataRequest.connect(self._obey)

    def agree(self) -> None:
        """Ask no more: who closes the window knows what is lost."""
        self._agreed = True

    def may_close(self) -> bool:
        """Return whether the window may close now, its forms with it; else ask."""
        losses = () if self._agreed else self._losses()
        if not losses:
            for unsaved in self._window.findChildren(Unsaved):
                unsaved.drop()
        elif self.dialog is None:
            self._ask("\n".join([*losses, QUESTION]))
        return not losses

    def _losses(self) -> tuple[str, ...]:
        inside = self._window.inside
        forms = [one.title for one in self._window.findChildren(Unsaved) if one.is_open and one.changed]
        return (
            *(TYPED.format(title=title) for title in forms),
            *(sentence for page in inside.pages.values() for sentence in page.unsaved()),
            *(RUNNING.format(title=job.title) for job in self._window.line.jobs),
        )

    def _ask(self, losses: str) -> None:
        dialog = ConfirmDialog(
            "Close Sakshi Desktop", losses, "Close", QApplication.activeModalWidget() or self._window
        )
        for button, style in ((dialog.good, ""), (dialog.leave, "primary")):
            button.setObjectName(style)
            button.style().polish(button)
        dialog.leave.setText("Stay")
        dialog.leave.setDefault(True)
        dialog.leave.setFocus()
        dialog.entered.connect(self._window.end)
        dialog.finished.connect(self._gone)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def _gone(self) -> None:
        self.dialog = None

    @Slot()
    def _obey(self) -> None:
        """Agree: the system ends the session, and has asked already."""
        self.agree()
