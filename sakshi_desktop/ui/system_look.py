"""What the system says of contrast; asked after the first paint, because the answer alone takes a while to load."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from sakshi_desktop.ui.theme import HIGH_CONTRAST, THEMES, Theme


def wants(wish: str) -> Theme | None:
    """Return high contrast where the system asks for it and the person for nothing else."""
    if wish in THEMES:
        return None
    hints = QGuiApplication.styleHints()  # held: what it hands out dies with it
    preference = hints.accessibility().contrastPreference()
    return HIGH_CONTRAST if preference == Qt.ContrastPreference.HighContrast else None
