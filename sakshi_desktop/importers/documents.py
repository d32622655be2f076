"""The orders and refunds met so far in a file, and the batch that is being filled."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from sakshi_desktop.core.letters import fold
from sakshi_desktop.importers.columns import Columns
from sakshi_desktop.importers.reading import Block, Table
from sakshi_desktop.importers.types import BadRow, Batch, Field, SaleHeader, SaleLine
from sakshi_desktop.importers.values import UnreadableError, content_hash

BATCH_ROWS = 10_000
TOTALS = frozenset(("total", "totals", "grand total", "sub total", "subtotal"))
SUMMARY_WORDS = TOTALS | {"min", "max", "avg", "min.", "max.", "avg.", "average", "sum", "count"}
TOTAL_LETTERS = frozenset("TtGgSs \t")
SUMMARY_ROWS = "summary rows such as totals"
REPEATED_NAMES = "column names repeated between the rows"
CANCELLED_LINES = "cancelled lines of orders that stand"
REPEATED_ORDERS = "orders that stand in the file twice, word for word"

Take = Callable[[int, Sequence[str]], None]


class Documents:
    """Numbers orders and refunds as they are met, and gathers them until a batch is taken.

    Attributes:
        known: for each (location, series): key of an order to its ordinal.
        count: orders and refunds met so far.
        contents: content of each order of a file that has one row for each.
        member: the sheet, or the file of a zip, that is being read, where several are read as one table.
    """

    def __init__(self, columns: Sequence[str], meaning: Mapping[Field, str]) -> None:
        self.known: defaultdict[tuple[str | None, str], dict[str, int]] = defaultdict(dict)
        self.count = 0
        self._places: dict[str, str] = {}
        self.headers: list[SaleHeader] = []
        self.lines: list[SaleLine] = []
        self.bad: list[BadRow] = []
        self.skipped: Counter[str] = Counter()
        self.contents = array("Q")
        self.member = ""
        self._columns = [fold(name) for name in columns]
        found = Columns(columns)
        self._number = found.find(meaning.get(Field.ORDER_ID, ""))
        self._date = found.find(meaning.get(Field.DATE, ""))

    def find(self, location: str | None, series: str, external_id: str) -> int | None:
        """Return the ordinal of an order that was met before; None for a new one."""
        return self.known[self._place(location), series].get(external_id)

    def _place(self, location: str | None) -> str | None:
        """Return a location as it is compared: one spelled in two cases is one."""
        if location is None:
            return None
        folded = self._places.get(location)
        if folded is None:
            folded = self._places[location] = fold(location)
        return folded

    def add(self, header: SaleHeader) -> int:
        """Number a new order or refund, work out its content hash, and return its ordinal."""
        return self.add_ready(finished(header)._replace(ordinal=self.count))

    def add_ready(self, header: SaleHeader, *, findable: bool = True) -> int:
        """Take an order or refund that has its ordinal (``count``) and its content hash, and return the ordinal.

        Args:
            findable: False where nothing else in the file can refer to it.
        """
        ordinal = self.count
        if findable:
            self.known[self._place(header.location), header.series][header.external_id] = ordinal
        self.headers.append(header)
        self.count = ordinal + 1
        return ordinal

    def add_whole(self, header: SaleHeader) -> int | None:
        """Take an order of a file that has one row for each of them all; None for a word-for-word repetition.

        Raises:
            UnreadableError: another row has the same number and says something else.
        """
        header = header if header.content else finished(header)
        met = self.find(header.location, header.series, header.external_id)
        if met is None:
            self.contents.append(header.content)
            return self.add_ready(header._replace(ordinal=self.count))
        if header.content != self.contents[met]:
            raise UnreadableError(f"The number {header.external_id} stands in the file twice, with different contents.")
        self.skipped[REPEATED_ORDERS] += 1
        return None

    def add_line(self, ordinal: int, row: int, line: SaleLine) -> None:
        """Take a line of an order; ``line`` is finished, its ordinal and row are replaced."""
        self.lines.append(tuple.__new__(SaleLine, (ordinal, row, *line[2:])))

    def refuse(self, row: int, cells: Sequence[str], reason: str) -> None:
        """Keep a row that cannot be taken, unless it is blank, a summary, or the column names again."""
        said = [fold(cell) for cell in cells if cell.strip()]
        if not said:
            return
        if said == [name for name in self._columns if name]:
            self.skipped[REPEATED_NAMES] += 1
        elif said[0] in SUMMARY_WORDS and self._is_summary(cells, said[0]):
            self.skipped[SUMMARY_ROWS] += 1
        else:
            self.take_bad(BadRow(row, reason, tuple(cells)))

    def take_bad(self, bad: BadRow) -> None:
        """Keep a row that cannot be taken; of several tables read as one it tells in which it stands."""
        self.bad.append(bad._replace(reason=f"In “{self.member}”: {bad.reason}") if self.member else bad)

    def without_totals(self, block: Block) -> Block:
        """Return a block without its rows of totals; one with a date is no order either."""
        totals = {place for place, cells in enumerate(block.rows) if self._is_total(cells)}
        if not totals:
            return block
        self.skipped[SUMMARY_ROWS] += len(totals)
        kept = [place for place in range(len(block.rows)) if place not in totals]
        return block._replace(
            numbers=[block.numbers[place] for place in kept], rows=[block.rows[place] for place in kept]
        )

    def _is_total(self, cells: Sequence[str]) -> bool:
        first = cells[0].strip() or next(filter(str.strip, cells), "")
        return first[:1] in TOTAL_LETTERS and fold(first) in TOTALS and self._is_summary(cells, fold(first))

    def _is_summary(self, cells: Sequence[str], word: str) -> bool:
        """Tell whether a row that begins with a word of summaries is one: it has no number of an order and no date."""
        first = next(place for place, cell in enumerate(cells) if cell.strip())
        names = [self._number] if word in TOTALS else [self._number, self._date]
        return not any(cells[place].strip() for place in names if place is not None and place != first)

    def batch(self, done: float) -> Batch:
        """Hand out what was gathered since the last batch."""
        ready = Batch(self.headers, self.lines, self.bad, done, dict(self.skipped))
        self.headers, self.lines, self.bad = [], [], []
        self.skipped.clear()
        return ready


def finished(header: SaleHeader) -> SaleHeader:
    """Return a header with the hash of what it says besides its key."""
    bare = header._replace(ordinal=0, row=0, location=None, series="", external_id="", refund_of=None, content=0)
    return header._replace(content=content_hash(bare))


def finished_line(line: SaleLine) -> SaleLine:
    """Return a line with the hash of its content."""
    return line._replace(content=content_hash(line._replace(ordinal=0, row=0, item=fold(line.item), content=0)))


def read_rows(table: Table, documents: Documents, take: Take) -> Iterator[Batch]:
    """Give every row of a table to ``take`` and yield what it gathered, some 10,000 rows at a time.

    A row for which ``take`` raises UnreadableError becomes a bad row.
    """

    def take_block(block: Block) -> None:
        for row, cells in zip(block.numbers, block.rows, strict=True):
            try:
                take(row, cells)
            except UnreadableError as error:
                documents.refuse(row, cells, str(error))

    return read_blocks(table, documents, take_block)


def read_blocks(table: Table, documents: Documents, take: Callable[[Block], None]) -> Iterator[Batch]:
    """Give every block of a table to ``take`` and yield what it gathered, some 10,000 rows at a time."""
    rows, done = 0, 0.0
    for block in table.blocks():
        documents.member = block.member
        for bad in block.bad:
            documents.take_bad(bad)
        take(documents.without_totals(block))
        rows, done = rows + len(block.rows) + len(block.bad), block.done
        if rows >= BATCH_ROWS:
            yield documents.batch(done)
            rows = 0
    if rows or not documents.count:
        yield documents.batch(1.0)
