"""The real streams, over a real server on this PC: sales of days go out, items come in."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import ConflictError, InvalidError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import (
    OrderStatus,
    RunState,
)
from sakshi_desktop.hub import allowances, keys, letters, moves, offers, retention, syncs
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.hub.sync_desk import SyncDesk
from sakshi_desktop.jobs.wing import Wing
from sakshi_desktop.outlets import menu
from sakshi_desktop.store.bell import Bell
from sakshi_desktop.store.models import Integration, Item, Order, OrderLine, SyncRun
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.books import Books

from .cafe import NOW, TODAY, Cafe

ITEMS = [
    {"id": "A", "name": "Filter Coffee", "price_paise": 6_000, "category": "Coffee"},
    {"id": "B", "name": "Latte", "variant": "Large", "price_paise": 18_000, "cost_paise": 5_250},
    {"id": "C", "name": "", "price_paise": 1},
    {"id": "D", "name": "Chai", "price_paise": -1},
]


@pytest.fixture
def books():
    with Books(ITEMS) as made:
        yield made


@pytest.fixture
def cafe(database, books):
    return Cafe(database, books)


def test_the_sales_of_each_day_arrive_under_their_posting_keys(cafe, books):
    job = cafe.desk.add(cafe.service, "Daily  Sales", "daily at 06:30")
    cafe.sell(3, 10_000)
    cafe.sell(3, 5_000)
    cafe.sell(3, 99_000, status=OrderStatus.CANCELLED)
    cafe.refund(1, 2_500)
    cafe.sell(0, 77_700)  # the day has not ended
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.state, run.created, run.total, run.amount_paise) == (RunState.DONE, 3, 3, 12_500)
    assert [cafe.sales(ago) for ago in (3, 2, 1)] == [(15_000, 2, 750, 0), (0, 0, 0, 0), (-2_500, 0, 0, 2_500)]
    assert len(books.kept) == 3


def test_a_day_that_changed_later_is_sent_again_and_the_others_are_not(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    for ago in (30, 2):
        cafe.sell(ago, 10_000)
    assert cafe.ask(syncs.run_now, job.id).created == 30
    asked = len(books.asked)
    cafe.sell(30, 1)
    (move,) = cafe.desk.told(cafe.ask(syncs.dry_run, job.id).id).moves
    assert (move.before["net_sales_paise"], move.body["net_sales_paise"]) == (10_000, 10_001)
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.changed, run.same) == (0, 1, 29)
    assert (cafe.sales(30)[0], books.methods()[asked:]) == (10_001, ["PUT"])


def test_what_is_older_comes_by_a_backfill_in_pages(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(410, 10_000)
    run = cafe.ask(syncs.backfill, job.id, Days(TODAY - 1_000, TODAY + 5))
    assert (run.state, run.created, run.pages, run.total) == (RunState.DONE, 410, 2, 410)
    assert cafe.sales(410)[0] == 10_000
    assert cafe.ask(syncs.run_now, job.id).same == 35


def test_nothing_sold_sends_nothing(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.state, run.seen, books.asked) == (RunState.DONE, 0, [])


def test_a_dry_run_shows_rupees_and_is_applied_and_taken_back(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(2, 12_345)
    shown = cafe.ask(syncs.dry_run, job.id)
    assert (shown.created, shown.amount_paise, books.asked) == (2, 12_345, [])
    told = cafe.desk.told(shown.id)
    assert [move.body["net_sales_paise"] for move in told.moves] == [12_345, 0]
    run = cafe.ask(syncs.apply, shown.id)
    assert (run.created, len(books.kept)) == (2, 2)
    assert cafe.ask(syncs.undo, run.id).changed == 2
    assert books.kept == {}


def test_a_time_out_of_the_service_is_looked_into_before_anything_is_sent_again(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(1, 10_000)
    books.answers.append((502, {}, None))
    assert cafe.ask(syncs.run_now, job.id).state is RunState.FAILED
    assert cafe.ask(syncs.run_now, job.id).state is RunState.DONE
    assert books.methods() == ["PUT", "GET", "PUT"]


def refused_sale(cafe, books):
    """Sell for ₹100 and let the service refuse it: it is a dead letter."""
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(1, 10_000)
    books.answers.append((422, {}, b"{}"))
    assert cafe.ask(syncs.run_now, job.id).dead == 1
    return cafe.desk.letters()[0]


def test_a_corrected_record_counts_with_its_corrected_amount(cafe, books):
    letter = refused_sale(cafe, books)
    assert letter.amount_paise == 10_000
    body = json.loads(letter.body) | {"net_sales_paise": 9_000}
    assert cafe.desk.do(letters.edit, letter.id, json.dumps(body)).amount_paise == 9_000
    run = cafe.ask(syncs.retry, (letter.id,))
    assert (run.created, run.amount_paise, cafe.desk.letters()) == (1, 9_000, ())
    assert cafe.sales(1)[0] == 9_000


@pytest.mark.parametrize("amount", ["90.5", '"9000"', "true", "null", "[9000]", "1000000000000001"])
def test_a_record_that_does_not_say_its_amount_is_not_taken_as_a_correction(cafe, books, amount):
    letter = refused_sale(cafe, books)
    with pytest.raises(InvalidError, match="Its net_sales_paise is no amount"):
        cafe.desk.do(letters.edit, letter.id, f'{{"net_sales_paise": {amount}}}')
    with pytest.raises(InvalidError, match="Its net_sales_paise is no amount"):
        cafe.desk.do(letters.edit, letter.id, "{}")
    assert cafe.desk.letters() == (letter,)


def test_every_record_stands_for_what_its_field_of_the_amount_says(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(1, 10_000)
    cafe.sell(3, 2_500)
    run = cafe.ask(syncs.dry_run, job.id)
    shown = cafe.desk.told(run.id).moves
    assert sorted(move.amount_paise for move in shown) == [0, 2_500, 10_000]
    field = offers.amount_field(ENDPOINT, "daily sales")
    assert all(move.amount_paise == move.body[field] for move in shown)


def test_items_come_onto_the_menu_and_wrong_ones_become_letters(cafe):
    with cafe.database.begin() as session:
        menu.save(session, None, {"name": "latte", "variant": "LARGE", "cost": "40", "category": "Hot"}, by=THIS_PC)
    job = cafe.desk.add(cafe.service, "items", "hourly")
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.changed, run.dead, run.total) == (1, 1, 2, 4)
    assert run.note == "The service has 4 records, this house has 2 of them."
    assert cafe.menu() == {("Filter Coffee", ""): ("60.00", ""), ("Latte", "Large"): ("180.00", "52.50")}
    assert [letter.error for letter in cafe.desk.letters()] == [
        "Item is needed.",
        "Its price_paise is no amount. Write it in whole paise: 18000 is ₹180.",
    ]
    run = cafe.ask(syncs.undo, run.id)
    assert (run.changed, run.dead) == (2, 0)
    assert cafe.menu() == {("latte", "LARGE"): ("", "40.00")}


def test_an_item_that_was_sold_meanwhile_stays(cafe):
    job = cafe.desk.add(cafe.service, "items", "hourly")
    run = cafe.ask(syncs.run_now, job.id)
    cafe.sell(1, 6_000)
    with cafe.database.begin() as session:
        coffee = session.scalars(select(Item.id).where(Item.name == "Filter Coffee")).one()
        order = session.scalars(select(Order.id)).one()
        line = OrderLine(
            order_id=order, item_id=coffee, quantity_milli=1_000, unit_price_paise=6_000, gross_paise=6_000,
            net_paise=6_000,
        )  # fmt: skip
        session.add(line)
    run = cafe.ask(syncs.undo, run.id)
    assert (run.changed, run.dead) == (1, 1)
    assert "Filter Coffee is in orders by now" in run.note
    assert list(cafe.menu()) == [("Filter Coffee", "")]


@pytest.mark.parametrize(("stream", "vendor"), [("refunds", ENDPOINT), ("items", "Webhook")])
def test_a_stream_that_a_service_does_not_have_is_refused(cafe, stream, vendor):
    with cafe.database.begin() as session:
        session.get_one(Integration, cafe.service).vendor = vendor
    with pytest.raises(InvalidError):
        cafe.desk.add(cafe.service, stream, "manual")


def test_an_address_that_nobody_allowed_is_refused_when_the_sync_is_added(cafe, books):
    with cafe.database.begin() as session:
        allowances.forget(session, books.place, by=THIS_PC, at=NOW)
    with pytest.raises(InvalidError, match="this PC itself"):
        cafe.desk.add(cafe.service, "items", "manual")


def test_a_pc_without_the_secret_leaves_the_sync_to_others(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(1, 10_000)
    cafe.vault = MemoryStore()
    assert cafe.ask(syncs.run_now, job.id) is None
    assert books.asked == []


def test_a_refused_token_lets_the_sync_rest_and_no_letter_is_made(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "every 5 minutes")
    cafe.sell(1, 10_000)
    keys.replace(cafe.database, cafe.vault, cafe.service, Secret("another token"), by=THIS_PC)
    cafe.let_live()
    run = cafe.ask(syncs.run_now, job.id)
    assert run.error == "Own books refused the secret (401). Enter it again."
    assert cafe.desk.letters() == ()
    assert cafe.desk.one(job.id).state.value == "failed"


def test_the_background_wing_runs_what_is_asked_for(cafe, books):
    cafe.sell((to_day(datetime.now(UTC).date()) - TODAY) + 2, 10_000)
    job = cafe.desk.add(cafe.service, "items", "manual")
    wing = Wing(cafe.database, cafe.vault)
    with closing(Bell(cafe.database)) as bell:
        wing.start()
        try:
            SyncDesk(cafe.database).do(syncs.run_now, job.id)
            while cafe.desk.one(job.id).last is None:
                assert bell.wait(30)
        finally:
            wing.stop()
    assert cafe.desk.one(job.id).last.created == 2


def test_what_a_run_did_is_forgotten_after_its_days_and_what_both_sides_have_is_not(cafe, books):
    job = cafe.desk.add(cafe.service, "daily sales", "manual")
    cafe.sell(1, 10_000)
    run = cafe.ask(syncs.run_now, job.id)
    looked = cafe.ask(syncs.dry_run, job.id)
    with cafe.database.begin() as session:
        assert retention.sweep(session, at=NOW + timedelta(days=80)) == 0
    later = NOW + timedelta(days=91)
    while True:
        with cafe.database.begin() as session:
            if not retention.sweep(session, at=later):
                break
    with cafe.database.read() as session:
        assert moves.shown(session, run.id) == ()
        assert session.get(SyncRun, looked.id) is None
        assert session.get(SyncRun, run.id) is not None
    with pytest.raises(ConflictError, match="not kept any more"):
        cafe.desk.do(syncs.undo, run.id)
    assert cafe.ask(syncs.run_now, job.id).same == 1  # nothing is sent twice because it was forgotten
    assert cafe.desk.one(job.id).integration == "Own books"
