"""What sold: items by net sales, refunds taken off."""

from sqlalchemy import BigInteger, cast, func, select, union_all
from sqlalchemy.orm import Session

from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.orders import within
from sakshi_desktop.analytics.types import ItemSales, Scope
from sakshi_desktop.store.models import Item, Order, OrderLine, Refund, RefundLine, kept

Sold = tuple[int, int, int]


def top(figures: Figures, scope: Scope, limit: int | None = 10, *, slow: bool = False) -> tuple[ItemSales, ...]:
    """Return the items that sold most in ``scope``; ``slow``: those of the items sold that sold least.

    ``limit`` None is all of them.
    Refunds count on their own date. Items are told from order lines: orders without lines are in no item.

    Raises:
        InvalidError: several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    with figures.database.read() as session:
        sold = _sold(session, scope, locations)
        total = sum(net for _, _, net in sold)
        ranked = sorted(sold, key=lambda row: (row[2] if slow else -row[2], row[0]))[:limit]
        names = {
            key: (name if variant is None else f"{name} ({variant})", category or "")
            for key, name, variant, category in session.execute(
                select(Item.id, Item.name, Item.variant, Item.category).where(Item.id.in_([key for key, *_ in ranked]))
            )
        }
    return tuple(
        ItemSales(key, *names[key], quantity, net, net / total if total > 0 else None) for key, quantity, net in ranked
    )


def _sold(session: Session, scope: Scope, locations: list[int]) -> list[Sold]:
    lines = (
        select(OrderLine.item_id, OrderLine.quantity_milli, OrderLine.net_paise)
        .join(Order, OrderLine.order_id == Order.id)
        .where(kept(), *within(Order, scope, locations))
    )
    returned = (
        select(RefundLine.item_id, -RefundLine.quantity_milli, -RefundLine.net_paise)
        .join(Refund, RefundLine.refund_id == Refund.id)
        .where(*within(Refund, scope, locations))
    )
    item, quantity, net = union_all(lines, returned).subquery().columns
    asked = select(item, cast(func.sum(quantity), BigInteger), cast(func.sum(net), BigInteger)).group_by(item)
    return [(key, sold, paise) for key, sold, paise in session.execute(asked)]
