"""`sakshi restore`: puts a backup in the place of the database, which is kept beside it."""

import argparse
import json
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import progress, trial
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.store import restoring
from sakshi_desktop.store.contents import Contents, Replacement, Restored


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a backup that “sakshi backup” has made")
    parser.add_argument(
        "--yes", action="store_true", help="do it; without this, say what would be replaced and by what"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Say what a restore would replace, or do it.

    Raises:
        ConflictError: nothing was said to allow it.
        DatabaseError: it cannot be restored; nothing was changed.
    """
    file: Path = arguments.file.absolute()
    app.makes = arguments.yes
    if arguments.yes:
        with progress.shown(quiet=arguments.json) as line:
            done = restoring.restore(app.database, file, by=app.actor, clock=app.clock, progress=line)
        print(json.dumps(_as_done(done), ensure_ascii=False) if arguments.json else _told(done))
        return 0
    with trial.program(app) as program, progress.shown(quiet=arguments.json) as line:
        shown = restoring.preview(program.database, file, progress=line)
    print(json.dumps(_as_preview(shown)) if arguments.json else _said(shown))
    raise ConflictError("Nothing was changed.", hint="Say --yes to put the backup in the place of the database.")


def _said(shown: Replacement) -> str:
    return f"There is now:      {_line(shown.now)}\nThe backup holds:  {_line(shown.then)}"


def _told(done: Restored) -> str:
    return f"Restored: {_line(done.contents)}.\nAs it was before, the database lies in {done.kept}."


def _line(found: Contents) -> str:
    orders, customers = format_count(found.orders), format_count(found.customers)
    until = "" if found.newest_day is None else f", newest business date {to_date(found.newest_day)}"
    return f"{orders} orders, {customers} customers, {found.locations} locations{until}"


def _as_preview(shown: Replacement) -> dict[str, object]:
    return {"now": _as_object(shown.now), "then": _as_object(shown.then), "restored": False}


def _as_done(done: Restored) -> dict[str, object]:
    found = {"replaced": _as_object(done.replaced), "contents": _as_object(done.contents)}
    return {**found, "kept": str(done.kept), "restored": True}


def _as_object(found: Contents) -> dict[str, object]:
    newest = None if found.newest_day is None else str(to_date(found.newest_day))
    return {
        "orders": found.orders,
        "customers": found.customers,
        "locations": found.locations,
        "newest_business_date": newest,
        "shape": found.revision,
        "bytes": found.bytes,
    }
