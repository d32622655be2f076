"""Locations: listed, made and changed; their business day moves what it touches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import forms, gstin, ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import FieldsError, InvalidError, NotFoundError, shortened
from sakshi_desktop.core.forms import Field, Typed, show_day, show_minutes
from sakshi_desktop.core.money import CURRENCIES
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.outlets import days, hours
from sakshi_desktop.outlets.hours import Stretch
from sakshi_desktop.store import audit, day_rules, named, nouns, outbox, telling
from sakshi_desktop.store.day_rules import Rule
from sakshi_desktop.store.models import Location, OpeningHours, Order
from sakshi_desktop.store.nouns import Notes, Noun, Record

PIN = 6


def _zone(text: str) -> str:
    clocks.zone(text)
    return text


def _currency(text: str) -> str:
    if text.upper() not in CURRENCIES:
        raise InvalidError(f"“{shortened(text)}” is no currency.", hint="Use a code such as INR.")
    return text.upper()


def _pin_code(text: str) -> str:
    digits = text.replace(" ", "")
    if not (len(digits) == PIN and digits.isdigit() and digits[0] != "0"):
        raise InvalidError(f"“{shortened(text)}” is no PIN code.", hint="It has six digits, such as 560034.")
    return digits


FIELDS = (
    Field("name", "Location", forms.words, needed=True, aliases=("name", "outlet", "store", "restaurant name")),
    Field("city", "City", forms.words),
    Field("state", "State", forms.words, choices=tuple(sorted(gstin.STATES.values())), example="Karnataka"),
    Field("pin_code", "PIN code", _pin_code, aliases=("pincode", "postal code"), example="560034"),
    Field("gstin", "GSTIN", gstin.read, aliases=("gst number", "gst"), example="29AAGCB7383J1Z4"),
    Field("currency", "Currency", _currency, example="INR"),
    Field("seats", "Seats", forms.count, numeric=True),
    Field("opened_on", "Opened on", forms.day, example="2024-04-01"),
    Field("closed_on", "Closed on", forms.day),
    Field("zone", "Time zone", _zone, example=clocks.DEFAULT_ZONE),
    Field("cutoff", "Day begins at", forms.minutes, aliases=("cut-off", "cutoff"), example="04:00"),
    Field("valid_from", "Day rule from", forms.day, example="empty: since ever"),
    Field("hours", "Opening hours", hours.read, example="Mon-Fri 08:00-22:00; Sat 09:00-01:00"),
)
DAY = ("zone", "cutoff", "valid_from")
PLAIN = ("city", "state", "pin_code", "gstin", "seats", "opened_on", "closed_on")


def listed(session: Session) -> list[Record]:
    """Return all locations by name."""
    return [_of(session, one) for one in session.scalars(select(Location).order_by(func.lower(Location.name)))]


def get(session: Session, location_id: int) -> Record:
    """Return a location.

    Raises:
        NotFoundError: there is none of this id.
    """
    return _of(session, _found(session, location_id))


class Book:
    """All locations; see ``nouns.Book``. A row speaks of the location of its name."""

    def __init__(self, session: Session) -> None:
        self._places, self._rules = named.Places(session), day_rules.every(session)
        self._hours = _hours_of_all(session)
        self._records = {one.id: self._shown(one) for one in session.scalars(select(Location).order_by(Location.id))}
        has_orders = select(Order.id).where(Order.location_id == Location.id).exists()
        self._with_orders = set(session.scalars(select(Location.id).where(has_orders)))
        self._rows: list[tuple[Record | None, Typed, int]] = []
        self._notes: Notes[None] = Notes()
        self.basis: object = (dict(self._records), set(self._with_orders))

    def found(self, typed: Typed) -> Record | None:
        """Return the location that a row speaks of."""
        key = self._places.key(typed.get("name", ""))
        return None if key is None else self._records[key]

    def take(self, there: Record | None, typed: Typed) -> Record:
        """Return what a row makes of a location."""
        texts = nouns.merged(FIELDS, there, there, typed)
        values = forms.checked(FIELDS, texts)
        key = self._notes.key(there)
        _fits(there, self._places.key(str(values["name"])), values, has_orders=key in self._with_orders)
        location = Location(id=key)
        _write(location, values)
        known = day_rules.of(self._rules, key)
        rule = _new_rule(known, there, texts, values)
        rules, times = self._rules | {key: days.joined(known, rule)} if rule else self._rules, self._hours
        if _new_hours(there, texts):
            times = times | {key: _stretches(values)}
        saved = _record(location, day_rules.of(rules, key), times.get(key, ()))
        if self._notes.note(there, saved, None):
            self._rules, self._hours, self._records[key] = rules, times, saved
            self._places.put(key, location.name)
            self._rows.append((there, typed, key))
        return saved

    def write(self, session: Session, *, by: Actor, at: datetime) -> None:
        """Write what the rows have made, one after another: they are few, and each may move orders to other days."""
        made: dict[int, int] = {}
        for place, (there, typed, key) in enumerate(self._rows):
            seen = None if there is None else Record(made.get(there.id, there.id), there.texts)
            with telling.part(session, place, len(self._rows)):
                made[key] = save(session, seen, typed, by=by, clock=lambda: at).id

    def _shown(self, location: Location) -> Record:
        return _record(location, day_rules.of(self._rules, location.id), self._hours.get(location.id, ()))


def _hours_of_all(session: Session) -> dict[int, Sequence[Stretch]]:
    found: dict[int, list[Stretch]] = {}
    for one in session.scalars(select(OpeningHours)):
        found.setdefault(one.location_id, []).append(Stretch(one.weekday, one.opens, one.closes))
    return dict(found)


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a location, or change one; see ``nouns.Saves``."""
    by.must(Right.EDIT_LOCATIONS)
    at = clock()
    location = None if seen is None else _found(session, seen.id, lock=True)
    now = _of(session, location) if location is not None else None
    texts = nouns.merged(FIELDS, seen, now, typed)
    values = forms.checked(FIELDS, texts)
    has_orders = now is not None and _has_orders(session, now.id)
    _fits(now, named.location(session, str(values["name"])), values, has_orders=has_orders)
    if location is None:
        location = Location(name=str(values["name"]), currency=str(values["currency"] or "INR"), created_at=at)
        session.add(location)
    _write(location, values)
    session.flush()
    rule = _new_rule(day_rules.rules(session, location.id), now, texts, values)
    moved = days.change(session, location.id, rule, when=at) if rule else 0
    if _new_hours(now, texts):
        _set_hours(session, location.id, _stretches(values))
    saved = _of(session, location)
    changed = nouns.changes(now, saved)
    if changed:
        audit.record(session, by, "location.edit", location.id, at=at, changed=changed, moved=moved)
        outbox.record(session, "location.changed", {"location": ids.location(location.id)}, at=at)
    return saved


