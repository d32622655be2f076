"""A long piece of work, as the window shows it."""

from threading import Lock

from PySide6.QtCore import QObject, Signal, Slot


class Job(QObject):
    """A long piece of work that says how far it is and can be stopped until what it did is kept.

    Signals:
        progressed: share done, 0 to 1, and what is being done.
        kept: what was done is kept from now on; nobody can stop it any more.
        ended: it was done, failed or was stopped.
    """

    progressed = Signal(float, str)
    kept = Signal()
    ended = Signal()

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._stopped = self._is_kept = False
        self._turn = Lock()

    @property
    def stopped(self) -> bool:
        """Return whether somebody asked it to stop."""
        return self._stopped

    @property
    def is_kept(self) -> bool:
        """Return whether what was done is kept, however anybody asks it to stop."""
        return self._is_kept

    @Slot()
    def stop(self) -> None:
        """Ask it to stop at its next step, leaving nothing behind; too late once what was done is kept."""
        with self._turn:
            self._stopped = self._stopped or not self._is_kept

    def keep(self) -> bool:
        """Keep what was done from here on, unless somebody asked to stop; return whether it is kept."""
        with self._turn:
            self._is_kept = not self._stopped
        return self._is_kept
