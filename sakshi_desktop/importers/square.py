"""Exports of Square: sold items, and transactions; both in all their widths, found by column names."""

from collections.abc import Callable

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Repeated, Row, unit_price
from sakshi_desktop.importers.documents import Documents, Take, finished_line
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Recognition, SaleHeader, SaleKind, SaleLine

VENDOR = "square"
GIFT_CARDS = "sales of gift cards, which become sales when they are redeemed"
NO_SALES = "openings of the drawer and other events without a sale"
SALES = frozenset(["", "payment", "sale", "exchange"])
TENDERS = {
    "Card": PaymentMethod.CARD,
    "Cash": PaymentMethod.CASH,
    "Square Gift Card": PaymentMethod.GIFT_CARD,
    "Cash App": PaymentMethod.WALLET,
    "Installment": PaymentMethod.OTHER,
    "Other Tender": PaymentMethod.OTHER,
}
_LINE_COLUMNS = (
    *("Event Type", "Itemization Type", "Item", "Category", "SKU", "GTIN", "Price Point Name", "Qty", "Count"),
    *("Gross Sales", "Discounts", "Net Sales", "Tax"),
)
_SHARED = (
    "Time Zone",
    "Payment ID",
    "Device Name",
    "Details",
    "Customer Reference ID",
    "Card Brand",
    "PAN Suffix",
    "Fulfillment Note",
)
_MEANING = {
    Field.ORDER_ID: "Transaction ID",
    Field.DATE: "Date",
    Field.TIME: "Time",
    Field.LOCATION: "Location",
    Field.KIND: "Event Type",
    Field.CHANNEL: "Dining Option|Channel",
    Field.CUSTOMER_ID: "Customer ID",
    Field.CUSTOMER_NAME: "Customer Name",
    Field.GROSS: "Gross Sales",
    Field.DISCOUNT: "Discounts",
    Field.AMOUNT: "Net Sales",
    Field.TAX: "Tax",
}


class _Common:
    """What both exports say of a transaction."""

    def __init__(self, cells: Cells) -> None:
        self.number = cells.order_id("Transaction ID")
        self.moment = cells.moment("Date", "Time")
        self.zone = cells.raw("Time Zone")
        self.event = cells.raw("Event Type")
        self.location = cells.name("Location")
        self.dining = cells.raw("Dining Option")
        self.source = cells.raw("Channel", "Source")
        self.person = cells.person("Customer ID|Customer Reference ID", "Customer Name")
        self.staff = cells.text("Staff Name", "Employee")
        self.payment = cells.text("Payment ID")
        self._turns: dict[tuple[str | None, str, int], dict[int | None, int]] = {}

    def key(self, cells: Row, kind: SaleKind) -> tuple[str | None, str]:
        """Return location and number of a transaction or refund."""
        number, location = self.number(cells), self.location(cells)
        return location, number if kind is SaleKind.ORDER else self._refund(location, number, cells)

    def _refund(self, location: str | None, number: str, cells: Row) -> str:
        """Return the number of a refund: several of one transaction differ by payment, or by their turn in the day."""
        day, second = self.moment(cells)
        name = f"{number}/refund/{to_date(day)}"
        payment = self.payment(cells)
        if payment is not None:
            return f"{name}/{payment}"
        turns = self._turns.setdefault((location, number, day), {})
        turn = turns.setdefault(second, len(turns) + 1)
        return name if turn == 1 else f"{name}#{turn}"

    def header(self, row: int, cells: Row, kind: SaleKind) -> SaleHeader:
        """Return the header of a transaction without its amounts; ordinal and content are not set."""
        location, external_id = self.key(cells, kind)
        day, second = self.moment(cells)
        return SaleHeader(
            ordinal=0,
            row=row,
            kind=kind,
            location=location,
            series="",
            external_id=external_id,
            refund_of=self.number(cells) if kind is SaleKind.REFUND else None,
            status=OrderStatus.DELIVERED,
            channel=words.channel(self.dining(cells)) or words.channel(self.source(cells)) or Channel.OTHER,
            date=day,
            second=second,
            zone=words.zone(self.zone(cells)),
            person=self.person(cells),
            staff=self.staff(cells),
        )


def _kind(event: str) -> SaleKind | None:
    """Return what an event is; None where nothing was sold."""
    plain = words.key(event)
    if words.kind(event) is SaleKind.REFUND:
        return SaleKind.REFUND
    return SaleKind.ORDER if plain in SALES else None


