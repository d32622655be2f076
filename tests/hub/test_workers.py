"""Who is at work, and for how long nobody was: that time counts against no receiver and no sync."""

import json
from datetime import timedelta

from sqlalchemy import select

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import IntegrationType, SyncDirection
from sakshi_desktop.hub import claims, integrations, rules, standing, syncs, workers
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.types import Answer, Outcome
from sakshi_desktop.store.models import Endpoint, Event, SyncJob
from tests.hub import post

EVENING, MORNING = post.AT, post.AT + timedelta(hours=14)
BEGAN = EVENING + timedelta(minutes=1)
FAILED = (Outcome.FAILED, "It answered 503.")


def test_one_that_left_is_not_at_work_and_tells_since_when_nobody_is(database):
    with database.begin() as session:
        assert workers.absence(session, at=EVENING) == timedelta(0)
        workers.beat(session, "a", "desk", {"webhook/1": 1}, at=EVENING - timedelta(seconds=10))
        assert workers.others(session, "b", at=EVENING) == [{"webhook/1": 1}]
        assert workers.others(session, "a", at=EVENING) == []
        workers.leave(session, "a", at=EVENING)
        assert workers.held(session, at=EVENING) is None
        assert workers.at_host(session, "desk") == []
        assert workers.absence(session, at=EVENING + timedelta(seconds=30)) == timedelta(0)
        assert workers.absence(session, at=MORNING) == timedelta(hours=14)
        workers.beat(session, "b", "desk", {}, at=MORNING)
        assert workers.others(session, "c", at=MORNING) == [{}]
        assert workers.absence(session, at=MORNING) == timedelta(0)


def test_where_another_pc_worked_on_nobody_was_away(database):
    with database.begin() as session:
        for name in ("a", "b"):
            workers.beat(session, name, name, {}, at=EVENING)
        workers.leave(session, "a", at=EVENING)
        workers.beat(session, "b", "b", {}, at=MORNING)
        assert workers.absence(session, at=MORNING + timedelta(seconds=30)) == timedelta(0)


def test_a_weekend_is_taken_from_the_days_for_which_receivers_and_syncs_have_failed(database):
    post.add(database)
    with database.begin() as session:
        service = integrations.create(session, IntegrationForm("Books", IntegrationType.CUSTOM, "Own"), by=THIS_PC)
        syncs.add(session, service.id, "items", SyncDirection.PULL, "hourly", by=THIS_PC)
        workers.beat(session, "a", "desk", {}, at=EVENING)
        workers.leave(session, "a", at=EVENING)
        kept = [session.get_one(Endpoint, 1), session.get_one(SyncJob, 1)]
        for one in kept:
            one.failing_since = EVENING - timedelta(days=2)
        monday = EVENING + timedelta(days=3)
        standing.forgive(session, workers.absence(session, at=monday), at=monday)
        assert [monday - one.failing_since for one in kept] == [timedelta(days=2)] * 2


def test_days_without_network_are_no_days_of_failing(database):
    place = post.add(database, event_types=("order.*",), retry_seconds=(60,) * 20)
    post.record(database, 1)
    post.hand_out(database)

    def ends(outcome, error, **later):
        return _ends(database, place, EVENING + timedelta(**later), outcome, error)

    failed, away = FAILED, (Outcome.AWAY, rules.NO_NETWORK)
    assert ends(*failed, minutes=1) == (False, None)
    assert ends(*away, hours=2) == (False, None)
    assert ends(*away, days=3) == (False, None)
    assert ends(*failed, days=6) == (False, None)
    assert ends(*away, days=7) == (False, None)
    assert ends(*failed, days=10) == (False, None)
    assert ends(*failed, days=11) == (False, None)
    assert ends(*failed, days=12) == (True, None)
    assert ends(*failed, days=13) == (True, None)
    assert ends(*failed, days=14) == (True, "It has done nothing but fail for 5 days.")


def test_days_in_which_nothing_was_tried_are_no_days_of_failing(database):
    place = post.add(database, event_types=("order.*",), retry_seconds=(60,) * 20)
    post.record(database, 1)
    post.hand_out(database)
    with database.begin() as session:
        workers.beat(session, "a", "holds the secret", {}, at=EVENING)
    assert _ends(database, place, BEGAN, *FAILED) == (False, None)
    for day in (6, 31):
        again = BEGAN + timedelta(days=day)
        with database.begin() as session:
            workers.beat(session, "b", "never slept", {}, at=again)
        assert _ends(database, place, again, *FAILED) == (False, None)
    with database.read() as session:
        assert _days(session, place, again) == 2


def test_nobody_is_disabled_who_was_not_warned_of_long_before(database):
    place = post.add(database, event_types=("order.*",), retry_seconds=(60,) * 20)
    post.record(database, 1)
    post.hand_out(database)
    assert _ends(database, place, BEGAN, *FAILED) == (False, None)
    with database.begin() as session:
        session.get_one(Endpoint, place).failing_since = EVENING - timedelta(days=30)
    for hours in (1, 24, 48):
        assert _ends(database, place, BEGAN + timedelta(hours=hours), *FAILED) == (True, None)
    with database.read() as session:
        (told,) = session.scalars(select(Event.body).where(Event.type == "webhook.failing"))
    assert json.loads(told)["disabled_in_hours"] == 48
    why = "It has done nothing but fail for 32 days."
    assert _ends(database, place, BEGAN + timedelta(hours=49), *FAILED) == (True, why)


def _ends(database, place, at, outcome, error):
    """Let a request end so at that time; return whether the receiver was warned of, and why it is disabled."""
    with database.begin() as session:
        (claim,) = claims.take(session, {place: 1}, claims.new_token(), at=at)
    with database.begin() as session:
        results = [claims.Result(claim, Answer(outcome, error=error, millis=3), (60,) * 20)]
        standing.note(session, results, at=at)
        claims.record(session, results, at=at)
    kept = post.endpoint(database, place)
    return kept.warned_at is not None, kept.disabled_why


def _days(session, place, at):
    return (at - session.get_one(Endpoint, place).failing_since) / timedelta(days=1)
