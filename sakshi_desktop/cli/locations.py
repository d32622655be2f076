"""`sakshi locations`: locations side by side, and what each could do."""

import argparse
from dataclasses import asdict

from sakshi_desktop.analytics import catalog, caveats, comparison, periods
from sakshi_desktop.analytics.catalog import BY_KEY, KPIS
from sakshi_desktop.analytics.types import Comparison, LocationComparison, Scope
from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, table
from sakshi_desktop.cli.table import BOLD, DIM
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money

SHOWN = 10
"""Recommendations that are told on the terminal; JSON has all."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    figures.add_scope(parser)


def run(arguments: argparse.Namespace, app: App) -> int:
    """Print the comparison."""
    scope = figures.scope(arguments, app)
    compared = comparison.compare(app.figures, scope)
    figures.warn_if_stale(stale=compared.page.stale)
    if arguments.json:
        figures.print_json(as_json(compared))
    else:
        print(told(scope, compared))
    return 0


def as_json(compared: Comparison) -> dict[str, object]:
    """Return a comparison as plain values."""
    page = compared.page
    return {
        "period": figures.period_json(page.period, page.previous),
        "comparison": figures.comparison_json(page),
        "currency": page.currency,
        "top_performer": _location_json(compared.top_performer),
        "bottom_performer": _location_json(compared.bottom_performer),
        "average_metrics": dict(compared.average_metrics),
        "all_locations": [_location_json(location) for location in compared.all_locations],
        "recommendations": [
            asdict(recommendation) | {"location_id": ids.location(recommendation.location_id)}
            for recommendation in compared.recommendations
        ],
    }


def told(scope: Scope, compared: Comparison) -> str:
    """Return a comparison as a table and sentences for a person."""
    page = compared.page
    if not compared.all_locations:
        return "There are no locations yet. “sakshi import FILE” makes them from the sales it reads."
    currency = page.currency
    shown = [kpi for kpi in KPIS if kpi.key not in {"revenue_paise", "walk_in_share", "growth_year"}]
    ranked = sorted(compared.all_locations, key=lambda each: -(each.score if each.score is not None else -1.0))
    rows = [
        (
            location.name,
            catalog.DASH if location.score is None else f"{location.score:.1f}",
            format_money(location.kpis.revenue_paise, currency, minor=False),
            *(catalog.show(kpi, location.kpis.value(kpi.key), currency) for kpi in shown),
        )
        for location in ranked
    ]
    averages = compared.average_metrics
    revenue = averages["revenue_paise"]
    rows.append(
        (
            "Average",
            "",
            catalog.DASH if revenue is None else format_money(int(revenue), currency, minor=False),
            *(catalog.show(kpi, averages[kpi.key], currency) for kpi in shown),
        )
    )
    headings = ("Location", "Score", BY_KEY["revenue_paise"].short, *(kpi.short for kpi in shown))
    parts = [table.paint(figures.title(scope, currency), BOLD), table.draw(headings, rows)]
    notes = [f"Compared with {periods.short(page.previous)}.", *caveats.of(page), caveats.AVERAGE_OF_GROWTH]
    parts.append(table.paint("\n".join(notes), DIM))
    return "\n\n".join([*parts, *_advice(compared)])


def _advice(compared: Comparison) -> list[str]:
    names = {location.id: location.name for location in compared.all_locations}
    chosen = sorted(compared.recommendations, key=lambda each: -(each.worth_paise or 0))[:SHOWN]
    lines = []
    for each in chosen:
        worth = (
            f" Worth {format_money(each.worth_paise, compared.page.currency, minor=False)}." if each.worth_paise else ""
        )
        lines.append(f"  {names[each.location_id]}: {each.text}{worth}")
    return ["\n".join([table.paint("What could be done", BOLD), *lines])] if lines else []


def _location_json(location: LocationComparison | None) -> dict[str, object] | None:
    if location is None:
        return None
    return {
        "id": ids.location(location.id),
        "name": location.name,
        "score": location.score,
        **figures.kpis_json(location.kpis),
        "to_average": dict(location.to_average),
        "to_best": dict(location.to_best),
    }
