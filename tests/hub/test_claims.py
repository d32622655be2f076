import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import claims, deliveries, rules
from sakshi_desktop.hub.types import Answer, Outcome
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint
from tests.hub import post

PENDING, DONE, DEAD = DeliveryState.PENDING, DeliveryState.DONE, DeliveryState.DEAD


@pytest.fixture
def place(database):
    """A receiver that wants cancelled orders alone, with five of them due."""
    made = post.add(database, event_types=("order.cancelled",))
    post.record(database, 5)
    post.hand_out(database)
    return made


def test_a_claim_holds_what_must_be_sent(database, place):
    (claim,) = post.take(database, place, 1)
    assert claim.message.startswith("msg_")
    assert claim.body.startswith(b'{"type":"order.cancelled","timestamp":"2026-11-26T12:00:01.000Z","data":{"order"')
    assert claim.until == post.LATER + rules.LEASE
    assert post.attempts(database, Attempt.delivery_id, Attempt.number, Attempt.status) == [
        (claim.delivery_id, 1, None)
    ]


def test_what_is_taken_is_taken_by_nobody_else_until_its_lease_ends(database, place):
    first = post.take(database, place, 3)
    second = post.take(database, place)
    assert {len(first), len(second)} == {3, 2}
    assert not {claim.delivery_id for claim in first} & {claim.delivery_id for claim in second}
    assert post.take(database, place, at=post.LATER + rules.LEASE - timedelta(microseconds=1)) == []
    assert len(post.take(database, place, at=post.LATER + rules.LEASE)) == 5


def test_a_room_of_none_takes_nothing(database, place):
    assert post.take(database, place, 0) == []


def test_the_first_due_is_taken_first(database, place):
    taken = post.take(database, place, 2)
    post.settle(database, taken, Outcome.FAILED)
    again = post.take(database, place, 5, at=post.LATER + timedelta(seconds=3))
    assert len(again) == 3
    assert not {claim.delivery_id for claim in taken} & {claim.delivery_id for claim in again}


def test_a_result_is_recorded_with_its_attempt(database, place):
    taken = post.take(database, place)
    post.settle(database, taken, status=204, millis=7, response="नमस्ते", response_bytes=18, request_sha256="ab")
    assert post.deliveries(database, Delivery.state, Delivery.tries, Delivery.last_status) == [(DONE, 1, 204)] * 5
    told = post.attempts(database, Attempt.status, Attempt.millis, Attempt.response, Attempt.error)
    assert told == [(204, 7, "नमस्ते", None)] * 5


def test_recording_twice_changes_nothing(database, place):
    taken = post.take(database, place)
    for _ in range(2):
        post.settle(database, taken, Outcome.FAILED, error="It answered 500.", status=500)
    assert post.deliveries(database, Delivery.state, Delivery.tries) == [(PENDING, 1)] * 5
    assert len(post.attempts(database, Attempt.number)) == 5


def test_a_result_that_comes_too_late_is_not_taken_for_anothers(database, place):
    late = post.take(database, place)
    after = post.LATER + rules.LEASE
    ours = post.take(database, place, at=after)
    post.settle(database, late, Outcome.FAILED, status=500, error="It answered 500.", at=after)
    assert post.deliveries(database, Delivery.state, Delivery.tries) == [(PENDING, 0)] * 5
    post.settle(database, ours, status=200, at=after)
    assert set(post.deliveries(database)) == {DONE}
    assert sorted(post.attempts(database, Attempt.status)) == [(200,)] * 5 + [(500,)] * 5  # sent twice, told twice


def test_what_is_given_back_costs_nothing_and_leaves_no_attempt(database, place):
    post.settle(database, post.take(database, place), Outcome.UNSENT)
    assert post.deliveries(database, Delivery.state, Delivery.tries, Delivery.token) == [(PENDING, 0, None)] * 5
    assert post.attempts(database, Attempt.number) == []
    assert len(post.take(database, place)) == 5


def test_a_pc_without_network_spends_no_try(database, place):
    post.settle(database, post.take(database, place), Outcome.AWAY, error="There is no network.")
    assert post.deliveries(database, Delivery.state, Delivery.tries) == [(PENDING, 0)] * 5
    assert post.take(database, place) == []
    assert len(post.take(database, place, at=post.LATER + rules.AWAY_PAUSE)) == 5


