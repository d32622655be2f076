"""Sales of each location on each day, straight from the orders: what books outside are told."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.store.models import Location, Order, Refund, kept, visible


@dataclass(frozen=True, slots=True)
class Seller:
    """A location that has sold something, and its first day."""

    id: int
    name: str
    currency: str
    first: int


@dataclass(frozen=True, slots=True)
class DaySales:
    """What a location sold on a day, in minor units of its currency; nothing is nothing, not left out.

    Attributes:
        net_paise: net sales as K1 counts them: of kept orders, less refunds of this day.
        tax_paise: of kept orders.
        refunds_paise: what was given back on this day.
    """

    seller: Seller
    day: int
    net_paise: int = 0
    orders: int = 0
    tax_paise: int = 0
    refunds_paise: int = 0


def sellers(session: Session) -> tuple[Seller, ...]:
    """Return the locations that have sold something, in the order of their ids."""
    first = func.min(Order.business_date)
    asked = (
        select(Location.id, Location.name, Location.currency, first)
        .join(Order, Order.location_id == Location.id)
        .where(visible(Order))
        .group_by(Location.id, Location.name, Location.currency)
        .order_by(Location.id)
    )
    return tuple(Seller(key, name, currency, day) for key, name, currency, day in session.execute(asked))


def sold(session: Session, among: tuple[Seller, ...], first: int, last: int) -> Iterator[DaySales]:
    """Give what each location sold on each day of the range, from its own first day on."""
    orders = _orders(session, first, last)
    refunds = _refunds(session, first, last)
    for day in range(first, last + 1):
        for seller in among:
            if day < seller.first:
                continue
            net, count, tax = orders.get((seller.id, day), (0, 0, 0))
            back = refunds.get((seller.id, day), 0)
            yield DaySales(seller, day, net - back, count, tax, back)


def _orders(session: Session, first: int, last: int) -> dict[tuple[int, int], tuple[int, int, int]]:
    found = session.execute(
        select(
            Order.location_id,
            Order.business_date,
            func.sum(Order.net_paise),
            func.count(),
            func.sum(Order.tax_paise),
        )
        .where(Order.business_date.between(first, last), kept(), visible(Order))
        .group_by(Order.location_id, Order.business_date)
    )
    return {(place, day): (int(net), count, int(tax)) for place, day, net, count, tax in found}


def _refunds(session: Session, first: int, last: int) -> dict[tuple[int, int], int]:
    found = session.execute(
        select(Refund.location_id, Refund.business_date, func.sum(Refund.amount_paise))
        .where(Refund.business_date.between(first, last), visible(Refund))
        .group_by(Refund.location_id, Refund.business_date)
    )
    return {(place, day): int(back) for place, day, back in found}
