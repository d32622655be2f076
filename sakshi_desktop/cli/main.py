"""The dispatcher: the table of commands, the words they share, exit codes and what a person reads when one fails."""

import argparse
import atexit
import difflib
import errno
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import ModuleType, TracebackType

from sakshi_desktop import __version__
from sakshi_desktop.core import settings
from sakshi_desktop.core.errors import SakshiError

GOOD = 0
REFUSED = 1
WRONG_WORDS = 2
INTERRUPTED = 130
OUTPUT_FAILS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a write to the output may fail with; such an error names no file."""


def _import() -> ModuleType:
    from sakshi_desktop.cli import imports

    return imports


def _imports() -> ModuleType:
    from sakshi_desktop.cli import import_history

    return import_history


def _kpi() -> ModuleType:
    from sakshi_desktop.cli import kpi

    return kpi


def _locations() -> ModuleType:
    from sakshi_desktop.cli import locations

    return locations


def _trends() -> ModuleType:
    from sakshi_desktop.cli import trends

    return trends


def _ranking() -> ModuleType:
    from sakshi_desktop.cli import ranking

    return ranking


def _app() -> ModuleType:
    from sakshi_desktop.cli import app

    return app


def _demo() -> ModuleType:
    from sakshi_desktop.cli import demo

    return demo


def _customer() -> ModuleType:
    from sakshi_desktop.cli import customer

    return customer


def _order() -> ModuleType:
    from sakshi_desktop.cli import order

    return order


def _table() -> ModuleType:
    from sakshi_desktop.cli import tables

    return tables


def _report() -> ModuleType:
    from sakshi_desktop.cli import report

    return report


def _snapshot() -> ModuleType:
    from sakshi_desktop.cli import snapshot

    return snapshot


def _db() -> ModuleType:
    from sakshi_desktop.cli import db

    return db


def _self_test() -> ModuleType:
    from sakshi_desktop.cli import self_test

    return self_test


def _backup() -> ModuleType:
    from sakshi_desktop.cli import backup

    return backup


def _restore() -> ModuleType:
    from sakshi_desktop.cli import restore

    return restore


def _webhooks() -> ModuleType:
    from sakshi_desktop.cli import webhooks

    return webhooks


def _sync() -> ModuleType:
    from sakshi_desktop.cli import sync

    return sync


def _integrations() -> ModuleType:
    from sakshi_desktop.cli import integrations

    return integrations


def _keys() -> ModuleType:
    from sakshi_desktop.cli import keys

    return keys


def _worker() -> ModuleType:
    from sakshi_desktop.cli import worker

    return worker


def _bench() -> ModuleType:
    from sakshi_desktop.cli import bench

    return bench


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line.

    Attributes:
        help: what it does, in a line.
        door: imports the module that has ``add(parser)`` and ``run(arguments, app) -> int``.
    """

    help: str
    door: Callable[[], ModuleType]