def _away(database, place, until, *, at=post.LATER):
    """Let deliveries be tried, as they fall due, by a PC without network; return how often that was."""
    times = 0
    while at < until:
        taken = post.take(database, place, at=at)
        post.settle(database, taken, Outcome.AWAY, error=rules.NO_NETWORK, millis=3, at=at)
        times += bool(taken)
        at = max(post.deliveries(database, Delivery.due_at))
    return times


def test_a_night_without_network_leaves_one_row_and_few_tries(database, place):
    assert _away(database, place, post.LATER + timedelta(hours=8)) < 8 * 20 + 10
    assert post.deliveries(database, Delivery.state, Delivery.tries) == [(PENDING, 0)] * 5
    told = post.attempts(database, Attempt.number, Attempt.at, Attempt.error, Attempt.millis)
    assert told == [(1, post.LATER, rules.NO_NETWORK, None)] * 5
    assert post.endpoint(database, place).fails == 0


def test_without_network_the_pauses_grow_and_begin_anew_after_a_try(database, place):
    assert _away(database, place, post.LATER + timedelta(seconds=60)) == 3  # after 0, 15 and 30 seconds
    back = post.LATER + timedelta(hours=1)
    post.settle(database, post.take(database, place, at=back), Outcome.FAILED, error="It answered 500.", at=back)
    gone = back + timedelta(hours=1)
    post.settle(database, post.take(database, place, at=gone), Outcome.AWAY, error=rules.NO_NETWORK, at=gone)
    assert post.deliveries(database, Delivery.due_at, Delivery.tries) == [(gone + rules.AWAY_PAUSE, 1)] * 5
    numbers = [number for (number,) in post.attempts(database, Attempt.number)]
    assert sorted(numbers) == [1] * 10 + [2] * 5


def test_what_a_pc_slept_over_or_was_stopped_in_is_told_each_time(database, place):
    at = post.LATER
    for _ in range(3):
        post.settle(database, post.take(database, place, at=at), Outcome.AWAY, error="This PC slept.", millis=9, at=at)
        at += rules.AWAY_PAUSE
    assert post.attempts(database, Attempt.error, Attempt.millis) == [("This PC slept.", None)] * 15


def test_a_request_that_was_sent_twice_is_two_rows_however_often_that_is_recorded(database, place):
    before = Answer(Outcome.AWAY, millis=40, error="It had hung up.", sent_headers={"a": "1"}, request_sha256="ab")
    taken = post.take(database, place)
    for _ in range(2):
        post.settle(database, taken, status=200, millis=7, response="ok", sent_headers={"a": "2"}, before=before)
    assert post.deliveries(database, Delivery.state, Delivery.tries, Delivery.last_status) == [(DONE, 1, 200)] * 5
    told = post.attempts(
        database, Attempt.number, Attempt.at, Attempt.status, Attempt.millis, Attempt.error, Attempt.sent_headers
    )
    first = (1, post.LATER, None, None, "It had hung up.", '{"a":"1"}')
    assert told == [first, (1, post.LATER + timedelta(milliseconds=40), 200, 7, None, '{"a":"2"}')] * 5
    with database.read() as session:
        assert {row.error for row in deliveries.listed(session, deliveries.Wanted())} == {None}


def test_after_nine_failures_a_delivery_is_dead(database, place):
    at = post.LATER
    for _ in range(len(rules.STEPS) + 1):
        post.settle(database, post.take(database, place, at=at), Outcome.FAILED, error="It answered 500.", at=at)
        at += timedelta(hours=13)
    assert post.deliveries(database, Delivery.state, Delivery.tries) == [(DEAD, 9)] * 5
    assert post.take(database, place, at=at) == []


def test_what_was_taken_in_a_transaction_never_heard_of_is_given_back(database, place):
    token = claims.new_token()
    with database.begin() as session:
        claims.take(session, {place: 5}, token, at=post.LATER)
    with database.begin() as session:
        assert claims.release(session, token, at=post.LATER) == 5
        assert claims.release(session, token, at=post.LATER) == 0
    assert post.attempts(database, Attempt.number) == []
    assert len(post.take(database, place)) == 5


