"""Whether what was typed into a dialog may be dropped: Esc and the cross ask before they do, and wait for an answer."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from sakshi_desktop.ui.job import Job

ASKS = "What you changed is not saved. Press Esc again to drop it."
SAVING = "Saving …"


class Unsaved(QObject):
    """Watches a dialog from when it is shown; a changed one is closed by Esc or its cross at the second press alone.

    The first press says so. A dialog in which nothing was changed closes at once, and so does every one by its Cancel.

    Attributes:
        waiting: what was typed is being saved; neither Esc nor the cross closes the dialog before the answer is here.
        job: the long piece of work that saves it, None where that is done in a moment; Cancel stops it.
    """

    def __init__(self, dialog: QDialog, says: QLabel, good: QPushButton, leave: QPushButton) -> None:
        """Watch ``dialog``; ``says`` is where it says what is the matter, ``good`` saves and ``leave`` drops."""
        super().__init__(dialog)
        self._dialog = dialog
        self._says = says
        self._good, self._leave, self._word = good, leave, good.text()
        self._before: list[object] | None = None
        self._asked: list[object] | None = None
        self.waiting = False
        self.job: Job | None = None
        dialog.installEventFilter(self)

    def begin(self) -> None:
        """Take what stands in the dialog now as unchanged."""
        self._before, self._asked = _said(self._dialog), None

    def wait(self, waiting: bool) -> None:  # noqa: FBT001  # a switch
        """Wait for the answer from now on, or no more."""
        self.waiting = waiting
        self._good.setText(SAVING if waiting else self._word)
        for button in (self._good, self._leave):
            button.setEnabled(not waiting)

    def wait_for(self, job: Job) -> None:
        """Wait for a long piece of work, which may be stopped until what it did is kept."""
        self.job = job
        self._leave.setEnabled(True)
        job.kept.connect(self._offer_no_stop)
        job.ended.connect(self._end)

    @Slot()
    def leave(self) -> None:
        """Close the dialog; where a long piece of work saves what was typed, stop that instead."""
        if self.job is None:
            self._dialog.reject()
        else:
            self.job.stop()
            self._leave.setEnabled(False)

    @Slot()
    def _offer_no_stop(self) -> None:
        self._leave.setEnabled(False)

    @Slot()
    def _end(self) -> None:
        self.job = None

    @property
    def changed(self) -> bool:
        """Return whether something stands there that did not stand there at first."""
        return self._before is not None and _said(self._dialog) != self._before

    @property
    def content(self) -> tuple[object, ...]:
        """Return what stands in the dialog."""
        return tuple(map(str, _said(self._dialog)))

    @property
    def title(self) -> str:
        """Return what the dialog is called."""
        return self._dialog.windowTitle()

    @property
    def is_open(self) -> bool:
        """Return whether the dialog is open."""
        return self._dialog.isVisible()

    def drop(self) -> None:
        """Close the dialog, whatever was typed into it."""
        if self.is_open:
            self._dialog.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold Esc and the cross back once where something was changed."""
        if event.type() == QEvent.Type.Show and self._before is None:
            self.begin()
        if _closes(event) and (self.waiting or self._asks()):
            event.ignore()  # the cross closes what does not ignore it
            return True
        return super().eventFilter(watched, event)

    def _asks(self) -> bool:
        now = _said(self._dialog)
        if now in (self._before, self._asked):
            return False
        self._asked = now
        self._says.setText(ASKS)
        self._says.show()
        return True


def _closes(event: QEvent) -> bool:
    if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
        return event.key() == Qt.Key.Key_Escape
    return event.type() == QEvent.Type.Close


def _said(dialog: QDialog) -> list[object]:
    values = (_value(widget) for widget in dialog.findChildren(QWidget))
    return [value for value in values if value is not None]  # lists that fold out come and go


def _value(widget: QWidget) -> object:
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QSpinBox):
        return widget.value()
    if isinstance(widget, QAbstractButton) and widget.isCheckable():
        return widget.isChecked()
    if isinstance(widget, QListWidget):
        return [widget.item(place).checkState() for place in range(widget.count())]
    return None
