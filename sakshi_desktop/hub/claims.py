"""Deliveries taken by one process at a time: a claim is a lease with a token, and an expired lease is simply due again.

Results are recorded by the token, so that recording them twice changes nothing and a result that comes too late is not
taken for another's. All of it is batches: one statement for many rows on both databases.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import messages, rules
from sakshi_desktop.hub.types import Answer, Claim, Outcome
from sakshi_desktop.store.base import EPOCH, MICROSECOND, UtcDateTime
from sakshi_desktop.store.models import Delivery, Endpoint, Event

TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class Result:
    """A claim and how its request ended."""

    claim: Claim
    answer: Answer
    steps: tuple[int, ...] = rules.STEPS


def new_token(worker: str = "") -> str:
    """Return a token that no other claim has; it begins with the name of who claims."""
    return f"{worker}.{secrets.token_hex(TOKEN_BYTES)}"


def moment(session: Session, clock: Clock) -> datetime:
    """Return the present instant: the database server's own, which all PCs share; on SQLite that of ``clock``."""
    if session.get_bind().dialect.name == "sqlite":
        return clock()
    found: datetime = session.scalars(select(func.clock_timestamp(type_=UtcDateTime()))).one()
    return found


def take(
    session: Session, rooms: Mapping[int, int], token: str, *, at: datetime, probes: Collection[int] = ()
) -> list[Claim]:
    """Take what is due, for each endpoint at most as many as there is room for; a request row is begun for each.

    Args:
        rooms: by endpoint.
        probes: endpoints that are tried with a single delivery.
        token: a fresh one, of this transaction.
        at: the database's own time.
    """
    connection, until = session.connection(), at + rules.LEASE
    statement = _CLAIM[connection.dialect.name]
    found = [
        row
        for endpoint, room in rooms.items()
        for row in connection.execute(
            statement, {"endpoint": endpoint, "room": room, "token": token, "at": at, "until": until}
        )
    ]
    if not found:
        return []
    connection.execute(_BEGIN_ATTEMPTS[connection.dialect.name], _listed(connection, [row[0] for row in found], at))
    events = _events(connection, {event for _, event, _, _ in found})
    return [
        Claim(delivery, endpoint, token, tries, until, *events[event], probe=endpoint in probes)
        for delivery, event, endpoint, tries in found
    ]


def record(session: Session, results: Sequence[Result], *, at: datetime) -> None:
    """Write down how requests ended; what is no longer ours is left to whom it belongs now."""
    if not results:
        return
    connection = session.connection()
    settled = [(result, rules.settle(result.claim.tries, result.answer, result.steps, at)) for result in results]
    moves = [
        (
            result.claim.delivery_id,
            result.claim.token,
            stand.state.value,
            stand.tries,
            stand.due_at,
            result.answer.status,
        )
        for result, stand in settled
    ]
    sent = [_attempt(result) for result in results if result.answer.outcome is not Outcome.UNSENT]
    unsent = [
        (result.claim.delivery_id, result.claim.token) for result in results if result.answer.outcome is Outcome.UNSENT
    ]
    for statements, rows in ((_SETTLE, moves), (_END_ATTEMPTS, sent), (_DROP_ATTEMPTS, unsent)):
        if rows:
            connection.execute(statements[connection.dialect.name], _rows(connection, rows))


def release(session: Session, token: str, *, at: datetime) -> int:
    """Give back what a transaction took whose end was never heard of; return how many deliveries that were."""
    session.execute(
        text("DELETE FROM attempts WHERE token = :token AND status IS NULL AND error IS NULL"), {"token": token}
    )
    pending = (Delivery.token == token) & (Delivery.state == DeliveryState.PENDING)
    given = session.execute(update(Delivery).where(pending).values(token=None, due_at=at))
    return int(getattr(given, "rowcount", 0))


def release_of(session: Session, worker: str, *, at: datetime) -> int:
    """Give back what a process had taken that is known to be dead; return how many deliveries that were.

    Their begun requests stay: whether these arrived is not known.
    """
    theirs = Delivery.token.startswith(f"{worker}.", autoescape=True) & (Delivery.state == DeliveryState.PENDING)
    given = session.execute(update(Delivery).where(theirs).values(token=None, due_at=at))
    return int(getattr(given, "rowcount", 0))


def renew(session: Session, claims: Sequence[Claim], *, at: datetime) -> None:
    """Hold on to what is on its way, after the clock was set forward past its lease."""
    connection = session.connection()
    rows = [(claim.delivery_id, claim.token, at + rules.LEASE) for claim in claims]
    if rows:
        connection.execute(_RENEW[connection.dialect.name], _rows(connection, rows))


def set_back(session: Session, gap: timedelta, *, at: datetime) -> None:
    """Bring forward what is due too late because the clock was set back by ``gap``."""
    late = (Delivery.state == DeliveryState.PENDING) & (Delivery.due_at > at)
    for delivery, due_at in session.execute(select(Delivery.id, Delivery.due_at).where(late)).all():
        session.execute(update(Delivery).where(Delivery.id == delivery).values(due_at=max(at, due_at - gap)))


def next_due(session: Session) -> dict[int, datetime]:
    """Return when the first delivery of each enabled endpoint is due; those without any are left out."""
    first = (
        select(func.min(Delivery.due_at))
        .where(Delivery.endpoint_id == Endpoint.id, Delivery.state == DeliveryState.PENDING)
        .scalar_subquery()
    )
    rows = session.execute(select(Endpoint.id, first).where(Endpoint.disabled_at.is_(None)))
    found: list[tuple[int, datetime | None]] = [(endpoint, due_at) for endpoint, due_at in rows]
    return {endpoint: due_at for endpoint, due_at in found if due_at is not None}


