"""`sakshi bench`: the door to the benchmarks, which live beside the tests and only in a checkout."""

import argparse
import subprocess
import sys
from pathlib import Path

from sakshi_desktop.core.errors import NotFoundError

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "tests" / "bench"
NOT_BENCHMARKS = frozenset({"harness", "test_harness"})


def names() -> list[str]:
    """Return the benchmarks of this checkout; none in an installed program."""
    return sorted(file.stem for file in FOLDER.glob("[a-z]*.py") if file.stem not in NOT_BENCHMARKS)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="which one; without it, what there is")
    parser.add_argument("--quick", action="store_true", help="a smaller one that ends within a minute")
    parser.add_argument("--json", action="store_true", help="end with all figures as one JSON object on the last line")


def run(arguments: argparse.Namespace, app: object) -> int:  # noqa: ARG001
    """Run one benchmark in a process of its own.

    Raises:
        NotFoundError: no benchmark has this name, or this is no checkout.
    """
    known = names()
    if not known:
        raise NotFoundError("There are no benchmarks here.", hint="They come with a checkout of the source.")
    if arguments.name is None:
        print("\n".join(known))
        return 0
    if arguments.name not in known:
        raise NotFoundError(f"There is no benchmark “{arguments.name}”.", hint=f"Choose one of: {', '.join(known)}.")
    flags = [f"--{flag}" for flag in ("quick", "json") if getattr(arguments, flag)]
    return subprocess.call([sys.executable, "-m", f"tests.bench.{arguments.name}", *flags], cwd=CHECKOUT)  # noqa: S603
