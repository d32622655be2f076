"""Orders: looked at, moved a step on, cancelled."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import OrderStatus
from sakshi_desktop.portal import loyalty, rules, wording
from sakshi_desktop.portal.loyalty import UNMOVED, Moved
from sakshi_desktop.store import audit, outbox, rollup
from sakshi_desktop.store.models import Order, Payment, StatusChange, visible

LONGEST_REASON = 500
ASK = "Ask a manager for a refund instead."


def cancel(session: Session, order_id: int, *, by: Actor, reason: str, clock: Clock = utc_now) -> Moved:
    """Cancel an order and return the points and Seva tokens that this moves.

    Its sales do not count any more; the event says what was paid, which is given back where it was paid.

    The step, the points, the trail, the event and the mark of its day are one transaction: all of it or nothing.

    Raises:
        ConflictError: it is cancelled already, or the rules do not let ``by`` cancel it any more.
        ForbiddenError: ``by`` may not cancel orders.
        InvalidError: no reason is given.
        NotFoundError: no order has this id.
    """
    by.must(Right.CANCEL_ORDER)
    why, at = a_reason(reason, "A cancellation"), clock()
    order = locked(session, order_id)
    if order.status is OrderStatus.CANCELLED:
        raise ConflictError(f"{ids.order(order_id)} is cancelled already.", hint="Nothing was changed.")
    wanted_at = order.scheduled_for or order.placed_at
    if not rules.may_cancel(by, order.status, wanted_at, at):
        because = rules.why_not_cancel(by, order.status, wanted_at, at)
        instead = "Give the customer money back instead." if rules.may_refund(by, order.status) else ASK
        raise ConflictError(f"{ids.order(order_id)} can no longer be cancelled: {because}.", hint=instead)
    moved = loyalty.reverse(session, order_id, reason="order cancelled", at=at)
    _move(session, order, OrderStatus.CANCELLED, by=by, reason=why, at=at, moved=moved)
    return moved


def move(
    session: Session,
    order_id: int,
    status: OrderStatus,
    *,
    by: Actor,
    seen: OrderStatus | None = None,
    reason: str | None = None,
    clock: Clock = utc_now,
) -> None:
    """Move an order a step on.

    Args:
        seen: the status that the person saw; where another has moved the order meanwhile, nothing is changed.

    Raises:
        ConflictError: it cannot go there from where it is, or another person has moved it meanwhile.
        ForbiddenError: ``by`` may not move orders.
        NotFoundError: no order has this id.
    """
    by.must(Right.SERVE_ORDERS)
    order = locked(session, order_id)
    name = ids.order(order_id)
    if order.status is status:
        raise ConflictError(f"{name} is {word(status)} already.", hint="Nothing was changed.")
    if seen is not None and order.status is not seen:
        raise ConflictError(
            f"Another person has moved {name} meanwhile: it is {word(order.status)}.", hint="Look at it again."
        )
    steps = rules.steps_on(order.status, order.channel)
    if status not in steps:
        after = " or ".join(word(step) for step in steps)
        hint = f"The next step is {after}." if after else "Nothing follows it."
        raise ConflictError(f"{name} is {word(order.status)} and cannot become {word(status)}.", hint=hint)
    _move(session, order, status, by=by, reason=reason, at=clock())


def word(status: OrderStatus) -> str:
    """Return a status as it stands in a sentence."""
    return plain(status)


def plain(member: StrEnum) -> str:
    """Return a word of a closed set as it stands in a sentence: tree nut, out for delivery."""
    return member.value.replace("_", " ")


def locked(session: Session, order_id: int) -> Order:
    """Return an order that nobody else changes until the transaction ends.

    Raises:
        NotFoundError: no order has this id, or it is of an import that is not whole yet.
    """
    asked = select(Order).where(Order.id == order_id, visible(Order)).with_for_update()
    found = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise missing(order_id)
    return found


def missing(order_id: int) -> NotFoundError:
    """Return the error for an order that is not there."""
    return NotFoundError(f"There is no order {ids.order(order_id)}.", hint="Look at its number again.")


def told(order: Order, **more: object) -> dict[str, object]:
    """Return what an event says about an order: ids and totals."""
    return {
        "order": ids.order(order.id),
        "location": ids.location(order.location_id),
        "customer": None if order.customer_id is None else ids.customer(order.customer_id),
        "status": order.status.value,
        "net_paise": order.net_paise,
        "currency": order.currency,
        **more,
    }


def a_reason(text: str, deed: str) -> str:
    """Return why something is done, as it is kept.

    Raises:
        InvalidError: none is given, or it is too long.
    """
    why = wording.line(text)
    if not why:
        raise InvalidError(f"{deed} needs a reason.", hint="Say why, in a few words.")
    if len(why) > LONGEST_REASON:
        raise InvalidError(f"The reason is longer than {LONGEST_REASON} letters.", hint="Shorten it.")
    return why


def _move(
    session: Session,
    order: Order,
    status: OrderStatus,
    *,
    by: Actor,
    reason: str | None,
    at: datetime,
    moved: Moved = UNMOVED,
) -> None:
    before = order.status
    session.add(StatusChange(order_id=order.id, before=before, after=status, by=by.name, reason=reason, at=at))
    order.status = status
    if status is OrderStatus.DELIVERED:
        order.delivered_at = at
    session.flush()
    more: dict[str, object] = {"before": before.value}
    if status is OrderStatus.CANCELLED:
        more |= {"points": moved.points, "seva_tokens": moved.tokens, "paid_paise": _paid(session, order.id)}
    kind = "order.cancelled" if status is OrderStatus.CANCELLED else "order.updated"
    outbox.record(session, kind, told(order, **more), at=at)
    verb = "cancel" if status is OrderStatus.CANCELLED else "move"
    audit.record(session, by, f"order.{verb}", order.id, at=at, before=before.value, after=status.value)
    rollup.touch(session, order.location_id, order.business_date, at=at)


def _paid(session: Session, order_id: int) -> int:
    return sum(session.scalars(select(Payment.amount_paise).where(Payment.order_id == order_id)))
