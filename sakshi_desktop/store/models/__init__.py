"""The tables of the whole domain, one module an aggregate."""

from sakshi_desktop.store.models.customer import (
    Address,
    Consent,
    Customer,
    CustomerAllergy,
    CustomerSource,
    CustomerTag,
    Note,
    SavedItem,
)
from sakshi_desktop.store.models.hub import Attempt, Delivery, Endpoint, Integration, SignIn, Worker
from sakshi_desktop.store.models.imports import ImportBatch, ImportProblem, Source
from sakshi_desktop.store.models.item import Item, ItemAllergen, ItemAvailability, StockMove
from sakshi_desktop.store.models.kpi import KpiDay, KpiMark
from sakshi_desktop.store.models.location import DayRule, Location, LocationCost, OpeningHours
from sakshi_desktop.store.models.loyalty import LoyaltyTier, PointsEntry, Redemption, Reward, SevaEntry
from sakshi_desktop.store.models.order import (
    Order,
    OrderLine,
    Payment,
    Rating,
    Refund,
    RefundLine,
    StatusChange,
    kept,
    visible,
)
from sakshi_desktop.store.models.pc import Envelope, Pc
from sakshi_desktop.store.models.record import (
    AuditEntry,
    AuditPersonal,
    AuditSeal,
    Event,
    FullerData,
    Outgoing,
    SharedSetting,
)
from sakshi_desktop.store.models.staff import Shift, Staff
from sakshi_desktop.store.models.sync import DeadLetter, SyncIntent, SyncJob, SyncMove, SyncRecord, SyncRun

from sakshi_desktop.store.models.guards import LEDGERS  # isort: skip  (needs the tables above)
from sakshi_desktop.store.models import grams  # noqa: F401  # isort: skip  (the same)

__all__ = [
    "LEDGERS",
    "Address",
    "Attempt",
    "AuditEntry",
    "AuditPersonal",
    "AuditSeal",
    "Consent",
    "Customer",
    "CustomerAllergy",
    "CustomerSource",
    "CustomerTag",
    "DayRule",
    "DeadLetter",
    "Delivery",
    "Endpoint",
    "Envelope",
    "Event",
    "FullerData",
    "ImportBatch",
    "ImportProblem",
    "Integration",
    "Item",
    "ItemAllergen",
    "ItemAvailability",
    "KpiDay",
    "KpiMark",
    "Location",
    "LocationCost",
    "LoyaltyTier",
    "Note",
    "OpeningHours",
    "Order",
    "OrderLine",
    "Outgoing",
    "Payment",
    "Pc",
    "PointsEntry",
    "Rating",
    "Redemption",
    "Refund",
    "RefundLine",
    "Reward",
    "SavedItem",
    "SevaEntry",
    "SharedSetting",
    "Shift",
    "SignIn",
    "Source",
    "Staff",
    "StatusChange",
    "StockMove",
    "SyncIntent",
    "SyncJob",
    "SyncMove",
    "SyncRecord",
    "SyncRun",
    "Worker",
    "kept",
    "visible",
]
