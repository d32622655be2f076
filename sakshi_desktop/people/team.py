"""Members of staff: listed, made and changed."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import FieldsError, NotFoundError
from sakshi_desktop.core.forms import Field, Typed, show_day, show_money
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.store import audit, named, nouns, outbox
from sakshi_desktop.store.models import Location, Staff
from sakshi_desktop.store.nouns import Noun, Record

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


def found(session: Session, typed: Typed) -> Record | None:
    """Return the member of staff that a row of a file speaks of: the one of that name, at that location if it says."""
    place = named.location(session, typed["location"]) if typed.get("location") else None
    keys = keys_of(session, typed.get("name", ""), place)
    if len(keys) > 1:
        raise FieldsError({"name": f"Several people are called {typed['name']}; say the location, too."})
    return get(session, keys[0]) if keys else None


def keys_of(session: Session, name: str, location_id: int | None) -> list[int]:
    """Return who is called so, in any letters' case; those who belong to the location, if any does, alone."""
    wanted = " ".join(name.split()).casefold()
    people = session.execute(select(Staff.id, Staff.name, Staff.location_id).order_by(Staff.id))
    same = [(key, home) for key, known, home in people if known.casefold() == wanted]
    here = [key for key, home in same if home == location_id]
    return here if here and location_id is not None else [key for key, _home in same]


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
    _alone(session, person, str(values["name"]), place)
    if person is None:
        person = Staff(failures=0)
        session.add(person)
    person.name, person.role, person.location_id = str(values["name"]), Role(str(values["role"])), place
    for key, column in (("hourly", "hourly_paise"), ("left_on", "left_on")):
        setattr(person, column, values[key])
    session.flush()
    saved = _of(session, person)
    changed = nouns.changes(now, saved)
    if changed:
        personal = {
            f"name.{side}": text for side, text in zip(("before", "after"), changed.pop("name", []), strict=False)
        }
        audit.record_personal(session, by, "staff.edit", person.id, personal, at=at, changed=changed)
        outbox.record(session, "team.changed", {"staff": ids.show("STF", person.id)}, at=at)
    return saved


def _alone(session: Session, person: Staff | None, name: str, place: int | None) -> None:
    others = session.execute(select(Staff.id, Staff.name).where(Staff.location_id.is_not_distinct_from(place)))
    wanted = name.casefold()
    if any(known.casefold() == wanted and (person is None or key != person.id) for key, known in others):
        raise FieldsError({"name": "There is somebody of this name already; add a letter or a place."})


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


NOUN = Noun("staff", "member of staff", "members of staff", "STF", FIELDS, listed, found, save)
