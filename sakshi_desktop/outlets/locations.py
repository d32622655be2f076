"""Locations: listed, made and changed; their business day moves what it touches."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import forms, gstin, ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import FieldsError, InvalidError, NotFoundError
from sakshi_desktop.core.forms import Field, Typed, show_day, show_minutes
from sakshi_desktop.core.money import CURRENCIES
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.outlets import days, hours
from sakshi_desktop.outlets.hours import Stretch
from sakshi_desktop.store import audit, day_rules, named, nouns, outbox
from sakshi_desktop.store.day_rules import Rule
from sakshi_desktop.store.models import Location, OpeningHours, Order
from sakshi_desktop.store.nouns import Noun, Record

PIN = 6


def _zone(text: str) -> str:
    clocks.zone(text)
    return text


def _currency(text: str) -> str:
    if text.upper() not in CURRENCIES:
        raise InvalidError(f"“{text}” is no currency.", hint="Use a code such as INR.")
    return text.upper()


def _pin_code(text: str) -> str:
    digits = text.replace(" ", "")
    if not (len(digits) == PIN and digits.isdigit() and digits[0] != "0"):
        raise InvalidError(f"“{text}” is no PIN code.", hint="It has six digits, such as 560034.")
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
PLAIN = ("city", "state", "pin_code", "gstin", "seats", "opened_on", "closed_on")


def listed(session: Session) -> list[Record]:
    """Return all locations by name."""
    return [_record(session, one) for one in session.scalars(select(Location).order_by(func.lower(Location.name)))]


def get(session: Session, location_id: int) -> Record:
    """Return a location.

    Raises:
        NotFoundError: there is none of this id.
    """
    return _record(session, _found(session, location_id))


def found(session: Session, typed: Typed) -> Record | None:
    """Return the location that a row of a file speaks of."""
    key = named.location(session, typed.get("name", ""))
    return None if key is None else get(session, key)


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a location, or change one; see ``nouns.Saves``."""
    by.must(Right.EDIT_LOCATIONS)
    at = clock()
    location = None if seen is None else _found(session, seen.id, lock=True)
    now = _record(session, location) if location is not None else None
    texts = nouns.merged(FIELDS, seen, now, typed)
    values = forms.checked(FIELDS, texts)
    _fits(session, location, values)
    if location is None:
        location = Location(name=str(values["name"]), currency=str(values["currency"] or "INR"), created_at=at)
        session.add(location)
    location.name, location.currency = str(values["name"]), str(values["currency"] or "INR")
    for key in PLAIN:
        setattr(location, key, values[key])
    session.flush()
    moved = _set_rule(session, location.id, now, texts, values, at)
    if now is None or now["hours"] != texts.get("hours", ""):
        _set_hours(session, location.id, values["hours"])
    saved = _record(session, location)
    changed = nouns.changes(now, saved)
    if changed:
        audit.record(session, by, "location.edit", location.id, at=at, changed=changed, moved=moved)
        outbox.record(session, "location.changed", {"location": ids.location(location.id)}, at=at)
    return saved


def _set_rule(
    session: Session, location_id: int, now: Record | None, texts: Typed, values: dict[str, object], at: datetime
) -> int:
    told = ("zone", "cutoff", "valid_from")
    if now is not None and all(now[key] == texts.get(key, "") for key in told):
        return 0
    known = day_rules.rules(session, location_id)
    since, zone, cutoff = values["valid_from"], values["zone"], values["cutoff"]
    valid_from = since if isinstance(since, int) else known[0].valid_from
    there = day_rules.at(known, valid_from)
    rule = Rule(
        valid_from, zone if isinstance(zone, str) else there.zone, cutoff if isinstance(cutoff, int) else there.cutoff
    )
    return days.change(session, location_id, rule, when=at)


def _fits(session: Session, location: Location | None, values: dict[str, object]) -> None:
    """See that the fields of a location fit each other and what is there."""
    wrong: dict[str, str] = {}
    number, state = values["gstin"], values["state"]
    if isinstance(number, str) and isinstance(state, str) and gstin.state_of(number).casefold() != state.casefold():
        wrong["gstin"] = f"This number is registered in {gstin.state_of(number)}, not in {state}."
    other = named.location(session, str(values["name"]))
    if other is not None and (location is None or other != location.id):
        wrong["name"] = f"There is a location of this name already: {ids.location(other)}."
    opened, closed = values["opened_on"], values["closed_on"]
    if isinstance(opened, int) and isinstance(closed, int) and closed < opened:
        wrong["closed_on"] = "It cannot close before it opened."
    currency = values["currency"] or "INR"
    if location is not None and currency != location.currency and _has_orders(session, location.id):
        wrong["currency"] = f"Its orders are kept in {location.currency}; that cannot be changed."
    if wrong:
        raise FieldsError(wrong)


def _has_orders(session: Session, location_id: int) -> bool:
    return session.scalar(select(Order.id).where(Order.location_id == location_id).limit(1)) is not None


def _set_hours(session: Session, location_id: int, stretches: object) -> None:
    session.execute(delete(OpeningHours).where(OpeningHours.location_id == location_id))
    for one in stretches if isinstance(stretches, tuple) else ():
        session.add(OpeningHours(location_id=location_id, weekday=one.weekday, opens=one.opens, closes=one.closes))
    session.flush()


def _found(session: Session, location_id: int, *, lock: bool = False) -> Location:
    asked = select(Location).where(Location.id == location_id)
    location = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if location is None:
        raise NotFoundError(f"There is no location {ids.location(location_id)}.", hint="Look at the list again.")
    return location


def _record(session: Session, location: Location) -> Record:
    known = day_rules.rules(session, location.id)
    first, rule = known[0], known[-1]
    open_at = session.scalars(select(OpeningHours).where(OpeningHours.location_id == location.id))
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
            "hours": hours.show(Stretch(one.weekday, one.opens, one.closes) for one in open_at),
        },
    )


NOUN = Noun("locations", "location", "locations", "LOC", FIELDS, listed, found, save)
