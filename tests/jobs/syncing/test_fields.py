"""Fields that a service calls otherwise: what goes and comes has its names, and a change of them sends it anew."""

import json

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import FieldsError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import Role, RunState, SyncDirection
from sakshi_desktop.hub import document, letters, syncs
from sakshi_desktop.hub.field_edits import Edits
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.jobs.syncing import samples
from sakshi_desktop.store.models import AuditEntry, Event
from tests.books import Books

from .cafe import NOW, TODAY, Cafe
from .house import House

SUPPORT = Actor(name="Asha", role=Role.SUPPORT, rights=RIGHTS[Role.SUPPORT])
MRP = [
    {"id": "A", "title": "Filter Coffee", "mrp": "60.00", "group": {"name": "Coffee"}},
    {"id": "B", "title": "Latte", "mrp": 180.5, "name": "not this"},
    {"id": "C", "title": "Chai", "mrp": "40.005"},
    {"id": "D", "mrp": "40"},
]
BOOKED = Edits(names={"net_sales": "price"}, left_out=["location"])
"""The scripted service looks at the price of what it is sent."""
OTHERWISE = Edits(names={"net_sales": "price", "orders": "bills"})


@pytest.fixture
def books():
    with Books() as made:
        yield made


@pytest.fixture
def cafe(database, books):
    return Cafe(database, books)


@pytest.fixture
def house(database):
    """A house whose sync calls fields otherwise."""
    made = House(database, SyncDirection.PUSH, vendor=ENDPOINT, stream="daily sales")
    called(made, BOOKED)
    return made


def called(house, edits):
    house.ask(syncs.map_fields, house.job, edits.applied)


def day(cafe, ago):
    return cafe.books.kept[f"sakshi:LOC-{cafe.location}:{cafe.date(ago)}"]


def sale(cafe, *said):
    job = cafe.desk.add(cafe.service, "daily sales", "manual", Edits(*said).applied if said else None)
    cafe.sell(2, 12_345)
    return job


NET = {"net_sales": "total.net"}, {"net_sales": "rupees"}


def test_what_is_sent_has_the_names_and_the_unit_of_the_service(cafe):
    job = sale(cafe, *NET, ["location_name", "currency"], {"source": "sakshi"})
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.amount_paise) == (2, 12_345)
    assert day(cafe, 2) == {
        "posting_key": f"sakshi:LOC-{cafe.location}:{cafe.date(2)}",
        "location": f"LOC-{cafe.location}",
        "business_date": cafe.date(2),
        "total": {"net": "123.45"},
        "orders": 1,
        "tax_paise": 617,
        "refunds_paise": 0,
        "source": "sakshi",
    }
    assert cafe.ask(syncs.run_now, job.id).same == 2


def test_other_names_let_the_next_run_send_everything_anew_under_the_same_posting_keys(cafe):
    job = sale(cafe)
    cafe.ask(syncs.run_now, job.id)
    names = set(cafe.books.kept)
    cafe.desk.do(syncs.map_fields, job.id, Edits(names={"orders": "bills"}).applied)
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.changed, run.same) == (0, 2, 0)
    assert set(cafe.books.kept) == names
    assert (day(cafe, 2)["bills"], "orders" in day(cafe, 2)) == (1, False)
    assert cafe.ask(syncs.undo, run.id).changed == 2
    assert (day(cafe, 2)["orders"], "bills" in day(cafe, 2)) == (1, False), "as it was sent before"


def test_a_dry_run_shows_what_would_be_sent_and_just_that_is_applied_whatever_was_changed_since(cafe):
    job = sale(cafe, {"orders": "bills"})
    shown = cafe.ask(syncs.dry_run, job.id)
    assert [move.body["bills"] for move in cafe.desk.told(shown.id).moves] == [1, 0]
    cafe.desk.do(syncs.map_fields, job.id, Edits(names={"orders": "count"}).applied)
    assert cafe.ask(syncs.apply, shown.id).created == 2
    assert day(cafe, 2)["bills"] == 1
    looked = cafe.ask(syncs.dry_run, job.id)
    (_, latest) = (move for move in cafe.desk.told(looked.id).moves)
    assert (latest.body["count"], latest.before["bills"]) == (0, 0)
    assert cafe.ask(syncs.run_now, job.id).changed == 2
    assert day(cafe, 2)["count"] == 1