COMMANDS: dict[str, Command] = {
    "app": Command("open the window; without a display, figures, a report and pictures", _app),
    "demo": Command("build an invented chain of cafes to look around in", _demo),
    "import": Command("bring sales from a POS export into the database", _import),
    "imports": Command("list what was imported, or take an import back", _imports),
    "kpi": Command("all KPIs of a period, together and by location", _kpi),
    "locations": Command("locations side by side, and what each could do", _locations),
    "trends": Command("one KPI over time", _trends),
    "ranking": Command("locations by composite score", _ranking),
    "customer": Command("find customers by name, phone, e-mail or an id", _customer),
    "order": Command("show an order, move it a step on, cancel it, give money of it back", _order),
    "table": Command("locations, costs, items, staff and shifts from a spreadsheet, or to one", _table),
    "report": Command("write a report as a PDF, such as that of a month", _report),
    "integrations": Command("outside services: connect, change, pause, and the set-up on paper", _integrations),
    "keys": Command("the vault of this PC and the secrets in it", _keys),
    "webhooks": Command("tell other programs what happens: receivers, deliveries, trials", _webhooks),
    "sync": Command("records to and from services: run, look before, take back, dead letters", _sync),
    "worker": Command("do the background work without a window, until it is stopped", _worker),
    "snapshot": Command("picture every page of the window, in light and in dark", _snapshot),
    "db": Command("upgrade a database, or check that it is sound", _db),
    "backup": Command("copy the database, verified, while it is in use", _backup),
    "restore": Command("put a backup in the place of the database", _restore),
    "self-test": Command("try whether all parts of this installation work", _self_test),
    "bench": Command("measure one promise about speed (in a checkout)", _bench),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 refused with a sentence, 2 wrong words."""
    _speak_utf8()
    try:
        module, arguments = _understood(words)
    except KeyboardInterrupt:
        return _stopped()
    if words is None:  # as a program of its own; in a test or another program these belong to that
        _keep_secrets(debug=arguments.debug)
        atexit.register(gc.freeze)  # all that is left dies with the process; to sweep it took a quarter of a command
    if arguments.debug:
        return _run(module, arguments)
    return _in_sentences(module, arguments)


def _understood(words: Sequence[str] | None) -> tuple[ModuleType, argparse.Namespace]:
    given, rest = _front(words)
    parser = argparse.ArgumentParser(prog=f"sakshi {given.command}", description=COMMANDS[given.command].help)
    add_shared(parser, default=argparse.SUPPRESS)
    module = COMMANDS[given.command].door()
    module.add(parser)
    return module, parser.parse_args(rest, given)


def _keep_secrets(*, debug: bool) -> None:
    """Let no log and no traceback of this process tell a secret."""
    from sakshi_desktop.core import redaction

    redaction.guard_logs()
    sys.excepthook = redaction.tell if debug else _last_words


def _in_sentences(module: ModuleType, arguments: argparse.Namespace) -> int:
    try:
        code = _run(module, arguments)
        _flush()
    except SakshiError as error:
        print(f"{error.sentence}\n{error.hint}".strip(), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return _stopped()
    except BrokenPipeError:
        _say_no_more()  # the reader has gone (`| head`)
        return GOOD
    except OSError as error:
        if error.filename is not None or error.errno not in OUTPUT_FAILS:
            raise
        _say_no_more()
        print(
            f"What there is to say cannot be written ({error.strerror}).\n"
            "The command itself may have done its work; send what it says elsewhere.",
            file=sys.stderr,
        )
        return REFUSED
    return code


def _stopped() -> int:
    print("Stopped.", file=sys.stderr)
    return INTERRUPTED


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _say_no_more() -> None:
    """Let what is left in the buffer go nowhere, in silence."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(module: ModuleType, arguments: argparse.Namespace) -> int:
    from sakshi_desktop import app as program

    chosen = settings.load().at(arguments.database)
    with closing(program.build(chosen, makes=False)) as app:  # a command that makes a database says so itself
        code: int = module.run(arguments, app)
    return code


def _front(words: Sequence[str] | None) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="sakshi",
        description="The back office of a chain of cafes.",
        epilog="commands:\n" + "\n".join(f"  {name:<13} {command.help}" for name, command in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sakshi {__version__}")
    add_shared(parser, default=None)
    parser.add_argument("command", nargs="?", metavar="COMMAND", help="one of those below; each has its own --help")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if given.command is None:
        parser.error("say what to do; “sakshi --help” lists all that it can")
    if given.command not in COMMANDS:
        near = difflib.get_close_matches(given.command, COMMANDS, n=1)
        parser.error(f"there is no command “{given.command}”" + (f"; did you mean “{near[0]}”?" if near else ""))
    rest: list[str] = given.rest
    del given.rest
    return given, rest


def add_shared(parser: argparse.ArgumentParser, *, default: str | None = argparse.SUPPRESS) -> None:
    """Describe the words that every command takes, before its name, after it and after its action."""
    parser.add_argument(
        "--database",
        metavar="URL",
        default=default,
        help="use this database for once: a file, or postgresql://USER@HOST/NAME (never with a password in it)",
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        default=default if default == argparse.SUPPRESS else False,
        help="show the whole traceback when something fails",
    )


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:  # noqa: ARG001
    print(
        f"Something went wrong that nobody foresaw ({kind.__name__}).\nThe same command with --debug shows where.",
        file=sys.stderr,
    )


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and (stream.encoding or "").lower() not in {"utf-8", "utf8"}:
            stream.reconfigure(encoding="utf-8")
