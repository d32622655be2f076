"""Guessing what the columns of an unknown table mean, from their names and from what stands in them."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from sakshi_desktop.importers import words
from sakshi_desktop.importers.columns import plain
from sakshi_desktop.importers.dates import ORDERS, has_seconds, read_date, read_time, split_moment
from sakshi_desktop.importers.types import Field, Grouping, Mapping
from sakshi_desktop.importers.values import NOTHING, decimal_mark, is_number

MOST = 0.5
"""Share of a column's texts that must fit what its name promises."""
NEARLY_ALL = 0.9
SHARED = 0.1
"""Share of rows that share store, date and second with the row before, from which on they are taken as one order."""

NAMES: dict[Field, str] = {
    Field.ORDER_ID: (
        "order id|order no|order number|order|invoice|invoice no|invoice number|invoice id|bill no|bill number|bill id|"
        "bill|receipt number|receipt no|receipt|receipt id|transaction id|transaction no|transaction number|"
        "transaction|txn id|voucher no|check id|check number|check no|ticket|ticket no|token no|sale id|basket id|"
        "kot no|id"
    ),
    Field.DATE: (
        "date time|datetime|order date|invoice date|bill date|transaction date|sale date|business date|"
        "date|created at|created|order time|timestamp|placed at|order placed at|order datetime|opened|"
        "paid at|day"
    ),
    Field.TIME: "time|transaction time|order time|sale time|bill time|invoice time|hour",
    Field.LOCATION: (
        "location|store location|store name|store|outlet|outlet name|branch|branch name|restaurant|"
        "restaurant name|location name|shop|cafe|site|store id"
    ),
    Field.ITEM: (
        "item name|item|product name|product|product detail|menu item|dish|dish name|coffee name|line item|"
        "lineitem name|drink|beverage|food item|particulars|article name|description|item description|title"
    ),
    Field.CATEGORY: (
        "category|item category|product category|category name|item type|menu group|menu category|"
        "department|product type|group name"
    ),
    Field.SKU: "sku|item code|product code|stock code|product id|item id|upc|barcode|plu|article",
    Field.VARIANT: "variant|size|variation|option|price point name|portion",
    Field.QUANTITY: (
        "quantity|qty|item quantity|transaction qty|units|units sold|count|no of items|lineitem quantity|"
        "order quantity|pieces"
    ),
    Field.UNIT_PRICE: "unit price|price per unit|price|item price|rate|lineitem price|selling price|mrp|price each",
    Field.AMOUNT: (
        "net sales|net amount|net total|net price|net revenue|subtotal|sub total|item total|line total|"
        "total spent|transaction amount|amount|money|sales|revenue|sale amount|total price|total sales|"
        "total revenue|order value|net sale|my amount"
    ),
    Field.GROSS: "gross sales|gross amount|gross total|gross",
    Field.TOTAL: (
        "total|grand total|total amount|bill amount|bill total|invoice total|order total|total collected|"
        "final amount|amount paid|total paid|invoice amount"
    ),
    Field.DISCOUNT: "discount|discounts|discount amount|total discount|item discount",
    Field.TAX: "tax|taxes|total tax|tax amount|gst|gst amount|vat|sales tax|tax total",
    Field.COST: "cost of goods|cogs|goods cost|total cost",
    Field.KIND: ("type|transaction kind|receipt type|sale type|event type|record type|document type|operation type"),
    Field.STATUS: "status|order status|state|bill status|invoice status|payment status",
    Field.CHANNEL: (
        "channel|order type|sub order type|dining option|order source|sales channel|source|service|"
        "service type|order mode|platform"
    ),
    Field.PAYMENT: (
        "payment method|payment type|payment mode|payment|tender|tender type|cash type|mode of payment|"
        "transaction type|paid by|pay mode"
    ),
    Field.DAY_PART: "time of sale|day part|daypart|meal|meal time|shift|session|time of day|meal period",
    Field.CUSTOMER_ID: (
        "customer id|customer number|customer no|member id|loyalty id|card|card number|card id|client id|"
        "customer code|customer"
    ),
    Field.CUSTOMER_NAME: (
        "customer name|guest name|client name|buyer name|member name|billing name|name of customer|name of guest|"
        "guest|customer|client|buyer|bill to"
    ),
    Field.PHONE: (
        "phone|mobile|customer phone|phone number|mobile number|customer mobile|contact number|"
        "contact no|mobile no|phone no|customer contacts"
    ),
    Field.EMAIL: "email|customer email|mail|e mail|email address",
    Field.STAFF: (
        "staff|cashier|server|waiter|employee|cashier name|staff name|biller|received by|sales person|"
        "salesperson|barista"
    ),
    Field.TIP: "tip|tips|gratuity|tip amount",
    Field.DELIVERY: "delivery charge|delivery fee|delivery charges|shipping|delivery amount",
    Field.PACKING: "packing charge|packaging charges|container charge|packing charges|packaging charge|packaging",
    Field.SERVICE: "service charge|service charges",
    Field.ROUND_OFF: "round off|rounding|roundoff",
    Field.RATING: "rating|stars|customer rating|order rating|score",
    Field.COMMENT: "comment|review|feedback|customer comment|comments",
    Field.REASON: "reason|cancel reason|refund reason|cancellation reason",
    Field.CURRENCY: "currency|currency code",
}
CHARGES = frozenset([Field.TIP, Field.DELIVERY, Field.PACKING, Field.SERVICE, Field.ROUND_OFF])
MONEY = CHARGES | {Field.UNIT_PRICE, Field.AMOUNT, Field.GROSS, Field.TOTAL, Field.DISCOUNT, Field.TAX, Field.COST}
NUMBERS = MONEY | {Field.QUANTITY, Field.RATING}
WORTH = (Field.AMOUNT, Field.GROSS, Field.TOTAL)
_NAMED = re.compile(
    r"(?!customer|guest|client|buyer|member|billing|store|outlet|staff|cashier|server|branch|restaurant|location|first|"
    r"last|user|file|brand)\w+ name"
)
_CODE = re.compile(r"[A-Z]{3}")
_ANYBODY = frozenset(["customer", "guest", "client", "buyer"])
"""Names of columns that say whom a column is about, and not whether by a number or by name."""
_TITLES = frozenset(["mr", "mr.", "mrs", "mrs.", "ms", "ms.", "m", "f", "male", "female"])


