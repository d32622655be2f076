"""A clock that was fast for a while keeps no sync waiting for longer than its schedule says."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import JobState, RunState
from sakshi_desktop.hub import fast_clocks, retrying, schedules
from sakshi_desktop.jobs.syncing import Engine
from sakshi_desktop.store.models import SyncJob

from .house import NOW, House
from .service import Script, pulling, records

BROKEN = ConnectorError("The service failed (500).", retryable=True)
PATIENCE = ConnectorError("The service asks for patience (429).", retryable=True, retry_after=600)
SCHEDULES = ("every 15 minutes", "hourly", "daily at 06:30", "weekly on monday at 06:30", "cron 30 6 1 1 *")
YEAR = timedelta(days=370)


def run_fast(house, error=None):
    """Run what is due under a clock that is a year ahead, and set it right then."""
    house.later(days=370)
    house.run(pulling(records(1), Script({1: error} if error else {})))
    house.later(days=-370)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_sync_that_ran_under_a_fast_clock_waits_as_its_schedule_says(database, schedule):
    house = House(database, schedule=schedule)
    run_fast(house)
    assert house.row().next_run_at > NOW + YEAR - timedelta(days=1)
    assert house.engine(pulling([])).run_due() == 0  # a program that starts
    assert house.row().next_run_at == schedules.parse(schedule, house.row().zone).after(NOW)


def test_a_clock_that_is_set_right_while_a_program_runs_is_heeded_soon(database):
    house, seconds = House(database, schedule="every 15 minutes"), [0.0]
    clocks = {"moment": lambda _session: house.now, "steady": lambda: seconds[0]}
    engine = Engine(database, pulling(records(1)), "here", dict, **clocks)
    engine.run_due()
    run_fast(house)
    assert (engine.run_due(), house.row().next_run_at > NOW + YEAR) == (0, True)
    seconds[0] += 5
    assert engine.run_due() == 0
    assert house.row().next_run_at == NOW + timedelta(minutes=15)


def test_one_that_failed_under_a_fast_clock_is_tried_again_soon(database):
    house = House(database, schedule="manual")
    run_fast(house, BROKEN)
    assert house.engine(pulling(records(1))).run_due() == 1
    assert house.last().state is RunState.DONE


def test_one_that_waited_for_its_service_under_a_fast_clock_goes_on(database):
    house = House(database, schedule="manual")
    run_fast(house, PATIENCE)
    assert house.row().state is JobState.RUNNING
    assert house.engine(pulling(records(1))).run_due() == 1
    assert (house.last().state, house.last().created) == (RunState.DONE, 1)


def test_a_clock_that_was_slow_makes_runs_up_once(database):
    house = House(database, schedule="every 15 minutes")
    house.later(days=-370)
    house.run(pulling(records(1)))
    house.later(days=370)
    assert house.engine(pulling(records(1))).run_due() == 1
    assert house.row().next_run_at == NOW + timedelta(minutes=15)


def test_what_waits_as_it_should_is_left_alone(database):
    house = House(database, schedule="every 15 minutes")
    house.run(pulling(records(1), Script({1: PATIENCE})))
    until = house.row().waits_until
    house.engine(pulling([])).run_due()
    assert house.row().waits_until == until
    house.now = until
    house.run(pulling(records(1), Script({1: ConnectorError("No.", retryable=True, retry_after=6 * 3_600)})))
    waits = house.row().next_run_at or house.row().waits_until
    house.engine(pulling([])).run_due()
    assert (house.row().next_run_at or house.row().waits_until) == waits


@given(
    schedule=st.sampled_from(SCHEDULES),
    ran=st.timedeltas(timedelta(0), timedelta(days=700)),
    fails=st.integers(0, 40),
)
def test_no_run_that_is_due_as_it_can_be_is_ever_moved(schedule, ran, fails):
    """Whatever was written down until now by a clock that is right, is no further ahead than it can be meant."""
    at = NOW + ran
    pause = timedelta(0) if not fails else retrying.after_failure(fails, timedelta(0), retryable=True).pause
    plan = schedules.parse(schedule)
    for due in (plan.after(at), at + pause):
        job = SyncJob(schedule=schedule, zone=plan.zone, state=JobState.IDLE, fails=fails, next_run_at=due)
        assert not fast_clocks.is_too_far(job, at)
        assert not fast_clocks.is_too_far(job, at + timedelta(minutes=3))
