"""The definitions of the KPIs as arithmetic over whole sums."""

from collections.abc import Collection
from typing import NamedTuple

from sakshi_desktop.analytics.types import Basis, KpiSet
from sakshi_desktop.core.money import ratio_half_up


class Sums(NamedTuple):
    """What KPIs are made of, over any set of location-days; money in paise, the rest counts of kept orders.

    Attributes:
        revenue: net sales less refunds.
        costed: orders whose cost of goods is known, or that were free.
        timed: deliveries with both times.
        completed: delivered or refunded later.
        mistaken: completed, with a wrong or missing item.
        running: location-days with labour or running costs on record.
    """

    revenue: int = 0
    orders: int = 0
    walk_ins: int = 0
    goods: int = 0
    costed: int = 0
    ratings: int = 0
    stars: int = 0
    satisfied: int = 0
    timed: int = 0
    on_time: int = 0
    completed: int = 0
    mistaken: int = 0
    labour: int = 0
    other: int = 0
    running: int = 0


def kpi_set(
    sums: Sums, *, customers: int, basis: Basis | None, before: int | None = None, year_before: int | None = None
) -> KpiSet:
    """Return the KPIs of ``sums``.

    Args:
        customers: distinct known customers.
        basis: which costs are known, from ``margin_basis``.
        before: revenue of the period before.
        year_before: revenue of the same period a year ago.
    """
    revenue, orders, walk_ins, goods, _, ratings, stars, satisfied, timed, on_time, completed, mistaken, *more = sums
    costs = None if basis is None else goods + (more[0] + more[1] if basis is Basis.OPERATING else 0)
    return KpiSet(  # by position: a page makes two for every location
        revenue,
        orders,
        ratio_half_up(revenue, orders) if orders else None,
        customers,
        walk_ins / orders if orders else None,
        stars / ratings if ratings else None,
        on_time / timed if timed else None,
        1 - mistaken / completed if completed else None,
        None if costs is None or revenue <= 0 else (revenue - costs) / revenue,
        basis,
        ratio_half_up(costs, orders) if costs is not None and orders else None,
        satisfied / ratings if ratings else None,
        growth(revenue, before),
        growth(revenue, year_before),
    )


def growth(revenue: int, before: int | None) -> float | None:
    """Return how much more revenue there is than before, 0.1 is ten per cent; None where there was none before."""
    return (revenue - before) / before if before is not None and before > 0 else None


def margin_basis(sums: Sums, *, filtered: bool) -> Basis | None:
    """Return which costs of a location are known.

    Args:
        filtered: only some channels or parts of the day are in ``sums``: labour and rent belong to none of them.
    """
    if not sums.orders or sums.costed < sums.orders:
        return None
    return Basis.OPERATING if sums.running and not filtered else Basis.GROSS


def common_basis(found: Collection[Basis | None]) -> Basis | None:
    """Return which costs of several locations together are known, from those of every one that sold."""
    if not found or None in found:
        return None
    return Basis.GROSS if Basis.GROSS in found else Basis.OPERATING
