"""`sakshi backup`: a verified copy of the database, made while it is in use."""

import argparse
import json
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import progress
from sakshi_desktop.store import archive


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="where to write it (default: the folder of backups)"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Write a backup of the database that the settings name.

    Raises:
        NotFoundError: there is no database yet.
        DatabaseError: it cannot be copied.
    """
    database = app.database
    folder = archive.folder_of(app.settings.folder)
    target = (arguments.file or folder / archive.name(database, app.clock())).absolute()
    with progress.shown(quiet=arguments.json) as line:
        made = archive.make(database, target, told=lambda share: line(share, "Copying the database"))
    size = made.stat().st_size
    if arguments.json:
        print(json.dumps({"database": database.title, "file": str(made), "bytes": size}, ensure_ascii=False))
    else:
        print(f"{database.title} is copied to {made} ({size / 1_000_000:,.1f} MB).")
    return 0
