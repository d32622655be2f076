"""Nights and weekends on which nobody tried a sync are none on which its service failed."""

from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import AwayError, ConnectorError
from sakshi_desktop.core.vocabulary import JobState
from sakshi_desktop.hub import standing, syncs, workers
from sakshi_desktop.store.models import SyncJob

from .house import House
from .service import Script, pulling, records

BROKEN = ConnectorError("The service failed (500).", retryable=True)
AWAY = AwayError("This PC has no network.")
NIGHT, DAY = timedelta(hours=14), timedelta(days=1)


@pytest.fixture
def house(database):
    """A house whose sync has failed often, and for nearly a week."""
    made = House(database, schedule="every 5 minutes")
    fail(made)
    with database.begin() as session:
        job = session.get_one(SyncJob, made.job)
        job.fails, job.failing_since = 40, made.now - timedelta(days=6, hours=12)
    beat(made)
    return made


def fail(house, error=BROKEN):
    house.run(pulling(records(1), Script({1: error})))
    return house.row().state


def beat(house, name="desk"):
    """Say that a program is at work, as its dispatcher does."""
    with house.database.begin() as session:
        standing.forgive(session, workers.absence(session, at=house.now), at=house.now)
        workers.beat(session, name, name, {}, at=house.now)


def work_on(house, name="desk"):
    """Say that a program was at work all the time."""
    with house.database.begin() as session:
        workers.beat(session, name, name, {}, at=house.now)


def failing(house):
    with house.database.read() as session:
        job = session.get_one(SyncJob, house.job)
        return house.now - job.failing_since


def test_a_sync_that_fails_in_the_morning_before_anybody_said_good_morning_is_not_let_rest(house):
    house.now += NIGHT
    assert fail(house) is JobState.IDLE
    beat(house)
    assert failing(house) == timedelta(days=6, hours=12)


def test_time_in_which_it_is_tried_and_fails_lets_it_rest_whoever_slept_before(house):
    house.now += NIGHT
    fail(house)
    beat(house)
    found = []
    for _ in range(4):
        house.now += timedelta(hours=3)
        work_on(house)
        found.append(fail(house))
    assert found == [JobState.IDLE] * 3 + [JobState.FAILED]


def test_days_on_which_the_one_pc_with_the_secret_slept_are_no_days_of_failing(house):
    """Another PC was at work all the time."""
    before = failing(house)
    house.now += 5 * DAY
    work_on(house, "other")
    assert fail(house) is JobState.FAILED
    assert failing(house) == before + DAY


def test_a_night_counts_once_though_there_was_no_network_in_the_morning(house):
    before = failing(house)
    house.now += NIGHT
    fail(house, AWAY)
    beat(house)
    assert failing(house) == before
    house.now += timedelta(minutes=5)
    work_on(house)
    assert fail(house, AWAY) is JobState.IDLE
    assert failing(house) == before


def test_a_week_without_any_program_is_forgiven_whole(house):
    before = failing(house)
    house.now += timedelta(days=9)
    assert fail(house) is JobState.IDLE
    beat(house)
    assert failing(house) == before


def test_a_sync_that_a_person_resumes_begins_anew(house):
    house.ask(syncs.pause, house.job)
    house.ask(syncs.resume, house.job)
    house.now += 3 * DAY
    fail(house)
    assert failing(house) == timedelta(0)
