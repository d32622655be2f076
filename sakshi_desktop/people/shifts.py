"""Shifts: hours worked at a location, and what they cost; the figures of that day follow at once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, tuple_
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, to_date, to_day, utc_now
from sakshi_desktop.core.errors import FieldsError, NotFoundError, shortened
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.people.team import Member, People
from sakshi_desktop.store import audit, day_rules, named, nouns, outbox, rollup, wall_clock
from sakshi_desktop.store.base import EPOCH
from sakshi_desktop.store.day_rules import Rule
from sakshi_desktop.store.models import Location, Shift, Staff
from sakshi_desktop.store.nouns import Mark, Notes, Noun, Record, Sorting

HOUR = 3600
Key = tuple[int, int, datetime]
Found = Select[*tuple[Any, ...]]
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


class Rota:
    """All shifts, a page at a time; see ``nouns.Pages``."""

    sorts: tuple[str, ...] = ("staff", "location", "date", "starts", "ends", "cost")
    usual = Sorting("date", falls=True)

    def count(self, session: Session) -> int:
        """Return how many shifts there are."""
        return session.scalars(select(func.count(Shift.id))).one()

    def marks(self, session: Session, by: Sorting, size: int) -> list[Mark]:
        """Return the marks after which every page but the first begins."""
        column = _column(session, by.key)
        place = func.row_number().over(order_by=_order(column, by))
        numbered = _joined(select(column.label("value"), Shift.id, place.label("place"))).subquery()
        last = select(numbered.c.value, numbered.c.id).where(numbered.c.place % size == 0).order_by(numbered.c.place)
        return [Mark(value, key) for value, key in session.execute(last)]

    def page(self, session: Session, by: Sorting, size: int, after: Mark | None) -> list[Record]:
        """Return a page of shifts; None is the first."""
        column = _column(session, by.key)
        asked = _joined(select(*COLUMNS, Staff.name, Location.name)).order_by(*_order(column, by)).limit(size)
        if after is not None:
            here, there = tuple_(column, Shift.id), tuple_(literal(after.value, column.type), literal(after.id))
            asked = asked.where(here < there if by.falls else here > there)
        return list(_records(session, asked))

    def every(self, session: Session, by: Sorting) -> Iterator[Record]:
        """Yield all shifts, a few at a time."""
        order = _order(_column(session, by.key), by)
        asked = _joined(select(*COLUMNS, Staff.name, Location.name)).order_by(*order)
        yield from _records(session, asked.execution_options(yield_per=nouns.AT_ONCE))


ROTA = Rota()
SORTED: dict[str, ColumnElement[Any]] = {
    "staff": func.lower(Staff.name),
    "location": func.lower(Location.name),
    "date": Shift.starts_at.expression,
    "cost": Shift.cost_paise.expression,
}
TIMES = {"starts": Shift.starts_at, "ends": Shift.ends_at}
"""Fields that show what the clock of the location shows."""


def listed(session: Session) -> list[Record]:
    """Return all shifts, the latest first."""
    return list(ROTA.every(session, ROTA.usual))


def _joined(asked: Found) -> Found:
    asked = asked.select_from(Shift).join(Staff, Staff.id == Shift.staff_id)
    return asked.join(Location, Location.id == Shift.location_id)


def _column(session: Session, key: str) -> ColumnElement[Any]:
    """Return what shifts are sorted by."""
    if key not in TIMES:
        return SORTED[key]
    ends = func.coalesce(func.min(Shift.starts_at), EPOCH), func.coalesce(func.max(Shift.ends_at), EPOCH)
    first, last = session.execute(select(*ends)).one()
    return wall_clock.minute_of_day(session, TIMES[key], Shift.location_id, Shift.business_date, (first, last))


def _order(column: ColumnElement[Any], by: Sorting) -> list[ColumnElement[Any]]:
    return [one.desc() if by.falls else one.asc() for one in (column, Shift.id.expression)]


def _records(session: Session, asked: Found) -> Iterator[Record]:
    known = day_rules.every(session)
    for key, home, day, begins, ends, cost, person, place in session.execute(asked):
        yield _record(Booked(key, home, day, begins, ends, cost), person, place, day_rules.of(known, home))


class Book:
    """All shifts; see ``nouns.Book``. A row speaks of the shift of its person, location and beginning."""

    def __init__(self, session: Session) -> None:
        self._places, self._people, self._rules = named.Places(session), People(session), day_rules.every(session)
        self._persons = {person.id: person for person in self._people.all}
        rows = session.execute(select(*COLUMNS, Shift.staff_id).order_by(Shift.id)).all()
        self._shifts: dict[int, tuple[int, Booked]] = {}
        self._keys: dict[Key, int] = {}
        self._notes: Notes[tuple[Member, Booked]] = Notes()
        for key, place, day, begins, ends, cost, person in rows:
            self._put(person, Booked(key, place, day, begins, ends, cost))
        self.basis: object = (dict(self._places.names), self._people.all, self._rules, rows)

    def found(self, typed: Typed) -> Record | None:
        """Return the shift that a row speaks of."""
        values = forms.checked(FIELDS, typed)
        place = self._places.key(str(values["location"]))
        people = [] if place is None else self._people.called(str(values["staff"]), place)
        if place is None or len(people) != 1:
            return None
        begins, _ends = _times(day_rules.of(self._rules, place), values)
        key = self._keys.get((people[0].id, place, begins))
        return None if key is None else self._record(*self._shifts[key])

    def take(self, there: Record | None, typed: Typed) -> Record:
        """Return what a row makes of a shift."""
        values = forms.checked(FIELDS, nouns.merged(FIELDS, there, there, typed))
        place = self._places.key_of(values["location"])
        person = _person(self._people, str(values["staff"]), place)
        booked = _booked(self._notes.key(there), person, place, day_rules.of(self._rules, place), values)
        saved = self._record(person.id, booked)
        if self._notes.note(there, saved, (person, booked)):
            self._put(person.id, booked)
        return saved

    def write(self, session: Session, *, by: Actor, at: datetime) -> None:
        """Write what the rows have made; their days are counted anew."""
        values = self._notes.values
        for key, shift in nouns.locked(session, Shift, values).items():
            _write(shift, *values[key])
        new = {key: {**booked._asdict(), "staff_id": person.id} for key, (person, booked) in values.items() if key < 0}
        made = dict(zip(new, _inserted(session, list(new.values())), strict=True))
        days = {(booked.location_id, booked.business_date, booked.business_date) for _person, booked in values.values()}
        rollup.touch_all(session, sorted(days), at=at)
        changes = [(made.get(key, key), values[key][0].id, changed) for key, changed in self._notes.changed]
        details = ((key, _detail(person, changed)) for key, person, changed in changes)
        audit.record_all(session, by, "shift.edit", details, at=at)
        bodies = ({"shift": ids.show("SHF", key)} for key, _person, _changed in changes)
        outbox.record_all(session, "team.changed", bodies, at=at)

    def _put(self, person: int, booked: Booked) -> None:
        self._shifts[booked.id] = (person, booked)
        self._keys.setdefault((person, booked.location_id, booked.starts_at), booked.id)

    def _record(self, person: int, booked: Booked) -> Record:
        place = booked.location_id
        return _record(booked, self._persons[person].name, self._places.names[place], day_rules.of(self._rules, place))


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a shift, or change one; see ``nouns.Saves``. One that ends before it begins ends on the day after."""
    by.must(Right.EDIT_TEAM)
    at = clock()
    shift = None if seen is None else _found(session, seen.id)
    now = None if shift is None else _of(session, shift)
    values = forms.checked(FIELDS, nouns.merged(FIELDS, seen, now, typed))
    place = named.location_of(session, values["location"])
    person = _person(People(session), str(values["staff"]), place)
    booked = _booked(0, person, place, day_rules.rules(session, place), values)
    if shift is not None:
        rollup.touch(session, shift.location_id, shift.business_date, at=at)
    else:
        shift = Shift()
        session.add(shift)
    _write(shift, person, booked)
    session.flush()
    saved = _of(session, shift)
    changed = nouns.changes(now, saved)
    if changed:
        rollup.touch(session, place, shift.business_date, at=at)
        audit.record(session, by, "shift.edit", shift.id, at=at, **_detail(person.id, changed))
        outbox.record(session, "team.changed", {"shift": ids.show("SHF", shift.id)}, at=at)
    return saved


