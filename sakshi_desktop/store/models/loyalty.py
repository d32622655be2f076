"""The ledgers of points and Seva tokens, and the rewards they buy."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import RewardKind, Tier
from sakshi_desktop.store.base import Base, guarded, word

_OF_ORDER = text("order_id IS NOT NULL")


class LoyaltyTier(Base):
    """A tier: reached by spend over the last 12 months; points are multiplied by ``rate_percent``."""

    __tablename__ = "loyalty_tiers"
    __table_args__ = ()

    tier: Mapped[Tier] = mapped_column(word(Tier), primary_key=True)
    spend_paise: Mapped[int]
    rate_percent: Mapped[int]
    benefits: Mapped[str]  # JSON list of words


class PointsEntry(Base):
    """One row of the append-only points ledger; a reversal names the row that it takes back."""

    __tablename__ = "points_entries"
    __table_args__ = guarded(
        Index(None, "customer_id", "at"),
        Index("ix_points_entries_order", "order_id", sqlite_where=_OF_ORDER, postgresql_where=_OF_ORDER),
        CheckConstraint("points <> 0", name="changes_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    points: Mapped[int]
    reason: Mapped[str]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("points_entries.id"), unique=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    expires_on: Mapped[int | None]
    at: Mapped[datetime]


class SevaEntry(Base):
    """One row of the append-only ledger of Seva tokens."""

    __tablename__ = "seva_entries"
    __table_args__ = guarded(Index(None, "customer_id", "at"), CheckConstraint("tokens <> 0", name="changes_something"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    tokens: Mapped[int]
    reason: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("seva_entries.id"), unique=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


class Reward(Base):
    """Something that points buy."""

    __tablename__ = "rewards"
    __table_args__ = guarded(
        CheckConstraint("points > 0", name="costs_points"), CheckConstraint("stock >= 0", name="stock_not_negative")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RewardKind] = mapped_column(word(RewardKind))
    points: Mapped[int]
    amount_paise: Mapped[int | None]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    stock: Mapped[int | None]
    from_day: Mapped[int | None]
    to_day: Mapped[int | None]


class Redemption(Base):
    """A reward taken, with its one-time code; the points it cost are the ledger row it names."""

    __tablename__ = "redemptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    reward_id: Mapped[int] = mapped_column(ForeignKey("rewards.id"))
    points_entry_id: Mapped[int] = mapped_column(ForeignKey("points_entries.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    at: Mapped[datetime]
