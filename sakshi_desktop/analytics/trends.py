"""KPIs over time, and the hours of the week."""

from datetime import date

import numpy as np
from sqlalchemy import select

from sakshi_desktop.analytics import catalog, periods, rules
from sakshi_desktop.analytics.figures import Figures, Sheet
from sakshi_desktop.analytics.types import Grain, Heatmap, Period, Point, Scope, Trend, Value
from sakshi_desktop.analytics.unpacking import Filter, by_hour
from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.store.models import KpiDay

HOURS, WEEKDAYS = 24, 7
EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
FETCH = 4_000
AT_ONCE = 256


def trend(figures: Figures, scope: Scope, metric: str, grain: Grain = Grain.DAY) -> Trend:
    """Return a KPI of all locations of ``scope`` together, point by point, with the period before beside it.

    Args:
        metric: a key of the catalogue, or a short word for one such as ``revenue``; no growth.

    Raises:
        InvalidError: no such metric, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    periods.checked(scope.period)
    key = catalog.find(metric, among=catalog.TREND_KEYS).key
    if key not in catalog.TREND_KEYS:
        raise InvalidError(
            "A growth has no course of its own.", hint="Ask for revenue: the period before is shown beside it."
        )
    with figures.sheet(scope, (scope.period, periods.previous(scope.period))) as sheet:
        before = periods.compared(scope.period, sheet.until).previous
        return Trend(
            metric=key,
            grain=Grain(grain),
            currency=sheet.currency,
            period=scope.period,
            previous_period=before,
            points=_points(sheet, scope.period, key, Grain(grain)),
            previous=_points(sheet, before, key, Grain(grain)),
            until=sheet.until,
            stale=sheet.stale,
        )


def cut(period: Period, grain: Grain) -> list[Period]:
    """Return the days, the weeks from Monday or the calendar months of a period, cut at its ends."""
    if grain is Grain.DAY:
        return [Period(day, day) for day in range(period.start, period.end + 1)]
    starts = [period.start]
    while (following := _next(starts[-1], grain)) <= period.end:
        starts.append(following)
    return [Period(start, end - 1) for start, end in zip(starts, [*starts[1:], period.end + 1], strict=True)]


def heatmap(figures: Figures, scope: Scope) -> Heatmap:
    """Return the kept orders of ``scope`` by weekday and hour.

    Raises:
        InvalidError: several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    counts = np.zeros((WEEKDAYS, HOURS), np.int64)
    orders = 0
    with figures.sheet(scope, (scope.period,)) as sheet:
        asked = select(KpiDay.business_date, KpiDay.cells, KpiDay.hours).where(
            KpiDay.location_id.in_([outlet.id for outlet in sheet.outlets]),
            KpiDay.business_date.between(scope.period.start, scope.period.end),
        )
        with figures.database.reading() as connection:
            for rows in connection.execute(asked.execution_options(yield_per=FETCH)).partitions():
                row, hour, count, total = by_hour(rows, Filter(scope.channel, scope.day_part))
                weekday = (np.array([each.business_date for each in rows], np.int64)[row] + EPOCH_WEEKDAY) % WEEKDAYS
                np.add.at(counts, (weekday, hour), count)
                orders += total
    return Heatmap(tuple(tuple(row) for row in counts.tolist()), orders - int(counts.sum()))


def _next(day: int, grain: Grain) -> int:
    """Return the first day of the week or month after that of ``day``."""
    when = to_date(day)
    if grain is Grain.WEEK:
        return day + WEEKDAYS - when.weekday()
    return to_day(date(when.year + when.month // 12, when.month % 12 + 1, 1))


def _points(sheet: Sheet, period: Period, key: str, grain: Grain) -> tuple[Point, ...]:
    parts = cut(period, grain)
    values: list[Value] = []
    for start in range(0, len(parts), AT_ONCE):
        some = parts[start : start + AT_ONCE]
        if key == "customers":
            values += [together for _, together in sheet.customers(*some)]
            continue
        by_location = sheet.view.cube.steps([part.start for part in some] + [some[-1].end + 1], sheet.places)
        bases = rules.common_bases(by_location, rules.margin_bases(by_location, filtered=sheet.is_filtered))
        no_visits, no_growth = [0] * len(some), [None] * len(some)
        found = rules.kpi_sets(by_location.sum(axis=1), no_visits, bases, no_growth, no_growth)
        values += [kpis.value(key) for kpis in found]
    return tuple(Point(part.start, part.end, value) for part, value in zip(parts, values, strict=True))
