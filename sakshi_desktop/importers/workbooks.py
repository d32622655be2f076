"""Sheets of Excel workbooks as grids of text, in the form in which the values stand in CSV files."""

import datetime as dt
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers.packing import Part

EXACT = 10**15
"""Whole numbers below it are exact in a spreadsheet."""


class Chunk(NamedTuple):
    """Rows with their line numbers, and the share of the file read so far."""

    numbers: Sequence[int]
    rows: list[list[str]]
    done: float


Top = tuple[tuple[int, list[str]], ...]


def sheets(part: Part, name: str, top: int, size: int) -> list[tuple[str, Top, Callable[[], Iterator[Chunk]]]]:
    """Return title, first rows and reader of every sheet of a workbook that has rows.

    Args:
        top: how many first rows.
        size: rows in a chunk.

    Raises:
        ImportFileError: the workbook is damaged or has no rows.
    """
    found = []
    for title in _titles(part, name):
        reader = _Reader(part, name, title)
        first = next(reader.chunks(top), Chunk([], [], 1.0))
        if any(any(row) for row in first.rows):
            found.append((title, tuple(zip(first.numbers, first.rows, strict=True)), reader.all_chunks(size)))
    if not found:
        raise ImportFileError(f"“{name}” has no rows.", hint="Choose a longer period and export again.")
    return found


class _Reader:
    """Reads one sheet again and again from its beginning."""

    def __init__(self, part: Part, name: str, title: str) -> None:
        self._part = part
        self._name = name
        self._title = title

    def all_chunks(self, size: int) -> Callable[[], Iterator[Chunk]]:
        """Return what reads the sheet in chunks of ``size`` rows."""
        return lambda: self.chunks(size)

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Yield the rows, ``size`` at a time."""
        with self._part.open() as stream:
            book = _load(stream, self._name)
            try:
                sheet = book[self._title]
                expected = max(sheet.max_row or 0, 1)
                sheet.reset_dimensions()
                yield from self._pieces(sheet.iter_rows(values_only=True), size, expected)
            finally:
                book.close()

    def _pieces(self, rows: Iterator[tuple[object, ...]], size: int, expected: int) -> Iterator[Chunk]:
        read = 0
        while True:
            try:
                piece = [[as_text(value) for value in row] for row in islice(rows, size)]
            except (ParseError, KeyError, ValueError, IndexError, zipfile.BadZipFile, EOFError) as error:
                raise _damaged(self._name) from error
            if not piece:
                return
            yield Chunk(range(read + 1, read + len(piece) + 1), piece, min((read + len(piece)) / expected, 1.0))
            read += len(piece)


def as_text(value: object) -> str:
    """Return a cell as a CSV export would write it; dates begin with the year, floats lose their drift."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else format(value, ".15g")
    if isinstance(value, dt.datetime):
        return str(value.date()) if value.time() == dt.time() else value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    return str(value)


def _titles(part: Part, name: str) -> list[str]:
    with part.open() as stream:
        book = _load(stream, name)
        try:
            return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        finally:
            book.close()


def _load(stream: object, name: str) -> openpyxl.Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that a table does not need
            return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except (
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        zipfile.BadZipFile,
        EOFError,
    ) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> ImportFileError:
    return ImportFileError(
        f"“{name}” is a damaged Excel file.", hint="Open it in Excel, save it again, and import that."
    )
