"""`sakshi webhooks explain`: why a signature does not fit."""

import argparse
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import entering
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import forensics
from sakshi_desktop.hub.forensics import Pasted

FITS = {True: "fits   ", False: "differs", None: "unknown"}


def add(parser: argparse.ArgumentParser) -> None:
    """Describe what the receiver got."""
    parser.add_argument("headers", type=Path, help="a file with the headers that the receiver got, a line each")
    parser.add_argument("body", type=Path, help="a file with the body, byte for byte as the receiver got it")
    parser.add_argument("--secret-from-input", action="store_true", help="compare the receiver's own secret too")


def explain(arguments: argparse.Namespace, app: App) -> tuple[object, str]:
    """Say which of id, time, body and secret differs.

    Raises:
        InvalidError: a file cannot be read, or there is nothing in it to begin with.
    """
    entering.unlock(app)
    given = entering.secret("The receiver's secret") if arguments.secret_from_input else None
    pasted = Pasted(_content(arguments.headers), _content(arguments.body), given)
    with app.database.read() as session:
        house = forensics.known(session, pasted)
    verdict = forensics.explain(pasted, forensics.opened(house, app.vault), at=app.clock())
    parts = {part.name: {"fits": part.good, "told": part.told} for part in verdict.parts}
    lines = [f"  {FITS[part.good]} {part.name}: {part.told}" for part in verdict.parts]
    return {"sentence": verdict.sentence, "parts": parts}, "\n".join([verdict.sentence, *lines])


def _content(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(f"{file} cannot be read as text.", hint="Save it just as the receiver got it.") from error