def test_a_letter_keeps_what_this_house_has_and_goes_by_the_names_of_the_day(cafe):
    job = sale(cafe, *NET)
    cafe.books.answers += [(422, {}, b"{}"), (422, {}, b"{}")]
    assert cafe.ask(syncs.run_now, job.id).dead == 2
    first, second = cafe.desk.letters()
    body = json.loads(first.body)
    assert (body["net_sales_paise"], first.amount_paise) == (12_345, 12_345)
    edited = cafe.desk.do(letters.edit, first.id, json.dumps(body | {"net_sales_paise": 9_000, "orders": "2"}))
    assert edited.amount_paise == 9_000
    cafe.desk.do(syncs.map_fields, job.id, Edits(names={"net_sales": "net", "orders": "bills"}).applied)
    run = cafe.ask(syncs.retry, (first.id, second.id))
    assert (run.created, run.dead) == (1, 1)
    (left,) = cafe.desk.letters()
    assert left.error.startswith("Its orders (“bills” at the service) is no whole count.")
    assert (left.tries, json.loads(left.body)["orders"]) == (2, "2")
    cafe.desk.do(letters.edit, left.id, json.dumps(body | {"net_sales_paise": 9_000}))
    run = cafe.ask(syncs.retry, (left.id,))
    assert (run.created, run.amount_paise, cafe.desk.letters()) == (1, 9_000, ())
    assert (day(cafe, 2)["net"], day(cafe, 2)["bills"]) == ("90.00", 1)


ITEM_WORDS = Edits({"name": "title", "price": "mrp", "category": "group.name"}, {"price": "rupees"}, ["diet"])


def test_items_are_taken_by_the_names_of_the_service_and_wrong_ones_become_letters(cafe, books):
    books.items = MRP
    job = cafe.desk.add(cafe.service, "items", "manual", ITEM_WORDS.applied)
    shown = cafe.ask(syncs.dry_run, job.id)
    assert (shown.created, shown.dead) == (2, 2)
    assert shown.note == "C: Its “mrp” is no amount. Write it in rupees with two decimals: 180.00."
    assert [dict(move.body) for move in cafe.desk.told(shown.id).moves] == [
        {"name": "Filter Coffee", "price_paise": 6_000, "category": "Coffee"},
        {"name": "Latte", "price_paise": 18_050},
    ]
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.dead, run.state) == (2, 2, RunState.DONE)
    assert cafe.menu() == {("Filter Coffee", ""): ("60.00", ""), ("Latte", ""): ("180.50", "")}
    chai, nameless = cafe.desk.letters()
    assert chai.error == "Its “mrp” is no amount. Write it in rupees with two decimals: 180.00."
    assert nameless.error == "Its “title” is missing. It must be there."
    assert json.loads(chai.body) == {"title": "Chai", "mrp": "40.005"}, "as the service gave it"
    cafe.desk.do(letters.edit, chai.id, '{"title": "Chai", "mrp": "40.05"}')
    assert cafe.ask(syncs.retry, (chai.id,)).created == 1
    assert cafe.menu()["Chai", ""] == ("40.05", "")
    assert len(cafe.desk.letters()) == 1


def test_other_names_let_the_next_run_take_every_item_anew(cafe, books):
    books.items = [{"id": "A", "name": "Chai", "price_paise": 4_000, "mrp": "55.00"}]
    job = cafe.desk.add(cafe.service, "items", "manual")
    cafe.ask(syncs.run_now, job.id)
    cafe.desk.do(syncs.map_fields, job.id, Edits({"price": "mrp"}, {"price": "rupees"}).applied)
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.changed) == (0, 1)
    assert cafe.menu() == {("Chai", ""): ("55.00", "")}
    assert cafe.ask(syncs.undo, run.id).changed == 1
    assert cafe.menu() == {("Chai", ""): ("40.00", "")}


