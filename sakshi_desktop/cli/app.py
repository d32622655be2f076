"""`sakshi app`: the window; where there is no display, figures, a report and pictures in a folder."""

import argparse
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import screen


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi app``."""
    parser.add_argument(
        "--no-window", action="store_true", help="print figures, and write a report and pictures, even with a display"
    )
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="where report and pictures go (default: sakshi-first-look, here)"
    )


def run(arguments: argparse.Namespace, app: App) -> int:
    """Open the window, or do without one; a database that is named must be there, one's own is made."""
    app.makes = arguments.database is None
    if arguments.no_window or arguments.folder is not None or not screen.there():
        from sakshi_desktop.cli import first_look

        return first_look.take(arguments, app)
    screen.check(window=True)
    from sakshi_desktop.ui import start

    return start.run(app)
