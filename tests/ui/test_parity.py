"""One figure in every form: tile, orders behind it, CSV, Excel, command line and PDF say the same, to the paisa."""

import csv
import json
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from sqlalchemy import select

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.catalog import BY_KEY, KPIS
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.cli import main
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.portal import refunds
from sakshi_desktop.reports import REPORTS
from sakshi_desktop.store.models import Order
from sakshi_desktop.ui.behind import columns as behind_columns
from sakshi_desktop.ui.behind.viewmodel import BehindViewModel, Drill
from sakshi_desktop.ui.behind.viewmodel import load as look_behind
from sakshi_desktop.ui.locations import viewmodel as locations
from sakshi_desktop.ui.locations.columns import columns
from sakshi_desktop.ui.locations.viewmodel import Measure
from sakshi_desktop.ui.overview import viewmodel as overview
from sakshi_desktop.ui.widgets.writing import write
from tests.ui import chain, windows

DAY = timedelta(days=1)
MONTH = Scope(Period(chain.LAST - 29, chain.LAST), currency="INR")
NEED_MORE = {"profit_margin", "cost_per_order_paise", "growth", "growth_year"}
"""No orders of a period sum up to these: labour and running costs belong to none, and a growth needs other periods."""
SCOPES = {
    "a month": MONTH,
    "a running month": replace(MONTH, period=Period(chain.LAST - 20, chain.LAST + 9)),
    "a week of one channel": Scope(Period(chain.LAST - 6, chain.LAST), channel=Channel.ZOMATO, currency="INR"),
    "one location at lunch": replace(MONTH, locations=(2,), day_part=DayPart.LUNCH),
}


def on_the_command_line(address, capsys, scope):
    words = ["kpi", "--from", to_date(scope.period.start).isoformat(), "--to", to_date(scope.period.end).isoformat()]
    words += ["--channel", scope.channel] if scope.channel else []
    words += ["--day-part", scope.day_part] if scope.day_part else []
    words += [word for key in scope.locations or () for word in ("--location", f"LOC-{key}")]
    assert main([*words, "--json", "--database", address]) == 0
    return json.loads(capsys.readouterr().out)


def on_paper(program, scope, file):
    """Return the lines of the table of all figures, and of the locations."""
    REPORTS["monthly"].door()(program.figures, scope, file, by=THIS_PC, clock=chain.clock)
    with pdfplumber.open(file) as document:
        return "\n".join(page.extract_text() for page in document.pages).split("\n")


