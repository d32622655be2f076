"""Orders with their lines, payments, steps, ratings and refunds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, SmallInteger, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import BatchState, Channel, DayPart, OrderStatus, PaymentMethod, RefundKind
from sakshi_desktop.store.base import Base, guarded, word
from sakshi_desktop.store.models.customer import Customer
from sakshi_desktop.store.models.imports import ImportBatch

_KNOWN = text("customer_id IS NOT NULL")
_SOURCED = text("source_id IS NOT NULL")
_IMPORTED = text("batch_id IS NOT NULL")
_JOINED = text("joined_batch_id IS NOT NULL")
_OF_ORDER = text("order_id IS NOT NULL")


class Order(Base):
    """One purchase at one location; amounts in paise of the location's currency, times in UTC.

    ``net_paise`` is net sales: without tax, tips, delivery, packing and service charges, after discounts. Lines enrich
    an order, they do not define it.
    """

    __tablename__ = "orders"
    __table_args__ = guarded(
        CheckConstraint("net_paise >= 0", name="net_not_negative"),  # refunds are rows of their own
        CheckConstraint("hour >= 0 AND hour <= 23", name="hour"),
        Index(None, "location_id", "business_date"),
        Index("ix_orders_customer", "customer_id", "business_date", sqlite_where=_KNOWN, postgresql_where=_KNOWN),
        Index(
            "uq_orders_key",
            "source_id",
            "location_id",
            "series",
            "external_id",
            unique=True,
            sqlite_where=_SOURCED,
            postgresql_where=_SOURCED,
        ),
        Index("ix_orders_batch", "batch_id", sqlite_where=_IMPORTED, postgresql_where=_IMPORTED),
        Index("ix_orders_joined", "joined_batch_id", sqlite_where=_JOINED, postgresql_where=_JOINED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    status: Mapped[OrderStatus] = mapped_column(word(OrderStatus))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    day_part: Mapped[DayPart] = mapped_column(word(DayPart))
    business_date: Mapped[int]
    hour: Mapped[int | None] = mapped_column(SmallInteger)  # on the location's wall clock
    placed_at: Mapped[datetime]
    scheduled_for: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    currency: Mapped[str]
    gross_paise: Mapped[int]
    discount_paise: Mapped[int] = mapped_column(default=0)
    net_paise: Mapped[int]
    tax_paise: Mapped[int] = mapped_column(default=0)
    tip_paise: Mapped[int] = mapped_column(default=0)
    delivery_paise: Mapped[int] = mapped_column(default=0)
    packing_paise: Mapped[int] = mapped_column(default=0)
    service_paise: Mapped[int] = mapped_column(default=0)
    round_off_paise: Mapped[int] = mapped_column(default=0)
    goods_paise: Mapped[int | None]  # cost of the goods sold; None where it is not known
    header_goods_paise: Mapped[int | None]  # the same, as an order-level export said it
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    series: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None]
    header_content: Mapped[int | None]  # hash of what an order-level export said, None where there was none
    lines_content: Mapped[int | None]  # hash of what an item-level export said
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))  # the import that made it
    joined_batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_batches.id")
    )  # the one that added its other part


class OrderLine(Base):
    """What was sold in an order; quantities in thousandths."""

    __tablename__ = "order_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    quantity_milli: Mapped[int]
    unit_price_paise: Mapped[int]
    gross_paise: Mapped[int]
    discount_paise: Mapped[int] = mapped_column(default=0)
    net_paise: Mapped[int]
    tax_paise: Mapped[int] = mapped_column(default=0)
    cost_paise: Mapped[int | None]


class Payment(Base):
    """Money received for an order."""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    method: Mapped[PaymentMethod] = mapped_column(word(PaymentMethod))
    amount_paise: Mapped[int]
    reference: Mapped[str | None]
    at: Mapped[datetime]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))


class StatusChange(Base):
    """A step of an order: who moved it, when, from what to what, and why."""

    __tablename__ = "status_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    before: Mapped[OrderStatus | None] = mapped_column(word(OrderStatus, "before"))
    after: Mapped[OrderStatus] = mapped_column(word(OrderStatus, "after"))
    by: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]


class Rating(Base):
    """What a customer thinks of an order, 1-5, and what went wrong."""

    __tablename__ = "ratings"
    __table_args__ = guarded(
        CheckConstraint("stars >= 1 AND stars <= 5", name="stars"),
        CheckConstraint(
            "stars IS NOT NULL OR wrong_item OR missing_item OR late OR quality OR other", name="says_something"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), unique=True)
    stars: Mapped[int | None] = mapped_column(SmallInteger)  # None: a complaint without a rating
    comment: Mapped[str | None]
    wrong_item: Mapped[bool] = mapped_column(default=False)
    missing_item: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    quality: Mapped[bool] = mapped_column(default=False)
    other: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Refund(Base):
    """Money given back, on its own business date.

    A positive amount lowers net sales. A negative one takes an earlier credit note back, as real exports contain.
    """

    __tablename__ = "refunds"
    __table_args__ = guarded(
        CheckConstraint("amount_paise <> 0", name="amount_not_zero"),
        Index(None, "location_id", "business_date"),
        Index("ix_refunds_order", "order_id", sqlite_where=_OF_ORDER, postgresql_where=_OF_ORDER),
        Index(
            "uq_refunds_key",
            "source_id",
            "location_id",
            "series",
            "external_id",
            unique=True,
            sqlite_where=_SOURCED,
            postgresql_where=_SOURCED,
        ),
        Index("ix_refunds_batch", "batch_id", sqlite_where=_IMPORTED, postgresql_where=_IMPORTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RefundKind] = mapped_column(word(RefundKind))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[Channel] = mapped_column(word(Channel))
    day_part: Mapped[DayPart] = mapped_column(word(DayPart))
    business_date: Mapped[int]
    at: Mapped[datetime]
    currency: Mapped[str]
    amount_paise: Mapped[int]
    reason: Mapped[str | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    series: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None]
    header_content: Mapped[int | None]
    lines_content: Mapped[int | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))
    joined_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))


class RefundLine(Base):
    """What came back with a refund; quantities and amounts positive."""

    __tablename__ = "refund_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    quantity_milli: Mapped[int]
    unit_price_paise: Mapped[int]
    net_paise: Mapped[int]
    tax_paise: Mapped[int] = mapped_column(default=0)


def visible(kind: type[Order] | type[Refund] | type[Customer]) -> ColumnElement[bool]:
    """Return the condition under which a row counts: it is of no import, or of one that is published whole."""
    hidden = select(ImportBatch.id).where(ImportBatch.state != BatchState.PUBLISHED)
    return func.coalesce(kind.batch_id, 0).not_in(hidden)


def kept() -> ColumnElement[bool]:
    """Return the condition under which an order counts in net sales and orders: it was not cancelled."""
    return Order.status != OrderStatus.CANCELLED
