"""What a chart shows, as plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.types import Grain, Period, Point, Scope, Trend
from sakshi_desktop.ui import dates, words

BY_DAY = 92
BY_WEEK = 400
LEAST = 7
"""Days; a shorter period is charted with the days before it, or it would be a dot."""
AROUND = 14


@dataclass(frozen=True, slots=True)
class Course:
    """A line over time.

    Attributes:
        metric: the key of the KPI.
        days: the first day of each point.
        ends: the last day of each point.
        values: as long as ``days``; gaps, and what is still to come, are None.
        previous: the period before, point by point; may be shorter or longer.
        axis: makes the text of a value at the side.
        tell: makes the line that is said about a point.
        title: what the chart is called.
        legend: the names of the two periods.
    """

    metric: str
    days: Sequence[int]
    ends: Sequence[int]
    values: Sequence[float | None]
    previous: Sequence[float | None]
    axis: Callable[[float], str]
    tell: Callable[[int], str]
    title: str
    legend: tuple[str, str]


def grain(period: Period) -> Grain:
    """Return how long each point is, so that there are neither too few nor too many."""
    if period.days <= BY_DAY:
        return Grain.DAY
    return Grain.WEEK if period.days <= BY_WEEK else Grain.MONTH


def charted(scope: Scope) -> Period:
    """Return the period to chart: the chosen one, or for a few days the two weeks up to them."""
    period = scope.period
    return period if period.days >= LEAST else Period(period.end - AROUND + 1, period.end)


def course(trend: Trend) -> Course:
    """Return a trend as a chart shows it."""
    kpi = catalog.BY_KEY[trend.metric]
    return Course(
        metric=trend.metric,
        days=[point.start for point in trend.points],
        ends=[point.end for point in trend.points],
        values=[point.value if point.start <= trend.until else None for point in trend.points],
        previous=[point.value for point in trend.previous],
        axis=partial(words.axis, kpi, currency=trend.currency),
        tell=partial(_tell, trend),
        title=f"{kpi.label} by {trend.grain}",
        legend=(dates.span(trend.period), dates.span(trend.previous_period)),
    )


def _tell(trend: Trend, place: int) -> str:
    kpi, point = catalog.BY_KEY[trend.metric], trend.points[place]
    known = point.start <= trend.until
    text = f"{_when(point)}: {catalog.show(kpi, point.value, trend.currency) if known else 'still to come'}"
    if place >= len(trend.previous):
        return text
    before = trend.previous[place]
    return f"{text}   ·   {_when(before)}: {catalog.show(kpi, before.value, trend.currency)}"


def _when(point: Point) -> str:
    return dates.with_weekday(point.start) if point.start == point.end else dates.span(Period(point.start, point.end))
