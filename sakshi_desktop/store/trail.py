"""Reading what happened: deeds of the audit trail and events, the newest first; personal values are only named."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.store import counting
from sakshi_desktop.store.audit import PROOFS
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.models import (
    AuditEntry,
    AuditPersonal,
    Delivery,
    Event,
    ImportBatch,
    Location,
    Order,
    Shift,
    Staff,
)

SomeSelect = TypeVar("SomeSelect", bound=Select[*tuple[Any, ...]])
PAGE = 200
SHOWN = {word: kind for kind, word in ids.KINDS.items()} | {"staff": "STF"}
"""Words of the trail -> the kind of id under which people know the thing."""
_AT = select(Location.currency)
OWN = {
    "order": (Order.id, Order.currency),
    "location": (Location.id, Location.currency),
    "import": (ImportBatch.id, ImportBatch.currency),
    "staff": (Staff.id, _AT.where(Location.id == Staff.location_id).scalar_subquery()),
    "shift": (Shift.id, _AT.where(Location.id == Shift.location_id).scalar_subquery()),
}
"""Words of the trail -> the id of the thing, and the currency in which its amounts are."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which deeds or events are meant; what is not said narrows nothing down.

    Attributes:
        text: an id such as ORD-48213, or part of who, what or how.
        kind: what it is about: a subject of deeds, the first word of events.
        before: only what is older than this one, by its number: the next page.
    """

    text: str = ""
    kind: str | None = None
    since: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the audit trail.

    Attributes:
        about: the thing, as ORD-48213; "" where there is no single one.
        detail: facts without personal values.
        personal: names of the personal values that are kept apart.
        currency: of its amounts; None where the locations of the house differ in theirs, and the thing has none.
    """

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    subject_id: int | None
    about: str
    detail: Mapping[str, object]
    personal: tuple[str, ...]
    currency: str | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; ``sent`` says to how many webhooks it went or goes."""

    id: int
    at: datetime
    type: str
    public_id: str
    body: str
    sent: int


def deeds(session: Session, sought: Sought, *, limit: int = PAGE) -> list[Deed]:
    """Return deeds, the newest first."""
    asked = _of_deeds(select(AuditEntry), sought).order_by(AuditEntry.id.desc()).limit(limit)
    rows = session.scalars(asked).all()
    named = _personal(session, [row.id for row in rows])
    currency = _currencies(session, rows)
    return [_deed(row, named.get(row.id, ()), currency(row.subject, row.subject_id)) for row in rows]


def happenings(session: Session, sought: Sought, *, limit: int = PAGE) -> list[Happening]:
    """Return events, the newest first."""
    sent = select(func.count(Delivery.id)).where(Delivery.event_id == Event.id).scalar_subquery()
    asked = _of_events(select(Event, sent), sought).order_by(Event.id.desc()).limit(limit)
    found = session.execute(asked)
    return [Happening(row.id, row.at, row.type, row.public_id, row.body, count) for row, count in found]


def count(session: Session, sought: Sought, *, events: bool) -> Count:
    """Return how many deeds, or events, are meant, as far as that is known at once."""
    return counting.among_newest(session, _ids(sought, events=events), Event.id if events else AuditEntry.id)


def total(session: Session, sought: Sought, *, events: bool) -> int:
    """Return how many deeds, or events, are meant."""
    return counting.exactly(session, _ids(sought, events=events))


def _ids(sought: Sought, *, events: bool) -> Select[int]:
    return _of_events(select(Event.id), sought) if events else _of_deeds(select(AuditEntry.id), sought)


def _of_deeds(asked: SomeSelect, sought: Sought) -> SomeSelect:
    thing = _thing(sought.text)
    if sought.kind is not None:
        asked = asked.where(AuditEntry.subject == sought.kind)
    if sought.since is not None:
        asked = asked.where(AuditEntry.at >= sought.since)
    if sought.before is not None:
        asked = asked.where(AuditEntry.id < sought.before)
    if thing is not None:
        asked = asked.where(AuditEntry.subject.in_(thing[0]), AuditEntry.subject_id == thing[1])
    elif sought.text.strip():
        text = sought.text.strip()
        parts = (AuditEntry.by, AuditEntry.action, AuditEntry.detail)
        asked = asked.where(or_(*(part.icontains(text, autoescape=True) for part in parts)))
    return asked


def _of_events(asked: SomeSelect, sought: Sought) -> SomeSelect:
    if sought.kind is not None:
        asked = asked.where(Event.type.startswith(f"{sought.kind}.", autoescape=True))
    if sought.since is not None:
        asked = asked.where(Event.at >= sought.since)
    if sought.before is not None:
        asked = asked.where(Event.id < sought.before)
    if text := sought.text.strip():
        parts = (Event.type, Event.public_id, Event.body)
        asked = asked.where(or_(*(part.icontains(text, autoescape=True) for part in parts)))
    return asked


def subjects(session: Session) -> list[str]:
    """Return what there are deeds about."""
    return list(session.scalars(select(AuditEntry.subject).distinct().order_by(AuditEntry.subject)))


def _currencies(session: Session, rows: Sequence[AuditEntry]) -> Callable[[str, int | None], str | None]:
    """Return what tells the currency of a thing: its own, else the one that all locations share."""
    kept = set(session.scalars(select(Location.currency).distinct().limit(2)))
    house = kept.pop() if len(kept) == 1 else None
    found: dict[tuple[str, int | None], str] = {}
    for subject, (key, money) in OWN.items():
        wanted = {row.subject_id for row in rows if row.subject == subject}
        asked = select(key, money).where(key.in_(wanted))
        found |= {(subject, one): currency for one, currency in session.execute(asked)} if wanted else {}
    return lambda subject, one: found.get((subject, one), house)


def _deed(row: AuditEntry, personal: tuple[str, ...], currency: str | None) -> Deed:
    detail = {name: value for name, value in json.loads(row.detail).items() if name != PROOFS}
    kind = SHOWN.get(row.subject)
    about = ids.show(kind, row.subject_id) if kind and row.subject_id is not None else ""
    return Deed(row.id, row.at, row.by, row.action, row.subject, row.subject_id, about, detail, personal, currency)


def _personal(session: Session, entries: list[int]) -> dict[int, tuple[str, ...]]:
    asked = select(AuditPersonal.entry_id, AuditPersonal.name).where(AuditPersonal.entry_id.in_(entries))
    found: dict[int, tuple[str, ...]] = {}
    for entry, name in session.execute(asked.order_by(AuditPersonal.entry_id, AuditPersonal.name)):
        found[entry] = (*found.get(entry, ()), name)
    return found


def _thing(text: str) -> tuple[tuple[str, ...], int] | None:
    kind, sign, _ = text.strip().upper().partition("-")
    if not sign or kind not in ids.KINDS:
        return None
    try:
        number = ids.parse(text, kind)
    except InvalidError:
        return None
    return tuple(word for word, shown in SHOWN.items() if shown == kind), number
