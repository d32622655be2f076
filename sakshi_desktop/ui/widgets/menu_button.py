"""A button that opens a choice."""

from PySide6.QtCore import Qt

from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.buttons import IconButton


def menu_button(look: Look, text: str, name: str, style: str = "") -> IconButton:
    """Return a button with its words and an arrow down after them; ``name`` is for screen readers."""
    made = IconButton(look, text, "chevron-down", tint="muted", style=style)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    made.setAccessibleName(name)
    return made
