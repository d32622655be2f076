"""Exports of Loyverse: receipts, and receipts by item; some lack the dining option, some say "Item name"."""

from collections.abc import Callable

from sakshi_desktop.core.vocabulary import Channel, OrderStatus
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Repeated, Row, unit_price
from sakshi_desktop.importers.documents import Documents, Take, finished_line
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Recognition, SaleHeader, SaleKind, SaleLine

VENDOR = "loyverse"
_SHARED = (
    "Receipt type",
    "Gross sales",
    "Discounts",
    "Taxes",
    "Cost of goods",
    "Gross profit",
    "Dining option",
    "POS",
    "Store",
    "Cashier name",
)
_PERSON = ("Customer name", "Customer contacts", "Status")
_MEANING = {
    Field.ORDER_ID: "Receipt number",
    Field.DATE: "Date",
    Field.LOCATION: "Store",
    Field.KIND: "Receipt type",
    Field.STATUS: "Status",
    Field.CHANNEL: "Dining option",
    Field.CUSTOMER_NAME: "Customer name",
    Field.PHONE: "Customer contacts",
    Field.STAFF: "Cashier name",
    Field.GROSS: "Gross sales",
    Field.DISCOUNT: "Discounts",
    Field.AMOUNT: "Net sales",
    Field.TAX: "Taxes",
    Field.COST: "Cost of goods",
}


class _Common:
    """What both exports say of a receipt."""

    def __init__(self, cells: Cells) -> None:
        self.number = cells.order_id("Receipt number")
        self.moment = cells.moment("Date", "Time")
        self.kind = cells.raw("Receipt type")
        self.status = cells.raw("Status")
        self.location = cells.name("Store")
        self.dining = cells.raw("Dining option")
        self.person = cells.person(
            "Customer ID|Customer code", "Customer name", "Customer contacts", "Customer contacts"
        )
        self.staff = cells.text("Cashier name")
        self.comment = cells.text("Comment", "Description")

    def header(self, row: int, cells: Row) -> SaleHeader:
        """Return the header of a receipt without its amounts; ordinal and content are not set."""
        day, second = self.moment(cells)
        kind = words.kind(self.kind(cells))
        status = words.status(self.status(cells))
        return SaleHeader(
            ordinal=0,
            row=row,
            kind=kind,
            location=self.location(cells),
            series="",
            external_id=self.number(cells),
            refund_of=None,
            status=status if status is OrderStatus.CANCELLED else OrderStatus.DELIVERED,
            channel=words.channel(self.dining(cells)) or Channel.OTHER,
            date=day,
            second=second,
            person=self.person(cells),
            staff=self.staff(cells),
        )


def _take_receipts(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    common = _Common(cells)
    gross, discount, net, tax = (
        cells.money("Gross sales"),
        cells.money("Discounts"),
        cells.money("Net sales"),
        cells.money("Taxes"),
    )
    tip, cost, paid = cells.money("Tips", "Tip"), cells.maybe_money("Cost of goods"), cells.money("Total collected")
    payment = cells.raw("Payment type")

    def take(row: int, texts: Row) -> None:
        header = common.header(row, texts)
        refund = header.kind is not SaleKind.ORDER
        method = words.payment(payment(texts))
        goods = cost(texts)
        documents.add_whole(
            header._replace(
                net_paise=abs(net(texts)) if refund else net(texts),
                gross_paise=abs(gross(texts)) if refund else gross(texts),
                discount_paise=abs(discount(texts)),
                tax_paise=abs(tax(texts)) if refund else tax(texts),
                tip_paise=tip(texts),
                cost_paise=None if goods is None else abs(goods),
                payments=() if refund or method is None else ((method, paid(texts)),),
            )
        )

    return take


def _take_items(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    common = _Common(cells)
    line_of = Repeated(recognition, _LINE_COLUMNS, _line_reader(cells))

    def take(row: int, texts: Row) -> None:
        line = line_of(texts)
        common.moment(texts)
        ordinal = documents.find(common.location(texts), "", common.number(texts))
        if ordinal is None:
            ordinal = documents.add(common.header(row, texts)._replace(comment=common.comment(texts)))
        documents.add_line(ordinal, row, line)

    return take


def _line_reader(cells: Cells) -> Callable[[Row], SaleLine]:
    kind, item, category = cells.raw("Receipt type"), cells.item("Item", "Item name"), cells.name("Category")
    sku, variant, quantity = cells.text("SKU"), cells.name("Variant"), cells.milli("Quantity")
    gross, discount = cells.money("Gross sales"), cells.money("Discounts")
    net, tax, cost = cells.money("Net sales"), cells.money("Taxes"), cells.maybe_money("Cost of goods")

    def line(texts: Row) -> SaleLine:
        count, goods = quantity(texts), cost(texts)
        count = 1000 if count is None else count
        amounts = (gross(texts), net(texts), tax(texts))
        if words.kind(kind(texts)) is not SaleKind.ORDER:
            count, amounts = abs(count), (abs(amounts[0]), abs(amounts[1]), abs(amounts[2]))
        sold = SaleLine(
            ordinal=0,
            row=0,
            item=item(texts) or UNNAMED_ITEM,
            category=category(texts),
            sku=sku(texts),
            variant=variant(texts),
            quantity_milli=count,
            unit_price_paise=unit_price(amounts[0], count),
            gross_paise=amounts[0],
            discount_paise=abs(discount(texts)),
            net_paise=amounts[1],
            tax_paise=amounts[2],
            cost_paise=None if goods is None else abs(goods),
            content=0,
        )
        return finished_line(sold)

    return line


_LINE_COLUMNS = (
    *("Receipt type", "Item", "Item name", "Category", "SKU", "Variant", "Quantity"),
    *("Gross sales", "Discounts", "Net sales", "Taxes", "Cost of goods"),
)
RECEIPTS = Export(
    key="loyverse_receipts",
    title="Loyverse, receipts",
    vendor=VENDOR,
    required=("Receipt number", "Receipt type", "Net sales", "Total collected", "Date"),
    known=("Payment type", "Description", *_SHARED, *_PERSON),
    fields={**_MEANING, Field.PAYMENT: "Payment type", Field.TOTAL: "Total collected"},
    take=_take_receipts,
    header_only=True,
)
ITEMS = Export(
    key="loyverse_items",
    title="Loyverse, receipts by item",
    vendor=VENDOR,
    required=("Receipt number", "Receipt type", "Item|Item name", "Quantity", "Net sales", "Date"),
    known=("Category", "SKU", "Variant", "Modifiers applied", "Comment", *_SHARED, *_PERSON),
    fields={
        **_MEANING,
        Field.ITEM: "Item|Item name",
        Field.CATEGORY: "Category",
        Field.SKU: "SKU",
        Field.VARIANT: "Variant",
        Field.QUANTITY: "Quantity",
    },
    take=_take_items,
)