def test_a_lease_is_renewed_when_the_clock_was_set_forward(database, place):
    taken = post.take(database, place)
    jumped = post.LATER + timedelta(hours=3)
    with database.begin() as session:
        claims.renew(session, taken, at=jumped)
    assert post.take(database, place, at=jumped) == []
    post.settle(database, taken, status=200, at=jumped)
    assert set(post.deliveries(database)) == {DONE}


def test_nothing_is_due_too_late_when_the_clock_was_set_back(database, place):
    post.settle(database, post.take(database, place), Outcome.FAILED, error="It answered 500.")
    back = post.LATER - timedelta(hours=3)
    with database.begin() as session:
        claims.set_back(session, timedelta(hours=3), at=back)
    assert len(post.take(database, place, at=back + timedelta(seconds=6))) == 5


@pytest.mark.parametrize("gap", [timedelta(hours=3), timedelta(hours=-3), timedelta(seconds=-20)])
def test_what_is_on_its_way_is_held_on_however_often_a_set_clock_is_minded(database, place, gap):
    post.take(database, place)
    now = post.LATER + gap
    for seconds in range(3):
        with database.begin() as session:
            claims.hold_on(session, gap, at=now + timedelta(seconds=seconds))
    assert post.take(database, place, at=now + timedelta(seconds=61)) == []
    assert len(post.take(database, place, at=now + timedelta(seconds=62))) == 5


def test_a_lease_that_was_over_before_the_clock_was_set_is_not_held_on(database, place):
    post.take(database, place)
    now = post.LATER + timedelta(hours=3)
    with database.begin() as session:
        claims.hold_on(session, timedelta(hours=2), at=now)
    assert len(post.take(database, place, at=now)) == 5


def test_the_next_due_is_told_for_each_receiver(database, place):
    other = post.add(database, event_types=("order.rated",))
    with database.read() as session:
        assert claims.next_due(session) == {place: post.LATER}
    post.record(database, kind="order.rated", at=post.LATER + timedelta(minutes=1))
    post.hand_out(database, at=post.LATER + timedelta(minutes=1))
    with database.read() as session:
        assert claims.next_due(session) == {place: post.LATER, other: post.LATER + timedelta(minutes=1)}


def test_receivers_without_anything_due_and_disabled_ones_are_left_out_of_the_next_due(database, place):
    places = [post.add(database, event_types=("order.rated",)) for _ in range(4)]
    post.record(database, kind="order.rated")
    post.hand_out(database)
    with database.begin() as session:
        session.execute(update(Delivery).where(Delivery.endpoint_id == places[1]).values(state=DONE))
        session.execute(update(Endpoint).where(Endpoint.id == places[2]).values(disabled_at=post.LATER))
    with database.read() as session:
        assert claims.next_due(session).keys() == {place, places[0], places[3]}


def test_nothing_is_due_where_nothing_waits(database, place):
    post.settle(database, post.take(database, place), status=200)
    with database.read() as session:
        assert claims.next_due(session) == {}


def test_several_programs_take_each_delivery_once(database):
    place = post.add(database, event_types=("order.cancelled",))
    post.record(database, 120)
    post.hand_out(database)
    taken, failures = [], []

    def work():
        try:
            while found := post.take(database, place, 7):
                taken.extend(claim.delivery_id for claim in found)
                post.settle(database, found, status=200)
        except Exception as error:  # noqa: BLE001  # told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(taken) == len(set(taken)) == 120
    assert set(post.deliveries(database)) == {DONE}


@given(outcomes=st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_a_delivery_is_never_lost(database, outcomes):
    place = post.add(database, event_types=("order.cancelled",))
    at = post.LATER
    post.record(database)
    post.hand_out(database)
    spent = 0
    for outcome in outcomes:
        taken = post.take(database, place, at=at)
        if not taken:
            break
        post.settle(database, taken, outcome, status=500, error="It failed.", at=at)
        spent += outcome in {Outcome.DELIVERED, Outcome.FAILED, Outcome.SLOW, Outcome.GONE}
        at += timedelta(hours=13)
    state, tries = post.deliveries(database, Delivery.state, Delivery.tries)[-1]
    assert tries == spent
    assert (state is PENDING) == bool(post.take(database, place, at=at))
