"""Locations side by side: the best, the weakest, averages, differences, and what each could do."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from sakshi_desktop.analytics import advice, caveats, kpis, ranking
from sakshi_desktop.analytics.catalog import KPIS, Better, Kpi, Unit
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Comparison, LocationComparison, LocationFigures, Scope, Value
from sakshi_desktop.core.money import ratio_half_up


def compare(figures: Figures, scope: Scope) -> Comparison:
    """Return the locations of ``scope`` side by side.

    Averages and bests are over the locations that sold and know the KPI; a growth counts in them only where the
    location sold throughout the period compared with, and its average is the median. Top and bottom go by the
    composite score.

    Raises:
        InvalidError: several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    page = kpis.page(figures, scope)
    with figures.sheet(replace(scope, currency=page.currency), (scope.period,)) as sheet:
        scores = ranking.scores(sheet, scope)
    sold = [location for location in page.locations if location.kpis.orders]
    averages = {kpi.key: _average(kpi, caveats.measured(page, kpi, sold)) for kpi in KPIS}
    bests = {kpi.key: _best(kpi, caveats.measured(page, kpi, sold)) for kpi in KPIS}
    compared = tuple(
        LocationComparison(
            id=location.id,
            name=location.name,
            kpis=location.kpis,
            score=scores.get(location.id),
            to_average={kpi.key: _difference(location.kpis.value(kpi.key), averages[kpi.key]) for kpi in KPIS},
            to_best={kpi.key: _difference(location.kpis.value(kpi.key), bests[kpi.key]) for kpi in KPIS},
        )
        for location in page.locations
    )
    ranked = sorted(
        (each for each in compared if each.score is not None),
        key=lambda each: (-(each.score or 0.0), -each.kpis.revenue_paise, each.name.casefold()),
    )
    return Comparison(
        page=page,
        top_performer=ranked[0] if ranked else None,
        bottom_performer=ranked[-1] if ranked else None,
        average_metrics=averages,
        all_locations=compared,
        recommendations=advice.recommend(page, averages),
    )


def _known(kpi: Kpi, locations: Sequence[LocationFigures]) -> list[float]:
    values = [location.kpis.value(kpi.key) for location in locations]
    return [value for value in values if value is not None]


def _average(kpi: Kpi, locations: Sequence[LocationFigures]) -> Value:
    values = _known(kpi, locations)
    if not values:
        return None
    if kpi.signed:
        return median(values)
    return ratio_half_up(int(sum(values)), len(values)) if kpi.unit is Unit.PAISE else sum(values) / len(values)


def _best(kpi: Kpi, locations: Sequence[LocationFigures]) -> Value:
    values = _known(kpi, locations)
    if not values or kpi.better is Better.NEITHER:
        return None
    return min(values) if kpi.better is Better.DOWN else max(values)


def _difference(value: Value, other: Value) -> Value:
    return None if value is None or other is None else value - other