def _write(location: Location, values: dict[str, object]) -> None:
    location.name, location.currency = str(values["name"]), str(values["currency"] or "INR")
    for key in PLAIN:
        setattr(location, key, values[key])


def _new_rule(known: Sequence[Rule], now: Record | None, texts: Typed, values: dict[str, object]) -> Rule | None:
    """Return the day rule that a person has entered, None where it is as it was."""
    if now is not None and all(now[key] == texts.get(key, "") for key in DAY):
        return None
    since, zone, cutoff = values["valid_from"], values["zone"], values["cutoff"]
    valid_from = since if isinstance(since, int) else known[0].valid_from
    there = day_rules.at(known, valid_from)
    return Rule(
        valid_from, zone if isinstance(zone, str) else there.zone, cutoff if isinstance(cutoff, int) else there.cutoff
    )


def _moves(seen: Record | None, typed: Typed) -> bool:
    """Return whether another business day is typed, which moves orders."""
    return seen is not None and any(typed.get(key, seen[key]) != seen[key] for key in DAY)


def _new_hours(now: Record | None, texts: Typed) -> bool:
    return now is None or now["hours"] != texts.get("hours", "")


def _stretches(values: dict[str, object]) -> Sequence[Stretch]:
    told = values["hours"]
    return told if isinstance(told, tuple) else ()


def _fits(now: Record | None, other: int | None, values: dict[str, object], *, has_orders: bool) -> None:
    """See that the fields of a location fit each other and what is there; ``other`` has its name, or is itself."""
    wrong: dict[str, str] = {}
    number, state = values["gstin"], values["state"]
    if isinstance(number, str) and isinstance(state, str) and gstin.state_of(number).casefold() != state.casefold():
        wrong["gstin"] = f"This number is registered in {gstin.state_of(number)}, not in {state}."
    if other is not None and (now is None or other != now.id):
        wrong["name"] = f"There is a location of this name already: {ids.location(other)}."
    opened, closed = values["opened_on"], values["closed_on"]
    if isinstance(opened, int) and isinstance(closed, int) and closed < opened:
        wrong["closed_on"] = "It cannot close before it opened."
    if now is not None and (values["currency"] or "INR") != now["currency"] and has_orders:
        wrong["currency"] = f"Its orders are kept in {now['currency']}; that cannot be changed."
    if wrong:
        raise FieldsError(wrong)


def _has_orders(session: Session, location_id: int) -> bool:
    return session.scalar(select(Order.id).where(Order.location_id == location_id).limit(1)) is not None


def _set_hours(session: Session, location_id: int, stretches: Sequence[Stretch]) -> None:
    session.execute(delete(OpeningHours).where(OpeningHours.location_id == location_id))
    for one in stretches:
        session.add(OpeningHours(location_id=location_id, weekday=one.weekday, opens=one.opens, closes=one.closes))
    session.flush()


def _found(session: Session, location_id: int, *, lock: bool = False) -> Location:
    asked = select(Location).where(Location.id == location_id)
    location = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if location is None:
        raise NotFoundError(f"There is no location {ids.location(location_id)}.", hint="Look at the list again.")
    return location


def _of(session: Session, location: Location) -> Record:
    open_at = session.scalars(select(OpeningHours).where(OpeningHours.location_id == location.id))
    stretches = [Stretch(one.weekday, one.opens, one.closes) for one in open_at]
    return _record(location, day_rules.rules(session, location.id), stretches)


def _record(location: Location, known: Sequence[Rule], stretches: Sequence[Stretch]) -> Record:
    first, rule = known[0], known[-1]
    return Record(
        location.id,
        {
            "name": location.name,
            "city": location.city or "",
            "state": location.state or "",
            "pin_code": location.pin_code or "",
            "gstin": location.gstin or "",
            "currency": location.currency,
            "seats": "" if location.seats is None else str(location.seats),
            "opened_on": show_day(location.opened_on),
            "closed_on": show_day(location.closed_on),
            "zone": rule.zone,
            "cutoff": show_minutes(rule.cutoff),
            "valid_from": "" if rule == first else show_day(rule.valid_from),
            "hours": hours.show(stretches),
        },
    )


NOUN = Noun("locations", "location", "locations", "LOC", FIELDS, Right.EDIT_LOCATIONS, listed, Book, save, slow=_moves)
