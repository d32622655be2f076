"""Exports of Loyverse: receipts, and receipts by item; some lack the dining option, some say "Item name"."""

from sakshi_desktop.core.vocabulary import Channel, OrderStatus
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Row, unit_price
from sakshi_desktop.importers.documents import Documents, Take
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
        self.location = cells.text("Store")
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
    item, category, sku, variant = (
        cells.item("Item", "Item name"),
        cells.text("Category"),
        cells.text("SKU"),
        cells.text("Variant"),
    )
    quantity = cells.milli("Quantity")
    gross, discount, net, tax = (
        cells.money("Gross sales"),
        cells.money("Discounts"),
        cells.money("Net sales"),
        cells.money("Taxes"),
    )
    cost = cells.maybe_money("Cost of goods")

    def take(row: int, texts: Row) -> None:
        amounts = (gross(texts), discount(texts), net(texts), tax(texts))
        count, goods = quantity(texts), cost(texts)
        header = common.header(row, texts)
        ordinal = documents.find(header.location, "", header.external_id)
        if ordinal is None:
            ordinal = documents.add(header._replace(comment=common.comment(texts)))
        if header.kind is not SaleKind.ORDER:
            amounts = (abs(amounts[0]), amounts[1], abs(amounts[2]), abs(amounts[3]))
            count = None if count is None else abs(count)
        count = 1000 if count is None else count
        documents.add_line(
            SaleLine(
                *(ordinal, row, item(texts) or UNNAMED_ITEM, category(texts), sku(texts), variant(texts), count),
                *(
                    unit_price(amounts[0], count),
                    amounts[0],
                    abs(amounts[1]),
                    amounts[2],
                    amounts[3],
                    None if goods is None else abs(goods),
                    0,
                ),
            )
        )

    return take


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
