import csv
from datetime import datetime

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import insert

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store.models import Customer, Order
from sakshi_desktop.ui.customers.finder import Finder
from sakshi_desktop.ui.customers.work import Work
from tests.ui import chain
from tests.ui.customers.page import heard, open_order, rest, rows
from tests.ui.windows import opened_on


def test_an_overtaken_search_is_not_shown(held, one_program, qapp):
    finder = Finder(Work(held, one_program.database, one_program.actor, one_program.clock))
    shown = []
    finder.found.connect(shown.append)
    finder.search("As")
    finder.search("Asha")
    (_, first, _), (_, second, _) = held.held
    second("Asha")
    first("As")
    assert shown == ["Asha"]


def test_typing_shows_who_is_meant_masked(qtbot, one_page):
    page = one_page
    qtbot.keyClicks(page.search.line, "asha")
    rest(qtbot, page)
    model = page.search.table.model
    assert model.rowCount() == 1
    assert [model.text(0, column) for column in range(3)] == ["Asha Rao", "+91 •••••• 8331", "a•••@example.com"]
    qtbot.keyClick(page.search.line, Qt.Key.Key_Escape)
    rest(qtbot, page)
    assert page.search.line.text() == ""
    assert model.rowCount() > 1
    qtbot.keyClick(page.search.line, Qt.Key.Key_Down)
    assert page.window().focusWidget() is page.search.table.view
    qtbot.keyClick(page.search.table.view, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.shows_person


def test_a_window_that_opens_on_the_customers_waits_for_what_is_typed(qtbot, one_program):
    with opened_on(qtbot, one_program, "customers") as window:
        assert window.focusWidget() is window.inside.page.search.line


def test_nobody_found_says_what_to_do(qtbot, one_page):
    qtbot.keyClicks(one_page.search.line, "zzzzzz")
    rest(qtbot, one_page)
    assert one_page.search.notice.words[0] == "Nobody is found for “zzzzzz”."
    one_page.search.notice.press()
    assert one_page.person.deeds.dialog.windowTitle() == "New customer"
    one_page.person.deeds.dialog.reject()
    one_page.search.line.setText("z" * 1_000)
    rest(qtbot, one_page)
    assert one_page.search.notice.words[0] == f"Nobody is found for “{'z' * 29}…”."


def test_a_search_that_fails_offers_to_try_again(qtbot, one_page):
    one_page.finder.failed.emit(DatabaseError("The database does not answer.", hint="Look whether it runs."))
    assert one_page.search.notice.words[0] == "The database does not answer."
    with qtbot.waitSignal(one_page.finder.found, timeout=30_000):
        one_page.search.notice.press()


def test_a_walk_in_order_is_shown_without_a_record(qtbot, one_page):
    walk_in = rows(one_page, Order, Order.customer_id.is_(None))[0]
    qtbot.keyClicks(one_page.search.line, f"ord-{walk_in.id}")
    rest(qtbot, one_page)
    assert one_page.search.notice.words[0] == "This order names no customer."
    qtbot.keyClick(one_page.search.line, Qt.Key.Key_Return)
    rest(qtbot, one_page)
    assert one_page.person.title.text() == "Walk-in order"
    assert not one_page.person.record.isVisible()
    one_page.person.go_back()
    rest(qtbot, one_page)
    assert not one_page.shows_person


def test_a_customer_or_order_is_opened_from_elsewhere(qtbot, one_page):
    window = one_page.window()
    window.visit("overview")
    window.inside.desk.open("order", one_page.ids[1])
    rest(qtbot, one_page)
    assert window.windowTitle().startswith("Customers")
    assert one_page.person.order_panel.title.text() == f"ORD-{one_page.ids[1]}"
    window.inside.desk.open("customer", one_page.ids[0])
    rest(qtbot, one_page)
    assert not one_page.person.shows_order


def test_what_is_not_there_is_said_so(qtbot, one_page):
    one_page.show_one("customer", 999_999)
    rest(qtbot, one_page)
    assert one_page.person.under.text().startswith("There is no customer CUS-999999.")
    one_page.show_one("order", 999_999)
    rest(qtbot, one_page)
    assert one_page.person.order_panel.trouble.text().startswith("There is no order ORD-999999.")
    assert not one_page.person.order_panel.area.isVisible()
    open_order(qtbot, one_page)
    one_page.show_one("order", 999_999)
    rest(qtbot, one_page)
    assert not one_page.person.order_panel.area.isVisible()


def _export(qtbot, page, file):
    page.search.table.export()
    dialog = page.search.table.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    rest(qtbot, page)
    with file.open(encoding="utf-8-sig", newline="") as text:
        return [row["Name"] for row in csv.DictReader(text)]


def test_a_list_of_customers_fits_into_a_window_of_usual_size(qtbot, one_page):
    one_page.window().resize(1100, 720)
    rest(qtbot, one_page)
    assert one_page.search.table.view.horizontalScrollBar().maximum() == 0


def test_more_than_are_shown_are_said_to_be_and_a_file_has_them_all(qtbot, page, tmp_path):
    people = [{"name": f"Meera Iyer {number:03}", "created_at": chain.NOW} for number in range(179)]
    with page.window().inside.desk.program.database.begin() as session:
        session.execute(insert(Customer), people)
    table = page.search.table
    qtbot.keyClicks(page.search.line, "meera")
    rest(qtbot, page)
    assert (table.model.rowCount(), table.count_text) == (50, "The first 50 of 179 customers; a file gets all")
    names = _export(qtbot, page, tmp_path / "meera.csv")
    assert names == [f"Meera Iyer {number:03}" for number in range(178, -1, -1)]
    assert "179 customers written to meera.csv." in heard(page)
    table.sort_first_by("name")
    assert _export(qtbot, page, tmp_path / "by-name.csv") == sorted(names)
    page.search.line.setText("meera iyer 17")
    rest(qtbot, page)
    assert table.count_text == "9 customers"


def test_those_who_ordered_last_come_first_in_a_file_of_everybody(qtbot, page, tmp_path):
    people = [{"name": f"Meera Iyer {number:03}", "created_at": chain.NOW} for number in range(1_001)]
    with page.window().inside.desk.program.database.begin() as session:
        session.execute(insert(Customer), people)
    page.finder.refresh()
    rest(qtbot, page)
    table = page.search.table
    count = table.model.rowCount()
    assert table.count_text == f"The first {count} of {len(rows(page, Customer)):,} customers; a file gets all"
    names = _export(qtbot, page, tmp_path / "all.csv")
    assert len(names) == len(rows(page, Customer))
    assert names[0] == "Asha Rao"
    assert names[count] == "Meera Iyer 1000"
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as text:
        found = {row["Name"]: row["Last order"] for row in csv.DictReader(text)}
    assert (found["Asha Rao"], found["Meera Iyer 1000"]) == ("2026-11-22", "")


def test_orders_amounts_and_days_are_numbers_in_a_workbook(qtbot, page, tmp_path):
    file = tmp_path / "all.xlsx"
    page.search.table.export_excel()
    dialog = page.search.table.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    rest(qtbot, page)
    (found,) = openpyxl.load_workbook(file).worksheets
    heads = [cell.value for cell in found[1]]
    asha = next(row for row in found.iter_rows(min_row=2) if row[0].value == "Asha Rao")
    told = dict(zip(heads, asha, strict=True))
    assert (told["Orders"].value, told["Spent"].value) == (1, 80)
    assert told["Spent"].number_format.startswith('[>=10000000]"₹"##')
    assert told["Last order"].value == datetime(2026, 11, 22)  # noqa: DTZ001  # a day
