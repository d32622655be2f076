"""A long piece of work, as the window shows it."""

from PySide6.QtCore import QObject, Signal, Slot


class Job(QObject):
    """A long piece of work that says how far it is and can be stopped.

    Signals:
        progressed: share done, 0 to 1, and what is being done.
        ended: it was done, failed or was stopped.
    """

    progressed = Signal(float, str)
    ended = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Return whether somebody asked it to stop."""
        return self._stopped

    @Slot()
    def stop(self) -> None:
        """Ask it to stop at its next step, leaving nothing behind."""
        self._stopped = True
