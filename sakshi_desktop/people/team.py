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
    """Return the member of staff that a row of a file speaks of: the one of that name."""
    key = key_of(session, typed.get("name", ""))
    return None if key is None else get(session, key)


def key_of(session: Session, name: str) -> int | None:
    """Return the id of the member of staff of that name, in any letters' case; None without one."""
    wanted = " ".join(name.split()).casefold()
    keys = [key for key, known in session.execute(select(Staff.id, Staff.name)) if known.casefold() == wanted]
    return int(keys[0]) if keys else None


def get(session: Session, staff_id: int) -> Record:
    """Return a member of staff.

    Raises:
        NotFoundError: there is none of this id.
    """
    return _of(session, _found(session, staff_id))


def save(session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = utc_now) -> Record:
    """Make a member of staff, or change one; see ``nouns.Saves``. Names are unique: shifts are booked by them."""
    by.must(Right.EDIT_TEAM)
    at = clock()
    person = None if seen is None else _found(session, seen.id, lock=True)
    now = None if person is None else _of(session, person)
    texts = dict(typed) if now is None or seen is None else forms.merged(FIELDS, seen.texts, now.texts, typed)
    values = forms.checked(FIELDS, texts)
    other = key_of(session, str(values["name"]))
    if other is not None and (person is None or other != person.id):
        raise FieldsError({"name": "There is somebody of this name already; add a letter or a place."})
    place = None if values["location"] is None else named.location_of(session, values["location"])
    if person is None:
        person = Staff(failures=0)
        session.add(person)
    person.name, person.role, person.location_id = str(values["name"]), Role(str(values["role"])), place
    for key, column in (("hourly", "hourly_paise"), ("left_on", "left_on")):
        setattr(person, column, values[key])
    session.flush()
    saved = _of(session, person)
    changed = nouns.changes({} if now is None else now.texts, saved.texts)
    if changed:
        personal = {
            f"name.{side}": text for side, text in zip(("before", "after"), changed.pop("name", []), strict=False)
        }
        audit.record_personal(session, by, "staff.edit", person.id, personal, at=at, changed=changed)
        outbox.record(session, "team.changed", {"staff": ids.show("STF", person.id)}, at=at)
    return saved


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
