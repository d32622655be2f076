"""The rollup: what any page of figures asks, a row a location, business date, channel and day-part."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.store.base import Base, guarded, word


class KpiDay(Base):
    """Integer sums over the orders and refunds of one location, business date, channel and day-part."""

    __tablename__ = "kpi_days"
    __table_args__ = ()

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"), primary_key=True)
    business_date: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(word(Channel), primary_key=True)
    day_part: Mapped[DayPart] = mapped_column(word(DayPart), primary_key=True)
    net_paise: Mapped[int]  # of kept orders
    refund_paise: Mapped[int]  # dated this day
    gross_paise: Mapped[int]
    discount_paise: Mapped[int]
    orders: Mapped[int]  # kept
    cancelled: Mapped[int]
    walk_ins: Mapped[int]  # kept orders without a customer
    goods_paise: Mapped[int]  # cost of goods of kept orders whose cost is known
    costed: Mapped[int]  # kept orders whose cost of goods is known
    ratings: Mapped[int]
    stars: Mapped[int]
    satisfied: Mapped[int]  # ratings of 4 or 5
    timed: Mapped[int]  # delivered delivery orders with both times
    on_time: Mapped[int]
    completed: Mapped[int]
    mistaken: Mapped[int]  # completed orders with a wrong or missing item
    hours: Mapped[bytes]  # kept orders by hour of the wall clock: 24 little-endian unsigned 16-bit counts
    customers: Mapped[bytes]  # ids of customers with a kept order: sorted little-endian unsigned 32-bit


class KpiCell(Base):
    """One recomputed location-day: its costs that belong to no order, and the stamp by which readers follow."""

    __tablename__ = "kpi_cells"
    __table_args__ = (Index(None, "stamp"),)

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"), primary_key=True)
    business_date: Mapped[int] = mapped_column(primary_key=True)
    labour_paise: Mapped[int]
    other_paise: Mapped[int]
    has_running_costs: Mapped[bool]
    stamp: Mapped[int]  # PostgreSQL: id of the writing transaction; SQLite: a counter


class KpiMark(Base):
    """That the days of a location must be recomputed; only ever inserted, and deleted by the drain that saw it."""

    __tablename__ = "kpi_marks"
    __table_args__ = guarded(CheckConstraint("to_day >= from_day", name="range"), Index(None, "location_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    from_day: Mapped[int]
    to_day: Mapped[int]
    at: Mapped[datetime]
