"""How far ahead of a receiver deliveries are claimed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

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
    known = Known(others=[{"a": 1}])
    assert (known.share(PLACE), known.room(PLACE)) == (2, 4)


def test_pcs_that_do_not_hold_the_secret_have_no_share():
    known = Known(others=[{"b": 1}] * 7)
    assert (known.share(PLACE), known.must_count_together(PLACE)) == (4, False)
    turned = replace(PLACE, secrets=(("a", 2), ("a", 1)), header_secret=("a/headers", 1))
    known.others = [{"a": 1, "a/headers": 1}, {"a": 2}, {"a": 2, "a/headers": 1}]
    assert (known.sharers(turned), known.share(turned)) == (2, 2)


def test_more_pcs_than_a_receiver_takes_at_once_count_together_and_claim_nothing_ahead():
    known = Known(others=[{"a": 1}] * 4)
    assert (known.must_count_together(PLACE), known.room(PLACE)) == (True, 1)


@pytest.mark.parametrize(("rate", "together"), [(1, True), (30, True), (36, False), (None, False)])
def test_a_rate_that_cannot_be_divided_is_counted_together(rate, together):
    known = Known(others=[{"a": 1}] * 2)
    assert known.must_count_together(replace(PLACE, rate_per_minute=rate)) is together


def test_a_receiver_that_is_sent_to_in_another_manner_or_not_at_all_is_told():
    known = Known()
    other = Target(2, "https://example.com", {}, None, (("b", 1),), 4, None, (5,), 0, None, None)
    assert known.learn([PLACE, other]) == []
    failed = Target(1, PLACE.url, {}, None, PLACE.secrets, 4, None, (5,), 7, NOW, NOW)
    assert known.learn([failed, other]) == []
    moved = Target(1, "https://example.in/new", {}, None, PLACE.secrets, 4, None, (5,), 0, None, None)
    assert known.learn([moved]) == [1, 2]
