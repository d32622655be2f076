"""Sheets of Excel workbooks as grids of text, in the form in which the values stand in CSV files."""

import datetime as dt
import io
import marshal
import tempfile
import warnings
import weakref
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from threading import Lock
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers.packing import Part

EXACT = 10**15
"""Whole numbers below it are exact in a spreadsheet."""
MIDNIGHT = dt.time()


class Chunk(NamedTuple):
    """Rows with their line numbers, and the share of the file read so far."""

    numbers: Sequence[int]
    rows: list[list[str]]
    done: float


Top = tuple[tuple[int, list[str]], ...]


def sheets(part: Part, name: str, top: int, size: int) -> list[tuple[str, Top, Callable[[], Iterator[Chunk]]]]:
    """Return title, first rows and reader of every sheet of a workbook that has rows.

    Args:
        top: how many first rows, at most ``size``.
        size: rows in a chunk.

    Raises:
        ImportFileError: the workbook is damaged or has no rows.
    """
    found = []
    for title, grid in _grids(part, name, size).items():
        first = next(grid.chunks(), Chunk([], [], 1.0))
        if any(any(row) for row in first.rows):
            found.append((title, tuple(zip(first.numbers, first.rows, strict=True))[:top], grid.chunks))
    if not found:
        raise ImportFileError(f"“{name}” has no rows.", hint="Choose a longer period and export again.")
    return found


def _grids(part: Part, name: str, size: int) -> dict[str, "_Grid"]:
    """Return the visible sheets by title; the last workbook is remembered, for it is walked over several times."""
    if part.mark is None:
        return _open(part, name, size)
    with _remembering:
        grids = _remembered.get((part.mark, size))
        if grids is None:
            grids = _open(part, name, size)
            _remembered.clear()
            _remembered[part.mark, size] = grids
        return grids


_remembering = Lock()
_remembered: dict[tuple[object, int], dict[str, "_Grid"]] = {}


def _open(part: Part, name: str, size: int) -> dict[str, "_Grid"]:
    with part.open() as stream:
        content = io.BytesIO(stream.read())  # Excel can save a file again that nobody holds open
    book = _load(content, name)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return {sheet.title: _Grid(book, sheet.title, name, size) for sheet in visible}


class _Grid:
    """The rows of one sheet, converted once and kept in a temporary file that ends with this object."""

    def __init__(self, book: openpyxl.Workbook, title: str, name: str, size: int) -> None:
        sheet = book[title]
        self._expected = max(sheet.max_row or 0, 1)
        sheet.reset_dimensions()
        self._rows: Iterator[tuple[object, ...]] | None = sheet.iter_rows(values_only=True)
        self._name = name
        self._size = size
        self._lock = Lock()  # several threads may read one workbook
        self._kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, when nobody needs it any more
        self._places: list[tuple[int, int, int]] = []
        self._is_damaged = False
        weakref.finalize(self, self._kept.close)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows from the first."""
        for number in count():
            chunk = self._chunk(number)
            if chunk is None:
                return
            yield chunk

    def _chunk(self, number: int) -> Chunk | None:
        with self._lock:
            if number == len(self._places) and not self._convert():
                return None
            start, length, size = self._places[number]
            self._kept.seek(start)
            rows = marshal.loads(self._kept.read(length))  # noqa: S302 - our own rows, from a file nobody else can open
        first = number * self._size + 1
        return Chunk(range(first, first + size), rows, min((first + size - 1) / self._expected, 1.0))

    def _convert(self) -> bool:
        """Convert one more chunk; False where the sheet is at its end."""
        if self._is_damaged:
            raise _damaged(self._name)
        if self._rows is None:
            return False
        try:
            piece = texts(list(islice(self._rows, self._size)))
        except (ParseError, KeyError, ValueError, IndexError, zipfile.BadZipFile, EOFError) as error:
            self._is_damaged = True  # what is left of the iterator would look like the end of the sheet
            raise _damaged(self._name) from error
        if not piece:
            self._rows = None
            return False
        packed = marshal.dumps(piece)
        start = self._kept.seek(0, io.SEEK_END)
        self._kept.write(packed)
        self._places.append((start, len(packed), len(piece)))
        return True


def texts(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Return rows of cells as texts; a midnight among times keeps its time, a midnight among dates is a date."""
    stamps = Counter(
        (place, value.time() != MIDNIGHT)
        for row in rows
        for place, value in enumerate(row)
        if isinstance(value, dt.datetime)
    )
    timed = {place for place, is_timed in stamps if is_timed and stamps[place, True] >= stamps[place, False]}
    found = [[as_text(value) for value in row] for row in rows]
    for place in timed:
        for row, cells in zip(found, rows, strict=True):
            value = cells[place] if place < len(cells) else None
            if isinstance(value, dt.datetime):
                row[place] = value.replace(microsecond=0).isoformat(" ")
    return found


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
