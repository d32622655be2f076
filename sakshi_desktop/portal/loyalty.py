"""What becomes of an order's points and Seva tokens when it is cancelled or refunded; the ledgers only grow."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from sakshi_desktop.store.models import PointsEntry, Redemption, SevaEntry


class Moved(NamedTuple):
    """By how much the balances of a customer were moved; what is taken back is negative."""

    points: int = 0
    tokens: int = 0


UNMOVED = Moved()


def reverse(session: Session, order_id: int, *, reason: str, at: datetime) -> Moved:
    """Take back every entry of an order that was not taken back yet, and return what this moves.

    Each is taken back by a row of its own that names it. A reward that was paid with such points is cancelled.

    Args:
        reason: why, as it stands in the ledger: order cancelled, order refunded.
    """
    back = aliased(PointsEntry)
    taken = select(back.id).where(back.reverses_id == PointsEntry.id).exists()
    asked = (
        select(PointsEntry)
        .where(PointsEntry.order_id == order_id, PointsEntry.reverses_id.is_(None), ~taken)
        .order_by(PointsEntry.id)
    )
    points = 0
    for entry in session.scalars(asked).all():
        session.add(
            PointsEntry(
                customer_id=entry.customer_id,
                points=-entry.points,
                reason=reason,
                order_id=order_id,
                reverses_id=entry.id,
                idempotency_key=f"reversal:{entry.id}",
                at=at,
            )
        )
        paid = update(Redemption).where(Redemption.points_entry_id == entry.id, Redemption.cancelled_at.is_(None))
        session.execute(paid.values(cancelled_at=at))
        points -= entry.points
    tokens = _reverse_tokens(session, order_id, reason=reason, at=at)
    session.flush()
    return Moved(points, tokens)


def points_of(session: Session, order_id: int) -> int:
    """Return the sum of the ledger's rows about an order."""
    asked = select(func.coalesce(func.sum(PointsEntry.points), 0)).where(PointsEntry.order_id == order_id)
    return int(session.scalars(asked).one())


def seva_key(order_id: int) -> str:
    """Return the key of the ledger's row about the Seva tokens that an order earned."""
    return f"seva:{order_id}"


def _reverse_tokens(session: Session, order_id: int, *, reason: str, at: datetime) -> int:
    back = aliased(SevaEntry)
    taken = select(back.id).where(back.reverses_id == SevaEntry.id).exists()
    asked = select(SevaEntry).where(SevaEntry.idempotency_key == seva_key(order_id), ~taken)
    entry = session.scalars(asked).one_or_none()
    if entry is None:
        return 0
    session.add(
        SevaEntry(
            customer_id=entry.customer_id,
            tokens=-entry.tokens,
            reason=reason,
            reverses_id=entry.id,
            idempotency_key=f"reversal:{entry.id}",
            at=at,
        )
    )
    return -entry.tokens
