"""A manager with an own export, Square's or any other: every key goes where the window listens, nothing is clicked."""

import csv
import gzip
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.importers.types import Field
from sakshi_desktop.ui.imports.dialogs import RemoveDialog
from tests.importers.exports import SQUARE_35
from tests.ui.imports.page import left, opened
from tests.ui.keyboard import PATIENCE, Keyboard

MAVEN = "maven_coffee_shop_sales.csv.gz"
SOLD = 600
"""Lines of the first days of January 2023: the whole file is read by the tests of the importers."""
PIERS = ("Pier 9", "Ferry Building", "Mission")


@dataclass
class Export:
    """A file of sales, and what each outlet sold by it, in cents."""

    file: Path
    cents: Counter = field(default_factory=Counter)


def maven(folder, shared_data):
    """Return the first days of a chain of coffee shops, as a table that names no system."""
    made = Export(folder / "cafes.csv")
    with (
        gzip.open(shared_data / MAVEN, "rt", encoding="utf-8", newline="") as source,
        made.file.open("w", newline="", encoding="utf-8") as target,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames)
        writer.writeheader()
        for row in islice(rows, SOLD):
            writer.writerow(row)
            made.cents[row["store_location"]] += int(row["transaction_qty"]) * round(100 * float(row["unit_price"]))
    return made


def square(folder, _shared_data):
    """Return some days of an account at Square with three places, as Square exports sold items."""
    made = Export(folder / "items-2026-05.csv")
    with made.file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, SQUARE_35, restval="")
        writer.writeheader()
        for number in range(60):
            place, gross, off = PIERS[number % 4 % 3], 450 + 25 * (number % 9), 50 * (number % 2)
            made.cents[place] += gross - off
            writer.writerow(
                {
                    "Date": f"2026-05-{1 + number % 20:02d}",
                    "Time": f"08:{number:02d}:30",
                    "Time Zone": "Pacific Time (US & Canada)",
                    "Category": "Coffee",
                    "Item": ("Flat White", "Cortado", "Bagel")[number % 3],
                    "Qty": "1.0",
                    "Gross Sales": f"${gross / 100:.2f}",
                    "Discounts": f"-${off / 100:.2f}",
                    "Net Sales": f"${(gross - off) / 100:.2f}",
                    "Tax": "$0.00",
                    "Transaction ID": f"TX{number:03d}",
                    "Event Type": "Payment",
                    "Location": place,
                }
            )
    return made


def misread_maven(keyboard, page):
    """Take the price of one for what the whole line came to."""
    keyboard.pick(page.how.currency, "USD")
    keyboard.pick(page.sheet.editor.choices["unit_price"], Field.AMOUNT.value)


def mend_maven(keyboard, page):
    keyboard.pick(page.how.currency, "USD")
    keyboard.pick(page.sheet.editor.choices["unit_price"], Field.UNIT_PRICE.value)


def misread_square(keyboard, page):
    """Take it for any table, and what was sold before discounts for what was paid."""
    keyboard.pick(page.how.form, "generic")
    keyboard.pick(page.sheet.editor.choices["Gross Sales"], Field.AMOUNT.value)


def mend_square(_keyboard, page):
    """Square's own export is known by its columns: there is nothing to say."""
    assert page.how.form.currentText() == "Square, item sales"


WAYS = {"maven": (maven, misread_maven, mend_maven), "square": (square, misread_square, mend_square)}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_an_own_export_is_brought_corrected_compared_and_exported_by_the_keyboard_alone(
    qtbot, address, tmp_path, shared_data, way
):
    write, misread, mend = WAYS[way]
    export = write(tmp_path, shared_data)
    with ExitStack() as stack:
        neighbour, window = (_opened(qtbot, stack, address, tmp_path / name) for name in ("neighbour", "own"))
        keyboard = Keyboard(qtbot, window)
        assert window.inside.welcome.own.hasFocus()
        keyboard.press(Qt.Key.Key_Space)
        wrong = _bring(qtbot, keyboard, window, export, misread)
        assert wrong != _paid(export)
        _is_shown(qtbot, neighbour, wrong)
        _take_back(keyboard, window)
        qtbot.waitUntil(neighbour.inside.welcome.isVisible, timeout=PATIENCE)
        assert _bring(qtbot, keyboard, window, export, mend) == _paid(export)
        _is_shown(qtbot, neighbour, _paid(export))
        _compare(keyboard, window, export)
        _export_table(keyboard, window, export, tmp_path)
        _export_report(qtbot, keyboard, window, export, tmp_path)


