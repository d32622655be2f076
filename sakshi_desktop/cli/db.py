"""`sakshi db`: brings a database to this program's shape, or tells whether it is sound."""

import argparse
import json
from contextlib import closing

from sakshi_desktop.app import App
from sakshi_desktop.core.errors import DatabaseError, NotFoundError
from sakshi_desktop.store import health, shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.health import Health
from sakshi_desktop.store.upgrade import beside, upgrade

DAMAGED = "Work on with a copy or the latest backup, and keep this one for repair."


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "action",
        choices=("upgrade", "check"),
        help="upgrade: bring it to this program's shape, a SQLite file is copied first; "
        "check: read the whole of it for damage and change nothing",
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Upgrade or check the database that the settings name.

    Raises:
        DatabaseError: it cannot be opened, or a check found problems.
        NotFoundError: a check of a file that is not there.
    """
    if arguments.action == "upgrade":
        return _upgrade(app.settings.own_database, as_json=arguments.json)
    return _check(app.settings.own_database, as_json=arguments.json)


def _upgrade(address: str, *, as_json: bool) -> int:
    with closing(_Opened(address)) as opened:
        before, title, file = opened.revision(), opened.database.title, opened.database.file
        done = upgrade(opened.database)
    copy = str(beside(file, before)) if done and file is not None and before is not None else None
    if as_json:
        print(json.dumps({"database": title, "from": before, "to": shape.HEAD, "upgraded": done, "copy": copy}))
        return 0
    print(f"{title}: brought from {_shape(before)} to {_shape(shape.HEAD)}." if done else f"{title}: up to date.")
    if copy is not None:
        print(f"As it was before, it lies in {copy}.")
    return 0


def _check(address: str, *, as_json: bool) -> int:
    file = Database(address).file
    if file is not None and not file.exists():
        raise NotFoundError(f"There is no database at {file}.", hint="Name another one with --database.")
    with closing(_Opened(address)) as opened:
        found = health.check(opened.database)
    print(json.dumps(_as_object(found)) if as_json else _as_text(found))
    shape.refuse_newer(found.revision, found.min_program)
    if found.problems:
        count = len(found.problems)
        raise DatabaseError(f"{count} problem{'s' if count > 1 else ''} found in {found.title}.", hint=DAMAGED)
    return 0


def _as_object(found: Health) -> dict[str, object]:
    return {
        "database": found.title,
        "shape": found.revision,
        "program_shape": found.head,
        "sound": not found.problems,
        "problems": list(found.problems),
    }


def _as_text(found: Health) -> str:
    lines = [f"{found.title}: {'not ' if found.problems else ''}sound, {_shape(found.revision)}."]
    if shape.is_older(found.revision):
        lines.append(f"This program wants {_shape(found.head)}: run “sakshi db upgrade”.")
    return "\n".join([*lines, *found.problems])


def _shape(revision: str | None) -> str:
    return "empty" if revision is None else f"shape {revision}"


class _Opened:
    """A database that is open, in whatever shape it is."""

    def __init__(self, address: str) -> None:
        self.database = Database.open(address)

    def revision(self) -> str | None:
        with self.database.reading() as connection:
            return shape.current_revision(connection)

    def close(self) -> None:
        self.database.dispose()
