"""Zips of several tables: parts of one export put below each other, or related tables joined by shared columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers.columns import plain
from sakshi_desktop.importers.reading import Block, Table
from sakshi_desktop.importers.types import BadRow, Layout

JOINED = "*"
"""The member that stands for all tables of a zip together."""
ROW_LIMIT = 3_000_000
"""Rows of the tables that are looked up in memory."""
KEY_ENDS = ("id", "code", "no", "number", "key", "sku")


@dataclass(frozen=True, slots=True)
class Step:
    """A look-up: the cell at ``place`` finds a row of another table, whose cells are appended."""

    name: str
    column: str
    place: int
    rows: dict[str, tuple[str, ...]]


def alike(tables: Sequence[Table]) -> bool:
    """Tell whether tables have the same columns in the same places, as the months of one export do."""
    return len({tuple(map(plain, table.columns)) for table in tables}) == 1


def stack(tables: Sequence[Table]) -> Table:
    """Return one table of the rows of all; rows keep the line they have in their own.

    The files of a zip come in the order of their names, the sheets of a workbook in their own.
    """
    in_workbook = tables[0].layout.encoding == "xlsx"
    ordered = list(tables) if in_workbook else sorted(tables, key=lambda table: table.layout.member)
    first = ordered[0]

    def blocks() -> Iterator[Block]:
        for place, table in enumerate(ordered):
            for block in table.blocks():
                yield block._replace(done=(place + block.done) / len(ordered), member=table.layout.member)

    return Table(first.columns, replace(first.layout, member=JOINED), first.preamble, blocks)


def join(tables: Sequence[Table]) -> Table:
    """Return one table of the lines, with the columns of all the tables they refer to.

    Raises:
        ImportFileError: the tables do not belong together, or are too large to look up in.
    """
    counts = [sum(len(block.rows) for block in table.blocks()) for table in tables]
    order = sorted(range(len(tables)), key=lambda place: -counts[place])
    if sum(counts) - max(counts) > ROW_LIMIT:
        raise ImportFileError(
            "The tables in the zip are too large to be put together.", hint="Import one month at a time."
        )
    uniques = {place: _unique(tables[place]) for place in order[1:]}
    fact = tables[order[0]]
    columns = list(fact.columns)
    steps: list[Step] = []
    while uniques:
        place, key, at = _next(columns, tables, uniques)
        del uniques[place]
        table = tables[place]
        steps.append(_step(table, key, columns[at], at))
        taken = {plain(name) for name in columns}
        stem = _stem(table)
        columns += [
            f"{stem} {name}" if plain(name) in taken else name for n, name in enumerate(table.columns) if n != key
        ]
    layout = Layout(JOINED, fact.layout.encoding, fact.layout.delimiter, fact.layout.header_row, fact.layout.wrapped)
    return Table(tuple(columns), layout, (), lambda: _blocks(fact, steps))


def _blocks(fact: Table, steps: Sequence[Step]) -> Iterator[Block]:
    for block in fact.blocks():
        numbers: list[int] = []
        rows: list[list[str]] = []
        bad = list(block.bad)
        for number, cells in zip(block.numbers, block.rows, strict=True):
            row = list(cells)
            missing = next((step for step in steps if not _append(row, step)), None)
            if missing is None:
                numbers.append(number)
                rows.append(row)
            else:
                bad.append(
                    BadRow(number, f"{missing.column} “{row[missing.place]}” is not in {missing.name}.", tuple(cells))
                )
        yield Block(numbers, rows, bad, block.done)


def _append(row: list[str], step: Step) -> bool:
    """Append what a look-up finds to a row; False where it finds nothing."""
    found = step.rows.get(row[step.place].strip())
    if found is None:
        return False
    row += found
    return True


def _unique(table: Table) -> list[int]:
    """Return the columns of a table whose cells are all filled and all different."""
    seen: list[set[str]] = [set() for _ in table.columns]
    count = 0
    for block in table.blocks():
        count += len(block.rows)
        for cells, met in zip(zip(*block.rows, strict=True), seen, strict=False):
            met.update(cell.strip() for cell in cells)
    return [place for place, met in enumerate(seen) if len(met) == count and "" not in met]


def _next(columns: Sequence[str], tables: Sequence[Table], uniques: dict[int, list[int]]) -> tuple[int, int, int]:
    """Return the next table that can be looked up in: its number, its key column, and the column that refers to it."""
    have = {plain(name): at for at, name in reversed(list(enumerate(columns)))}
    for place, unique in uniques.items():
        for key in unique:
            name = plain(tables[place].columns[key])
            name = plain(f"{_stem(tables[place])} id") if name == "id" and "id" not in have else name
            if name in have and name.split()[-1] in KEY_ENDS:
                return place, key, have[name]
    loose = tables[next(iter(uniques))].layout.member
    raise ImportFileError(f"“{loose}” belongs to none of the other tables in the zip.", hint="Import it on its own.")


def _step(table: Table, key: int, column: str, place: int) -> Step:
    rows = {row[key].strip(): tuple(row[:key] + row[key + 1 :]) for block in table.blocks() for row in block.rows}
    return Step(PurePosixPath(table.layout.member).name, column, place, rows)


def _stem(table: Table) -> str:
    return PurePosixPath(table.layout.member).stem.removesuffix("s")
