"""Aligned tables for the terminal; headings are bold and changes coloured where a person looks on."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BOLD, DIM, GOOD, BAD = "1", "2", "32", "31"
GAP = "  "


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a colour: one of BOLD, DIM, GOOD, BAD or none."""

    text: str
    paint: str = ""


def draw(headings: Sequence[str], rows: Sequence[Sequence[Cell | str]], *, left: int = 1) -> str:
    """Return a table as text.

    Args:
        left: how many columns from the left are texts; the others are figures and stand right.
    """
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    head = [Cell(heading, BOLD) for heading in headings]
    sizes = [max(width(row[place].text) for row in [head, *cells]) for place in range(len(headings))]
    return "\n".join(_line(row, sizes, left) for row in [head, *cells])


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


def _line(row: Sequence[Cell], sizes: Sequence[int], left: int) -> str:
    parts = []
    for place, (cell, size) in enumerate(zip(row, sizes, strict=True)):
        room = " " * (size - width(cell.text))
        shown = paint(cell.text, cell.paint)
        parts.append(shown + room if place < left else room + shown)
    return GAP.join(parts).rstrip()
