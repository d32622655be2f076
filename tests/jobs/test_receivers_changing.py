"""Receivers that are edited, disabled and removed while deliveries to them are on their way."""

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import allowances, endpoints, signing
from sakshi_desktop.hub.types import Answer, Outcome
from sakshi_desktop.store.models import Attempt
from tests.jobs.dispatching import Place, Script, dispatching
from tests.jobs.house import House, now
from tests.receiver import Receiver

DONE, PAUSED, PENDING = DeliveryState.DONE, DeliveryState.PAUSED, DeliveryState.PENDING
NEW = "http://127.0.0.1:10/new"


class Wary(Script):
    """Remembers where it was sent and with which key."""

    def __init__(self):
        super().__init__()
        self.made = []

    async def send(self, request):
        self.made.append((request.url, request.keys[0]))
        return await super().send(request)


class Flaky(Script):
    """Every third request fails."""

    async def send(self, request):
        self.sent.append(request.message)
        await asyncio.sleep(0.002)
        if len(self.sent) % 3:
            return Answer(Outcome.DELIVERED, status=200)
        return Answer(Outcome.FAILED, status=500, error="It answered 500.")


@pytest.fixture
def house(database):
    return House(database)


def test_what_waits_goes_to_the_new_address_with_the_new_secret(house):
    script, fresh = Wary(), signing.new_secret()
    script.held.clear()
    place = house.add(Place, concurrency=4)
    with dispatching(house, script):
        house.record(20)
        house.until(lambda: len(script.made) == 4 and len(_begun(house)) == 8)
        before = _begun(house)
        with house.database.begin() as session:
            row = endpoints.one(session, place, at=now())
            house.vault.set(row.secret_name, fresh, 2)
            endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(0), by=THIS_PC, at=now())
            form = replace(row.form, url=NEW)
            endpoints.edit(session, place, form, headers_version=0, by=THIS_PC, at=now())
        house.until(lambda: len(before & _begun(house)) == 4)
        script.held.set()
        assert house.settled() == {DONE: 20}
    assert set(script.made[4:]) == {(NEW, signing.key(fresh))}
    assert len(script.sent) == len(set(script.sent))


def test_a_disabled_receiver_gets_nothing_more_and_what_it_took_counts(house):
    script = Script()
    script.held.clear()
    place = house.add(Place, concurrency=4)
    with dispatching(house, script):
        house.record(20)
        house.until(lambda: len(script.sent) == 4 and house.states() == {PENDING: 20})
        with house.database.begin() as session:
            endpoints.disable(session, place, why="They move house.", by=THIS_PC, at=now())
        house.until(lambda: house.states() == {PENDING: 4, PAUSED: 16})
        script.held.set()
        house.until(lambda: house.states() == {DONE: 4, PAUSED: 16})
        assert len(script.sent) == 4
        with house.database.begin() as session:
            assert endpoints.enable(session, place, by=THIS_PC, at=now()) == 16
        assert house.settled() == {DONE: 20}
    assert len(script.sent) == len(set(script.sent))


def test_what_fails_after_its_receiver_was_disabled_waits_with_the_others(house):
    script = Script()
    script.held.clear()
    script.outcome = Outcome.FAILED
    place = house.add(Place, concurrency=4)
    with dispatching(house, script):
        house.record(4)
        house.until(lambda: len(script.sent) == 4)
        with house.database.begin() as session:
            endpoints.disable(session, place, why="They move house.", by=THIS_PC, at=now())
        script.held.set()
        house.until(lambda: house.states() == {PAUSED: 4})
        with house.database.begin() as session:
            assert endpoints.enable(session, place, discard=True, by=THIS_PC, at=now()) == 4
    assert house.states() == {DeliveryState.DEAD: 4}


def test_a_removed_receiver_gets_nothing_more(house):
    script = Script()
    script.held.clear()
    place = house.add(Place, event_types=("order.cancelled",), concurrency=4)
    house.add(Place, event_types=("order.rated",))
    with dispatching(house, script):
        house.record(20)
        house.until(lambda: len(script.sent) == 4)
        with house.database.begin() as session:
            endpoints.remove(session, place, by=THIS_PC, at=now())
        house.record(1, kind="order.rated")
        house.until(lambda: len(_begun(house)) == 1)
        script.held.set()
        house.until(lambda: house.states() == {DONE: 1})
    assert len(script.sent) == 5


def test_an_address_that_an_owner_forbids_hears_nothing_more_however_often_something_is_due(house):
    with Receiver() as there:
        house.add(there)
        wing = house.wing()
        wing.start()
        try:
            house.record(1)
            house.settled()
            with house.database.begin() as session:
                allowances.forget(session, there.place, by=THIS_PC, at=now())
            house.record(5)
            house.until(lambda: _failed(house) >= 5)
        finally:
            wing.stop()
    assert (len(there.received), there.connections) == (1, 1)


def test_receivers_come_and_go_while_events_are_recorded(house, caplog):
    script = Script()
    for _ in range(10):
        house.add(Place)

    def churn():
        place = house.add(Place)
        with house.database.begin() as session:
            endpoints.remove(session, place, by=THIS_PC, at=now())

    with dispatching(house, script), _meanwhile(churn), _meanwhile(churn):
        house.record(100)
    with dispatching(house, script):
        house.settled()
    assert "stand still" not in caplog.text


def test_programs_and_people_do_not_get_in_each_other_s_way(postgres_database, caplog):
    house, first, second = House(postgres_database), Flaky(), Flaky()
    places = [house.add(Place, retry_seconds=(1,) * 20, concurrency=16) for _ in range(8)]

    def tend():
        for place in places[:3]:
            with house.database.begin() as session:
                endpoints.disable(session, place, why="A rest.", by=THIS_PC, at=now())
            with house.database.begin() as session:
                endpoints.enable(session, place, by=THIS_PC, at=now())

    with dispatching(house, first), dispatching(house, second, number=2), _meanwhile(tend):
        house.record(300)
    assert "stand still" not in caplog.text


@contextmanager
def _meanwhile(deed):
    """Do something again and again on another thread; what it raises is raised at the end."""
    stop, raised = threading.Event(), []

    def again():
        try:
            while not stop.is_set():
                deed()
        except Exception as error:  # noqa: BLE001  # whatever it was, the test tells it
            raised.append(error)

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert raised == []


def _failed(house):
    """Return how many requests were refused by the deny table."""
    with house.database.read() as session:
        return session.scalar(select(func.count()).where(Attempt.error.endswith("which is not allowed.")))


def _begun(house):
    """Return the requests that are begun, or about to be, and not ended."""
    with house.database.read() as session:
        asked = select(Attempt.delivery_id, Attempt.token).where(Attempt.status.is_(None))
        return set(map(tuple, session.execute(asked)))
