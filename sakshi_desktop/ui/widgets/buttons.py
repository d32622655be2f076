"""Buttons with an icon in the colour of the theme."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from sakshi_desktop.ui import icons
from sakshi_desktop.ui.theme import Look

SIZE = 16


class IconButton(QPushButton):
    """A button with an icon before its words, or after them; an icon alone needs a name for screen readers."""

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str,
        *,
        tint: str = "text",
        style: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._colour = tint
        self._icon = icon
        self.setObjectName(style)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setAccessibleName(name or text)
        if name:
            self.setToolTip(name)
        look.changed.connect(self._tint)
        self._tint()

    def show_icon(self, icon: str) -> None:
        """Wear another icon."""
        self._icon = icon
        self._tint()

    @Slot()
    def _tint(self) -> None:
        self.setIcon(icons.icon(self._icon, getattr(self._look.theme, self._colour), SIZE))
