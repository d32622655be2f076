import contextlib
import hashlib
import json
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from standardwebhooks import Webhook

from sakshi_desktop.analytics import rollup
from sakshi_desktop.connectors.webhook import HUNG_UP
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import endpoints, signing, workers
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, KpiDay, Worker
from sakshi_desktop.vault.file_store import FileStore
from tests import receiver
from tests.analytics.world import World
from tests.jobs.house import House, now
from tests.receiver import Receiver

DONE, PENDING, PAUSED = DeliveryState.DONE, DeliveryState.PENDING, DeliveryState.PAUSED


@pytest.fixture
def house(database):
    return House(database)


@contextlib.contextmanager
def _at_work(house, **settings):
    wing = house.wing(**settings)
    wing.start()
    try:
        yield wing
    finally:
        wing.stop()


def _endpoint(house, place):
    with house.database.read() as session:
        return session.get(Endpoint, place)


def test_an_event_arrives_signed_and_is_done(house):
    with Receiver() as there:
        place = house.add(there)
        with _at_work(house):
            (message,) = house.record(location="LOC-3")
            (came,) = there.wait(1)
            assert house.settled() == {DONE: 1}
    body = Webhook(house.secrets[place].reveal()).verify(came.body, came.headers)
    assert came.headers["webhook-id"] == message
    assert body["type"] == "order.cancelled"
    assert body["data"] == {"order": "ORD-0", "location": "LOC-3"}


def test_what_was_recorded_before_the_start_arrives_after_it(house):
    with Receiver() as there:
        house.add(there)
        names = house.record(20)
        with _at_work(house):
            came = there.wait(20)
            assert house.settled() == {DONE: 20}
    assert sorted(one.headers["webhook-id"] for one in came) == sorted(names)


def test_a_failure_is_tried_again_with_the_same_id_and_a_new_time(house):
    with Receiver(receiver.status(500)) as there:
        house.add(there, retry_seconds=(2, 1, 1))  # the time it is sent with is in whole seconds
        with _at_work(house):
            house.record()
            there.wait(1)
            there.behave = receiver.good
            first, second = there.wait(2)
            assert house.settled() == {DONE: 1}
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    assert first.body == second.body
    with house.database.read() as session:
        told = session.execute(select(Attempt.number, Attempt.status, Attempt.error).order_by(Attempt.number)).all()
    assert [tuple(row) for row in told] == [(1, 500, "It answered 500."), (2, 200, None)]


def test_a_request_that_was_sent_twice_is_told_of_twice(house):
    """The receiver took it on a kept connection, and fell over before it answered."""
    with Receiver(receiver.in_turn(receiver.good, receiver.hanging_up, receiver.good)) as there:
        house.add(there, concurrency=1)
        with _at_work(house):
            for count in (1, 2):
                house.record()
                assert house.until(lambda done=count: house.states() == {DONE: done})
        assert len(there.received) == 3
    with house.database.read() as session:
        asked = select(Attempt.number, Attempt.status, Attempt.error, Attempt.request_sha256)
        told = [tuple(row) for row in session.execute(asked.order_by(Attempt.delivery_id, Attempt.at))]
    sent = [hashlib.sha256(came.body).hexdigest() for came in there.received]
    assert told == [(1, 200, None, sent[0]), (1, None, HUNG_UP, sent[1]), (1, 200, None, sent[2])]


def test_one_that_hangs_does_not_hold_up_another(house):
    with Receiver(receiver.silent) as slow, Receiver() as good:
        house.add(slow, concurrency=2)
        house.add(good)
        with _at_work(house) as wing:
            house.record(50)
            good.wait(50, timeout=20)
            assert house.until(lambda: house.states() == {DONE: 50, PENDING: 50})
            wing.stop(grace=0)
    assert house.states() == {DONE: 50, PENDING: 50}


def test_no_more_are_on_their_way_at_once_than_was_said(house):
    with Receiver(receiver.silent) as there:
        house.add(there, concurrency=3)
        with _at_work(house) as wing:
            house.record(10)
            there.wait(3)
            house.until(lambda: len(there.received) >= 3)
            wing.stop(grace=0)
        assert len(there.received) == 3


def test_a_gone_receiver_is_disabled_and_what_is_due_to_it_waits(house):
    with Receiver(receiver.status(410)) as there:
        place = house.add(there, concurrency=1)
        with _at_work(house):
            house.record(5)
            house.until(lambda: _endpoint(house, place).disabled_at)
    assert "410" in _endpoint(house, place).disabled_why
    assert set(house.states()) == {PAUSED}


