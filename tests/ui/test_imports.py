import csv
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog

from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.importers.types import Field
from sakshi_desktop.ui import start
from sakshi_desktop.ui.imports.dialogs import RemoveDialog
from tests.ui import chain

PATIENCE = 60_000
HEADS = ["Bill No", "Date", "Time", "Outlet", "Item", "Qty", "Rate", "Value"]


def till(folder, name="till.csv", count=60, heads=HEADS, more=()):
    """Write a file of sales of 60 bills, 80.00 each; its last column is what was paid with tax, 84.00."""
    file = folder / name
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(heads)
        for number in range(count):
            day, minute = f"{1 + number % 20:02d}/11/2026", f"12:{number % 60:02d}"
            writer.writerow([number, day, minute, ("Fort", "Juhu")[number % 2], "Masala chai", 2, "40.00", "84.00"])
        writer.writerows(more)
    return file


@pytest.fixture
def window(qtbot, address, tmp_path):
    """The whole window on an empty database, of each kind in turn."""
    program = start_program(address, tmp_path)
    window = start.make(program)
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.show()
    yield window
    window.close()
    window.stop()
    program.close()


def start_program(address, folder, actor=None):
    from sakshi_desktop.app import App
    from sakshi_desktop.core.settings import Settings

    program = App(Settings(database=address, folder=folder), clock=chain.clock)
    return replace(program, actor=actor) if actor else program


@pytest.fixture
def page(window, qtbot):
    window.visit("imports")
    quiet(qtbot, window)
    return window.inside.page


def quiet(qtbot, window):
    """Wait until everything that was asked has been answered."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)


def choose(qtbot, window, file):
    """Choose a file as a person does, by the keyboard alone."""
    page = window.inside.page
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keySequence(page, QKeySequence(QKeySequence.StandardKey.Open))
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    quiet(qtbot, window)


def bring(qtbot, window, file):
    choose(qtbot, window, file)
    qtbot.keyClick(window.inside.page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)


def figures(page):
    return {key: label.text() for key, label in page.totals.values.items()}


def means(qtbot, page, column, field):
    """Give a column another meaning by the keyboard."""
    pick(qtbot, page.sheet.editor.choices[column], field.value if field else "")


def pick(qtbot, choice, wanted):
    """Choose from a list by the keyboard: open it, move, press Enter."""
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    view = choice.view()
    while view.currentIndex().row() != choice.findData(wanted):
        down = view.currentIndex().row() < choice.findData(wanted)
        qtbot.keyClick(view, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)


def test_a_wrong_mapping_is_corrected_by_removing_and_importing_again(qtbot, window, tmp_path):
    """The way of a manager with an own export, from the first page on, by the keyboard alone."""
    qtbot.keyClick(window.inside.welcome.own, Qt.Key.Key_Space)
    quiet(qtbot, window)
    page = window.inside.page
    file = till(tmp_path)
    choose(qtbot, window, file)
    assert figures(page)["orders"] == "60"
    means(qtbot, page, "Rate", None)
    quiet(qtbot, window)
    means(qtbot, page, "Value", Field.AMOUNT)
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "₹5,040.00"
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert page.result.head.text() == "till.csv is imported as IMP-1."
    choose(qtbot, window, file)
    assert page.how.form_reason.text() == "60 rows, read by the mapping that you kept for files with these columns."
    means(qtbot, page, "Value", Field.TOTAL)
    quiet(qtbot, window)
    means(qtbot, page, "Rate", Field.UNIT_PRICE)
    quiet(qtbot, window)
    means(qtbot, page, "Value", None)
    quiet(qtbot, window)
    assert "IMP-1 holds the sales of this very file, read by another mapping." in page.totals.remarks.text()
    assert not page.take.isEnabled()
    qtbot.keyClick(page.discard, Qt.Key.Key_Space)
    qtbot.keyClick(page.past.remove, Qt.Key.Key_Space)
    dialog = page.findChild(RemoveDialog)
    assert "60 orders" in dialog.words.text()
    assert "₹5,040.00" in dialog.words.text()
    qtbot.keyClick(dialog.good, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert [row.state for row in page.past.table.model.rows] == [BatchState.REMOVED]
    choose(qtbot, window, file)
    page.viewmodel.guess_again()
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "₹4,800.00"
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)
    qtbot.waitUntil(lambda: window.inside.desk.asking.newest == chain.LAST - 1, timeout=PATIENCE)
    qtbot.keyClick(page.result.days, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert window.inside.page.cards["revenue_paise"].says.value == "₹4,800"
