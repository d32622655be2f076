"""Asking before the window closes, or opens everything anew, where something would be lost by it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QDialog

from sakshi_desktop.ui.main_window import MainWindow
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.unsaved import Unsaved

TYPED = "What you typed into “{title}” is not saved."
WAITING = "What you typed into “{title}” is being saved; if it is refused, it is lost."
QUESTION = "Close Sakshi Desktop all the same?"
ANEW = "Open the database anew"
ANEW_QUESTION = "Open the database anew all the same?"
RUNNING = "“{title}” is still running; nothing of it is kept."
KEPT = "“{title}” is nearly done; all of it is kept, and the program ends after it."
NOTHING = "Nothing is lost any more: what was still running has ended."


class Closing(QObject):
    """Lets the window close or leave its database, or asks first.

    Attributes:
        dialog: the question while it is open, else None.
    """

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._agreed = False
        self._asked: tuple[str, ...] = ()
        self._consent: frozenset[object] = frozenset()
        self._question = QUESTION
        self.dialog: ConfirmDialog | None = None
        window.line.jobs_changed.connect(self._renew)
        window.line.job_kept.connect(self._renew)
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
            dialog = self._ask("Close Sakshi Desktop", losses, QUESTION, "Close")
            dialog.entered.connect(partial(self._end, dialog))
        return not losses

    def consent(self, go: Callable[[], None], asking: QDialog | None = None) -> None:
        """Call ``go``, which keeps what opens everything anew at its end, once the person agrees to what that loses.

        Nothing is dropped yet: what ``go`` tries may fail. ``asking`` is the dialog that wants it, which loses nothing.
        """
        self._consent = frozenset()
        losses = self.losses(asking)
        if not losses:
            go()
        elif self.dialog is None:
            dialog = self._ask(ANEW, losses, ANEW_QUESTION, "Open anew")
            dialog.entered.connect(partial(self._keep_consent, dialog, go, asking))

    def leave(self, go: Callable[[], None], stay: Callable[[], None] | None = None, *, consented: bool = False) -> None:
        """Call ``go``, which opens everything anew, once the person agrees to what is lost by it; else ``stay``.

        Args:
            consented: do not ask where all that is lost was agreed to before (see ``consent``).
        """
        losses = self.losses()
        if losses and consented and self._lost() <= self._consent:
            self._let_go(go)
            return
        if not losses:
            self._drop_forms()
            go()
            return
        if self.dialog is not None:
            self.dialog.reject()
        dialog = self._ask(ANEW, losses, ANEW_QUESTION, "Open anew")
        dialog.entered.connect(partial(self._leave, dialog, go))
        if stay is not None:
            dialog.rejected.connect(stay)

    def _end(self, dialog: ConfirmDialog, _yes: object) -> None:
        told = self.losses() == self._asked
        dialog.accept()
        if told:
            self._window.end()
        else:
            self._window.close()  # which asks anew: what would be lost is not what was said

    def _keep_consent(
        self, dialog: ConfirmDialog, go: Callable[[], None], asking: QDialog | None, _yes: object
    ) -> None:
        dialog.accept()
        self._consent = self._lost(asking)
        go()

    def _leave(self, dialog: ConfirmDialog, go: Callable[[], None], _yes: object) -> None:
        dialog.accept()
        self._let_go(go)

    def _let_go(self, go: Callable[[], None]) -> None:
        self._consent = frozenset()
        for job in tuple(self._window.line.jobs):
            job.stop()
        self._drop_forms()
        go()

    def _drop_forms(self) -> None:
        for unsaved in self._window.findChildren(Unsaved):
            unsaved.drop()

    def _forms(self, asking: QDialog | None) -> list[Unsaved]:
        """Return the forms with something typed into them, but those of which a job tells, and the one that asks."""
        found = self._window.findChildren(Unsaved)
        return [one for one in found if one.is_open and one.changed and one.job is None and one.parent() is not asking]

    def _lost(self, asking: QDialog | None = None) -> frozenset[object]:
        """Return what would be lost, down to the last letter of what was typed."""
        return frozenset((*self.losses(asking), *(one.content for one in self._forms(asking))))

    def losses(self, asking: QDialog | None = None) -> tuple[str, ...]:
        """Return what would be lost now, a sentence each; ``asking`` is a dialog whose content is not."""
        inside = self._window.inside
        return (
            *((WAITING if one.waiting else TYPED).format(title=one.title) for one in self._forms(asking)),
            *(sentence for page in inside.pages.values() for sentence in page.unsaved()),
            *((KEPT if job.is_kept else RUNNING).format(title=job.title) for job in self._window.line.jobs),
        )

    @Slot()
    def _renew(self) -> None:
        """Say what would be lost now, where a piece of work has ended while the person thought about it."""
        if self.dialog is not None:
            self._asked = self.losses()
            self.dialog.about.setText("\n".join([*(self._asked or (NOTHING,)), self._question]))
            self.dialog.fit()

    def _ask(self, title: str, losses: tuple[str, ...], question: str, word: str) -> ConfirmDialog:
        self._asked, self._question = losses, question
        about = "\n".join([*losses, question])
        dialog = ConfirmDialog(title, about, word, QApplication.activeModalWidget() or self._window)
        for button, style in ((dialog.good, ""), (dialog.leave, "primary")):
            button.setObjectName(style)
            button.style().polish(button)
        dialog.leave.setText("Stay")
        dialog.leave.setDefault(True)
        dialog.leave.setFocus()
        dialog.finished.connect(self._gone)
        dialog.destroyed.connect(self._gone)  # with the form that it stood over, which was saved meanwhile
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
