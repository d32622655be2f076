"""What each KPI is made of: which orders, with refunds or without, and how their sums come to it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.types import Value
from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.core.vocabulary import DELIVERY_CHANNELS, OrderStatus
from sakshi_desktop.store.models import Order, Rating

Conditions = tuple[ColumnElement[bool], ...]
BOTH_TIMES = and_(Order.channel.in_(DELIVERY_CHANNELS), Order.delivered_at.is_not(None), Order.promised_at.is_not(None))
IN_TIME = and_(BOTH_TIMES, Order.delivered_at <= Order.promised_at)
_COMPLETED = Order.status.in_((OrderStatus.DELIVERED, OrderStatus.REFUNDED))
WRONG = or_(Rating.wrong_item, Rating.missing_item)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Order.id).filter(condition)


SUMS: dict[str, ColumnElement[int]] = {
    "orders": func.count(Order.id),
    "goods": func.coalesce(func.sum(Order.goods_paise), 0),
    "customers": func.count(func.distinct(Order.customer_id)),
    "walk_ins": _count(Order.customer_id.is_(None)),
    "ratings": func.count(Rating.stars),
    "stars": func.coalesce(func.sum(Rating.stars), 0),
    "satisfied": _count(Rating.stars > 3),  # noqa: PLR2004  # top-2-box
    "timed": _count(BOTH_TIMES),
    "in_time": _count(IN_TIME),
    "completed": _count(_COMPLETED),
    "wrong": _count(and_(_COMPLETED, WRONG)),
}
Sums = Mapping[str, int]


class Concern(NamedTuple):
    """What a KPI is made of.

    Attributes:
        orders: the conditions on its orders, beyond those of the scope.
        refunds: whether refunds belong to it.
        value: the KPI from the sums of its rows; None where they do not tell it.
    """

    orders: Conditions
    refunds: bool
    value: Callable[[Sums], Value]


def _of(part: str, whole: str) -> Callable[[Sums], Value]:
    def share(sums: Sums) -> Value:
        return sums[part] / sums[whole] if sums[whole] else None

    return share


def _plain(name: str) -> Callable[[Sums], Value]:
    return lambda sums: sums[name]


def _average_order(sums: Sums) -> Value:
    return ratio_half_up(sums["revenue"], sums["orders"]) if sums["orders"] else None


def _accuracy(sums: Sums) -> Value:
    return 1 - sums["wrong"] / sums["completed"] if sums["completed"] else None


def _needs_more(_sums: Sums) -> Value:
    return None


_RATED = (Rating.stars.is_not(None),)
CONCERNS: Mapping[str, Concern] = {
    "revenue_paise": Concern((), True, _plain("revenue")),
    "orders": Concern((), False, _plain("orders")),
    "average_order_value_paise": Concern((), True, _average_order),
    "customers": Concern((Order.customer_id.is_not(None),), False, _plain("customers")),
    "walk_in_share": Concern((), False, _of("walk_ins", "orders")),
    "average_rating": Concern(_RATED, False, _of("stars", "ratings")),
    "on_time_rate": Concern((BOTH_TIMES,), False, _of("in_time", "timed")),
    "order_accuracy": Concern((_COMPLETED,), False, _accuracy),
    "profit_margin": Concern((), True, _needs_more),
    "cost_per_order_paise": Concern((), True, _needs_more),
    "csat": Concern(_RATED, False, _of("satisfied", "ratings")),
    "growth": Concern((), True, _needs_more),
    "growth_year": Concern((), True, _needs_more),
}
"""By the key of the catalogue."""


def concern(about: str) -> Concern:
    """Return what the KPI ``about``, a key or a short word, is made of.

    Raises:
        InvalidError: no KPI is called so.
    """
    return CONCERNS[catalog.find(about).key]
