"""No phone and no e-mail address in clear, wherever the window speaks, copies or writes, until it is revealed."""

import csv
import logging

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import select

from sakshi_desktop.store.models import AuditEntry, Customer, Event, ImportProblem
from sakshi_desktop.ui.imports.dialogs import ProblemsDialog
from sakshi_desktop.ui.palette.view import Palette
from tests.ui import serving
from tests.ui.customers.page import open_customer, open_order
from tests.ui.imports.page import HEADS
from tests.ui.integrations import spoken

PHONE, MAIL = "+919845077123", "planted.canary@example.com"
NEW_PHONE, NEW_MAIL = "+919000011234", "second.canary@example.com"
TRACES = ("9845077", "98450 77", "45077123", "planted.canary", "planted", "9000011", "90000 11", "second.canary")


def _plant(page):
    with page.window().inside.desk.program.database.begin() as session:
        asha = session.get(Customer, page.ids[0])
        asha.phone, asha.email = PHONE, MAIL


def _all_that_is_said(page):
    """Return every title, every accessible text and every toast of the program's windows."""
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    toast = page.window().inside.toast
    told = [toast.text, *(one.text for one in toast._waiting)]
    return "\n".join([*told, *(window.windowTitle() for window in windows), *(spoken(window) for window in windows)])


def _exported(qtbot, page, table, folder):
    """Return what both exports of a table hold, and the clipboard with all of its cells."""
    found = []
    for ending, ask in (("csv", table.export), ("xlsx", table.export_excel)):
        file = folder / f"{table.view.accessibleName()}.{ending}"
        ask()
        dialog = table.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(file))
        dialog.close()
        serving.settle(page.window())
        if ending == "csv":
            found.append(file.read_text(encoding="utf-8-sig"))
        else:
            (sheet,) = openpyxl.load_workbook(file).worksheets
            found += [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    table.view.selectAll()
    table.copy()
    return "\n".join([*found, QGuiApplication.clipboard().text()])


def _trails(page):
    """Return what events and the trail tell of everything done."""
    with page.window().inside.desk.program.database.read() as session:
        rows = [*session.scalars(select(Event.body)), *session.scalars(select(AuditEntry.detail))]
    return "\n".join(rows)


def _traces(said):
    return [trace for trace in TRACES if trace in said]


def test_a_phone_and_an_e_mail_are_in_clear_nowhere_until_they_are_revealed(qtbot, one_page, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    window, page = one_page.window(), one_page
    _plant(page)
    said = []
    for typed in ("Asha", "7123"):  # the person's own digits come back to them; no more than these
        page.search.line.setText(typed)
        serving.settle(window)
        said.append(_all_that_is_said(page))
    assert "•••••• 7123" in said[0]
    said.append(_exported(qtbot, page, page.search.table, tmp_path))
    assert "•••••• 7123" in said[-1]
    person = open_customer(qtbot, page)
    said.append(_all_that_is_said(page))
    said.append(_exported(qtbot, page, person.orders.table, tmp_path))
    person.deeds.edit()
    dialog = person.deeds.dialog
    said.append(_all_that_is_said(page))
    qtbot.keyClicks(dialog.phone, "90000 11234")
    qtbot.keyClicks(dialog.email, NEW_MAIL)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    serving.settle(window)
    assert person.deeds.dialog is None
    assert "•••••• 1234" in spoken(person)
    said.append(_all_that_is_said(page))
    open_order(qtbot, page)
    said.append(_all_that_is_said(page))
    window.inside.ask()
    field = window.findChild(Palette).field
    qtbot.keyClicks(field, "asha")
    serving.settle(window)
    qtbot.waitUntil(lambda: "Asha Rao" in field.accessibleDescription(), timeout=20_000)
    said.append(_all_that_is_said(page))
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    said += [_trails(page), caplog.text]
    said += [file.read_text(encoding="utf-8") for file in tmp_path.glob("*.ini")]
    assert [_traces(one) for one in said] == [[]] * len(said)
    person.profile.reveal()
    serving.settle(window)
    assert _traces(spoken(window)) == ["90000 11", "second.canary"]
    assert _traces(_trails(page) + caplog.text) == []
    page.show_search()
    serving.settle(window)
    assert _traces(_all_that_is_said(page)) == []
    assert _traces(_exported(qtbot, page, page.search.table, tmp_path)) == []


def _guests(folder):
    """Write an export of which one row cannot be read, with the phone and the address of mail in every row."""
    file = folder / "guests.csv"
    good = [(number, f"{1 + number:02d}/11/2026", "84.00") for number in range(20)]
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow([*HEADS, "Customer Phone", "Customer Email", "Remark"])
        for number, day, paid in (*good, (99, "31/02/2026", "84.00")):
            writer.writerow([number, day, "12:00", "Fort", "Chai", 2, "40.00", paid, PHONE, MAIL, f"call {PHONE[3:]}"])
    return file


def test_a_file_on_its_way_in_and_what_it_left_out_show_no_contacts(qtbot, window, tmp_path):
    window.visit("imports")
    serving.settle(window)
    page = window.inside.page
    page.take_file(_guests(tmp_path))
    serving.settle(window)
    qtbot.waitUntil(lambda: page.sheet.editor.is_built)
    said = [_all_that_is_said(page)]
    page.sheet.show_part(2)
    said += [_all_that_is_said(page), _exported(qtbot, page, page.sheet.bad, tmp_path)]
    assert "p•••@example.com" in said[-1]
    page.take.click()
    serving.settle(window)
    page.past.table.view.selectRow(0)
    page.past.problems.click()
    serving.settle(window)
    (dialog,) = page.findChildren(ProblemsDialog)
    said += [_all_that_is_said(page), _exported(qtbot, page, dialog.table, tmp_path)]
    assert "+91 •••••• 7123" in said[-1]
    dialog.close()
    with window.inside.desk.program.database.read() as session:
        said += session.scalars(select(ImportProblem.cells))
    assert [_traces(one) for one in said] == [[]] * len(said)
