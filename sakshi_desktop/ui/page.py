"""What every page of the window is."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page. It asks for what it shows when it is first seen, and again when that has changed.

    Attributes:
        keys: what can be done here by a key of its own, each with what it does; they stand on the sheet of keys.

    Signals:
        settled: what was asked last is on the page, or why it is not.
    """

    settled = Signal()
    keys: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True

    @abstractmethod
    def refresh(self) -> None:
        """Ask again for what the page shows; what is chosen or scrolled to stays."""

    def show_one(self, kind: str, key: int) -> None:
        """Show one thing of a kind that the page's Entry opens; a page that opens none is never asked.

        Args:
            kind: such as ``customer``.
            key: its id.
        """
        raise ValueError(f"{type(self).__name__} opens no {kind} {key}")

    def take_file(self, file: Path) -> None:
        """Read a file that was dropped elsewhere in the window; only the page of imports is ever asked."""
        raise ValueError(f"{type(self).__name__} reads no files such as {file.name}")

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Return what does each of the things that the page's Entry offers, by its key."""
        return {}

    def unsaved(self) -> Sequence[str]:
        """Return what was written on the page and could not be kept, a sentence each."""
        return ()

    @Slot()
    def follow(self) -> None:
        """Ask again because something has changed: at once while the page is seen, else when it is seen again."""
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Ask if something has changed since the page was last seen."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
