"""Orders exported by Shopify: the first row of an order tells its amounts, the rows below only further lines."""

from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Row, whole_amount
from sakshi_desktop.importers.cells import REFUND_TAIL
from sakshi_desktop.importers.documents import REPEATED_ORDERS, Documents, Take, finished_line
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Recognition, SaleHeader, SaleKind, SaleLine
from sakshi_desktop.importers.values import MICRO, UnreadableError, minor_digits, product, text_hash, to_minor

VENDOR = "shopify"
OPEN = frozenset(["pending", "authorized", "expired"])
MILLI = MICRO // 1000


class _Orders:
    """Takes the rows of one file."""

    def __init__(self, recognition: Recognition, documents: Documents) -> None:
        cells = Cells(recognition)
        self._documents = documents
        self._currency = recognition.currency
        self._digits = minor_digits(recognition.currency)
        self._number = cells.order_id("Name")
        self._places: dict[str, str | None] = {}
        self._first: dict[str, tuple[int, int]] = {}  # of each order: its first row as a hash, and its amount
        self._repeated = ""
        self._location = cells.name("Location")
        self._created, self._zone = cells.moment("Created at"), cells.zone("Created at")
        self._cancelled, self._cancelled_at = cells.raw("Cancelled at"), cells.moment("Cancelled at")
        self._paid, self._fulfilled = cells.raw("Financial Status"), cells.raw("Fulfillment Status")
        self._money_code, self._source, self._payment = (
            cells.raw("Currency"),
            cells.raw("Source"),
            cells.raw("Payment Method"),
        )
        self._amounts = [
            cells.money(name) for name in ("Shipping", "Taxes", "Total", "Discount Amount", "Refunded Amount")
        ]
        self._person = cells.person("", "Billing Name|Shipping Name", "Phone|Billing Phone|Shipping Phone", "Email")
        self._staff, self._comment = cells.text("Employee"), cells.text("Notes")
        self._item, self._sku = cells.item("Lineitem name"), cells.text("Lineitem sku")
        self._quantity, self._price = cells.number("Lineitem quantity"), cells.number("Lineitem price")
        self._off, self._subtotal = cells.money("Lineitem discount"), cells.maybe_money("Subtotal")

    def take(self, row: int, texts: Row) -> None:
        """Take one row: an order with its first line, or a further line."""
        number = self._number(texts)
        if self._is_repeated(texts, number):
            return
        line = self._line(row, texts)
        if number not in self._places:
            self._open(row, texts, number)
        ordinal = self._documents.find(self._places[number], "", number)
        if ordinal is None:
            raise UnreadableError(f"The first row of {number} could not be read.")
        if line is not None:
            self._documents.add_line(ordinal, row, finished_line(line))

    def _is_repeated(self, texts: Row, number: str) -> bool:
        """Tell whether a row belongs to an order that stands in the file once more, word for word.

        Raises:
            UnreadableError: it stands there once more, and with another amount.
        """
        subtotal = self._subtotal(texts)
        if subtotal is None:
            return number == self._repeated
        self._repeated = ""
        met = self._first.get(number)
        if met is None:
            return False
        if met == _said(texts, subtotal):
            self._repeated = number
            self._documents.skipped[REPEATED_ORDERS] += 1
        elif met[1] != subtotal:
            self._repeated = number
            raise UnreadableError(f"The number {number} stands in the file twice, with different contents.")
        return bool(self._repeated)

    def _open(self, row: int, texts: Row, number: str) -> None:
        subtotal = self._subtotal(texts)
        if subtotal is None:
            raise UnreadableError(f"The first row of {number} is missing or could not be read.")
        said = _said(texts, subtotal)
        code = self._money_code(texts).strip().upper()
        if code and self._currency and code != self._currency:
            raise UnreadableError(f"This order is in {code}, the file in {self._currency}.")
        status = self._status(texts)
        subtotal = whole_amount(subtotal, gone=status is OrderStatus.CANCELLED)
        shipping, taxes, total, discount, refunded = (amount(texts) for amount in self._amounts)
        net = subtotal - taxes if taxes and total == subtotal + shipping else subtotal  # prices that include their tax
        day, second = self._created(texts)
        header = SaleHeader(
            *(0, row, SaleKind.ORDER, self._location(texts), "", number, None, status),
            *(words.channel(self._source(texts)) or Channel.ONLINE, day, second, self._zone(texts)),
            person=self._person(texts),
            staff=self._staff(texts),
            net_paise=net,
            gross_paise=net + discount,
            discount_paise=discount,
            tax_paise=taxes,
            delivery_paise=shipping,
            payments=((words.payment(self._payment(texts)) or PaymentMethod.ONLINE, total),),
            comment=self._comment(texts),
        )
        self._documents.add(header)
        self._places[number], self._first[number] = header.location, said
        refunded = abs(refunded) or (total if status is OrderStatus.REFUNDED else 0)
        if refunded and total > 0 and status is not OrderStatus.CANCELLED:
            self._refund(header, ratio_half_up(refunded * net, total))

    def _refund(self, header: SaleHeader, amount: int) -> None:
        """Take the refund of an order; the file does not date it, so it stands on the day of the order."""
        self._documents.add(
            header._replace(
                kind=SaleKind.REFUND,
                external_id=header.external_id + REFUND_TAIL,
                refund_of=header.external_id,
                status=OrderStatus.DELIVERED,
                net_paise=amount,
                gross_paise=amount,
                discount_paise=0,
                tax_paise=0,
                delivery_paise=0,
                payments=(),
                comment=None,
            )
        )

    def _status(self, texts: Row) -> OrderStatus:
        paid = words.key(self._paid(texts))
        if self._cancelled(texts).strip() or paid == "voided":
            return OrderStatus.CANCELLED
        if paid in {"refunded", "refund"}:
            return OrderStatus.REFUNDED
        done = words.key(self._fulfilled(texts)) == "fulfilled" or paid not in OPEN
        return OrderStatus.DELIVERED if done else OrderStatus.PENDING

    def _line(self, row: int, texts: Row) -> SaleLine | None:
        quantity, price = self._quantity(texts), self._price(texts)
        name = self._item(texts)
        if quantity is None and price is None and name is None:
            return None
        quantity, price = MICRO if quantity is None else quantity, price or 0
        gross, off = product(quantity, price, self._digits), self._off(texts)
        return SaleLine(
            *(0, row, name or UNNAMED_ITEM, None, self._sku(texts), None, ratio_half_up(quantity, MILLI)),
            *(to_minor(price, self._digits), gross, off, gross - off, 0, None, 0),
        )


