"""The bundled typefaces on paper: figures of one width, shaped Devanagari, and text that can be copied out again."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import uharfbuzz
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from sakshi_desktop.core import paths

FIRST_PRIVATE = 0xF0000
"""Codes of plane 15 stand for one glyph that means one text; no text of a person contains them."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
BOX = "\N{WHITE SQUARE}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
JOINED = 8
"""Letters that may join to fewer glyphs: a longer text is not always a wider one."""
_SHAPED = ((0x0900, 0x0980), (0x1CD0, 0x1D00), (0xA8E0, 0xA900), (0x200C, 0x200E), (0x25CC, 0x25CD))
NUDGE = 2  # thousandths of the size: nobody sees them
NUDGE_AT_MOST = 40
_BLOCK = 100  # bfchar entries that a ToUnicode map may list at a time


class Weight(StrEnum):
    """How heavy the letters are."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs of one typeface in a row.

    Attributes:
        text: what a reader copies.
        codes: the characters that the typeface's encoding knows, one a glyph.
        places: where each glyph stands, right and up, in thousandths of the size; None for one after the other.
        width: thousandths of the size.
        spoken: the codes alone do not tell the text, so it is written beside them.
    """

    face: "Face"
    text: str
    codes: str
    places: tuple[tuple[float, float], ...] | None
    width: float
    spoken: bool


class Face(TTFont):  # type: ignore[misc]
    """A typeface that remembers what its shaped glyphs mean."""

    def __init__(self, name: str, file: Path, *, tabular: bool) -> None:
        super().__init__(name, str(file), asciiReadable=False)
        self.meanings: dict[int, str] = {0: UNKNOWN}
        self._private: dict[tuple[int, str], str] = {}
        self._shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))))
        if tabular:
            self._give_digits_one_width()

    def _give_digits_one_width(self) -> None:
        for digit, (glyph, _, position) in zip("0123456789", self._shape("0123456789", tnum=True), strict=True):
            self.face.charToGlyph[ord(digit)] = glyph
            self.face.charWidths[ord(digit)] = self.pdfScale(position.x_advance)

    def _shape(self, text: str, **features: bool) -> list[tuple[int, int, Any]]:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._shaper, buffer, features)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        return [(info.codepoint, info.cluster, place) for info, place in zip(infos, positions, strict=True)]

    def knows(self, letter: str) -> bool:
        """Return whether this typeface can draw ``letter``."""
        return bool(self.face.charToGlyph.get(ord(letter)))

    def plain(self, text: str) -> Piece:
        """Return ``text`` drawn letter by letter; letters that the typeface lacks become boxes."""
        codes = "".join(letter if self.knows(letter) else BOX for letter in text)
        return Piece(self, text, codes, None, sum(map(self.width_of, codes)), spoken=codes != text)

    def shaped(self, text: str) -> Piece:
        """Return ``text`` shaped, each glyph meaning its part of the text, from left to right."""
        glyphs = self._placed(text)
        starts = sorted({glyph.cluster for glyph in glyphs})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        codes: list[str] = []
        places: list[tuple[float, float]] = []
        for cluster, group in groupby(glyphs, key=_cluster):
            row = sorted(group, key=_place)
            for glyph, meaning in zip(row, share(text[cluster : ends[cluster]], len(row)), strict=True):
                codes.append(self._code(glyph.number, meaning))
                places.append((glyph.x, glyph.y))
        return Piece(self, text, "".join(codes), tuple(places), self._end(glyphs), spoken=True)

    def _placed(self, text: str) -> list["_Glyph"]:
        pen, placed = 0.0, []
        for number, cluster, place in self._shape(text):
            right, advance = self.pdfScale(place.x_offset), self.pdfScale(place.x_advance)
            if not advance and -NUDGE < right <= NUDGE_AT_MOST:
                right = -NUDGE  # before the letter that follows, also for readers who sort by x
            placed.append(_Glyph(number, cluster, pen + right, self.pdfScale(place.y_offset), pen + advance))
            pen += advance
        return placed

    @staticmethod
    def _end(glyphs: list["_Glyph"]) -> float:
        return glyphs[-1].end if glyphs else 0.0

    def _code(self, glyph: int, meaning: str) -> str:
        code = self._private.get((glyph, meaning))
        if code is None:
            number = FIRST_PRIVATE + len(self._private)
            code = self._private[glyph, meaning] = chr(number)
            self.meanings[number] = meaning
            self.face.charToGlyph[number] = glyph
            self.face.charWidths[number] = self.pdfScale(self.face.hmetrics[glyph][0])
        return code

    def width_of(self, code: str) -> float:
        """Return the width of the glyph behind ``code``, thousandths of the size."""
        return float(self.face.charWidths[ord(code)])

    def addObjects(self, doc: Any) -> None:  # noqa: N802, ANN401  # reportlab's own name, and it has no types
        """Write the subsets into ``doc``, each with a map back to the text that its glyphs mean."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            meanings = [self.meanings.get(code, chr(code)) for code in subset]
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode(name, meanings)


@dataclass(frozen=True, slots=True)
class _Glyph:
    number: int
    cluster: int
    x: float
    y: float
    end: float


def _cluster(glyph: _Glyph) -> int:
    return glyph.cluster


def _place(glyph: _Glyph) -> float:
    return glyph.x


def share(text: str, count: int) -> list[str]:
    """Return ``text`` in ``count`` parts of one letter each; the last has the rest, or those after the end nothing."""
    return [*text[: count - 1], *[""] * (count - 1 - len(text)), text[count - 1 :]]


def to_unicode(name: str, meanings: list[str]) -> str:
    """Return the map by which a reader of the PDF gets text back from codes 0, 1, 2, ..."""
    entries = [f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(meanings)]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    body = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap"]
    info = f"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /{name} def"
    space = ["/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    tail = ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join([*head, info, *space, *body, *tail])


@dataclass(frozen=True, slots=True)
class Run:
    """A line of text in one weight, ready to be drawn at any size."""

    pieces: tuple[Piece, ...]
    width: float = field(default=0.0)


@lru_cache(maxsize=1)
def faces() -> dict[str, Face]:
    """Return the typefaces by name, read from the resources once."""
    folder = paths.resources() / "fonts"
    names = [f"Inter-{weight}" for weight in Weight]
    names += ["NotoSansDevanagari-Regular", "NotoSansDevanagari-SemiBold"]
    return {name: Face(name, folder / f"{name}.ttf", tabular=name.startswith("Inter")) for name in names}


@lru_cache(maxsize=16_384)
def run(text: str, weight: Weight = Weight.REGULAR) -> Run:
    """Return ``text`` split into pieces that one typeface can draw."""
    latin = faces()[f"Inter-{weight}"]
    heavy = weight in {Weight.SEMIBOLD, Weight.BOLD}
    indic = faces()[f"NotoSansDevanagari-{'SemiBold' if heavy else 'Regular'}"]
    pieces = tuple(
        indic.shaped(part) if shaped else latin.plain(part.replace("\N{NO-BREAK SPACE}", " "))
        for shaped, part in _parts(text)
    )
    return Run(pieces, sum(piece.width for piece in pieces))


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield (to be shaped, text); a space between two shaped words is shaped with them."""
    flags = [any(low <= ord(letter) < high for low, high in _SHAPED) for letter in text]
    for place in range(1, len(text) - 1):
        if text[place] == " " and flags[place - 1] and flags[place + 1]:
            flags[place] = True
    for shaped, group in groupby(zip(flags, text, strict=True), key=_flag):
        yield shaped, "".join(letter for _, letter in group)


