"""Which sheets of a workbook hold the sales, and what is said of the others."""

from collections.abc import Iterable, Sequence

from sakshi_desktop.importers import guessing, related
from sakshi_desktop.importers.columns import Columns
from sakshi_desktop.importers.guessing import WORTH
from sakshi_desktop.importers.reading import Sheet, Table
from sakshi_desktop.importers.types import Field, Mapping

SAMPLE_ROWS = 500
TELLING = {
    *(Field.ORDER_ID, Field.DATE, Field.TIME, Field.LOCATION, Field.ITEM, Field.QUANTITY, Field.UNIT_PRICE),
    *WORTH,
}
"""What sheets of sales say; remarks and names of people do not make one of them."""


def alike_to(table: Table, tables: Iterable[Table]) -> list[Table]:
    """Return the tables that have the columns of ``table`` in the same places, in their own order."""
    return [other for other in tables if related.alike((table, other))]


def sales(tables: Sequence[Table], mapping: Mapping | None, columns: Sequence[str] = ()) -> list[Table]:
    """Return the sheets of sales: the one that says most of them, and those with the same columns.

    Of equals the one with the most sheets like it counts, then the widest.

    Args:
        tables: at least one.
        mapping: its columns tell the sheet; None guesses what the columns mean.
        columns: those of the sheet that was chosen before.
    """
    chosen = [table for table in tables if table.columns == tuple(columns)]
    ranks = [(_said(table, mapping), len(alike_to(table, tables)), len(table.columns)) for table in chosen or tables]
    return alike_to((chosen or tables)[ranks.index(max(ranks))], tables)


def notes(sheets: Sequence[Sheet], kept: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences about the sheets that were read together and those left out.

    Args:
        sheets: all sheets that have rows.
        kept: names of those that are read.
    """
    others = [sheet.member for sheet in sheets if sheet.member not in kept]
    together = f"Read one after the other: the sheets {_listed(kept)}."
    out = f"Left out: the {'sheet' if len(others) == 1 else 'sheets'} {_listed(others)}."
    return (*([together] if len(kept) > 1 else []), *([out] if others else []))


def _said(table: Table, mapping: Mapping | None) -> int:
    """Return how much a table says of sales; -1 where it cannot hold any, or has no rows."""
    rows = table.first_rows(SAMPLE_ROWS)
    if mapping is not None:
        found = Columns(table.columns)
        return sum(name in found for name in mapping.columns.values()) if rows else -1
    fields = guessing.guess(table.columns, rows).mapping.columns if rows else {}
    if Field.DATE not in fields or not fields.keys() & {*WORTH, Field.UNIT_PRICE}:
        return -1
    return len(fields.keys() & TELLING)


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else ""
