"""What becomes of an order's points and Seva tokens when it is cancelled or refunded; the ledgers only grow."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.store.models import PointsEntry, Redemption, Refund, SevaEntry


class Moved(NamedTuple):
    """By how much the balances of a customer were moved; what is taken back is negative."""

    points: int = 0
    tokens: int = 0


UNMOVED = Moved()
PARTLY = "order refunded in part"


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


def reverse_part(
    session: Session, order_id: int, *, refund_id: int, given_paise: int, net_paise: int, at: datetime
) -> Moved:
    """Take back the part of what an order earned that goes with the money given back, and return what this moves.

    The part is that of all refunds so far, half-up, less what was taken back before: ten small ones take as much as
    one large one. A part names no row; ``reverse`` takes it back with what it is a part of.

    Args:
        refund_id: the refund it goes with.
        given_paise: how much was given back in all, of ``net_paise``.
    """

    def due(earned: int, moved: int) -> int:
        return -ratio_half_up(earned * given_paise, net_paise) - moved

    parts, more = _parts(session, order_id), {"reason": PARTLY, "at": at}
    of_order = (PointsEntry.order_id == order_id, PointsEntry.reverses_id.is_(None), PointsEntry.points > 0)
    earned = session.scalars(select(PointsEntry).where(*of_order).order_by(PointsEntry.id)).all()
    before = select(func.sum(PointsEntry.points)).where(PointsEntry.idempotency_key.in_(map(_part, parts)))
    points = due(sum(entry.points for entry in earned), session.scalar(before) or 0)
    if points:
        who, key = earned[0].customer_id, _part(refund_id)
        session.add(PointsEntry(customer_id=who, points=points, order_id=order_id, idempotency_key=key, **more))
    given = session.scalars(select(SevaEntry).where(SevaEntry.idempotency_key == seva_key(order_id))).one_or_none()
    before = select(func.sum(SevaEntry.tokens)).where(SevaEntry.idempotency_key.in_(map(_seva_part, parts)))
    tokens = due(given.tokens, session.scalar(before) or 0) if given else 0
    if given and tokens:
        key = _seva_part(refund_id)
        session.add(SevaEntry(customer_id=given.customer_id, tokens=tokens, idempotency_key=key, **more))
    session.flush()
    return Moved(points, tokens)


def points_of(session: Session, order_id: int) -> int:
    """Return the sum of the ledger's rows about an order."""
    asked = select(func.coalesce(func.sum(PointsEntry.points), 0)).where(PointsEntry.order_id == order_id)
    return int(session.scalars(asked).one())


def seva_key(order_id: int) -> str:
    """Return the key of the ledger's row about the Seva tokens that an order earned."""
    return f"seva:{order_id}"


def _part(refund_id: int) -> str:
    return f"part:{refund_id}"


def _seva_part(refund_id: int) -> str:
    return f"seva-part:{refund_id}"


def _parts(session: Session, order_id: int) -> Sequence[int]:
    """Return the refunds that may have taken a part of what an order earned."""
    return session.scalars(select(Refund.id).where(Refund.order_id == order_id)).all()


def _reverse_tokens(session: Session, order_id: int, *, reason: str, at: datetime) -> int:
    back = aliased(SevaEntry)
    taken = select(back.id).where(back.reverses_id == SevaEntry.id).exists()
    keys = [seva_key(order_id), *map(_seva_part, _parts(session, order_id))]
    asked = select(SevaEntry).where(SevaEntry.idempotency_key.in_(keys), ~taken)
    tokens = 0
    for entry in session.scalars(asked.order_by(SevaEntry.id)).all():
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
        tokens -= entry.tokens
    return tokens
