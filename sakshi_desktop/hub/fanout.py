"""From one event to a delivery for each receiver that wants it.

Events wait in a table of their own until they were handed out: a transaction that ends late is seen late and never
skipped, and nothing waits for the oldest one that runs.

A receiver gets the events that are recorded after it was made, and no clock says which these are: one may be wrong, or
set back, and PCs have one each. Ids say it: a receiver remembers the newest event there was. On PostgreSQL a
transaction that was under way then may hold an event with a lower id, so that the receiver also remembers the oldest
transaction that had not ended: the events of this one and of all later ones are sent, whatever their id. That may be a
few too many, which were recorded while another transaction took long; none is too few.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, func, literal_column, select, text
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import batches, messages
from sakshi_desktop.store.models import Endpoint, Event, Outgoing

OWN = "webhook."
"""Events about the webhooks themselves: they go only to receivers that name them."""
ABOUT_RECEIVERS = ("webhook.", "integration.")
BATCH = 500
"""Events that are handed out in one transaction."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What one round handed out: how many events, to which receivers, and whether receivers themselves changed."""

    events: int
    endpoints: frozenset[int]
    told_of_receivers: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a receiver wants: which events, from where on, and the state in which their deliveries begin.

    Attributes:
        since_event: the newest event there was when it was made.
        since_xact: the oldest transaction that had not ended then; None on SQLite, where one ends before the next.
    """

    endpoint: int
    kinds: frozenset[str]
    groups: tuple[str, ...]
    conditions: dict[str, tuple[str, ...]]
    since_event: int
    since_xact: int | None
    state: DeliveryState

    def wants(self, event: int, xact: int, kind: str, data: str) -> bool:
        """Return whether the receiver gets an event, which a transaction recorded."""
        is_younger = event > self.since_event or (self.since_xact is not None and xact >= self.since_xact)
        return is_younger and self.suits(kind, data)

    def suits(self, kind: str, data: str) -> bool:
        """Return whether the receiver would get an event, were it older than the event."""
        if not self.kinds and not self.groups:
            wanted = not kind.startswith(OWN)
        else:
            wanted = kind in self.kinds or kind.startswith(self.groups)
        return wanted and messages.lets_through(self.conditions, data)


def hand_out(session: Session, *, at: datetime, batch: int = BATCH) -> Handed:
    """Make the deliveries of the events that wait, to receivers that were there before the event; a few at a time.

    Several programs may do so at once: each event is taken by one of them, and a delivery is there once.
    """
    connection = session.connection()
    taken = [event for (event,) in _WAITING.rows(connection, {"batch": batch})]
    if not taken:
        return Handed(0, frozenset())
    events = _EVENTS.rows(connection, batches.given(taken))
    pairs = _staying(connection, _pairs(session, events))
    if pairs:
        put(session, pairs, at=at)
    connection.execute(_CLEAR[connection.dialect.name], batches.given(taken))
    told = any(kind.startswith(ABOUT_RECEIVERS) for _, _, kind, _ in events)
    return Handed(len(taken), frozenset(place for _, place, _ in pairs), told)


def _staying(
    connection: Connection, pairs: Sequence[tuple[int, int, DeliveryState]]
) -> Sequence[tuple[int, int, DeliveryState]]:
    """Leave those out whose receiver was removed meanwhile, and take the others as their receivers are now.

    Nobody removes, disables or enables these before the deliveries are made.
    """
    if connection.dialect.name == "sqlite" or not pairs:
        return pairs
    wanted = {place for _, place, _ in pairs}
    rows = connection.execute(_THERE, batches.given(sorted(wanted)))
    there = {place: _begins(disabled) for place, disabled in rows}
    return [(event, place, there[place]) for event, place, _ in pairs if place in there]


def put(session: Session, pairs: Sequence[tuple[int, int, DeliveryState]], *, at: datetime) -> None:
    """Make deliveries of events to endpoints in a state, due now; those that are there already stay as they are."""
    connection = session.connection()
    connection.execute(_PUT[connection.dialect.name], batches.given(pairs) | {"at": at})


# Made once: to put a statement together costs as much as to run it.
_OLDEST = "SELECT event_id FROM outgoing ORDER BY event_id LIMIT :batch"
_WAITING = batches.Question(
    {"sqlite": text(_OLDEST), "postgresql": text(f"{_OLDEST} FOR UPDATE SKIP LOCKED")}, ["event_id"]
)
_ANY = select(Outgoing.event_id).limit(1)
_EVENTS = batches.Question(
    batches.over_ids("SELECT id, xact, type, body FROM events WHERE id IN {ids}"), ["id", "xact", "type", "body"]
)
_WISHES = select(
    Endpoint.id,
    Endpoint.event_types,
    Endpoint.filter,
    Endpoint.since_event,
    Endpoint.since_xact,
    Endpoint.disabled_at,
).order_by(Endpoint.id)
# WHERE true tells SQLite that ON is not that of a join
_PUT = batches.over_rows(
    "INSERT INTO deliveries (event_id, endpoint_id, state, tries, due_at) "
    "SELECT event, place, state, 0, :at FROM {rows} AS r WHERE true ON CONFLICT (event_id, endpoint_id) DO NOTHING",
    {"event": "bigint", "place": "bigint", "state": "text"},
    "at",
)
_OLDEST_XACT = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger)
_THERE = batches.over_ids(
    "SELECT id, disabled_at IS NOT NULL FROM endpoints WHERE id IN {ids} ORDER BY id FOR KEY SHARE"
)["postgresql"]
_CLEAR = batches.over_ids("DELETE FROM outgoing WHERE event_id IN {ids}")


def is_waiting(session: Session) -> bool:
    """Return whether any event waits to be handed out."""
    return session.connection().scalar(_ANY) is not None


def wanting(session: Session, kind: str, data: str) -> frozenset[int]:
    """Return which receivers would get an event that happens now."""
    return frozenset(wish.endpoint for wish in _wishes(session) if wish.suits(kind, data))


def beginning(session: Session) -> tuple[int, int | None]:
    """Return the ``since_event`` and the ``since_xact`` of a receiver that is made now."""
    newest = func.coalesce(func.max(Event.id), 0)
    if session.get_bind().dialect.name == "sqlite":
        return session.scalars(select(newest)).one(), None
    event, xact = session.execute(select(newest, _OLDEST_XACT)).one()  # one statement: both of the same moment
    return event, xact


def wish_of(kept: Endpoint) -> Wish:
    """Return what a receiver wants."""
    return _wish(kept.id, kept.event_types, kept.filter, kept.since_event, kept.since_xact, kept.disabled_at)


def _pairs(session: Session, events: Sequence[Sequence[Any]]) -> list[tuple[int, int, DeliveryState]]:
    wishes = _wishes(session)
    return [
        (event, wish.endpoint, wish.state)
        for event, xact, kind, data in events
        for wish in wishes
        if wish.wants(event, xact, kind, data)
    ]


def _wishes(session: Session) -> list[Wish]:
    return [_wish(*row) for row in session.connection().execute(_WISHES)]


def _wish(
    endpoint: int,
    kinds: str,
    conditions: str | None,
    since_event: int,
    since_xact: int | None,
    disabled_at: datetime | None,
) -> Wish:
    chosen = json.loads(kinds)
    return Wish(
        endpoint=endpoint,
        kinds=frozenset(kind for kind in chosen if not kind.endswith("*")),
        groups=tuple(kind[:-1] for kind in chosen if kind.endswith("*")),
        conditions={field: tuple(values) for field, values in json.loads(conditions or "{}").items()},
        since_event=since_event,
        since_xact=since_xact,
        state=_begins(disabled_at is not None),
    )


def _begins(disabled: bool) -> DeliveryState:  # noqa: FBT001  # it is the question
    return DeliveryState.PAUSED if disabled else DeliveryState.PENDING
