"""The words of the page of imports."""

from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.importers.types import Field, Grouping, SaleKind, Series

FIELDS: dict[Field, str] = {
    Field.ORDER_ID: "Order number",
    Field.DATE: "Date",
    Field.TIME: "Time",
    Field.LOCATION: "Outlet",
    Field.ITEM: "Item",
    Field.CATEGORY: "Category",
    Field.SKU: "Item code",
    Field.VARIANT: "Variant",
    Field.QUANTITY: "Quantity",
    Field.UNIT_PRICE: "Price of one",
    Field.AMOUNT: "Net amount",
    Field.GROSS: "Amount before discount",
    Field.TOTAL: "Total with tax",
    Field.DISCOUNT: "Discount",
    Field.TAX: "Tax",
    Field.COST: "Cost of goods",
    Field.KIND: "Sale or refund",
    Field.STATUS: "Status",
    Field.CHANNEL: "Channel",
    Field.PAYMENT: "Payment method",
    Field.DAY_PART: "Part of the day",
    Field.CUSTOMER_ID: "Customer number",
    Field.CUSTOMER_NAME: "Customer name",
    Field.PHONE: "Customer phone",
    Field.EMAIL: "Customer e-mail",
    Field.STAFF: "Member of staff",
    Field.TIP: "Tip",
    Field.DELIVERY: "Delivery charge",
    Field.PACKING: "Packing charge",
    Field.SERVICE: "Service charge",
    Field.ROUND_OFF: "Rounding",
    Field.RATING: "Rating",
    Field.COMMENT: "Comment",
    Field.REASON: "Reason",
    Field.CURRENCY: "Currency",
}
"""What a column can mean, in the order of the choice."""
UNUSED = "Not used"
ORDERS = (
    ("dmy", "Day first: 31/12/2026"),
    ("mdy", "Month first: 12/31/2026"),
    ("ymd", "Year first: 2026-12-31"),
)
GROUPINGS = (
    (Grouping.ID, "Same number: one order"),
    (Grouping.MOMENT, "Same second: one order"),
    (Grouping.ROW, "Each row: one order"),
)
SERIES = (
    (Series.NEVER, "Numbers never start again"),
    (Series.DAY, "Numbers start again every day"),
    (Series.YEAR, "Numbers start again every year"),
    (Series.FINANCIAL_YEAR, "Numbers start again on 1 April"),
)
KINDS = {SaleKind.ORDER: "Sale", SaleKind.REFUND: "Refund", SaleKind.ADJUSTMENT: "Adjustment"}
STATES = {
    ImportState.COMING: "Coming in",
    ImportState.COUNTS: "Counts",
    ImportState.GOING: "Being removed",
    ImportState.REMOVED: "Removed",
    ImportState.INTERRUPTED: "Interrupted",
}


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with what is counted: 1 order, 2 orders."""
    return f"{format_count(number)} {one if number == 1 else many or one + 's'}"
