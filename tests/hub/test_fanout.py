import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import claims, endpoints, fanout, standing
from sakshi_desktop.hub.types import Answer, Outcome
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Delivery, Event, Outgoing
from tests.hub import post


def _handed(database):
    with database.read() as session:
        asked = select(Event.type, Delivery.endpoint_id).join(Event, Event.id == Delivery.event_id)
        return sorted((kind, place) for kind, place in session.execute(asked))


def test_every_receiver_gets_the_events_that_it_wants(database):
    everything = post.add(database)
    orders = post.add(database, event_types=("order.*",))
    ratings = post.add(database, event_types=("order.rated", "import.finished"))
    for kind in ("order.cancelled", "order.rated", "customer.created"):
        post.record(database, kind=kind)
    post.hand_out(database)
    assert _handed(database) == sorted(
        [(kind, everything) for kind in ("customer.created", "order.cancelled", "order.rated")]
        + [("order.cancelled", orders), ("order.rated", orders), ("order.rated", ratings)]
    )


def test_events_about_webhooks_go_to_those_that_name_them(database):
    post.add(database)
    watching = post.add(database, event_types=("webhook.changed",))
    post.add(database, at=post.LATER)
    post.hand_out(database)
    assert set(_handed(database)) == {("webhook.changed", watching)}


def test_an_event_older_than_the_receiver_is_not_sent(database):
    post.record(database, at=post.AT - timedelta(seconds=1))
    post.add(database)
    post.record(database, at=post.AT)
    post.hand_out(database)
    assert len(_handed(database)) == 1


@pytest.mark.parametrize("wrong", [timedelta(hours=-5), timedelta(hours=5)], ids=["slow", "fast"])
def test_an_event_after_the_receiver_is_sent_and_one_before_it_is_not_whatever_their_clocks_say(database, wrong):
    post.record(database, kind="order.rated", at=post.AT + wrong)
    post.add(database, event_types=("order.*",))
    post.record(database, at=post.AT + wrong)
    post.hand_out(database)
    assert [kind for kind, _ in _handed(database)] == ["order.cancelled"]


def test_an_event_whose_transaction_ended_after_the_receiver_was_made_is_sent(postgres_database):
    with postgres_database.begin() as slow:
        outbox.record(slow, "order.rated", {}, at=post.AT)
        slow.flush()
        post.record(postgres_database, kind="customer.created", at=post.AT)
        post.hand_out(postgres_database)
        post.add(postgres_database, event_types=("order.*",))
    post.hand_out(postgres_database)
    assert [kind for kind, _ in _handed(postgres_database)] == ["order.rated"]


def test_handing_out_twice_makes_no_second_delivery(database):
    post.add(database)
    post.record(database, 3)
    post.hand_out(database)
    with database.begin() as session:
        session.add_all(Outgoing(event_id=event) for event in session.scalars(select(Event.id)))
    post.hand_out(database)
    assert len(_handed(database)) == 3


def test_a_condition_lets_only_its_values_through(database):
    post.add(database, filter={"location": ("LOC-1", "LOC-2"), "order": ("ORD-0",)})
    for location in ("LOC-1", "LOC-3"):
        post.record(database, 2, location=location)
    post.record(database, kind="customer.created")
    post.hand_out(database)
    assert len(_handed(database)) == 1


def test_what_comes_for_a_disabled_receiver_waits(database):
    place = post.add(database)
    post.hand_out(database)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.AT)
    post.hand_out(database)
    post.record(database)
    post.hand_out(database)
    assert set(post.deliveries(database)) == {DeliveryState.PAUSED}


def _disable(database, place):
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)


def _enable(database, place):
    with database.begin() as session:
        endpoints.enable(session, place, by=THIS_PC, at=post.LATER)


def _stands_in_line(database, work):
    """Return whether ``work``, a future, waits for a lock of another connection; False once it is done."""
    end = time.monotonic() + 30
    while not work.done() and time.monotonic() < end:
        with database.read() as session:
            if session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return True
    return False


@pytest.mark.parametrize(
    ("before", "deed", "state"),
    [(_enable, endpoints.disable, DeliveryState.PAUSED), (_disable, endpoints.enable, DeliveryState.PENDING)],
    ids=["disabled", "enabled"],
)
@pytest.mark.parametrize("first", ["the hand-out", "the person"])
def test_a_receiver_changed_while_its_events_are_handed_out(postgres_database, before, deed, state, first):
    database, place = postgres_database, post.add(postgres_database, event_types=("order.*",))
    before(database, place)
    post.hand_out(database)
    post.record(database)
    why = {"why": "Holiday."} if deed is endpoints.disable else {}
    deeds = [
        lambda session: fanout.hand_out(session, at=post.LATER),
        lambda session: deed(session, place, by=THIS_PC, at=post.LATER, **why),
    ]
    now, meanwhile = deeds if first == "the hand-out" else deeds[::-1]

    def alone():
        with database.begin() as session:
            meanwhile(session)

    with ThreadPoolExecutor(1) as pool:
        with database.begin() as session:
            now(session)
            session.flush()
            other = pool.submit(alone)
            _stands_in_line(database, other)
        other.result(timeout=30)
    assert post.deliveries(database) == [state]


def test_what_was_given_back_while_a_person_enabled_its_receiver_is_sent(postgres_database):
    database, place = postgres_database, post.add(postgres_database, event_types=("order.*",))
    post.record(database)
    post.hand_out(database)
    (claim,) = post.take(database, place)
    _disable(database, place)
    results = [claims.Result(claim, Answer(Outcome.UNSENT))]
    with ThreadPoolExecutor(1) as pool:
        with database.begin() as session:
            standing.note(session, results, at=post.LATER)
            claims.record(session, results, at=post.LATER)
            other = pool.submit(_enable, database, place)
            _stands_in_line(database, other)
        other.result(timeout=30)
    assert post.deliveries(database) == [DeliveryState.PENDING]


def test_a_large_backlog_is_handed_out_a_few_at_a_time(database):
    post.add(database)
    post.record(database, 7)
    with database.begin() as session:
        assert fanout.hand_out(session, at=post.LATER, batch=5).events == 5
    assert post.hand_out(database) == 3  # with the one that tells that the receiver was added


def test_a_transaction_that_ends_late_is_not_skipped(postgres_database):
    post.add(postgres_database)
    with postgres_database.begin() as slow:
        outbox.record(slow, "order.rated", {}, at=post.LATER)
        slow.flush()
        post.record(postgres_database)
        post.hand_out(postgres_database)
        assert [kind for kind, _ in _handed(postgres_database)] == ["order.cancelled"]  # nobody waits for the slow one
    post.hand_out(postgres_database)
    assert [kind for kind, _ in _handed(postgres_database)] == ["order.cancelled", "order.rated"]


@pytest.mark.parametrize("programs", [3])
def test_several_programs_hand_out_each_event_once(database, programs):
    post.add(database)
    post.record(database, 60)
    counts, failures = [], []

    def work():
        try:
            while True:
                with database.begin() as session:
                    handed = fanout.hand_out(session, at=post.LATER, batch=5)
                if not handed.events:
                    return
                counts.append(handed.events)
        except Exception as error:  # noqa: BLE001  # told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(programs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    post.hand_out(database)
    assert len(_handed(database)) == 60
