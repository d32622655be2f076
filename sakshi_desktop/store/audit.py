"""The audit trail: who did what to what, written in the transaction that did it."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import Actor
from sakshi_desktop.store.models import AuditEntry


def record(session: Session, by: Actor, action: str, subject_id: int | None, *, at: datetime, **detail: object) -> None:
    """Write one row of the audit trail.

    Args:
        session: the transaction of the deed.
        by: who did it.
        action: ``subject.verb``, such as ``import.publish``.
        subject_id: which one, None where there is no single one.
        at: when it was done.
        detail: facts without personal values.
    """
    subject = action.partition(".")[0]
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    session.add(
        AuditEntry(at=at, by_id=by.id, by=by.name, action=action, subject=subject, subject_id=subject_id, detail=text)
    )
