"""`sakshi worker`: the background work of the window as a program of its own, for busy sites and servers."""

import argparse
import json
import os
import signal
import threading

from sakshi_desktop.app import App
from sakshi_desktop.cli import numbers
from sakshi_desktop.core import turns

ENDS = ("SIGTERM", "SIGINT", "SIGBREAK")
LOOK_SECONDS = 0.5
"""How often a signal is looked for where the system does not wake who waits."""


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi worker``."""
    parser.add_argument("--seconds", type=numbers.amount(0), metavar="N", help="stop by itself after so many seconds")
    parser.add_argument("--json", action="store_true", help="print JSON alone, a line at the start and one at the end")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Work until a signal ends it; then give back what was not begun."""
    ended = threading.Event()
    for name in ENDS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: ended.set())
    app.work()
    turns.settle()
    title = app.database.title
    _say(
        arguments, {"working": True, "database": title, "process": os.getpid()}, f"At work on {title}; Ctrl+C ends it."
    )
    left = float("inf") if arguments.seconds is None else arguments.seconds
    while left > 0 and not ended.wait(min(LOOK_SECONDS, left)):
        left -= LOOK_SECONDS
    app.close()
    _say(arguments, {"working": False}, "Stopped; nothing that was begun is lost.")
    return 0


def _say(arguments: argparse.Namespace, told: dict[str, object], sentence: str) -> None:
    print(json.dumps(told) if arguments.json else sentence, flush=True)
