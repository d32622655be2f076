"""Events, written in the transaction of the change that they report; its commit rings the bells."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.store.database import RECORDED
from sakshi_desktop.store.models import Delivery, Event, Outgoing

CHANNEL = "sakshi"


def record(session: Session, kind: str, body: Mapping[str, object], *, at: datetime, fan_out: bool = True) -> str:
    """Write that something happened and return the event's public id.

    Args:
        session: the transaction of the change.
        kind: a dotted word such as ``order.cancelled`` or ``import.finished``.
        body: thin JSON: ids and totals, no personal data.
        at: when it happened.
        fan_out: webhooks that want this kind of event get it; False, it is on its way already.
    """
    public_id = ids.event_id()
    xact = _ring_at_commit(session)
    event = Event(public_id=public_id, type=kind, body=json.dumps(body, ensure_ascii=False), xact=xact, at=at)
    event.outgoing = Outgoing() if fan_out else None
    session.add(event)
    session.info[RECORDED] = True
    return public_id


def record_all(session: Session, kind: str, bodies: Iterable[Mapping[str, object]], *, at: datetime) -> None:
    """Write that many things of one kind happened, for webhooks, too."""
    texts = [json.dumps(body, ensure_ascii=False) for body in bodies]
    if not texts:
        return
    xact = _ring_at_commit(session)
    rows = [{"public_id": ids.event_id(), "type": kind, "body": body, "xact": xact, "at": at} for body in texts]
    made = session.scalars(insert(Event).returning(Event.id, sort_by_parameter_order=True), rows)
    session.execute(insert(Outgoing), [{"event_id": key} for key in made.all()])
    session.info[RECORDED] = True


def unsent(session: Session) -> int:
    """Return how many messages wait to be sent, whatever they wait for."""
    waiting = Delivery.state.in_((DeliveryState.PENDING, DeliveryState.PAUSED))
    return session.scalar(select(func.count(Delivery.id)).where(waiting)) or 0


def _ring_at_commit(session: Session) -> int:
    """Ring at the commit on every PC and return the id of the running transaction; notices of one commit are one."""
    if session.get_bind().dialect.name == "sqlite":
        return 0
    both = text(f"SELECT pg_current_xact_id()::text::bigint, pg_notify('{CHANNEL}', '')")
    found: int = session.scalars(both).one()
    return found