def _inserted(session: Session, rows: list[dict[str, object]]) -> list[int]:
    """Write shifts that are new, and return their ids in the same order."""
    for row in rows:
        del row["id"]
    made = insert(Shift).returning(Shift.id, sort_by_parameter_order=True)
    return list(session.scalars(made, rows)) if rows else []


def _booked(key: int, person: Member, place: int, known: Sequence[Rule], values: dict[str, object]) -> Booked:
    begins, ends = _times(known, values)
    day = day_rules.business_time(known, begins).day
    return Booked(key, place, day, begins, ends, _cost(person, values["cost"], ends - begins))


def _write(shift: Shift, person: Member, booked: Booked) -> None:
    shift.staff_id, shift.location_id, shift.business_date = person.id, booked.location_id, booked.business_date
    shift.starts_at, shift.ends_at, shift.cost_paise = booked.starts_at, booked.ends_at, booked.cost_paise


def _detail(person: int, changed: dict[str, list[str]]) -> dict[str, object]:
    """Return what the audit trail keeps of a change: an id in the place of a name."""
    who = {"staff": [ids.show("STF", person)]} if "staff" in changed else {}
    return {"changed": {**changed, **who}}


def _cost(person: Member, told: object, length: timedelta) -> int:
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


def _person(people: People, name: str, place: int) -> Member:
    same = people.called(name, place)
    if len(same) > 1:
        raise FieldsError({"staff": f"Several people are called {name}, none of them at this location."})
    if not same:
        raise FieldsError({"staff": f"Nobody here is called “{shortened(name)}”; add them to the staff first."})
    return same[0]


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


NOUN = Noun("shifts", "shift", "shifts", "SHF", FIELDS, Right.EDIT_TEAM, listed, Book, save, ROTA)
