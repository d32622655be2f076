"""Stray quotation marks: cells that swallowed the rows below them, told from cells with line breaks of their own."""

import csv
import re
from collections.abc import Iterable, Sequence

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers.types import BadRow

BREAK = re.compile(r"\r\n|\r|\n")
FEWEST = 2
"""Cells with digits in a row of sales: a date and an amount."""
LONGEST_CELL = 131_072


def lines_of(cell: str) -> list[str]:
    """Return the lines of a cell as they stand in the file."""
    return BREAK.split(cell)


def swallowed(number: int, cells: Sequence[str], delimiter: str, width: int) -> list[BadRow]:
    """Return the lines of a row of which a cell holds other rows of the table; none where its line breaks are its own.

    Args:
        number: line in which the row begins.
        width: cells in a row of the table.
    """
    for place, cell in enumerate(cells):
        lines = lines_of(cell)
        if len(lines) == 1:
            continue
        lines[-1] = delimiter.join((lines[-1], *cells[place + 1 :]))
        first = sum(len(lines_of(before)) - 1 for before in cells[:place])
        inner, last = lines[1:-1], lines[-1]
        whole = place + lines[0].count(delimiter) + 1 == width
        if any(_is_row(line, cells[:place], delimiter, width) for line in (*inner, *([last] if whole else []))):
            return _as_bad(number + first, [delimiter.join((*cells[:place], lines[0])), *lines[1:]], delimiter)
    return []


def refusal(lines: Iterable[str], delimiter: str) -> ImportFileError:
    """Return the refusal of a file with a cell that is too long, naming the line in which its row begins."""
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    begin = 1
    try:
        for _ in reader:
            begin = reader.line_num + 1
    except csv.Error:
        if reader.line_num > begin:
            return ImportFileError(
                f"In line {begin:,} a quotation mark is opened and not closed.",
                hint="Export the file again, or correct that line in a text editor.",
            )
    return ImportFileError(
        f"Line {begin:,} has a cell of more than {LONGEST_CELL:,} characters.",
        hint="Shorten that cell, or export the file without its column.",
    )


def _is_row(line: str, before: Sequence[str], delimiter: str, width: int) -> bool:
    """Tell whether a line looks like a row of the table: as wide, with numbers where the row above has them."""
    cells = line.split(delimiter)
    if len(cells) != width or sum(map(_has_digit, cells)) < FEWEST:
        return False
    pairs = zip(before, cells, strict=False)
    return all(_has_digit(above) == _has_digit(here) for above, here in pairs if above.strip() and here.strip())


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _as_bad(number: int, lines: Sequence[str], delimiter: str) -> list[BadRow]:
    reason = f"A stray quotation mark in line {number:,} runs on to line {number + len(lines) - 1 - (not lines[-1]):,}."
    return [
        BadRow(number + down, reason, tuple(line.split(delimiter))) for down, line in enumerate(lines) if line.strip()
    ]
