"""The cost of goods of orders whose files did not tell it, from the costs of the items on the menu."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.store import rollup
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.models import Item, Order, OrderLine, visible

ORDERS = Base.metadata.tables["orders"]
THOUSANDTHS = 1000


def fill(session: Session, item_ids: Sequence[int], *, at: datetime) -> int:
    """Give orders with these items their cost of goods where nobody knew it and now every line has one.

    A line costs what its file said, else its quantity at the item's cost, half-up. Returns how many orders that were;
    their days are counted anew.
    """
    return _fill(session, Order.id.in_(select(OrderLine.order_id).where(OrderLine.item_id.in_(item_ids))), at)


def fill_import(session: Session, batch_id: int, *, at: datetime) -> int:
    """Do the same for the orders of an import that has just been published."""
    if session.scalar(select(Item.id).where(Item.cost_paise.is_not(None)).limit(1)) is None:
        return 0
    return _fill(session, (Order.batch_id == batch_id) | (Order.joined_batch_id == batch_id), at)


def _fill(session: Session, among: ColumnElement[bool], at: datetime) -> int:
    by_item = (OrderLine.quantity_milli * Item.cost_paise + THOUSANDTHS // 2) // THOUSANDTHS
    line = func.coalesce(OrderLine.cost_paise, by_item)
    asked = (
        select(Order.id, Order.location_id, Order.business_date, func.sum(line))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Item, Item.id == OrderLine.item_id)
        .where(Order.goods_paise.is_(None), among, visible(Order))
        .group_by(Order.id, Order.location_id, Order.business_date)
        .having(func.count(line) == func.count(OrderLine.id))
    )
    rows = session.execute(asked).all()
    if rows:
        known = update(ORDERS).where(ORDERS.c.id == bindparam("key")).values(goods_paise=bindparam("cost"))
        session.connection().execute(known, [{"key": key, "cost": int(cost)} for key, _place, _day, cost in rows])
        rollup.touch_all(session, _spans((place, day) for _key, place, day, _cost in rows), at=at)
    return len(rows)


def _spans(days: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    spans: dict[int, tuple[int, int]] = {}
    for place, day in days:
        first, last = spans.get(place, (day, day))
        spans[place] = min(first, day), max(last, day)
    return [(place, first, last) for place, (first, last) in spans.items()]
