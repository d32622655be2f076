"""`sakshi db`: brings a database to this program's shape, or tells whether it is sound."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from sakshi_desktop.app import App
from sakshi_desktop.cli import progress
from sakshi_desktop.cli.progress import ProgressLine
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.store import health, shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.health import Health
from sakshi_desktop.store.upgrade import beside, upgrade

if TYPE_CHECKING:  # a lazy door: most checks look at no figure
    from sakshi_desktop.analytics.reconciling import Reconciled

NAMED = 5
"""So many days whose figures differed are named; more are counted."""
DAMAGED = "Work on with a copy or the latest backup, and keep this one for repair."
RESHAPED = "Somebody changed it, or an unfinished version of this program made it: restore a backup, or import anew."


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "action",
        choices=("upgrade", "check"),
        help="upgrade: bring it to this program's shape, a SQLite file is copied first, or made where there is none; "
        "check: read the whole of it for damage, compare its shape with what this program makes, and change nothing "
        "but, with --figures, wrong figures",
    )
    parser.add_argument(
        "--figures",
        choices=("sample", "all"),
        nargs="?",
        const="sample",
        help="with check: also hold the figures of some days, or of all, against their orders, and mend what differs",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Upgrade or check the database that the settings name.

    Raises:
        DatabaseError: it cannot be opened, or a check found problems.
        NotFoundError: there is no database to be checked.
    """
    if arguments.action == "upgrade":
        return _upgrade(app.settings.own_database, as_json=arguments.json)
    return _check(app, figures=arguments.figures, as_json=arguments.json)


def _upgrade(address: str, *, as_json: bool) -> int:
    with closing(_Opened(address)) as opened:
        before, title, file = opened.revision(), opened.database.title, opened.database.file
        with progress.shown(quiet=as_json) as line:
            done = upgrade(opened.database, told=line)
    copy = str(beside(file, before)) if done and file is not None and before is not None else None
    if as_json:
        print(json.dumps({"database": title, "from": before, "to": shape.HEAD, "upgraded": done, "copy": copy}))
        return 0
    if done and before is None:
        print(f"{title}: made anew, in {_shape(shape.HEAD)}. It is empty.")
    else:
        print(f"{title}: brought from {_shape(before)} to {_shape(shape.HEAD)}." if done else f"{title}: up to date.")
    if copy is not None:
        print(f"As it was before, it lies in {copy}.")
    return 0


def _check(app: App, *, figures: str | None, as_json: bool) -> int:
    with closing(_Opened(app.settings.own_database, make=False)) as opened:
        found = _looked_over(opened.database, quiet=as_json)
        fit = found.revision == found.head and found.sound
        held = _held(opened.database, app, everything=figures == "all") if figures and fit else None
    print(json.dumps(_as_object(found, held), ensure_ascii=False) if as_json else _as_text(found, held))
    shape.refuse_newer(found.revision, found.min_program)
    if figures and held is None:
        print("The figures were not looked at: that needs a sound database of this program's shape.", file=sys.stderr)
    if not found.sound:
        counted = _counted(("problem", found.problems), ("difference of shape", found.differences))
        raise DatabaseError(f"{counted} found in {found.title}.", hint=DAMAGED if found.problems else RESHAPED)
    return 0


def _looked_over(database: Database, *, quiet: bool) -> Health:
    line = ProgressLine(quiet=quiet)
    try:
        return health.check(database, progress=line)
    finally:
        line.clear()


def _counted(*kinds: tuple[str, Sequence[str]]) -> str:
    return " and ".join(f"{len(all_)} {one if len(all_) == 1 else _many(one)}" for one, all_ in kinds if all_)


def _many(one: str) -> str:
    first, space, rest = one.partition(" ")
    return f"{first}s{space}{rest}"


def _held(database: Database, app: App, *, everything: bool) -> Reconciled:
    """Hold figures against their orders: a sample of days, or all of them however long that takes."""
    from sakshi_desktop.analytics.reconciling import LONGEST, SAMPLE, reconcile  # numpy: only where it is asked for

    days, longest = (None, None) if everything else (SAMPLE, LONGEST)
    line = ProgressLine()
    try:
        return reconcile(database, by=app.actor, clock=app.clock, days=days, longest=longest, progress=line.count)
    finally:
        line.clear()


def _as_object(found: Health, held: Reconciled | None) -> dict[str, object]:
    told: dict[str, object] = {
        "database": found.title,
        "shape": found.revision,
        "program_shape": found.head,
        "sound": found.sound,
        "problems": list(found.problems),
        "differences": list(found.differences),
        "unchecked": list(found.unchecked),
    }
    if held is not None:
        told["figures"] = {
            "checked": held.checked,
            "of": held.of,
            "mended": [
                {"location": ids.location(location), "date": to_date(day).isoformat()}
                for location, day in held.different
            ],
        }
    return told


def _as_text(found: Health, held: Reconciled | None) -> str:
    lines = [f"{found.title}: {'' if found.sound else 'not '}sound, {_shape(found.revision)}."]
    if shape.is_older(found.revision):
        lines.append(f"This program wants {_shape(found.head)}: run “sakshi db upgrade”.")
    if held is not None:
        lines.append(_held_as_text(held))
    return "\n".join([*lines, *found.problems, *found.differences, *found.unchecked])


def _held_as_text(held: Reconciled) -> str:
    looked = f"{format_count(held.checked)} of {format_count(held.of)} days of locations"
    if not held.different:
        return f"Figures: {looked} held against their orders, and all agree."
    count = len(held.different)
    named = [f"{ids.location(location)} on {to_date(day)}" for location, day in held.different[:NAMED]]
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return f"Figures: of {looked}, {count} differed from their orders and were mended: {', '.join(named)}{more}."


def _shape(revision: str | None) -> str:
    return "empty" if revision is None else f"shape {revision}"


class _Opened:
    """A database that is open, in whatever shape it is."""

    def __init__(self, address: str, *, make: bool = True) -> None:
        self.database = Database.open(address, make=make)

    def revision(self) -> str | None:
        with self.database.reading() as connection:
            return shape.current_revision(connection)

    def close(self) -> None:
        self.database.dispose()
