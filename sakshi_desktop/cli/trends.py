"""`sakshi trends`: one KPI over time."""

import argparse
from collections.abc import Sequence

from sakshi_desktop.analytics import catalog, periods, trends
from sakshi_desktop.analytics.catalog import BY_KEY
from sakshi_desktop.analytics.types import Grain, Point, Scope, Trend
from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, table
from sakshi_desktop.cli.table import BOLD, DIM
from sakshi_desktop.core.clock import to_date

BAR = 24
EIGHTHS = " ▏▎▍▌▋▊▉"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "metric", metavar="METRIC", nargs="?", default="revenue", help=f"which one: {', '.join(catalog.TREND_KEYS)}"
    )
    parser.add_argument(
        "--grain", type=_grain, metavar="G", default=Grain.DAY, help=f"the length of each point: {', '.join(Grain)}"
    )
    figures.add_scope(parser)


def run(arguments: argparse.Namespace, app: App) -> int:
    """Print the course of a KPI."""
    scope = figures.scope(arguments, app)
    trend = trends.trend(app.figures, scope, arguments.metric, arguments.grain)
    figures.warn_if_stale(stale=trend.stale)
    if arguments.json:
        figures.print_json(as_json(trend))
    else:
        print(told(scope, trend))
    return 0


def as_json(trend: Trend) -> dict[str, object]:
    """Return a trend as plain values."""
    return {
        "metric": trend.metric,
        "grain": trend.grain,
        "currency": trend.currency,
        "period": figures.period_json(trend.period, trend.previous_period),
        "known_to": to_date(min(trend.until, trend.period.end)).isoformat(),
        "points": _points_json(trend.points),
        "previous": _points_json(trend.previous),
    }


def told(scope: Scope, trend: Trend) -> str:
    """Return a trend as a table with bars for a person."""
    kpi = BY_KEY[trend.metric]
    most = max((point.value or 0 for point in trend.points), default=0)
    rows = []
    for place, point in enumerate(point for point in trend.points if point.start <= trend.until):
        before = trend.previous[place].value if place < len(trend.previous) else None
        bar = table.Cell(_bar((point.value or 0) / most if most > 0 else 0), DIM)
        shown = (catalog.show(kpi, point.value, trend.currency), catalog.show(kpi, before, trend.currency))
        rows.append((_label(point, trend.grain), bar, *shown, figures.change(kpi, point.value, before)))
    heading = table.paint(f"{kpi.label} · {figures.title(scope, trend.currency)}", BOLD)
    note = table.paint(f"Compared with {periods.short(trend.previous_period)}.{_still_running(trend)}", DIM)
    return f"{heading}\n\n{table.draw(('', '', 'Now', 'Before', 'Change'), rows, left=2)}\n\n{note}"


def _still_running(trend: Trend) -> str:
    if trend.until >= trend.period.end:
        return ""
    return f" Sales are known up to {periods.short_day(trend.until)}: later points are still to come."


def _grain(text: str) -> Grain:
    return figures.one_of(text, Grain, "grain")


def _bar(share: float) -> str:
    whole, rest = divmod(round(max(0.0, share) * BAR * len(EIGHTHS)), len(EIGHTHS))
    return "█" * whole + (EIGHTHS[rest] if rest else "")


def _label(point: Point, grain: Grain) -> str:
    start = to_date(point.start)
    if grain is Grain.DAY:
        return f"{start:%a %d %b %Y}"
    if grain is Grain.MONTH:
        return f"{start:%b %Y}"
    return f"{start:%d %b} - {to_date(point.end):%d %b %Y}"


def _points_json(points: Sequence[Point]) -> list[dict[str, object]]:
    return [
        {"from": to_date(point.start).isoformat(), "to": to_date(point.end).isoformat(), "value": point.value}
        for point in points
    ]
