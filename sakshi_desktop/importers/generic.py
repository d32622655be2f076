"""Any table of sales: rows become orders and lines as a mapping tells."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import add, itemgetter

from sakshi_desktop.core.letters import fold
from sakshi_desktop.core.vocabulary import OrderStatus, PaymentMethod
from sakshi_desktop.importers.amounts import LINE_FIELDS, UNDECIDED, Amounts, Line, turned
from sakshi_desktop.importers.cells import NO_AMOUNTS, Buyers, Head, Heads, Key, Places
from sakshi_desktop.importers.dates import HOUR
from sakshi_desktop.importers.documents import CANCELLED_LINES, Documents, read_blocks
from sakshi_desktop.importers.order_keys import OrderKeys, refund_of
from sakshi_desktop.importers.reading import Block, Table
from sakshi_desktop.importers.types import Batch, Grouping, Recognition, SaleHeader, SaleKind, SaleLine
from sakshi_desktop.importers.values import Spellings, UnreadableError, text_hash

# The content of an order is the sum of hashes of what its rows say; factors spread date and time over the 48 bits.
BITS = (1 << 48) - 1
DAY_FACTOR = 0x9E3779B97F4B
SECOND_FACTOR = 0xC2B2AE3D27D5
KIND_FACTOR = 0x165667B19E37
SETTLED_BY = "Write refunds_positive = true in a mapping if such rows came back."
SETTLED = frozenset([OrderStatus.CANCELLED, OrderStatus.REFUNDED])
LEFT_OUT = -1
DAY = 24 * HOUR
LONGEST_VISIT = 6 * HOUR
"""Seconds between the rows of one order that runs past midnight."""
_net = itemgetter(Line._fields.index("net_paise"))
_quantity = itemgetter(Line._fields.index("quantity_milli"))
_new_line = partial(tuple.__new__, SaleLine)  # the plain constructors take four times as long
_new_header = partial(tuple.__new__, SaleHeader)
LINE_LIMIT = 60_000
"""Combinations of item, quantity and price that are remembered."""
RECENT = 4096
"""Orders whose key cells are remembered; others are found again by their key."""


def read(table: Table, recognition: Recognition) -> Iterator[Batch]:
    """Yield the orders, lines and bad rows of a table, some 10,000 rows at a time."""
    documents = Documents(table.columns, recognition.mapping.columns)
    rows = Rows(recognition, documents)
    return read_blocks(table, documents, rows.take)


class Rows:
    """Turns the rows of one table into orders and lines; equal cells are worked out once."""

    def __init__(self, recognition: Recognition, documents: Documents) -> None:
        self._mapping = recognition.mapping
        self._documents = documents
        self._header_only = recognition.header_only
        self._both_signs = recognition.both_signs
        self._places = Places(recognition, LINE_FIELDS)
        currencies = frozenset([recognition.sign or self._mapping.currency, self._mapping.currency])
        self._amounts = Amounts(self._mapping, self._places.fields, Spellings(), currencies)
        self._keys = OrderKeys(recognition)
        self._heads = Heads(recognition)
        self._buyers = Buyers(recognition)
        self._lines = Lines(self._amounts)
        self._alone = recognition.header_only or self._mapping.grouping is Grouping.ROW
        self._ordinals: dict[tuple[str, ...], int] = {}
        self._special: dict[int, int] = {LEFT_OUT: LEFT_OUT}  # a refund to itself, a refunded order to its refund
        self._sold: dict[int, int] = {}  # what stands for a refunded line of an order, to that order
        self._cancelled: set[int] = set()
        self._turned: set[int] = set()  # refunds in which a positive amount takes a refund back
        self._placed = array("q")  # of each order: seconds since 1970 on the wall clock
        self._times: dict[int, int] = {}  # how often each content was met, where rows have no numbers

    def take(self, block: Block) -> None:
        """Turn one block of rows into orders and lines; blocks with anything unusual in them go row by row."""
        if self._alone or not self._take_smooth(block):
            documents = self._documents
            for row, cells in zip(block.numbers, block.rows, strict=True):
                try:
                    self._take_row(row, cells)
                except UnreadableError as error:
                    documents.refuse(row, cells, str(error))

    def _take_smooth(self, block: Block) -> bool:
        """Take a block of plain sales as a whole; False where a row needs to be looked at by itself.

        Orders that were opened before that showed stay: their rows find them again.
        """
        try:
            lines = list(map(self._lines.__getitem__, map(self._places.pick, block.rows)))
            if min(map(_net, lines), default=0) < 0 or min(map(_quantity, lines), default=0) < 0:
                return False
            ordinals = self._ordinals_of(block)
        except UnreadableError:
            return False
        if not self._special.keys().isdisjoint(ordinals):
            return False
        heads = zip(ordinals, block.numbers, strict=True)
        self._documents.lines.extend(map(_new_line, map(add, heads, lines)))
        return True

    def _ordinals_of(self, block: Block) -> list[int]:
        """Return the order of each row of a block."""
        ordinals: list[int] = []
        recent, append, last, ordinal = self._ordinals, ordinals.append, None, 0
        for key, row, cells in zip(map(self._keys.places.pick, block.rows), block.numbers, block.rows, strict=True):
            if key != last:
                last, found = key, recent.get(key)
                ordinal = self._ordinal(row, cells, key) if found is None else found
            append(ordinal)
        return ordinals

    def _take_row(self, row: int, cells: Sequence[str]) -> None:
        line = self._lines[self._places.pick(cells)]
        texts = self._keys.places.pick(cells)
        if line.quantity_milli < 0 < line.net_paise:
            line = self._agreed(cells, texts, line)
        if self._alone:
            self._take_alone(row, cells, texts, line)
            return
        if line.net_paise < 0 and self._take_return(row, cells, texts, line):
            return
        found = self._ordinals.get(texts)
        ordinal = self._ordinal(row, cells, texts) if found is None else found
        if line.net_paise < 0 or ordinal in self._special:
            self._take_unusual(row, cells, line, ordinal)
        else:
            self._documents.lines.append(SaleLine(ordinal, row, *line))

    def _agreed(self, cells: Sequence[str], texts: tuple[str, ...], line: Line) -> Line:
        """Return a line that came back by its quantity and was sold by its amount, as whatever settles it says."""
        if self._keys(texts).kind is not SaleKind.ORDER or self._heads(cells).status in SETTLED:
            return line
        if self._mapping.refunds_positive:
            return turned(line)._replace(quantity_milli=line.quantity_milli)
        raise UnreadableError(f"{UNDECIDED} {SETTLED_BY}")

    def _take_return(self, row: int, cells: Sequence[str], texts: tuple[str, ...], line: Line) -> bool:
        """Take what came back on another day, or before anything was sold under its number: that is no order of 0."""
        key, status = self._keys(texts), self._heads(cells).status
        if key.kind is not SaleKind.ORDER or status is OrderStatus.CANCELLED:
            return False
        met = self._documents.find(key.location, key.series, key.external_id)
        if met is not None and not self._is_later_visit(met, key):
            return False
        if met is None and line.quantity_milli >= 0 and status is not OrderStatus.REFUNDED:
            return False
        self._documents.lines.append(SaleLine(self._companion(row, cells), row, *turned(line)))
        return True

    def _ordinal(self, row: int, cells: Sequence[str], texts: tuple[str, ...]) -> int:
        """Return the order of a row whose key cells were not met lately: a known one, or a new one."""
        key = self._keys(texts)
        head = self._heads(cells)
        ordinal = self._documents.find(key.location, key.series, key.external_id)
        if ordinal is None:
            ordinal = self._open(row, cells, key, head)
        elif head.status is OrderStatus.REFUNDED and ordinal not in self._special and ordinal not in self._cancelled:
            ordinal = self._back_later(row, cells, key, ordinal)
        else:
            ordinal = self._again(ordinal, key, head.status)
        if len(self._ordinals) >= RECENT:
            self._ordinals.clear()
        self._ordinals[texts] = ordinal
        return ordinal

    def _is_later_visit(self, ordinal: int, key: Key) -> bool:
        """Tell whether a row stands on another day than its order; one order may run past midnight."""
        apart = abs(key.day * DAY + (key.second or 0) - self._placed[ordinal])
        return key.day != self._placed[ordinal] // DAY and (key.second is None or apart > LONGEST_VISIT)

    def _again(self, ordinal: int, key: Key, status: OrderStatus) -> int:
        """Return the known order, or LEFT_OUT for a line of it that was cancelled."""
        if self._is_later_visit(ordinal, key):
            raise UnreadableError(
                f"The number {key.external_id} was met before on another day; the numbers seem to start again. "
                'Write series = "financial_year" (or "year", "day") in a mapping to tell them apart.'
            )
        gone = status is OrderStatus.CANCELLED
        if gone == (ordinal in self._cancelled):
            return ordinal
        if gone:
            return LEFT_OUT
        raise UnreadableError(f"The order {key.external_id} is cancelled in an earlier row, this line of it is not.")

    def _back_later(self, row: int, cells: Sequence[str], key: Key, ordinal: int) -> int:
        """Return what takes a refunded row of an order that stands: its refund, or both where it was a line of it."""
        refund = self._companion(row, cells)
        if key.day * DAY + (key.second or 0) != self._placed[ordinal]:
            return refund
        stand_in = LEFT_OUT - 1 - len(self._sold)
        self._sold[stand_in], self._special[stand_in] = ordinal, refund
        return stand_in

    def _open(self, row: int, cells: Sequence[str], key: Key, head: Head) -> int:
        """Take a new order or refund whose lines follow."""
        self._placed.append(key.day * DAY + (key.second or 0))
        ordinal = self._documents.add_ready(self._header(row, cells, key, head))
        status = head.status
        if key.kind is not SaleKind.ORDER:
            self._special[ordinal] = ordinal
            if self._is_signed(key):
                self._turned.add(ordinal)
        elif status is OrderStatus.CANCELLED:
            self._cancelled.add(ordinal)
        elif status is OrderStatus.REFUNDED:
            self._special[ordinal] = self._open(row, cells, refund_of(key), head)
        return ordinal

    def _header(self, row: int, cells: Sequence[str], key: Key, head: Head, line: Line | None = None) -> SaleHeader:
        """Return the header of an order; of one that is a single row with the amounts of that row."""
        kind, location, series, external_id, refunded, day, second, zone = key
        person, who = self._buyers(cells)
        tail = head.tail if line is None and kind is SaleKind.ORDER else self._tail(key, head, line)
        moment = day * DAY_FACTOR + (0 if second is None else second + 1) * SECOND_FACTOR
        content = (
            head.content + who + moment + KIND_FACTOR * (kind is not SaleKind.ORDER) + (line.content if line else 0)
        )
        front = (self._documents.count, row, kind, location, series, external_id, refunded)
        part = head.day_part if second is None else None
        return _new_header((*front, head.status, head.channel, day, second, zone, part, person, *tail, content & BITS))

    def _tail(self, key: Key, head: Head, line: Line | None) -> tuple[object, ...]:
        amounts: tuple[int | None, ...] = NO_AMOUNTS
        payments: tuple[tuple[PaymentMethod, int], ...] = ()
        if line is not None:
            if head.payment and key.kind is SaleKind.ORDER:
                payments = ((head.payment, line.net_paise + line.tax_paise + sum(head.charges)),)
            if self._header_only:
                amounts = (line.net_paise, line.gross_paise, line.discount_paise, line.tax_paise, line.cost_paise)
        return head.tail_with(amounts, payments)

    def _take_unusual(self, row: int, cells: Sequence[str], line: Line, ordinal: int) -> None:
        """Take a line of a refund, of a refunded or cancelled order, or one that came back within an order."""
        documents = self._documents
        target = self._special.get(ordinal)
        if target == LEFT_OUT:
            documents.skipped[CANCELLED_LINES] += 1
        elif target == ordinal:
            documents.lines.append(SaleLine(ordinal, row, *_lowering(line, signed=ordinal in self._turned)))
        elif target is not None and line.net_paise < 0 and (line.quantity_milli < 0 or ordinal in self._sold):
            documents.lines.append(SaleLine(target, row, *turned(line)))
        elif target is not None:
            documents.lines.append(SaleLine(self._sold.get(ordinal, ordinal), row, *line))
            documents.lines.append(SaleLine(target, row, *_unsigned(line)))
        elif line.quantity_milli < 0:
            documents.lines.append(SaleLine(self._companion(row, cells), row, *turned(line)))
        else:
            documents.lines.append(SaleLine(ordinal, row, *line))

    def _companion(self, row: int, cells: Sequence[str]) -> int:
        """Return the refund that belongs to the order of a row."""
        refund = refund_of(self._keys(self._keys.places.pick(cells)))
        known = self._documents.find(refund.location, refund.series, refund.external_id)
        return self._open(row, cells, refund, self._heads(cells)) if known is None else known

    def _is_signed(self, key: Key) -> bool:
        """Tell whether a positive amount takes a refund back: in credit notes, or where the file has both signs."""
        if self._mapping.refunds_positive is not None:
            return not self._mapping.refunds_positive
        credit_note = bool(key.external_id) and key.refund_of is None
        return self._both_signs or credit_note or key.kind is SaleKind.ADJUSTMENT

    def _take_alone(self, row: int, cells: Sequence[str], texts: tuple[str, ...], line: Line) -> None:
        """Take a row that is an order or refund for itself."""
        key, head = self._keys(texts), self._heads(cells)
        numbered = bool(key.external_id)
        if key.kind is not SaleKind.ORDER:
            line = _lowering(line, signed=self._is_signed(key))
        elif line.net_paise < 0:
            line, key = turned(line), refund_of(key) if numbered else key._replace(kind=SaleKind.REFUND)
        if not numbered:
            key = key._replace(external_id=self._content_key(cells, key, head, line))
        if not self._add_alone(row, cells, key, head, line):
            return
        if head.status is OrderStatus.REFUNDED and key.kind is SaleKind.ORDER:
            self._add_alone(row, cells, refund_of(key), head, _unsigned(line))

    def _content_key(self, cells: Sequence[str], key: Key, head: Head, line: Line) -> str:
        """Return a number for a row that has none: its content, and how often it was met before."""
        who = self._buyers(cells)[1]
        place = None if key.location is None else fold(key.location)
        content = text_hash(f"{key.kind}|{place}|{key.day}|{key.second}|{head.content}|{who}|{line.content}")
        times = self._times[content] = self._times.get(content, 0) + 1
        return f"{content:012x}#{times}"

    def _add_alone(self, row: int, cells: Sequence[str], key: Key, head: Head, line: Line) -> bool:
        """Take an order or refund that is one row; False for one that stands in the file twice, word for word."""
        header = self._header(row, cells, key, head, line)
        if self._header_only and self._mapping.grouping is not Grouping.ROW:
            return self._documents.add_whole(self._another(header) if key.refund_of else header) is not None
        ordinal = self._documents.add_ready(header, findable=False)
        if not self._header_only:
            self._documents.lines.append(_new_line((ordinal, row, *line)))
        return True

    def _another(self, header: SaleHeader) -> SaleHeader:
        """Return a refund with a number of its own where another one of the same order stands on the same day."""
        documents, times, number = self._documents, 1, header.external_id
        while (met := documents.find(header.location, header.series, header.external_id)) is not None:
            if documents.contents[met] == header.content:
                break
            times += 1
            header = header._replace(external_id=f"{number}#{times}")
        return header


class Lines(dict[tuple[str, ...], Line]):
    """Remembers the line of each combination of cells."""

    def __init__(self, amounts: Amounts) -> None:
        super().__init__()
        self._amounts = amounts

    def __missing__(self, texts: tuple[str, ...]) -> Line:
        """Work out a line that was not met before."""
        line = self._amounts.line(texts)
        if len(self) >= LINE_LIMIT:
            self.clear()
        self[texts] = line
        return line


def _lowering(line: Line, *, signed: bool) -> Line:
    """Return a line of a refund with positive amounts that lower sales, whatever its sign in the file.

    Args:
        signed: a positive amount takes a refund back.
    """
    back = line.net_paise < 0 or (line.net_paise == 0 and line.quantity_milli < 0)
    return turned(line) if signed or back else _unsigned(line)


def _unsigned(line: Line) -> Line:
    return line._replace(quantity_milli=abs(line.quantity_milli))


@dataclass(frozen=True, slots=True)
class AnyTable:
    """The format of tables that no known system wrote; read by a mapping."""

    key: str = "generic"
    title: str = "Table of sales"

    def score(self, columns: Sequence[str]) -> float:
        """Return a little for any table with two columns: every known format comes first."""
        return 0.1 if sum(map(bool, columns)) > 1 else 0.0

    def read(self, table: Table, recognition: Recognition) -> Iterator[Batch]:
        """Yield what is in a table, some 10,000 rows at a time."""
        return read(table, recognition)