@dataclass(frozen=True, slots=True)
class Guess:
    """A guessed mapping, and sentences about what was not plain."""

    mapping: Mapping
    notes: tuple[str, ...]


class Sample:
    """The first rows of a table, by column; blanks and the like left out."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.columns = tuple(columns)
        self.rows = rows
        self.texts = {
            name: [cell for cell in map(itemgetter(place), rows) if cell.strip().casefold() not in NOTHING]
            for place, name in _first_places(columns)
        }

    def share(self, name: str, fits: Callable[[str], object]) -> float:
        """Return the share of a column's texts that fit, 0 for a column without texts."""
        counted = Counter(self.texts[name])
        return sum(count for text, count in counted.items() if fits(text)) / max(counted.total(), 1)


def _first_places(columns: Sequence[str]) -> list[tuple[int, str]]:
    return [(place, name) for place, name in enumerate(columns) if name and columns.index(name) == place]


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]], *, source: str | None = None) -> Guess:
    """Return what the columns of a table seem to mean.

    Args:
        rows: the first few thousand rows.
    """
    sample = Sample(columns, rows)
    decimal = _decimal(sample)
    found: dict[Field, str] = {}
    notes: list[str] = []
    for field, names in NAMES.items():
        name = _best(sample, field, names.split("|"), set(found.values()), decimal)
        if name is not None:
            found[field] = name
    _by_values(sample, found)
    _settle_dates(sample, found, notes)
    _settle_amounts(found)
    grouping, why = _grouping(sample, found)
    notes += why
    prefix = _refund_prefix(sample, found)
    mapping = Mapping(
        columns=found,
        constants={Field.QUANTITY: "1"}
        if Field.UNIT_PRICE in found and not found.keys() & {Field.QUANTITY, *WORTH}
        else {},
        grouping=grouping,
        decimal=decimal,
        refund_prefix=prefix,
        adjustment_prefix="A" if prefix else "",
        source=source,
    )
    return Guess(mapping, tuple(notes))


def _decimal(sample: Sample) -> str:
    return decimal_mark(
        text for texts in sample.texts.values() for text in set(texts) if is_number(text) or is_number(text, ",")
    )


def _best(sample: Sample, field: Field, names: list[str], taken: set[str], decimal: str) -> str | None:
    """Return the free column whose name comes first in ``names`` and whose texts fit the field."""
    ranks = {name: place for place, name in enumerate(names)}
    candidates = [name for name in sample.texts if name not in taken and _rank(field, name, ranks) is not None]
    candidates.sort(key=lambda name: _rank(field, name, ranks) or 0)
    return next((name for name in candidates if _fits(sample, field, name, decimal)), None)


def _rank(field: Field, name: str, ranks: dict[str, int]) -> int | None:
    spelled = plain(name)
    if field is Field.ITEM and spelled not in ranks and (_NAMED.fullmatch(spelled) or spelled == "name"):
        return len(ranks)
    return ranks.get(spelled)


