"""Commands of several actions: `sakshi webhooks add`, `sakshi sync run`."""

import argparse
from collections.abc import Callable, Iterable

from sakshi_desktop.cli.main import add_shared
from sakshi_desktop.core.errors import InvalidError

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


def must_say_one(arguments: argparse.Namespace, words: Iterable[str]) -> None:
    """See that a change says what is to change: at least one of ``words``.

    Raises:
        InvalidError: it says none of them.
    """
    if all(_is_unsaid(getattr(arguments, word)) for word in words):
        raise InvalidError("It was not said what is to change.", hint="Behind --help stands all that can be said.")


def _is_unsaid(value: object) -> bool:
    return value is None or value is False  # 0 and "" are said
