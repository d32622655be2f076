"""What every page of the window is."""

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page.

    Signals:
        settled: what was asked last is on the page, or why it is not.
    """

    settled = Signal()

    @abstractmethod
    def refresh(self) -> None:
        """Ask again for what the page shows."""

    def show_one(self, kind: str, key: int) -> None:
        """Show one thing of a kind that the page's Entry opens; a page that opens none is never asked.

        Args:
            kind: such as ``customer``.
            key: its id.
        """
        raise ValueError(f"{type(self).__name__} opens no {kind} {key}")
