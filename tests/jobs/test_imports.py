from dataclasses import replace
from datetime import date
from itertools import count as count_from

import pytest
from sqlalchemy import select, text

from sakshi_desktop import importers
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.core.clock import to_date, to_day, utc_now
from sakshi_desktop.core.errors import CancelledError, ConflictError, ForbiddenError, ImportFileError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import ImportState, Role
from sakshi_desktop.importers.types import Field
from sakshi_desktop.jobs import imports
from sakshi_desktop.outlets import menu
from sakshi_desktop.portal import search
from sakshi_desktop.portal.found import Matched
from sakshi_desktop.store import grams
from sakshi_desktop.store.models import Location, Order, OrderLine, SharedSetting
from tests.importers.fixtures import TABLE, write_xlsx

from .chain import PLAIN, PLAIN_PAISE, contents, count, kept_paise


def test_an_import_gives_orders_lines_and_figures(database, sales, bring):
    outcome = bring(sales(PLAIN))
    assert (outcome.lines, outcome.orders, outcome.refunds) == (5, 4, 0)
    assert outcome.revenue_paise == PLAIN_PAISE == kept_paise(database)
    assert (to_date(outcome.from_day).isoformat(), to_date(outcome.to_day).isoformat()) == ("2026-03-02", "2026-04-05")
    assert count(database, "order_lines") == 5
    assert count(database, "locations") == 2
    assert count(database, "items") == 4  # one chai, whatever it costs
    assert count(database, "customers") == 2


def test_an_import_writes_one_event_and_one_audit_row(database, sales, bring):
    bring(sales(PLAIN))
    assert count(database, "events", "type = 'import.finished'") == count(database, "events") == 1
    assert count(database, "audit_entries", "action = 'import.publish'") == count(database, "audit_entries") == 1


def test_a_sale_after_midnight_belongs_to_the_evening_before(database, sales, bring):
    bring(sales(PLAIN))
    with database.read() as session:
        order = session.scalar(select(Order).where(Order.external_id == "B-1"))
    assert to_date(order.business_date).isoformat() == "2026-03-02"
    assert (order.hour, order.day_part.value) == (1, "late_night")
    assert order.placed_at.isoformat() == "2026-03-02T20:00:00+00:00"


def test_the_days_it_changes_are_marked_for_the_figures(database, sales, bring):
    bring(sales(PLAIN))
    with database.read() as session:
        marks = session.execute(text("SELECT location_id, from_day, to_day FROM kpi_marks ORDER BY 1, 2")).all()
        days = session.execute(select(Order.location_id, Order.business_date)).all()
    assert all(any(place == at and first <= day <= last for at, first, last in marks) for place, day in days)


def test_importing_twice_changes_nothing(database, sales, bring):
    bring(sales(PLAIN))
    before = contents(database)
    again = bring(sales(PLAIN))
    assert (again.orders, again.lines, again.revenue_paise, again.already_there, again.batch) == (0, 0, 0, 4, None)
    assert contents(database) == before


def test_an_overlapping_export_adds_what_is_new(database, sales, bring):
    bring(sales(PLAIN[:3]))
    later = bring(sales(PLAIN[2:], "later.csv"))
    assert (later.orders, later.already_there, later.conflicts) == (2, 1, ())
    assert kept_paise(database) == PLAIN_PAISE


def test_a_corrected_export_is_a_conflict_and_changes_nothing(database, sales, bring):
    bring(sales(PLAIN))
    before = contents(database)
    corrected = [*PLAIN[:2], ("A-2", "2026-03-02", "13:40:00", "Fort", "Thali", 1, 200, "C-2"), *PLAIN[3:]]
    outcome = bring(sales(corrected, "corrected.csv"))
    assert [(c.external_id, c.stored_paise, c.read_paise) for c in outcome.conflicts] == [("A-2", 18_000, 20_000)]
    assert (outcome.orders, outcome.already_there) == (0, 3)
    assert contents(database) == before


def test_a_dry_run_says_the_same_and_changes_nothing(database, sales, bring):
    before = contents(database)
    tried = bring(sales(PLAIN), dry_run=True)
    assert contents(database) == before
    assert count(database, "import_batches") == count(database, "sources") == 0
    done = bring(sales(PLAIN))
    assert (tried.lines, tried.orders, tried.revenue_paise) == (done.lines, done.orders, done.revenue_paise)


def test_removing_an_import_leaves_the_database_as_it_was(database, sales, bring):
    bring(sales(PLAIN[:3]))
    before = contents(database)
    outcome = bring(sales(PLAIN[3:], "more.csv"))
    imports.remove(database, outcome.batch)
    assert contents(database) == before
    with database.read() as session:
        states = [row.state for row in imports.listed(session)]
    assert states == [ImportState.REMOVED, ImportState.COUNTS]


