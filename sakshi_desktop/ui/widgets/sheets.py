"""Sections of a page behind each other."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Sheets(QStackedWidget):
    """Sections of which one is seen: it alone says how much room there must be, so that only it may need scrolling."""

    def minimumSizeHint(self) -> QSize:
        """Return the least room of the section that is seen."""
        seen = self.currentWidget()
        return super().minimumSizeHint() if seen is None else seen.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """Return the room that the section wants that is seen."""
        seen = self.currentWidget()
        return super().sizeHint() if seen is None else seen.sizeHint()
