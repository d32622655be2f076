"""What every page of the window is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page.

    Signals:
        settled: what was asked last is on the page, or why it is not.
    """

    settled = Signal()

    def refresh(self) -> None:
        """Ask again for what the page shows."""
        raise NotImplementedError