def _fits(sample: Sample, field: Field, name: str, decimal: str) -> bool:
    if field in NUMBERS:
        return not sample.texts[name] or sample.share(name, lambda text: is_number(text, decimal)) >= MOST
    tests: dict[Field, Callable[[str], object]] = {
        Field.DATE: is_date,
        Field.TIME: lambda text: read_time(text) is not None or read_time(split_moment(text)[1]) is not None,
        Field.DAY_PART: words.day_part,
        Field.CHANNEL: words.channel,
        Field.PAYMENT: lambda text: words.key(text) in words.PAYMENTS,
        Field.KIND: lambda text: words.key(text) in words.REFUNDS | words.SALES | words.ADJUSTMENTS,
        Field.CURRENCY: _CODE.fullmatch,
    }
    if field in tests:
        return sample.share(name, tests[field]) >= MOST
    if field is Field.LOCATION:
        return sample.share(name, words.channel) < MOST
    if field is Field.CUSTOMER_ID and plain(name) in _ANYBODY:
        return sample.share(name, _has_digit) >= MOST
    if field is Field.CUSTOMER_NAME and plain(name) in _ANYBODY and sample.share(name, _has_digit) >= MOST:
        return False
    if field in {Field.STAFF, Field.CUSTOMER_NAME}:
        return sample.share(name, lambda text: text.strip().casefold() in _TITLES) < MOST
    if field is Field.ITEM:
        return sample.share(name, lambda text: not is_number(text)) >= MOST
    return bool(sample.texts[name]) or field is not Field.ORDER_ID


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def is_date(text: str) -> bool:
    """Tell whether a text begins with a date in any order of its parts."""
    date = split_moment(text)[0]
    return any(read_date(date, order) is not None for order in ORDERS)


def _by_values(sample: Sample, found: dict[Field, str]) -> None:
    """Give columns a meaning by their texts where their names told none."""
    tests: dict[Field, Callable[[str], object]] = {
        Field.CHANNEL: lambda text: words.key(text) in words.CHANNELS,
        Field.PAYMENT: lambda text: words.key(text) in words.PAYMENTS,
        Field.DAY_PART: words.day_part,
        Field.DATE: is_date,
        Field.TIME: lambda text: read_time(text) is not None,
    }
    for field, test in tests.items():
        if field in found:
            continue
        taken = set(found.values())
        free = [name for name, texts in sample.texts.items() if name not in taken and texts]
        name = next((name for name in free if sample.share(name, test) >= NEARLY_ALL), None)
        if name is not None:
            found[field] = name


def _settle_dates(sample: Sample, found: dict[Field, str], notes: list[str]) -> None:
    """Say so when a fuller column of dates was passed over because a spreadsheet damaged it."""
    chosen = found.get(Field.DATE)
    for name, texts in sample.texts.items():
        if (
            name != chosen
            and texts
            and plain(name) in {"datetime", "date time", "timestamp"}
            and name not in found.values()
        ):
            notes.append(
                f"The column “{name}” holds no whole date and time (such as “{texts[0]}”), damaged by a spreadsheet; "
                f"“{chosen}” is used, and the orders have no time."
            )


def _settle_amounts(found: dict[Field, str]) -> None:
    """Leave out what would count twice: a total beside net amounts, a gross amount beside a net one."""
    if Field.AMOUNT in found:
        for field in (Field.TOTAL, Field.GROSS):
            found.pop(field, None)
    elif Field.TOTAL in found and {Field.QUANTITY, Field.UNIT_PRICE, Field.ITEM} <= found.keys():
        found[Field.AMOUNT] = found.pop(Field.TOTAL)


def _grouping(sample: Sample, found: dict[Field, str]) -> tuple[Grouping, list[str]]:
    """Decide which rows make one order."""
    together = _together(sample, found)
    number = found.get(Field.ORDER_ID)
    if number is None:
        if together >= SHARED:
            return Grouping.MOMENT, ["Rows of one location at the same second are taken as one order."]
        return Grouping.ROW, ["The file has no order numbers: each row is an order, known again by its contents."]
    numbers = sample.texts[number]
    if len(set(numbers)) == len(numbers) and together >= SHARED and Field.ITEM in found:
        note = f"“{number}” differs on every line, and many lines share place, date and second: those are one order."
        return Grouping.MOMENT, [note]
    return Grouping.ID, []


def _together(sample: Sample, found: dict[Field, str]) -> float:
    """Return the share of rows that share location, date and second with the row before them."""
    clock = found.get(Field.TIME) or found.get(Field.DATE)
    if clock is None or sample.share(clock, has_seconds) < MOST:
        return 0.0
    places = [
        sample.columns.index(found[field]) for field in (Field.LOCATION, Field.DATE, Field.TIME) if field in found
    ]
    keys = [tuple(row[place] for place in places) for row in sample.rows]
    return sum(this == before for before, this in pairwise(keys)) / max(len(keys), 1)


def _refund_prefix(sample: Sample, found: dict[Field, str]) -> str:
    """Return "C" where numbers are digits and those of credit notes begin with a C."""
    numbers = set(sample.texts.get(found.get(Field.ORDER_ID, ""), ()))
    credit = sum(number[:1] == "C" and number[1:].isdigit() for number in numbers)
    return "C" if credit and sum(number.isdigit() for number in numbers) > credit else ""
