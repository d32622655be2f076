"""Money of an order given back: a row of its own, on the business date on which it is given."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError
from sakshi_desktop.core.money import format_money, ratio_half_up
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import OrderStatus, RefundKind, day_part
from sakshi_desktop.portal import loyalty, orders, rules
from sakshi_desktop.portal.loyalty import UNMOVED, Moved
from sakshi_desktop.store import audit, day_rules, outbox, rollup
from sakshi_desktop.store.models import Order, OrderLine, Refund, RefundLine, StatusChange, visible


def give_back(
    session: Session,
    order_id: int,
    amount_paise: int,
    *,
    reason: str,
    by: Actor,
    key: str | None = None,
    clock: Clock = utc_now,
) -> Moved:
    """Give money of an order back and return the points and Seva tokens that this moves.

    It lowers net sales on the business date of now, at the location of the order, which stays an order, and takes back
    as much of what the order earned. Once all is given back, a delivered order is a refunded one.

    Args:
        amount_paise: of net sales, without tax, in minor units of the order's currency.
        key: the same key a second time gives nothing more; None is a new one.

    Raises:
        ConflictError: the order is cancelled, or has not so much left; or the key stands for another amount.
        ForbiddenError: ``by`` may not give money back.
        InvalidError: the amount is none, or no reason is given.
        NotFoundError: no order has this id.
    """
    by.must(Right.REFUND_ORDER)
    why, at = orders.a_reason(reason, "A refund"), clock()
    order = orders.locked(session, order_id)
    if key is not None and _is_there(session, order_id, key, amount_paise):
        return UNMOVED
    remains = left(session, order)
    _check(order, amount_paise, remains)
    refund = _row(session, order, amount_paise, why, key or ids.event_id(), at)
    whole = amount_paise == remains
    if whole and amount_paise == order.net_paise:
        _return_lines(session, refund)
    moved = _take_back(session, order, refund, order.net_paise - remains + amount_paise)
    if whole and order.status is OrderStatus.DELIVERED:
        _close(session, order, by, why, at)
    told = _told(order, amount_paise, remains - amount_paise, moved)
    outbox.record(session, "order.refunded", orders.told(order, **told), at=at)
    audit.record(session, by, "order.refund", order_id, at=at, refund=refund.id, amount_paise=amount_paise)
    for day in sorted({order.business_date, refund.business_date}):
        rollup.touch(session, order.location_id, day, at=at)
    return moved


def _told(order: Order, amount_paise: int, left_paise: int, moved: Moved) -> dict[str, int]:
    return {
        "amount_paise": amount_paise,
        "tax_paise": tax(order.tax_paise, order.net_paise, amount_paise),
        "left_paise": left_paise,
        "points": moved.points,
        "seva_tokens": moved.tokens,
    }


def left(session: Session, order: Order) -> int:
    """Return how much of the net sales of an order was not given back yet, in minor units; never less than 0."""
    given = select(func.coalesce(func.sum(Refund.amount_paise), 0)).where(Refund.order_id == order.id, visible(Refund))
    return max(0, order.net_paise - int(session.scalars(given).one()))


def may(session: Session, order: Order, by: Actor) -> int:
    """Return how much of an order ``by`` may give back now, in minor units; 0 is nothing."""
    return left(session, order) if rules.may_refund(by, order.status) else 0


def tax(tax_paise: int, net_paise: int, amount_paise: int) -> int:
    """Return the tax that goes back with so much of an order's net sales, half-up."""
    return ratio_half_up(tax_paise * amount_paise, net_paise) if net_paise else 0


def _is_there(session: Session, order_id: int, key: str, amount_paise: int) -> bool:
    asked = select(Refund.amount_paise).where(
        Refund.order_id == order_id, Refund.source_id.is_(None), Refund.external_id == key
    )
    found = session.scalars(asked).one_or_none()
    if found not in {None, amount_paise}:
        raise ConflictError("This refund was made already, of another amount.", hint="Nothing was changed.")
    return found is not None


def _check(order: Order, amount_paise: int, remains: int) -> None:
    name = ids.order(order.id)
    if order.status is OrderStatus.CANCELLED:
        hint = "What was paid for it is given back where it was paid."
        raise ConflictError(f"{name} is cancelled: its sales do not count any more.", hint=hint)
    if amount_paise <= 0:
        raise InvalidError("An amount that is given back is more than 0.", hint="Write it as 120.50.")
    if not remains:
        raise ConflictError(f"All of {name} was given back already.", hint="Nothing was changed.")
    if amount_paise > remains:
        hint = f"{format_money(remains, order.currency)} is left."
        raise ConflictError(f"{name} has not so much left to give back.", hint=hint)


def _row(session: Session, order: Order, amount_paise: int, why: str, key: str, at: datetime) -> Refund:
    moment = day_rules.business_time(day_rules.rules(session, order.location_id), at)
    row = Refund(
        kind=RefundKind.REFUND,
        location_id=order.location_id,
        order_id=order.id,
        customer_id=order.customer_id,
        channel=order.channel,
        day_part=day_part(moment.hour),
        business_date=moment.day,
        at=at,
        currency=order.currency,
        amount_paise=amount_paise,
        reason=why,
        external_id=key,
    )
    session.add(row)
    session.flush()
    return row


def _return_lines(session: Session, refund: Refund) -> None:
    """Write down that every item of the order came back, so that figures of items know it."""
    for line in session.scalars(select(OrderLine).where(OrderLine.order_id == refund.order_id)):
        session.add(
            RefundLine(
                refund_id=refund.id,
                item_id=line.item_id,
                quantity_milli=line.quantity_milli,
                unit_price_paise=line.unit_price_paise,
                net_paise=line.net_paise,
                tax_paise=line.tax_paise,
            )
        )
    session.flush()


def _take_back(session: Session, order: Order, refund: Refund, given_paise: int) -> Moved:
    """Take back what an order earned, all of it once all is given back, else the part that goes with it."""
    if given_paise == order.net_paise:
        return loyalty.reverse(session, order.id, reason="order refunded", at=refund.at)
    parts = {"refund_id": refund.id, "given_paise": given_paise, "net_paise": order.net_paise}
    return loyalty.reverse_part(session, order.id, **parts, at=refund.at)


def _close(session: Session, order: Order, by: Actor, why: str, at: datetime) -> None:
    before, order.status = order.status, OrderStatus.REFUNDED
    session.add(StatusChange(order_id=order.id, before=before, after=order.status, by=by.name, reason=why, at=at))
    session.flush()
