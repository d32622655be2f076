"""What the office did in the last weeks, as the audit trail keeps it, and two webhooks that told of it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus, IntegrationType, OrderStatus
from sakshi_desktop.demo import team
from sakshi_desktop.demo.plan import Chain
from sakshi_desktop.demo.types import DAY_SECONDS, IST_SECONDS, Part, stream
from sakshi_desktop.demo.writer import Writer
from sakshi_desktop.hub import messages, rules
from sakshi_desktop.store.base import EPOCH, MICROSECOND
from sakshi_desktop.store.models import Order, Refund, StatusChange

DAYS = 28
"""Whole weeks, and less than the 30 days for which a delivered webhook is kept."""
NIGHT, DARK, LIGHT = 6, timedelta(hours=20), timedelta(hours=22)
"""The evening, in days before the end, when the receiver that fails could not be reached, and between which hours."""
UNLUCKY = 0.012
"""Share of requests that are answered by an error."""
OFF = "This is the demo: give it a secret and enable it, to send for real."


@dataclass(frozen=True, slots=True)
class Hook:
    """A receiver.

    Attributes:
        name: of the integration that it belongs to.
        hears: the kinds of events that it wants.
        millis: in which it usually answers.
        fails: it could not be reached for an evening.
    """

    name: str
    kind: IntegrationType
    purpose: str
    url: str
    hears: tuple[str, ...]
    millis: int
    fails: bool = False


HOOKS = (
    Hook(
        "Order alerts",
        IntegrationType.CUSTOM,
        "Tells the manager on duty when an order is cancelled or money goes back.",
        "https://alerts.example.com/sakshi",
        ("order.cancelled", "order.refunded"),
        86,
    ),
    Hook(
        "Books of the office",
        IntegrationType.ACCOUNTING,
        "Writes a credit note for each refund.",
        "https://books.example.com/hooks/refunds",
        ("order.refunded",),
        240,
        fails=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a person did to an order, and the event that came of it."""

    at: datetime
    by: str
    action: str
    order: int
    detail: dict[str, object]
    event: str
    told: dict[str, object]


@dataclass(frozen=True, slots=True)
class Try:
    """One request of a delivery, which is numbered from 1."""

    delivery: int
    number: int
    at: datetime
    good: bool
    millis: int
    body: bytes


def write(session: Session, writer: Writer, chain: Chain) -> int:
    """Write the trail of cancellations and refunds, their events and their webhooks; return how many deeds."""
    leaders = team.leaders(chain.crew)
    deeds = sorted(
        [*_cancelled(session, chain, leaders), *_refunded(session, chain, leaders)],
        key=lambda deed: (deed.at, deed.order),
    )
    _write_deeds(writer, deeds, stream(chain.seed, Part.OFFICE))
    _write_hooks(writer, chain)
    _write_deliveries(writer, chain, deeds)
    return len(deeds)