@pytest.mark.parametrize("changed", [{"price": "45.00"}, {"category": "Hot"}, {"cost": "9.00"}])
def test_an_item_that_somebody_edited_stays_when_its_import_is_removed(database, sales, bring, changed):
    batch = bring(sales(PLAIN)).batch
    with database.begin() as session:
        thali = next(record for record in menu.NOUN.listed(session) if record.texts["name"] == "Thali")
        menu.save(session, thali, {**thali.texts, **changed}, by=THIS_PC)
    imports.remove(database, batch)
    with database.read() as session:
        (kept,) = menu.NOUN.listed(session)
    assert kept.texts == {**thali.texts, **changed}


def test_what_was_removed_can_be_imported_again(database, sales, bring):
    imports.remove(database, bring(sales(PLAIN)).batch)
    assert kept_paise(database) == 0
    again = bring(sales(PLAIN))
    assert (again.orders, again.already_there) == (4, 0)
    assert kept_paise(database) == PLAIN_PAISE


def test_a_file_read_by_another_mapping_must_be_removed_before_it_is_read_again(database, sales, bring):
    file = sales(PLAIN)
    wrong = bring(file)
    found = importers.recognise(file)
    columns = found.mapping.columns | {Field.AMOUNT: "Price"}
    mended = importers.recognise(file, mapping=replace(found.mapping, columns=columns, source=None))
    with pytest.raises(ConflictError, match="IMP-1 holds the sales of this very file, read by another mapping"):
        imports.run(database, imports.Order(mended, dry_run=True))
    imports.remove(database, wrong.batch)
    again = imports.run(database, imports.Order(mended))
    assert (again.orders, again.revenue_paise) == (4, 42_000)


def test_numbers_that_turn_out_to_start_again_are_not_mixed_with_those_that_are_here(database, sales, bring):
    days = [
        [(str(n), f"2026-03-{day:02}", "10:00:00", "Fort", "Tea", 1, 20 + n) for n in range(5)] for day in (2, 5, 9)
    ]
    first = bring(sales(days[0]))
    whole = sales([row for day in days for row in day], "whole.csv")
    with pytest.raises(ConflictError, match="IMP-1 told the orders of this source apart in another way"):
        bring(whole)
    imports.remove(database, first.batch)
    assert (bring(whole).orders, bring(sales(days[1], "again.csv")).already_there) == (15, 5)


def test_dates_that_fit_both_ways_are_read_as_in_the_last_import(database, sales, bring):
    def rows(*days):
        return [(f"A-{day}", day, "10:00:00", "Fort", "Tea", 1, 20) for day in days]

    bring(sales(rows("03-01-2026", "03-02-2026", "03-25-2026")))
    later = bring(sales(rows("04-01-2026"), "later.csv"))
    assert later.from_day == to_day(date(2026, 4, 1))


def test_sales_that_another_source_tells_too_are_pointed_out(database, sales, bring, tmp_path):
    bring(sales(PLAIN))
    day_book = tmp_path / "book.csv"
    day_book.write_text("Bill No,Date,Outlet,Amount\n1,2026-03-02,Fort,200\n2,2026-03-02,Juhu,80\n")
    told = bring(day_book, dry_run=True)
    assert told.warnings == bring(day_book).warnings
    assert told.warnings == (
        "Fort has sales of these days from IMP-1 (Table of sales): orders that both tell count twice.",
    )
    assert bring(sales(PLAIN[2:], "more.csv")).warnings[0].startswith("Fort has sales of these days from IMP-2")
    day_book.write_text("Bill No,Date,Outlet,Amount\n3,2026-05-02,Fort,200\n")
    assert bring(day_book).warnings == ()


def test_removing_twice_or_nothing_is_a_sentence(database, sales, bring):
    batch = bring(sales(PLAIN)).batch
    imports.remove(database, batch)
    with pytest.raises(ConflictError, match="removed already"):
        imports.remove(database, batch)
    with pytest.raises(NotFoundError, match="no import IMP-99"):
        imports.remove(database, 99)


def test_points_that_were_booked_keep_an_import_from_being_removed(database, sales, bring):
    batch = bring(sales(PLAIN)).batch
    with database.begin() as session:
        order = session.scalar(select(Order).where(Order.external_id == "A-1"))
        session.execute(
            text(
                "INSERT INTO points_entries (customer_id, points, reason, order_id, idempotency_key, at) "
                "SELECT :customer, 11, 'order', :order, 'k', placed_at FROM orders WHERE id = :order"
            ),
            {"customer": order.customer_id, "order": order.id},
        )
    with pytest.raises(ConflictError, match="Points were booked for 1 order"):
        imports.remove(database, batch)
    assert kept_paise(database) == PLAIN_PAISE


