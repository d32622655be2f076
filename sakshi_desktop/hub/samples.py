"""What a receiver would be sent: the newest event of a kind, or one made up where there is none yet."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import telltales
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import endpoints, fanout, forms, fuller, messages, rules
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
MADE_UP_FULLER: dict[str, dict[str, object]] = {
    "order": {
        "channel": "dine_in",
        "location_name": "Indiranagar",
        "net_paise": 8_000,
        "tax_paise": 400,
        "lines": [
            {"item": "ITM-12", "name": "Masala chai", "quantity": 2, "unit_price_paise": 4_000, "net_paise": 8_000}
        ],
        "payments": [{"method": "upi", "amount_paise": 8_400}],
    },
    "customer": {
        "name": "Asha Rao",
        "phone": "+919886098331",
        "email": "asha@example.com",
        "addresses": [{"kind": "home", "text": "12 Lake Road, Bengaluru, Karnataka 560001"}],
    },
}
"""What a fuller body says beyond that."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A request as it would be sent.

    Attributes:
        heads: names and values; what is secret is hidden.
        body: the very bytes, as text; personal data in them stand as dots.
        size: the number of those that are sent.
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
    target = endpoints.target(session, endpoint_id, at=at)
    told = _newest(session, kind)
    when = at if told is None else told.at
    data = _data(session, kind, told, is_fuller=target.fuller)
    body = messages.body(kind, when, data)
    shown = messages.body(kind, when, fuller.masked(kind, data)) if target.fuller else body
    hidden = endpoints.one(session, endpoint_id, at=at).form.secret_headers
    heads = (
        ("content-type", "application/json"),
        ("webhook-id", "msg_… (the event's own)"),
        ("webhook-timestamp", "seconds since 1970, new at each try"),
        ("webhook-signature", " ".join([f"v1,{HIDDEN}"] * len(target.secrets))),
        *((name, telltales.header(name, value)) for name, value in target.headers.items()),
        *((name, HIDDEN) for name in hidden),
    )
    return Sample(kind, telltales.shown(target.url), heads, shown.decode(), len(body), told is not None)


def _newest(session: Session, kind: str) -> fuller.Told | None:
    asked = select(Event.id, Event.type, Event.at, Event.body).where(Event.type == kind)
    found = session.execute(asked.order_by(Event.at.desc()).limit(1)).one_or_none()
    return None if found is None else fuller.Told(*found)


def _data(session: Session, kind: str, told: fuller.Told | None, *, is_fuller: bool) -> str:
    subject = kind.partition(".")[0]
    if told is None:
        more = MADE_UP_FULLER.get(subject, {}) if is_fuller else {}
        return json.dumps(MADE_UP.get(subject, {}) | more, ensure_ascii=False)
    return fuller.of_event(session, told) if is_fuller and subject in fuller.SUBJECTS else told.data
