from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import rules
from sakshi_desktop.hub.types import Answer, Outcome

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def _middle():
    return 0.5


@pytest.mark.parametrize(("attempt", "seconds"), list(enumerate(rules.STEPS, 1)))
def test_each_failure_waits_for_its_step(attempt, seconds):
    assert rules.retry_delay(attempt, jitter=_middle) == timedelta(seconds=seconds)


def test_after_the_last_step_a_delivery_is_given_up():
    assert rules.retry_delay(len(rules.STEPS) + 1) is None
    with pytest.raises(ValueError, match="counts from 1"):
        rules.retry_delay(0)


@given(st.integers(1, 8), st.floats(0, 1, exclude_max=True))
def test_the_jitter_is_a_fifth_either_way(attempt, dice):
    delay = rules.retry_delay(attempt, jitter=lambda: dice).total_seconds()
    assert 0.799 <= delay / rules.STEPS[attempt - 1] <= 1.201


@given(st.integers(1, 8), st.integers(0, 10**9))
def test_a_receiver_can_ask_for_the_longest_step_at_most(attempt, wish):
    delay = rules.retry_delay(attempt, retry_after=wish, jitter=_middle)
    assert delay == timedelta(seconds=max(rules.STEPS[attempt - 1], min(wish, rules.STEPS[-1])))


def test_a_slow_receiver_gets_a_minute_at_least():
    assert rules.retry_delay(1, patience=True) == timedelta(minutes=1)
    assert rules.retry_delay(3, patience=True, jitter=_middle) == timedelta(minutes=2)


def test_a_schedule_of_its_own_counts():
    assert rules.retry_delay(1, (10,), jitter=_middle) == timedelta(seconds=10)
    assert rules.retry_delay(2, (10,)) is None


@pytest.mark.parametrize(
    ("outcome", "state", "tries", "pause"),
    [
        (Outcome.DELIVERED, DeliveryState.DONE, 3, 0),
        (Outcome.FAILED, DeliveryState.PENDING, 3, 120),
        (Outcome.SLOW, DeliveryState.PENDING, 3, 120),
        (Outcome.GONE, DeliveryState.PAUSED, 3, 0),
        (Outcome.AWAY, DeliveryState.PENDING, 2, 15),
        (Outcome.UNSENT, DeliveryState.PENDING, 2, 0),
    ],
)
def test_what_becomes_of_a_delivery(outcome, state, tries, pause):
    settled = rules.settle(2, Answer(outcome), rules.STEPS, AT, jitter=_middle)
    assert settled == rules.Settled(state, tries, AT + timedelta(seconds=pause))


@pytest.mark.parametrize(("away", "pause"), [(-5, 15), (0, 15), (15, 15), (16, 16), (100, 100), (10**6, 180)])
def test_a_pc_without_network_tries_less_and_less_often(away, pause):
    settled = rules.settle(0, Answer(Outcome.AWAY), rules.STEPS, AT, away=timedelta(seconds=away))
    assert settled.due_at == AT + timedelta(seconds=pause)


def test_the_ninth_failure_is_the_last():
    assert rules.settle(8, Answer(Outcome.FAILED), rules.STEPS, AT).state is DeliveryState.DEAD
    assert rules.settle(7, Answer(Outcome.FAILED), rules.STEPS, AT).state is DeliveryState.PENDING


def test_a_receiver_is_left_alone_after_five_failures_for_a_minute_at_most():
    breaks = [rules.break_for(fails) for fails in range(14)]
    assert breaks[:5] == [None] * 5
    assert [each.total_seconds() for each in breaks[5:]] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert rules.break_for(10**9) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("wall", "steady", "gap"),
    [
        (1, 1, None),
        (3, 1, None),
        (3_600, 1, 3_599),  # slept where the steady clock stands still, or the clock was set forward
        (3_600, 3_600, 3_600),  # slept where it goes on
        (-3_600, 1, -3_601),  # the clock was set back
    ],
)
def test_sleep_and_a_set_clock_are_noticed(wall, steady, gap):
    found = rules.away(timedelta(seconds=wall), timedelta(seconds=steady))
    assert found == (None if gap is None else timedelta(seconds=gap))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Thu, 26 Nov 2026 12:01:00 GMT", 60),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 0),
        ("9" * 400, 999_999_999),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("1²", None),
        ("Fri, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("1 Jan 2026 99999999999999999999:0:0 GMT", None),
        ("Fri, 01 Jan 2026 00:00:00 +99999999999999999999", None),
    ],
)
def test_the_receivers_wish_is_read_in_both_forms(header, seconds):
    assert rules.asked_pause(header, AT) == seconds


@given(st.text(alphabet='0123456789 ,:+-()"JanFriGMT.٣²', max_size=40) | st.text())
def test_no_wish_of_a_receiver_is_an_error(header):
    pause = rules.asked_pause(header, AT)
    assert pause is None or pause >= 0
