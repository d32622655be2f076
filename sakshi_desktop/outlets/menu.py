"""The menu: items with price, cost, diet, allergens and season, where they are not sold, and where they cost otherwise.

An item costs the same everywhere but for its own prices, in the currency of each location. They are for people: the
table of the menu, its form and its file show them to whoever enters prices into a till. No figure is made of them, as
every order says what was paid.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, FieldsError, InvalidError, NotFoundError, shortened
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.letters import fold
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import Allergen, Diet
from sakshi_desktop.outlets import goods
from sakshi_desktop.store import audit, named, nouns, outbox
from sakshi_desktop.store.models import Item, ItemAllergen, ItemAvailability, Location
from sakshi_desktop.store.named import Places
from sakshi_desktop.store.nouns import Notes, Noun, Record

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORTEST = 3
"""A month is known by so many of its first letters, or more."""


def _season(text: str) -> tuple[int, int]:
    """Read a stretch of months such as Nov-Feb, or one month."""
    first, _dash, last = text.replace("\N{EN DASH}", "-").partition("-")
    told = [_month(part) for part in (first, last or first)]
    if 0 in told:
        raise InvalidError(f"“{shortened(text)}” is no season.", hint="Write it as Nov-Feb.")
    return told[0], told[1]


def _month(text: str) -> int:
    """Return the number of a month by its name or the beginning of it, 0 for what is none."""
    word = text.strip().removesuffix(".").casefold()
    fits = (number for number, name in enumerate(_NAMES, 1) if name.startswith(word))
    return next(fits, 0) if len(word) >= SHORTEST else 0


def _places(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _prices(text: str) -> dict[str, int]:
    """Read prices of locations, such as Baner: 130.00; Koramangala: 125.00."""
    prices: dict[str, int] = {}
    for part in _places(text):
        place, colon, amount = (piece.strip() for piece in part.rpartition(":"))
        if not (place and colon and amount):
            raise InvalidError(f"“{shortened(part)}” is no location with a price.", hint="Write it as Baner: 130.00.")
        if place.casefold() in {known.casefold() for known in prices}:
            raise InvalidError(f"{place} has two prices.", hint="Keep one of them.")
        prices[place] = forms.money(amount)
    return prices


DIETS = tuple(forms.spelt(diet.value) for diet in Diet)
FIELDS = (
    Field("name", "Item", forms.words, needed=True, aliases=("name", "item name", "product")),
    Field("variant", "Variant", forms.words, aliases=("size", "variation")),
    Field("category", "Category", forms.words),
    Field("sku", "SKU", forms.words, aliases=("code", "item code")),
    Field("price", "Price", forms.money, aliases=("selling price", "mrp"), example="120.00", numeric=True),
    Field("cost", "Cost", forms.money, aliases=("cost of goods", "cost price"), example="38.00", numeric=True),
    Field("diet", "Diet", forms.one_of(Diet), aliases=("veg/non-veg", "food type"), choices=DIETS),
    Field("allergens", "Allergens", forms.several_of(Allergen), example="milk, gluten", several=True),
    Field("season", "Season", _season, example="Nov-Feb"),
    Field("launched_on", "On the menu since", forms.day),
    Field("retired_on", "Off the menu since", forms.day),
    Field("sold_out", "Not sold at", _places, aliases=("not available at",), example="Baner; Koramangala"),
    Field("prices", "Own prices", _prices, aliases=("prices by location", "location prices"), example="Baner: 130.00"),
)


class Apart(NamedTuple):
    """A location that does not sell an item as the menu says."""

    name: str
    available: bool
    price_paise: int | None


class Told(NamedTuple):
    """What an item shall be; locations by their ids."""

    values: dict[str, object]
    allergens: list[Allergen]
    closed: AbstractSet[int]
    prices: Mapping[int, int]

    @property
    def apart(self) -> list[int]:
        """Return the locations that do not sell it as the menu says."""
        return sorted({*self.closed, *self.prices})


_APART = (Location.name, ItemAvailability.available, ItemAvailability.price_paise)


def listed(session: Session) -> list[Record]:
    """Return all items by name."""
    order = (func.lower(Item.name), Item.variant_key)
    allergens: dict[int, list[str]] = {}
    for key, allergen in session.execute(select(ItemAllergen.item_id, ItemAllergen.allergen)):
        allergens.setdefault(key, []).append(allergen.value)
    apart: dict[int, list[Apart]] = {}
    for key, name, available, price in session.execute(select(ItemAvailability.item_id, *_APART).join(Location)):
        apart.setdefault(key, []).append(Apart(name, available, price))
    return [
        _record(item, allergens.get(item.id, []), apart.get(item.id, []))
        for item in session.scalars(select(Item).order_by(*order))
    ]


def found(session: Session, typed: Typed) -> Record | None:
    """Return the item that a record of another service speaks of: that of its name and variant."""
    key = _key_of(session, typed.get("name", ""), typed.get("variant", ""))
    return None if key is None else get(session, key)


class Book:
    """All items; see ``nouns.Book``. A row speaks of the item of its name and variant."""

    def __init__(self, session: Session) -> None:
        self._places = named.Places(session)
        self._records = {record.id: record for record in listed(session)}
        asked = select(Item.name_key, Item.variant_key, Item.id)
        self._keys = {(name, variant): key for name, variant, key in session.execute(asked)}
        self._notes: Notes[Told] = Notes()
        self.basis: object = (dict(self._places.names), dict(self._records))

    def found(self, typed: Typed) -> Record | None:
        """Return the item that a row speaks of."""
        key = self._keys.get(_key(typed.get("name", ""), typed.get("variant", "")))
        return None if key is None else self._records[key]

    def take(self, there: Record | None, typed: Typed) -> Record:
        """Return what a row makes of an item."""
        values = forms.checked(FIELDS, nouns.merged(FIELDS, there, there, typed))
        item = Item(id=self._notes.key(there))
        _write(item, values)
        key = (item.name_key, item.variant_key)
        _fits(self._keys.get(key), None if there is None else there.id, values)
        told, names = _told(self._places, values), self._places.names
        apart = [Apart(names[place], place not in told.closed, told.prices.get(place)) for place in told.apart]
        saved = _record(item, [one.value for one in told.allergens], apart)
        if self._notes.note(there, saved, told):
            self._records[saved.id] = saved
            self._keys[key] = saved.id
        return saved

    def write(self, session: Session, *, by: Actor, at: datetime) -> None:
        """Write what the rows have made."""
        there = self._notes.values  # a new item has a number below 0 there
        new = partial(Item, name="", name_key="", created_at=at)
        made = self._notes.made(session, Item, new, lambda item, told: _write(item, told.values))
        _replace(session, {made[key].id: told for key, told in there.items()})
        changes = [(made[key].id, changed) for key, changed in self._notes.changed]
        filled = {
            key: goods.fill(session, [key], at=at) if key in there else 0 for key, now in changes if "cost" in now
        }
        details = [(key, {"changed": now, "orders_costed": filled.get(key, 0)}) for key, now in changes]
        audit.record_all(session, by, "item.edit", details, at=at)
        outbox.record_all(session, "menu.changed", ({"item": ids.show("ITM", key)} for key, _now in changes), at=at)


def get(session: Session, item_id: int) -> Record:
    """Return an item.

    Raises:
        NotFoundError: there is none of this id.
    """
    item = _found(session, item_id)
    allergens = session.scalars(select(ItemAllergen.allergen).where(ItemAllergen.item_id == item_id))
    apart = session.execute(
        select(*_APART).select_from(ItemAvailability).join(Location).where(ItemAvailability.item_id == item_id)
    )
    return _record(item, [one.value for one in allergens], [Apart(*place) for place in apart])


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make an item, or change one; see ``nouns.Saves``.

    A cost fills in what is missing: it becomes the cost of goods of orders whose cost nobody knew, when every line of
    them has one. What was known stays.
    """
    by.must(Right.EDIT_MENU)
    at = clock()
    item = None if seen is None else _found(session, seen.id, lock=True)
    now = None if item is None else get(session, item.id)
    values = forms.checked(FIELDS, nouns.merged(FIELDS, seen, now, typed))
    other = _key_of(session, str(values["name"]), str(values["variant"] or ""))
    _fits(other, None if item is None else item.id, values)
    told = _told(named.Places(session), values)
    if item is None:
        item = Item(name="", name_key="", created_at=at)
    _write(item, values)
    session.add(item)
    session.flush()
    _replace(session, {item.id: told})
    saved = get(session, item.id)
    changed = nouns.changes(now, saved)
    if changed:
        filled = goods.fill(session, [item.id], at=at) if "cost" in changed else 0
        _tell(session, by, item.id, changed, filled, at)
    return saved


