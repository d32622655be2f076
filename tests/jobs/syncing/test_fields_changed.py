"""Fields that a service calls otherwise, changed while a run goes on, fails, or is cut off: no run mixes two shapes."""

import json
import signal
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import RunState, SyncChange, SyncDirection
from sakshi_desktop.hub import runs, shaping, syncs
from sakshi_desktop.hub.field_edits import Edits
from sakshi_desktop.hub.offers import DAILY_SALES, ENDPOINT
from sakshi_desktop.hub.streams import Applied, Days, Record
from sakshi_desktop.store.models import SyncJob, SyncRun

from .house import House
from .service import TIMED_OUT, Script, Sink, day_sales, pulling_items, pushing_sales

BUSY = ConnectorError("The service is busy.", retryable=True)
BOOKED = Edits(names={"net_sales": "price"}, left_out=["location"])
"""The scripted service looks at the price of what it is sent."""
OTHERWISE = Edits(names={"net_sales": "price", "orders": "bills"})


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.jsonl"


@pytest.fixture
def house(database):
    """A house whose sync calls fields otherwise."""
    made = House(database, SyncDirection.PUSH, vendor=ENDPOINT, stream="daily sales")
    called(made, BOOKED)
    return made


@pytest.fixture
def shop(database):
    """A house that is given items."""
    made = House(database, SyncDirection.PULL, vendor=ENDPOINT, stream="items")
    called(made, Edits(names={"name": "title"}))
    return made


def called(house, edits):
    house.ask(syncs.map_fields, house.job, edits.applied)


def shapes(file):
    """The names of fields in every booking, in the order in which they were booked."""
    return ["bills" if "bills" in body else "orders" for _, body in Sink(file).lines() if body]


def test_a_run_that_was_cut_off_goes_on_with_the_names_that_it_began_with(house, file):
    service = pushing_sales(day_sales(7), file)
    engine = house.engine(service)
    service.stream.sink.meanwhile["R-002"] = engine.stop
    house.ask(syncs.run_now, house.job)
    engine.run_due()
    called(house, OTHERWISE)
    house.engine(pushing_sales(day_sales(7), file), "next").run_due()
    assert (house.last().state, house.last().created) == (RunState.DONE, 7)
    assert shapes(file) == ["orders"] * 7, "one run, one shape"
    house.ask(syncs.backfill, house.job, Days(1, 2))
    house.engine(pushing_sales(day_sales(7), file)).run_due()
    assert (house.last().created, house.last().changed) == (0, 7)
    assert shapes(file) == ["orders"] * 7 + ["bills"] * 7
    assert len(Sink(file).books()) == 7


def test_names_that_are_changed_while_a_run_goes_on_let_the_next_one_begin_anew(shop):
    held = [Record(f"R-{n}", {"title": f"Item {n}", "label": f"Label {n}", "price": 1}) for n in range(7)]
    service = pulling_items(held)
    service.stream = type(service.stream)(service.stream.source, Taken(), fields=service.stream.fields)
    fetch = service.stream.source.fetch

    def meanwhile(cursor, days):
        if cursor == "3":
            called(shop, Edits(names={"name": "label"}))
        return fetch(cursor, days)

    service.stream.source.fetch = meanwhile
    first = shop.run(service)
    assert (first.created, first.pages, service.stream.keeper.names[-1]) == (7, 3, "Item 6")
    service.stream.source.fetch = fetch
    second = shop.run(service)
    assert (second.created, second.changed, service.stream.keeper.names[-1]) == (0, 7, "Label 6")
    assert shop.run(service).seen == 0, "from then on it goes on where it ended"


class Taken:
    """Keeps the names of what it was given."""

    def __init__(self):
        self.names = []

    def apply(self, session, record, key):
        self.names.append(record.body["name"])
        return Applied(SyncChange.CHANGED if key else SyncChange.CREATED, key or record.external_id)

    def undo(self, session, key, before):
        raise AssertionError(key)

    def count(self, session):
        return None


def test_a_backfill_that_failed_begins_anew_where_names_were_changed_since(house, file):
    house.ask(syncs.backfill, house.job, Days(1, 2))
    house.engine(pushing_sales(day_sales(7), file, Script({7: BUSY}))).run_due()
    assert (house.last().state, house.last().created) == (RunState.FAILED, 3)
    called(house, OTHERWISE)
    house.later(minutes=2)
    house.engine(pushing_sales(day_sales(7), file)).run_due()
    assert (house.last().created, house.last().changed) == (4, 3)
    assert shapes(file) == ["orders"] * 3 + ["bills"] * 7


