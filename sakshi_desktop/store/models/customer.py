"""Customers, where they live, how sources know them, what they agreed to and what they saved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import (
    AddressKind,
    Allergen,
    ConsentPurpose,
    ContactChannel,
    CustomerStatus,
    Diet,
    SavedKind,
)
from sakshi_desktop.store.base import Base, guarded, word


class Customer(Base):
    """A person who buys; phone in E.164."""

    __tablename__ = "customers"
    __table_args__ = guarded(Index(None, "phone"), Index(None, "email"), Index(None, "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    birth_month: Mapped[int | None]
    birth_day: Mapped[int | None]
    birth_year: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="en")
    status: Mapped[CustomerStatus] = mapped_column(word(CustomerStatus), default=CustomerStatus.ACTIVE)
    diet: Mapped[Diet] = mapped_column(word(Diet), default=Diet.UNKNOWN)
    diet_note: Mapped[str | None]
    preferred_location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)
    created_at: Mapped[datetime]


class CustomerSource(Base):
    """The name by which a source of orders knows a customer."""

    __tablename__ = "customer_sources"
    __table_args__ = ()

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)


class CustomerAllergy(Base):
    """An allergen that a customer must not meet."""

    __tablename__ = "customer_allergies"
    __table_args__ = ()

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    allergen: Mapped[Allergen] = mapped_column(word(Allergen), primary_key=True)


class CustomerTag(Base):
    """A word that staff put on a customer."""

    __tablename__ = "customer_tags"
    __table_args__ = ()

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Address(Base):
    """Where a customer's orders go; at most one of a customer's addresses is the default."""

    __tablename__ = "addresses"
    __table_args__ = guarded(
        Index(
            "uq_addresses_one_default",
            "customer_id",
            unique=True,
            sqlite_where=text("is_default = 1"),
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AddressKind] = mapped_column(word(AddressKind))
    line1: Mapped[str]
    line2: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str]
    pin_code: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """One row of the append-only consent ledger: given or withdrawn, for what, by which text, where, when, by whom."""

    __tablename__ = "consents"
    __table_args__ = guarded(Index(None, "customer_id", "purpose", "channel"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[ConsentPurpose] = mapped_column(word(ConsentPurpose))
    channel: Mapped[ContactChannel] = mapped_column(word(ContactChannel))
    given: Mapped[bool]
    text_version: Mapped[str]
    by: Mapped[str]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]


class SavedItem(Base):
    """An item or a location that a customer keeps for later."""

    __tablename__ = "saved_items"
    __table_args__ = guarded(
        CheckConstraint("(item_id IS NULL) <> (location_id IS NULL)", name="item_or_location"),
        UniqueConstraint("customer_id", "item_id", "kind"),
        UniqueConstraint("customer_id", "location_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    kind: Mapped[SavedKind] = mapped_column(word(SavedKind))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    at: Mapped[datetime]


class Note(Base):
    """What staff wrote about a customer or an order."""

    __tablename__ = "notes"
    __table_args__ = guarded(CheckConstraint("customer_id IS NOT NULL OR order_id IS NOT NULL", name="about_something"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    body: Mapped[str]
    due_on: Mapped[int | None]
    done_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
