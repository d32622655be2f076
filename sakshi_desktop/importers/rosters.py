"""Tables that a person keeps in a spreadsheet, read by the names of their columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.core.forms import Field
from sakshi_desktop.core.letters import fold, seen
from sakshi_desktop.importers import reading
from sakshi_desktop.importers.reading import Table

FORMULA = ("=", "+", "-", "@")
"""What stands after an apostrophe that a spreadsheet wants before such texts."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A table whose columns were found.

    Attributes:
        columns: the field of each column that is one, by its place.
        ignored: the names of the others.
    """

    table: Table
    columns: dict[int, str]
    ignored: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the line number and the texts of every row that is not empty; empty cells are left out."""
        for block in self.table.blocks():
            for number, cells in zip(block.numbers, block.rows, strict=True):
                texts = {key: _plain(cells[place]) for place, key in self.columns.items() if cells[place].strip()}
                if texts:
                    yield number, texts


def read(path: Path, fields: Sequence[Field]) -> Roster:
    """Return the table in a file whose columns are these fields.

    Raises:
        ImportFileError: it cannot be read, has no rows, or lacks a column that is needed.
    """
    names = {fold(name): field.key for field in fields for name in (field.key, *field.aliases)}
    names |= {fold(field.title): field.key for field in fields}
    best: tuple[int, Table, dict[int, str]] | None = None
    for sheet in reading.open_sheets(path):
        for number, cells in sheet.top:
            columns = _columns(reading.unwrapped(cells, sheet.delimiter), names)
            if columns and (best is None or len(columns) > best[0]):
                best = len(columns), reading.table_of(sheet, number), columns
    if best is None:
        titles = ", ".join(field.title for field in fields)
        raise ImportFileError("No row of the file holds the names of columns that are known.", hint=f"Known: {titles}.")
    _count, table, columns = best
    missing = [field.title for field in fields if field.needed and field.key not in columns.values()]
    if missing:
        named = ("columns " if missing[1:] else "column ") + ", ".join(f"“{title}”" for title in missing)
        raise ImportFileError(f"The file has no {named}.", hint="Add what is missing, or choose another file.")
    ignored = tuple(name for place, name in enumerate(table.columns) if place not in columns and name)
    return Roster(table, columns, ignored)


def _columns(cells: Sequence[str], names: dict[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        key = names.get(fold(cell))
        if key is not None and key not in found.values():
            found[place] = key
    return found


def _plain(cell: str) -> str:
    text = seen(cell).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
