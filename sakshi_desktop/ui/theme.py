"""The colours of the window: one table of tokens in light, dark and high contrast, and the one style sheet over it."""

from dataclasses import dataclass, fields
from functools import cache
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from sakshi_desktop.core import paths
from sakshi_desktop.ui.dressing import Dressing, focus_kept

TEXT_CONTRAST = 4.5
"""The least contrast of text on its ground (WCAG AA)."""
SRGB_KNEE = 0.04045


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of the window, by what it is for; ``on_x`` is text on ground ``x``."""

    name: str
    dark: bool
    window: str
    surface: str
    sunken: str
    hover: str
    border: str
    strong_border: str
    text: str
    muted: str
    placeholder: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    bad: str
    warning: str
    warning_soft: str
    previous: str
    grid: str
    band: str
    selection: str
    toast: str
    on_toast: str
    toast_accent: str

    def colour(self, token: str) -> QColor:
        """Return the colour of a token."""
        return QColor(getattr(self, token))


LIGHT = Theme(
    name="light",
    dark=False,
    window="#F5F6F8",
    surface="#FFFFFF",
    sunken="#EEF0F3",
    hover="#F3F4F6",
    border="#DFE3E8",
    strong_border="#868F9C",
    text="#191C20",
    muted="#59616C",
    placeholder="#6D7683",
    accent="#A34A08",
    accent_hover="#8A3D05",
    on_accent="#FFFFFF",
    accent_soft="#FBEBDD",
    good="#14713A",
    bad="#B4232C",
    warning="#7A5200",
    warning_soft="#FFF3D6",
    previous="#6D7683",
    grid="#E8EBEF",
    band="#F0DFD0",
    selection="#F8E3D0",
    toast="#22262B",
    on_toast="#F5F6F8",
    toast_accent="#F4A261",
)
DARK = Theme(
    name="dark",
    dark=True,
    window="#121518",
    surface="#1C1F23",
    sunken="#16191C",
    hover="#25292E",
    border="#33383F",
    strong_border="#7C8590",
    text="#ECEEF1",
    muted="#A3ABB6",
    placeholder="#98A1AD",
    accent="#F4A15D",
    accent_hover="#FFB67C",
    on_accent="#1A1206",
    accent_soft="#3A2A1B",
    good="#5FD07F",
    bad="#FF8078",
    warning="#F2C14E",
    warning_soft="#332A12",
    previous="#98A1AD",
    grid="#2A2E34",
    band="#3B3027",
    selection="#45301D",
    toast="#E9ECEF",
    on_toast="#191C20",
    toast_accent="#A34A08",
)
HIGH_CONTRAST = Theme(
    name="contrast",
    dark=True,
    window="#000000",
    surface="#000000",
    sunken="#000000",
    hover="#262626",
    border="#FFFFFF",
    strong_border="#FFFFFF",
    text="#FFFFFF",
    muted="#FFFFFF",
    placeholder="#C9CED6",
    accent="#FFD75E",
    accent_hover="#FFE699",
    on_accent="#000000",
    accent_soft="#332B00",
    good="#7CFF9B",
    bad="#FF9C94",
    warning="#FFD75E",
    warning_soft="#000000",
    previous="#C9CED6",
    grid="#4D4D4D",
    band="#3D3719",
    selection="#4D4200",
    toast="#FFFFFF",
    on_toast="#000000",
    toast_accent="#5C3A00",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST)}

TEXT_PAIRS = (
    ("text", "window"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text", "hover"),
    ("text", "selection"),
    ("muted", "window"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("muted", "hover"),
    ("placeholder", "surface"),
    ("accent", "window"),
    ("accent", "surface"),
    ("accent", "accent_soft"),
    ("accent", "hover"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("good", "surface"),
    ("good", "window"),
    ("good", "selection"),
    ("good", "hover"),
    ("bad", "surface"),
    ("bad", "window"),
    ("bad", "selection"),
    ("bad", "hover"),
    ("warning", "warning_soft"),
    ("text", "warning_soft"),
    ("previous", "surface"),
    ("on_toast", "toast"),
    ("toast_accent", "toast"),
)
"""Every token that is text, with each ground it is written on."""

EDGE_PAIRS = (("strong_border", "surface"), ("accent", "surface"), ("accent", "window"))
"""What shows where a control is or that it has the focus, with its ground: 3 is enough there."""


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of ``#RRGGBB``."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= SRGB_KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def choose(wish: str) -> Theme:
    """Return the theme of that name; "system" is as dark as the system's own colours are at this moment."""
    if wish in THEMES:
        return THEMES[wish]
    worn, role = QGuiApplication.palette(), QPalette.ColorRole
    return DARK if worn.color(role.WindowText).lightness() > worn.color(role.Window).lightness() else LIGHT


@cache
def style_sheet(theme: Theme) -> str:
    """Return the style sheet in the colours of ``theme``."""
    template = Template((paths.resources() / "style.qss").read_text(encoding="utf-8"))
    tokens = {field.name: getattr(theme, field.name) for field in fields(theme)}
    icons = (paths.resources() / "icons").as_posix()
    return template.substitute(tokens, icons=icons, kind="dark" if theme.dark else "light")


def palette(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    for part, token in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Text, "text"),
        (role.PlaceholderText, "placeholder"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "bad"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.ToolTipBase, "toast"),
        (role.ToolTipText, "on_toast"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "border"),
        (role.Dark, "strong_border"),
        (role.Shadow, "border"),
    ):
        made.setColor(part, theme.colour(token))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, theme.colour("muted"))
    return made


class Look(QObject):
    """The theme that is worn now, for all that paints itself.

    Signals:
        changed: another theme is worn; it is already in ``theme``.
    """

    changed = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._dressing: Dressing | None = None

    def serve(self, *containers: QWidget) -> None:
        """Dress the window whose parts are the children of these part by part from now on: what is seen comes first."""
        self._dressing = Dressing(containers, self.theme.name)

    def wear(self, theme: Theme) -> None:
        """Dress the whole program in ``theme``."""
        self.theme = theme
        program = QApplication.instance()
        if isinstance(program, QApplication):
            sheet = style_sheet(theme)
            with focus_kept():
                program.setPalette(palette(theme))
                if self._dressing is not None:
                    self._dressing.wear(theme, sheet)
                elif program.styleSheet() != sheet:
                    program.setStyleSheet(sheet)
        self.changed.emit()
