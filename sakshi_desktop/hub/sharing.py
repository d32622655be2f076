"""How much a receiver may get that takes less than several programs can divide: they count in the database."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import rules
from sakshi_desktop.hub.types import Target
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint


def room(session: Session, target: Target, *, at: datetime) -> int:
    """Return how many requests to a receiver may begin now, whoever sends them; none while another program counts.

    What is taken after that is to be taken in the same transaction: until it ends nobody else counts.
    """
    mine = select(Endpoint.id).where(Endpoint.id == target.id).with_for_update(skip_locked=True, key_share=True)
    if session.scalar(mine) is None:
        return 0
    leased = (Delivery.state == DeliveryState.PENDING) & Delivery.token.is_not(None) & (Delivery.due_at > at)
    flying = select(func.count()).select_from(Delivery).where(Delivery.endpoint_id == target.id, leased)
    left = target.concurrency - (session.scalar(flying) or 0)
    if target.rate_per_minute is None:
        return left
    return min(left, _within_rate(session, target.id, target.rate_per_minute, at))


def _within_rate(session: Session, endpoint_id: int, rate: int, at: datetime) -> int:
    most = rules.burst(rate)
    since = at - timedelta(seconds=60 * most / rate)
    # one that was tried since then is due later than that, or ended later
    recent = (Delivery.endpoint_id == endpoint_id) & (Delivery.due_at > since)
    begun = select(func.count()).select_from(Attempt).join(Delivery).where(recent, Attempt.at > since)
    return most - (session.scalar(begun) or 0)
