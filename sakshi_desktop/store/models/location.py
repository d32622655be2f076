"""Outlets, the history of their business day, opening hours and running costs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import CostKind
from sakshi_desktop.store.base import Base, guarded, word


class Location(Base):
    """An outlet. Its currency is copied to its orders; totals exist only within one currency."""

    __tablename__ = "locations"
    __table_args__ = guarded(CheckConstraint("length(currency) = 3", name="currency_is_iso"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    city: Mapped[str | None]
    state: Mapped[str | None]
    pin_code: Mapped[str | None]
    gstin: Mapped[str | None]
    currency: Mapped[str] = mapped_column(default="INR")
    seats: Mapped[int | None]
    opened_on: Mapped[int | None]  # business date
    closed_on: Mapped[int | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    created_at: Mapped[datetime]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))  # the import that first named it


class DayRule(Base):
    """From ``valid_from`` on, the zone and the cut-off that decide a location's business date."""

    __tablename__ = "day_rules"
    __table_args__ = guarded(
        UniqueConstraint("location_id", "valid_from"),
        CheckConstraint("cutoff_minutes >= 0 AND cutoff_minutes < 1440", name="cutoff_within_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    valid_from: Mapped[int]  # business date; the first rule of a location holds for all days before, too
    zone: Mapped[str]
    cutoff_minutes: Mapped[int]


class OpeningHours(Base):
    """One stretch of a weekday, 0 is Monday, in which a location is open; minutes of the local day."""

    __tablename__ = "opening_hours"
    __table_args__ = guarded(
        CheckConstraint("weekday >= 0 AND weekday <= 6", name="weekday"),
        CheckConstraint("opens >= 0 AND opens < 1440 AND closes > opens AND closes <= 2880", name="stretch"),
        UniqueConstraint("location_id", "weekday", "opens"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]


class LocationCost(Base):
    """What a location spends over an inclusive range of business dates, spread evenly over its days."""

    __tablename__ = "location_costs"
    __table_args__ = guarded(
        CheckConstraint("amount_paise >= 0", name="amount_not_negative"),
        CheckConstraint("to_day >= from_day", name="range"),
        Index(None, "location_id", "from_day", "to_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    kind: Mapped[CostKind] = mapped_column(word(CostKind))
    from_day: Mapped[int]
    to_day: Mapped[int]
    amount_paise: Mapped[int]
    note: Mapped[str | None]