def _take_items(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    common = _Common(cells)
    line_of = Repeated(recognition, _LINE_COLUMNS, _line_reader(cells))

    def take(row: int, texts: Row) -> None:
        line = line_of(texts)
        if isinstance(line, str):
            documents.skipped[line] += 1
            return
        kind, sold = line
        location, number = common.key(texts, kind)
        ordinal = documents.find(location, "", number)
        if ordinal is None:
            ordinal = documents.add(common.header(row, texts, kind))
        documents.add_line(ordinal, row, sold)

    return take


def _line_reader(cells: Cells) -> Callable[[Row], tuple[SaleKind, SaleLine] | str]:
    """Return what reads the line of a row and whether it was sold or came back; or why the row is left out."""
    event, item_type = cells.raw("Event Type"), cells.raw("Itemization Type")
    item, category, sku = cells.item("Item"), cells.name("Category"), cells.text("SKU", "GTIN")
    variant, quantity = cells.name("Price Point Name"), cells.milli("Qty", "Count")
    gross, discount = cells.money("Gross Sales"), cells.money("Discounts")
    net, tax = cells.money("Net Sales"), cells.money("Tax")

    def line(texts: Row) -> tuple[SaleKind, SaleLine] | str:
        kind = _kind(event(texts))
        if kind is None:
            return NO_SALES
        if words.key(item_type(texts)) == "gift card":
            return GIFT_CARDS
        count = quantity(texts)
        count = 1000 if count is None else count
        if count < 0 and net(texts) < 0:
            kind = SaleKind.REFUND
        sign = -1 if kind is SaleKind.REFUND else 1  # what came back is positive
        count = abs(count) if kind is SaleKind.REFUND else count
        whole = sign * gross(texts)
        size = variant(texts)
        sold = SaleLine(
            ordinal=0,
            row=0,
            item=item(texts) or UNNAMED_ITEM,
            category=category(texts),
            sku=sku(texts),
            variant=None if size == "Regular" else size,
            quantity_milli=count,
            unit_price_paise=unit_price(whole, count),
            gross_paise=whole,
            discount_paise=-sign * discount(texts),
            net_paise=sign * net(texts),
            tax_paise=sign * tax(texts),
            cost_paise=None,
            content=0,
        )
        return kind, finished_line(sold)

    return line


def _take_transactions(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    common = _Common(cells)
    amounts = {
        name: cells.money(name)
        for name in ("Gross Sales", "Discounts", "Net Sales", "Tax", "Tip", "Service Charges", "Partial Refunds")
    }
    gift_cards, reason = cells.money("Gift Card Sales"), cells.text("Refund Reason")
    tenders = [(method, cells.money(name)) for name, method in TENDERS.items()]

    def take(row: int, texts: Row) -> None:
        kind = _kind(common.event(texts))
        said = {name: amount(texts) for name, amount in amounts.items()}
        if kind is None or (gift_cards(texts) and not said["Gross Sales"] and not said["Net Sales"]):
            documents.skipped[NO_SALES if kind is None else GIFT_CARDS] += 1
            return
        if said["Net Sales"] == said["Gross Sales"] + said["Discounts"] + said["Service Charges"]:
            said["Net Sales"] -= said["Service Charges"]  # some of the exports count them in, the others do not
        back = kind is SaleKind.REFUND or said["Net Sales"] < 0
        sign = -1 if back else 1
        header = common.header(row, texts, SaleKind.REFUND if back else SaleKind.ORDER)
        documents.add_whole(
            header._replace(
                net_paise=sign * (said["Net Sales"] + (said["Partial Refunds"] if back else 0)),
                gross_paise=sign * said["Gross Sales"],
                discount_paise=-sign * said["Discounts"],
                tax_paise=sign * said["Tax"],
                tip_paise=sign * said["Tip"],
                service_paise=sign * said["Service Charges"],
                payments=() if back else tuple((method, paid) for method, tender in tenders if (paid := tender(texts))),
                reason=reason(texts),
            )
        )

    return take


ITEMS = Export(
    key="square_items",
    title="Square, item sales",
    vendor=VENDOR,
    required=("Transaction ID", "Item", "Qty", "Net Sales", "Date"),
    known=(
        *(
            "Time",
            "Category",
            "Price Point Name",
            "SKU",
            "Modifiers Applied",
            "Gross Sales",
            "Discounts",
            "Tax",
            "Notes",
            "Event Type",
            "Location",
        ),
        *(
            "Dining Option",
            "Customer ID",
            "Customer Name",
            "Unit",
            "Count",
            "GTIN",
            "Itemization Type",
            "Commission",
            "Employee",
            "Channel",
            "Token",
        ),
        *_SHARED,
    ),
    fields={
        **_MEANING,
        Field.ITEM: "Item",
        Field.CATEGORY: "Category",
        Field.SKU: "SKU",
        Field.VARIANT: "Price Point Name",
        Field.QUANTITY: "Qty",
        Field.STAFF: "Employee",
    },
    take=_take_items,
    date_order="mdy",
)
TRANSACTIONS = Export(
    key="square_transactions",
    title="Square, transactions",
    vendor=VENDOR,
    required=("Transaction ID", "Total Collected", "Net Sales", "Date"),
    known=(
        *(
            "Time",
            "Gross Sales",
            "Discounts",
            "Service Charges",
            "Gift Card Sales",
            "Tax",
            "Tip",
            "Partial Refunds",
            "Source",
            "Card",
            "Card Entry Methods",
        ),
        *(
            "Cash",
            "Square Gift Card",
            "Other Tender",
            "Other Tender Type",
            "Tender Note|Other Tender Note",
            "Fees",
            "Net Total",
            "Staff Name",
            "Staff ID",
        ),
        *(
            "Description",
            "Event Type",
            "Location",
            "Dining Option",
            "Customer ID",
            "Customer Name",
            "Device Nickname",
            "Third Party Fees",
            "Deposit ID",
        ),
        *(
            "Deposit Date",
            "Deposit Details",
            "Fee Percentage Rate",
            "Fee Fixed Rate",
            "Refund Reason",
            "Discount Name",
            "Transaction Status",
            "Cash App",
        ),
        *(
            "Order Reference ID",
            "Free Processing Applied",
            "Channel",
            "Unattributed Tips",
            "Table Info",
            "International Fee",
            "Installment",
            *_SHARED,
        ),
    ),
    fields={
        **_MEANING,
        Field.TOTAL: "Total Collected",
        Field.TIP: "Tip",
        Field.SERVICE: "Service Charges",
        Field.STAFF: "Staff Name",
    },
    take=_take_transactions,
    header_only=True,
    date_order="mdy",
)
