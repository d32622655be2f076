from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from shiboken6 import isValid
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import locations, menu
from sakshi_desktop.people import team
from sakshi_desktop.store import day_rules
from sakshi_desktop.store.models import AuditEntry, Location, Shift, Staff
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.closing import QUESTION, RUNNING
from sakshi_desktop.ui.widgets.job_line import JobLine
from sakshi_desktop.ui.widgets.kept_table import ImportDialog, columns
from sakshi_desktop.ui.widgets.record_form import RecordForm
from sakshi_desktop.ui.widgets.writing import write
from tests.ui import windows
from tests.ui.windows import PATIENCE, held, quiet

FIRST = datetime(2023, 12, 31, 18, 30, tzinfo=UTC)  # midnight in India


@pytest.fixture
def window(qtbot, program):
    """The window on a database of each kind in turn."""
    with windows.opened_on(qtbot, program) as window:
        yield window


@pytest.fixture
def page(qtbot, window):
    window.visit("operations")
    quiet(qtbot, window)
    return window.inside.page


def cells(kept, title):
    heads = [column.title for column in kept.table.model.columns]
    return [kept.table.model.text(row, heads.index(title)) for row in range(kept.table.model.rowCount())]


def fill(form, **typed):
    for key, text in typed.items():
        part = form.inputs[key]
        part.setText(text) if isinstance(part, QLineEdit) else part.setCurrentText(text)


def test_the_menu_is_shown_and_an_item_is_made_with_the_keyboard(qtbot, page, program):
    items = page.tables["items"]
    assert sorted(cells(items, "Item")) == sorted(["Filter coffee", "Masala chai", "वड़ा पाव"])
    assert "60.00" in cells(items, "Price")
    form = items.make()
    fill(form, name="Idli", price="50", diet="veg", allergens="milk, tree nut")
    with qtbot.waitSignal(items.keeping.shown):
        qtbot.keyClick(form, Qt.Key.Key_Return)
    assert "Idli" in cells(items, "Item")
    assert cells(items, "Allergens")[cells(items, "Item").index("Idli")] == "Milk, Tree nut"
    with program.database.read() as session:
        assert menu.found(session, {"name": "idli"})["price"] == "50.00"


def test_a_table_without_rows_says_how_they_come_in(qtbot, page):
    page.choice.press("locations")
    page.show_section("locations")
    quiet(qtbot, page.window())
    costs = page.tables["costs"]
    assert costs.table.empty.isVisible()
    assert costs.table.empty.text() == (
        "No costs yet. “New cost …” makes one, “Import costs …” brings a sheet of them in."
    )
    assert not page.tables["locations"].table.empty.isVisible()


def test_what_cannot_be_stands_beside_its_field_and_nothing_is_lost(qtbot, page):
    items = page.tables["items"]
    form = items.make()
    fill(form, name="Idli", price="cheap", season="winter")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert form.isVisible()
    assert form.typed["price"] == "cheap"
    assert "no amount" in form.sentence("price")
    assert "no season" in form.inputs["season"].accessibleDescription()
    fill(form, price="50", season="Nov-Feb")
    with qtbot.waitSignal(items.keeping.saved):
        form.enter()


def test_a_sentence_repeats_no_more_than_fits(qtbot, page):
    items = page.tables["items"]
    form = items.make()
    across = form.width()
    fill(form, name="Idli", price="9" * 300, cost="x" * 300, season="x" * 300, prices="x" * 300, launched_on="x" * 300)
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert form.sentence("cost") == f"“{'x' * 29}…” is no amount. Write it as 1234.50."
    for part in form.inputs.values():
        assert part.mapTo(form, part.rect().topRight()).x() < across


def test_an_item_has_a_price_of_its_own_at_a_location(qtbot, page, program):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    fill(form, prices="Indiranagar: dear")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "no amount" in form.sentence("prices")
    fill(form, prices="Indiranagar: 70", sold_out="Koramangala")
    with qtbot.waitSignal(items.keeping.shown):
        form.enter()
    assert "Indiranagar: 70.00" in cells(items, "Own prices")
    assert "Koramangala" in cells(items, "Not sold at")
    with program.database.read() as session:
        assert menu.get(session, form.seen.id)["prices"] == "Indiranagar: 70.00"


