"""What a location spends in a month, by kind; the figures of that month follow at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, to_date, utc_now
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import CostKind
from sakshi_desktop.store import audit, named, nouns, outbox, rollup
from sakshi_desktop.store.models import Location, LocationCost
from sakshi_desktop.store.nouns import Noun, Record

Span = tuple[int, int]
TO = " to "


def _span(text: str) -> Span:
    """Read a month, or two dates with “to” between them."""
    first, between, last = text.partition(TO)
    if not between:
        return forms.month(text)
    span = forms.day(first.strip()), forms.day(last.strip())
    if span[1] < span[0]:
        raise InvalidError("The last day lies before the first.", hint="Write the earlier day first.")
    return span


def _show(first: int, last: int) -> str:
    if forms.month_of(first) == (first, last):
        return to_date(first).strftime("%Y-%m")
    return f"{show_day(first)}{TO}{show_day(last)}"


FIELDS = (
    Field("location", "Location", forms.words, needed=True, aliases=("outlet", "store")),
    Field("month", "Month", _span, needed=True, aliases=("period",), example="2026-10"),
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


def found(session: Session, typed: Typed) -> Record | None:
    """Return the cost that a row of a file speaks of: that of its location, month and kind."""
    values = forms.checked(FIELDS, typed)
    location = named.location(session, str(values["location"]))
    span = values["month"]
    if location is None or not isinstance(span, tuple):
        return None
    asked = select(LocationCost).where(
        LocationCost.location_id == location,
        LocationCost.kind == values["kind"],
        LocationCost.from_day == span[0],
        LocationCost.to_day == span[1],
    )
    cost = session.scalars(asked.order_by(LocationCost.id)).first()
    return None if cost is None else _record(cost, typed["location"])


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
    cost.location_id, cost.from_day, cost.to_day = location, first, last
    cost.kind, cost.amount_paise = CostKind(str(values["kind"])), int(str(values["amount"]))
    cost.note = None if values["note"] is None else str(values["note"])
    session.flush()
    saved = _record(cost, named.name_of(session, location))
    changed = nouns.changes(now, saved)
    if changed:
        rollup.touch(session, location, first, last, at=at)
        audit.record(session, by, "location.cost", location, at=at, cost=cost.id, changed=changed)
        outbox.record(session, "location.changed", {"location": ids.location(location)}, at=at)
    return saved


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


NOUN = Noun("costs", "cost", "costs", "CST", FIELDS, listed, found, save)
