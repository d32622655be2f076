"""What the importers hand out: orders, lines, bad rows, and what was recognised in a file."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sakshi_desktop.core.vocabulary import Channel, DayPart, IssueFlag, OrderStatus, PaymentMethod

UNNAMED_ITEM = "Unnamed item"
"""The name of what was sold where the file does not tell it."""


class SaleKind(StrEnum):
    """What a document of the file is; refunds and adjustments are positive where they lower sales."""

    ORDER = "order"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


class Person(NamedTuple):
    """Who bought, as the file tells it; placeholders such as 0000000000 or Abc are dropped.

    Attributes:
        phone: E.164, only if it is valid in India or carries its country code.
    """

    external_id: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None


class SaleHeader(NamedTuple):
    """An order, refund or adjustment, yielded once, where the file first names it; lines refer to its ordinal.

    Attributes:
        ordinal: 0, 1, 2... in the file.
        row: 1-based line number in the file or sheet.
        location: its name as in the file, whitespace normalised; None is the caller's location.
        series: part of the key where numbers restart: a financial year (2025-26), a year or a day; else "".
        external_id: unique within (source, location, series).
        refund_of: the external_id of the refunded order, as far as the file tells; such an order need not exist.
        date: days since 1970-01-01 on the wall clock of the location (or of ``zone``).
        second: second of the day; None where the file has no time.
        zone: IANA zone, where the file says so.
        day_part: only where the file names it and has no time.
        net_paise: net sales where the file has them for the whole order; None is the sum of its lines.
            Of a refund: positive lowers sales; negative takes an earlier credit note back.
        gross_paise: like the other amounts, 0 where unknown or to be summed from the lines.
        cost_paise: cost of the goods, where the file has it for the whole order.
        ready_minutes: minutes the kitchen took.
        content: 48-bit hash of what the file says of the order itself, without key and lines.
    """

    ordinal: int
    row: int
    kind: SaleKind
    location: str | None
    series: str
    external_id: str
    refund_of: str | None
    status: OrderStatus
    channel: Channel
    date: int
    second: int | None
    zone: str | None = None
    day_part: DayPart | None = None
    person: Person | None = None
    staff: str | None = None
    net_paise: int | None = None
    gross_paise: int = 0
    discount_paise: int = 0
    tax_paise: int = 0
    tip_paise: int = 0
    delivery_paise: int = 0
    packing_paise: int = 0
    service_paise: int = 0
    round_off_paise: int = 0
    cost_paise: int | None = None
    payments: tuple[tuple[PaymentMethod, int], ...] = ()
    rating: int | None = None
    comment: str | None = None
    issues: tuple[IssueFlag, ...] = ()
    reason: str | None = None
    ready_minutes: int | None = None
    content: int = 0


class SaleLine(NamedTuple):
    """What was sold or came back.

    Attributes:
        quantity_milli: thousandths; never negative on refunds.
        net_paise: of a refund: positive lowers sales.
        content: 48-bit hash of the line; the sum over an order's lines tells its content whatever their order.
    """

    ordinal: int
    row: int
    item: str
    category: str | None
    sku: str | None
    variant: str | None
    quantity_milli: int
    unit_price_paise: int
    gross_paise: int
    discount_paise: int
    net_paise: int
    tax_paise: int
    cost_paise: int | None
    content: int


class BadRow(NamedTuple):
    """A row that cannot be imported, with the reason as a sentence and its cells as they stand."""

    row: int
    reason: str
    cells: tuple[str, ...]


class Batch(NamedTuple):
    """What some 10,000 rows of the file gave.

    Attributes:
        done: share of the file read so far, 0-1.
        skipped: rows left out on purpose in this batch (summary rows, voids), by reason.
    """

    headers: list[SaleHeader]
    lines: list[SaleLine]
    bad: list[BadRow]
    done: float
    skipped: dict[str, int]


class Field(StrEnum):
    """What a column of a sales file can mean; the words are those of a saved mapping."""

    ORDER_ID = "order_id"
    DATE = "date"
    TIME = "time"
    LOCATION = "location"
    ITEM = "item"
    CATEGORY = "category"
    SKU = "sku"
    VARIANT = "variant"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    AMOUNT = "amount"
    GROSS = "gross"
    TOTAL = "total"
    DISCOUNT = "discount"
    TAX = "tax"
    COST = "cost"
    KIND = "kind"
    STATUS = "status"
    CHANNEL = "channel"
    PAYMENT = "payment"
    DAY_PART = "day_part"
    CUSTOMER_ID = "customer_id"
    CUSTOMER_NAME = "customer_name"
    PHONE = "phone"
    EMAIL = "email"
    STAFF = "staff"
    TIP = "tip"
    DELIVERY = "delivery"
    PACKING = "packing"
    SERVICE = "service"
    ROUND_OFF = "round_off"
    RATING = "rating"
    COMMENT = "comment"
    REASON = "reason"
    CURRENCY = "currency"


class Grouping(StrEnum):
    """Which rows of a file make one order."""

    ID = "id"  # rows with the same order number
    MOMENT = "moment"  # rows of one location with the same date and second
    ROW = "row"  # each row for itself; its key is its content


class Series(StrEnum):
    """How often order numbers start again."""

    NEVER = ""
    DAY = "day"
    YEAR = "year"
    FINANCIAL_YEAR = "financial_year"


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of a file become orders and lines; saved as TOML, loaded and edited.

    Attributes:
        columns: our field to the name of its column.
        constants: our field to a word that holds for every row, e.g. location or channel.
        date_order: "dmy", "mdy" or "ymd", "" is decided on the dates; those that begin with the year are read as such.
        decimal: the decimal mark of amounts and quantities, "." or ",".
        currency: ISO code; None where the file does not say.
        refund_prefix: order numbers that begin with it are credit notes.
        adjustment_prefix: order numbers that begin with it correct the books.
        refunds_positive: True: a refund lowers sales whatever its sign; False: only a negative one does, a positive
            one takes a refund back; None: like True, unless the refunds of the file have both signs.
        source: the account that numbers the orders; None: a fingerprint of the columns that make the sales.
    """

    columns: dict[Field, str] = field(default_factory=dict)
    constants: dict[Field, str] = field(default_factory=dict)
    grouping: Grouping = Grouping.ID
    series: Series = Series.NEVER
    date_order: str = ""
    decimal: str = "."
    currency: str | None = None
    refund_prefix: str = ""
    adjustment_prefix: str = ""
    refunds_positive: bool | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a file the table stands, so that it can be opened again.

    Attributes:
        member: name of the file inside a zip, or of the sheet of a workbook; "" where there is but one.
        encoding: as Python names it; "xlsx" for a workbook.
        header_row: 1-based line of the column names.
        wrapped: every row stands in one pair of quotes.
    """

    member: str
    encoding: str
    delimiter: str
    header_row: int
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognised in a file: shown before the import, and enough to read it.

    Attributes:
        format: key of FORMATS.
        source: the account that numbers the orders; the vendor for exports of a POS.
        date_order_reason: a sentence: what decided the order of day and month.
        currency: ISO code; None where the file does not say.
        header_only: the file has orders without their lines.
        first_rows: the first 8 rows as text.
        notes: sentences for the preview.
        preamble: the rows above the column names.
        rows: rows below the column names, blank ones left out.
        first_day: earliest readable date of the file, days since 1970-01-01; None where there is none.
        latest_day: the last date that is accepted.
        both_signs: some refunds stand as negative amounts, and some as positive ones, which take a refund back.
        sign: the currency whose sign stands at most amounts of a table of no known system; None where none does.
        is_order_certain: False where both orders of day and month fit and nothing spoke for either.
        is_mapped: a person's mapping reads the file; nothing was guessed.
        stamp: the file's size and when it was written, as it was read; None where nobody looked.
    """

    path: Path
    format: str
    title: str
    source: str
    mapping: Mapping
    columns: tuple[str, ...]
    layout: Layout
    date_order: str
    date_order_reason: str
    currency: str | None
    currency_reason: str
    has_location: bool
    header_only: bool
    first_rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    preamble: tuple[tuple[str, ...], ...]
    rows: int
    first_day: int | None
    last_day: int | None
    latest_day: int
    both_signs: bool = False
    sign: str | None = None
    is_order_certain: bool = True
    is_mapped: bool = False
    stamp: tuple[int, int] | None = field(default=None, compare=False)

    @property
    def encoding(self) -> str:
        """Return the encoding of the table."""
        return self.layout.encoding

    @property
    def delimiter(self) -> str:
        """Return the character between two cells."""
        return self.layout.delimiter

    @property
    def header_row(self) -> int:
        """Return the 1-based line of the column names."""
        return self.layout.header_row
