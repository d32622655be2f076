"""`sakshi imports`: the history of imports, and taking one back."""

import argparse
import json

from sakshi_desktop.analytics import rollup
from sakshi_desktop.app import App
from sakshi_desktop.cli import actions, table
from sakshi_desktop.cli.progress import ProgressLine
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.money import counted, format_count, format_money
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.importers.outcomes import BatchRow, then_in_none
from sakshi_desktop.jobs import imports


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi imports``."""
    add_action = actions.of(parser)
    add_action("list", "list the imports, the newest first")
    remove = add_action("remove", "take an import back; what other imports said of the same orders stays")
    remove.add_argument("batch", metavar="BATCH", help="such as IMP-3")


def run(arguments: argparse.Namespace, app: App) -> int:
    """List the imports, or remove one."""
    if arguments.action == "list":
        with app.database.read() as session:
            rows = imports.listed(session, clock=app.clock)
        print(json.dumps([_as_json(row) for row in rows], ensure_ascii=False) if arguments.json else _table(rows))
        return 0
    line = ProgressLine(quiet=arguments.json)
    number = ids.parse(arguments.batch, "IMP")
    try:
        row = imports.remove(app.database, number, by=app.actor, clock=app.clock, progress=line)
        rollup.drain_all(app.database, line.count)
    finally:
        line.clear()
    with app.database.read() as session:
        lost = then_in_none(row, imports.listed(session, clock=app.clock))
    money = format_money(row.revenue_paise, row.currency)
    said = f"{ids.import_batch(row.id)} is removed: {counted(row.orders, 'order')}, {money}."
    told = _as_json(row) | {"state": ImportState.REMOVED.value, "then_in_none": lost}
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(filter(None, (said, lost))))
    return 0


def _as_json(row: BatchRow) -> dict[str, object]:
    return {
        "batch": ids.import_batch(row.id), "file": row.file_name, "format": row.format, "state": row.state.value,
        "lines": row.lines, "orders": row.orders, "refunds": row.refunds, "revenue_paise": row.revenue_paise,
        "currency": row.currency, "bad_rows": row.bad_rows, "conflicts": row.conflicts,
        "from": None if row.from_day is None else to_date(row.from_day).isoformat(),
        "to": None if row.to_day is None else to_date(row.to_day).isoformat(), "started": row.started, "by": row.by,
    }  # fmt: skip


def _table(rows: list[BatchRow]) -> str:
    if not rows:
        return "Nothing was imported yet. “sakshi import FILE” reads a POS export."
    cells = [
        (
            ids.import_batch(row.id), row.file_name, row.state.value, _day(row.from_day), _day(row.to_day),
            format_count(row.orders), format_money(row.revenue_paise, row.currency),
        )
        for row in rows
    ]  # fmt: skip
    return table.draw(("Import", "File", "State", "From", "To", "Orders", "Net sales"), cells, left=5)


def _day(day: int | None) -> str:
    return "" if day is None else f"{to_date(day):%d %b %Y}"
