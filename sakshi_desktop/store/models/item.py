"""What is sold: items, their allergens, where they are available, and the stock ledger."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import Allergen, Diet
from sakshi_desktop.store.base import Base, guarded, word


class Item(Base):
    """Something on the menu; price without tax and cost of goods in paise, None where unknown."""

    __tablename__ = "items"
    __table_args__ = guarded(
        UniqueConstraint("name_key", "variant_key"),
        CheckConstraint("price_paise >= 0", name="price_not_negative"),
        CheckConstraint("cost_paise >= 0", name="cost_not_negative"),
        CheckConstraint("season_from >= 1 AND season_from <= 12 AND season_to >= 1 AND season_to <= 12", name="season"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]  # case-folded and space-normalised: one drink under three spellings is one item
    variant: Mapped[str | None]
    variant_key: Mapped[str] = mapped_column(default="")
    category: Mapped[str | None]
    sku: Mapped[str | None]
    price_paise: Mapped[int | None]
    cost_paise: Mapped[int | None]
    diet: Mapped[Diet] = mapped_column(word(Diet), default=Diet.UNKNOWN)
    season_from: Mapped[int | None]  # month 1-12
    season_to: Mapped[int | None]
    launched_on: Mapped[int | None]  # business date
    retired_on: Mapped[int | None]
    created_at: Mapped[datetime]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))  # the import that first named it


class ItemAllergen(Base):
    """An allergen that an item contains."""

    __tablename__ = "item_allergens"
    __table_args__ = ()

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    allergen: Mapped[Allergen] = mapped_column(word(Allergen), primary_key=True)


class ItemAvailability(Base):
    """An item that a location does not sell as the menu says: sold out, or at a price of its own."""

    __tablename__ = "item_availability"
    __table_args__ = (CheckConstraint("price_paise >= 0", name="price_not_negative"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"), primary_key=True)
    available: Mapped[bool]
    price_paise: Mapped[int | None]


class StockMove(Base):
    """One row of the append-only stock ledger; a reversal names the row that it takes back."""

    __tablename__ = "stock_moves"
    __table_args__ = guarded(
        Index(None, "location_id", "item_id"), CheckConstraint("quantity_milli <> 0", name="moves_something")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    quantity_milli: Mapped[int]  # thousandths of the item's unit, negative goes out
    reason: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("stock_moves.id"), unique=True)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
