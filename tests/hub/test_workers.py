"""Who is at work, and for how long nobody was: that time counts against no receiver and no sync."""

from datetime import timedelta

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import IntegrationType, SyncDirection
from sakshi_desktop.hub import integrations, standing, syncs, workers
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.store.models import Endpoint, SyncJob
from tests.hub import post

EVENING, MORNING = post.AT, post.AT + timedelta(hours=14)


def test_one_that_left_is_not_at_work_and_tells_since_when_nobody_is(database):
    with database.begin() as session:
        assert workers.absence(session, at=EVENING) == timedelta(0)
        assert workers.beat(session, "a", "desk", {"webhook/1": 1}, at=EVENING - timedelta(seconds=10)) == 1
        workers.leave(session, "a", at=EVENING)
        assert workers.held(session, at=EVENING) is None
        assert workers.at_host(session, "desk") == []
        assert workers.absence(session, at=EVENING + timedelta(seconds=30)) == timedelta(0)
        assert workers.absence(session, at=MORNING) == timedelta(hours=14)
        assert workers.beat(session, "b", "desk", {}, at=MORNING) == 1
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
        standing.forgive(session, workers.absence(session, at=monday))
        assert [monday - one.failing_since for one in kept] == [timedelta(days=2)] * 2
