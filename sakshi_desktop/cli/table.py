"""Aligned tables for the terminal; headings are bold and changes coloured where a person looks on."""

import math
import os
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BOLD, DIM, GOOD, BAD = "1", "2", "32", "31"
GAP = "  "
LONGEST = 48
"""A cell takes so many places at most; what is longer ends in an ellipsis, and is whole in JSON."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a colour: one of BOLD, DIM, GOOD, BAD or none."""

    text: str
    paint: str = ""


def draw(
    headings: Sequence[str], rows: Sequence[Sequence[Cell | str]], *, left: int = 1, room: int | None = None
) -> str:
    """Return a table as text; what is too wide goes on below, each part beginning with the first column.

    Args:
        left: how many columns from the left are texts; the others are figures and stand right.
        room: places in a line; by default those of the terminal, without end where nobody looks on.
    """
    cells = [[_short(cell if isinstance(cell, Cell) else Cell(cell)) for cell in row] for row in rows]
    lines = [[Cell(heading, BOLD) for heading in headings], *cells]
    sizes = [max(width(row[place].text) for row in lines) for place in range(len(headings))]
    parts = _parts(sizes, _room() if room is None else room)
    return "\n\n".join("\n".join(_line(row, sizes, left, part) for row in lines) for part in parts)


def _short(cell: Cell) -> Cell:
    return cell if width(cell.text) <= LONGEST else Cell(cut(cell.text, LONGEST), cell.paint)


def _room() -> float:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else math.inf


def _parts(sizes: Sequence[int], room: float) -> list[list[int]]:
    """Return the columns of each part, as many as there is room for."""
    parts, used = [[0]], sizes[0]
    for place, size in enumerate(sizes[1:], 1):
        if used + len(GAP) + size > room and len(parts[-1]) > 1:
            parts, used = [*parts, [0]], sizes[0]
        parts[-1].append(place)
        used += len(GAP) + size
    return parts


def cut(text: str, places: int) -> str:
    """Return the beginning of ``text`` with an ellipsis, together in ``places``."""
    kept, used = [], 1
    for letter in text:
        used += _places(letter)
        if used > places:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def width(text: str) -> int:
    """Return how many places ``text`` takes in a terminal: marks on a letter none, emoji and wide letters two."""
    return sum(_places(letter) for letter in text)


def _places(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def paint(text: str, code: str) -> str:
    """Return ``text`` in a colour where a person looks on, and plain elsewhere; NO_COLOR is heeded."""
    if not code or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def _line(row: Sequence[Cell], sizes: Sequence[int], left: int, places: Sequence[int]) -> str:
    parts = []
    for place in places:
        cell = row[place]
        room = " " * (sizes[place] - width(cell.text))
        shown = paint(cell.text, cell.paint)
        parts.append(shown + room if place < left else room + shown)
    return GAP.join(parts).rstrip()