def test_an_item_that_was_shown_is_taken_as_it_was_shown(cafe, books):
    books.items = [{"id": "A", "name": "Chai", "price_paise": 4_000, "cost_paise": 900}]
    job = cafe.desk.add(cafe.service, "items", "manual", Edits(left_out=["cost"]).applied)
    shown = cafe.ask(syncs.dry_run, job.id)
    cafe.desk.do(syncs.map_fields, job.id, Edits(reset=[]).applied)
    assert cafe.ask(syncs.apply, shown.id).created == 1
    assert cafe.menu() == {("Chai", ""): ("40.00", "")}
    assert cafe.ask(syncs.run_now, job.id).changed == 1
    assert cafe.menu() == {("Chai", ""): ("40.00", "9.00")}


def test_items_that_have_their_posting_key_elsewhere_are_the_same_items_at_every_run(cafe, books):
    books.items = [{"item": {"code": 7}, "name": "Chai"}, {"id": 3, "name": "Latte"}]
    job = cafe.desk.add(cafe.service, "items", "manual", Edits({"id": "item.code"}).applied)
    run = cafe.ask(syncs.run_now, job.id)
    assert (run.created, run.dead) == (1, 1)
    assert cafe.desk.letters()[0].error == "Its “item.code” is missing. It must be there, and stay the same."
    books.items[0]["name"] = "Masala Chai"
    cafe.desk.do(syncs.backfill, job.id, Days(1, 2))
    cafe.run()
    assert list(cafe.menu()) == [("Masala Chai", "")]


def test_a_change_is_told_and_audited_with_what_was_before(house):
    before = len(house.events())
    called(house, OTHERWISE)
    called(house, OTHERWISE)  # nothing is changed by it
    with house.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "sync.fields")).all()
        (event,) = session.scalars(select(Event).order_by(Event.id).offset(before)).all()
    assert [(entry.by, entry.subject_id) for entry in entries] == [("This PC", house.job)] * 2
    first, second = (json.loads(entry.detail) for entry in entries)
    assert (first["before"], second["before"]) == (None, first["after"])
    assert json.loads(second["after"])["fields"]["orders"] == {"name": "bills"}
    assert json.loads(event.body)["action"] == "fields"


def test_what_cannot_be_changed_is_said_and_changes_nothing(house):
    with house.database.begin() as session, pytest.raises(ForbiddenError):
        syncs.map_fields(session, house.job, OTHERWISE.applied, by=SUPPORT)
    with pytest.raises(NotFoundError, match="no sync JOB-999"):
        house.ask(syncs.map_fields, 999, OTHERWISE.applied)
    with pytest.raises(FieldsError, match="must be there"):
        called(house, Edits(left_out=["posting_key"]))
    assert house.row().mapping.places["net_sales_paise"].name == "price"


def test_a_stream_of_which_no_fields_are_known_keeps_their_names(database):
    house = House(database)
    with pytest.raises(InvalidError, match="Nothing can be synced with scripted"):
        called(house, BOOKED)
    assert house.row().fields == ()


def test_a_sync_whose_fields_cannot_be_called_so_is_not_added(cafe):
    with pytest.raises(FieldsError, match="must be there"):
        sale(cafe, {}, {}, ["posting_key"])
    assert cafe.desk.listed() == ()


def test_the_set_up_says_what_fields_are_called(cafe):
    job = sale(cafe, {"orders": "bills"}, {}, ["currency"], {"source": "sakshi"})
    with cafe.database.read() as session:
        text = document.compose(session, at=NOW)
        parts = document.parts(session, at=NOW)
    assert f"### Sync JOB-{job.id}: daily sales" in text
    assert "- orders is called bills\n" in text
    (part,) = (each for each in parts if each.title.startswith("Sync"))
    assert part.facts["Fields"] == "1 renamed, 1 left out, 1 fixed"
    assert part.lines == ("currency is left out", "orders is called bills", "Every record says source: sakshi")


def test_the_latest_record_that_stands_for_money_is_shown(cafe):
    assert samples.record(cafe.database, "daily sales", clock=lambda: NOW) is None
    cafe.sell(3, 10_000)
    found = samples.record(cafe.database, "daily sales", clock=lambda: NOW)
    assert (found["business_date"], found["net_sales_paise"]) == (cafe.date(3), 10_000)
    cafe.sell(TODAY, 0)
    assert samples.record(cafe.database, "items") is None
