"""Members of staff: listed, made and changed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import FieldsError, NotFoundError
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.letters import fold
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.store import audit, named, nouns, outbox
from sakshi_desktop.store.models import Location, Staff
from sakshi_desktop.store.nouns import Notes, Noun, Record

FIELDS = (
    Field("name", "Name", forms.words, needed=True, aliases=("staff", "employee", "employee name")),
    Field("role", "Role", forms.one_of(Role), needed=True, choices=tuple(role.value for role in Role)),
    Field("location", "Location", forms.words, aliases=("outlet", "store")),
    Field("hourly", "Pay per hour", forms.money, aliases=("hourly rate", "rate"), example="95.00", numeric=True),
    Field("left_on", "Left on", forms.day, aliases=("last day",)),
)


def listed(session: Session) -> list[Record]:
    """Return all members of staff by name, those who left last."""
    order = (Staff.left_on.is_not(None), func.lower(Staff.name), Staff.id)
    asked = select(Staff, Location.name).outerjoin(Location, Location.id == Staff.location_id).order_by(*order)
    return [_record(person, place) for person, place in session.execute(asked)]


class Member(NamedTuple):
    """Who somebody is to those who book shifts."""

    id: int
    name: str
    location_id: int | None
    hourly_paise: int | None


class People:
    """All members of staff by their names, as they were at one moment."""

    def __init__(self, session: Session) -> None:
        asked = select(Staff.id, Staff.name, Staff.location_id, Staff.hourly_paise).order_by(Staff.id)
        self._all = {row[0]: Member(*row) for row in session.execute(asked)}
        self._named: dict[str, list[int]] = {}
        for person in self._all.values():
            self._named.setdefault(person.name.casefold(), []).append(person.id)

    @property
    def all(self) -> list[Member]:
        """Return everybody."""
        return list(self._all.values())

    def called(self, name: str, location_id: int | None) -> list[Member]:
        """Return who is called so, in any letters' case; those who belong to the location, if any does, alone."""
        same = [self._all[key] for key in self._named.get(fold(name), ())]
        here = [person for person in same if person.location_id == location_id]
        return here if here and location_id is not None else same

    def put(self, person: Member) -> None:
        """Take in somebody who is new, or whose name or location changed."""
        before = self._all.get(person.id)
        self._all[person.id] = person
        if before is not None:
            self._named[before.name.casefold()].remove(person.id)
        self._named.setdefault(person.name.casefold(), []).append(person.id)

    def alone(self, key: int | None, name: str, location_id: int | None) -> None:
        """See that nobody else of a location has the name: shifts are booked by it.

        Raises:
            FieldsError: somebody has.
        """
        same = self._named.get(name.casefold(), ())
        if any(other != key and self._all[other].location_id == location_id for other in same):
            raise FieldsError({"name": "There is somebody of this name already; add a letter or a place."})


class Book:
    """All members of staff; see ``nouns.Book``. A row speaks of the one of its name, at its location if it says."""

    def __init__(self, session: Session) -> None:
        self._places, self._people = named.Places(session), People(session)
        self._records = {record.id: record for record in listed(session)}
        self._notes: Notes[tuple[int | None, dict[str, object]]] = Notes()
        self.basis: object = (dict(self._places.names), dict(self._records))

    def found(self, typed: Typed) -> Record | None:
        """Return the member of staff that a row speaks of."""
        place = self._places.key(typed["location"]) if typed.get("location") else None
        people = self._people.called(typed.get("name", ""), place)
        if len(people) > 1:
            raise FieldsError({"name": f"Several people are called {typed['name']}; say the location, too."})
        return self._records[people[0].id] if people else None

    def take(self, there: Record | None, typed: Typed) -> Record:
        """Return what a row makes of a member of staff."""
        values = forms.checked(FIELDS, nouns.merged(FIELDS, there, there, typed))
        place = None if values["location"] is None else self._places.key_of(values["location"])
        person = Staff(id=self._notes.key(there))
        self._people.alone(person.id, str(values["name"]), place)
        _write(person, place, values)
        saved = _record(person, None if place is None else self._places.names[place])
        if self._notes.note(there, saved, (place, values)):
            self._records[saved.id] = saved
            self._people.put(Member(person.id, person.name, place, person.hourly_paise))
        return saved

    def write(self, session: Session, *, by: Actor, at: datetime) -> None:
        """Write what the rows have made."""
        made = self._notes.made(session, Staff, lambda: Staff(failures=0), lambda person, told: _write(person, *told))
        for key, changed in self._notes.changed:
            _tell(session, by, made[key].id, changed, at)


def get(session: Session, staff_id: int) -> Record:
    """Return a member of staff.

    Raises:
        NotFoundError: there is none of this id.
    """
    return _of(session, _found(session, staff_id))


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a member of staff, or change one; see ``nouns.Saves``.

    Two people of one location have two names: shifts are booked by them.
    """
    by.must(Right.EDIT_TEAM)
    at = clock()
    person = None if seen is None else _found(session, seen.id, lock=True)
    now = None if person is None else _of(session, person)
    values = forms.checked(FIELDS, nouns.merged(FIELDS, seen, now, typed))
    place = None if values["location"] is None else named.location_of(session, values["location"])
    People(session).alone(None if person is None else person.id, str(values["name"]), place)
    if person is None:
        person = Staff(failures=0)
        session.add(person)
    _write(person, place, values)
    session.flush()
    saved = _of(session, person)
    changed = nouns.changes(now, saved)
    if changed:
        _tell(session, by, person.id, changed, at)
    return saved


def _write(person: Staff, place: int | None, values: dict[str, object]) -> None:
    person.name, person.role, person.location_id = str(values["name"]), Role(str(values["role"])), place
    for key, column in (("hourly", "hourly_paise"), ("left_on", "left_on")):
        setattr(person, column, values[key])


def _tell(session: Session, by: Actor, staff_id: int, changed: dict[str, list[str]], at: datetime) -> None:
    personal = {f"name.{side}": text for side, text in zip(("before", "after"), changed.pop("name", []), strict=False)}
    audit.record_personal(session, by, "staff.edit", staff_id, personal, at=at, changed=changed)
    outbox.record(session, "team.changed", {"staff": ids.show("STF", staff_id)}, at=at)


def _found(session: Session, staff_id: int, *, lock: bool = False) -> Staff:
    asked = select(Staff).where(Staff.id == staff_id)
    person = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if person is None:
        raise NotFoundError(f"There is no {ids.show('STF', staff_id)}.", hint="Look at the list again.")
    return person


def _of(session: Session, person: Staff) -> Record:
    return _record(person, None if person.location_id is None else named.name_of(session, person.location_id))


def _record(person: Staff, place: str | None) -> Record:
    texts = {
        "name": person.name,
        "role": person.role.value,
        "location": place or "",
        "hourly": show_money(person.hourly_paise),
        "left_on": show_day(person.left_on),
    }
    return Record(person.id, texts)


NOUN = Noun("staff", "member of staff", "members of staff", "STF", FIELDS, Right.EDIT_TEAM, listed, Book, save)