@pytest.mark.parametrize("step", range(4))
def test_a_cancelled_import_leaves_nothing(database, sales, bring, step):
    before, asked = contents(database), count_from(0)
    with pytest.raises(CancelledError):
        bring(sales(PLAIN), cancelled=lambda: next(asked) == step)
    assert contents(database) == before
    with database.read() as session:
        (row,) = imports.listed(session)
    assert (row.state, row.file_name, row.by) == (ImportState.INTERRUPTED, "sales.csv", "This PC")
    assert (row.lines, row.orders, row.revenue_paise, row.from_day) == (0, 0, 0, None)
    with pytest.raises(ConflictError, match="IMP-1 was interrupted, and nothing of it was kept"):
        imports.remove(database, row.id)
    assert bring(sales(PLAIN)).orders == 4


def test_a_wrong_row_is_left_out_or_stops_all(database, sales, bring):
    broken = [*PLAIN, ("B-3", "31/31/2026", "10:00:00", "Fort", "Thali", 1, 180)]
    with pytest.raises(ImportFileError, match="Row 7"):
        bring(sales(broken), bad_rows=imports.BadRows.STOP)
    assert count(database, "import_batches") == count(database, "orders") == 0
    outcome = bring(sales(broken))
    assert [row.row for row in outcome.bad_rows] == [7]
    assert outcome.orders == 4
    assert count(database, "import_problems", "kind = 'bad_row'") == 1


def test_what_is_kept_of_a_wrong_row_is_without_its_contacts(database, tmp_path, bring):
    file = tmp_path / "guests.csv"
    file.write_text(
        "Bill,Date,Time,Outlet,Item,Qty,Amount,Customer Phone,Customer Email,Remark\n"
        "1,01/11/2026,12:00,Fort,Chai,2,84.00,9845077123,asha@example.com,\n"
        "2,13/11/2026,12:00,Fort,Chai,2,84.00,9845077123,asha@example.com,\n"
        "3,31/02/2026,12:00,Fort,Chai,2,84.00,080-4123 7123,asha@example.com,call +91 98450 77123 first\n",
        encoding="utf-8",
    )
    outcome = bring(file)
    assert "080-4123 7123" in outcome.bad_rows[0].cells
    with database.read() as session:
        (kept,) = imports.problems(session, outcome.batch)
    assert kept.cells == (
        "3", "31/02/2026", "12:00", "Fort", "Chai", "2", "84.00",
        "••••••• 7123", "a•••@example.com", "call +91 •••••• 7123 first",
    )  # fmt: skip


def test_bad_rows_on_the_same_line_of_two_sheets_are_both_kept(database, tmp_path, bring):
    bad = ["9", "someday", "Tea", "1", "20"]
    outcome = bring(write_xlsx(tmp_path / "sales.xlsx", {"March": [*TABLE, bad], "April": [*TABLE, bad]}))
    with database.read() as session:
        kept = imports.problems(session, outcome.batch)
    assert [(one.row, one.reason.partition(":")[0]) for one in kept] == [(5, "In “March”"), (5, "In “April”")]


def test_sales_in_another_currency_need_an_outlet_of_their_own(database, sales, bring):
    bring(sales(PLAIN))
    with pytest.raises(ConflictError, match=r"Fort is kept in INR, but these sales are in USD\."):
        bring(sales([("Z-1", "2026-03-02", "09:15:00", "Fort", "Tea", 1, 30)], "dollars.csv"), currency="USD")
    assert count(database, "import_batches") == 1


def test_real_sales_stay_out_of_the_demo(database, sales, bring):
    with database.begin() as session:
        session.add(SharedSetting(name="demo", value="true"))
    with pytest.raises(ConflictError, match="demo chain"):
        bring(sales(PLAIN))
    assert count(database, "orders") == 0


