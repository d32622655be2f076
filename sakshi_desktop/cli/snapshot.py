"""`sakshi snapshot`: a picture of every page of the window, in light and in dark, without a screen."""

import argparse
import re
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import figures, screen

SIZE = re.compile(r"(\d{3,4})x(\d{3,4})")
SMALLEST, LARGEST = (900, 600), (7680, 4320)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="where the pictures go; made if missing")
    parser.add_argument("--size", metavar="WxH", type=_size, default="1280x800", help="of the window (1280x800)")
    parser.add_argument("--month", metavar="MONTH", dest="period", help="the month shown, such as 2023-06")
    figures.add_scope(parser)


def run(arguments: argparse.Namespace, app: App) -> int:
    """Take the pictures and name the files."""
    screen.check(window=False)
    scope = figures.scope(arguments, app)
    from sakshi_desktop.ui import pictures

    files = pictures.take(app, arguments.folder, size=arguments.size, scope=scope)
    if arguments.json:
        figures.print_json({"pictures": [str(file) for file in files]})
    else:
        print("\n".join(str(file) for file in files))
    return 0


def _size(text: str) -> tuple[int, int]:
    found = SIZE.fullmatch(text.strip().lower())
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(least <= side <= most for side, least, most in zip(size, SMALLEST, LARGEST, strict=True)):
        raise argparse.ArgumentTypeError(f"“{text}” is no size from 900x600 to 7680x4320, such as 1440x900")
    return size
