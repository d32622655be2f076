"""Calls to a service get their times one after the other, whoever makes them."""

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import budgets, document, integrations, retrying, rules
from sakshi_desktop.hub.budgets import LimitedError, Turn
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.jobs.calling import Calls
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Integration

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RATES = st.one_of(st.integers(1, 40), st.integers(1, budgets.LARGEST))
STEPS = st.lists(st.integers(0, 90_000_000), min_size=1, max_size=200)
"""Microseconds between two askings."""


def service(database, calls=None, vendor=ENDPOINT):
    with database.begin() as session:
        form = IntegrationForm("Books", IntegrationType.CUSTOM, vendor, calls_per_minute=calls)
        return integrations.create(session, form, by=THIS_PC).id


def take(database, key, at=NOW, **more):
    with database.begin() as session:
        return budgets.take(session, key, lambda _session: at, **more)


def given_times(rate, steps):
    """The times that calls get which are asked for one after the other, however far ahead these are."""
    at, following, found = NOW, None, []
    for step in steps:
        at += timedelta(microseconds=step)
        turn = budgets.turn(rate, following, None, at)
        if turn.at - at <= budgets.LONGEST_WAIT:
            following = turn.following
            found.append(turn.at)
    return found


@given(rate=RATES, steps=STEPS)
def test_no_minute_holds_more_calls_than_the_budget(rate, steps):
    found = given_times(rate, steps)
    assert found == sorted(found)
    for first, later in zip(found, found[rate:], strict=False):
        assert later - first >= timedelta(minutes=1)


@given(rate=RATES, steps=st.lists(st.integers(0, 1_000), min_size=1, max_size=200))
def test_who_waits_for_each_time_and_asks_again_at_once_never_waits_longer_than_the_pace_says(rate, steps):
    at, following = NOW, None
    for step in steps:
        asked = at + timedelta(microseconds=step)
        turn = budgets.turn(rate, following, None, asked)
        assert asked <= turn.at <= asked + budgets.interval(rate)
        following, at = turn.following, turn.at


@given(rate=RATES, ahead=st.timedeltas(timedelta(0), timedelta(days=800)))
def test_what_a_fast_clock_wrote_holds_nobody_back_for_longer_than_a_budget_can(rate, ahead):
    turn = budgets.turn(rate, NOW + ahead, NOW + ahead, NOW)
    assert turn.at <= NOW + max(retrying.LONGEST_WISH, budgets.LONGEST_WAIT + budgets.interval(rate))
    if ahead > retrying.LONGEST_WISH:
        assert turn.at == NOW


def test_a_few_calls_may_be_early_and_the_others_follow_at_their_pace():
    assert given_times(120, [0] * 14)[:10] == [NOW] * 10
    assert given_times(120, [0] * 14)[10] == NOW + budgets.interval(120)
    assert budgets.turn(1, None, None, NOW) == Turn(NOW, NOW + timedelta(minutes=1))


def test_a_call_whose_time_is_far_gets_none_and_takes_none_away(database):
    key = service(database, 2)
    assert take(database, key) == timedelta(0)
    for _ in range(3):
        with pytest.raises(LimitedError) as refused:
            take(database, key)
        assert refused.value.retry_after == 30
    assert take(database, key, NOW + 26 * SECOND) == 4 * SECOND
    with pytest.raises(LimitedError):
        take(database, key, NOW + 56 * SECOND, longest=SECOND)


def test_where_a_service_asks_for_patience_every_program_leaves_it_alone(database):
    for calls in (0, 60, None):
        with database.begin() as session:
            session.query(Integration).delete()
        key = service(database, calls)
        with database.begin() as session:
            budgets.hold_back(session, key, 90, at=NOW)
            budgets.hold_back(session, key, 20, at=NOW)
        with database.read() as session:
            assert not budgets.is_free(session, key, at=NOW)
        with pytest.raises(LimitedError) as refused:
            take(database, key)
        assert refused.value.retry_after == 90
        assert take(database, key, NOW + 90 * SECOND) == timedelta(0)


def test_no_service_holds_anybody_back_for_longer_than_is_believed(database):
    key = service(database)
    with database.begin() as session:
        budgets.hold_back(session, key, 10.0**12, at=NOW)
    with database.read() as session:
        assert integrations.get(session, key, clock=lambda: NOW).held_until == NOW + retrying.LONGEST_WISH
        assert integrations.get(session, key, clock=lambda: NOW - timedelta(days=365)).held_until is None


def test_without_a_limit_calls_are_not_counted(database):
    key = service(database, 0)
    with database.read() as session:
        assert budgets.is_free(session, key, at=NOW)
        assert budgets.is_free(session, 999, at=NOW)
    assert take(database, 999) == timedelta(0)


class Program:
    """A program with a door of its own to the database, which notes when it may call."""

    def __init__(self, database, key):
        self.database = Database(database.url.render_as_string(hide_password=False))
        self.moment, self.at, self.rest = instants.by(lambda: NOW), NOW, 0.0
        self.calls = Calls(self.database, key, self.look, self.wait)

    def look(self, session):
        self.at = self.moment(session)
        return self.at

    def wait(self, seconds):
        self.rest = seconds

    def times(self):
        """Take times as fast as they come, until they are used up."""
        found = []
        try:
            while True:
                self.rest = 0.0
                self.calls()
                found.append(self.at + timedelta(seconds=self.rest))
        except LimitedError:
            self.database.dispose()
            return found


def test_two_programs_share_the_times_of_one_service(database):
    key = service(database, 60)
    programs = [Program(database, key) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        found = sorted(chain.from_iterable(pool.map(Program.times, programs)))
    early, step = rules.burst(60), budgets.interval(60)
    assert len(found) >= early + budgets.LONGEST_WAIT // step
    for first, later in zip(found, found[early:], strict=False):
        assert later - first >= step
    for first, later in zip(found[early:], found[early + 1 :], strict=False):
        assert later - first == step


def test_a_program_that_dies_between_its_time_and_its_call_has_lost_that_time_alone(address, database, warm):
    key = service(database, 600)
    for _ in range(rules.burst(600)):
        assert take(database, key) == timedelta(0)
    before = following(database, key)
    ended = warm.run(address, key, NOW.isoformat(), module="tests.hub.taking_turns")
    assert ended.returncode == -signal.SIGKILL
    assert following(database, key) == before + budgets.interval(600)
    assert take(database, key) == 2 * budgets.interval(600)


def following(database, key):
    with database.read() as session:
        return session.get_one(Integration, key).next_call_at


def test_what_is_typed_as_calls_a_minute(database):
    assert [budgets.typed(text) for text in ("", " 1,200 ", "0", "60000")] == [None, 1_200, 0, 60_000]
    for text in ("-1", "many", "1.5", "١٢", "9" * 30):
        with pytest.raises(FieldsError, match="how many calls a minute"):
            budgets.typed(text)
    with pytest.raises(FieldsError, match="how many calls a minute"):
        service(database, 60_001)


def test_the_set_up_on_paper_says_how_often_a_service_is_called(database):
    service(database, 90)
    with database.read() as session:
        assert "| Calls a minute | 90 |" in document.compose(session, at=NOW)
