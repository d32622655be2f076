"""Tables out of files: encodings, delimiters, lines of any kind, and where the column names stand."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers import packing, quotes, workbooks
from sakshi_desktop.importers.types import BadRow, Layout
from sakshi_desktop.importers.workbooks import Chunk

CHUNK = 500
"""Rows that are read at once: few enough to stay in the processor's cache."""
TOP = 60
"""Rows from the beginning in which the column names are looked for."""
COLUMN_LIMIT = 1_000
SAMPLE = 1 << 16
DELIMITERS = (",", ";", "\t", "|")
REPLACED = 0.01
STRAYS = 0.1
WIDE = ("utf-16", "utf-32")
"""Encodings in which zero bytes are parts of letters."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
Told = Callable[[float], None]
"""Is called now and then with the share of a file that is read; what it raises ends the reading."""
_CONTROLS = frozenset(range(1, 9)) | frozenset(range(14, 27))
"""Bytes that stand in other files, never in a table."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of texts as it stands in the file, before it is known where its column names are.

    Attributes:
        member: name inside a zip or workbook; "".
        wrapped: every row stands in one pair of quotes.
        top: the first rows with their line numbers.
        chunks: reads the whole grid from its beginning.
    """

    member: str
    encoding: str
    delimiter: str
    wrapped: bool
    top: tuple[tuple[int, list[str]], ...]
    chunks: Callable[[], Iterator[Chunk]]


class Block(NamedTuple):
    """Some hundred rows below the column names, each as wide as they are.

    Attributes:
        member: the sheet, or the file of a zip, in which they stand, where several are read as one table.
    """

    numbers: Sequence[int]
    rows: list[list[str]]
    bad: list[BadRow]
    done: float
    member: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and the rows below them.

    Attributes:
        preamble: the rows above the column names.
        blocks: reads the rows from the first, some hundred at a time.
    """

    columns: tuple[str, ...]
    layout: Layout
    preamble: tuple[tuple[str, ...], ...]
    blocks: Callable[[], Iterator[Block]]

    def first_rows(self, count: int) -> list[list[str]]:
        """Return the first rows below the column names."""
        found: list[list[str]] = []
        for block in self.blocks():
            found += block.rows[: count - len(found)]
            if len(found) >= count:
                break
        return found


def untold(_share: float) -> None:
    """Tell nobody how far a file is read."""


def open_sheets(path: Path, told: Told = untold) -> list[Sheet]:
    """Return the tables in a file: one, the members of a zip, or the sheets of a workbook.

    Args:
        told: is called now and then with 0 while the encoding is found out, for which a file is read whole.

    Raises:
        ImportFileError: it is no table, damaged, protected, or unpacks to too much.
    """
    found: list[Sheet] = []
    for part in packing.parts(path):
        found += _workbook(part, path.name) if part.workbook else [_text_sheet(part, path.name, told=told)]
    for sheet in found:
        _check_width(sheet)
    return found


def table_of(sheet: Sheet, header_row: int) -> Table:
    """Return the table whose column names stand in line ``header_row`` of the sheet."""
    names = next(cells for number, cells in sheet.top if number == header_row)
    columns = _distinct(" ".join(name.split()) for name in unwrapped(names, sheet.delimiter))
    preamble = tuple(tuple(cells) for number, cells in sheet.top if number < header_row)
    layout = Layout(sheet.member, sheet.encoding, sheet.delimiter, header_row, sheet.wrapped)
    return Table(tuple(columns), layout, preamble, lambda: _blocks(sheet, header_row, len(columns)))


def _distinct(names: Iterable[str]) -> list[str]:
    """Return the names such that each can be chosen: the second “Amount” is “Amount (2)”."""
    told: list[str] = []
    for name in names:
        free = (f"{name} ({often})" for often in count(2))
        told.append(name if not name or name not in told else next(one for one in free if one not in told))
    return told


def reopen(path: Path, layout: Layout) -> Table:
    """Return the table of a file that was recognised before.

    Raises:
        ImportFileError: the file is gone or no longer the same.
    """
    for part in packing.parts(path):
        sheets = _workbook(part, path.name) if part.workbook else [_text_sheet(part, path.name, layout)]
        for sheet in sheets:
            if sheet.member == layout.member and any(number == layout.header_row for number, _ in sheet.top):
                return table_of(sheet, layout.header_row)
    raise ImportFileError(f"“{path.name}” has changed since it was read.", hint="Choose the file again.")