def _attempt(result: Result) -> tuple[Any, ...]:
    answer = result.answer
    return (
        result.claim.delivery_id,
        result.claim.token,
        answer.status,
        answer.millis,
        None if answer.outcome is Outcome.DELIVERED else answer.error,
        json.dumps(dict(answer.sent_headers)),
        answer.request_sha256,
        answer.response,
        answer.response_bytes,
    )


def _events(connection: Connection, wanted: set[int]) -> dict[int, tuple[str, bytes]]:
    rows = connection.execute(_EVENTS, {"wanted": tuple(wanted)})
    return {event: (name, messages.body(kind, at, data)) for event, name, kind, at, data in rows}


def _listed(connection: Connection, wanted: list[int], at: datetime) -> dict[str, Any]:
    return {"ids": json.dumps(wanted) if connection.dialect.name == "sqlite" else wanted, "at": at}


def _rows(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """Return the parameters of a statement over many rows: one JSON text in SQLite, an array a column in PostgreSQL."""
    if connection.dialect.name == "sqlite":
        return {"rows": json.dumps([[_plain(value) for value in row] for row in rows])}
    return {f"c{place}": list(column) for place, column in enumerate(zip(*rows, strict=True))}


def _plain(value: object) -> object:
    return (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value


def _instants(statement: str, *names: str) -> TextClause:
    return text(statement).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in names))


def _many(columns: Mapping[str, str], change: str, table: str) -> dict[str, TextClause]:
    """Return a change of many rows in the words of both databases.

    Args:
        columns: name and PostgreSQL type of each given value; the first two are the delivery and the token.
        change: what is done, up to the rows it is given as ``r``.
        table: whose rows are meant.
    """
    key = "id" if table == "deliveries" else "delivery_id"
    picked = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    given = ", ".join(f"CAST(:c{place} AS {kind}[])" for place, kind in enumerate(columns.values()))
    sqlite = f"(SELECT {picked} FROM json_each(:rows)) AS r"
    postgresql = f"unnest({given}) AS r({', '.join(columns)})"
    where = f"WHERE {table}.{key} = r.delivery AND {table}.token = r.token"
    return {"sqlite": text(f"{change} {sqlite} {where}"), "postgresql": text(f"{change} {postgresql} {where}")}


_EVENTS = select(Event.id, Event.public_id, Event.type, Event.at, Event.body).where(
    Event.id.in_(bindparam("wanted", expanding=True))
)
_KEY = {"delivery": "bigint", "token": "text"}
_SETTLE = _many(
    _KEY | {"state": "text", "tries": "bigint", "due_at": "timestamptz", "status": "bigint"},
    "UPDATE deliveries SET state = r.state, tries = r.tries, due_at = r.due_at, token = NULL, "
    "last_status = coalesce(r.status, last_status) FROM",
    "deliveries",
)
_END_ATTEMPTS = _many(
    _KEY
    | {"status": "bigint", "millis": "bigint", "error": "text", "sent": "text", "sha": "text"}
    | {"response": "text", "size": "bigint"},
    "UPDATE attempts SET status = r.status, millis = r.millis, error = r.error, sent_headers = r.sent, "
    "request_sha256 = r.sha, response = r.response, response_bytes = r.size FROM",
    "attempts",
)
_RENEW = _many(_KEY | {"until": "timestamptz"}, "UPDATE deliveries SET due_at = r.until FROM", "deliveries")
_DROP_ATTEMPTS = {
    "sqlite": text(
        "DELETE FROM attempts WHERE (delivery_id, token) IN "
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:rows))"
    ),
    "postgresql": text(
        "DELETE FROM attempts WHERE (delivery_id, token) IN "
        "(SELECT * FROM unnest(CAST(:c0 AS bigint[]), CAST(:c1 AS text[])))"
    ),
}
_DUE = (
    "SELECT id FROM deliveries WHERE endpoint_id = :endpoint AND state = 'pending' AND due_at <= :at "
    "ORDER BY due_at LIMIT :room"
)
_TAKE = "UPDATE deliveries SET token = :token, due_at = :until"
_GIVE = "RETURNING deliveries.id, event_id, endpoint_id, tries"
_CLAIM = {
    "sqlite": _instants(f"{_TAKE} WHERE id IN ({_DUE}) {_GIVE}", "at", "until"),
    # LIMIT holds only where the choice is made once: MATERIALIZED
    "postgresql": _instants(
        f"WITH chosen AS MATERIALIZED ({_DUE} FOR UPDATE SKIP LOCKED) "
        f"{_TAKE} FROM chosen WHERE deliveries.id = chosen.id {_GIVE}",
        "at",
        "until",
    ),
}
_BEGIN = "INSERT INTO attempts (delivery_id, token, number, at) SELECT id, token, tries + 1, :at FROM deliveries"
_BEGIN_ATTEMPTS = {
    "sqlite": _instants(f"{_BEGIN} WHERE id IN (SELECT value FROM json_each(:ids))", "at"),
    "postgresql": _instants(f"{_BEGIN} WHERE id = ANY(CAST(:ids AS bigint[]))", "at"),
}
