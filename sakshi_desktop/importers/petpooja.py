"""Exports of Petpooja, Orders Master and item-wise; bills are numbered anew each financial year."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sakshi_desktop.core.vocabulary import Channel, OrderStatus
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Repeated, Row, unit_price, whole_amount
from sakshi_desktop.importers.amounts import UNDECIDED
from sakshi_desktop.importers.dates import series_of
from sakshi_desktop.importers.documents import CANCELLED_LINES, Documents, Take, finished_line
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Recognition, SaleHeader, SaleKind, SaleLine, Series
from sakshi_desktop.importers.values import UnreadableError
from sakshi_desktop.importers.values import words as tidy

VENDOR = "petpooja"
VOIDS = "lines with quantity zero, which are voids"
_LABEL = re.compile(r"(?:restaurant|outlet|store|business)(?:[ _]?name)?\s*[:\-–]\s*(?P<name>.+)", re.IGNORECASE)  # noqa: RUF001
_LABEL_ALONE = re.compile(r"(?:restaurant|outlet|store|business)(?:[ _]?name)?\s*:?", re.IGNORECASE)
_NO_NAME = re.compile(r"report|order|master|\d{4}|date|period|from|generated|created|summary", re.IGNORECASE)


def restaurant(preamble: Sequence[Sequence[str]]) -> str | None:
    """Return the restaurant that the rows above the column names name; None where they name none."""
    for row in preamble:
        cells = [cell for cell in row if cell.strip()]
        for place, cell in enumerate(cells):
            found = _LABEL.fullmatch(cell.strip())
            if found:
                return tidy(found["name"])
            if _LABEL_ALONE.fullmatch(cell.strip()) and place + 1 < len(cells):
                return tidy(cells[place + 1])
    loose = [
        cells[0]
        for row in preamble
        if len(cells := [cell for cell in row if cell.strip()]) == 1 and not _NO_NAME.search(cells[0])
    ]
    return tidy(loose[0]) if len(loose) == 1 else None


class _Common:
    """What both exports say of a bill."""

    def __init__(self, cells: Cells, recognition: Recognition) -> None:
        self.number = cells.order_id("Invoice No.")
        self.moment = cells.moment("Date|Created|Created Date", "Time")
        self.status = cells.raw("Status")
        self.kinds = [cells.raw("Sub Order Type"), cells.raw("Order Type"), cells.raw("Area")]
        self.location = cells.name("Restaurant Name", "Restaurant")
        self.titled = restaurant(recognition.preamble)

    def key(self, cells: Row) -> tuple[str | None, str, str]:
        """Return restaurant, financial year and number of a bill."""
        day, _ = self.moment(cells)
        return self.location(cells) or self.titled, series_of(day, Series.FINANCIAL_YEAR), self.number(cells)

    @staticmethod
    def is_gone(header: SaleHeader) -> bool:
        """Tell whether a bill was cancelled."""
        return header.status is OrderStatus.CANCELLED

    def header(self, row: int, cells: Row) -> SaleHeader:
        """Return the header of a bill without its amounts; ordinal and content are not set."""
        location, series, number = self.key(cells)
        day, second = self.moment(cells)
        status = words.status(self.status(cells))
        channels = (words.channel(kind(cells)) for kind in self.kinds)
        return SaleHeader(
            ordinal=0,
            row=row,
            kind=SaleKind.ORDER,
            location=location,
            series=series,
            external_id=number,
            refund_of=None,
            status=status if status is OrderStatus.CANCELLED else OrderStatus.DELIVERED,
            channel=next((found for found in channels if found is not None), Channel.OTHER),
            date=day,
            second=second,
        )


def _take_orders(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    common = _Common(cells, recognition)
    payment, staff, reason = (
        cells.raw("Payment Type"),
        cells.text("Biller", "Assign To"),
        cells.text("Order Cancel Reason"),
    )
    person = cells.person("", "Name", "Phone")
    worth = _worth(cells)
    tax, tip, delivery, packing = (
        cells.money("Total Tax"),
        cells.money("Tip"),
        cells.money("Delivery Charge"),
        cells.money("Container Charge"),
    )
    service, more, less = (
        cells.money("Service Charge"),
        cells.money("Additional Charge"),
        cells.money("Deduction Charge"),
    )
    rounding, total = cells.money("Round Off"), cells.money("Total")

    def take(row: int, texts: Row) -> None:
        header = common.header(row, texts)
        method = words.payment(payment(texts))
        net, gross, off = worth(texts, common.is_gone(header))
        documents.add_whole(
            header._replace(
                person=person(texts),
                staff=staff(texts),
                net_paise=net,
                gross_paise=gross,
                discount_paise=off,
                tax_paise=tax(texts),
                tip_paise=tip(texts),
                delivery_paise=delivery(texts),
                packing_paise=packing(texts),
                service_paise=service(texts) + more(texts) - abs(less(texts)),
                round_off_paise=rounding(texts),
                payments=() if method is None else ((method, total(texts)),),
                reason=reason(texts),
            )
        )

    return take


def _worth(cells: Cells) -> Callable[[Row, bool], tuple[int, int, int]]:
    """Return what reads net sales, the amount before the discount, and the discount of a bill that may be gone."""
    whole_of, discount = cells.maybe_money("My Amount"), cells.money("Discount")
    net_of = cells.maybe_money("Net Sales (M.A - D)", "Net Sales")

    def read(texts: Row, gone: bool) -> tuple[int, int, int]:  # noqa: FBT001 - the second thing that is asked
        whole, off, net = whole_of(texts), abs(discount(texts)), net_of(texts)
        if net is None and whole is not None:
            net = whole - off
        net = whole_amount(net, gone=gone)
        return net, net + off if whole is None else whole, off

    return read


def _take_items(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    common = _Common(cells, recognition)
    line_of = Repeated(recognition, _LINE_COLUMNS, _line_reader(cells))
    payment = cells.raw("Payment Type")
    bills: list[_Bill] = []

    def take(row: int, texts: Row) -> None:
        line = line_of(texts)
        header = common.header(row, texts)
        if line is None:
            documents.skipped[VOIDS] += 1
            return
        bill = _Bill(header.date, common.is_gone(header))
        ordinal = documents.find(header.location, header.series, header.external_id)
        if ordinal is None:
            method = words.payment(payment(texts))
            ordinal = documents.add(header._replace(payments=() if method is None else ((method, 0),)))
            bills.append(bill)
        elif not bills[ordinal].takes(bill, header.external_id):
            documents.skipped[CANCELLED_LINES] += 1
            return
        documents.add_line(ordinal, row, line)

    return take


class _Bill(NamedTuple):
    """What the first row of a bill says, and all others must."""

    day: int
    gone: bool

    def takes(self, row: "_Bill", number: str) -> bool:
        """Tell whether a further row is a line of the bill; one that was cancelled alone is none.

        Raises:
            UnreadableError: the row belongs to another bill.
        """
        if abs(row.day - self.day) > 1:
            raise UnreadableError(f"The bill {number} was met before on another day; the numbers seem to start again.")
        if self.gone and not row.gone:
            raise UnreadableError(f"The bill {number} is cancelled in an earlier row, this line of it is not.")
        return self.gone == row.gone


def _line_reader(cells: Cells) -> Callable[[Row], SaleLine | None]:
    """Return what reads the line of a row; None for a void."""
    item, category = cells.item("Item Name"), cells.name("Category Name", "Category")
    sku = cells.text("SAP Code", "Item Code", "SKU")
    quantity, amount = cells.milli("Item Quantity", "Qty.", "Qty"), cells.maybe_money("Item Total", "Sub Total")

    def line(texts: Row) -> SaleLine | None:
        count, worth = quantity(texts), amount(texts)
        if count == 0:
            return None
        if worth is None:
            raise UnreadableError("The amount is missing.")
        count = 1000 if count is None else count
        if count < 0 < worth:
            raise UnreadableError(UNDECIDED)
        sold = SaleLine(
            ordinal=0,
            row=0,
            item=item(texts) or UNNAMED_ITEM,
            category=category(texts),
            sku=sku(texts),
            variant=None,
            quantity_milli=count,
            unit_price_paise=unit_price(worth, count),
            gross_paise=worth,
            discount_paise=0,
            net_paise=worth,
            tax_paise=0,
            cost_paise=None,
            content=0,
        )
        return finished_line(sold)

    return line


_LINE_COLUMNS = (
    *("Item Name", "Category Name", "Category", "SAP Code", "Item Code", "SKU"),
    *("Item Quantity", "Qty.", "Qty", "Item Total", "Sub Total"),
)
_MEANING = {
    Field.ORDER_ID: "Invoice No.",
    Field.DATE: "Date|Created|Created Date",
    Field.TIME: "Time",
    Field.LOCATION: "Restaurant Name|Restaurant",
    Field.STATUS: "Status",
    Field.CHANNEL: "Sub Order Type|Order Type",
    Field.PAYMENT: "Payment Type",
}
ORDERS = Export(
    key="petpooja_orders",
    title="Petpooja, Orders Master",
    vendor=VENDOR,
    required=(
        "Invoice No.",
        "Date|Created|Created Date",
        "My Amount",
        "Net Sales (M.A - D)|Net Sales",
        "Total Tax",
        "Total",
    ),
    known=(
        *(
            "Biller",
            "KOT No.",
            "Payment Type",
            "Payment Description",
            "Order Type",
            "Status",
            "Area",
            "Sub Order Type",
            "Group Name",
            "Brand Name",
        ),
        *(
            "GSTIN",
            "Assign To",
            "Phone",
            "Name",
            "Address",
            "Locality",
            "Persons",
            "Order Cancel Reason",
            "Discount",
            "Delivery Charge",
        ),
        *(
            "Container Charge",
            "Service Charge",
            "Additional Charge",
            "Deduction Charge",
            "Round Off",
            "Waived off",
            "Online Tax Calculated",
        ),
        *(
            "GST Paid by Merchant",
            "GST Paid by Ecommerce",
            "Tip",
            "Non Taxable",
            "Amount (CGST@2.5)",
            "CGST@2.5",
            "Amount (SGST@2.5)",
        ),
        *("SGST@2.5", "Amount (Unknown Tax)", "Unknown Tax"),
    ),
    fields={
        **_MEANING,
        Field.GROSS: "My Amount",
        Field.DISCOUNT: "Discount",
        Field.AMOUNT: "Net Sales (M.A - D)|Net Sales",
        Field.TAX: "Total Tax",
        Field.TOTAL: "Total",
        Field.STAFF: "Biller",
        Field.CUSTOMER_NAME: "Name",
        Field.PHONE: "Phone",
        Field.REASON: "Order Cancel Reason",
    },
    take=_take_orders,
    header_only=True,
    currency="INR",
    notes=("Bills are told apart by number, financial year and restaurant.",),
)
ITEMS = Export(
    key="petpooja_items",
    title="Petpooja, item-wise orders",
    vendor=VENDOR,
    required=(
        "Invoice No.",
        "Item Name",
        "Item Quantity|Qty.|Qty",
        "Item Total|Sub Total",
        "Date|Created|Created Date",
    ),
    known=("Restaurant Name", "Category Name", "Status", "Order Type", "Sub Order Type", "Payment Type"),
    fields={
        **_MEANING,
        Field.ITEM: "Item Name",
        Field.CATEGORY: "Category Name|Category",
        Field.QUANTITY: "Item Quantity|Qty.|Qty",
        Field.AMOUNT: "Item Total|Sub Total",
    },
    take=_take_items,
    currency="INR",
    notes=(
        "Bills are told apart by number, financial year and restaurant.",
        "Lines with quantity zero are voids and are left out.",
    ),
)
