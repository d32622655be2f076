"""Tables as files for other programs: CSV, and Excel with typed cells. No text can become a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sakshi_desktop.core import targets
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import SYMBOLS

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula."""
EXCEL = ".xlsx"
MOST_ROWS = 1_048_575
"""Rows below the heading that a sheet of Excel can hold; more go on on the next sheet."""
WIDEST = 60
PIXELS = 7
"""About so many to a letter."""


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"
    DATE = "date"


FORMATS = {
    Kind.TEXT: "General",
    Kind.COUNT: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.NUMBER: "0.00",
    Kind.DATE: "d mmm yyyy",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column.

    Attributes:
        kind: MONEY is given in minor units, SHARE 0-1, DATE as days since 1970-01-01.
        width: in pixels.
        currency: of MONEY, where an amount does not know its own.
    """

    title: str
    kind: Kind = Kind.TEXT
    width: int = 90
    currency: str = "INR"


def write_csv(file: Path, heads: Sequence[str], cells: Iterable[Sequence[str]]) -> int:
    """Write rows under their heads, and return how many; texts that look like formulas are disarmed.

    Raises:
        InvalidError: the file cannot be written, or must not be.
    """
    count = 0
    with _fresh(file) as fresh, fresh.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(heads)
        for count, row in enumerate(cells, 1):  # noqa: B007
            writer.writerow([_disarm(cell) for cell in row])
    return count


def write_excel(
    file: Path, title: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]], *, most: int = MOST_ROWS
) -> int:
    """Write rows as a workbook of Excel with typed cells under their heads, and return how many.

    Args:
        most: rows of a sheet; more go on on the next one.

    Raises:
        InvalidError: the file cannot be written, or must not be.
    """
    import xlsxwriter  # noqa: PLC0415  # a lazy door: loaded when the first workbook is written

    with _fresh(file) as fresh, TemporaryDirectory() as aside:
        fresh.touch()  # where it cannot be written, that is known before anything is laid aside for it
        book = xlsxwriter.Workbook(str(fresh), {"constant_memory": True, "tmpdir": aside})
        try:
            count = _fill(book, _sheet_name(title), heads, rows, most)
        except BaseException:
            _abandon(book)
            raise
        _close(book)
    return count


def _abandon(book: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
    """Let go of what was laid aside; to put it together first would take as long as it does for a file that is kept."""
    for sheet in book.worksheets():
        sheet.row_data_fh.close()


def _close(book: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415  # a lazy door, as above

    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _fill(
    book: Any,  # noqa: ANN401
    name: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    most: int,
) -> int:
    formats: dict[str, Any] = {}
    count, line, sheet = 0, 0, _begin(book, name, heads)
    for count, row in enumerate(rows, 1):
        if line == most:
            line, sheet = 0, _begin(book, f"{name[:26]} {1 + count // most}", heads)
        line += 1
        for place, (value, head) in enumerate(zip(row, heads, strict=True)):
            shown = _format(head, getattr(value, "currency", head.currency))
            if shown not in formats:
                formats[shown] = book.add_format({"num_format": shown})
            _put(sheet, (line, place), value, head, formats[shown])
    return count


def _begin(book: Any, name: str, heads: Sequence[Head]) -> Any:  # noqa: ANN401
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "bottom": 1})
    right = book.add_format({"bold": True, "bottom": 1, "align": "right"})
    for place, head in enumerate(heads):
        sheet.set_column(place, place, min(WIDEST, max(len(head.title) + 2, head.width // PIXELS)))
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head.title, bold if head.kind is Kind.TEXT else right)
    return sheet


def _put(sheet: Any, at: tuple[int, int], value: Any, head: Head, style: Any) -> None:  # noqa: ANN401
    if value is None or value == "":
        return
    if head.kind is Kind.TEXT:
        sheet.write_string(*at, str(value))  # a string stays one, whatever it begins with
    elif head.kind is Kind.MONEY:
        sheet.write_number(*at, value / 100, style)
    elif head.kind is Kind.DATE:
        sheet.write_datetime(*at, to_date(value), style)
    else:
        sheet.write_number(*at, value, style)


def _format(head: Head, currency: str) -> str:
    return _money(currency) if head.kind is Kind.MONEY else FORMATS[head.kind]


@lru_cache
def _money(currency: str) -> str:
    """Return how amounts are shown: rupees grouped by lakh and crore, others by thousands."""
    sign = f'"{SYMBOLS.get(currency, f"{currency} ")}"'
    if currency != "INR":
        return f"{sign}#,##0.00"
    crore, lakh = rf"{sign}##\,##\,##\,##0.00", rf"{sign}##\,##\,##0.00"
    return f"[>=10000000]{crore};[>=100000]{lakh};{sign}#,##0.00"


def _sheet_name(title: str) -> str:
    """Return a name that Excel takes: at most 31 letters, none of []:*?/ and no backslash."""
    cleaned = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)
    return " ".join(cleaned.split())[:31] or "Sheet"


@contextmanager
def _fresh(file: Path) -> Iterator[Path]:
    """Give a file beside the wished one, which takes its place when all is written, or else vanishes.

    Where the wished one is a link, the file that it leads to is replaced.
    """
    target = targets.checked(file)
    fresh = target.with_name(f"{target.name}.new")
    try:
        yield fresh
        fresh.replace(targets.checked(target))  # what lies there may have changed while the rows were written
    except OSError as error:
        raise InvalidError(f"{file.name} cannot be written there.", hint="Choose another folder or name.") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _disarm(cell: str) -> str:
    if not cell.startswith(FORMULA):
        return cell
    return cell if cell[1:].replace(".", "", 1).isdecimal() else f"'{cell}"
