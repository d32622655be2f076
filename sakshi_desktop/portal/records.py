"""The record of a customer: written from a form, merged with what others wrote meanwhile, its changes kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar, cast

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import ChangedError, FieldsError
from sakshi_desktop.core.forms import AGAIN, chosen, spelt
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.core.vocabulary import Diet
from sakshi_desktop.portal import contacts, drafts
from sakshi_desktop.portal.drafts import Checked
from sakshi_desktop.portal.types import Birthday, FieldChange, Keep, Masked, Profile
from sakshi_desktop.store import audit
from sakshi_desktop.store.models import AuditEntry, AuditPersonal, Customer, CustomerAllergy, CustomerTag, Location

T = TypeVar("T")
FIELDS = {
    "name": "name",
    "phone": "phone",
    "email": "e-mail address",
    "birthday": "birthday",
    "language": "language",
    "diet": "diet",
    "diet_note": "note about food",
    "allergies": "allergies",
    "tags": "tags",
    "preferred_location": "preferred location",
    "status": "status",
    "address": "address",
}
"""Every field whose changes are kept, as people call it."""
MASKS = {"phone": contacts.mask_phone, "email": contacts.mask_email}
BEFORE, AFTER = ".before", ".after"


def write(session: Session, customer: Customer, new: Checked) -> None:
    """Put a checked form into the rows of a customer.

    Raises:
        FieldsError: there is no such location.
    """
    if new.preferred_location_id is not None and session.get(Location, new.preferred_location_id) is None:
        raise FieldsError({"preferred_location": "This location is gone. Choose another one."})
    born = new.birthday
    customer.name, customer.language, customer.diet = new.name, new.language, new.diet
    customer.diet_note, customer.preferred_location_id = new.diet_note, new.preferred_location_id
    customer.birth_day, customer.birth_month = (born.day, born.month) if born else (None, None)
    customer.birth_year = born.year if born else None
    if not isinstance(new.phone, Keep):
        customer.phone = new.phone
    if not isinstance(new.email, Keep):
        customer.email = new.email
    key = customer.id
    session.execute(delete(CustomerAllergy).where(CustomerAllergy.customer_id == key))
    session.execute(delete(CustomerTag).where(CustomerTag.customer_id == key))
    if new.allergies:
        rows = [{"customer_id": key, "allergen": allergen} for allergen in sorted(new.allergies)]
        session.execute(insert(CustomerAllergy), rows)
    if new.tags:
        session.execute(insert(CustomerTag), [{"customer_id": key, "tag": tag} for tag in sorted(new.tags)])
    session.flush()


def merge(seen: Profile, now: Profile, wanted: Checked) -> Checked:
    """Return what becomes of a record that reads ``now``, of which a person saw ``seen`` and wants ``wanted``.

    Raises:
        ChangedError: the person changed a field that another one has changed meanwhile.
    """
    return replace(
        wanted,
        name=_chosen("name", seen, now, wanted.name),
        phone=_contact("phone", seen, now, wanted.phone),
        email=_contact("email", seen, now, wanted.email),
        birthday=_chosen("birthday", seen, now, wanted.birthday),
        language=_chosen("language", seen, now, wanted.language),
        diet=_chosen("diet", seen, now, wanted.diet),
        diet_note=_chosen("diet_note", seen, now, wanted.diet_note),
        allergies=_moved(seen.allergies, now.allergies, wanted.allergies),
        tags=_moved(seen.tags, now.tags, wanted.tags),
        preferred_location_id=_chosen("preferred_location_id", seen, now, wanted.preferred_location_id),
    )


def texts(session: Session, customer: Customer) -> dict[str, str]:
    """Return every field of a customer as the trail keeps it; nothing is an empty text."""
    key = customer.id
    born = (
        customer.birth_day
        and customer.birth_month
        and Birthday(customer.birth_day, customer.birth_month, customer.birth_year)
    )
    place = None if customer.preferred_location_id is None else session.get(Location, customer.preferred_location_id)
    allergens = session.scalars(select(CustomerAllergy.allergen).where(CustomerAllergy.customer_id == key))
    tags = session.scalars(select(CustomerTag.tag).where(CustomerTag.customer_id == key))
    return {
        "name": customer.name or "",
        "phone": customer.phone or "",
        "email": customer.email or "",
        "birthday": _say(born) if isinstance(born, Birthday) else "",
        "language": customer.language,
        "diet": customer.diet.value,
        "diet_note": customer.diet_note or "",
        "allergies": ", ".join(sorted(allergen.value for allergen in allergens)),
        "tags": ", ".join(sorted(tags)),
        "preferred_location": "" if place is None else place.name,
    }


def keep_changes(
    session: Session,
    by: Actor,
    action: str,
    customer_id: int,
    changed: Mapping[str, tuple[str | None, str | None]],
    *,
    at: datetime,
) -> None:
    """Write to the trail what fields were and what they became; the values are personal and kept apart."""
    personal = {}
    for field, (before, after) in changed.items():
        personal[field + BEFORE], personal[field + AFTER] = before or "", after or ""
    audit.record_personal(session, by, action, customer_id, personal, at=at, fields=sorted(changed))


def changes(session: Session, customer_id: int, *, limit: int = 200) -> tuple[FieldChange, ...]:
    """Return what was changed about a customer, latest first; phones and e-mails masked, erased values missing."""
    asked = (
        select(AuditEntry.id, AuditEntry.at, AuditEntry.by, AuditPersonal.name, AuditPersonal.value)
        .join(AuditPersonal, AuditPersonal.entry_id == AuditEntry.id)
        .where(AuditEntry.subject == "customer", AuditEntry.subject_id == customer_id)
        .order_by(AuditEntry.id.desc(), AuditPersonal.name)
        .limit(2 * limit)
    )
    found: dict[tuple[int, str], dict[str, str]] = {}
    whens: dict[tuple[int, str], tuple[datetime, str]] = {}
    for key, at, by, name, value in session.execute(asked):
        field, _, side = name.rpartition(".")
        found.setdefault((key, field), {})[f".{side}"] = value
        whens[key, field] = (at, by)
    return tuple(
        FieldChange(*whens[place], place[1], _told(place[1], sides.get(BEFORE)), _told(place[1], sides.get(AFTER)))
        for place, sides in found.items()
    )


def _told(field: str, value: str | None) -> str | None:
    if not value:
        return None
    return MASKS[field](value) if field in MASKS else value


def _say(born: Birthday) -> str:
    return f"{born.year or '-'}-{born.month:02d}-{born.day:02d}"


def _chosen(field: str, seen: Profile, now: Profile, wanted: T) -> T:
    was, present = (cast("T", getattr(one, field)) for one in (seen, now))
    return chosen(was, present, wanted, partial(_overtaken, field, now))


def _contact(field: str, seen: Profile, now: Profile, wanted: str | Keep | None) -> str | Keep | None:
    if isinstance(wanted, Keep):
        return wanted
    mark = None if wanted is None else contacts.mark(now.id, wanted)
    was, is_now = (None if one is None else one.mark for one in (getattr(seen, field), getattr(now, field)))
    if mark in {was, is_now}:
        return Keep.KEEP
    if was != is_now:
        raise _overtaken(field, now)
    return wanted


def _moved(seen: frozenset[T], now: frozenset[T], wanted: frozenset[T]) -> frozenset[T]:
    return (now - (seen - wanted)) | (wanted - seen)


def _overtaken(field: str, now: Profile) -> ChangedError:
    noun = field.removesuffix("_id")
    present = _shown(noun, getattr(now, noun))
    did = (
        f"changed the {FIELDS[noun]} meanwhile, to “{present}”" if present else f"emptied the {FIELDS[noun]} meanwhile"
    )
    return ChangedError(f"Another person has {did}.", hint=AGAIN, field=field, now=getattr(now, field))


def _shown(noun: str, value: object) -> str:
    if isinstance(value, Masked):
        return value.shown
    if isinstance(value, Birthday):
        return drafts.say_birthday(value)
    if isinstance(value, Diet):
        return spelt(value.value)
    if noun == "language":
        return drafts.LANGUAGES.get(str(value), str(value))
    return str(value) if value else ""
