"""Reading files of sales: the exports of known systems, and any table whose columns can be guessed or are mapped."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers import (
    choosing,
    generic,
    loyverse,
    packing,
    petpooja,
    reading,
    related,
    shopify,
    square,
    swiggy,
    watching,
    zomato,
)
from sakshi_desktop.importers.formats import Export, Format
from sakshi_desktop.importers.reading import Sheet, Table, Told, untold
from sakshi_desktop.importers.recognition import GENERIC, Wish, header_of, recognise_any, recognise_export
from sakshi_desktop.importers.types import Batch, Mapping, Recognition

EXPORTS: dict[str, Export] = {
    export.key: export
    for export in (
        square.ITEMS,
        square.TRANSACTIONS,
        loyverse.RECEIPTS,
        loyverse.ITEMS,
        shopify.ORDERS,
        petpooja.ORDERS,
        petpooja.ITEMS,
        zomato.ORDERS,
        swiggy.PAYOUTS,
    )
}
FORMATS: dict[str, Format] = {**EXPORTS, GENERIC: generic.AnyTable()}


def recognise(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    mapping: Mapping | None = None,
    date_order: str | None = None,
    currency: str | None = None,
    clock: Clock = utc_now,
    told: Told = untold,
) -> Recognition:
    """Return what a file of sales is, walking over all of it once.

    Args:
        format: key of FORMATS; None tries all.
        mapping: reads the file as it says, whatever system wrote it.
        date_order: "dmy", "mdy" or "ymd"; None decides on the dates.
        currency: ISO code; None takes what the file says.
        clock: dates up to 366 days after tomorrow are accepted.
        told: is called now and then with the share that is read; what it raises ends the reading.

    Raises:
        ImportFileError: it is no table, damaged, protected, without rows, dates or amounts, or not of the format.
    """
    if format is not None and format not in FORMATS:
        raise ImportFileError(
            f"“{format}” is no format that Sakshi knows.", hint=f"It may be one of: {', '.join(FORMATS)}."
        )
    wish = Wish(mapping, date_order, currency, clocks.today(clock, cutoff=0))
    stamp = packing.stamp(path)
    return replace(_recognised(path, format, wish, watching.onwards(told)), stamp=stamp)


def _recognised(path: Path, format: str | None, wish: Wish, tell: Told) -> Recognition:  # noqa: A002
    sheets = watching.opened(reading.open_sheets(path, tell), tell)
    if wish.mapping is None and format != GENERIC:
        found = _known(path, sheets, EXPORTS if format is None else {format: EXPORTS[format]})
        if found is not None:
            table = watching.measured(_one(found[1]), tell)
            return _telling(recognise_export(path, found[0], table, wish), sheets, found[1])
        if format is not None:
            raise _not_of(path, EXPORTS[format], sheets)
    tables = _any(path, sheets, wish.mapping)
    return _telling(recognise_any(path, watching.measured(_one(tables), tell), wish), sheets, tables)


def refuse_changed(recognition: Recognition) -> None:
    """Raise ImportFileError where the file is gone, or was written since it was recognised."""
    if recognition.stamp not in {None, packing.stamp(recognition.path)}:
        raise _changed(recognition)


def _changed(recognition: Recognition) -> ImportFileError:
    return ImportFileError(f"“{recognition.path.name}” has changed since it was read.", hint="Choose the file again.")


def read(recognition: Recognition) -> Iterator[Batch]:
    """Yield the orders, lines and bad rows of a recognised file, some 10,000 rows at a time.

    Raises:
        ImportFileError: the file is gone, damaged, or no longer the same.
    """
    if recognition.layout.member == related.JOINED:
        table = _together(recognition)
    else:
        table = reading.reopen(recognition.path, recognition.layout)
    if table.columns != recognition.columns:
        raise _changed(recognition)
    return FORMATS[recognition.format].read(table, recognition)


def _together(recognition: Recognition) -> Table:
    sheets = reading.open_sheets(recognition.path)
    export = EXPORTS.get(recognition.format)
    found = _known(recognition.path, sheets, {export.key: export}) if export else None
    return _one(found[1] if found else _any(recognition.path, sheets, recognition.mapping, recognition.columns))


def _one(tables: Sequence[Table]) -> Table:
    """Return the tables of a file as one: below each other where they are alike, else joined."""
    if len(tables) == 1:
        return tables[0]
    return related.stack(tables) if related.alike(tables) else related.join(tables)


def _telling(recognition: Recognition, sheets: Sequence[Sheet], kept: Sequence[Table]) -> Recognition:
    """Return a recognition that tells which sheets of a workbook are read and which are not."""
    if not _is_workbook(sheets):
        return recognition
    said = choosing.notes(sheets, [table.layout.member for table in kept])
    return replace(recognition, notes=(*recognition.notes, *said))


def _is_workbook(sheets: Sequence[Sheet]) -> bool:
    return sheets[0].encoding == "xlsx"


def _known(path: Path, sheets: list[Sheet], exports: dict[str, Export]) -> tuple[Export, list[Table]] | None:
    """Return the known format that fits best, and its tables; None where none fits."""
    found = [best for sheet in sheets if (best := _best(sheet, exports)) is not None]
    if not found:
        return None
    _, export, table = max(found, key=itemgetter(0))
    tables = [other for _, of, other in found if of is export]
    if _is_workbook(sheets):
        return export, choosing.alike_to(table, tables)
    if len(tables) < len(sheets) or not related.alike(tables):
        raise ImportFileError(
            f"“{path.name}” holds tables of different kinds.", hint="Unpack it and import them one by one."
        )
    return export, tables


def _best(sheet: Sheet, exports: dict[str, Export]) -> tuple[float, Export, Table] | None:
    best: tuple[float, Export, int] | None = None
    for number, cells in sheet.top:
        names = [" ".join(name.split()) for name in reading.unwrapped(cells, sheet.delimiter)]
        for export in exports.values():
            score = export.score(names)
            if score and (best is None or score > best[0]):
                best = (score, export, number)
    return None if best is None else (best[0], best[1], reading.table_of(sheet, best[2]))


def _any(path: Path, sheets: list[Sheet], mapping: Mapping | None, columns: Sequence[str] = ()) -> list[Table]:
    """Return the tables of a file whose format is not known: all of a zip, the sheets of sales of a workbook."""
    tables = [reading.table_of(sheet, line) for sheet in sheets if (line := header_of(sheet)) is not None]
    if not tables:
        raise ImportFileError(
            f"“{path.name}” has no row of column names over a table of sales.", hint="Export it with its column names."
        )
    return choosing.sales(tables, mapping, columns) if _is_workbook(sheets) else tables


def _not_of(path: Path, export: Export, sheets: list[Sheet]) -> ImportFileError:
    rows = [reading.unwrapped(cells, sheet.delimiter) for sheet in sheets for _, cells in sheet.top]
    missing = min((export.missing(cells) for cells in rows), key=len)
    return ImportFileError(
        f"“{path.name}” is not an export of {export.title}: the column “{missing[0]}” is missing.",
        hint="Leave the format out, so that it is recognised, or export the file again.",
    )
