"""What becomes of an order's points when it is cancelled; the ledger only grows."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from sakshi_desktop.store.models import PointsEntry, Redemption


def reverse(session: Session, order_id: int, *, at: datetime) -> int:
    """Take back every entry of an order that was not taken back yet, and return the points that this moves.

    Each is taken back by a row of its own that names it. A reward that was paid with such points is cancelled.
    """
    back = aliased(PointsEntry)
    taken = select(back.id).where(back.reverses_id == PointsEntry.id).exists()
    asked = (
        select(PointsEntry)
        .where(PointsEntry.order_id == order_id, PointsEntry.reverses_id.is_(None), ~taken)
        .order_by(PointsEntry.id)
    )
    moved = 0
    for entry in session.scalars(asked).all():
        session.add(
            PointsEntry(
                customer_id=entry.customer_id,
                points=-entry.points,
                reason="order cancelled",
                order_id=order_id,
                reverses_id=entry.id,
                idempotency_key=f"reversal:{entry.id}",
                at=at,
            )
        )
        paid = update(Redemption).where(Redemption.points_entry_id == entry.id, Redemption.cancelled_at.is_(None))
        session.execute(paid.values(cancelled_at=at))
        moved -= entry.points
    session.flush()
    return moved


def points_of(session: Session, order_id: int) -> int:
    """Return the sum of the ledger's rows about an order."""
    asked = select(func.coalesce(func.sum(PointsEntry.points), 0)).where(PointsEntry.order_id == order_id)
    return int(session.scalars(asked).one())
