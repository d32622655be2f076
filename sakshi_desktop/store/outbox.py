"""Events, written in the transaction of the change that they report."""

import json
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.store.models import Event


def record(session: Session, kind: str, body: dict[str, object], *, at: datetime) -> str:
    """Write that something happened and return the event's public id.

    Args:
        session: the transaction of the change.
        kind: a dotted word such as ``order.cancelled`` or ``import.finished``.
        body: thin JSON: ids and totals, no personal data.
        at: when it happened.
    """
    public_id = ids.event_id()
    session.add(
        Event(
            public_id=public_id, type=kind, body=json.dumps(body, ensure_ascii=False), xact=transaction(session), at=at
        )
    )
    return public_id


def transaction(session: Session) -> int:
    """Return the id of the running transaction; 0 on SQLite, where ids follow the order of commits."""
    if session.get_bind().dialect.name == "sqlite":
        return 0
    found: int = session.scalars(text("SELECT pg_current_xact_id()::text::bigint")).one()
    return found
