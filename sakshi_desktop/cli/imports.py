"""`sakshi import` and `sakshi imports`: sales in, with everything shown before it counts."""

import argparse
import json
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from sakshi_desktop import importers
from sakshi_desktop.analytics import rollup
from sakshi_desktop.app import App
from sakshi_desktop.cli import targets, trial
from sakshi_desktop.cli.progress import ProgressLine
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import InvalidError, SakshiError
from sakshi_desktop.core.money import CURRENCIES, counted, format_count, format_money
from sakshi_desktop.importers import mapping as mappings
from sakshi_desktop.importers.outcomes import Outcome
from sakshi_desktop.importers.types import Recognition
from sakshi_desktop.jobs import imports

NO_ANSWER = "Nobody is at the terminal to say yes."
SHOWN = 8
CELL = 18


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi import``."""
    parser.add_argument("file", type=Path, metavar="FILE", help=".csv, .csv.gz, .xlsx, or a .zip of related tables")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--format", choices=sorted(importers.FORMATS), help="take the file for this format")
    how.add_argument("--map", type=Path, metavar="TOML", help="read it by a saved mapping")
    parser.add_argument(
        "--save-map", type=Path, metavar="TOML", help="save the mapping, to be edited and used with --map"
    )
    parser.add_argument("--location", metavar="NAME", type=_location, help="the outlet of rows that name none")
    parser.add_argument("--currency", metavar="C", type=_currency, help="INR, USD, ... where the file does not say")
    parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"), help="order of day, month and year")
    parser.add_argument(
        "--bad-rows", choices=("skip", "stop"), default="skip", help="what a bad row does (default: skip)"
    )
    parser.add_argument("--bad-rows-to", type=Path, metavar="CSV", help="write bad rows and conflicts, with reasons")
    parser.add_argument("--dry-run", action="store_true", help="say what it would bring and change nothing")
    parser.add_argument("--yes", action="store_true", help="take what was recognised without asking")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON alone")


def _currency(text: str) -> str:
    if text.upper() not in CURRENCIES:
        raise argparse.ArgumentTypeError(f"“{text}” is no currency code such as INR or USD")
    return text.upper()


def _location(text: str) -> str:
    name = " ".join(text.split())
    if not any(letter.isprintable() and not letter.isspace() for letter in name):
        raise argparse.ArgumentTypeError("the name of an outlet cannot be empty")
    return name


def run(arguments: argparse.Namespace, app: App) -> int:
    """Import a file of sales."""
    _check_targets(arguments, app)
    found = _recognise(arguments, app)
    if arguments.save_map is not None:
        targets.write_mapping(arguments.save_map, mappings.dumps(found.mapping))
    order = imports.Order(
        found, arguments.location, arguments.currency, imports.BadRows(arguments.bad_rows), dry_run=arguments.dry_run
    )
    if not arguments.json:
        _show(found)
    if not (arguments.dry_run or arguments.yes):
        _ask(order, app, arguments)
    app.makes = not arguments.dry_run
    outcome = _import(app, order, quiet=arguments.json)
    try:
        if arguments.bad_rows_to is not None:
            targets.write_problems(arguments.bad_rows_to, found, outcome, dry=arguments.dry_run)
    finally:
        told = json.dumps(as_json(outcome), ensure_ascii=False) if arguments.json else None
        print(told or _told(outcome, dry=arguments.dry_run))
    return 0


def _check_targets(arguments: argparse.Namespace, app: App) -> None:
    """Refuse to write over what is read, before anything is done."""
    address = app.settings.own_database
    precious = (
        ("the file to be imported", arguments.file),
        ("the database", Path(address.partition(":///")[2]) if address.startswith("sqlite") else None),
    )
    targets.check(arguments.save_map, *precious)
    targets.check(
        arguments.bad_rows_to,
        *precious,
        ("the mapping to read it by", arguments.map),
        ("the file of the mapping", arguments.save_map),
    )


def _recognise(arguments: argparse.Namespace, app: App) -> Recognition:
    mapping = None
    if arguments.map is not None:
        mapping = mappings.load(arguments.map)
    return importers.recognise(
        arguments.file,
        format=arguments.format,
        mapping=mapping,
        date_order=arguments.date_order,
        currency=arguments.currency,
        clock=app.clock,
    )


def _import(app: App, order: imports.Order, *, quiet: bool = False) -> Outcome:
    line = ProgressLine(quiet=quiet)
    try:
        if order.dry_run:
            with trial.program(app) as empty_or_own:
                return imports.run(empty_or_own.database, order, by=app.actor, clock=app.clock, progress=line)
        outcome = imports.run(app.database, order, by=app.actor, clock=app.clock, progress=line)
        rollup.drain_all(app.database, line.count)
        return outcome
    finally:
        line.clear()


def _ask(order: imports.Order, app: App, arguments: argparse.Namespace) -> None:
    """Show what the import would bring and let the person decide; nobody there is a no."""
    if not sys.stdin.isatty() or arguments.json:
        raise InvalidError(
            NO_ANSWER, hint="Add --yes to take what was recognised, or --dry-run to see what it would bring."
        )
    print(_told(_import(app, replace(order, dry_run=True)), dry=True))
    if not _yes("Import? [y/N] "):
        raise SakshiError("Nothing was imported.", hint="The file stays as it is; the same command asks again.")


def _yes(question: str) -> bool:
    """Return whether the person says yes; leaving (Ctrl+D) is a no."""
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        print()
        return False


def _show(found: Recognition) -> None:
    print(f"{found.path.name}: {found.title}, {format_count(found.rows)} rows")
    for sentence in dict.fromkeys((found.date_order_reason, found.currency_reason, *found.notes)):
        if sentence:
            print(f"  {sentence}")
    columns = {column: field.value for field, column in found.mapping.columns.items()}
    for number, name in enumerate(found.columns):
        if name in columns:
            sample = " · ".join(row[number][:CELL] for row in found.first_rows[:3] if number < len(row) and row[number])
            print(f"  {columns[name]:<14} ← {name:<24} {sample}")
    print()


def _told(outcome: Outcome, *, dry: bool) -> str:
    money = format_money(outcome.revenue_paise, outcome.currency)
    verb = "Would bring" if dry else "Imported"
    lines = [f"{verb} {counted(outcome.orders, 'order')} in {counted(outcome.lines, 'line')}: net sales {money}."]
    if outcome.refunds or outcome.adjustments:
        parts = counted(outcome.refunds, "refund"), counted(outcome.adjustments, "adjustment")
        lines.append(f"Beside them {parts[0]} and {parts[1]}, which lower the sales.")
    if outcome.from_day is not None and outcome.to_day is not None:
        lines.append(f"Business dates {to_date(outcome.from_day):%d %b %Y} to {to_date(outcome.to_day):%d %b %Y}.")
    for count, one, many in (
        (
            outcome.already_there,
            "order was here already and stays as it is",
            "orders were here already and stay as they are",
        ),
        (
            outcome.joined,
            "order that was here got the part it lacked",
            "orders that were here got the part they lacked",
        ),
        (
            len(outcome.conflicts),
            "order is here with another content; the stored one stays (--bad-rows-to lists it)",
            "orders are here with another content; the stored ones stay (--bad-rows-to lists them)",
        ),
        (
            len(outcome.bad_rows),
            "row could not be read (--bad-rows-to lists it)",
            "rows could not be read (--bad-rows-to lists them)",
        ),
    ):
        if count:
            lines.append(f"{format_count(count)} {one if count == 1 else many}.")
    lines += [f"{counted(count, 'row')} left out: {why}." for why, count in outcome.skipped.items()]
    lines += [f"Mind: {warning}" for warning in outcome.warnings]
    lines += [f"  row {row.row}: {row.reason}" for row in outcome.bad_rows[:SHOWN]]
    if outcome.batch is not None and not dry:
        lines.append(
            f"This is {ids.import_batch(outcome.batch)}; “sakshi imports remove {outcome.batch}” takes it back."
        )
    return "\n".join(lines)


def as_json(outcome: Outcome) -> dict[str, object]:
    """Return the outcome as ``sakshi import --json`` prints it; days as ISO dates, money in minor units."""
    return {
        "format": outcome.format,
        "mapping": tomllib.loads(outcome.mapping),
        "lines": outcome.lines,
        "orders": outcome.orders,
        "refunds": outcome.refunds,
        "adjustments": outcome.adjustments,
        "revenue_paise": outcome.revenue_paise,
        "currency": outcome.currency,
        "bad_rows": len(outcome.bad_rows),
        "conflicts": len(outcome.conflicts),
        "already_there": outcome.already_there,
        "joined": outcome.joined,
        "skipped": outcome.skipped,
        "warnings": list(outcome.warnings),
        "from": _iso(outcome.from_day),
        "to": _iso(outcome.to_day),
        "batch": None if outcome.batch is None else ids.import_batch(outcome.batch),
    }


def _iso(day: int | None) -> str | None:
    return None if day is None else to_date(day).isoformat()
