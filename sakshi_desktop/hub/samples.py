"""What a webhook would carry: the newest event of a kind, or one made up where there is none yet."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import messages, rules
from sakshi_desktop.store.models import Event

MADE_UP: dict[str, dict[str, object]] = {
    "order": {"order": "ORD-48213", "location": "LOC-3"},
    "customer": {"customer": "CUS-1042"},
    "import": {"batch": "IMP-7", "orders": 1_204},
    "report": {"report": "monthly"},
    "integration": {"integration": "INT-3", "action": "changed", "status": "active"},
    "webhook": {"webhook": "WHK-2"},
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A body as it would be sent.

    Attributes:
        body: the very bytes, as text.
        size: their number.
        real: it is an event that happened here.
    """

    kind: str
    body: str
    size: int
    real: bool
    most: int = rules.BODY_CAP


def of(session: Session, kind: str, *, at: datetime) -> Sample:
    """Return what would be sent for a kind of event.

    Raises:
        InvalidError: there is no such kind.
    """
    if kind not in EVENT_TYPES:
        raise InvalidError(f"There is no event “{kind}”.", hint=f"Choose among {', '.join(EVENT_TYPES)}.")
    newest = select(Event.at, Event.body).where(Event.type == kind).order_by(Event.at.desc()).limit(1)
    found = session.execute(newest).one_or_none()
    made_up = json.dumps(MADE_UP.get(kind.partition(".")[0], {}))
    when, data = (at, made_up) if found is None else (found.at, found.body)
    body = messages.body(kind, when, data)
    return Sample(kind, body.decode(), len(body), found is not None)
