"""The audit trail: who did what to what, written in the transaction that did it."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import Actor
from sakshi_desktop.store.models import AuditEntry, AuditPersonal

PROOFS = "personal"
"""Under which name the detail of a row holds the keyed hashes of its personal values."""


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
    session.add(AuditEntry(**_entry(by, action, subject_id, at, detail)))


def record_all(
    session: Session, by: Actor, action: str, details: Iterable[tuple[int, Mapping[str, object]]], *, at: datetime
) -> None:
    """Write many rows of one action at once: each its subject and its detail."""
    rows = [_entry(by, action, subject_id, at, detail) for subject_id, detail in details]
    if rows:
        session.execute(insert(AuditEntry), rows)


def record_personal(
    session: Session,
    by: Actor,
    action: str,
    subject_id: int,
    personal: Mapping[str, str],
    *,
    at: datetime,
    **detail: object,
) -> None:
    """Write one row of the audit trail about values of a person.

    They are kept apart; the row holds a hash of each, keyed by a salt that is erased with the value: it proves the
    value while that is there, and tells nothing when it is gone.

    Args:
        personal: the values by name.
        detail: facts without personal values.
    """
    salted = {name: (value, secrets.token_hex(16)) for name, value in personal.items()}
    proofs = {name: proof(value, salt) for name, (value, salt) in salted.items()}
    entry = AuditEntry(**_entry(by, action, subject_id, at, {**detail, PROOFS: proofs}))
    session.add(entry)
    session.flush()
    session.add_all(
        AuditPersonal(entry_id=entry.id, name=name, value=value, salt=salt) for name, (value, salt) in salted.items()
    )


def proof(value: str, salt: str) -> str:
    """Return the keyed hash that stands for a personal value in a row of the trail."""
    return hmac.new(bytes.fromhex(salt), value.encode(), hashlib.sha256).hexdigest()


def _entry(
    by: Actor, action: str, subject_id: int | None, at: datetime, detail: Mapping[str, object]
) -> dict[str, object]:
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    return {
        "at": at, "by_id": by.id, "by": by.name, "action": action, "subject": action.partition(".")[0],
        "subject_id": subject_id, "detail": text,
    }  # fmt: skip
