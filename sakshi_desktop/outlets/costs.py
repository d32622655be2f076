"""What a location spends in a month, by kind; the figures of that month follow at once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, to_date, utc_now
from sakshi_desktop.core.errors import NotFoundError
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import CostKind
from sakshi_desktop.store import audit, named, nouns, outbox, rollup
from sakshi_desktop.store.models import Location, LocationCost
from sakshi_desktop.store.nouns import Notes, Noun, Record

Span = tuple[int, int]
Key = tuple[int, CostKind, int, int]


def _show(first: int, last: int) -> str:
    if forms.month_of(first) == (first, last):
        return to_date(first).strftime("%Y-%m")
    return f"{show_day(first)}{forms.TO}{show_day(last)}"


FIELDS = (
    Field("location", "Location", forms.words, needed=True, aliases=("outlet", "store")),
    Field("month", "Month", forms.span, needed=True, aliases=("period",), example="2026-10"),
    Field(
        "kind", "Kind", forms.one_of(CostKind), needed=True, aliases=("cost", "category"),
        choices=tuple(forms.spelt(kind.value) for kind in CostKind),
    ),
    Field("amount", "Amount", forms.money, needed=True, example="85000.00", numeric=True),
    Field("note", "Note", forms.words),
)  # fmt: skip


def listed(session: Session) -> list[Record]:
    """Return all costs, the latest month first."""
    order = (LocationCost.from_day.desc(), Location.name, LocationCost.kind)
    found_ = session.execute(select(LocationCost, Location.name).join(Location).order_by(*order))
    return [_record(cost, name) for cost, name in found_]


class Book:
    """All costs; see ``nouns.Book``. A row speaks of the cost of its location, month and kind."""

    def __init__(self, session: Session) -> None:
        self._places = named.Places(session)
        self._records: dict[int, Record] = {}
        self._keys: dict[Key, int] = {}
        self._notes: Notes[tuple[int, dict[str, object]]] = Notes()
        for cost in session.scalars(select(LocationCost).order_by(LocationCost.id)):
            self._records[cost.id] = _record(cost, self._places.names[cost.location_id])
            self._keys.setdefault((cost.location_id, cost.kind, cost.from_day, cost.to_day), cost.id)
        self.basis: object = (dict(self._places.names), dict(self._records))

    def found(self, typed: Typed) -> Record | None:
        """Return the cost that a row speaks of."""
        values = forms.checked(FIELDS, typed)
        location = self._places.key(str(values["location"]))
        key = None if location is None else self._keys.get(_key(location, values))
        return None if key is None else self._records[key]

    def take(self, there: Record | None, typed: Typed) -> Record:
        """Return what a row makes of a cost."""
        values = forms.checked(FIELDS, nouns.merged(FIELDS, there, there, typed))
        location = self._places.key_of(values["location"])
        cost = LocationCost(id=self._notes.key(there))
        _write(cost, location, values)
        saved = _record(cost, self._places.names[location])
        if self._notes.note(there, saved, (location, values)):
            self._records[saved.id] = saved
            self._keys.setdefault(_key(location, values), saved.id)
        return saved

    def write(self, session: Session, *, by: Actor, at: datetime) -> None:
        """Write what the rows have made; the days of its months are counted anew."""
        made = self._notes.made(session, LocationCost, LocationCost, lambda cost, told: _write(cost, *told))
        rollup.touch_all(session, {(cost.location_id, cost.from_day, cost.to_day) for cost in made.values()}, at=at)
        changes = [(made[key], changed) for key, changed in self._notes.changed]
        details = ((cost.location_id, {"cost": cost.id, "changed": changed}) for cost, changed in changes)
        audit.record_all(session, by, "location.cost", details, at=at)
        bodies = ({"location": ids.location(cost.location_id)} for cost, _changed in changes)
        outbox.record_all(session, "location.changed", bodies, at=at)


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a cost, or change one; see ``nouns.Saves``. The days of both its months are counted anew."""
    by.must(Right.EDIT_LOCATIONS)
    at = clock()
    cost = None if seen is None else _found(session, seen.id)
    now = None if cost is None else _record(cost, named.name_of(session, cost.location_id))
    values = forms.checked(FIELDS, nouns.merged(FIELDS, seen, now, typed))
    location, (first, last) = named.location_of(session, values["location"]), _days(values["month"])
    if cost is not None:
        rollup.touch(session, cost.location_id, cost.from_day, cost.to_day, at=at)
    else:
        cost = LocationCost()
        session.add(cost)
    _write(cost, location, values)
    session.flush()
    saved = _record(cost, named.name_of(session, location))
    changed = nouns.changes(now, saved)
    if changed:
        rollup.touch(session, location, first, last, at=at)
        audit.record(session, by, "location.cost", location, at=at, cost=cost.id, changed=changed)
        outbox.record(session, "location.changed", {"location": ids.location(location)}, at=at)
    return saved


def _write(cost: LocationCost, location: int, values: dict[str, object]) -> None:
    cost.location_id, (cost.from_day, cost.to_day) = location, _days(values["month"])
    cost.kind, cost.amount_paise = CostKind(str(values["kind"])), int(str(values["amount"]))
    cost.note = None if values["note"] is None else str(values["note"])


def _key(location: int, values: dict[str, object]) -> Key:
    return location, CostKind(str(values["kind"])), *_days(values["month"])


def _days(span: object) -> Span:
    if not isinstance(span, tuple):
        raise TypeError("a month is two days")
    return span


def _found(session: Session, cost_id: int) -> LocationCost:
    cost = session.get(LocationCost, cost_id, with_for_update=True, populate_existing=True)
    if cost is None:
        raise NotFoundError(f"There is no cost {ids.show('CST', cost_id)}.", hint="Look at the list again.")
    return cost


def _record(cost: LocationCost, location: str) -> Record:
    texts = {
        "location": location,
        "month": _show(cost.from_day, cost.to_day),
        "kind": forms.spelt(cost.kind.value),
        "amount": show_money(cost.amount_paise),
        "note": cost.note or "",
    }
    return Record(cost.id, texts)


NOUN = Noun("costs", "cost", "costs", "CST", FIELDS, Right.EDIT_LOCATIONS, listed, Book, save)
