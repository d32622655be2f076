import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import ConflictError, ForbiddenError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import DeliveryState, Role
from sakshi_desktop.hub import deliveries, endpoints
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import Outcome, Resent
from sakshi_desktop.store.models import Attempt
from tests.hub import post

DONE, PENDING = DeliveryState.DONE, DeliveryState.PENDING
SUPPORT = Actor(3, "Sunil", Role.SUPPORT, RIGHTS[Role.SUPPORT])


def _resend(database, wanted, *, by=THIS_PC, **more):
    with database.begin() as session:
        return deliveries.resend(session, wanted, by=by, at=post.LATER, **more)


def test_what_matches_is_sent_again_with_the_same_id_and_a_new_schedule(database, place):
    names = post.sent(database, place, 3)
    post.sent(database, place, 2, location="Lake")
    assert _resend(database, Wanted(text="lake")) == Resent(2)
    assert post.deliveries(database) == [DONE] * 3 + [PENDING] * 2
    assert _resend(database, [1]) == Resent(1)
    taken = post.take(database, place)
    assert names[0] in {claim.message for claim in taken}
    assert {claim.tries for claim in taken} == {0}


def test_what_is_on_its_way_is_not_sent_again(database, place):
    post.record(database, 2)
    post.hand_out(database)
    post.take(database, place, 1)
    assert _resend(database, Wanted()) == Resent(0, under_way=2)


@pytest.mark.parametrize("outcome", [Outcome.DELIVERED, Outcome.FAILED])
def test_a_search_that_is_sent_once_more_twice_sends_once(database, place, outcome):
    post.sent(database, place, 3, outcome)
    lines = [
        _resend(database, Wanted(kind="order.cancelled")),
        _resend(database, Wanted(kind="order.cancelled")),
    ]
    post.settle(database, post.take(database, place), status=200)
    lines += [_resend(database, Wanted(text="ORD")), _resend(database, Wanted(text="ORD"))]
    assert lines == [Resent(3), Resent(0, under_way=3), Resent(0, arrived=3), Resent(0, arrived=3)]
    assert len(post.attempts(database, Attempt.number)) == 6
    assert lines[1].sentence == "None is sent once more; left alone: 3 on their way already."


def test_what_was_sent_once_more_and_not_taken_is_sent_by_the_same_search(database, place):
    post.sent(database, place, 2)
    _resend(database, Wanted(text="ORD"))
    post.settle(database, post.take(database, place), Outcome.FAILED, status=500)
    assert _resend(database, Wanted(text="ORD")) == Resent(2)


def test_what_just_arrived_is_sent_again_where_it_is_named_or_wanted_or_an_hour_went_by(database, place):
    def settled():
        post.settle(database, post.take(database, place), status=200)

    post.sent(database, place, 2)
    _resend(database, Wanted(text="ORD"))
    settled()
    assert _resend(database, [1]) == Resent(1)
    settled()
    assert _resend(database, Wanted(text="ORD"), again=True) == Resent(2)
    settled()
    with database.begin() as session:
        later = post.LATER + timedelta(hours=1)
        assert deliveries.resend(session, Wanted(text="ORD"), by=THIS_PC, at=later) == Resent(2)


def test_two_who_send_the_same_once_more_at_once_send_it_once(database, place):
    post.sent(database, place, 5)
    both = threading.Barrier(2)

    def resend():
        both.wait(timeout=30)
        return _resend(database, Wanted(text="ORD"))

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(resend) for _ in range(2)]
        assert {future.result() for future in futures} == {Resent(5), Resent(0, under_way=5)}


def test_what_arrived_since_it_was_seen_is_not_sent_again(database, place):
    post.sent(database, place, 3)
    post.sent(database, place, 1, Outcome.FAILED)
    seen = post.LATER

    def resend():
        with database.begin() as session:
            return deliveries.resend(session, Wanted(), by=THIS_PC, at=seen + timedelta(seconds=1), seen=seen)

    assert resend() == Resent(4)
    at = seen + timedelta(seconds=2)
    post.settle(database, post.take(database, place, 3, at=at), status=200, at=at)
    assert resend() == Resent(0, under_way=1, arrived=3)
    assert post.deliveries(database).count(DONE) == 3


def test_what_waits_for_a_disabled_receiver_goes_on_waiting(database, place):
    post.sent(database, place, 2)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    assert _resend(database, Wanted()) == Resent(0, paused=2)


def test_more_than_ten_thousand_are_not_sent_again_at_once(database, place):
    post.sent(database, place, 3)
    with pytest.raises(ConflictError, match="More than 2"):
        _resend(database, Wanted(), most=2)
    assert set(post.deliveries(database)) == {DONE}


def test_support_may_not_send_again(database, place):
    with pytest.raises(ForbiddenError):
        _resend(database, Wanted(), by=SUPPORT)
