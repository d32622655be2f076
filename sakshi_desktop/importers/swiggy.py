"""The payout annexure of Swiggy, sheet "Order Level": one row for an order; names carry line breaks and formulas."""

from sakshi_desktop.core.vocabulary import Channel, IssueFlag, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Row, whole_amount
from sakshi_desktop.importers.documents import Documents, Take
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.types import Field, Recognition, SaleHeader, SaleKind

VENDOR = "swiggy"


def _take(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    number, moment, status = (
        cells.order_id("Order ID"),
        cells.moment("Order Date", "Order Time"),
        cells.raw("Order Status"),
    )
    items, packing, bill = (
        cells.maybe_money("Item Total"),
        cells.money("Packaging Charges"),
        cells.maybe_money("Net Bill Value"),
    )
    shares = [
        cells.money("Restaurant Discounts", "Restaurant Discount Share"),
        cells.money("Swiggy One Exclusive Offer Discount"),
    ]
    tax, paid = cells.money("GST Collected"), cells.money("Total Customer Paid")
    complaints, by = cells.money("Customer Complaints"), cells.text("Cancelled By?")

    def take(row: int, texts: Row) -> None:
        day, second = moment(texts)
        sold, packed, worth = items(texts), packing(texts), bill(texts)
        gone = words.status(status(texts)) is OrderStatus.CANCELLED
        gross = whole_amount(worth if sold is None else sold, gone=gone)
        net = gross - sum(abs(share(texts)) for share in shares) if worth is None else worth - packed
        net = max(net, min(gross, 0))  # a discount may be larger than what it is taken from
        canceller = by(texts)
        header = SaleHeader(
            *(0, row, SaleKind.ORDER, None, "", number(texts), None),
            *(OrderStatus.CANCELLED if gone else OrderStatus.DELIVERED, Channel.SWIGGY, day, second),
            net_paise=net,
            gross_paise=gross,
            discount_paise=max(gross - net, 0),
            tax_paise=tax(texts),
            packing_paise=packed,
            payments=((PaymentMethod.ONLINE, paid(texts)),) if paid(texts) and not gone else (),
            issues=(IssueFlag.OTHER,) if complaints(texts) else (),
            reason=f"Cancelled by {canceller}" if gone and canceller else None,
        )
        documents.add_whole(header)

    return take


PAYOUTS = Export(
    key="swiggy_payouts",
    title="Swiggy, payout annexure",
    vendor=VENDOR,
    required=("Order ID", "Order Date", "Order Status", "Item Total", "Net Bill Value", "Total Swiggy Fees|Commission"),
    known=(
        *(
            "Parent Order ID",
            "Order Category",
            "Order Payment Type",
            "Cancelled By?",
            "Coupon type applied by customer",
            "Packaging Charges",
        ),
        *(
            "Restaurant Discounts",
            "Swiggy One Exclusive Offer Discount",
            "Restaurant Discount Share",
            "GST Collected",
            "Total Customer Paid",
        ),
        *(
            "Commission charged on",
            "Service Fees %",
            "Commission",
            "Long Distance Charges",
            "Customer Cancellations",
            "Customer Complaints",
        ),
        *(
            "TCS",
            "TDS",
            "Total Taxes",
            "Net Payout for Order (after taxes)",
            "Cancellation time",
            "Pick Up Status",
            "Base order ID",
        ),
    ),
    fields={
        Field.ORDER_ID: "Order ID",
        Field.DATE: "Order Date",
        Field.STATUS: "Order Status",
        Field.GROSS: "Item Total",
        Field.PACKING: "Packaging Charges",
        Field.AMOUNT: "Net Bill Value",
        Field.TAX: "GST Collected",
        Field.TOTAL: "Total Customer Paid",
    },
    take=_take,
    header_only=True,
    currency="INR",
)
