"""The paper: A4 with a header and a footer, a palette, ink by coordinates from the top left, and blocks that flow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from sys import intern
from typing import Protocol

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from sakshi_desktop.reports import fonts
from sakshi_desktop.reports.fonts import Piece, Weight

rl_config.useA85 = 0  # binary streams: smaller, and written twice as fast

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 42.0, 553.28
TOP, BOTTOM = 78.0, 786.0
ROOM = RIGHT - LEFT


class Ink(StrEnum):
    """The colours of the house on white paper; each text colour has a contrast of 4.5 or more."""

    TEXT = "#1B1D22"
    MUTED = "#5A616E"
    ACCENT = "#A34A08"
    GOOD = "#14713A"
    BAD = "#B3261E"
    WHITE = "#FFFFFF"
    RULE = "#DCE0E6"
    PANEL = "#F6F7F9"
    TINT = "#F6E9DF"


TEXT_INKS = (Ink.TEXT, Ink.MUTED, Ink.ACCENT, Ink.GOOD, Ink.BAD)


class Align(StrEnum):
    """Which end of a text stands at its x."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; ``size`` in points."""

    size: float
    weight: Weight = Weight.REGULAR
    ink: Ink = Ink.TEXT

    def width(self, text: str) -> float:
        """Return how wide ``text`` is in points."""
        return fonts.width(text, self.size, self.weight)


BODY = Style(9.5)
SMALL = Style(8, ink=Ink.MUTED)
HEADING = Style(15, Weight.SEMIBOLD)
LABEL = Style(8.5, Weight.MEDIUM, Ink.MUTED)
STRONG = Style(9.5, Weight.SEMIBOLD)


_RGB = {ink: " ".join(f"{int(ink[place : place + 2], 16) / 255:.4f}" for place in (1, 3, 5)) for ink in Ink}


def _path(points: Sequence[tuple[float, float]]) -> str:
    (x, y), *rest = points
    return " ".join([f"{x:.2f} {HEIGHT - y:.2f} m", *(f"{x:.2f} {HEIGHT - y:.2f} l" for x, y in rest)])


