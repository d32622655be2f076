"""The page of KPIs: all of them, for all locations of a scope, with the period before and a year ago."""

from collections.abc import Sequence
from typing import NamedTuple

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
    with figures.sheet(scope, _spans(period)) as sheet:
        compared = periods.compared(period, sheet.until)
        before, year = compared.previous, compared.year_ago
        earlier = periods.compared(periods.previous(period), before.end)
        customers, customers_before = sheet.customers(period, before)
        now, then, ago = sheet.sums(period), sheet.sums(before), sheet.sums(year)
        known = None if compared.known is None else now if compared.known == period else sheet.sums(compared.known)
        _leave_out_to_come(now, known)
        found = _with_total(sheet, now, customers, _Growths(known, then, ago))
        grown = _Growths(then, sheet.sums(earlier.previous), sheet.sums(earlier.year_ago))
        found_before = _with_total(sheet, then, customers_before, grown)
        return Page(
            period=period,
            known=compared.known,
            previous=before,
            year_ago=year,
            currency=sheet.currency,
            total=found[-1],
            previous_total=found_before[-1],
            locations=_named(sheet.outlets, found),
            previous_locations=_named(sheet.outlets, found_before),
            like_for_like=_like_for_like(sheet.outlets, known, then, compared.known, before),
            like_for_like_year=_like_for_like(sheet.outlets, known, ago, compared.known, year),
            data_from=sheet.data_from,
            data_until=sheet.data_until,
            cost_share=_cost_share(now),
            stale=sheet.stale,
        )


class _Growths(NamedTuple):
    """The sums that growth compares; ``known`` None: nothing of the period is known yet, so no growth either."""

    known: Numbers | None
    before: Numbers
    year: Numbers


def _spans(period: Period) -> tuple[Period, ...]:
    """Return the whole periods in which everything that is compared lies."""
    before, year = periods.previous(period), periods.year_ago(period)
    return period, before, year, periods.previous(before), periods.year_ago(before)


def _with_total(sheet: Sheet, sums: Numbers, customers: tuple[list[int], int], growths: _Growths) -> list[KpiSet]:
    """Return the KPIs of each location and, last, of all together."""
    bases = rules.margin_bases(sums, filtered=sheet.is_filtered)
    return rules.kpi_sets(
        np.concatenate((sums, sums.sum(axis=0, keepdims=True))),
        [*customers[0], customers[1]],
        np.append(bases, rules.common_bases(sums, bases)),
        _growths(growths.known, growths.before),
        _growths(growths.known, growths.year),
    )


def _leave_out_to_come(now: Numbers, known: Numbers | None) -> None:
    """Take the labour and rent of days that are still to come out of the sums of a running period."""
    if known is not None and known is not now:
        now[:, _RUNNING_COSTS] = known[:, _RUNNING_COSTS]


_RUNNING_COSTS = [FIELD[name] for name in ("labour", "other", "running")]


def _growths(known: Numbers | None, before: Numbers) -> list[float | None]:
    """Return the growth of each location and, last, of all together."""
    if known is None:
        return [None] * (len(before) + 1)
    revenue, earlier = known[:, FIELD["revenue"]], before[:, FIELD["revenue"]]
    return rules.growths(np.append(revenue, revenue.sum()), np.append(earlier, earlier.sum()))


def _named(outlets: Sequence[Outlet], found: list[KpiSet]) -> tuple[LocationFigures, ...]:
    return tuple(
        [
            LocationFigures(outlet.id, outlet.name, kpis, outlet.first_sale)
            for outlet, kpis in zip(outlets, found[:-1], strict=True)
        ]
    )


def _like_for_like(
    outlets: Sequence[Outlet], now: Numbers | None, then: Numbers, known: Period | None, before: Period
) -> LikeForLike:
    """Compare the locations whose sales are known throughout both periods and that did not open or close within."""
    if now is None or known is None:
        return LikeForLike(None, 0, int((then[:, FIELD["orders"]] > 0).sum()))
    sold, sold_then = now[:, FIELD["orders"]] > 0, then[:, FIELD["orders"]] > 0
    open_throughout = [
        not periods.is_in_part(before, outlet.first_sale)
        and (outlet.opened_on is None or outlet.opened_on <= before.start)
        and (outlet.closed_on is None or outlet.closed_on > known.end)
        for outlet in outlets
    ]
    both = sold & sold_then & np.array(open_throughout, np.bool_)
    revenue, earlier = int(now[both, FIELD["revenue"]].sum()), int(then[both, FIELD["revenue"]].sum())
    return LikeForLike(rules.growth(revenue, earlier), int(both.sum()), int((sold | sold_then).sum()))


def _cost_share(sums: Numbers) -> float | None:
    orders = int(sums[:, FIELD["orders"]].sum())
    return int(sums[:, FIELD["costed"]].sum()) / orders if orders else None
