"""The words that files use for channels, payments, states, day-parts and complaints, and what they mean here."""

import re
from functools import lru_cache

from sakshi_desktop.core.letters import fold
from sakshi_desktop.core.vocabulary import Channel, DayPart, IssueFlag, OrderStatus, PaymentMethod
from sakshi_desktop.importers.types import SaleKind
from sakshi_desktop.importers.values import NOTHING

CHANNELS = {
    "dine in": Channel.DINE_IN,
    "dinein": Channel.DINE_IN,
    "in store": Channel.DINE_IN,
    "for here": Channel.DINE_IN,
    "eat in": Channel.DINE_IN,
    "table": Channel.DINE_IN,
    "take away": Channel.TAKEAWAY,
    "takeaway": Channel.TAKEAWAY,
    "take out": Channel.TAKEAWAY,
    "takeout": Channel.TAKEAWAY,
    "to go": Channel.TAKEAWAY,
    "pick up": Channel.TAKEAWAY,
    "pickup": Channel.TAKEAWAY,
    "carry out": Channel.TAKEAWAY,
    "counter": Channel.TAKEAWAY,
    "drive thru": Channel.TAKEAWAY,
    "delivery": Channel.DELIVERY,
    "delivery parcel": Channel.DELIVERY,
    "parcel": Channel.DELIVERY,
    "home delivery": Channel.DELIVERY,
    "zomato": Channel.ZOMATO,
    "swiggy": Channel.SWIGGY,
    "online": Channel.ONLINE,
    "web": Channel.ONLINE,
    "website": Channel.ONLINE,
    "app": Channel.ONLINE,
    "online store": Channel.ONLINE,
    "pos": Channel.OTHER,
}
PAYMENTS = {
    "cash": PaymentMethod.CASH,
    "card": PaymentMethod.CARD,
    "credit card": PaymentMethod.CARD,
    "debit card": PaymentMethod.CARD,
    "visa": PaymentMethod.CARD,
    "mastercard": PaymentMethod.CARD,
    "amex": PaymentMethod.CARD,
    "rupay": PaymentMethod.CARD,
    "upi": PaymentMethod.UPI,
    "gpay": PaymentMethod.UPI,
    "google pay": PaymentMethod.UPI,
    "phonepe": PaymentMethod.UPI,
    "bhim": PaymentMethod.UPI,
    "online": PaymentMethod.ONLINE,
    "net banking": PaymentMethod.ONLINE,
    "razorpay": PaymentMethod.ONLINE,
    "shopify payments": PaymentMethod.ONLINE,
    "paypal": PaymentMethod.ONLINE,
    "wallet": PaymentMethod.WALLET,
    "digital wallet": PaymentMethod.WALLET,
    "e wallet": PaymentMethod.WALLET,
    "paytm": PaymentMethod.WALLET,
    "apple pay": PaymentMethod.WALLET,
    "gift card": PaymentMethod.GIFT_CARD,
    "giftcard": PaymentMethod.GIFT_CARD,
    "voucher": PaymentMethod.GIFT_CARD,
    "other": PaymentMethod.OTHER,
    "part payment": PaymentMethod.OTHER,
    "split": PaymentMethod.OTHER,
    "due payment": PaymentMethod.OTHER,
    "not paid": PaymentMethod.UNKNOWN,
}
PAYMENT_PARTS = (
    ("upi", PaymentMethod.UPI),
    ("gift", PaymentMethod.GIFT_CARD),
    ("wallet", PaymentMethod.WALLET),
    ("credit", PaymentMethod.CARD),
    ("debit", PaymentMethod.CARD),
    ("card", PaymentMethod.CARD),
    ("cash", PaymentMethod.CASH),
    ("online", PaymentMethod.ONLINE),
)
CHANNEL_PARTS = (
    ("zomato", Channel.ZOMATO),
    ("swiggy", Channel.SWIGGY),
    ("dine", Channel.DINE_IN),
    ("pick", Channel.TAKEAWAY),
    ("take", Channel.TAKEAWAY),
    ("deliver", Channel.DELIVERY),
    ("online", Channel.ONLINE),
)
CANCELLED = ("cancel", "reject", "void", "timed out", "declined", "failed", "no show", "aborted", "deleted")
OPEN = {
    "pending": OrderStatus.PENDING,
    "placed": OrderStatus.PENDING,
    "new": OrderStatus.PENDING,
    "open": OrderStatus.PENDING,
    "confirmed": OrderStatus.CONFIRMED,
    "accepted": OrderStatus.CONFIRMED,
    "preparing": OrderStatus.PREPARING,
    "ready": OrderStatus.READY,
    "out for delivery": OrderStatus.OUT_FOR_DELIVERY,
    "picked up": OrderStatus.OUT_FOR_DELIVERY,
}
DONE = frozenset(
    [
        "delivered",
        "completed",
        "complete",
        "success",
        "successful",
        "paid",
        "closed",
        "fulfilled",
        "served",
        "done",
        "settled",
        "printed",
    ]
)
REFUNDS = frozenset(
    ["refund", "refunds", "refunded", "return", "returned", "credit note", "credit", "reversal", "chargeback"]
)
SALES = frozenset(["sale", "sales", "payment", "order", "invoice", "purchase", "sold", "receipt"])
ADJUSTMENTS = frozenset(["adjustment", "adjust", "write off", "correction"])
DAY_PARTS = {
    "breakfast": DayPart.BREAKFAST,
    "morning": DayPart.BREAKFAST,
    "lunch": DayPart.LUNCH,
    "noon": DayPart.LUNCH,
    "midday": DayPart.LUNCH,
    "brunch": DayPart.LUNCH,
    "afternoon": DayPart.AFTERNOON,
    "evening": DayPart.DINNER,
    "dinner": DayPart.DINNER,
    "supper": DayPart.DINNER,
    "night": DayPart.DINNER,
    "late night": DayPart.LATE_NIGHT,
    "midnight": DayPart.LATE_NIGHT,
}
ISSUES = (
    ("missing", IssueFlag.MISSING_ITEM),
    ("not received", IssueFlag.MISSING_ITEM),
    ("wrong", IssueFlag.WRONG_ITEM),
    ("incorrect", IssueFlag.WRONG_ITEM),
    ("late", IssueFlag.LATE),
    ("delay", IssueFlag.LATE),
    ("quality", IssueFlag.QUALITY),
    ("taste", IssueFlag.QUALITY),
    ("cold", IssueFlag.QUALITY),
    ("stale", IssueFlag.QUALITY),
    ("spill", IssueFlag.QUALITY),
    ("packag", IssueFlag.QUALITY),
    ("hygiene", IssueFlag.QUALITY),
)
NO_PERSON = frozenset(
    [
        "abc",
        "guest",
        "walk in",
        "walkin",
        "walk in customer",
        "walkin customer",
        "cash customer",
        "customer",
        "anonymous",
        "test",
        "xyz",
        "na",
        "default",
    ]
)
_ZONES = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "atlantic time (canada)": "America/Halifax",
    "london": "Europe/London",
    "dublin": "Europe/Dublin",
    "paris": "Europe/Paris",
    "madrid": "Europe/Madrid",
    "tokyo": "Asia/Tokyo",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "brisbane": "Australia/Brisbane",
    "perth": "Australia/Perth",
    "adelaide": "Australia/Adelaide",
    "utc": "UTC",
} | dict.fromkeys(["kolkata", "chennai", "mumbai", "new delhi", "india standard time", "ist"], "Asia/Kolkata")
_IANA = re.compile(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?")
_JOINTS = re.compile(r"[^\w+&]+|_")


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return a word as the tables here hold it: no case, one blank for any joint; "" for nothing."""
    plain = " ".join(_JOINTS.sub(" ", text.casefold()).split())
    return "" if plain in NOTHING or fold(text) in NOTHING else plain


@lru_cache(maxsize=4096)
def channel(text: str) -> Channel | None:
    """Return the channel that a word names; None where it names none."""
    plain = key(text)
    return CHANNELS.get(plain) or next((found for part, found in CHANNEL_PARTS if part in plain), None)


@lru_cache(maxsize=4096)
def payment(text: str) -> PaymentMethod | None:
    """Return the payment method that a word names, OTHER for words not known here; None for a blank."""
    plain = key(text)
    if not plain:
        return None
    return PAYMENTS.get(plain) or next((found for part, found in PAYMENT_PARTS if part in plain), PaymentMethod.OTHER)


@lru_cache(maxsize=4096)
def status(text: str) -> OrderStatus:
    """Return the state that a word names; sales of the past are delivered unless it says otherwise."""
    plain = key(text)
    if any(part in plain for part in CANCELLED):
        return OrderStatus.CANCELLED
    if plain in REFUNDS:
        return OrderStatus.REFUNDED
    return OPEN.get(plain, OrderStatus.DELIVERED)


@lru_cache(maxsize=4096)
def kind(text: str) -> SaleKind:
    """Return whether a word names a refund, an adjustment or, like all others, a sale."""
    plain = key(text)
    if plain in REFUNDS or plain.startswith("refund"):
        return SaleKind.REFUND
    return SaleKind.ADJUSTMENT if plain in ADJUSTMENTS else SaleKind.ORDER


@lru_cache(maxsize=4096)
def day_part(text: str) -> DayPart | None:
    """Return the part of the day that a word names; None where it names none."""
    return DAY_PARTS.get(key(text))


@lru_cache(maxsize=4096)
def issues(text: str) -> tuple[IssueFlag, ...]:
    """Return what went wrong according to a complaint; OTHER for words not known here, none for a blank."""
    plain = key(text)
    if not plain or plain in {"no", "0", "false"}:
        return ()
    found = dict.fromkeys(flag for part, flag in ISSUES if part in plain)
    return tuple(found) or (IssueFlag.OTHER,)


@lru_cache(maxsize=4096)
def zone(text: str) -> str | None:
    """Return the IANA zone that an export names in its own words; None where it is not known."""
    plain = " ".join(text.split())
    return plain if _IANA.fullmatch(plain) else _ZONES.get(plain.casefold())
