"""Members of staff and their shifts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.store.base import Base, guarded, word


class Staff(Base):
    """A person who works here; those with a PIN may sign in."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(word(Role))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"), index=True)
    hourly_paise: Mapped[int | None]
    pin_hash: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    left_on: Mapped[int | None]


class Shift(Base):
    """Hours worked at a location on a business date, and what they cost."""

    __tablename__ = "shifts"
    __table_args__ = guarded(
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("cost_paise >= 0", name="cost_not_negative"),
        Index(None, "location_id", "business_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    business_date: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cost_paise: Mapped[int]
