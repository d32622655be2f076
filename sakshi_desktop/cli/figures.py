"""What the commands of figures share: the words of a scope, JSON shapes, and how a period and a change read."""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sakshi_desktop.analytics import catalog, caveats, periods
from sakshi_desktop.analytics.catalog import Kpi
from sakshi_desktop.analytics.figures import SeveralCurrenciesError
from sakshi_desktop.analytics.types import KpiSet, Page, Period, Scope, Value
from sakshi_desktop.app import App
from sakshi_desktop.cli import places
from sakshi_desktop.cli.table import BAD, DIM, GOOD, Cell
from sakshi_desktop.core import clock
from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import Channel, DayPart

DEFAULT_DAYS = 30
Word = TypeVar("Word", bound=StrEnum)


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Declare the words that say which sales are meant."""
    parser.add_argument("--from", dest="start", metavar="DATE", type=_date, help="first business date, 2023-06-01")
    parser.add_argument("--to", dest="end", metavar="DATE", type=_date, help="last business date")
    parser.add_argument(
        "--period", metavar="P", help=f"2023-06, 2023-Q2, FY2023-24, 2023-W23, or one of: {', '.join(periods.NAMES)}"
    )
    parser.add_argument(
        "--location", metavar="L", action="append", help="only this location, LOC-3 or a name; repeatable"
    )
    parser.add_argument("--channel", type=_channel, metavar="C", help=", ".join(Channel))
    parser.add_argument("--day-part", type=_day_part, metavar="P", help=", ".join(DayPart))
    parser.add_argument("--currency", metavar="C", help="which one, where locations have several, such as INR")
    parser.add_argument("--json", action="store_true", help="print JSON alone")


def scope(arguments: argparse.Namespace, app: App) -> Scope:
    """Return the scope that the words mean; without a period, the last 30 days up to the newest sales.

    Raises:
        InvalidError: a period that ends before it begins, or is named twice.
        NotFoundError: no location is called so.
    """
    locations = places.chosen(app.figures, arguments.location)
    period = _period(arguments, app, locations)
    currency = arguments.currency.upper() if arguments.currency else None
    return in_one_currency(app, Scope(period, locations, arguments.channel, arguments.day_part, currency))


def in_one_currency(app: App, scope: Scope) -> Scope:
    """Return ``scope``, saying how a currency is chosen here where there are several.

    Raises:
        InvalidError: several currencies without one chosen.
    """
    try:
        app.figures.chosen(scope)
    except SeveralCurrenciesError as error:
        raise InvalidError(error.sentence, hint=f"{error.hint.rstrip('.')}, with --currency.") from error
    return scope


def print_json(value: object) -> None:
    """Print a value as JSON alone."""
    print(json.dumps(value, ensure_ascii=False))


def comparison_json(page: Page) -> dict[str, object]:
    """Return what the figures of a page are compared with, how far that is known, and the sentences about it."""
    return {
        "known_to": _iso(page.known.end if page.known else None),
        "year_ago_from": _iso(page.year_ago.start),
        "year_ago_to": _iso(page.year_ago.end),
        "data_from": _iso(page.data_from),
        "data_until": _iso(page.data_until),
        "previous_in_part": periods.is_in_part(page.previous, page.data_from),
        "year_ago_in_part": periods.is_in_part(page.year_ago, page.data_from),
        "like_for_like": asdict(page.like_for_like),
        "like_for_like_year": asdict(page.like_for_like_year),
        "notes": list(caveats.of(page)),
    }


def _iso(day: int | None) -> str | None:
    return None if day is None else to_date(day).isoformat()


def period_json(period: Period, previous: Period) -> dict[str, str]:
    """Return a period and the one before it as ISO dates."""
    return {
        "from": to_date(period.start).isoformat(),
        "to": to_date(period.end).isoformat(),
        "previous_from": to_date(previous.start).isoformat(),
        "previous_to": to_date(previous.end).isoformat(),
    }


def kpis_json(kpis: KpiSet) -> dict[str, object]:
    """Return all KPIs by key."""
    return asdict(kpis)


def title(chosen: Scope, currency: str) -> str:
    """Return the heading of an answer: the period and what narrows it."""
    parts = [periods.short(chosen.period)]
    parts += [word.replace("_", " ") for word in (chosen.channel, chosen.day_part) if word is not None]
    return " · ".join([*parts, currency] if currency != "INR" else parts)


def change(kpi: Kpi, value: Value, before: Value) -> Cell:
    """Return how a KPI moved, coloured by whether that is welcome."""
    good = catalog.is_good(kpi, catalog.change(kpi, value, before))
    return Cell(catalog.show_change(kpi, value, before), "" if good is None else GOOD if good else BAD)


def signed(kpi: Kpi, value: Value, currency: str, *, in_part: bool = False) -> Cell:
    """Return a growth, coloured by whether it is welcome; in brackets against a period known only in part."""
    if in_part and value is not None:
        return Cell(f"({catalog.show(kpi, value, currency)})", DIM)
    good = catalog.is_good(kpi, value)
    return Cell(catalog.show(kpi, value, currency), "" if good is None else GOOD if good else BAD)


def warn_if_stale(*, stale: bool) -> None:
    """Say on stderr that the figures may be behind the sales."""
    if stale:
        print("These figures may be behind the sales: the database cannot be written.", file=sys.stderr)


def _period(arguments: argparse.Namespace, app: App, locations: tuple[int, ...] | None) -> Period:
    today = clock.today(app.clock)
    if arguments.period is not None and (arguments.start or arguments.end):
        raise InvalidError("The period is given twice.", hint="Use --period, or --from and --to.")
    if arguments.period is not None:
        return periods.parse(arguments.period, today)
    newest = None if arguments.end else app.figures.newest(locations)
    end = to_day(arguments.end) if arguments.end else today if newest is None else min(newest, today)
    start = to_day(arguments.start) if arguments.start else end - DEFAULT_DAYS + 1
    return periods.checked(Period(start, end))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it as 2023-06-30") from error


def _channel(text: str) -> Channel:
    return one_of(text, Channel, "channel")


def _day_part(text: str) -> DayPart:
    return one_of(text, DayPart, "part of the day")


def one_of(text: str, words: Iterable[Word], name: str) -> Word:
    """Return the word of a closed set that was written, its hyphens and capitals however people like them.

    Raises:
        argparse.ArgumentTypeError: there is no such word; says which there are.
    """
    cleaned = text.strip().lower().replace("-", "_").replace(" ", "_")
    known = {word.value: word for word in words}
    if cleaned not in known:
        raise argparse.ArgumentTypeError(f"there is no {name} “{text}”; choose one of: {', '.join(known)}")
    return known[cleaned]
