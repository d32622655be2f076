"""Finding, or making, the locations, items and customers that a file names."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.letters import fold
from sakshi_desktop.importers.types import Person
from sakshi_desktop.jobs.imports.stager import NewItem, Place
from sakshi_desktop.store import day_rules, locks
from sakshi_desktop.store.models import (
    Customer,
    CustomerSource,
    DayRule,
    Item,
    Location,
    Order,
    Refund,
    SharedSetting,
    Source,
)

CHUNK = 500


def refuse_demo(session: Session) -> None:
    """Raise ConflictError where the database is that of the demo chain."""
    if session.get(SharedSetting, "demo") is not None:
        raise ConflictError(
            "This is the demo chain's database; real sales do not belong into it.",
            hint="Open your own first: “Leave the demo” in the window, or a command without --database.",
        )


def known_places(session: Session) -> dict[str, Place]:
    """Return the locations of the database by folded name."""
    rules = day_rules.every(session)
    return {
        name.casefold(): Place(name, currency, key, day_rules.of(rules, key))
        for key, name, currency in session.execute(select(Location.id, Location.name, Location.currency))
    }


def source(session: Session, account: str, title: str) -> int:
    """Return the id of the source of orders, made where it is new."""
    one_at_a_time(session)
    found = session.scalar(select(Source.id).where(Source.account == account))
    if found is not None:
        return found
    fresh = Source(account=account, title=title)
    session.add(fresh)
    session.flush()
    return fresh.id


def has_sales(session: Session, source_id: int) -> bool:
    """Return whether orders or refunds of a source are here."""
    return any(
        session.scalar(select(kind.id).where(kind.source_id == source_id).limit(1)) is not None
        for kind in (Order, Refund)
    )


def one_at_a_time(session: Session) -> None:
    """Wait until no other program is making sources, locations, items or customers."""
    locks.one_at_a_time(session, locks.REGISTERS)


def make_places(session: Session, places: Iterable[Place], *, batch_id: int, at: datetime) -> None:
    """Make the locations that are new; their business day begins at the usual hour."""
    known = known_places(session)  # another import may have made them meanwhile
    for place in places:
        found = known.get(place.name.casefold())
        if found is not None:
            check_currency(found, place.currency)
            place.location_id = found.location_id
            continue
        fresh = Location(name=place.name, currency=place.currency, created_at=at, batch_id=batch_id)
        session.add(fresh)
        session.flush()
        place.location_id = fresh.id
        for rule in place.rules:
            session.add(
                DayRule(location_id=fresh.id, valid_from=rule.valid_from, zone=rule.zone, cutoff_minutes=rule.cutoff)
            )


def check_currency(place: Place, currency: str) -> None:
    """Raise ConflictError where a location is kept in another currency."""
    if place.currency != currency:
        raise ConflictError(
            f"{place.name} is kept in {place.currency}, but these sales are in {currency}.",
            hint="Say --currency, or import them into an outlet of their own with --location.",
        )


def item_ids(session: Session, items: Sequence[NewItem], *, batch_id: int, at: datetime) -> list[int]:
    """Return the id of each item; spellings that differ in case or spaces alone are one item."""
    known = {
        (name, variant): key for key, name, variant in session.execute(select(Item.id, Item.name_key, Item.variant_key))
    }
    fresh: dict[tuple[str, str], dict[str, object]] = {}
    for item in items:
        key = (fold(item.name), fold(item.variant or ""))
        if key not in known and key not in fresh:
            fresh[key] = {
                "name": item.name, "name_key": key[0], "variant": item.variant, "variant_key": key[1], "sku": item.sku,
                "category": item.category, "price_paise": max(item.price_paise, 0), "created_at": at,
                "batch_id": batch_id,
            }  # fmt: skip
    if fresh:
        made = session.scalars(insert(Item).returning(Item.id, sort_by_parameter_order=True), list(fresh.values()))
        known |= dict(zip(fresh, made, strict=True))
    return [known[fold(item.name), fold(item.variant or "")] for item in items]


def customer_ids(
    session: Session, people: Sequence[Person], *, source_id: int, batch_id: int, at: datetime
) -> list[int]:
    """Return the customer of each person: known to the source, else by phone, else by e-mail, else made anew."""
    named = select(CustomerSource.external_id, CustomerSource.customer_id).where(CustomerSource.source_id == source_id)
    by_source = dict(session.execute(named).all())
    by_phone = _known(session, Customer.phone, {person.phone for person in people if person.phone})
    by_email = _known(session, Customer.email, {person.email for person in people if person.email})
    found: list[int | None] = []
    fresh: list[Person] = []
    for person in people:
        key = (
            by_source.get(person.external_id or "")
            or by_phone.get(person.phone or "")
            or by_email.get(person.email or "")
        )
        if key is None:
            fresh.append(person)
            key = -len(fresh)
        by_source |= {person.external_id: key} if person.external_id else {}
        by_phone |= {person.phone: key} if person.phone else {}
        by_email |= {person.email: key} if person.email else {}
        found.append(key)
    made = _make_customers(session, fresh, batch_id=batch_id, at=at)
    ids = [key if key > 0 else made[-key - 1] for key in found if key is not None]
    _remember(session, people, ids, source_id=source_id)
    return ids


def _known(session: Session, column: InstrumentedAttribute[str | None], values: set[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for chunk in _chunks(sorted(values)):
        first = select(column, Customer.id).where(column.in_(chunk), Customer.merged_into_id.is_(None))
        for value, key in session.execute(first.order_by(Customer.id.desc())):  # the oldest of several counts
            known[value or ""] = key
    return known


def _chunks(values: list[str]) -> Iterator[list[str]]:
    source = iter(values)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _make_customers(session: Session, people: list[Person], *, batch_id: int, at: datetime) -> list[int]:
    if not people:
        return []
    rows = [
        {"name": person.name, "phone": person.phone, "email": person.email, "batch_id": batch_id, "created_at": at}
        for person in people
    ]
    return list(session.scalars(insert(Customer).returning(Customer.id, sort_by_parameter_order=True), rows))


def _remember(session: Session, people: Sequence[Person], ids: list[int], *, source_id: int) -> None:
    known = set(session.scalars(select(CustomerSource.external_id).where(CustomerSource.source_id == source_id)))
    fresh = {
        person.external_id: key
        for person, key in zip(people, ids, strict=True)
        if person.external_id and person.external_id not in known
    }
    if fresh:
        rows = [{"source_id": source_id, "external_id": name, "customer_id": key} for name, key in fresh.items()]
        session.execute(insert(CustomerSource), rows)
