"""Any table of sales: rows become orders and lines as a mapping tells."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sakshi_desktop.core.vocabulary import OrderStatus
from sakshi_desktop.importers.amounts import LINE_FIELDS, Amounts, Line, turned
from sakshi_desktop.importers.cells import REFUND_TAIL, Head, Heads, Key, Keys, Places
from sakshi_desktop.importers.documents import Documents
from sakshi_desktop.importers.reading import Block, Table
from sakshi_desktop.importers.types import Batch, Grouping, Recognition, SaleHeader, SaleKind, SaleLine
from sakshi_desktop.importers.values import CACHE_LIMIT, Spellings, UnreadableError, content_hash

CANCELLED_LINES = "cancelled lines of orders that stand"
LEFT_OUT = -1


def read(table: Table, recognition: Recognition) -> Iterator[Batch]:
    """Yield the orders, lines and bad rows of a table, some 10,000 rows at a time."""
    documents = Documents(table.columns)
    rows = Rows(recognition, documents)
    for block in table.blocks():
        documents.bad += block.bad
        rows.take(block)
        yield documents.batch(block.done)


class Rows:
    """Turns the rows of one table into orders and lines; equal cells are worked out once."""

    def __init__(self, recognition: Recognition, documents: Documents) -> None:
        self._mapping = recognition.mapping
        self._documents = documents
        self._header_only = recognition.header_only
        self._places = Places(recognition, LINE_FIELDS)
        self._amounts = Amounts(self._mapping, self._places.fields, Spellings())
        self._keys = Keys(recognition)
        self._heads = Heads(recognition)
        self._lines: dict[tuple[str, ...], Line] = {}
        self._ordinals: dict[tuple[str, ...], int] = {}
        self._special: dict[int, int] = {LEFT_OUT: LEFT_OUT}  # a refund to itself, a refunded order to its refund
        self._cancelled: set[int] = set()
        self._days = array("i")
        self._times: Counter[int] = Counter()

    def take(self, block: Block) -> None:
        """Turn one block of rows into orders and lines."""
        documents, lines, ordinals, special = self._documents, self._lines, self._ordinals, self._special
        line_of, key_of, add, new = self._places.pick, self._keys.places.pick, documents.lines.append, tuple.__new__
        alone = self._header_only or self._mapping.grouping is Grouping.ROW
        for row, cells in zip(block.numbers, block.rows, strict=True):
            try:
                texts = line_of(cells)
                line = lines.get(texts) or self._line(texts)
                if alone:
                    self._alone(row, cells, line)
                    continue
                ordinal = ordinals.get(key_of(cells))
                if ordinal is None:
                    ordinal = self._ordinal(row, cells)
                if line.net_paise < 0 or ordinal in special:
                    self._unusual(row, cells, line, ordinal)
                else:
                    add(new(SaleLine, (ordinal, row, *line)))
            except UnreadableError as error:
                documents.refuse(row, cells, str(error))

    def _line(self, texts: tuple[str, ...]) -> Line:
        line = self._amounts.line(texts)
        if len(self._lines) >= CACHE_LIMIT:
            self._lines.clear()
        self._lines[texts] = line
        return line

    def _ordinal(self, row: int, cells: Sequence[str]) -> int:
        """Return the order of a row whose key cells were not met lately: a known one, or a new one."""
        key = self._keys(cells)
        ordinal = self._documents.find(key.location, key.series, key.external_id)
        if ordinal is None:
            ordinal = self._open(row, key, self._heads(cells))
        else:
            ordinal = self._again(ordinal, key, self._heads(cells).status)
        if len(self._ordinals) >= CACHE_LIMIT:
            self._ordinals.clear()
        self._ordinals[self._keys.places.pick(cells)] = ordinal
        return ordinal

    def _again(self, ordinal: int, key: Key, status: OrderStatus) -> int:
        """Return the known order, or LEFT_OUT for a line of it that was cancelled."""
        if abs(key.day - self._days[ordinal]) > 1:
            raise UnreadableError(
                f"The order number {key.external_id} was met before on another day; the numbers seem to start again."
            )
        gone = status is OrderStatus.CANCELLED
        if gone == (ordinal in self._cancelled):
            return ordinal
        if gone:
            return LEFT_OUT
        raise UnreadableError(f"The order {key.external_id} is cancelled in an earlier row, this line of it is not.")

    def _open(self, row: int, key: Key, head: Head) -> int:
        ordinal = self._add(row, key, head)
        if key.kind is not SaleKind.ORDER:
            self._special[ordinal] = ordinal
        elif head.status is OrderStatus.REFUNDED:
            self._special[ordinal] = self._add(row, _refund_of(key), head)
        return ordinal

    def _add(self, row: int, key: Key, head: Head) -> int:
        """Take a new order or refund whose lines follow."""
        self._days.append(key.day)
        if head.status is OrderStatus.CANCELLED:
            self._cancelled.add(self._documents.count)
        return self._documents.add_ready(self._header(row, key, head))

    def _header(self, row: int, key: Key, head: Head, line: Line | None = None) -> SaleHeader:
        """Return the header of an order; of one that is a single row with the amounts of that row."""
        paid = line.net_paise + line.tax_paise + sum(head.charges) if line else 0
        whole = line if line and self._header_only else None
        tip, delivery, packing, service, round_off = head.charges
        return SaleHeader(
            ordinal=self._documents.count,
            row=row,
            kind=key.kind,
            location=key.location,
            series=key.series,
            external_id=key.external_id,
            refund_of=key.refund_of,
            status=head.status,
            channel=head.channel,
            date=key.day,
            second=key.second,
            zone=key.zone,
            day_part=head.day_part if key.second is None else None,
            person=head.person,
            staff=head.staff,
            net_paise=whole.net_paise if whole else None,
            gross_paise=whole.gross_paise if whole else 0,
            discount_paise=whole.discount_paise if whole else 0,
            tax_paise=whole.tax_paise if whole else 0,
            tip_paise=tip,
            delivery_paise=delivery,
            packing_paise=packing,
            service_paise=service,
            round_off_paise=round_off,
            cost_paise=whole.cost_paise if whole else None,
            payments=((head.payment, paid),) if head.payment and key.kind is SaleKind.ORDER else (),
            rating=head.rating,
            comment=head.comment,
            reason=head.reason,
            content=content_hash((key.kind, key.day, key.second, head.printed, line)),
        )

    def _unusual(self, row: int, cells: Sequence[str], line: Line, ordinal: int) -> None:
        """Take a line of a refund, of a refunded or cancelled order, or one that came back within an order."""
        documents = self._documents
        target = self._special.get(ordinal)
        if target == LEFT_OUT:
            documents.skipped[CANCELLED_LINES] += 1
        elif target == ordinal:
            documents.lines.append(SaleLine(ordinal, row, *self._back(line)))
        elif target is not None:
            documents.lines.append(SaleLine(ordinal, row, *line))
            documents.lines.append(SaleLine(target, row, *_unsigned(line)))
        elif line.quantity_milli < 0:
            documents.lines.append(SaleLine(self._companion(row, cells), row, *turned(line)))
        else:
            documents.lines.append(SaleLine(ordinal, row, *line))

    def _companion(self, row: int, cells: Sequence[str]) -> int:
        """Return the refund that belongs to the order of a row."""
        refund = _refund_of(self._keys(cells))
        known = self._documents.find(refund.location, refund.series, refund.external_id)
        return self._add(row, refund, self._heads(cells)) if known is None else known

    def _back(self, line: Line) -> Line:
        return _unsigned(line) if self._mapping.refunds_positive else turned(line)

    def _alone(self, row: int, cells: Sequence[str], line: Line) -> None:
        """Take a row that is an order or refund for itself."""
        key, head = self._keys(cells), self._heads(cells)
        numbered = bool(key.external_id)
        if key.kind is not SaleKind.ORDER:
            line = self._back(line)
        elif line.net_paise < 0:
            line, key = turned(line), _refund_of(key) if numbered else key._replace(kind=SaleKind.REFUND)
        if not numbered:
            key = key._replace(external_id=self._content_key(key, head, line))
        if (
            self._add_alone(row, key, head, line, findable=numbered)
            and head.status is OrderStatus.REFUNDED
            and key.kind is SaleKind.ORDER
        ):
            self._add_alone(row, _refund_of(key), head, _unsigned(line), findable=numbered)

    def _content_key(self, key: Key, head: Head, line: Line) -> str:
        """Return a number for a row that has none: its content, and how often it was met before."""
        content = content_hash((key, head.printed, line))
        self._times[content] += 1
        return f"{content:012x}#{self._times[content]}"

    def _add_alone(self, row: int, key: Key, head: Head, line: Line, *, findable: bool) -> bool:
        header = self._header(row, key, head, line)
        if not self._header_only:
            self._documents.lines.append(SaleLine(self._documents.add_ready(header, findable=False), row, *line))
            return True
        if findable:
            return self._documents.add_whole(header) is not None
        self._documents.add_ready(header, findable=False)
        return True


def _refund_of(key: Key) -> Key:
    return key._replace(kind=SaleKind.REFUND, external_id=key.external_id + REFUND_TAIL, refund_of=key.external_id)


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
