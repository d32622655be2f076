"""The theme that a person wishes, or that of the system; asked after the first paint, because loading it takes time."""

from PySide6.QtCore import QObject, QSettings, Qt, Slot
from PySide6.QtGui import QGuiApplication

from sakshi_desktop.ui import theme
from sakshi_desktop.ui.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES, Look, Theme

WISH = "window/theme"
SYSTEM = "system"
WISHES = (
    (SYSTEM, "As the system"),
    (LIGHT.name, "Light"),
    (DARK.name, "Dark"),
    (HIGH_CONTRAST.name, "High contrast"),
)


def wants(wish: str) -> Theme | None:
    """Return high contrast where the system asks for it and the person for nothing else."""
    if wish in THEMES:
        return None
    hints = QGuiApplication.styleHints()  # held: what it hands out dies with it
    preference = hints.accessibility().contrastPreference()
    return HIGH_CONTRAST if preference == Qt.ContrastPreference.HighContrast else None


def wish(kept: QSettings, first: str) -> str:
    """Return what the person wishes to wear, "system" or the name of a theme; ``first`` where nothing is kept."""
    return str(kept.value(WISH, first))


def choose(kept: QSettings, look: Look, wished: str) -> None:
    """Wear another theme and keep that wish, or follow the system from now on."""
    kept.setValue(WISH, wished)
    look.wear(THEMES[wished] if wished in THEMES else _of_system())


class SystemFollower(QObject):
    """Wears what the system wears, from the first look on and whenever it changes, while nothing else is wished."""

    def __init__(self, look: Look, kept: QSettings, first: str, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._kept = kept
        self._first = first
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        hints.accessibility().contrastPreferenceChanged.connect(self.follow)
        wanted = wants(wish(kept, first))
        if wanted is not None:
            look.wear(wanted)

    @Slot()
    def follow(self) -> None:
        """Look what the system wears now."""
        if wish(self._kept, self._first) not in THEMES:
            self._look.wear(_of_system())


def _of_system() -> Theme:
    known = {Qt.ColorScheme.Dark: DARK, Qt.ColorScheme.Light: LIGHT}
    return wants(SYSTEM) or known.get(QGuiApplication.styleHints().colorScheme()) or theme.choose(SYSTEM)
