"""`sakshi table`: the tables that a manager keeps, in from a spreadsheet and out to one."""

import argparse
import json
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import targets
from sakshi_desktop.cli.progress import ProgressLine
from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.importers.outcomes import Brought
from sakshi_desktop.jobs import tables
from sakshi_desktop.jobs.tables import NOUNS

SHOWN = 8


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi table``."""
    parser.add_argument("action", choices=("import", "export"), help="bring a file in, or write all rows to one")
    parser.add_argument("table", choices=tuple(NOUNS), metavar="TABLE", help=", ".join(NOUNS))
    parser.add_argument("file", type=Path, metavar="FILE", help="in or out: .csv or .xlsx")
    parser.add_argument("--dry-run", action="store_true", help="say what an import would bring and change nothing")
    parser.add_argument(
        "--bad-rows-to", type=Path, metavar="CSV", help="write the rows that were left out, with reasons"
    )
    parser.add_argument("--json", action="store_true", help="print JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Bring a table in or write it out."""
    noun = NOUNS[arguments.table]
    if arguments.action == "export":
        count = tables.write(app.database, noun, arguments.file)
        told = {"table": noun.name, "rows": count, "file": str(arguments.file.absolute())}
        said = f"{format_count(count)} {noun.one if count == 1 else noun.many} in {arguments.file}."
        print(json.dumps(told, ensure_ascii=False) if arguments.json else said)
        return 0
    targets.check(arguments.bad_rows_to, ("the file to be imported", arguments.file))
    line = ProgressLine(quiet=arguments.json)
    try:
        brought = tables.bring(
            app.database, noun, arguments.file,
            by=app.actor, clock=app.clock, dry_run=arguments.dry_run, progress=line,
        )  # fmt: skip
    finally:
        line.clear()
    if arguments.bad_rows_to is not None:
        tables.write_bad(noun, brought, arguments.bad_rows_to)
    print(as_json(brought, dry=arguments.dry_run) if arguments.json else _told(brought, dry=arguments.dry_run))
    if not brought.taken:
        raise ImportFileError(f"No row of {arguments.file} can be imported.", hint="Correct them, then try again.")
    return 0


def as_json(brought: Brought, *, dry: bool) -> str:
    """Return what a file brought as JSON."""
    bad = [{"row": line.row, "reason": line.reason} for line in brought.bad]
    told = {
        "table": brought.table,
        "dry_run": dry,
        "new": brought.new,
        "changed": brought.changed,
        "unchanged": brought.unchanged,
        "bad_rows": bad,
        "ignored_columns": list(brought.ignored),
    }
    return json.dumps(told, ensure_ascii=False)


def _told(brought: Brought, *, dry: bool) -> str:
    noun = NOUNS[brought.table]
    counts = f"{brought.new} new, {brought.changed} changed, {brought.unchanged} as they were"
    lines = [f"{noun.many.capitalize()}: {'would be ' if dry else ''}{counts}."]
    if brought.ignored:
        lines.append(f"Columns that mean nothing here: {', '.join(brought.ignored)}.")
    if brought.bad:
        count = len(brought.bad)
        lines.append(f"{count} row{'s were' if count > 1 else ' was'} left out (--bad-rows-to lists all):")
        lines += [f"  row {line.row}: {line.reason}" for line in brought.bad[:SHOWN]]
    return "\n".join(lines)