def _opened(qtbot, stack, address, folder):
    window, program = opened(qtbot, address, folder)
    stack.callback(left, window, program)
    return window


def _paid(export):
    return format_money(export.cents.total(), "USD")


def _revenue(window):
    return window.inside.page.cards["revenue_paise"].says.exact.split("\n")[0]


def _is_shown(qtbot, neighbour, revenue):
    """Wait until the other window, which nobody touches, shows this on its page."""
    qtbot.waitUntil(lambda: neighbour.inside.page is not None and _revenue(neighbour) == revenue, timeout=PATIENCE)


def _bring(qtbot, keyboard, window, export, decide):
    """Import a file, having decided how it is read; go from the result to its days, and return the revenue there."""
    keyboard.control(Qt.Key.Key_O)
    keyboard.answer(export.file)
    page = window.inside.page
    qtbot.waitUntil(lambda: page.sheet.editor.is_built, timeout=PATIENCE)
    decide(keyboard, page)
    assert page.take.isEnabled(), page.totals.remarks.text()
    keyboard.push(page.take)
    qtbot.waitUntil(page.result.days.isVisible, timeout=PATIENCE)
    keyboard.push(page.result.days)
    qtbot.waitUntil(lambda: window.inside.page not in {page, None}, timeout=PATIENCE)
    keyboard.rest()
    return _revenue(window)


def _take_back(keyboard, window):
    keyboard.control(Qt.Key.Key_5)
    page = window.inside.page
    keyboard.push(page.past.remove)
    keyboard.push(page.findChild(RemoveDialog).good)
    assert [row.state for row in page.past.table.model.rows] == [ImportState.REMOVED]
    assert window.inside.toast.text == "IMP-1 is removed."
    keyboard.press(Qt.Key.Key_Escape)
    assert window.inside.toast.isHidden()


def _compare(keyboard, window, export):
    keyboard.control(Qt.Key.Key_3)
    page = window.inside.page
    assert {row.name: row.figures["revenue_paise"] for row in page.table.model.rows} == export.cents
    keyboard.reach(page.measures.buttons[page.measures.pressed])
    keyboard.press(Qt.Key.Key_Right, Qt.Key.Key_Right)  # the arrows go along what is chosen between
    assert page.measures.buttons[page.measures.pressed].text() == "Against best"
    place = [column.key for column in page.table.model.columns].index("revenue_paise")
    shown = {row.name: page.table.model.text(at, place) for at, row in enumerate(page.table.model.shown)}
    (best, most), *others = export.cents.most_common()
    assert shown[best] == format_money(0, "USD")
    assert all(shown[name].startswith("-") for name, _ in others)
    keyboard.reach(page.best.lines["revenue_paise"])
    keyboard.press(Qt.Key.Key_Return)
    assert page.behind.sum.text() == f"Revenue {format_money(most, 'USD')}"
    keyboard.press(Qt.Key.Key_Escape)
    assert not page.is_behind
    keyboard.reach(page.measures.buttons[page.measures.pressed])
    keyboard.press(Qt.Key.Key_Left, Qt.Key.Key_Left)


def _export_table(keyboard, window, export, folder):
    page = window.inside.page
    for button, name in ((page.table._export, "outlets.csv"), (page.table._excel, "outlets.xlsx")):
        keyboard.push(button)
        keyboard.answer(folder / name)
        assert window.inside.toast.text == f"3 locations written to {name}."
        keyboard.press(Qt.Key.Key_Escape)
    with (folder / "outlets.csv").open(encoding="utf-8-sig", newline="") as written:
        rows = list(csv.DictReader(written))
    assert {row["Location"]: round(100 * float(row["Revenue"])) for row in rows} == export.cents
    (book,) = openpyxl.load_workbook(folder / "outlets.xlsx").worksheets
    heads = [cell.value for cell in book[1]]
    typed = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in book.iter_rows(min_row=2)]
    assert {row["Location"]: round(100 * row["Revenue"]) for row in typed} == export.cents


def _export_report(qtbot, keyboard, window, export, folder):
    keyboard.control(Qt.Key.Key_1)
    page = window.inside.page
    keyboard.push(page.pdf)
    keyboard.answer(folder / "report.pdf")
    qtbot.waitUntil(page.pdf.isEnabled, timeout=PATIENCE)
    with pdfplumber.open(folder / "report.pdf") as report:
        assert _paid(export) in report.pages[0].extract_text()
        assert window.inside.toast.text == f"report.pdf · {len(report.pages)} pages"