def unwrapped(cells: list[str], delimiter: str) -> list[str]:
    """Return the cells of a row that stood in one pair of quotes as a whole; others as they are."""
    if len(cells) == 1 and delimiter and delimiter in cells[0]:
        lines = io.StringIO(cells[0], newline="")
        rows = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
        return rows[0] if len(rows) == 1 else cells
    return cells


def _blocks(sheet: Sheet, header_row: int, width: int) -> Iterator[Block]:
    for chunk in sheet.chunks():
        start = 0
        if chunk.numbers and chunk.numbers[0] <= header_row:
            start = sum(number <= header_row for number in chunk.numbers[: TOP + 1])
        block = _regular(chunk.numbers[start:], chunk.rows[start:], width, chunk.done)
        yield block if isinstance(chunk.numbers, range) else _without_swallowed(block, sheet.delimiter, width)


def _without_swallowed(block: Block, delimiter: str, width: int) -> Block:
    """Return a block in which some cells hold line breaks without the rows that a stray quotation mark made."""
    kept: list[tuple[int, list[str]]] = []
    bad: list[BadRow] = []
    for number, cells in zip(block.numbers, block.rows, strict=True):
        lines = quotes.swallowed(number, cells, delimiter, width)
        bad += lines
        if not lines:
            kept.append((number, cells))
    for row in block.bad:
        bad += quotes.swallowed(row.row, row.cells, delimiter, width) or [row]
    return Block([number for number, _ in kept], [cells for _, cells in kept], bad, block.done)


def _check_width(sheet: Sheet) -> None:
    widest = max((sum(map(bool, unwrapped(cells, sheet.delimiter))) for _, cells in sheet.top), default=0)
    if widest > COLUMN_LIMIT:
        raise ImportFileError(
            f"The table has {widest:,} columns; a sales file has a few dozen.",
            hint="Export the sales as rows, one line for each item sold.",
        )


def _regular(numbers: Sequence[int], rows: list[list[str]], width: int, done: float) -> Block:
    if set(map(len, rows)) <= {width}:
        return Block(numbers, rows, [], done)
    kept_numbers: list[int] = []
    kept: list[list[str]] = []
    bad: list[BadRow] = []
    for number, cells in zip(numbers, rows, strict=True):
        if not any(cells):
            continue
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            bad.append(BadRow(number, f"The row has {len(cells)} cells, the table {width} columns.", tuple(cells)))
            continue
        kept_numbers.append(number)
        kept.append(cells[:width] + [""] * (width - len(cells)))
    return Block(kept_numbers, kept, bad, done)


def _workbook(part: packing.Part, name: str) -> list[Sheet]:
    return [
        Sheet(title, "xlsx", "", False, top, chunks) for title, top, chunks in workbooks.sheets(part, name, TOP, CHUNK)
    ]


def _text_sheet(part: packing.Part, name: str, layout: Layout | None = None, *, told: Told = untold) -> Sheet:
    if layout is not None and layout.member == part.name:
        encoding = layout.encoding
    else:
        encoding = _encoding(part, part.name or name, told)
    sample = _sample(part, encoding)
    delimiter, wrapped = _delimiter(sample)

    def chunks() -> Iterator[Chunk]:
        return _csv_chunks(part, encoding, delimiter, wrapped=wrapped)

    first = next(_csv_chunks(part, encoding, delimiter, wrapped=wrapped, size=TOP), Chunk([], [], 1.0))
    top = tuple(zip(first.numbers, first.rows, strict=True))
    return Sheet(part.name, encoding, delimiter, wrapped, top, chunks)


def _encoding(part: packing.Part, name: str, told: Told) -> str:
    """Decide how the text is encoded; the whole file is looked at, for one name in it may tell."""
    stream, _ = packing.stream(part)
    with stream:
        head = stream.read(SAMPLE)
        if not head.strip():
            raise ImportFileError(f"“{name}” is empty.", hint="Export it again; the download was probably interrupted.")
        packing.refuse_other(head[: packing.HEAD], name)
        for bom, encoding in _BOMS:
            if head.startswith(bom):
                return encoding
        if b"\0" in head and (wide := _wide(head, name)):
            return wide
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            piece = head
            while piece:
                told(0.0)
                decoder.decode(piece)
                piece = stream.read(packing.BUFFER)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _eight_bits(part, head, told)
    return "utf-8"


