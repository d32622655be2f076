"""A sync by event runs soon after each event, though others write all the time, and misses none that comes late."""

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import realtime
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import SyncJob

from .house import House
from .service import pushing, records

WRITERS = 3


class Writers:
    """Transactions that are open side by side, each with an event of its own that is told by its end alone."""

    def __init__(self, house):
        self.house, self.doors = house, {}

    def open(self, name):
        """Begin to write, and be given the id of an event."""
        door = ExitStack()
        session = door.enter_context(self.house.database.begin())
        outbox.record(session, "order.cancelled", {}, at=self.house.now)
        session.flush()
        self.doors[name] = door

    def end(self, name):
        self.doors.pop(name).close()

    def end_all(self):
        for name in list(self.doors):
            self.end(name)


@pytest.fixture
def house(postgres_database):
    return House(postgres_database, SyncDirection.PUSH, schedule="realtime")


@pytest.fixture
def writers(house):
    made = Writers(house)
    yield made
    made.end_all()


def looked(house):
    """Look as an engine does; return whether the sync became due, and let its run be over."""
    with house.database.read() as session:
        if not realtime.is_waiting(session):
            return False
    with house.database.begin() as session:
        woken = realtime.wake(session, at=house.now)
    with house.database.begin() as session:
        session.get_one(SyncJob, house.job).next_run_at = None
    return woken == 1


def told(house):
    with house.database.begin() as session:
        outbox.record(session, "order.cancelled", {}, at=house.now)


def test_an_event_makes_it_due_though_somebody_always_writes(house, writers, tmp_path):
    engine = house.engine(pushing(records(2), tmp_path / "books"))
    writers.open(0)
    for number in range(1, 30):
        writers.open(number)  # before the one before has ended: at no moment does nobody write
        writers.end(number - 1)
        assert engine.run_due() == 1
        assert engine.run_due() == 0


def test_one_that_writes_for_long_holds_up_no_event_of_another(house, writers):
    writers.open("long")
    for _ in range(3):
        told(house)
        assert looked(house)
        assert not looked(house)
    writers.end("long")
    assert looked(house)
    assert not looked(house)


def test_what_is_remembered_does_not_grow_while_somebody_always_writes(house, writers):
    writers.open(0)
    for number in range(1, 40):
        writers.open(number)
        writers.end(number - 1)
        looked(house)
    with house.database.read() as session:
        assert session.get_one(SyncJob, house.job).seen_beyond <= 4


def test_an_event_that_comes_late_is_seen_though_younger_ones_were_and_nothing_follows(house, writers):
    for number in range(3):
        writers.open(number)
    told(house)
    assert looked(house)
    for number in (1, 0, 2):
        assert not looked(house)
        writers.end(number)
        assert looked(house)
    assert not looked(house)


def test_a_database_that_was_moved_to_a_younger_server_misses_none(house):
    told(house)
    with house.database.begin() as session:
        job = session.get_one(SyncJob, house.job)
        job.mark_event, job.mark_xact = 0, 2**60
    assert looked(house)
    told(house)
    assert looked(house)
    assert not looked(house)


STEPS = st.lists(st.one_of(st.just("look"), st.just("tell"), st.integers(0, WRITERS - 1)), min_size=1, max_size=25)


@given(steps=STEPS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_due_exactly_where_an_event_has_come_since_the_last_look(house, writers, steps):
    """A number opens that writer, or ends it where it is open; its event comes as it ends."""
    writers.end_all()
    looked(house)
    looked(house)
    fresh = False
    for step in [*steps, "look"]:
        if step == "look":
            assert looked(house) == fresh
            fresh = False
        elif step == "tell":
            told(house)
            fresh = True
        elif step in writers.doors:
            writers.end(step)
            fresh = True
        else:
            writers.open(step)
