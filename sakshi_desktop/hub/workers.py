"""Which programs are at work on this database, and which secrets each of them holds."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.orm import Session

from sakshi_desktop.store.models import Worker

ALIVE = timedelta(seconds=60)
"""A worker that was not seen for so long is not at work."""
BEAT_SECONDS = 15.0
FORGOTTEN = timedelta(days=1)


def are_alive(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a worker is at work."""
    return (Worker.seen_at > at - ALIVE) & Worker.left_at.is_(None)


def beat(session: Session, worker: str, host: str, holds: Mapping[str, int], *, at: datetime) -> None:
    """Say that a worker is alive and what it holds."""
    session.merge(Worker(id=worker, host=host, seen_at=at, holds=json.dumps(dict(sorted(holds.items())))))
    session.execute(delete(Worker).where(Worker.seen_at < at - FORGOTTEN))
    session.flush()


def others(session: Session, worker: str, *, at: datetime) -> list[dict[str, int]]:
    """Return the newest version of each secret that each other living worker holds."""
    asked = select(Worker.holds).where(are_alive(at), Worker.id != worker)
    return [json.loads(holds) for holds in session.scalars(asked)]


def moved(session: Session, worker: str, *, at: datetime) -> None:
    """Let windows on other PCs see that messages moved: of that there is neither an event nor a trace in the audit.

    To be said last in a transaction, so that nobody waits for the row while this waits for others; one that was not
    seen for long is left to its beat, which tells how long. SQLite tells of every commit by itself.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection().execute(_SEEN, {"worker": worker, "at": at, "awake": at - ALIVE})


_SEEN = text("UPDATE workers SET seen_at = :at WHERE id = :worker AND seen_at > :awake")  # made once


def leave(session: Session, worker: str, *, at: datetime) -> None:
    """Say that a worker has ended; it is remembered for as long as it tells since when nobody is at work."""
    session.execute(update(Worker).where(Worker.id == worker).values(seen_at=at, left_at=at))


def forget(session: Session, worker: str) -> None:
    """Say that a worker is dead, though it did not leave."""
    session.execute(delete(Worker).where(Worker.id == worker))


def at_host(session: Session, host: str) -> list[str]:
    """Return the workers of a PC that did not leave."""
    return list(session.scalars(select(Worker.id).where(Worker.host == host, Worker.left_at.is_(None))))


def absence(session: Session, *, at: datetime) -> timedelta:
    """Return for how long no worker was at work until now, asleep or closed for the night; to be asked before a beat.

    The first that comes back is told, and by its beat no other one: those wait for the lock on the newest row.
    """
    newest = select(Worker.id).order_by(Worker.seen_at.desc(), Worker.id).limit(1)
    session.execute(newest.with_for_update(key_share=True))
    return unforgiven(session, at=at)


def unforgiven(session: Session, *, at: datetime) -> timedelta:
    """Return the same without waiting for anybody: for how long a beat is yet to tell that no worker was at work."""
    seen = session.scalar(select(func.max(Worker.seen_at)))
    return timedelta(0) if seen is None or at - seen <= ALIVE else at - seen


def turn_back(session: Session, *, at: datetime) -> bool:
    """Return whether the clock of all programs was set back and none of them has minded that; one of them is told."""
    ahead = session.execute(update(Worker).where(Worker.seen_at > at).values(seen_at=at))
    return bool(getattr(ahead, "rowcount", 0))


def held(session: Session, *, at: datetime) -> dict[str, int] | None:
    """Return the newest version of each secret that a living worker holds; None where no worker is alive."""
    found: dict[str, int] = {}
    alive = session.scalars(select(Worker.holds).where(are_alive(at))).all()
    for holds in alive:
        for name, version in json.loads(holds).items():
            found[name] = max(version, found.get(name, 0))
    return found if alive else None
