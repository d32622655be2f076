"""Shifts: hours worked at a location, and what they cost; the figures of that day follow at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, to_date, to_day, utc_now
from sakshi_desktop.core.errors import FieldsError, NotFoundError
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.people import team
from sakshi_desktop.store import audit, day_rules, named, nouns, outbox, rollup
from sakshi_desktop.store.day_rules import Rule
from sakshi_desktop.store.models import Location, Shift, Staff
from sakshi_desktop.store.nouns import Noun, Record

HOUR = 3600
FIELDS = (
    Field("staff", "Name", forms.words, needed=True, aliases=("staff", "employee")),
    Field("location", "Location", forms.words, needed=True, aliases=("outlet", "store")),
    Field("date", "Date", forms.day, needed=True, example="2026-11-22"),
    Field("starts", "From", forms.minutes, needed=True, aliases=("start", "in"), example="09:00"),
    Field("ends", "To", forms.minutes, needed=True, aliases=("end", "out"), example="17:30"),
    Field("cost", "Cost", forms.money, example="empty: hours at the pay per hour", numeric=True),
)


class Booked(NamedTuple):
    """A shift without its names: there may be tens of thousands in a list."""

    id: int
    location_id: int
    business_date: int
    starts_at: datetime
    ends_at: datetime
    cost_paise: int


COLUMNS = (Shift.id, Shift.location_id, Shift.business_date, Shift.starts_at, Shift.ends_at, Shift.cost_paise)


def listed(session: Session) -> list[Record]:
    """Return all shifts, the latest first."""
    asked = select(*COLUMNS, Staff.name, Location.name).select_from(Shift).join(Staff, Staff.id == Shift.staff_id)
    asked = asked.join(Location, Location.id == Shift.location_id)
    known: dict[int, list[Rule]] = {}
    records = []
    for row in session.execute(asked.order_by(Shift.starts_at.desc(), Shift.id)):
        key, home, day, begins, ends, cost, person, place = row
        booked = Booked(key, home, day, begins, ends, cost)
        if booked.location_id not in known:
            known[booked.location_id] = day_rules.rules(session, booked.location_id)
        records.append(_record(booked, person, place, known[booked.location_id]))
    return records


def found(session: Session, typed: Typed) -> Record | None:
    """Return the shift that a row of a file speaks of: that of its person, location and beginning."""
    values = forms.checked(FIELDS, typed)
    place = named.location(session, str(values["location"]))
    keys = [] if place is None else team.keys_of(session, str(values["staff"]), place)
    if place is None or len(keys) != 1:
        return None
    begins, _ends = _times(day_rules.rules(session, place), values)
    same = (Shift.staff_id == keys[0], Shift.location_id == place, Shift.starts_at == begins)
    shift = session.scalars(select(Shift).where(*same).order_by(Shift.id)).first()
    return None if shift is None else _of(session, shift)


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a shift, or change one; see ``nouns.Saves``. One that ends before it begins ends on the day after."""
    by.must(Right.EDIT_TEAM)
    at = clock()
    shift = None if seen is None else _found(session, seen.id)
    now = None if shift is None else _of(session, shift)
    values = forms.checked(FIELDS, nouns.merged(FIELDS, seen, now, typed))
    place = named.location_of(session, values["location"])
    person = _person(session, str(values["staff"]), place)
    known = day_rules.rules(session, place)
    begins, ends = _times(known, values)
    if shift is not None:
        rollup.touch(session, shift.location_id, shift.business_date, at=at)
    else:
        shift = Shift()
        session.add(shift)
    shift.staff_id, shift.location_id, shift.starts_at, shift.ends_at = person.id, place, begins, ends
    shift.business_date = day_rules.business_time(known, begins).day
    shift.cost_paise = _cost(person, values["cost"], ends - begins)
    session.flush()
    saved = _of(session, shift)
    changed = nouns.changes(now, saved)
    if changed:
        rollup.touch(session, place, shift.business_date, at=at)
        who = {"staff": [ids.show("STF", person.id)]} if "staff" in changed else {}
        audit.record(session, by, "shift.edit", shift.id, at=at, changed={**changed, **who})
        outbox.record(session, "team.changed", {"shift": ids.show("SHF", shift.id)}, at=at)
    return saved


def _cost(person: Staff, told: object, length: timedelta) -> int:
    if isinstance(told, int):
        return told
    if person.hourly_paise is None:
        raise FieldsError({"cost": f"Nobody knows what an hour of {person.name} costs: enter the cost of the shift."})
    return ratio_half_up(person.hourly_paise * int(length.total_seconds()), HOUR)


def _times(known: Sequence[Rule], values: dict[str, object]) -> tuple[datetime, datetime]:
    """Return when a shift begins and ends, on the wall clock of its location."""
    day, starts, ends = (int(str(values[key])) for key in ("date", "starts", "ends"))
    zone = clocks.zone(day_rules.at(known, day).zone)
    midnight = datetime.combine(to_date(day), time(), tzinfo=zone)
    until = ends if ends > starts else ends + 24 * 60
    begins, finishes = (midnight + timedelta(minutes=shown) for shown in (starts, until))
    return begins.astimezone(UTC), finishes.astimezone(UTC)


def _person(session: Session, name: str, place: int) -> Staff:
    keys = team.keys_of(session, name, place)
    if len(keys) > 1:
        raise FieldsError({"staff": f"Several people are called {name}, none of them at this location."})
    person = session.get(Staff, keys[0]) if keys else None
    if person is None:
        raise FieldsError({"staff": f"Nobody here is called “{name}”; add them to the staff first."})
    return person


def _found(session: Session, shift_id: int) -> Shift:
    shift = session.get(Shift, shift_id, with_for_update=True, populate_existing=True)
    if shift is None:
        raise NotFoundError(f"There is no shift {ids.show('SHF', shift_id)}.", hint="Look at the list again.")
    return shift


def _of(session: Session, shift: Shift) -> Record:
    person = session.scalars(select(Staff.name).where(Staff.id == shift.staff_id)).one()
    known = day_rules.rules(session, shift.location_id)
    booked = Booked(shift.id, shift.location_id, shift.business_date, shift.starts_at, shift.ends_at, shift.cost_paise)
    return _record(booked, person, named.name_of(session, shift.location_id), known)


def _record(shift: Booked, person: str, place: str, known: Sequence[Rule]) -> Record:
    zone = clocks.zone(day_rules.at(known, shift.business_date).zone)
    begins, ends = (moment.astimezone(zone) for moment in (shift.starts_at, shift.ends_at))
    texts = {
        "staff": person,
        "location": place,
        "date": show_day(to_day(begins.date())),
        "starts": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "cost": show_money(shift.cost_paise),
    }
    return Record(shift.id, texts)


NOUN = Noun("shifts", "shift", "shifts", "SHF", FIELDS, listed, found, save)