def in_files(folder, name, heads, rows):
    """Write rows as CSV and Excel and return both, each as dictionaries by heading."""
    for ending in ("csv", "xlsx"):
        assert write(folder / f"{name}.{ending}", name, heads, rows) == len(rows)
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        plain = list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(folder / f"{name}.xlsx").active
    titles = [cell.value for cell in sheet[1]]
    typed = [dict(zip(titles, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    return plain, typed


@pytest.mark.parametrize("name", SCOPES)
def test_every_form_says_the_same(program, chain_address, capsys, qapp, held, tmp_path, name):
    scope = SCOPES[name]
    tiles = overview.load(program.figures, scope, "revenue_paise")
    said = on_the_command_line(chain_address, capsys, scope)
    lines = on_paper(program, scope, tmp_path / "report.pdf")
    for kpi in KPIS:
        value = tiles.page.total.value(kpi.key)
        shown = catalog.show(kpi, value, "INR")
        assert said["total"][kpi.key] == value
        assert any(line.startswith(kpi.label) and f" {shown}" in line for line in lines)
        if kpi.key in tiles.cards:
            assert tiles.cards[kpi.key].exact.startswith(shown)
        behind = look_behind(program.figures, Drill(kpi.key, scope)).total
        assert behind.value == (None if kpi.key in NEED_MORE else value), kpi.key
    _orders_add_up(program, held, tmp_path, scope, tiles.page.total)
    _locations_agree(program, tmp_path, scope, said, lines)


@pytest.mark.parametrize("name", ["a month", "a week of one channel"])
def test_money_given_back_is_in_every_form(program, chain_address, capsys, qapp, held, tmp_path, name):
    with program.database.begin() as session:
        for channel in (Channel.ZOMATO, Channel.DINE_IN):
            sold = select(Order.id).where(Order.channel == channel, Order.business_date == chain.LAST).limit(1)
            refunds.give_back(
                session, session.scalars(sold).one(), 1_234, reason="Cold", by=THIS_PC, clock=lambda: chain.NOW - DAY
            )
    scope = SCOPES[name]
    total = overview.load(program.figures, scope, "revenue_paise").page.total
    said = on_the_command_line(chain_address, capsys, scope)["total"]
    model = BehindViewModel(held, program.figures)
    model.look(Drill("revenue_paise", scope))
    rows = list(model.every_row())
    given_back = [row.amount_paise for row in rows if row.amount_paise < 0]
    assert given_back == [-1_234] * (1 if scope.channel else 2)
    assert sum(row.amount_paise for row in rows) == total.revenue_paise == said["revenue_paise"]
    plain, typed = in_files(tmp_path, "orders", behind_columns.columns("INR"), rows)
    assert sum(round(100 * float(row["Net sales"])) for row in plain) == total.revenue_paise
    assert sum(round(100 * row["Net sales"]) for row in typed) == total.revenue_paise
    assert len(rows) == total.orders + len(given_back)
    lines = on_paper(program, scope, tmp_path / "report.pdf")
    assert any(line.startswith("Revenue") and format_money(total.revenue_paise, "INR") in line for line in lines)


def test_the_tile_the_rows_behind_it_and_the_file_of_the_button_say_the_same(qtbot, program, tmp_path):
    with windows.opened_on(qtbot, program) as window:
        windows.quiet(qtbot, window)
        page = window.inside.page
        tile = page.cards["revenue_paise"]
        qtbot.keyClick(tile, Qt.Key.Key_Return)
        windows.quiet(qtbot, window)
        (button,) = (one for one in page.behind.findChildren(QPushButton) if one.text() == "Export CSV")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = page.behind.findChild(QFileDialog)
        with qtbot.waitSignal(window.inside.tasks.idle, timeout=windows.PATIENCE):
            dialog.fileSelected.emit(str(tmp_path / "orders.csv"))
        dialog.close()
        with (tmp_path / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        written = sum(round(100 * float(row["Net sales"])) for row in rows)
        shown = format_money(written, "INR")
        assert written == overview.load(program.figures, MONTH, "revenue_paise").page.total.revenue_paise
        assert (tile.says.value, page.behind.sum.text()) == (
            format_money(written, "INR", minor=False),
            f"Revenue {shown}",
        )
        assert tile.says.exact.startswith(shown)
        assert page.behind.table.count_text == f"{len(rows)} rows · Revenue {shown}"
    assert {row["Date"] for row in rows} >= {"2026-11-21", "2026-10-23"}


def _orders_add_up(program, held, folder, scope, total):
    model = BehindViewModel(held, program.figures)
    model.look(Drill("revenue_paise", scope))
    rows = list(model.every_row())
    assert sum(row.amount_paise for row in rows) == total.revenue_paise
    plain, typed = in_files(folder, "orders", behind_columns.columns("INR"), rows)
    assert sum(round(100 * float(row["Net sales"])) for row in plain) == total.revenue_paise
    assert sum(round(100 * row["Net sales"]) for row in typed) == total.revenue_paise
    assert len(rows) == total.orders  # the chain of these tests gives nothing back


def _locations_agree(program, folder, scope, said, lines):
    side = locations.load(program.figures, scope)
    plain, typed = in_files(folder, "locations", columns(Measure.FIGURES, "INR"), side.rows)
    for row, text, cells, told in zip(side.rows, plain, typed, said["locations"], strict=True):
        assert (row.name, text["Location"], cells["Location"]) == (told["name"],) * 3
        for kpi in KPIS:
            value = row.figures[kpi.key]
            assert told[kpi.key] == value
            if value is None:
                assert (text[kpi.short], cells[kpi.short]) == ("", None)
            elif kpi.unit is catalog.Unit.PAISE:
                assert (round(100 * float(text[kpi.short])), round(100 * cells[kpi.short])) == (value, value)
            else:
                assert float(text[kpi.short]) == value
                assert cells[kpi.short] == pytest.approx(value, rel=1e-14)  # Excel keeps fifteen digits of a share
        if len(side.rows) > 1:
            shown = format_money(row.figures["revenue_paise"], "INR")
            assert any(line.startswith(row.name) and shown in line for line in lines)
    assert BY_KEY["revenue_paise"].short in plain[0]