def test_a_backfill_that_fails_after_names_were_changed_begins_anew(house, file):
    house.ask(syncs.backfill, house.job, Days(1, 2))
    service = pushing_sales(day_sales(7), file, Script({10: BUSY}))
    service.stream.sink.meanwhile["R-004"] = lambda: called(house, OTHERWISE)
    house.engine(service).run_due()
    assert house.last().state is RunState.FAILED
    house.later(minutes=2)
    house.engine(pushing_sales(day_sales(7), file)).run_due()
    assert {name: "bills" in body for name, body in Sink(file).books().items()} == {
        f"V-R-{n:03}": True for n in range(1, 8)
    }


@pytest.mark.parametrize("call", range(1, 15))
def test_what_was_in_doubt_is_settled_in_its_own_shape_and_then_sent_in_the_new_one(house, file, call):
    house.ask(syncs.run_now, house.job)
    house.engine(pushing_sales(day_sales(7), file, Script({call: TIMED_OUT}))).run_due()
    called(house, OTHERWISE)
    house.ask(syncs.backfill, house.job, Days(1, 2))
    house.later(minutes=2)
    house.engine(pushing_sales(day_sales(7), file)).run_due()
    books = Sink(file).books()
    assert sorted(books) == [f"V-R-{n:03}" for n in range(1, 8)]
    assert all("bills" in body for body in books.values())


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
@pytest.mark.parametrize("call", [1, 2, 4, 7, 8, 13])
def test_a_kill_at_any_call_and_other_names_after_it_mix_no_shapes_in_a_run(warm, address, database, house, file, call):
    house.now = utc_now()
    house.ask(syncs.run_now, house.job)
    code = warm.run(address, "sales", file, call, module="tests.jobs.syncing.dying").returncode
    assert code == -signal.SIGKILL
    called(house, OTHERWISE)
    house.outlive(runs.LEASE)
    house.engine(pushing_sales(day_sales(7), file), "next").run_due()
    assert (house.last().state, house.last().created + house.last().same) == (RunState.DONE, 7)
    assert shapes(file) == ["orders"] * 7
    assert sorted(name for name, _ in Sink(file).lines()) == [f"V-R-{n:03}" for n in range(1, 8)]


def test_a_letter_of_what_was_in_doubt_has_what_this_house_has(house, file):
    held = day_sales(2)
    held[0] = Record("R-001", {**held[0].body, "net_sales_paise": -5}, -5)
    house.ask(syncs.run_now, house.job)
    house.engine(pushing_sales(held, file, Script({1: TIMED_OUT}))).run_due()
    house.later(minutes=2)
    house.run(pushing_sales(held, file))
    (letter,) = house.letters()
    assert json.loads(letter.body)["net_sales_paise"] == -5


def test_a_field_that_is_not_there_any_more_fails_the_run_with_a_sentence(house, file):
    with house.database.begin() as session:
        session.get_one(SyncJob, house.job).mapping = '{"fields": {"mass": {"name": "kg"}}, "fixed": {}}'
    assert house.run(pushing_sales(day_sales(1), file)).error == (
        "There is no field mass any more. Look at the fields of the sync again."
    )


def test_runs_keep_the_names_that_they_had(house, file):
    house.run(pushing_sales(day_sales(1), file))
    with house.database.read() as session:
        assert session.scalars(select(SyncRun.mapping)).one() == session.get_one(SyncJob, house.job).mapping


EDITS = st.builds(
    Edits,
    names=st.sampled_from(["orders", "bills", "day.count"]).map(lambda name: {"net_sales": "price", "orders": name}),
    fixed=st.sampled_from([{}, {"source": "sakshi"}, {"source": "cafe"}]),
    reset=st.just([]),
)
FAULTS = st.dictionaries(st.integers(1, 14), st.just(TIMED_OUT), max_size=2) | st.just({1: BUSY})
"""A service that is busy has taken nothing: it says so before it writes anything down."""


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_changed_and_fails_in_between_the_service_ends_with_the_last_names(house, file, data):
    held = day_sales(5)
    for _ in range(data.draw(st.integers(0, 4))):
        called(house, data.draw(EDITS))
        faults = data.draw(FAULTS)
        house.ask(syncs.backfill, house.job, Days(1, 2))
        house.engine(pushing_sales(held, file, Script(faults))).run_due()
    called(house, data.draw(EDITS))
    house.ask(syncs.backfill, house.job, Days(1, 2))
    house.engine(pushing_sales(held, file)).run_due()
    assert (house.last().state, house.last().dead) == (RunState.DONE, 0)
    mapping = house.row().mapping
    assert Sink(file).books() == {
        f"V-{one.external_id}": shaping.outward(DAILY_SALES, mapping, one.body) for one in held
    }
