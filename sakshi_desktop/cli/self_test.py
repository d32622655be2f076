"""`sakshi self-test`: whether all parts of this installation work, tried on a small demo that is thrown away."""

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sakshi_desktop.analytics import kpis, periods
from sakshi_desktop.analytics.types import Scope
from sakshi_desktop.app import App
from sakshi_desktop.cli import screen
from sakshi_desktop.core.clock import DEFAULT_ZONE, to_date
from sakshi_desktop.core.errors import SakshiError, VaultError
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.store.database import Database

GOOD, BROKEN = 0, 1
WIDTH = 14
SMALL = {"customers": 60, "months": 2, "locations": 2, "orders": 600}


@dataclass(frozen=True, slots=True)
class Found:
    """How one part did.

    Attributes:
        says: what was seen, or why it does not work.
    """

    part: str
    good: bool
    says: str


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("--json", action="store_true", help="print what was found as JSON alone")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Try every part and tell how it did; nothing of the person's own data is touched."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, closing(_small(app, Path(folder))) as program:
        found = tried(PARTS, program)
    print(as_json(found) if arguments.json else as_text(found))
    return GOOD if all(one.good for one in found) else BROKEN


def as_text(found: Sequence[Found]) -> str:
    """Return a line for each part, as a person reads it."""
    return "\n".join(f"{'good' if one.good else 'BAD ':4}  {one.part:<{WIDTH}}{one.says}" for one in found)


def as_json(found: Sequence[Found]) -> str:
    """Return what was found as a program reads it."""
    return json.dumps([{"part": one.part, "good": one.good, "says": one.says} for one in found], ensure_ascii=False)


def tried(parts: Mapping[str, Callable[[App], str]], program: App) -> Sequence[Found]:
    """Try each part; one that fails, however it fails, is told and does not keep the others from being tried."""
    return [_one(part, door, program) for part, door in parts.items()]


def _one(part: str, door: Callable[[App], str], program: App) -> Found:
    try:
        return Found(part, good=True, says=door(program))
    except SakshiError as error:
        return Found(part, good=False, says=f"{error.sentence} {error.hint}".strip())
    except Exception as error:  # noqa: BLE001  # that a part is missing shows in any error, and is what is told
        return Found(part, good=False, says=f"{type(error).__name__}: {error}")


def _small(app: App, folder: Path) -> App:
    return app.at(f"sqlite:///{folder / 'sakshi.db'}")


def _home(program: App) -> Path:
    return Path(program.settings.own_database.removeprefix("sqlite:///")).parent


def _database(program: App) -> str:
    from sakshi_desktop.demo.build import build
    from sakshi_desktop.demo.types import Scale

    built = build(program.settings.own_database, scale=Scale(**SMALL), clock=program.clock)
    return f"a demo of {format_count(built.orders)} orders, migrated and filled"


def _figures(program: App) -> str:
    page = kpis.page(program.figures, _whole(program))
    if not page.total.revenue_paise:
        raise ValueError("no revenue was counted")
    return f"{format_money(page.total.revenue_paise)} of revenue counted"


def _report(program: App) -> str:
    from sakshi_desktop.reports import REPORTS

    file = _home(program) / "report.pdf"
    written = REPORTS["monthly"].door()(program.figures, _whole(program), file, by=program.actor, clock=program.clock)
    return f"{written.pages} pages of PDF, {file.stat().st_size // 1_000} kB"


def _window(program: App) -> str:
    screen.check(window=False)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from sakshi_desktop.ui import pictures

    return f"{len(pictures.take(program, _home(program) / 'pictures'))} pictures of pages"


def _vault(program: App) -> str:
    from sakshi_desktop.vault import rules
    from sakshi_desktop.vault.file_store import FileStore
    from sakshi_desktop.vault.keyring_store import open_keyring
    from sakshi_desktop.vault.sealing import PcSealer

    store = FileStore(_home(program) / "vault")
    store.create(Secret("a passphrase for one moment"))
    rules.round_trip(store)
    sealer = PcSealer(store)
    sealed = sealer.seal(sealer.public_key(), "trial", 1, Secret("seen"))
    if sealer.open(sealed, "trial", 1) != Secret("seen"):
        raise VaultError("What was sealed came back as something else.")
    try:
        return f"sealing and the file vault; here is the {open_keyring().title}"
    except VaultError as none:
        return f"sealing and the file vault; {none.sentence}"


def _network(_program: App) -> str:
    import truststore

    from sakshi_desktop.connectors import http, webhook

    truststore.SSLContext(PROTOCOL_TLS_CLIENT)
    Database("postgresql://nobody@localhost/nothing").dispose()  # loads the driver, and asks nobody
    clients = ", ".join(name.__name__.rpartition(".")[2] for name in (http, webhook))
    return f"clients ({clients}), certificates of the system, driver of PostgreSQL"


def _zones(program: App) -> str:
    here: datetime = program.clock().astimezone(ZoneInfo(DEFAULT_ZONE))
    return f"{here:%H:%M} in {DEFAULT_ZONE}"


def _work(program: App) -> str:
    program.work()
    return "scheduler, webhooks and syncs begin"


def _workbooks(program: App) -> str:
    from openpyxl import load_workbook
    from xlsxwriter import Workbook

    file = _home(program) / "trial.xlsx"
    with Workbook(str(file)) as book:
        book.add_worksheet().write(0, 0, "साक्षी")
    if load_workbook(file)["Sheet1"]["A1"].value != "साक्षी":
        raise ValueError("the text of a cell came back as another")
    return "written and read"


def _whole(program: App) -> Scope:
    last = max(outlet.last_sale for outlet in program.figures.outlets() if outlet.last_sale is not None)
    return Scope(periods.parse(f"{to_date(last):%Y-%m}", last))


PARTS: Mapping[str, Callable[[App], str]] = {
    "Database": _database,
    "Figures": _figures,
    "Report": _report,
    "Window": _window,
    "Secrets": _vault,
    "Network": _network,
    "Time zones": _zones,
    "Workbooks": _workbooks,
    "Background": _work,
}
