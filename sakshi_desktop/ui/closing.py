"""Asking before the window closes, or opens everything anew, where something would be lost by it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from sakshi_desktop.ui.main_window import MainWindow
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.unsaved import Unsaved

TYPED = "What you typed into “{title}” is not saved."
QUESTION = "Close Sakshi Desktop all the same?"
ANEW = "Open the database anew"
ANEW_QUESTION = "Open the database anew all the same?"
RUNNING = "“{title}” is still running; nothing of it is kept."


class Closing(QObject):
    """Lets the window close or leave its database, or asks first.

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
        losses = () if self._agreed else self.losses()
        if not losses:
            self._drop_forms()
        elif self.dialog is None:
            dialog = self._ask("Close Sakshi Desktop", "\n".join([*losses, QUESTION]), "Close")
            dialog.entered.connect(self._window.end)
        return not losses

    def leave(self, go: Callable[[], None], stay: Callable[[], None] | None = None) -> None:
        """Call ``go``, which opens everything anew, once the person agrees to what is lost by it; else ``stay``."""
        losses = self.losses()
        if not losses:
            self._drop_forms()
            go()
            return
        if self.dialog is not None:
            self.dialog.reject()
        dialog = self._ask(ANEW, "\n".join([*losses, ANEW_QUESTION]), "Open anew")
        dialog.entered.connect(partial(self._leave, dialog, go))
        if stay is not None:
            dialog.rejected.connect(stay)

    def _leave(self, dialog: ConfirmDialog, go: Callable[[], None], _yes: object) -> None:
        dialog.accept()
        for job in tuple(self._window.line.jobs):
            job.stop()
        self._drop_forms()
        go()

    def _drop_forms(self) -> None:
        for unsaved in self._window.findChildren(Unsaved):
            unsaved.drop()

    def losses(self) -> tuple[str, ...]:
        """Return what would be lost now, a sentence each."""
        inside = self._window.inside
        forms = [one.title for one in self._window.findChildren(Unsaved) if one.is_open and one.changed]
        return (
            *(TYPED.format(title=title) for title in forms),
            *(sentence for page in inside.pages.values() for sentence in page.unsaved()),
            *(RUNNING.format(title=job.title) for job in self._window.line.jobs),
        )

    def _ask(self, title: str, losses: str, word: str) -> ConfirmDialog:
        dialog = ConfirmDialog(title, losses, word, QApplication.activeModalWidget() or self._window)
        for button, style in ((dialog.good, ""), (dialog.leave, "primary")):
            button.setObjectName(style)
            button.style().polish(button)
        dialog.leave.setText("Stay")
        dialog.leave.setDefault(True)
        dialog.leave.setFocus()
        dialog.finished.connect(self._gone)
        self.dialog = dialog
        dialog.open()
        return dialog

    @Slot()
    def _gone(self) -> None:
        self.dialog = None

    @Slot()
    def _obey(self) -> None:
        """Agree: the system ends the session, and has asked already."""
        self.agree()
