"""What is kept for days is kept for days of activity: a wrong clock sweeps nothing away."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import endpoints, gaps
from sakshi_desktop.hub.types import Outcome
from sakshi_desktop.jobs import sweeping
from sakshi_desktop.store.models import AuditEntry, Event
from tests.hub import post

DAY = timedelta(days=1)
YEAR = 365 * DAY
START = datetime(2026, 1, 1, tzinfo=UTC)
OFFSETS = st.one_of(st.none(), st.just(0), st.integers(-1_100, 3_650))
"""What the clock is set to be wrong by from a day on, in days; None leaves it."""


@given(days=st.integers(8, 120), steps=st.lists(st.tuples(st.integers(0, 6), OFFSETS), min_size=1, max_size=60))
def test_nothing_goes_before_its_days_have_passed_but_for_a_week_at_each_leap_of_the_clock(days, steps):
    """What was written down on each day, by the clock of that day, is swept by the clock of another."""
    real, offset, seen, known, leaps, kept = START, 0, START, [], 0, []
    for passed, wrong in steps:
        real += passed * DAY
        offset = offset if wrong is None else wrong
        at = real + offset * DAY
        leaps += at - seen > gaps.LONGEST
        known, seen = gaps.following(known, seen, at), at
        since = gaps.before(at, days * DAY, known)
        for stamp, written in kept:
            if stamp < since:
                assert real - written >= days * DAY - leaps * gaps.LONGEST
        kept = [each for each in kept if each[0] >= since]
        kept.append((at, real))


@given(days=st.integers(1, 3_650), ages=st.lists(st.integers(0, 7), min_size=1, max_size=50))
def test_where_a_pc_is_looked_at_every_week_days_are_days(days, ages):
    at, known = START, []
    for age in ages:
        known, at = gaps.following(known, at, at + age * DAY), at + age * DAY
        assert gaps.before(at, days * DAY, known) == at - days * DAY


def test_a_long_holiday_counts_as_a_week_and_is_over_once_there_was_as_much_activity():
    known = gaps.following([], START, START + 60 * DAY)
    assert gaps.before(START + 60 * DAY, 30 * DAY, known) == START - 23 * DAY
    for day in range(60, 95):
        known = gaps.following(known, START + day * DAY, START + (day + 1) * DAY)
    assert gaps.before(START + 95 * DAY, 30 * DAY, known) == START + 65 * DAY


def test_a_clock_that_is_set_a_little_while_it_is_wrong_brings_nothing_back():
    known = gaps.following([], START, START + YEAR)
    for minutes in (-5, 10, -20):
        at = START + YEAR + timedelta(minutes=minutes)
        known = gaps.following(known, START + YEAR, at)
        assert gaps.before(at, 30 * DAY, known) <= START - 22 * DAY


class House:
    """A house whose programs keep house by its clock, with one receiver that is disabled and one that is not."""

    def __init__(self, database):
        self.database, self.now = database, post.LATER
        self.place, self.still = post.add(database), post.add(database, "https://other.example.com/hook")
        with database.begin() as session:
            endpoints.disable(session, self.still, why="Holiday.", by=THIS_PC, at=post.LATER)

    def sweep(self):
        sweeping.sweep(self.database, clock=lambda: self.now)

    def states(self):
        return sorted(post.deliveries(self.database))

    def given_up(self):
        with self.database.read() as session:
            return session.scalars(select(AuditEntry.id).where(AuditEntry.action == "webhook.give_up")).all()


@pytest.fixture
def house(sqlite_database):
    made = House(sqlite_database)
    post.sent(sqlite_database, made.place, 2)
    post.sent(sqlite_database, made.place, 1, Outcome.FAILED)
    return made


DONE, PENDING, PAUSED = DeliveryState.DONE, DeliveryState.PENDING, DeliveryState.PAUSED
ALL = sorted([DONE, DONE, PENDING, PAUSED, PAUSED, PAUSED])


@pytest.mark.parametrize("begins", ["known", "new"])
def test_a_pc_that_starts_with_its_clock_a_year_ahead_sweeps_nothing_away(house, begins):
    if begins == "known":
        house.sweep()
    house.now += YEAR
    house.sweep()
    post.record(house.database, 1, at=house.now)  # it is told as if a year had passed
    house.now += DAY
    house.sweep()
    assert house.states() == ALL
    assert house.given_up() == []
    house.now = post.LATER + 2 * DAY  # and is right again
    house.sweep()
    assert house.states() == ALL


def test_a_clock_that_leaps_while_the_program_runs_sweeps_nothing_away(house):
    for _ in range(3):
        house.now += timedelta(hours=1)
        house.sweep()
    house.now += YEAR
    for _ in range(5):
        house.now += timedelta(hours=1)
        house.sweep()
    assert house.states() == ALL


def test_a_clock_that_was_a_year_behind_and_is_right_again_sweeps_nothing_young_away(house):
    house.sweep()
    house.now -= YEAR
    house.sweep()
    house.now += YEAR + DAY
    house.sweep()
    assert house.states() == ALL


def test_where_the_clock_is_right_what_is_old_goes(house):
    for _ in range(33):
        house.now += DAY
        house.sweep()
    assert house.states() == sorted([PENDING, PAUSED, PAUSED, PAUSED])
    for _ in range(60):
        house.now += DAY
        house.sweep()
    assert house.states() == [PENDING]
    assert len(house.given_up()) == 1
    with house.database.read() as session:
        assert len(session.scalars(select(Event.id).where(Event.at == post.LATER)).all()) == 1


def test_a_server_is_asked_for_the_time_and_notes_no_gaps(postgres_database):
    with postgres_database.begin() as session:
        assert gaps.noted(session, at=START) == ()
        assert gaps.noted(session, at=START + YEAR) == ()
