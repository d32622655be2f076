"""Icons of the one bundled set, tinted in a colour of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sakshi_desktop.core import paths


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int = 18) -> QPixmap:
    """Return icon ``name`` in ``colour``, ``size`` pixels wide before the screen's own scale."""
    return drawn(_drawing(name).replace("currentColor", colour), size, size)


@lru_cache(maxsize=256)
def drawn(svg: str, width: int, height: int) -> QPixmap:
    """Return a drawing in pixels, so large before the screen's own scale."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return made


def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """Return the same as an icon for buttons and menus."""
    return QIcon(pixmap(name, colour, size))
