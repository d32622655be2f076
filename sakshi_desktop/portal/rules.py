"""What may follow what: steps of orders, when they may be cancelled, refunded and rated."""

from datetime import datetime, timedelta

from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import DELIVERY_CHANNELS, Channel, OrderStatus

_S = OrderStatus
STEPS: dict[OrderStatus, tuple[OrderStatus, ...]] = {
    _S.PENDING: (_S.CONFIRMED, _S.PREPARING),
    _S.CONFIRMED: (_S.PREPARING, _S.READY),
    _S.PREPARING: (_S.READY,),
    _S.READY: (_S.OUT_FOR_DELIVERY, _S.DELIVERED),
    _S.OUT_FOR_DELIVERY: (_S.DELIVERED,),
    _S.DELIVERED: (),
    _S.CANCELLED: (),
    _S.REFUNDED: (),
}
"""Where an order may be moved to; a kitchen that forgot a step may leave one out. Cancelling has rules of its own."""

BROUGHT = frozenset({*DELIVERY_CHANNELS, Channel.ONLINE})
"""Channels whose orders may be carried to the customer."""
NOT_BEGUN = frozenset({_S.PENDING, _S.CONFIRMED})
IN_HOUSE = frozenset({*NOT_BEGUN, _S.PREPARING, _S.READY})
DONE = frozenset({_S.DELIVERED, _S.REFUNDED})
CANCEL_WINDOW = timedelta(hours=2)
"""How long after it was wanted an order may be cancelled that the kitchen has not begun."""
LATE_WINDOW = timedelta(days=31)
"""How long after it was wanted an order that has not left the house may be cancelled by who may cancel late."""


def steps_on(status: OrderStatus, channel: Channel) -> tuple[OrderStatus, ...]:
    """Return where an order may be moved to next; only what is carried can be out for delivery."""
    return tuple(step for step in STEPS[status] if step is not _S.OUT_FOR_DELIVERY or channel in BROUGHT)


def may_cancel(by: Actor, status: OrderStatus, wanted_at: datetime, now: datetime) -> bool:
    """Return whether ``by`` may cancel an order: before the kitchen begins, or late, for whom that is a right.

    Args:
        wanted_at: for when it was ordered, or when it was placed.
    """
    if Right.CANCEL_ORDER not in by.rights:
        return False
    if status in NOT_BEGUN and now <= wanted_at + CANCEL_WINDOW:
        return True
    return Right.CANCEL_LATE in by.rights and status in IN_HOUSE and now <= wanted_at + LATE_WINDOW


def why_not_cancel(by: Actor, status: OrderStatus, wanted_at: datetime, now: datetime) -> str:
    """Return why ``by`` may not cancel an order, in a few words; nothing where that is allowed."""
    if may_cancel(by, status, wanted_at, now):
        return ""
    if Right.CANCEL_ORDER not in by.rights:
        return f"{by.name} may not {Right.CANCEL_ORDER.value}"
    if status is _S.CANCELLED:
        return "it is cancelled already"
    if status in DONE or status is _S.OUT_FOR_DELIVERY:
        return "it has left the kitchen"
    if status not in NOT_BEGUN and Right.CANCEL_LATE not in by.rights:
        return "the kitchen has begun it"
    return "it is too old"


def may_refund(by: Actor, status: OrderStatus) -> bool:
    """Return whether ``by`` may give money of such an order back: the sales of a cancelled one do not count anyway."""
    return Right.REFUND_ORDER in by.rights and status is not _S.CANCELLED


def may_rate(status: OrderStatus) -> bool:
    """Return whether an order of this status can be rated: it was handed over."""
    return status in DONE
