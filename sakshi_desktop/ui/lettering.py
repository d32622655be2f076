"""The bundled letters: Inter, and Noto Sans Devanagari for Hindi; figures of one width."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from sakshi_desktop.core import paths

FAMILIES = ("Inter", "Noto Sans Devanagari")
FIRST = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
"""What the frame of the window is written in."""
REST = ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-SemiBold.ttf")
SIZE = 13
"""Pixels of the body text, before the screen's own scale."""


def load() -> None:
    """Make the letters of the frame known to Qt; where a file is missing, the system's letters stand in."""
    _load(FIRST)


def load_rest() -> None:
    """Make all other letters known to Qt."""
    _load(REST)


@cache
def _load(files: tuple[str, ...]) -> None:
    folder = paths.resources() / "fonts"
    for name in files:
        QFontDatabase.addApplicationFont(str(folder / name))


def font(size: int = SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return a font of ``size`` pixels with tabular figures, so that numbers stand under each other."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