def test_a_receiver_that_fails_is_left_alone_and_found_again(house):
    with Receiver(receiver.status(503)) as there:
        place = house.add(there, concurrency=1, retry_seconds=(1,) * 9)
        with _at_work(house):
            house.record(8)
            house.until(lambda: _endpoint(house, place).open_until)
            there.behave = receiver.good
            assert house.settled() == {DONE: 8}
            house.until(lambda: _endpoint(house, place).fails == 0)
    assert _endpoint(house, place).open_until is None


def test_what_this_pc_holds_no_secret_for_waits_and_says_so(house):
    with Receiver() as there:
        place = house.add(there, held=False)
        with _at_work(house):
            house.record()
            house.until(lambda: house.states() == {PENDING: 1})
            with house.database.read() as session:
                row = house.until(lambda: endpoints.one(session, place, at=now()))
            assert "holds the signing secret" in row.waits or "No PC" in row.waits
        assert there.received == []
        house.vault.set(row.secret_name, house.secrets[place])
        with _at_work(house):
            there.wait(1)
            assert house.settled() == {DONE: 1}


def test_a_worker_says_that_it_is_alive_and_leaves(house):
    with Receiver() as there:
        place = house.add(there)
        with _at_work(house):
            name = _endpoint(house, place).secret_name

            def held():
                with house.database.read() as session:
                    return workers.held(session, at=now())

            house.until(lambda: held() == {name: 1})
    assert held() is None
    with house.database.read() as session:
        assert session.scalars(select(Worker)).one().left_at is not None


def test_both_secrets_sign_during_a_rotation(house):
    with Receiver() as there:
        place = house.add(there)
        old, new = house.secrets[place], house.secrets[place].__class__("whsec_" + "A" * 43 + "=")
        house.vault.set(_endpoint(house, place).secret_name, new, 2)
        with house.database.begin() as session:
            endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(hours=1), by=THIS_PC, at=now())
        with _at_work(house):
            house.record()
            (came,) = there.wait(1)
    for secret in (old, new):
        assert Webhook(secret.reveal()).verify(came.body, came.headers) == json.loads(came.body)


def test_a_secret_that_signs_no_more_is_forgotten_at_the_next_start(house, tmp_path):
    with Receiver() as there:
        place = house.add(there)
        name = _endpoint(house, place).secret_name
        house.vault.set(name, signing.new_secret(), 2)
        with house.database.begin() as session:
            endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(0), by=THIS_PC, at=now())
        with _at_work(house):
            assert house.until(lambda: house.vault.versions(name) == (2,))
    house.vault = FileStore(tmp_path / "vault")
    with _at_work(house) as wing:
        assert wing.forget_secrets() == 0  # nobody has opened it: they wait


def test_a_limit_a_minute_is_kept(house):
    with Receiver() as there:
        house.add(there, rate_per_minute=120)
        with _at_work(house):
            house.record(5)
            came = there.wait(5)
    assert came[-1].at - came[0].at > 1.5  # the first at once, then one every half second


def test_stopping_gives_back_what_was_not_begun(house):
    with Receiver(receiver.silent) as there:
        house.add(there, concurrency=1)
        with _at_work(house) as wing:
            house.record(4)
            there.wait(1)
            house.until(lambda: house.states() == {PENDING: 4})
            wing.stop(grace=0)
    with house.database.read() as session:
        rows = session.execute(select(Delivery.token, Delivery.tries)).all()
        errors = session.scalars(select(Attempt.error)).all()
    assert [tuple(row) for row in rows] == [(None, 0)] * 4
    assert errors == ["The program was stopped while this was on its way."]


def test_a_look_up_that_hangs_does_not_hold_up_the_stop(house):
    over, asked = threading.Event(), threading.Event()

    def resolve(_host, _port):
        asked.set()
        over.wait(60)
        return ["127.0.0.1"]

    with Receiver() as there:
        house.add(there)
        with house.database.begin() as session:
            session.execute(update(Endpoint).values(url=f"http://dead.example.com:{there.port}/hook"))
        with _at_work(house, resolve=resolve) as wing:
            house.record()
            assert asked.wait(20)
            begun = time.monotonic()
            wing.stop(grace=0)
            assert time.monotonic() - begun < 10
    over.set()
    assert house.states() == {PENDING: 1}
    with house.database.read() as session:
        assert session.scalars(select(Delivery.token)).all() == [None]


def test_figures_are_held_against_the_orders_every_hour_and_mended(house):
    world = World(house.database)
    place = world.locations[0]
    with house.database.begin() as session:
        world.order(session, place, 20_000)
    rollup.drain_all(house.database)
    with house.database.begin() as session:
        session.execute(update(KpiDay).where(KpiDay.location_id == place).values(labour_paise=1))
    with _at_work(house) as wing:
        assert {job.id for job in wing._scheduler._ticks.get_jobs()} >= {"figures", "retention"}
        assert wing.look().different == ((place, 20_000),)
        assert wing.look().different == ()
