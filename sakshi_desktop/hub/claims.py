"""Deliveries taken by one process at a time: a claim is a lease with a token, and an expired lease is simply due again.

Results are recorded by the token, so that recording them twice changes nothing and a result that comes too late is not
taken for another's. All of it is batches: one statement for many rows on both databases.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Integer, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import TextClause

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import batches, messages, rules, waiting
from sakshi_desktop.hub.types import Answer, Claim, Outcome
from sakshi_desktop.store.base import UtcDateTime
from sakshi_desktop.store.models import Delivery

TOKEN_BYTES = 12


class Result(NamedTuple):
    """A claim and how its request ended."""

    claim: Claim
    answer: Answer
    steps: tuple[int, ...] = rules.STEPS


def new_token(worker: str = "") -> str:
    """Return a token that no other claim has; it begins with the name of who claims."""
    return f"{worker}.{secrets.token_hex(TOKEN_BYTES)}"


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
    wanted = {"token": token, "at": at, "until": until}
    take_all = _taken_in_steps if connection.dialect.name == "sqlite" else _taken_at_once
    return [
        Claim(delivery, endpoint, token, tries, until, message, messages.body(kind, when, data), endpoint in probes)
        for delivery, endpoint, tries, message, kind, when, data in take_all(connection, rooms, wanted)
    ]


def _taken_in_steps(
    connection: Connection, rooms: Mapping[int, int], wanted: Mapping[str, object]
) -> Sequence[Sequence[Any]]:
    """SQLite has no statement that changes rows and goes on with them; one more costs it nothing."""
    found = [
        endpoint
        for endpoint, room in rooms.items()
        if connection.execute(_CLAIM, {**wanted, "endpoint": endpoint, "room": room}).rowcount
    ]
    if not found:
        return []
    mine = {**wanted, **batches.given(found)}
    connection.execute(_BEGIN_ATTEMPTS, mine)
    return _TAKEN.rows(connection, mine)


def _taken_at_once(
    connection: Connection, rooms: Mapping[int, int], wanted: Mapping[str, object]
) -> Sequence[Sequence[Any]]:
    return _TAKEN.rows(connection, {**wanted, **batches.given(list(rooms.items()))}) if rooms else []


def record(session: Session, results: Sequence[Result], *, at: datetime) -> None:
    """Write down how requests ended; what is no longer ours is left to whom it belongs now.

    Where a PC has no network for days, one row tells since when; the tries that could not leave it leave none.
    """
    if not results:
        return
    ended: list[tuple[object, ...]] = []
    unsent: list[tuple[object, ...]] = []
    repeated: list[tuple[object, ...]] = []
    connection = session.connection()
    since = _away_since(connection, results)
    for result in results:
        claim, answer = result.claim, result.answer
        begun = since.get((claim.delivery_id, claim.token))
        stand = rules.settle(claim.tries, answer, result.steps, at, away=at - (begun or at))
        move = (claim.delivery_id, claim.token, stand.state, stand.tries, batches.micros(stand.due_at), answer.status)
        if answer.outcome is Outcome.UNSENT or begun:
            unsent.append(move)
        else:
            ended.append(move + _attempt(answer))
            if answer.before is not None:
                repeated.append(_repeated(claim, answer.before))
    for statements, rows in ((_END, ended), (_PUT_BACK, unsent), (_REPEAT, repeated)):
        given = batches.given(rows)
        for statement in statements[connection.dialect.name] if rows else ():
            connection.execute(statement, given)


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


def release_still(session: Session, *, at: datetime) -> int:
    """Give back what waits for a person and was taken by a program whose lease is over; return how many that were.

    Nobody else takes it from that program, as they do where the receiver is sent to.
    """
    over = waiting.unclaimed(at) & Delivery.token.is_not(None) & waiting.STANDS_STILL
    found = session.scalars(select(Delivery.id).where(over).with_for_update(of=Delivery, skip_locked=True)).all()
    if found:
        session.execute(update(Delivery).where(Delivery.id.in_(found)).values(token=None))
    return len(found)


def renew(session: Session, claims: Sequence[Claim], *, at: datetime) -> None:
    """Hold on to what is on its way, after this PC slept, perhaps past its lease."""
    connection = session.connection()
    until = batches.micros(at + rules.LEASE)
    rows = [(claim.delivery_id, claim.token, until) for claim in claims]
    if rows:
        connection.execute(_RENEW[connection.dialect.name], batches.given(rows))


def hold_on(session: Session, gap: timedelta, *, at: datetime) -> None:
    """Let each lease that runs end as one that is taken now would, where the clock of all programs was set by ``gap``.

    Each of them does so, whoever sends what is held: to do it twice changes nothing.
    """
    runs = (Delivery.state == DeliveryState.PENDING) & Delivery.token.is_not(None)
    runs &= Delivery.due_at > at - max(gap, timedelta(0))
    session.execute(update(Delivery).where(runs).values(due_at=at + rules.LEASE))


def set_back(session: Session, gap: timedelta, *, at: datetime) -> None:
    """Bring forward what nobody sends and what is due too late because the clock was set back by ``gap``; once."""
    late = (Delivery.state == DeliveryState.PENDING) & Delivery.token.is_(None) & (Delivery.due_at > at)
    for delivery, due_at in session.execute(select(Delivery.id, Delivery.due_at).where(late)).all():
        session.execute(update(Delivery).where(Delivery.id == delivery).values(due_at=max(at, due_at - gap)))


def next_due(session: Session) -> dict[int, datetime]:
    """Return when the first delivery of each enabled endpoint is due; those without any are left out."""
    return {row.place: row.due_at for row in session.connection().execute(_NEXT_DUE)}


def _away_since(connection: Connection, results: Sequence[Result]) -> dict[tuple[int, str], datetime]:
    """Return since when deliveries that could not leave the house have not been able to; not those that just began."""
    away = [
        (result.claim.delivery_id, result.claim.token, result.claim.tries + 1)
        for result in results
        if result.answer.outcome is Outcome.AWAY and result.answer.error == rules.NO_NETWORK
    ]
    if not away:
        return {}
    found = _AWAY.rows(connection, {**batches.given(away), "away": rules.NO_NETWORK})
    return {(delivery, token): begun for delivery, token, begun in found}


def _attempt(answer: Answer) -> tuple[object, ...]:
    """Return what is written of a request; one whose end says nothing of the receiver is told without a time."""
    return (
        None if answer.outcome is Outcome.AWAY else answer.millis,
        None if answer.outcome is Outcome.DELIVERED else answer.error,
        orjson.dumps(dict(answer.sent_headers)).decode(),
        answer.request_sha256,
        answer.response,
        answer.response_bytes,
    )


def _repeated(claim: Claim, before: Answer) -> tuple[object, ...]:
    """Return what is written of a request that was sent once more: when that was, and how it had ended."""
    again = claim.until - rules.LEASE + timedelta(milliseconds=max(1, before.millis or 0))
    return (claim.delivery_id, claim.token, batches.micros(again), *_attempt(before))


# Made once: to put a statement together costs as much as to run it.
_DUE = (
    "SELECT id FROM deliveries WHERE endpoint_id = {endpoint} AND state = 'pending' AND due_at <= :at "
    "ORDER BY due_at LIMIT {room}"
)
# From one receiver with something pending to the next: those that have nothing cost nothing.
_PENDING = "FROM deliveries WHERE state = 'pending'"
_NEXT_DUE = text(
    f"WITH RECURSIVE waiting(place) AS (SELECT min(endpoint_id) {_PENDING} UNION ALL "
    f"SELECT (SELECT min(endpoint_id) {_PENDING} AND endpoint_id > place) FROM waiting WHERE place IS NOT NULL) "
    f"SELECT place, (SELECT min(due_at) {_PENDING} AND endpoint_id = place) AS due_at "
    "FROM waiting JOIN endpoints ON endpoints.id = place WHERE disabled_at IS NULL"
).columns(place=Integer(), due_at=UtcDateTime())
_TAKE = "UPDATE deliveries SET token = :token, due_at = :until"
_CLAIM = batches.instant(f"{_TAKE} WHERE id IN ({_DUE.format(endpoint=':endpoint', room=':room')})", "at", "until")
_MINE = "endpoint_id IN {ids} AND state = 'pending' AND due_at = :until AND token = :token"
_BEGIN = "INSERT INTO attempts (delivery_id, token, number, at) SELECT id, :token, tries + 1, :at FROM"
_BEGIN_ATTEMPTS = batches.over_ids(f"{_BEGIN} deliveries WHERE {_MINE}", "at", "until")["sqlite"]
_PARCEL = ("id", "endpoint_id", "tries", "public_id", "type", "at", "body")
_WITH_EVENT = "SELECT taken.id, endpoint_id, tries, public_id, type, events.at, body FROM"
_OF_EVENT = "JOIN events ON events.id = event_id"
_TAKEN = batches.Question(
    {
        "sqlite": batches.over_ids(f"{_WITH_EVENT} deliveries AS taken {_OF_EVENT} WHERE {_MINE}", "until")["sqlite"],
        # LIMIT holds only where the choice is made once: MATERIALIZED
        "postgresql": batches.over_rows(
            "WITH chosen AS MATERIALIZED (SELECT due.id FROM {rows} AS r CROSS JOIN LATERAL "
            f"({_DUE.format(endpoint='r.endpoint', room='r.room')} FOR UPDATE SKIP LOCKED) AS due), "
            f"taken AS ({_TAKE} FROM chosen WHERE deliveries.id = chosen.id "
            "RETURNING deliveries.id, endpoint_id, tries, event_id), "
            f"begun AS ({_BEGIN} taken) {_WITH_EVENT} taken {_OF_EVENT}",
            {"endpoint": "bigint", "room": "bigint"},
            "at",
            "until",
        )["postgresql"],
    },
    _PARCEL,
    "at",
)
_KEY = {"delivery": "bigint", "token": "text"}
_AWAY = batches.Question(
    batches.over_rows(
        "SELECT r.delivery AS delivery, r.token AS token, min(attempts.at) AS begun FROM {rows} AS r "
        "JOIN attempts ON attempts.delivery_id = r.delivery AND attempts.number = r.number "
        "AND attempts.error = :away AND attempts.token <> r.token GROUP BY r.delivery, r.token",
        _KEY | {"number": "bigint"},
    ),
    ("delivery", "token", "begun"),
    "begun",
)
_MOVE = _KEY | {"state": "text", "tries": "bigint", "due_at": batches.INSTANT, "status": "bigint"}
_ANSWER = {"millis": "bigint", "error": "text", "sent": "text", "sha": "text", "response": "text", "size": "bigint"}
_SETTLE = (
    "UPDATE deliveries SET state = CASE WHEN r.state = 'pending' AND EXISTS (SELECT 1 FROM endpoints "
    "WHERE endpoints.id = endpoint_id AND disabled_at IS NOT NULL) THEN 'paused' ELSE r.state END, "
    "tries = r.tries, due_at = r.due_at, token = NULL, last_status = coalesce(r.status, last_status) FROM {rows} AS r "
    "WHERE deliveries.id = r.delivery AND deliveries.token = r.token"
)
_END_ATTEMPT = (
    "UPDATE attempts SET status = r.status, millis = r.millis, error = r.error, sent_headers = r.sent, "
    "request_sha256 = r.sha, response = r.response, response_bytes = r.size FROM {rows} AS r "
    "WHERE attempts.delivery_id = r.delivery AND attempts.token = r.token"
)
_ADD_ATTEMPT = (
    "INSERT INTO attempts (delivery_id, token, number, at, millis, error, sent_headers, request_sha256, response, "
    "response_bytes) SELECT delivery_id, attempts.token || '-', attempts.number, attempts.at, r.millis, r.error, "
    "r.sent, r.sha, r.response, r.size FROM {rows} AS r JOIN attempts "
    "ON attempts.delivery_id = r.delivery AND attempts.token = r.token WHERE true ON CONFLICT DO NOTHING"
)
_SENT_LATER = (
    "UPDATE attempts SET at = r.again FROM {rows} AS r "
    "WHERE attempts.delivery_id = r.delivery AND attempts.token = r.token"
)
_DROP_ATTEMPT = "DELETE FROM attempts WHERE (delivery_id, token) IN (SELECT delivery, token FROM {rows} AS r)"


def _both(first: str, second: str, columns: Mapping[str, str]) -> dict[str, list[TextClause]]:
    """Return two statements over the same rows, in their order; a server is asked once for both."""
    once = f"WITH given AS MATERIALIZED {{rows}}, moved AS ({first.format(rows='given')}) {second.format(rows='given')}"
    return {
        "sqlite": [batches.over_rows(words, columns)["sqlite"] for words in (first, second)],
        "postgresql": [batches.over_rows(once, columns)["postgresql"]],
    }


_END = _both(_SETTLE, _END_ATTEMPT, _MOVE | _ANSWER)
_REPEAT = _both(_ADD_ATTEMPT, _SENT_LATER, _KEY | {"again": batches.INSTANT} | _ANSWER)
_PUT_BACK = _both(_SETTLE, _DROP_ATTEMPT, _MOVE)
_RENEW = batches.over_rows(
    "UPDATE deliveries SET due_at = r.until FROM {rows} AS r "
    "WHERE deliveries.id = r.delivery AND deliveries.token = r.token",
    _KEY | {"until": batches.INSTANT},
)