def _wide(head: bytes, name: str) -> str:
    """Tell UTF-16 without a mark by where its zero bytes stand; "" for a few strays in a table of single bytes."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) >= len(head) // 5 and min(even, odd) <= max(even, odd) // 5:
        return "utf-16-le" if odd > even else "utf-16-be"
    if even + odd < len(head) * STRAYS and _CONTROLS.isdisjoint(head):
        return ""
    raise ImportFileError(f"“{name}” is not a table.", hint=packing.CSV_HINT)


def _eight_bits(part: packing.Part, head: bytes, told: Told) -> str:
    """Choose among the code pages; lines that end in CR alone come from an old Mac."""
    good = bad = 0
    stream, _ = packing.stream(part)
    with io.TextIOWrapper(stream, "utf-8", errors="replace") as text:
        while piece := text.read(packing.BUFFER):
            told(0.0)
            replaced = piece.count("\ufffd")
            bad += replaced
            good += sum(letter > "\x7f" for letter in piece) - replaced if not piece.isascii() else 0
    if bad < good * REPLACED:
        return "utf-8:replace"
    if b"\r" in head and b"\n" not in head:
        return "mac_roman"
    undefined = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
    return "latin-1" if any(byte in undefined for byte in head) else "cp1252"


def text_stream(part: packing.Part, encoding: str) -> tuple[io.TextIOWrapper, packing.Guarded]:
    """Return a part as text, its line ends untouched, and what tells how far it is read."""
    name, _, errors = encoding.partition(":")
    stream, raw = packing.stream(part, without_nul=not name.startswith(WIDE))
    return io.TextIOWrapper(stream, name, errors=errors or "replace", newline=""), raw


def _sample(part: packing.Part, encoding: str) -> str:
    text, _ = text_stream(part, encoding)
    with text:
        return text.read(SAMPLE).replace("\0", "")


def _delimiter(sample: str) -> tuple[str, bool]:
    """Return the delimiter, and whether the rows below the first stand in one pair of quotes each."""
    lines = sample.splitlines()[: TOP + 1]
    lines = lines[:-1] if len(lines) > 1 and len(sample) >= SAMPLE else lines
    best = (0.0, ",", False)
    for delimiter in DELIMITERS:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True) if row]
        alone = [len(row) == 1 and delimiter in row[0] for row in rows]
        wrapped = sum(alone) * 2 > len(rows)
        widths = Counter(len(unwrapped(row, delimiter)) for row in rows)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
        score = count / len(rows) + width / 10_000 if width > 1 else 0.0
        best = max(best, (score, delimiter, wrapped), key=lambda found: found[0])
    return best[1], best[2]


def _csv_chunks(
    part: packing.Part, encoding: str, delimiter: str, *, wrapped: bool, size: int = CHUNK
) -> Iterator[Chunk]:
    text, raw = text_stream(part, encoding)
    with text:
        lines = (line.replace("\0", "") for line in text) if encoding.startswith(WIDE) else text
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        while True:
            before = reader.line_num
            try:
                rows = list(islice(reader, size))
            except csv.Error as error:
                again, _ = text_stream(part, encoding)
                with again:
                    raise quotes.refusal(again, delimiter) from error
            if not rows:
                return
            numbers = _numbers(before, reader.line_num, rows)
            if wrapped:
                rows = [unwrapped(row, delimiter) for row in rows]
            done = min(raw.place() / part.size, 1.0) if part.size else 1.0
            yield Chunk(numbers, rows, done)


def _numbers(before: int, after: int, rows: list[list[str]]) -> Sequence[int]:
    """Return the line in which each row begins; cells may hold line breaks."""
    if after - before == len(rows):
        return range(before + 1, after + 1)
    numbers = []
    for cells in rows:
        numbers.append(before + 1)
        before += 1 + sum(len(quotes.lines_of(cell)) - 1 for cell in cells if "\n" in cell or "\r" in cell)
    return numbers
