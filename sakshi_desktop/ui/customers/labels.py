"""The words of the customers page."""

from datetime import datetime

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.vocabulary import (
    AddressKind,
    Allergen,
    CustomerStatus,
    Diet,
    IssueFlag,
    OrderStatus,
    PaymentMethod,
)
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.tones import Tone

STATUSES = {
    OrderStatus.PENDING: "Pending",
    OrderStatus.CONFIRMED: "Confirmed",
    OrderStatus.PREPARING: "Preparing",
    OrderStatus.READY: "Ready",
    OrderStatus.OUT_FOR_DELIVERY: "Out for delivery",
    OrderStatus.DELIVERED: "Delivered",
    OrderStatus.CANCELLED: "Cancelled",
    OrderStatus.REFUNDED: "Refunded",
}
STEPS = {
    OrderStatus.CONFIRMED: "Confirm",
    OrderStatus.PREPARING: "Start preparing",
    OrderStatus.READY: "Mark ready",
    OrderStatus.OUT_FOR_DELIVERY: "Send out",
    OrderStatus.DELIVERED: "Mark delivered",
}
TONES = {
    OrderStatus.DELIVERED: Tone.GOOD,
    OrderStatus.CANCELLED: Tone.BAD,
    OrderStatus.REFUNDED: Tone.QUIET,
}
"""How a status speaks; one that is on its way speaks in the accent."""
CUSTOMER_STATUSES = {CustomerStatus.ACTIVE: "Active", CustomerStatus.SUSPENDED: "Suspended"}
DIETS = {
    Diet.UNKNOWN: "Not known",
    Diet.VEG: "Vegetarian",
    Diet.VEGAN: "Vegan",
    Diet.JAIN: "Jain",
    Diet.EGG: "Vegetarian with egg",
    Diet.NON_VEG: "Non-vegetarian",
}
ALLERGENS = {
    Allergen.GLUTEN: "Gluten",
    Allergen.CRUSTACEAN: "Crustaceans",
    Allergen.EGG: "Egg",
    Allergen.FISH: "Fish",
    Allergen.PEANUT: "Peanut",
    Allergen.SOYBEAN: "Soybean",
    Allergen.MILK: "Milk",
    Allergen.TREE_NUT: "Tree nuts",
    Allergen.SULPHITE: "Sulphite",
}
ADDRESS_KINDS = {AddressKind.HOME: "Home", AddressKind.WORK: "Work", AddressKind.OTHER: "Other"}
FLAGS = {
    IssueFlag.WRONG_ITEM: "Wrong item",
    IssueFlag.MISSING_ITEM: "Missing item",
    IssueFlag.LATE: "Late",
    IssueFlag.QUALITY: "Quality",
    IssueFlag.OTHER: "Other",
}
METHODS = {
    PaymentMethod.CASH: "Cash",
    PaymentMethod.CARD: "Card",
    PaymentMethod.UPI: "UPI",
    PaymentMethod.ONLINE: "Online",
    PaymentMethod.WALLET: "Wallet",
    PaymentMethod.GIFT_CARD: "Gift card",
    PaymentMethod.OTHER: "Other",
    PaymentMethod.UNKNOWN: "Payment",
}
FIELDS = {
    "name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "birthday": "Birthday",
    "language": "Language",
    "diet": "Diet",
    "diet_note": "Note about food",
    "allergies": "Allergies",
    "tags": "Tags",
    "preferred_location": "Favourite location",
    "status": "Status",
    "address": "Address",
}
NAMELESS = "No name"


def allergens(found: frozenset[Allergen]) -> str:
    """Return allergens in the order of the law."""
    return ", ".join(ALLERGENS[one] for one in Allergen if one in found)


def tone(status: OrderStatus) -> Tone:
    """Return how a status speaks."""
    return TONES.get(status, Tone.STRONG)


def stamp(at: datetime, zone: str = clocks.DEFAULT_ZONE) -> str:
    """Return an instant as 22 Nov 2026 14:05."""
    return wall(at.astimezone(clocks.zone(zone)))


def day(at: datetime) -> str:
    """Return the day of an instant in India: 22 Nov 2026."""
    return dates.show(to_day(at.astimezone(clocks.zone(clocks.DEFAULT_ZONE)).date()))


def wall(local: datetime) -> str:
    """Return a wall-clock time as 22 Nov 2026 14:05."""
    return f"{dates.show(to_day(local.date()))} {local:%H:%M}"


def hour(at: datetime, zone: str) -> str:
    """Return an instant as 14:05 on a wall clock."""
    return f"{at.astimezone(clocks.zone(zone)):%H:%M}"


def late(promised: datetime, came: datetime) -> str:
    """Return how an order came in against its promise: 12 min late, 4 min early, on time."""
    minutes = round((came - promised).total_seconds() / 60)
    if not minutes:
        return "on time"
    return f"{abs(minutes):,} min {'late' if minutes > 0 else 'early'}"