class Paper:
    """A PDF being drawn; x grows to the right, y grows down from the top of the page, both in points."""

    def __init__(self, file: Path, *, title: str, subject: str) -> None:
        first = fonts.faces()["Inter-Regular"]
        pdfmetrics.registerFont(first)  # else every page begins in Helvetica, which is not embedded
        self._canvas = Canvas(
            str(file), (WIDTH, HEIGHT), pageCompression=1, lang="en-IN", initialFontName=first.fontName
        )
        self._canvas.setTitle(title)
        self._canvas.setSubject(subject)
        self._canvas.setAuthor("Sakshi Desktop")
        self._canvas.setCreator("Sakshi Desktop")
        self._canvas.showOutline()
        self._codes: dict[str, dict[str, tuple[str, str]]] = {}
        self._ink = ""
        self._count = 0

    def text(self, x: float, y: float, text: str, style: Style = BODY, align: Align = Align.LEFT) -> float:
        """Write ``text`` with its baseline at ``y``; return its width."""
        run = fonts.run(text, style.weight)
        wide = run.width * style.size / 1000
        start = x if align is Align.LEFT else x - wide if align is Align.RIGHT else x - wide / 2
        self._fill(style.ink)
        for piece in run.pieces:
            self._write(start, HEIGHT - y, piece, style.size)
            start += piece.width * style.size / 1000
        return wide

    def _write(self, x: float, y: float, piece: Piece, size: float) -> None:
        operators = self._shaped(piece, size) if piece.places else self._plain(piece, size)
        drawn = f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {operators} ET"
        if piece.spoken:
            spoken = ("\ufeff" + piece.text).encode("utf-16-be").hex().upper()
            drawn = f"/Span <</ActualText <{spoken}>>> BDC {drawn} EMC"
        self._canvas.addLiteral(drawn)

    def _plain(self, piece: Piece, size: float) -> str:
        glyphs = self._glyphs(piece)
        name = glyphs[0][0]
        if all(glyph[0] is name for glyph in glyphs):
            return f"{name} {size:g} Tf <{''.join(code for _, code in glyphs)}> Tj"
        return " ".join(f"{name} {size:g} Tf <{code}> Tj" for name, code in glyphs)

    def _shaped(self, piece: Piece, size: float) -> str:
        """Return operators that put each glyph where the shaper wants it."""
        parts: list[str] = []
        font, rise, pen = "", 0.0, 0.0
        for (name, code), letter, (x, y) in zip(self._glyphs(piece), piece.codes, piece.places or (), strict=True):
            if name != font:
                parts.append(f"{name} {size:g} Tf")
            if y != rise:
                parts.append(f"{y * size / 1000:.3f} Ts")
            parts.append(f"[{pen - x:.1f} <{code}>] TJ")
            font, rise, pen = name, y, x + piece.face.width_of(letter)
        return " ".join([*parts, "0 Ts"] if rise else parts)

    def _glyphs(self, piece: Piece) -> list[tuple[str, str]]:
        """Return the subset and the code in it, as hexadecimal digits, of each letter."""
        known = self._codes.setdefault(piece.face.fontName, {})
        return [known.get(letter) or self._assign(known, piece, letter) for letter in piece.codes]

    def _assign(self, known: dict[str, tuple[str, str]], piece: Piece, letter: str) -> tuple[str, str]:
        document = self._canvas._doc  # noqa: SLF001  # the one way to a subset's name
        ((subset, code),) = piece.face.splitString(letter, document)
        known[letter] = (intern(piece.face.getSubsetInternalName(subset, document)), code.hex())
        return known[letter]

    def _fill(self, ink: Ink) -> None:
        if ink != self._ink:
            self._canvas.addLiteral(f"{_RGB[ink]} rg")
            self._ink = ink

    def box(self, x: float, y: float, wide: float, high: float, fill: Ink) -> None:
        """Fill a box; ``y`` is its upper edge."""
        self._fill(fill)
        self._canvas.addLiteral(f"{x:.2f} {HEIGHT - y - high:.2f} {wide:.2f} {high:.2f} re f")

    def card(self, x: float, y: float, wide: float, high: float, *, round_by: float = 5.0) -> None:
        """Draw a white box with an edge and round corners; ``y`` is its upper edge."""
        self._fill(Ink.WHITE)
        self._stroke(Ink.RULE, 0.7, ())
        self._canvas.roundRect(x, HEIGHT - y - high, wide, high, round_by, stroke=1, fill=1)

    def line(
        self, points: Sequence[tuple[float, float]], ink: Ink, thick: float = 0.6, *, dash: tuple[float, ...] = ()
    ) -> None:
        """Draw a line through ``points``."""
        self._stroke(ink, thick, dash)
        self._canvas.addLiteral(f"{_path(points)} S")

    def area(self, points: Sequence[tuple[float, float]], ink: Ink) -> None:
        """Fill the area inside ``points``."""
        self._fill(ink)
        self._canvas.addLiteral(f"{_path(points)} h f")

    def dot(self, x: float, y: float, radius: float, ink: Ink) -> None:
        """Draw a filled circle."""
        self._fill(ink)
        self._canvas.circle(x, HEIGHT - y, radius, stroke=0, fill=1)

    def _stroke(self, ink: Ink, thick: float, dash: tuple[float, ...]) -> None:
        dashes = " ".join(f"{length:g}" for length in dash)
        self._canvas.addLiteral(f"{_RGB[ink]} RG {thick:g} w [{dashes}] 0 d 1 j {0 if dash else 1} J")

    def bookmark(self, title: str) -> None:
        """List this page under ``title`` in the outline of the PDF."""
        self._count += 1
        self._canvas.bookmarkPage(f"p{self._count}")
        self._canvas.addOutlineEntry(title, f"p{self._count}", 0)

    def turn(self) -> None:
        """Finish this page."""
        self._canvas.showPage()
        self._ink = ""

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()