def test_dates_stand_in_the_table_as_people_write_them_and_in_its_file_as_files_do(qtbot, page, tmp_path):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    fill(form, launched_on="2026-11-02")
    with qtbot.waitSignal(items.keeping.shown):
        form.enter()
    assert "2 Nov 2026" in cells(items, "On the menu since")
    write(tmp_path / "menu.csv", "Items", items.table.model.columns, items.table.model.shown)
    assert "2026-11-02" in (tmp_path / "menu.csv").read_text(encoding="utf-8-sig")
    page.show_section("locations")
    costs = page.tables["costs"]
    for month in ("2026-10", "2026-11-01 to 2026-11-26"):
        form = costs.make()
        fill(form, location="Indiranagar", month=month, kind="rent", amount="85000")
        with qtbot.waitSignal(costs.keeping.saved):
            form.enter()
    quiet(qtbot, page.window())
    assert cells(costs, "Month") == [f"1{dates.DASH}26 Nov 2026", "Oct 2026"]
    write(tmp_path / "costs.csv", "Costs", costs.table.model.columns, costs.table.model.shown)
    assert "2026-11-01 to 2026-11-26" in (tmp_path / "costs.csv").read_text(encoding="utf-8-sig")


def test_what_another_person_changed_meanwhile_is_told(qtbot, page, program):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    with program.database.begin() as session:
        seen = menu.get(session, form.seen.id)
        menu.save(session, seen, {"price": "99"}, by=THIS_PC)
    fill(form, price="77")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "Price was changed meanwhile, to “99.00”" in form.trouble.text()
    assert form.typed["price"] == "77"
    with program.database.begin() as session:
        seen = menu.get(session, form.seen.id)
        menu.save(session, seen, {"price": "98", "sku": "A-1"}, by=THIS_PC)
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "Price was changed meanwhile, to “98.00”" in form.trouble.text()
    with qtbot.waitSignal(items.keeping.saved):
        form.enter()
    with program.database.read() as session:
        now = menu.get(session, form.seen.id)
    assert (now["price"], now["sku"]) == ("77.00", "A-1")


def test_a_form_that_is_being_saved_cannot_be_left_before_its_answer(qtbot, page, program):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(0))
    fill(form, price="77")
    with qtbot.waitSignal(form.finished), held(program, "items"):
        form.good.click()
        assert (form.good.text(), form.good.isEnabled(), form.leave.isEnabled()) == ("Saving …", False, False)
        for _ in range(2):
            qtbot.keyClick(form, Qt.Key.Key_Escape)
        form.windowHandle().close()
        form.leave.click()
        assert form.isVisible()
        assert form.trouble.isHidden()
    quiet(qtbot, page.window())
    assert "77.00" in cells(items, "Price")


def test_a_save_that_ends_says_nothing_in_a_form_that_saves_nothing(qtbot, page):
    items = page.tables["items"]
    form = items.edit(items.table.model.row(1))
    fill(form, price="78")
    with qtbot.waitSignal(items.keeping.saved):
        items.keeping.save(items.table.model.row(0), {"price": "79"})
    assert form.isVisible()
    with qtbot.waitSignal(items.keeping.refused):
        items.keeping.save(items.table.model.row(0), {"price": "many"})
    assert form.sentence("price") == ""
    assert form.typed["price"] == "78"


def test_staff_and_shifts_are_brought_in_from_a_spreadsheet(qtbot, page, program, tmp_path):
    page.show_section("team")
    staff = page.tables["staff"]
    file = tmp_path / "staff.csv"
    file.write_text("Name,Role,Location,Pay per hour\nAsha Rao,manager,Indiranagar,150\nOm,cook,Indiranagar,90\n")
    with qtbot.waitSignal(staff.keeping.previewed):
        staff.preview(str(file))
    dialog = staff.findChild(ImportDialog)
    assert "1 new, 0 changed" in dialog.says.text()
    assert "Row 3: “cook” is none of them." in dialog.says.text()
    dialog.accept()
    qtbot.waitUntil(lambda: cells(staff, "Name") == ["Asha Rao"], timeout=20_000)
    with program.database.read() as session:
        assert len(team.People(session).called("asha rao", None)) == 1


@contextmanager
def rows_read():
    """Count the shifts that are read as rows of a table."""
    read = []

    def count(asked):
        if not (asked.is_select and all(name in str(asked.statement) for name in ("shifts.ends_at", "staff.name"))):
            return None
        frozen = asked.invoke_statement().freeze()
        read.append(len(frozen().all()))
        return frozen()

    event.listen(Session, "do_orm_execute", count)
    try:
        yield read
    finally:
        event.remove(Session, "do_orm_execute", count)


