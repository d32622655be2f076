"""`sakshi demo`: an invented chain of cafes to look around in, in a database of its own."""

import argparse
import json
import time
from datetime import date

from sakshi_desktop.app import App
from sakshi_desktop.cli import numbers
from sakshi_desktop.cli.progress import ProgressLine
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.core.settings import checked_address
from sakshi_desktop.demo.build import Built, build


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi demo``."""
    parser.add_argument(
        "--seed", type=numbers.whole(), default=1, metavar="N", help="another number, another chain (default: 1)"
    )
    parser.add_argument("--end", type=_day, metavar="DATE", help="the last day, as 2026-11-21 (default: yesterday)")
    parser.add_argument("--json", action="store_true", help="print what was built as JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Build the demo chain and say where it is."""
    address = checked_address(arguments.database) if arguments.database else app.settings.demo_database
    line = ProgressLine()
    began = time.monotonic()
    try:
        built = build(address, seed=arguments.seed, end=arguments.end, clock=app.clock, progress=line)
    finally:
        line.clear()
    print(_as_json(built) if arguments.json else _as_text(built, time.monotonic() - began))
    return 0


def place(address: str) -> str:
    """Return a database address as it is written after ``--database``: a file by its path."""
    return address.removeprefix("sqlite:///")


def _as_text(built: Built, seconds: float) -> str:
    first, last = to_date(built.window.start), to_date(built.window.end)
    where = place(built.address)
    return (
        f"{built.locations} locations, {built.items} items, {format_count(built.customers)} customers; "
        f"{format_count(built.orders)} orders and {format_count(built.refunds)} refunds\n"
        f"from {first.day} {first:%b %Y} to {last.day} {last:%b %Y}, "
        f"{format_money(built.net_paise, minor=False)} of net sales; built in {seconds:.0f} s.\n"
        f"The demo is in {where}\n"
        f"Look around:  sakshi --database {where} kpi"
    )


def _as_json(built: Built) -> str:
    told = {
        "database": place(built.address),
        "from": to_date(built.window.start).isoformat(),
        "to": to_date(built.window.end).isoformat(),
        "locations": built.locations,
        "items": built.items,
        "customers": built.customers,
        "orders": built.orders,
        "lines": built.lines,
        "refunds": built.refunds,
        "net_paise": built.net_paise,
        "currency": "INR",
    }
    return json.dumps(told)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date such as 2026-11-21") from error
