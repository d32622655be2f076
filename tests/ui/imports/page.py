"""What tests of the imports page share: a till's export, and steps that many of them take."""

import csv

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from tests.ui import chain, windows

PATIENCE = 60_000
HEADS = ["Bill No", "Date", "Time", "Outlet", "Item", "Qty", "Rate", "Value"]


def till(folder, name="till.csv", count=60, heads=HEADS, more=(), lines=1, first=0):
    """Write a file of sales of 60 bills, 80.00 a line; its last column is what was paid with tax, 84.00.

    Args:
        lines: of each bill.
        first: the number of the first bill.
    """
    file = folder / name
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(heads)
        for number in range(first, first + count):
            day, minute = f"{1 + number % 20:02d}/11/2026", f"12:{number % 60:02d}"
            line = [number, day, minute, ("Fort", "Juhu")[number % 2], "Masala chai", 2, "40.00", "84.00"]
            writer.writerows([line] * lines)
        writer.writerows(more)
    return file


def opened(qtbot, address, folder, actor=None, page=None):
    """Return the whole window on a database."""
    program = App(Settings(database=address, folder=folder), clock=chain.clock)
    if actor is not None:
        program.actor = actor
    return windows.opened(qtbot, program, page), program


def left(window, program):
    """Let the window go, and its program with it."""
    windows.let_go(window)
    program.close()


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
    qtbot.waitUntil(lambda: page.sheet.editor.is_built, timeout=PATIENCE)


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
