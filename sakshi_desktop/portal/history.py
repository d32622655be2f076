"""The orders of a customer, latest first, page by page; a page begins after a key, never after a count."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, select, tuple_
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.vocabulary import OrderStatus
from sakshi_desktop.portal import cards
from sakshi_desktop.portal.types import Opening, OrderFilter, OrderKey, OrderRow, Total
from sakshi_desktop.store.models import Item, Location, Order, OrderLine, Rating, Refund, kept, visible

PAGE = 100
NAMED_ITEMS = 3
ALL = OrderFilter()


def opening(session: Session, customer_id: int, chosen: OrderFilter = ALL, *, size: int = PAGE) -> Opening:
    """Return how long the history is, what it comes to, and after which order each page but the first begins.

    With the ends of the pages at hand, any page can be asked for at once, by key.
    """
    where = _where(customer_id, chosen)
    numbered = (
        select(
            Order.business_date,
            Order.placed_at,
            Order.id,
            func.row_number()
            .over(order_by=(Order.business_date.desc(), Order.placed_at.desc(), Order.id.desc()))
            .label("place"),
        )
        .where(*where)
        .subquery()
    )
    asked = (
        select(numbered.c.business_date, numbered.c.placed_at, numbered.c.id)
        .where(numbered.c.place % size == 0)
        .order_by(numbered.c.place)
    )
    ends = tuple(OrderKey(*row) for row in session.execute(asked))
    count, cancelled = session.execute(
        select(func.count(Order.id), func.count(Order.id).filter(Order.status == OrderStatus.CANCELLED)).where(*where)
    ).one()
    return Opening(count, cancelled, _totals(session, where), ends)


def page(
    session: Session, customer_id: int, chosen: OrderFilter = ALL, after: OrderKey | None = None, *, size: int = PAGE
) -> tuple[OrderRow, ...]:
    """Return the orders that come after ``after``, or the first ones."""
    asked = (
        select(
            Order.business_date,
            Order.placed_at,
            Order.id,
            Order.location_id,
            Location.name,
            Order.channel,
            Order.status,
            Order.net_paise,
            Order.currency,
            Rating.stars,
        )
        .join(Location, Location.id == Order.location_id)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(*_where(customer_id, chosen), *_past(after))
        .order_by(Order.business_date.desc(), Order.placed_at.desc(), Order.id.desc())
        .limit(size)
    )
    return _rows(session, session.execute(asked).all())


def places(session: Session, customer_id: int) -> tuple[tuple[int, str], ...]:
    """Return the locations at which a customer ordered, by name."""
    here = select(Order.location_id).where(Order.customer_id == customer_id, visible(Order))
    asked = select(Location.id, Location.name).where(Location.id.in_(here)).order_by(Location.name)
    return tuple((key, name) for key, name in session.execute(asked))


def _rows(session: Session, found: Sequence[Row[*tuple[Any, ...]]]) -> tuple[OrderRow, ...]:
    items = _items(session, [key for _, _, key, *_ in found])
    zones = cards.Zones(session, {place for _, _, _, place, *_ in found})
    rows = []
    for day, at, key, place, name, channel, status, net, currency, stars in found:
        rows.append(
            OrderRow(
                key=OrderKey(day, at, key),
                id=key,
                location=name,
                channel=channel,
                status=status,
                business_date=day,
                placed=at.astimezone(clocks.zone(zones.at(place, day))),
                items=items.get(key, ""),
                net_paise=net,
                currency=currency,
                stars=stars,
            )
        )
    return tuple(rows)


def _items(session: Session, order_ids: Sequence[int]) -> dict[int, str]:
    asked = (
        select(OrderLine.order_id, Item.name)
        .join(Item, Item.id == OrderLine.item_id)
        .where(OrderLine.order_id.in_(order_ids))
        .order_by(OrderLine.id)
    )
    names: dict[int, list[str]] = {}
    for order, name in session.execute(asked):
        names.setdefault(order, []).append(name)
    return {order: _named(found) for order, found in names.items()}


def _named(names: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - NAMED_ITEMS
    return ", ".join(distinct[:NAMED_ITEMS]) + (f" and {more} more" if more > 0 else "")


def _totals(session: Session, where: tuple[ColumnElement[bool], ...]) -> tuple[Total, ...]:
    asked = (
        select(Order.currency, func.count(Order.id), func.sum(Order.net_paise))
        .where(kept(), *where)
        .group_by(Order.currency)
        .order_by(Order.currency)
    )
    returned = (
        select(Order.currency, func.sum(Refund.amount_paise))
        .join(Refund, Refund.order_id == Order.id)
        .where(visible(Refund), *where)
        .group_by(Order.currency)
    )
    given_back = {currency: int(paise) for currency, paise in session.execute(returned)}
    return tuple(
        Total(currency, count, int(net), given_back.get(currency, 0)) for currency, count, net in session.execute(asked)
    )


def _where(customer_id: int, chosen: OrderFilter) -> tuple[ColumnElement[bool], ...]:
    conditions = [Order.customer_id == customer_id, visible(Order)]
    if chosen.status is not None:
        conditions.append(Order.status == chosen.status)
    if chosen.channel is not None:
        conditions.append(Order.channel == chosen.channel)
    if chosen.location_id is not None:
        conditions.append(Order.location_id == chosen.location_id)
    if chosen.first is not None:
        conditions.append(Order.business_date >= chosen.first)
    if chosen.last is not None:
        conditions.append(Order.business_date <= chosen.last)
    return tuple(conditions)


def _past(after: OrderKey | None) -> tuple[ColumnElement[bool], ...]:
    if after is None:
        return ()
    there = tuple_(
        literal(after.day, Order.business_date.type),
        literal(after.at, Order.placed_at.type),
        literal(after.id, Order.id.type),
    )
    return (tuple_(Order.business_date, Order.placed_at, Order.id) < there,)
