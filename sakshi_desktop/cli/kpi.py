"""`sakshi kpi`: all KPIs, together and by location."""

import argparse

from sakshi_desktop.analytics import catalog, caveats, kpis, periods
from sakshi_desktop.analytics.catalog import BY_KEY, KPIS
from sakshi_desktop.analytics.types import Basis, Page, Scope
from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, table
from sakshi_desktop.cli.table import BOLD, DIM, Cell
from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money

BY_LOCATION = (
    "orders",
    "average_order_value_paise",
    "customers",
    "average_rating",
    "on_time_rate",
    "order_accuracy",
    "profit_margin",
)
BASIS = {
    Basis.OPERATING: "Margin and cost per order: after goods, labour and running costs.",
    Basis.GROSS: "Margin and cost per order: after goods alone; labour and running costs are not all known.",
    None: "Margin and cost per order are not known: the cost of goods of some orders is missing.",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    figures.add_scope(parser)


def run(arguments: argparse.Namespace, app: App) -> int:
    """Print the page of KPIs."""
    scope = figures.scope(arguments, app)
    page = kpis.page(app.figures, scope)
    figures.warn_if_stale(stale=page.stale)
    if arguments.json:
        figures.print_json(as_json(page))
    else:
        print(told(scope, page))
    return 0


def as_json(page: Page) -> dict[str, object]:
    """Return a page as plain values."""
    return {
        "period": figures.period_json(page.period, page.previous),
        "comparison": figures.comparison_json(page),
        "currency": page.currency,
        "total": figures.kpis_json(page.total),
        "locations": [
            {"id": ids.location(location.id), "name": location.name, **figures.kpis_json(location.kpis)}
            for location in page.locations
        ],
    }


def told(scope: Scope, page: Page) -> str:
    """Return a page as tables for a person."""
    if page.data_until is None:
        return "There are no sales yet. “sakshi import FILE” brings them in; “sakshi demo” makes a chain to look at."
    parts = [table.paint(figures.title(scope, page.currency), BOLD), _together(page)]
    if len(page.locations) > 1:
        parts.append(_by_location(page))
    parts.append(table.paint("\n".join(_notes(page)), DIM))
    return "\n\n".join(parts)


def _together(page: Page) -> str:
    rows: list[list[Cell | str]] = []
    for kpi in KPIS:
        value, before = page.total.value(kpi.key), page.previous_total.value(kpi.key)
        moved = "" if kpi.signed else figures.change(kpi, value, before)
        rows.append(
            [kpi.label, catalog.show(kpi, value, page.currency), catalog.show(kpi, before, page.currency), moved]
        )
    return table.draw(("", "Now", "Before", "Change"), rows)


def _by_location(page: Page) -> str:
    growth = BY_KEY["growth"]
    shown = [BY_KEY[key] for key in BY_LOCATION]
    rows: list[list[Cell | str]] = []
    for location in sorted(page.locations, key=lambda each: -each.kpis.revenue_paise):
        kpis = location.kpis
        rows.append([location.name, format_money(kpis.revenue_paise, page.currency, minor=False)])
        in_part = periods.is_in_part(page.previous, location.first_sale)
        rows[-1].append(figures.signed(growth, kpis.growth, page.currency, in_part=in_part))
        rows[-1] += [catalog.show(kpi, kpis.value(kpi.key), page.currency) for kpi in shown]
    headings = ("Location", BY_KEY["revenue_paise"].short, growth.short, *(kpi.short for kpi in shown))
    return table.draw(headings, rows)


def _notes(page: Page) -> list[str]:
    compared = f"Compared with {periods.short(page.previous)}; on year: {periods.short(page.year_ago)}."
    notes = [*([] if caveats.running(page) else [compared]), *caveats.of(page)]
    if page.total.orders:
        notes.append(BASIS[page.total.margin_basis])
    return notes