class Block(Protocol):
    """Something of a known height that can be drawn at a place on the page."""

    @property
    def height(self) -> float:
        """Return the height in points."""

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands."""

    top: float
    block: Block


@dataclass(slots=True)
class Flow:
    """Blocks put one below the other; a new page begins where one does not fit."""

    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    y: float = TOP

    def room(self) -> float:
        """Return the points that are left on this page."""
        return BOTTOM - self.y

    def add(self, block: Block, *, gap: float = 0, follow: float = 0) -> None:
        """Put ``block`` below what is there.

        Args:
            gap: space before it, left out at the top of a page.
            follow: what comes after it and must stand on the same page, in points.
        """
        before = gap if self.pages[-1] else 0
        if before + block.height + follow > self.room() and self.pages[-1]:
            self.turn()
            before = 0
        self.pages[-1].append(Placed(self.y + before, block))
        self.y += before + block.height

    def turn(self) -> None:
        """Go on at the top of a new page."""
        self.pages.append([])
        self.y = TOP


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text, already broken."""

    lines: tuple[str, ...]
    style: Style = BODY
    leading: float = 1.5

    @property
    def height(self) -> float:
        """Return the height in points."""
        return len(self.lines) * self.style.size * self.leading

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        step = self.style.size * self.leading
        for number, line in enumerate(self.lines):
            paper.text(LEFT, top + number * step + self.style.size * (0.5 + self.leading / 2), line, self.style)


def paragraph(text: str, style: Style = BODY, room: float = ROOM) -> Text:
    """Return ``text`` broken into lines of ``room`` points."""
    return Text(tuple(fonts.wrap(text, room, style.size, style.weight)), style)


LINE_BELOW = 12.0
"""Points from one line below a heading to the next."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section, with an entry in the outline, and a line or two that explain it."""

    title: str
    below: str = ""

    @property
    def height(self) -> float:
        """Return the height in points."""
        return 46.0 + LINE_BELOW * self.below.count("\n") if self.below else 32.0

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        paper.bookmark(self.title)
        paper.text(LEFT, top + 16, self.title, HEADING)
        for number, line in enumerate(self.below.splitlines()):
            y = top + 32 + LINE_BELOW * number
            paper.text(LEFT, y, fonts.cut(line, ROOM, SMALL.size, SMALL.weight), SMALL)


@dataclass(frozen=True, slots=True)
class Margins:
    """What stands in the header and footer of every page."""

    chain: str
    report: str
    period: str
    fresh: str


def draw(paper: Paper, pages: Sequence[Sequence[Placed]], margins: Margins) -> None:
    """Draw all pages with their headers and footers."""
    for number, page in enumerate(pages, start=1):
        _draw_margins(paper, margins, f"Page {number} of {len(pages)}")
        for placed in page:
            placed.block.draw(paper, placed.top)
        paper.turn()


def _draw_margins(paper: Paper, margins: Margins, place: str) -> None:
    bold = Style(9, Weight.SEMIBOLD)
    period = paper.text(RIGHT, 44, margins.period, bold, Align.RIGHT)
    chain = fonts.cut(margins.chain, ROOM - period - 120, bold.size, bold.weight)
    after = LEFT + paper.text(LEFT, 44, chain, bold)
    paper.text(after + 7, 44, margins.report, Style(9, ink=Ink.MUTED))
    paper.line([(LEFT, 54), (RIGHT, 54)], Ink.ACCENT, 1.2)
    paper.line([(LEFT, 800), (RIGHT, 800)], Ink.RULE)
    wide = paper.text(RIGHT, 814, place, SMALL, Align.RIGHT)
    paper.text(LEFT, 814, fonts.cut(margins.fresh, ROOM - wide - 12, SMALL.size), SMALL)
