"""The page of KPIs: all of them, for all locations of a scope, with the period before and a year ago."""

from collections.abc import Sequence

import numpy as np

from sakshi_desktop.analytics import periods, rules
from sakshi_desktop.analytics.figures import Figures, Sheet
from sakshi_desktop.analytics.following import Outlet
from sakshi_desktop.analytics.rules import FIELD, Numbers
from sakshi_desktop.analytics.types import KpiSet, LikeForLike, LocationFigures, Page, Period, Scope


def page(figures: Figures, scope: Scope) -> Page:
    """Return every KPI of every location of ``scope``, and of all together.

    Raises:
        InvalidError: several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    period = periods.checked(scope.period)
    before, year = periods.previous(period), periods.year_ago(period)
    earlier, year_earlier = periods.previous(before), periods.year_ago(before)
    with figures.sheet(scope, (period, before, year, earlier, year_earlier)) as sheet:
        outlets = sheet.outlets
        customers, customers_before = sheet.customers(period, before)
        now, then = sheet.sums(period), sheet.sums(before)
        revenue_before = then[:, FIELD["revenue"]]
        found = _with_total(sheet, now, customers, revenue_before, sheet.revenue(year))
        found_before = _with_total(sheet, then, customers_before, sheet.revenue(earlier), sheet.revenue(year_earlier))
        return Page(
            period=period,
            previous=before,
            year_ago=year,
            currency=sheet.currency,
            total=found[-1],
            previous_total=found_before[-1],
            locations=_named(outlets, found),
            previous_locations=_named(outlets, found_before),
            like_for_like=_like_for_like(outlets, now, then, period, before),
            data_until=max((outlet.last_sale for outlet in outlets if outlet.last_sale is not None), default=None),
            cost_share=_cost_share(now),
            stale=sheet.stale,
        )


def _with_total(
    sheet: Sheet, sums: Numbers, customers: tuple[list[int], int], before: Numbers, year_before: Numbers
) -> list[KpiSet]:
    """Return the KPIs of each location and, last, of all together."""
    bases = rules.margin_bases(sums, filtered=sheet.is_filtered)
    return rules.kpi_sets(
        np.concatenate((sums, sums.sum(axis=0, keepdims=True))),
        [*customers[0], customers[1]],
        np.append(bases, rules.common_bases(sums, bases)),
        np.append(before, before.sum()),
        np.append(year_before, year_before.sum()),
    )


def _named(outlets: Sequence[Outlet], found: list[KpiSet]) -> tuple[LocationFigures, ...]:
    return tuple(
        [LocationFigures(outlet.id, outlet.name, kpis) for outlet, kpis in zip(outlets, found[:-1], strict=True)]
    )


def _like_for_like(
    outlets: Sequence[Outlet], now: Numbers, then: Numbers, period: Period, before: Period
) -> LikeForLike:
    """Compare the locations that sold in both periods and are not known to have opened or closed within them."""
    sold, sold_then = now[:, FIELD["orders"]] > 0, then[:, FIELD["orders"]] > 0
    open_throughout = [
        (outlet.opened_on is None or outlet.opened_on <= before.start)
        and (outlet.closed_on is None or outlet.closed_on > period.end)
        for outlet in outlets
    ]
    both = sold & sold_then & np.array(open_throughout, np.bool_)
    revenue, earlier = int(now[both, FIELD["revenue"]].sum()), int(then[both, FIELD["revenue"]].sum())
    return LikeForLike(rules.growth(revenue, earlier), int(both.sum()), int((sold | sold_then).sum()))


def _cost_share(sums: Numbers) -> float | None:
    orders = int(sums[:, FIELD["orders"]].sum())
    return int(sums[:, FIELD["costed"]].sum()) / orders if orders else None
