"""A first look without a window: figures on the terminal, the monthly report and pictures of every page in a folder."""

import argparse
import os
import sys
from pathlib import Path

from sakshi_desktop.analytics import kpis, periods
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.app import App
from sakshi_desktop.cli import kpi, screen
from sakshi_desktop.cli.bench import CHECKOUT
from sakshi_desktop.cli.progress import ProgressLine
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.reports import REPORTS

FOLDER = "sakshi-first-look"
GOOD, REFUSED = 0, 1


def take(arguments: argparse.Namespace, app: App) -> int:
    """Print the last whole month and write its report and the pictures; without ``--database`` of the demo chain.

    Where the system lacks what pictures are drawn with, all else is done and the exit code is that of a refusal.
    """
    folder = _folder(arguments.folder, app)
    program = app if arguments.database else app.at(_demo(app))
    try:
        scope = Scope(_last_whole_month(program))
        print(kpi.told(scope, kpis.page(program.figures, scope)), end="\n\n", flush=True)
        month = to_date(scope.period.start)
        report = folder / f"monthly-report-{month:%Y-%m}.pdf"
        written = REPORTS["monthly"].door()(program.figures, scope, report, by=program.actor, clock=program.clock)
        print(f"The report of {month:%B %Y}:  {written.file}")
        drawn = _pictures(program, folder)
    finally:
        program.close()
    print(f"To open the window, on a PC with a display:  {_command()}")
    return GOOD if drawn else REFUSED


def _demo(app: App) -> str:
    """Return the address of the demo chain, built if it is not there."""
    address = app.settings.demo_database
    if not Path(address.removeprefix("sqlite:///")).exists():
        line = ProgressLine()
        print("Building a demo: an invented chain of cafes; this is needed once.", file=sys.stderr, flush=True)
        try:
            app.build_demo(line)
        finally:
            line.clear()
    return address


def _last_whole_month(program: App) -> Period:
    """Return the last month that the sales cover to its end, or the running one where there is no other."""
    sold = [outlet.last_sale for outlet in program.figures.outlets() if outlet.last_sale is not None]
    if not sold:
        raise InvalidError(
            "There are no sales in this database yet.",
            hint="“sakshi import FILE” brings them in; without --database there is a demo to look at.",
        )
    return periods.named("last-month", max(sold) + 1)


def _pictures(program: App, folder: Path) -> bool:
    """Draw every page into the folder; where that cannot be, say why and return False."""
    try:
        screen.check(window=False)
    except screen.ScreenError as error:
        print(f"{error.sentence}\n{error.hint}", file=sys.stderr)
        return False
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from sakshi_desktop.ui import pictures

    for file in pictures.take(program, folder):
        print(f"A picture:  {file}")
    return True


def _folder(wanted: Path | None, app: App) -> Path:
    """Return the folder, made if missing: the one asked for, else one here, else one beside the databases."""
    if wanted is not None:
        return _made(wanted)
    here = Path.cwd() / FOLDER
    return _made(here if os.access(Path.cwd(), os.W_OK) else app.settings.folder / FOLDER)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidError(f"The folder {folder} cannot be made.", hint="Choose another with --folder.") from error
    return folder


def _command() -> str:
    if not (CHECKOUT / "run.py").is_file():
        return "sakshi app"
    return "py run.py" if sys.platform == "win32" else "python3 run.py"
