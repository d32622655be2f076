"""Fuller bodies: what an order or a customer is, for receivers that chose to get it along with ids and totals.

An event stays thin. What it says beyond that is put together when the first receiver that chose so is sent it, by who
sends and in the transaction of the claim: the change that it reports writes nothing more, and where nobody chose fuller
bodies nothing personal is kept with events. It is kept from then on, as long as the event, so that every try and every
receiver gets the same bytes under the same id.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.hub import batches, messages, particulars
from sakshi_desktop.hub.rules import BODY_CAP
from sakshi_desktop.hub.types import Claim
from sakshi_desktop.store.models import Event, FullerData

PERSONAL = ("name", "phone", "email", "addresses")
"""Fields of a customer that are shown as dots wherever a body is looked at."""
SUBJECTS = {"order": ("ORD", particulars.of_orders), "customer": ("CUS", particulars.of_customers)}
"""By the first word of a kind of event: how ids of what it is about begin, and what tells more about these."""
_KEEP = batches.over_rows(
    "INSERT INTO fuller_data (event_id, data) SELECT event, data FROM {rows} AS r WHERE true "
    "ON CONFLICT (event_id) DO NOTHING",
    {"event": "bigint", "data": "text"},
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as its row tells it; ``data`` are its own."""

    id: int
    kind: str
    at: datetime
    data: str

    @property
    def subject(self) -> str:
        """Return the first word of its kind."""
        return self.kind.partition(".")[0]


def filled(session: Session, taken: list[Claim], places: Collection[int]) -> list[Claim]:
    """Return claims with their fuller bodies, those to other receivers as they are.

    Args:
        places: the receivers that chose so; where there is none, nothing is asked.
    """
    mine = {claim.message for claim in taken if claim.endpoint_id in places} if places else set()
    if not mine:
        return taken
    rows = session.execute(_EVENTS.where(Event.public_id.in_(mine)))
    named = {name: Told(key, kind, at, data) for name, key, kind, at, data in rows}
    said = _kept_or_made(session, [told for told in named.values() if told.subject in SUBJECTS])
    return [
        _fuller(claim, named[claim.message], said) if claim.endpoint_id in places and claim.message in named else claim
        for claim in taken
    ]


def of_event(session: Session, told: Told) -> str:
    """Return the data of an event in a fuller body, as they are kept, or would be now; its own where it has no more."""
    kept = session.scalars(select(FullerData.data).where(FullerData.event_id == told.id)).one_or_none()
    return kept if kept is not None else composed(session, [told])[told.id]


def composed(session: Session, events: Sequence[Told]) -> dict[int, str]:
    """Return the data of fuller bodies by the ids of their events: their own first; thin where they are too large."""
    keys = {told.id: _key(told) for told in events}
    more: dict[str, Mapping[int, Mapping[str, object]]] = {}
    for subject, (_, ask) in SUBJECTS.items():
        wanted = {key for told in events if told.subject == subject and (key := keys[told.id]) is not None}
        more[subject] = ask(session, wanted) if wanted else {}
    return {told.id: _joined(told, more.get(told.subject, {}).get(keys[told.id] or 0)) for told in events}


def masked(kind: str, data: str) -> str:
    """Return the data of a fuller body as people may see them: what is personal stands as dots."""
    hidden = dict.fromkeys(_of_person(kind, data), HIDDEN)
    return json.dumps(json.loads(data) | hidden, ensure_ascii=False) if hidden else data


def personal(kind: str, data: str) -> frozenset[str]:
    """Return the personal values in the data of a fuller body."""
    return frozenset(_texts(_of_person(kind, data).values()))


_EVENTS = select(Event.public_id, Event.id, Event.type, Event.at, Event.body)


def _fuller(claim: Claim, told: Told, said: Mapping[int, str]) -> Claim:
    data = said.get(told.id)
    if data is None:
        return claim
    return claim._replace(body=messages.body(told.kind, told.at, data), personal=personal(told.kind, data))


def _kept_or_made(session: Session, events: Sequence[Told]) -> dict[int, str]:
    """Return what is kept of events; what is not yet kept is, unless another program was quicker by a moment."""
    found = _kept(session, [told.id for told in events])
    missing = [told for told in events if told.id not in found]
    if missing:
        made = composed(session, missing)
        connection = session.connection()
        connection.execute(_KEEP[connection.dialect.name], batches.given(sorted(made.items())))
        found |= _kept(session, list(made))
    return found


def _kept(session: Session, events: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(FullerData.event_id, FullerData.data).where(FullerData.event_id.in_(events)))
    return {event: data for event, data in rows}  # noqa: C416  # a row is no pair for dict()


def _of_person(kind: str, data: str) -> dict[str, object]:
    """Return what is personal in the data of a fuller body, by its name."""
    whole = json.loads(data) if kind.partition(".")[0] == "customer" else None
    return {name: whole[name] for name in PERSONAL if whole.get(name)} if isinstance(whole, dict) else {}


def _key(told: Told) -> int | None:
    """Return the number of the one thing that an event is about, None where it names none."""
    whole = json.loads(told.data)
    named = whole.get(told.subject) if isinstance(whole, dict) else None
    if told.subject not in SUBJECTS or not isinstance(named, str):
        return None
    try:
        return ids.parse(named, SUBJECTS[told.subject][0])
    except InvalidError:
        return None


def _joined(told: Told, more: Mapping[str, object] | None) -> str:
    if more is None:
        return told.data
    own: dict[str, object] = json.loads(told.data)
    data = json.dumps(own | {name: value for name, value in more.items() if name not in own}, ensure_ascii=False)
    return data if messages.size(told.kind, told.at, data) <= BODY_CAP else told.data


def _texts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)
        elif isinstance(value, dict):
            yield from _texts([value.get("text")])
