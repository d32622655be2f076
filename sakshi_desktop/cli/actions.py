"""Commands of several actions: `sakshi webhooks add`, `sakshi sync run`."""

import argparse
from collections.abc import Callable

from sakshi_desktop.cli.main import add_shared

AddAction = Callable[[str, str], argparse.ArgumentParser]
"""Adds an action by its name and what it does, and returns what its own words are added to."""


def of(parser: argparse.ArgumentParser) -> AddAction:
    """Let a command have actions, one of which must be said; each takes ``--json`` and what every command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
        made.add_argument("--json", action="store_true", help="print JSON alone")
        add_shared(made)
        return made

    return action
