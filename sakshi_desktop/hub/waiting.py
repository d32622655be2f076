"""What stands still: receivers to which nothing is sent at present, and deliveries that wait for a person.

A delivery is paused where its receiver is disabled or its service is paused, whatever its row says: that may have been
made at the very moment when this was decided.
"""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, case, literal, or_, select

from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus
from sakshi_desktop.store.models import Delivery, Endpoint, Integration

HEADERS = "headers"
"""Where the secret headers of a receiver are, below the name of its secret."""
_DISABLED = Endpoint.disabled_at.is_not(None)
_STILL = select(Endpoint.id).join(Integration).where(or_(_DISABLED, Integration.status == IntegrationStatus.INACTIVE))
STANDS_STILL = Delivery.endpoint_id.in_(_STILL)
"""Its receiver is disabled, or the service of that is paused."""
_HELD = (Delivery.state == DeliveryState.PENDING) & Delivery.token.is_(None) & STANDS_STILL
STATE = case((_HELD, literal(DeliveryState.PAUSED, Delivery.state.type)), else_=Delivery.state)
"""The state of a delivery."""


def unclaimed(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a pending delivery is on nobody's way: not taken, or its lease is over."""
    return (Delivery.state == DeliveryState.PENDING) & (Delivery.token.is_(None) | (Delivery.due_at <= at))


def is_in(state: DeliveryState) -> ColumnElement[bool]:
    """Return the condition that a delivery is in a state."""
    if state is DeliveryState.PAUSED:
        return or_(Delivery.state == state, _HELD)
    return Delivery.state == state if state is not DeliveryState.PENDING else (Delivery.state == state) & ~_HELD


def for_a_person(kept: Endpoint, service: str, status: IntegrationStatus) -> str | None:
    """Return why what is due to a receiver waits until a person does something, None where nothing is in the way."""
    if kept.disabled_at is not None:
        return kept.disabled_why
    if status is IntegrationStatus.INACTIVE:
        return f"{service} is paused: activate it, and what waits is sent."
    return None


def why(
    kept: Endpoint, service: str, status: IntegrationStatus, held: dict[str, int] | None, at: datetime
) -> str | None:
    """Return why nothing is sent to a receiver at present.

    Args:
        held: the secrets that PCs hold which are at work, None where none is.
    """
    if person := for_a_person(kept, service, status):
        return person
    if held is None:
        return "No PC is at work: open Sakshi, or run “sakshi worker”."
    if held.get(kept.secret_name, 0) < kept.secret_version:
        return "No PC that is at work holds the signing secret."
    headers = json.loads(kept.headers)
    if headers.get("secret") and held.get(f"{kept.secret_name}/{HEADERS}", 0) < headers["version"]:
        return "No PC that is at work holds the secret headers."
    if kept.open_until is not None and kept.open_until > at:
        return f"It failed {kept.fails} times in a row and is left alone for a moment."
    return None