def _lately(chain: Chain, at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    return at.between(_midnight(chain, DAYS - 1), _midnight(chain, -1))


def _midnight(chain: Chain, before: int) -> datetime:
    """Return the beginning of the day that lies ``before`` days before the last one."""
    return EPOCH + timedelta(seconds=(chain.window.end - before) * DAY_SECONDS - IST_SECONDS)


def _cancelled(session: Session, chain: Chain, leaders: dict[int, str]) -> Iterator[Deed]:
    asked = (
        select(StatusChange, Order)
        .join(Order, Order.id == StatusChange.order_id)
        .where(StatusChange.after == OrderStatus.CANCELLED, _lately(chain, StatusChange.at))
    )
    for step, order in session.execute(asked):
        before = "" if step.before is None else step.before.value
        yield Deed(
            step.at,
            leaders[order.location_id - 1],
            "order.cancel",
            order.id,
            {"before": before, "after": OrderStatus.CANCELLED.value},
            "order.cancelled",
            _told(order, OrderStatus.CANCELLED, before=before),
        )


def _refunded(session: Session, chain: Chain, leaders: dict[int, str]) -> Iterator[Deed]:
    asked = select(Refund, Order).join(Order, Order.id == Refund.order_id).where(_lately(chain, Refund.at))
    for refund, order in session.execute(asked):
        yield Deed(
            refund.at,
            leaders[order.location_id - 1],
            "order.refund",
            order.id,
            {"refund": refund.id, "amount_paise": refund.amount_paise},
            "order.refunded",
            _told(order, order.status, amount_paise=refund.amount_paise),
        )


def _told(order: Order, status: OrderStatus, **more: object) -> dict[str, object]:
    return {
        "order": ids.order(order.id),
        "location": ids.location(order.location_id),
        "customer": None if order.customer_id is None else ids.customer(order.customer_id),
        "status": status.value,
        "net_paise": order.net_paise,
        "currency": order.currency,
        **more,
    }


def _write_deeds(writer: Writer, deeds: list[Deed], rng: np.random.Generator) -> None:
    if not deeds:
        return
    times = [_micros(deed.at) for deed in deeds]
    writer.put(
        "audit_entries",
        id=np.arange(len(deeds)) + 1,
        at=times,
        by_id=None,
        by=[deed.by for deed in deeds],
        action=[deed.action for deed in deeds],
        subject="order",
        subject_id=[deed.order for deed in deeds],
        detail=[json.dumps(deed.detail, sort_keys=True) for deed in deeds],
    )
    writer.put(
        "events",
        id=np.arange(len(deeds)) + 1,
        public_id=[f"msg_{UUID(bytes=rng.bytes(16), version=4).hex}" for _ in deeds],
        type=[deed.event for deed in deeds],
        body=[json.dumps(deed.told) for deed in deeds],
        xact=0,
        at=times,
    )


def _write_hooks(writer: Writer, chain: Chain) -> None:
    begun = _micros(_midnight(chain, DAYS))
    writer.put(
        "integrations",
        id=np.arange(len(HOOKS)) + 1,
        name=[hook.name for hook in HOOKS],
        type=[hook.kind.value for hook in HOOKS],
        vendor="webhook",
        status=IntegrationStatus.ACTIVE.value,
        live=[True for _ in HOOKS],
        purpose=[hook.purpose for hook in HOOKS],
        config="{}",
        secret_version=0,
        created_at=[begun for _ in HOOKS],
    )
    writer.put(
        "endpoints",
        id=np.arange(len(HOOKS)) + 1,
        integration_id=np.arange(len(HOOKS)) + 1,
        url=[hook.url for hook in HOOKS],
        event_types=[json.dumps(hook.hears) for hook in HOOKS],
        headers="{}",
        secret_name=[f"webhook/demo-{number}" for number in range(1, len(HOOKS) + 1)],
        secret_version=1,
        concurrency=4,
        fails=0,
        disabled_at=[_micros(_midnight(chain, -1)) for _ in HOOKS],
        disabled_why=OFF,
        created_at=[begun for _ in HOOKS],
    )


def _write_deliveries(writer: Writer, chain: Chain, deeds: list[Deed]) -> None:
    rng = stream(chain.seed, Part.OFFICE, 1)
    sent = [
        (number, place)
        for number, deed in enumerate(deeds)
        for place, hook in enumerate(HOOKS)
        if deed.event in hook.hears
    ]
    tries = [
        list(_tries(chain, deeds[number], HOOKS[place], turn, rng)) for turn, (number, place) in enumerate(sent, 1)
    ]
    if not sent:
        return
    writer.put(
        "deliveries",
        id=np.arange(len(sent)) + 1,
        event_id=[number + 1 for number, _ in sent],
        endpoint_id=[place + 1 for _, place in sent],
        state=DeliveryState.DONE.value,
        tries=[len(each) - 1 for each in tries],
        due_at=[_micros(each[-1].at) for each in tries],
        last_status=200,
    )
    every = [one for each in tries for one in each]
    writer.put(
        "attempts",
        delivery_id=[one.delivery for one in every],
        token=[rng.bytes(8).hex() for _ in every],
        number=[one.number for one in every],
        at=[_micros(one.at) for one in every],
        status=[200 if one.good else 503 for one in every],
        millis=[one.millis for one in every],
        error=[None if one.good else "It answered 503." for one in every],
        sent_headers='{"content-type": "application/json"}',
        request_sha256=[hashlib.sha256(one.body).hexdigest() for one in every],
        response=["ok" if one.good else "Service Unavailable" for one in every],
        response_bytes=[2 if one.good else 19 for one in every],
    )


def _tries(chain: Chain, deed: Deed, hook: Hook, delivery: int, rng: np.random.Generator) -> Iterator[Try]:
    """Return the requests of a delivery; the last one is good."""
    body = messages.body(deed.event, deed.at, json.dumps(deed.told))
    at, night = deed.at, _midnight(chain, NIGHT)
    for number, pause in enumerate(rules.STEPS, 1):
        dark = hook.fails and night + DARK <= at < night + LIGHT
        good = number == len(rules.STEPS) or not (dark or rng.random() < UNLUCKY)
        millis = int(hook.millis * rng.lognormal(0, 0.35))
        yield Try(delivery, number, at, good, millis, body)
        if good:
            return
        at += timedelta(seconds=int(pause * rng.uniform(0.8, 1.2)))


def _micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