def _flag(marked: tuple[bool, str]) -> bool:
    return marked[0]


def width(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """Return how wide ``text`` is in points."""
    return run(text, weight).width * size / 1000


def cut(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> str:
    """Return ``text``, or as much of it as fits into ``room`` points with an ellipsis."""
    if width(text, size, weight) <= room:
        return text

    def shorter(end: int) -> str:
        return text[:end].rstrip() + ELLIPSIS

    def fits(end: int) -> bool:
        return width(shorter(end), size, weight) <= room

    about = bisect_left(range(1, len(text)), True, key=lambda end: not fits(end))
    for end in range(min(about + JOINED, len(text) - 1), 0, -1):
        if fits(end):
            return shorter(end)
    return ELLIPSIS


def wrap(text: str, room: float, size: float, weight: Weight = Weight.REGULAR, *, most: int = 1000) -> list[str]:
    """Return ``text`` in at most ``most`` lines of ``room`` points; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    words = text.replace(" %", "\N{NO-BREAK SPACE}%").replace(" pt", "\N{NO-BREAK SPACE}pt").split(" ")
    while words:
        if len(lines) == most - 1:
            return [*lines, cut(" ".join(words), room, size, weight)]
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), size, weight) <= room:
            count += 1
        lines.append(cut(" ".join(words[:count]), room, size, weight))
        del words[:count]
    return lines or [""]
