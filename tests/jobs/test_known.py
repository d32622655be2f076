"""How far ahead of a receiver deliveries are claimed."""

from datetime import UTC, datetime

from sakshi_desktop.hub.claims import Result
from sakshi_desktop.hub.types import Answer, Claim, Outcome, Target
from sakshi_desktop.jobs.known import Known

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLACE = Target(1, "https://example.in/hook", {}, None, (("a", 1),), 4, None, (5,), 0, None, None)


def _claims(count):
    return [Claim(number, 1, f"token-{number}", 0, NOW, f"msg_{number}", b"{}") for number in range(count)]


def _ended(claims, outcome=Outcome.DELIVERED):
    return [Result(claim, Answer(outcome)) for claim in claims]


def test_so_many_are_claimed_that_the_lane_is_not_empty_before_the_next_turn():
    known, claims = Known(), _claims(40)
    assert known.room(PLACE) == 8
    for claim in claims:
        known.fly(claim)
    known.land(_ended(claims))
    assert known.room(PLACE) == 4 + 2 * 40
    known.land([])
    assert known.room(PLACE) == 8


def test_what_is_held_counts_and_what_came_back_unsent_does_not():
    known, claims = Known(), _claims(8)
    for claim in claims:
        known.fly(claim)
    assert known.room(PLACE) == 0
    known.land(_ended(claims[:6], Outcome.UNSENT))
    assert known.room(PLACE) == 6


def test_pcs_at_work_share_what_a_receiver_may_have():
    known = Known(alive=2)
    assert (known.share(PLACE), known.room(PLACE)) == (2, 4)


def test_a_receiver_that_is_sent_to_in_another_manner_or_not_at_all_is_told():
    known = Known()
    other = Target(2, "https://example.com", {}, None, (("b", 1),), 4, None, (5,), 0, None, None)
    assert known.learn([PLACE, other]) == []
    failed = Target(1, PLACE.url, {}, None, PLACE.secrets, 4, None, (5,), 7, NOW, NOW)
    assert known.learn([failed, other]) == []
    moved = Target(1, "https://example.in/new", {}, None, PLACE.secrets, 4, None, (5,), 0, None, None)
    assert known.learn([moved]) == [1, 2]