def test_of_ten_thousand_shifts_only_those_in_sight_are_read(qtbot, page, program):
    book(program, 10_000)
    with rows_read() as read:
        page.show_section("team")
        quiet(qtbot, page.window())
    kept = page.tables["shifts"]
    table = kept.table
    assert table.count_text == "10,000 shifts"
    assert 0 < sum(read) <= 200

    with rows_read() as read:
        table.view.scrollToBottom()
        qtbot.waitUntil(lambda: table.model.text(9_999, 0) == "Asha Rao", timeout=20_000)
    assert sum(read) <= 200
    assert table.model.text(9_999, 3) == "00:00"

    form = kept.edit(table.model.row(9_999))
    with rows_read() as read:
        fill(form, cost="501")
        with qtbot.waitSignal(kept.keeping.saved):
            form.enter()
        qtbot.waitUntil(lambda: table.model.text(9_999, 5) == "501.00", timeout=20_000)
        quiet(qtbot, page.window())
    assert sum(read) <= 1_000

    table.view.horizontalHeader().setSortIndicator(5, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: table.model.text(0, 5) == "501.00", timeout=20_000)
    assert len(list(kept.keeping.every_row())) == 10_000


def book(program, count):
    """Book shifts of an hour each, one after another."""
    with program.database.begin() as session:
        team.save(session, None, {"name": "Asha Rao", "role": "manager", "hourly": "150"}, by=THIS_PC)
        person, place = session.scalars(select(Staff.id)).one(), session.scalars(select(Location.id)).first()
        rule = day_rules.rules(session, place)
        starts = [FIRST + timedelta(hours=hour) for hour in range(count)]
        days = [day_rules.business_time(rule, start).day for start in starts]
        session.execute(
            insert(Shift),
            [
                {
                    "staff_id": person, "location_id": place, "business_date": day, "starts_at": start,
                    "ends_at": start + timedelta(hours=1), "cost_paise": 15_000,
                }
                for day, start in zip(days, starts, strict=True)
            ],
        )  # fmt: skip


def test_a_name_is_the_same_with_and_without_what_nobody_sees(qtbot, page, program, tmp_path):
    page.show_section("team")
    staff = page.tables["staff"]
    file = tmp_path / "staff.csv"
    file.write_text("Name,Role,Location\n\u202eAsha\u202c R\u200bao,manager,Indiranagar\n", encoding="utf-8")
    for _ in range(2):
        program.imports.bring_table(
            "staff", file, dry_run=False, progress=lambda _share, _text: None, cancelled=lambda: False
        )
    staff.keeping.refresh()
    quiet(qtbot, page.window())
    assert cells(staff, "Name") == ["Asha Rao"]


def test_a_table_that_is_written_comes_in_again(qtbot, page, tmp_path, program):
    items = page.tables["items"]
    write(tmp_path / "menu.csv", "Items", items.table.model.columns, items.table.model.shown)
    found = program.imports.bring_table(
        "items", tmp_path / "menu.csv", dry_run=True, progress=lambda _share, _text: None, cancelled=lambda: False
    )
    assert (found.new, found.changed, found.unchanged, found.bad) == (0, 0, 3, [])


def test_a_location_is_edited_from_its_figures(qtbot, window, program):
    window.visit("locations")
    quiet(qtbot, window)
    page = window.inside.page
    page.table.view.setCurrentIndex(page.table.model.index(0, 0))
    name = page.table.model.row(0).name
    page.edit.click()
    qtbot.waitUntil(lambda: page.editing.form is not None)
    form = page.editing.form
    assert form.inputs["name"].text() == name
    fill(form, gstin="27AAPFU0939F1ZV", state="Maharashtra", cutoff="05:00")
    with qtbot.waitSignal(page.editing.keeping.saved):
        form.enter()
    with program.database.read() as session:
        record = locations.Book(session).found({"name": name})
    assert (record["gstin"], record["cutoff"]) == ("27AAPFU0939F1ZV", "05:00")


@pytest.fixture
def moving(qtbot, page):
    """The form of a location in which its day was made to begin an hour later."""
    page.show_section("locations")
    quiet(qtbot, page.window())
    places = page.tables["locations"]
    form = places.edit(next(row for row in places.table.model.rows if row["name"] == "Indiranagar"))
    fill(form, cutoff="05:00")
    return form