def test_who_may_not_import_is_told_so(database, sales, bring):
    clerk = Actor(3, "Leela", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    with pytest.raises(ForbiddenError, match="Leela may not import sales"):
        bring(sales(PLAIN), by=clerk)


def test_rows_that_name_no_outlet_go_where_they_are_sent(database, sales, bring):
    nameless = [
        (order, day, time, "", item, quantity, price) for order, day, time, _store, item, quantity, price, *_ in PLAIN
    ]
    bring(sales(nameless), location="  Church   Gate ")
    with database.read() as session:
        assert session.scalars(select(Location.name)).all() == ["Church Gate"]


def test_ids_of_orders_never_collide_with_those_of_the_counter(database, sales, bring):
    first = bring(sales(PLAIN))
    with database.begin() as session:
        template = session.scalars(select(Order).limit(1)).one()
        values = {
            column.key: getattr(template, column.key)
            for column in Order.__table__.columns
            if column.key not in {"id", "external_id", "batch_id", "source_id"}
        }
        session.add(Order(**values))
    bring(sales([("N-1", "2026-05-05", "10:00:00", "Fort", "Thali", 1, 180)], "new.csv"))
    assert count(database, "orders") == first.orders + 2


def test_lines_hang_on_their_own_order(database, sales, bring):
    bring(sales(PLAIN))
    with database.read() as session:
        rows = session.execute(
            select(Order.external_id, Order.net_paise, OrderLine.net_paise).join(
                OrderLine, OrderLine.order_id == Order.id
            )
        ).all()
    sums = {}
    for external_id, net, line in rows:
        sums.setdefault((external_id, net), []).append(line)
    assert all(sum(lines) == net for (_id, net), lines in sums.items())
    assert len(sums) == 4


def test_a_payment_without_an_amount_paid_the_whole_bill(database, tmp_path, bring):
    file = tmp_path / "paid.csv"
    file.write_text(
        "Order ID,Date,Time,Store,Item,Quantity,Price,Total,Payment Method\n"
        "A-1,2026-03-02,09:15:00,Fort,Chai,2,30,60,UPI\n"
        "A-1,2026-03-02,09:15:00,Fort,Bun,1,55,55,UPI\n",
        encoding="utf-8",
    )
    bring(file)
    with database.read() as session:
        paid = session.execute(text("SELECT method, amount_paise FROM payments")).all()
    assert paid == [("upi", 11_500)]


def test_removing_the_first_of_two_overlapping_imports_keeps_what_both_had(database, sales, bring):
    first = bring(sales(PLAIN[:3]))
    second = bring(sales(PLAIN[2:], "later.csv"))
    assert (second.orders, second.already_there) == (2, 1)
    imports.remove(database, first.batch)
    with database.read() as session:
        left = session.scalars(select(Order.external_id).order_by(Order.external_id)).all()
    assert left == ["A-2", "B-1", "B-2"]
    assert count(database, "order_lines") == 3
    imports.remove(database, second.batch)
    assert count(database, "orders") == count(database, "locations") == count(database, "items") == 0


def test_what_people_typed_outlives_the_import(database, sales, bring):
    batch = bring(sales(PLAIN)).batch
    with database.begin() as session:
        session.execute(text("UPDATE locations SET gstin = '27AAPFU0939F1ZV' WHERE name = 'Fort'"))
        session.execute(
            text(
                "INSERT INTO addresses (customer_id, kind, line1, city, state, pin_code, is_default) "
                "SELECT MIN(id), 'home', '1 MG Road', 'Mumbai', 'Maharashtra', '400001', true FROM customers"
            )
        )
    imports.remove(database, batch)
    assert (count(database, "locations"), count(database, "customers"), count(database, "addresses")) == (1, 1, 1)


def test_the_keys_of_the_first_import_of_a_source_hold_for_the_next(database, tmp_path, bring):
    head = "Bill No,Date,Item,Quantity,Amount\n"
    week = [f"{n},2025-05-{day:02},Chai,1,{n * 10}\n" for day in range(13, 20) for n in range(1, 21)]
    one, all_days = tmp_path / "day.csv", tmp_path / "week.csv"
    one.write_text(head + "".join(week[:20]), encoding="utf-8")
    all_days.write_text(head + "".join(week), encoding="utf-8")
    bring(all_days)
    again = bring(one)
    assert (again.orders, again.already_there, again.conflicts) == (0, 20, ())
    assert count(database, "orders") == 140


def test_an_outlet_in_the_making_is_not_shown(database, sales, bring):
    seen = []

    def look(_share, told):
        if told == "Finishing":
            seen.append(Figures(database, clock=utc_now).outlets())

    bring(sales(PLAIN), progress=look)
    assert seen == [()]
    assert len(Figures(database, clock=utc_now).outlets()) == 2


def test_the_customers_of_an_import_are_found_until_it_is_removed(database, sales, bring):
    def found(typed):
        with database.read() as session:
            return [(hit.matched, hit.orders) for hit in search.find(session, typed)]

    assert found("C-1") == []
    batch = bring(sales(PLAIN)).batch
    with database.reading() as connection:
        assert grams.waiting(connection) == 0
    assert found("c-1") == [(Matched.ID, 2)]
    assert found("a-2") == [(Matched.ORDER, 1)]
    imports.remove(database, batch)
    assert found("C-1") == found("A-2") == []
