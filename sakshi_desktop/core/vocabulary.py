"""The closed sets of words that the whole house shares."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """The steps of an order."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    READY = "ready"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Channel(StrEnum):
    """How a sale reached the kitchen."""

    DINE_IN = "dine_in"
    TAKEAWAY = "takeaway"
    DELIVERY = "delivery"
    ZOMATO = "zomato"
    SWIGGY = "swiggy"
    ONLINE = "online"
    OTHER = "other"


DELIVERY_CHANNELS = (Channel.DELIVERY, Channel.ZOMATO, Channel.SWIGGY)


class DayPart(StrEnum):
    """The meal times of a cafe's day, by the hour on its wall clock."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    AFTERNOON = "afternoon"
    DINNER = "dinner"
    LATE_NIGHT = "late_night"
    UNKNOWN = "unknown"


DAY_PART_STARTS = (
    (4, DayPart.BREAKFAST),
    (11, DayPart.LUNCH),
    (15, DayPart.AFTERNOON),
    (18, DayPart.DINNER),
    (22, DayPart.LATE_NIGHT),
)


def day_part(hour: int | None) -> DayPart:
    """Return the day-part of a wall-clock hour 0-23; ``None``, no time known, is UNKNOWN."""
    if hour is None:
        return DayPart.UNKNOWN
    found = DayPart.LATE_NIGHT
    for start, part in DAY_PART_STARTS:
        if hour >= start:
            found = part
    return found


class PaymentMethod(StrEnum):
    """What a customer paid with."""

    CASH = "cash"
    CARD = "card"
    UPI = "upi"
    ONLINE = "online"
    WALLET = "wallet"
    GIFT_CARD = "gift_card"
    OTHER = "other"
    UNKNOWN = "unknown"


class IssueFlag(StrEnum):
    """What a customer says went wrong."""

    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    LATE = "late"
    QUALITY = "quality"
    OTHER = "other"


class RefundKind(StrEnum):
    """Why money went back: a refund of an order, a vendor's credit note, or a correction of the books."""

    REFUND = "refund"
    CREDIT_NOTE = "credit_note"
    ADJUSTMENT = "adjustment"


class CostKind(StrEnum):
    """What a location spends besides goods and shifts."""

    RENT = "rent"
    UTILITIES = "utilities"
    MARKETING = "marketing"
    MAINTENANCE = "maintenance"
    COMMISSION = "commission"
    LABOUR = "labour"
    GOODS = "goods"
    OTHER = "other"


class Diet(StrEnum):
    """What an item is made of, as Indian menus mark it."""

    VEG = "veg"
    VEGAN = "vegan"
    JAIN = "jain"
    EGG = "egg"
    NON_VEG = "non_veg"
    UNKNOWN = "unknown"


class Allergen(StrEnum):
    """The allergens that the food law of India wants named on a label."""

    GLUTEN = "gluten"
    CRUSTACEAN = "crustacean"
    EGG = "egg"
    FISH = "fish"
    PEANUT = "peanut"
    SOYBEAN = "soybean"
    MILK = "milk"
    TREE_NUT = "tree_nut"
    SULPHITE = "sulphite"


class AddressKind(StrEnum):
    """What an address is to its customer."""

    HOME = "home"
    WORK = "work"
    OTHER = "other"


class CustomerStatus(StrEnum):
    """Whether a customer may order and redeem."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Tier(StrEnum):
    """Loyalty tiers, lowest first."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"


class ConsentPurpose(StrEnum):
    """What a person agreed to be contacted for."""

    ORDERS = "orders"
    OFFERS = "offers"
    REPORTS = "reports"


class ContactChannel(StrEnum):
    """How a person may be contacted."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


class RewardKind(StrEnum):
    """What a reward gives."""

    AMOUNT_OFF = "amount_off"
    FREE_DELIVERY = "free_delivery"
    FREE_ITEM = "free_item"


class SavedKind(StrEnum):
    """Why an item or location was saved."""

    LATER = "later"
    WISH = "wish"
    FAVOURITE = "favourite"


class BatchState(StrEnum):
    """The steps of an import: only a published one counts in any figure."""

    STAGING = "staging"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    REMOVING = "removing"
    REMOVED = "removed"


class ImportState(StrEnum):
    """How people see an import; one that was interrupted never counted, and nothing of it was kept."""

    COMING = "coming"
    COUNTS = "published"
    GOING = "removing"
    REMOVED = "removed"
    INTERRUPTED = "interrupted"


class IntegrationType(StrEnum):
    """The six kinds of outside service, and custom."""

    ACCOUNTING = "accounting"
    CRM = "crm"
    EMAIL = "email"
    SMS = "sms"
    PAYMENT = "payment"
    INVENTORY = "inventory"
    CUSTOM = "custom"


class IntegrationStatus(StrEnum):
    """How an integration stands."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ERROR = "error"
    ATTENTION = "attention"


EVENT_TYPES = {
    "order.created": "a new order, from a connected point of sale",
    "order.updated": "an order took a step or was changed",
    "order.cancelled": "an order was cancelled",
    "order.refunded": "money of an order went back",
    "order.rated": "a customer rated an order",
    "customer.created": "a new customer",
    "customer.updated": "a customer's profile or addresses were changed",
    "location.changed": "a location, its business day or its costs were changed",
    "menu.changed": "an item of the menu was added or changed",
    "team.changed": "a member of staff or a shift was added or changed",
    "import.finished": "sales were imported",
    "import.removed": "an import was taken back",
    "report.ready": "a report was written",
    "custom": "an event of your own, told by a person or a script",
    "integration.changed": "an integration was added, changed, paused or removed",
    "webhook.changed": "a webhook was added, changed or removed",
    "webhook.failing": "a webhook has failed for days and will be disabled",
    "webhook.disabled": "a webhook was disabled",
    "webhook.test": "a trial, sent by a person",
    "sync.changed": "a sync was added, changed, paused or removed",
    "sync.finished": "a sync ended, well or not",
    "sync.failing": "a sync has failed many times and will be let rest",
    "sync.disabled": "a sync was let rest after too many failures",
}
"""Every kind of event that may leave the house, in words."""


class DeliveryState(StrEnum):
    """The states of a webhook delivery."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"
    PAUSED = "paused"


class VaultKind(StrEnum):
    """Where secrets are kept on a PC."""

    KEYRING = "keyring"
    FILE = "file"
    MEMORY = "memory"


class JobState(StrEnum):
    """The states of a sync job: failed is one that was let rest after too many failures."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"


class SyncDirection(StrEnum):
    """Which way the records of a stream go: from the service to this house, or from this house to it."""

    PULL = "pull"
    PUSH = "push"


class RunKind(StrEnum):
    """Why a sync runs: its schedule or a person asked for what is new, or for a range of days, or only for a look."""

    REGULAR = "regular"
    BACKFILL = "backfill"
    DRY = "dry"
    APPLY = "apply"  # just what a dry run showed
    RETRY = "retry"  # dead letters
    UNDO = "undo"


class RunState(StrEnum):
    """The states of one run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SyncChange(StrEnum):
    """What a record did on the other side, or would do."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    DEAD = "dead"


class SyncWish(StrEnum):
    """What a person asks of a job that runs: to stop after this page, for now or for good."""

    PAUSE = "pause"
    CANCEL = "cancel"


class Role(StrEnum):
    """What a member of staff may do, in four steps."""

    OWNER = "owner"
    MANAGER = "manager"
    SUPPORT = "support"
    AUDITOR = "auditor"