def _said(texts: Row, subtotal: int) -> tuple[int, int]:
    """Return what tells the first row of an order from that of another one with its number."""
    return text_hash("|".join(texts)), subtotal


def _take(recognition: Recognition, documents: Documents) -> Take:
    return _Orders(recognition, documents).take


ORDERS = Export(
    key="shopify_orders",
    title="Shopify, orders",
    vendor=VENDOR,
    required=(
        "Name",
        "Financial Status",
        "Created at",
        "Subtotal",
        "Total",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
    ),
    known=(
        *(
            "Email",
            "Paid at",
            "Fulfillment Status",
            "Fulfilled at",
            "Accepts Marketing",
            "Currency",
            "Shipping",
            "Taxes",
            "Discount Code",
        ),
        *(
            "Discount Amount",
            "Shipping Method",
            "Lineitem compare at price",
            "Lineitem sku",
            "Lineitem requires shipping",
            "Lineitem taxable",
        ),
        *(
            "Lineitem fulfillment status",
            "Billing Name",
            "Billing Phone",
            "Shipping Name",
            "Shipping Phone",
            "Notes",
            "Note Attributes",
        ),
        *(
            "Cancelled at",
            "Payment Method",
            "Payment Reference",
            "Refunded Amount",
            "Vendor",
            "Outstanding Balance",
            "Employee",
            "Location",
        ),
        *(
            "Device ID",
            "Id",
            "Tags",
            "Risk Level",
            "Source",
            "Lineitem discount",
            "Phone",
            "Receipt Number",
            "Duties",
            "Payment ID",
        ),
    ),
    fields={
        Field.ORDER_ID: "Name",
        Field.DATE: "Created at",
        Field.LOCATION: "Location",
        Field.STATUS: "Financial Status",
        Field.CURRENCY: "Currency",
        Field.CHANNEL: "Source",
        Field.CUSTOMER_NAME: "Billing Name",
        Field.EMAIL: "Email",
        Field.PHONE: "Phone",
        Field.ITEM: "Lineitem name",
        Field.SKU: "Lineitem sku",
        Field.QUANTITY: "Lineitem quantity",
        Field.UNIT_PRICE: "Lineitem price",
        Field.AMOUNT: "Subtotal",
        Field.TOTAL: "Total",
        Field.DISCOUNT: "Discount Amount",
        Field.TAX: "Taxes",
        Field.DELIVERY: "Shipping",
        Field.PAYMENT: "Payment Method",
        Field.STAFF: "Employee",
    },
    take=_take,
    notes=("Refunds stand on the day of their order: the export does not say when the money went back.",),
)
