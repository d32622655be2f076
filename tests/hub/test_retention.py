from datetime import timedelta

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import endpoints, retention
from sakshi_desktop.hub.types import Outcome
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Attempt, Delivery, Event
from tests.hub import post

DEAD, PENDING, PAUSED = DeliveryState.DEAD, DeliveryState.PENDING, DeliveryState.PAUSED


def _sweep(database, at):
    with database.begin() as session:
        return retention.sweep(session, at=at, batch=2)


def _events(database):
    with database.read() as session:
        return set(session.scalars(select(Event.public_id)))


def test_what_is_old_is_forgotten_a_little_at_a_time(database, place):
    post.sent(database, place, 3)
    post.sent(database, place, 1, Outcome.FAILED)
    with database.begin() as session:
        session.get(Delivery, 3).state = DEAD
    assert _sweep(database, post.LATER + timedelta(days=29)) == 0
    month = post.LATER + timedelta(days=31)
    assert [_sweep(database, month) for _ in range(2)] == [2, 0]
    assert post.deliveries(database) == [DEAD, PENDING]
    quarter = post.LATER + timedelta(days=91)
    assert [_sweep(database, quarter) for _ in range(5)] == [1, 1, 2, 2, 0]
    assert post.deliveries(database) == [PENDING]  # what still waits is kept, its old requests are not
    assert post.attempts(database, Attempt.number) == []


def test_what_waits_too_long_for_a_disabled_receiver_is_forgotten_with_its_event(database, place):
    post.record(database, 2)
    post.hand_out(database)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    post.record(database, 1)
    young = post.record(database, 1, at=post.LATER + timedelta(days=80))
    post.hand_out(database)
    with database.begin() as session:
        session.get(Delivery, 4).due_at = post.LATER + timedelta(days=80)
    assert post.deliveries(database) == [PAUSED] * 4
    while _sweep(database, post.LATER + timedelta(days=89)):
        pass
    assert post.deliveries(database) == [PAUSED] * 4
    while _sweep(database, post.LATER + timedelta(days=91)):
        pass
    assert post.deliveries(database) == [PAUSED]
    assert _events(database) == set(young)


def test_an_event_is_forgotten_once_no_delivery_tells_of_it_and_none_is_to_come(database, place):
    told = post.sent(database, place, 2, Outcome.FAILED)
    with database.begin() as session:
        waiting = outbox.record(session, "order.created", {}, at=post.LATER)
        alone = outbox.record(session, "import.finished", {}, at=post.LATER, fan_out=False)
        young = outbox.record(session, "import.finished", {}, at=post.LATER + timedelta(days=80), fan_out=False)
    names = _events(database)
    assert {waiting, alone, young} < names
    while _sweep(database, post.LATER + timedelta(days=89)):
        pass
    assert _events(database) == names
    while _sweep(database, post.LATER + timedelta(days=91)):
        pass
    assert _events(database) == {*told, waiting, young}


def test_an_event_of_a_clock_that_was_far_ahead_keeps_no_later_ones(database):
    def recorded(days):
        with database.begin() as session:
            at = post.LATER + timedelta(days=days)
            return outbox.record(session, "import.finished", {}, at=at, fan_out=False)

    ahead, _, young, late = recorded(400), recorded(0), recorded(80), recorded(1)
    while _sweep(database, post.LATER + timedelta(days=92)):
        pass
    assert _events(database) == {ahead, young, late}  # what was recorded after a young one waits for that
    while _sweep(database, post.LATER + timedelta(days=180)):
        pass
    assert _events(database) == {ahead}


def test_how_long_is_kept_can_be_changed_within_reason(database, place):
    post.sent(database, place, 1)
    with database.begin() as session:
        retention.change(session, retention.Retention(5, 7), by=THIS_PC, at=post.LATER)
        assert retention.current(session) == retention.Retention(5, 7)
    assert _sweep(database, post.LATER + timedelta(days=6)) == 1
    with pytest.raises(InvalidError), database.begin() as session:
        retention.change(session, retention.Retention(0, 7), by=THIS_PC, at=post.LATER)
