"""`sakshi report`: write a report as a PDF."""

import argparse
import json
from pathlib import Path

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Scope
from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, places
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.reports import REPORTS, Written


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("name", metavar="NAME", choices=sorted(REPORTS), help=f"which one: {', '.join(REPORTS)}")
    parser.add_argument("--month", metavar="MONTH", required=True, help="the month, such as 2023-06")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="the PDF to write")
    parser.add_argument(
        "--location", metavar="L", action="append", help="only this location, LOC-3 or a name; repeatable"
    )
    parser.add_argument("--currency", metavar="C", help="which one, where locations have several, such as INR")
    parser.add_argument("--json", action="store_true", help="say what was written as one JSON object")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Write the report and say where it is."""
    period = periods.month(arguments.month)
    write = REPORTS[arguments.name].door()
    chosen = Scope(period, places.chosen(app.figures, arguments.location), currency=arguments.currency)
    scope = figures.in_one_currency(app, chosen)
    written = write(app.figures, scope, arguments.output, by=app.actor, clock=app.clock)
    print(json.dumps(as_json(arguments.name, scope, written), ensure_ascii=False) if arguments.json else told(written))
    return 0


def as_json(name: str, scope: Scope, written: Written) -> dict[str, object]:
    """Return what was written as plain values."""
    period = {"from": to_date(scope.period.start).isoformat(), "to": to_date(scope.period.end).isoformat()}
    return {
        "report": name,
        "period": period,
        "file": str(written.file),
        "pages": written.pages,
        "empty": written.empty,
    }


def told(written: Written) -> str:
    """Return what was written in words."""
    if written.empty:
        return f"Nothing was sold in that month: {written.file} says so on its one page."
    return f"{written.file} has {written.pages} pages."