def remove(session: Session, item_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Forget an item that nothing speaks of yet.

    Raises:
        ConflictError: it was ordered, counted or given as a reward.
        ForbiddenError: ``by`` may not change the menu.
        NotFoundError: there is none of this id.
    """
    by.must(Right.EDIT_MENU)
    item = _found(session, item_id, lock=True)
    name, at = item.name, clock()
    try:
        with session.begin_nested():
            session.delete(item)
            session.flush()
    except IntegrityError as error:
        raise ConflictError(
            f"{name} is in orders by now, and stays on the menu.", hint="Say since when it is off the menu instead."
        ) from error
    audit.record(session, by, "item.remove", item_id, at=at, name=name)
    outbox.record(session, "menu.changed", {"item": ids.show("ITM", item_id)}, at=at)


def _tell(session: Session, by: Actor, item_id: int, changed: dict[str, list[str]], filled: int, at: datetime) -> None:
    audit.record(session, by, "item.edit", item_id, at=at, changed=changed, orders_costed=filled)
    outbox.record(session, "menu.changed", {"item": ids.show("ITM", item_id)}, at=at)


def _write(item: Item, values: dict[str, object]) -> None:
    name, variant = str(values["name"]), values["variant"]
    item.name, item.name_key = name, fold(name)
    item.variant, item.variant_key = (None, "") if variant is None else (str(variant), fold(str(variant)))
    for key, column in (("category", "category"), ("sku", "sku"), ("price", "price_paise"), ("cost", "cost_paise")):
        setattr(item, column, values[key])
    item.diet = Diet(str(values["diet"] or Diet.UNKNOWN.value))
    season = values["season"]
    item.season_from, item.season_to = season if isinstance(season, tuple) else (None, None)
    for key in ("launched_on", "retired_on"):
        setattr(item, key, values[key])


def _told(places: Places, values: dict[str, object]) -> Told:
    """Return what an item shall be, with the ids of the locations that it names."""
    closed = frozenset(places.key_of(place, "sold_out") for place in _parts(values["sold_out"]))
    prices: dict[int, int] = {}
    own, allergens = values["prices"], values["allergens"]
    for place, paise in own.items() if isinstance(own, dict) else ():
        key = places.key_of(place, "prices")
        if key in prices:
            raise FieldsError({"prices": f"{place} has two prices."})
        prices[key] = paise
    return Told(values, sorted(allergens) if isinstance(allergens, frozenset) else [], closed, prices)


def _replace(session: Session, items: Mapping[int, Told]) -> None:
    """Write the allergens of items, and the locations that do not sell them as the menu says."""
    keys = iter(items)
    while some := list(islice(keys, nouns.AT_ONCE)):
        session.execute(delete(ItemAllergen).where(ItemAllergen.item_id.in_(some)))
        session.execute(delete(ItemAvailability).where(ItemAvailability.item_id.in_(some)))
    session.flush()
    for key, told in items.items():
        session.add_all(ItemAllergen(item_id=key, allergen=allergen) for allergen in told.allergens)
        for place in told.apart:
            open_, price = place not in told.closed, told.prices.get(place)
            session.add(ItemAvailability(item_id=key, location_id=place, available=open_, price_paise=price))
    session.flush()


def _fits(other: int | None, item_id: int | None, values: dict[str, object]) -> None:
    """See that the fields of an item fit each other, and that its name is not that of an ``other`` one."""
    wrong: dict[str, str] = {}
    if other is not None and other != item_id:
        wrong["name"] = f"There is an item of this name and variant already: {ids.show('ITM', other)}."
    since, until = values["launched_on"], values["retired_on"]
    if isinstance(since, int) and isinstance(until, int) and until < since:
        wrong["retired_on"] = "It cannot go before it came."
    if wrong:
        raise FieldsError(wrong)


def _key_of(session: Session, name: str, variant: str) -> int | None:
    name_key, variant_key = _key(name, variant)
    same = (Item.name_key == name_key, Item.variant_key == variant_key)
    return session.scalars(select(Item.id).where(*same)).one_or_none()


def _key(name: str, variant: str) -> tuple[str, str]:
    return fold(name), fold(variant)


def _parts(places: object) -> tuple[str, ...]:
    return places if isinstance(places, tuple) else ()


def _found(session: Session, item_id: int, *, lock: bool = False) -> Item:
    asked = select(Item).where(Item.id == item_id)
    item = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if item is None:
        raise NotFoundError(f"There is no item {ids.show('ITM', item_id)}.", hint="Look at the list again.")
    return item


def _record(item: Item, allergens: list[str], apart: list[Apart]) -> Record:
    season = ""
    if item.season_from is not None and item.season_to is not None:
        months = (MONTHS[item.season_from - 1], MONTHS[item.season_to - 1])
        season = months[0] if months[0] == months[1] else "-".join(months)
    texts = {
        "name": item.name,
        "variant": item.variant or "",
        "category": item.category or "",
        "sku": item.sku or "",
        "price": show_money(item.price_paise),
        "cost": show_money(item.cost_paise),
        "diet": forms.spelt(item.diet.value),
        "allergens": ", ".join(forms.spelt(word) for word in sorted(allergens)),
        "season": season,
        "launched_on": show_day(item.launched_on),
        "retired_on": show_day(item.retired_on),
        "sold_out": "; ".join(sorted(place.name for place in apart if not place.available)),
        "prices": "; ".join(
            f"{place.name}: {show_money(place.price_paise)}" for place in sorted(apart) if place.price_paise is not None
        ),
    }
    return Record(item.id, texts)


NOUN = Noun("items", "item", "items", "ITM", FIELDS, Right.EDIT_MENU, listed, Book, save)
