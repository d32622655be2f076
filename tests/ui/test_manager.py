"""A manager with an own export: every key goes where the window listens, and nothing is clicked."""

import csv

import openpyxl
import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from sakshi_desktop.analytics import kpis
from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.importers.types import Field
from sakshi_desktop.ui.imports.dialogs import RemoveDialog
from tests.ui.imports.page import left, opened

PATIENCE = 300_000
MAVEN = "maven_coffee_shop_sales.csv.gz"
CENTS = 69_881_233
STORES = {"Astoria": 23_224_391, "Hell's Kitchen": 23_651_117, "Lower Manhattan": 23_005_725}
TABS = 150
"""More than any page has controls."""


class Keyboard:
    """Ten fingers: keys are pressed where the focus is, and controls are reached with Tab alone."""

    def __init__(self, qtbot, window):
        self._qtbot = qtbot
        self._window = window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self._qtbot.keyClick(self._focus(), key, modifier)
        self.rest()

    def _focus(self):
        """Return where the window listens: it must be somewhere, always."""
        top = QApplication.activeModalWidget() or self._window
        if not top.isActiveWindow():
            top.activateWindow()  # as every window manager does when a dialog or a list opens or closes
            self._qtbot.waitUntil(top.isActiveWindow)
        self._qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return QApplication.focusWidget()

    def control(self, key):
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def reach(self, wanted):
        for _ in range(TABS):
            focus = self._focus()
            if focus is wanted:
                return
            self._qtbot.keyClick(focus, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {wanted.accessibleName() or wanted}")

    def push(self, button):
        self.reach(button)
        self.press(Qt.Key.Key_Space)

    def pick(self, choice, value):
        self.reach(choice)
        self._qtbot.keyClick(choice, Qt.Key.Key_Down)
        view, goal = choice.view(), choice.findData(value)
        while (row := view.currentIndex().row()) != goal:
            self._qtbot.keyClick(view, Qt.Key.Key_Down if row < goal else Qt.Key.Key_Up)
        self._qtbot.keyClick(view, Qt.Key.Key_Return)
        self.rest()

    def answer(self, file):
        """Answer the dialog of the system that asks for a file."""
        (dialog,) = (one for one in self._window.findChildren(QFileDialog) if one.isVisible())
        dialog.fileSelected.emit(str(file))
        dialog.close()
        self.rest()

    def rest(self):
        self._qtbot.waitUntil(lambda: not self._window.inside.tasks.busy, timeout=PATIENCE)


@pytest.mark.slow
def test_an_own_export_is_brought_corrected_compared_and_exported_by_the_keyboard_alone(
    qtbot, address, tmp_path, shared_data
):
    file = shared_data / MAVEN
    window, program = opened(qtbot, address, tmp_path)
    try:
        keyboard = Keyboard(qtbot, window)
        assert window.inside.welcome.own.hasFocus()
        keyboard.press(Qt.Key.Key_Space)
        _bring_wrongly(qtbot, keyboard, window, file)
        _take_back(keyboard, window)
        _bring_rightly(qtbot, keyboard, window, file)
        _compare(keyboard, window)
        _export_table(keyboard, window, tmp_path)
        _export_report(qtbot, keyboard, window, tmp_path)
        assert kpis.page(program.figures, window.inside.desk.asking.scope).total.revenue_paise == CENTS
    finally:
        left(window, program)


def _choose(qtbot, keyboard, window, file):
    keyboard.control(Qt.Key.Key_O)
    keyboard.answer(file)
    qtbot.waitUntil(lambda: window.inside.page.sheet.editor.is_built, timeout=PATIENCE)


def _see(qtbot, keyboard, window):
    """Go from the result of an import to its days, and return the revenue on the card."""
    page = window.inside.page
    qtbot.waitUntil(page.result.days.isVisible, timeout=PATIENCE)
    keyboard.push(page.result.days)
    qtbot.waitUntil(lambda: window.inside.page is not page, timeout=PATIENCE)
    keyboard.rest()
    return window.inside.page.cards["revenue_paise"].says.exact.split("\n")[0]


def _bring_wrongly(qtbot, keyboard, window, file):
    """Take the price of one for what the whole line came to."""
    _choose(qtbot, keyboard, window, file)
    page = window.inside.page
    keyboard.pick(page.how.currency, "USD")
    keyboard.pick(page.sheet.editor.choices["unit_price"], Field.AMOUNT.value)
    assert page.take.isEnabled(), page.totals.remarks.text()
    keyboard.push(page.take)
    seen = _see(qtbot, keyboard, window)
    assert seen
    assert seen != format_money(CENTS, "USD")


def _take_back(keyboard, window):
    keyboard.control(Qt.Key.Key_5)
    page = window.inside.page
    keyboard.push(page.past.remove)
    keyboard.push(page.findChild(RemoveDialog).good)
    assert [row.state for row in page.past.table.model.rows] == [BatchState.REMOVED]


def _bring_rightly(qtbot, keyboard, window, file):
    _choose(qtbot, keyboard, window, file)
    page = window.inside.page
    keyboard.pick(page.how.currency, "USD")
    keyboard.pick(page.sheet.editor.choices["unit_price"], Field.UNIT_PRICE.value)
    assert page.totals.values["revenue"].text() == format_money(CENTS, "USD")
    keyboard.push(page.take)
    assert _see(qtbot, keyboard, window) == format_money(CENTS, "USD")


def _compare(keyboard, window):
    keyboard.control(Qt.Key.Key_3)
    page = window.inside.page
    assert {row.name: row.figures["revenue_paise"] for row in page.table.model.rows} == STORES
    keyboard.reach(page.measures.buttons[page.measures.pressed])
    for _ in range(2):  # the arrows go along what is chosen between
        keyboard.press(Qt.Key.Key_Right)
    assert page.measures.buttons[page.measures.pressed].text() == "Against best"
    place = [column.key for column in page.table.model.columns].index("revenue_paise")
    best = max(STORES.values())
    shown = {row.name: page.table.model.text(at, place) for at, row in enumerate(page.table.model.shown)}
    assert shown["Hell's Kitchen"] == format_money(0, "USD")
    assert shown["Astoria"].startswith("-")
    keyboard.reach(page.best.lines["revenue_paise"])
    keyboard.press(Qt.Key.Key_Return)
    assert page.behind.sum.text() == f"Revenue {format_money(best, 'USD')}"
    keyboard.press(Qt.Key.Key_Escape)
    assert not page.is_behind
    keyboard.reach(page.measures.buttons[page.measures.pressed])
    for _ in range(2):
        keyboard.press(Qt.Key.Key_Left)


def _export_table(keyboard, window, folder):
    page = window.inside.page
    for button, name in ((page.table._export, "cafes.csv"), (page.table._excel, "cafes.xlsx")):
        keyboard.push(button)
        keyboard.answer(folder / name)
        assert window.inside.toast.text == f"3 locations written to {name}."
        window.inside.toast.dismiss()
    with (folder / "cafes.csv").open(encoding="utf-8-sig", newline="") as written:
        rows = list(csv.DictReader(written))
    assert {row["Location"]: round(100 * float(row["Revenue"])) for row in rows} == STORES
    (book,) = openpyxl.load_workbook(folder / "cafes.xlsx").worksheets
    heads = [cell.value for cell in book[1]]
    typed = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in book.iter_rows(min_row=2)]
    assert {row["Location"]: round(100 * row["Revenue"]) for row in typed} == STORES


def _export_report(qtbot, keyboard, window, folder):
    keyboard.control(Qt.Key.Key_1)
    page = window.inside.page
    keyboard.push(page.pdf)
    keyboard.answer(folder / "half-year.pdf")
    qtbot.waitUntil(page.pdf.isEnabled, timeout=PATIENCE)
    with pdfplumber.open(folder / "half-year.pdf") as report:
        assert format_money(CENTS, "USD") in report.pages[0].extract_text()
        assert window.inside.toast.text == f"half-year.pdf · {len(report.pages)} pages"
