"""The page of KPIs: all of them, for all locations of a scope, with the period before and a year ago."""

from collections.abc import Sequence

from sakshi_desktop.analytics import periods, rules
from sakshi_desktop.analytics.figures import Figures, Sheet
from sakshi_desktop.analytics.following import Outlet
from sakshi_desktop.analytics.rules import Sums
from sakshi_desktop.analytics.types import Basis, KpiSet, LikeForLike, LocationFigures, Page, Period, Scope


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
        customers, previous_customers = sheet.customers(period, before)
        locations, total, sums = _figures(sheet, customers, period, before, year)
        previous_locations, previous_total, previous_sums = _figures(
            sheet, previous_customers, before, earlier, year_earlier
        )
        return Page(
            period=period,
            previous=before,
            year_ago=year,
            currency=sheet.currency,
            total=total,
            previous_total=previous_total,
            locations=locations,
            previous_locations=previous_locations,
            like_for_like=_like_for_like(sheet.outlets, sums, previous_sums, period, before),
            data_until=max(
                (outlet.last_sale for outlet in sheet.outlets if outlet.last_sale is not None), default=None
            ),
            cost_share=_cost_share(sums),
            stale=sheet.stale,
        )


def add_up(rows: Sequence[Sums]) -> Sums:
    """Return the sums of several locations together."""
    return Sums(*map(sum, zip(*rows, strict=True))) if rows else Sums()


def _figures(
    sheet: Sheet, visitors: tuple[list[int], int], period: Period, before: Period, year: Period
) -> tuple[tuple[LocationFigures, ...], KpiSet, list[Sums]]:
    sums = sheet.sums(period)
    customers, all_customers = visitors
    revenue, year_revenue = sheet.revenue(before), sheet.revenue(year)
    is_filtered = sheet.is_filtered
    found = []
    bases: set[Basis | None] = set()
    for place, outlet in enumerate(sheet.outlets):
        mine = sums[place]
        basis = rules.margin_basis(mine, filtered=is_filtered)
        if mine.orders:
            bases.add(basis)
        kpis = rules.kpi_set(
            mine, customers=customers[place], basis=basis, before=revenue[place], year_before=year_revenue[place]
        )
        found.append(LocationFigures(outlet.id, outlet.name, kpis))
    total = rules.kpi_set(
        add_up(sums),
        customers=all_customers,
        basis=rules.common_basis(bases),
        before=sum(revenue),
        year_before=sum(year_revenue),
    )
    return tuple(found), total, sums


def _like_for_like(
    outlets: Sequence[Outlet], now: list[Sums], then: list[Sums], period: Period, before: Period
) -> LikeForLike:
    """Compare the locations that sold in both periods and are not known to have opened or closed within them."""
    revenue = earlier = both = either = 0
    for outlet, mine, mine_then in zip(outlets, now, then, strict=True):
        either += bool(mine.orders or mine_then.orders)
        opened_before = outlet.opened_on is None or outlet.opened_on <= before.start
        open_after = outlet.closed_on is None or outlet.closed_on > period.end
        if mine.orders and mine_then.orders and opened_before and open_after:
            both += 1
            revenue += mine.revenue
            earlier += mine_then.revenue
    return LikeForLike(rules.growth(revenue, earlier), both, either)


def _cost_share(sums: list[Sums]) -> float | None:
    orders = sum(mine.orders for mine in sums)
    return sum(mine.costed for mine in sums) / orders if orders else None
