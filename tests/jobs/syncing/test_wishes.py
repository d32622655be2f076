"""Pause and cancel that a run hears too late to end by them: it fails, or ends well, all the same."""

from dataclasses import replace

import pytest

from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import JobState, RunKind, RunState
from sakshi_desktop.hub import syncs
from sakshi_desktop.hub.streams import Days

from .house import House
from .service import Service, pulling, records

BUSY = ConnectorError("The service is busy.", retryable=True)
REFUSED = ConnectorError("The service refused the key.", retryable=False)


@pytest.fixture
def house(database):
    return House(database, schedule="every 15 minutes")


def failing(house, *wishes, error=BUSY):
    """A service that fails at a request during which a person wishes something."""
    service = pulling(records(6))

    def fetch(cursor, days):
        for wish in wishes:
            house.ask(wish, house.job)
        raise error

    service.stream.source.fetch = fetch
    return service


def ending(house, wish):
    """A service that has given everything when a person wishes something."""
    stream = pulling(records(2)).stream
    return Service(replace(stream, close=lambda: house.ask(wish, house.job)))


@pytest.mark.parametrize("error", [BUSY, REFUSED])
@pytest.mark.parametrize("wishes", [(syncs.pause,), (syncs.pause, syncs.cancel), (syncs.cancel, syncs.pause)])
def test_a_pause_during_a_request_that_fails_is_kept(house, wishes, error):
    assert house.run(failing(house, *wishes, error=error)).state is RunState.FAILED
    row = house.row()
    assert (row.state, row.next_run_at, row.reason) == (JobState.PAUSED, None, "Paused by a person.")
    house.later(days=1)
    assert house.engine(pulling(records(6))).run_due() == 0
    house.ask(syncs.resume, house.job)
    assert house.row().fails == 0
    house.later(minutes=15)
    assert house.engine(pulling(records(6))).run_due() == 1


def test_a_pause_when_a_run_has_all_but_ended_is_kept(house):
    assert house.run(ending(house, syncs.pause)).state is RunState.DONE
    assert (house.row().state, house.row().next_run_at) == (JobState.PAUSED, None)
    house.later(days=1)
    assert house.engine(pulling(records(2))).run_due() == 0


def test_what_is_asked_for_meanwhile_waits_until_the_pause_is_over(house):
    house.run(failing(house, syncs.run_now, syncs.pause))
    assert house.row().state is JobState.PAUSED
    house.ask(syncs.resume, house.job)
    assert house.engine(pulling(records(6))).run_due() == 1


def test_a_backfill_that_is_cancelled_during_a_request_that_fails_is_not_tried_again(database):
    house = House(database)
    house.ask(syncs.backfill, house.job, Days(20_000, 20_010))
    house.engine(failing(house, syncs.cancel)).run_due()
    assert (house.last().kind, house.last().state) == (RunKind.BACKFILL, RunState.FAILED)
    assert (house.row().state, house.row().next_run_at) == (JobState.IDLE, None)
    house.later(days=1)
    assert house.engine(pulling(records(6))).run_due() == 0
    assert house.kept() == {}


def test_a_regular_run_that_is_cancelled_so_comes_again_as_its_schedule_says(house):
    house.run(failing(house, syncs.cancel))
    house.later(minutes=14)
    assert house.engine(pulling(records(6))).run_due() == 0
    house.later(minutes=1)
    assert house.engine(pulling(records(6))).run_due() == 1


def test_a_cancel_when_a_run_has_all_but_ended_changes_nothing(house):
    assert house.run(ending(house, syncs.cancel)).state is RunState.DONE
    house.later(minutes=15)
    assert house.engine(pulling(records(2))).run_due() == 1
