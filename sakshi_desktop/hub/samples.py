"""What a receiver would be sent: the newest event of a kind, or one made up where there is none yet."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import telltales
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import endpoints, fanout, forms, messages, rules
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store.models import Event

MADE_UP: dict[str, dict[str, object]] = {
    "order": {"order": "ORD-48213", "location": "LOC-3"},
    "customer": {"customer": "CUS-1042"},
    "location": {"location": "LOC-3"},
    "menu": {"item": "ITM-12"},
    "team": {"staff": "STF-4"},
    "import": {"batch": "IMP-7", "orders": 1_204},
    "report": {"report": "monthly"},
    "integration": {"integration": "INT-3", "action": "changed", "status": "active"},
    "webhook": {"webhook": "WHK-2"},
    "sync": {"job": "JOB-1", "stream": "items"},
    "custom": {"message": "The shop closes at six today."},
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A request as it would be sent.

    Attributes:
        heads: names and values; what is secret is hidden.
        body: the very bytes, as text.
        size: their number.
        real: it is an event that happened here.
    """

    kind: str
    url: str
    heads: tuple[tuple[str, str], ...]
    body: str
    size: int
    real: bool
    most: int = rules.BODY_CAP


def kinds(form: EndpointForm) -> tuple[str, ...]:
    """Return the kinds of events that a receiver gets, one by one."""
    every = tuple(kind for kind in EVENT_TYPES if not kind.startswith(fanout.OWN))
    return forms.meant(form.event_types) if form.event_types else every


def of(session: Session, endpoint_id: int, kind: str, *, at: datetime) -> Sample:
    """Return what a receiver would be sent for a kind of event.

    Raises:
        InvalidError: there is no such kind.
        NotFoundError: there is no such receiver.
    """
    forms.check_kind(kind)
    newest = select(Event.at, Event.body).where(Event.type == kind).order_by(Event.at.desc()).limit(1)
    found = session.execute(newest).one_or_none()
    made_up = json.dumps(MADE_UP.get(kind.partition(".")[0], {}))
    when, data = (at, made_up) if found is None else (found.at, found.body)
    body = messages.body(kind, when, data)
    target = endpoints.target(session, endpoint_id, at=at)
    hidden = endpoints.one(session, endpoint_id, at=at).form.secret_headers
    heads = (
        ("content-type", "application/json"),
        ("webhook-id", "msg_… (the event's own)"),
        ("webhook-timestamp", "seconds since 1970, new at each try"),
        ("webhook-signature", " ".join([f"v1,{HIDDEN}"] * len(target.secrets))),
        *((name, telltales.header(name, value)) for name, value in target.headers.items()),
        *((name, HIDDEN) for name in hidden),
    )
    return Sample(kind, telltales.shown(target.url), heads, body.decode(), len(body), found is not None)