def test_a_day_that_moves_orders_is_saved_in_sight_and_the_window_says_what_becomes_of_it(qtbot, page, program, moving):
    window, form = page.window(), moving
    with held(program, "orders"):
        form.good.click()
        (job,) = window.line.jobs
        assert window.line.words[0] == "Saving Indiranagar …"
        (line,) = form.findChildren(JobLine)
        assert line.isVisible()
        assert (form.good.isEnabled(), form.leave.isEnabled(), form.leave.text()) == (False, True, "Cancel")
        qtbot.keyClick(form, Qt.Key.Key_Escape)
        assert not window.close()
        dialog = window.inside.closing.dialog
        assert dialog.about.text().splitlines() == [RUNNING.format(title="Saving Indiranagar"), QUESTION]
        assert not job.stopped
        line.bar.setValue(0)
        job.progressed.emit(0.5, "2 of 4 orders, refunds and shifts")
        assert (line.bar.value(), line.words.text()) == (500, "2 of 4 orders, refunds and shifts")
    qtbot.waitUntil(lambda: not window.line.jobs, timeout=PATIENCE)
    quiet(qtbot, window)
    assert (window.inside.closing.dialog, isValid(form)) == (None, False)
    with program.database.read() as session:
        assert locations.Book(session).found({"name": "Indiranagar"})["cutoff"] == "05:00"
    assert window.close()


def test_a_day_that_moves_orders_is_stopped_by_cancel_and_what_was_typed_stays(qtbot, page, program, moving):
    form, places = moving, page.tables["locations"]
    with held(program, "orders"):
        form.good.click()
        (job,) = page.window().line.jobs
        form.leave.click()
        assert (job.stopped, form.leave.isEnabled(), form.isVisible()) == (True, False, True)
    qtbot.waitUntil(lambda: not form.waiting, timeout=PATIENCE)
    assert form.trouble.text() == "Stopped. Nothing was changed."
    assert form.typed["cutoff"] == "05:00"
    with program.database.read() as session:
        assert locations.Book(session).found({"name": "Indiranagar"})["cutoff"] == "04:00"
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "location.edit")).all() == []
    with qtbot.waitSignal(places.keeping.saved, timeout=PATIENCE):
        form.good.click()
    qtbot.waitUntil(lambda: "05:00" in cells(places, "Day begins at"), timeout=PATIENCE)


def test_a_location_whose_day_stays_is_saved_without_a_job(qtbot, page, moving):
    fill(moving, cutoff="04:00", city="Bangalore")
    with qtbot.waitSignal(page.tables["locations"].keeping.saved, timeout=PATIENCE):
        moving.good.click()
        assert page.window().line.jobs == []


def test_every_field_has_a_name_for_screen_readers(qtbot, page):
    for kept in page.tables.values():
        form = RecordForm(kept.keeping.noun, None, page)
        assert all(part.accessibleName() for part in form.inputs.values())
        form.deleteLater()


def test_a_location_is_offered_by_any_part_of_its_name(qtbot, page):
    page.choice.press("locations")
    form = page.tables["costs"].make()
    line = form.inputs["location"]
    form.activateWindow()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "manga")
    offers = line.completer().popup()
    qtbot.waitUntil(offers.isVisible)
    qtbot.keyClick(offers, Qt.Key.Key_Down)
    qtbot.keyClick(offers, Qt.Key.Key_Return)
    assert line.text() == "Koramangala"
    assert form.isVisible()
    form.reject()


@pytest.mark.parametrize(
    ("key", "typed", "says"),
    [
        ("month", "Dec 9999", "“Dec 9999” is too far ahead. Look at the year again."),
        ("month", "9999-12", "“9999-12” is too far ahead. Look at the year again."),
        ("month", "2026-11-01 to 2999-01-01", "“2999-01-01” is too far ahead. Look at the year again."),
        ("amount", "1.005", "“1.005” has more than two decimals. Write it as 1234.50."),
        ("amount", "1e9", "“1e9” is no amount. Write it as 1234.50."),
        ("amount", "1_000", "“1_000” is no amount. Write it as 1234.50."),
        ("amount", "\N{ARABIC-INDIC DIGIT ONE}", "“\N{ARABIC-INDIC DIGIT ONE}” is no amount. Write it as 1234.50."),
    ],
)
def test_no_cost_is_read_as_something_else(qtbot, page, key, typed, says):
    page.choice.press("locations")
    costs = page.tables["costs"]
    form = costs.make()
    fill(form, **{"location": "Indiranagar", "month": "2026-10", "kind": "rent", "amount": "85000", key: typed})
    with qtbot.waitSignal(costs.keeping.refused):
        form.enter()
    assert form.sentence(key) == says


def test_a_word_of_a_choice_begins_with_a_capital_in_the_table_and_goes_into_files_as_it_comes_in():
    (role,) = (column for column in columns(team.NOUN) if column.key == "role")
    assert (role.text("support"), role.plain("support"), role.text("")) == ("Support", "support", "")
    (held,) = (column for column in columns(menu.NOUN) if column.key == "allergens")
    assert (held.text("gluten, tree nut"), held.plain("gluten, tree nut"), held.text("")) == (
        "Gluten, Tree nut",
        "gluten, tree nut",
        "",
    )
