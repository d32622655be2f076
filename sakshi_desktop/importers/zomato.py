"""The order history that Zomato exports: one row for an order, its items as text without prices."""

from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.accessors import Cells, Row, whole_amount
from sakshi_desktop.importers.cells import rating
from sakshi_desktop.importers.documents import Documents, Take
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.types import Field, Recognition, SaleHeader, SaleKind
from sakshi_desktop.importers.values import MICRO

VENDOR = "zomato"
DISCOUNTS = (
    "Restaurant discount (Promo)",
    "Restaurant discount (Flat offs, Freebies & others)",
    "Gold discount",
    "Brand pack discount",
)


def _take(recognition: Recognition, documents: Documents) -> Take:
    cells = Cells(recognition)
    number, moment, status = cells.order_id("Order ID"), cells.moment("Order Placed At"), cells.raw("Order Status")
    name, subzone = cells.name("Restaurant name"), cells.name("Subzone")
    subtotal, packing, total = (
        cells.maybe_money("Bill subtotal"),
        cells.money("Packaging charges"),
        cells.money("Total"),
    )
    discounts = [cells.money(column) for column in DISCOUNTS]
    stars, review, complaint = cells.raw("Rating"), cells.text("Review"), cells.raw("Customer complaint tag")
    reason, kitchen, person = (
        cells.text("Cancellation / Rejection reason"),
        cells.number("KPT duration (minutes)"),
        cells.person("Customer ID"),
    )

    def take(row: int, texts: Row) -> None:
        day, second = moment(texts)
        minutes = kitchen(texts)
        gone = words.status(status(texts)) is OrderStatus.CANCELLED
        gross, off = whole_amount(subtotal(texts), gone=gone), sum(abs(discount(texts)) for discount in discounts)
        header = SaleHeader(
            *(
                0,
                row,
                SaleKind.ORDER,
                ", ".join(part for part in (name(texts), subzone(texts)) if part) or None,
                "",
                number(texts),
                None,
            ),
            *(OrderStatus.CANCELLED if gone else OrderStatus.DELIVERED, Channel.ZOMATO, day, second),
            person=person(texts),
            net_paise=max(gross - off, min(gross, 0)),
            gross_paise=gross,
            discount_paise=off,
            packing_paise=packing(texts),
            payments=((PaymentMethod.ONLINE, total(texts)),) if total(texts) and not gone else (),
            rating=rating(stars(texts)),
            comment=review(texts),
            issues=words.issues(complaint(texts)),
            reason=reason(texts),
            ready_minutes=None if minutes is None else round(minutes / MICRO),
        )
        documents.add_whole(header)

    return take


ORDERS = Export(
    key="zomato_orders",
    title="Zomato, order history",
    vendor=VENDOR,
    required=("Order ID", "Order Placed At", "Order Status", "Bill subtotal", "Restaurant name"),
    known=(
        *(
            "Restaurant ID",
            "Subzone",
            "City",
            "Delivery",
            "Distance",
            "Items in order",
            "Instructions",
            "Discount construct",
            "Packaging charges",
        ),
        *DISCOUNTS,
        *("Total", "Rating", "Review", "Cancellation / Rejection reason", "Restaurant compensation (Cancellation)"),
        *(
            "Restaurant penalty (Rejection)",
            "KPT duration (minutes)",
            "Rider wait time (minutes)",
            "Order Ready Marked",
        ),
        *("Customer complaint tag", "Customer ID"),
    ),
    fields={
        Field.ORDER_ID: "Order ID",
        Field.DATE: "Order Placed At",
        Field.LOCATION: "Restaurant name",
        Field.STATUS: "Order Status",
        Field.GROSS: "Bill subtotal",
        Field.PACKING: "Packaging charges",
        Field.DISCOUNT: DISCOUNTS[0],
        Field.TOTAL: "Total",
        Field.RATING: "Rating",
        Field.COMMENT: "Review",
        Field.REASON: "Cancellation / Rejection reason",
        Field.CUSTOMER_ID: "Customer ID",
    },
    take=_take,
    header_only=True,
    currency="INR",
    notes=("The items of these orders stand in the file without prices, so the orders come without lines.",),
)
