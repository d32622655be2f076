from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import ConflictError, ConnectorError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import IntegrationStatus, JobState, Role, RunKind, RunState, SyncDirection
from sakshi_desktop.hub import integrations, runs, sync_rows, syncs
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Integration, SyncJob

from .house import NOW, House
from .service import Script, pulling, pushing, records

BUSY = ConnectorError("The service is busy.", retryable=True)
SUPPORT = Actor(name="Asha", role=Role.SUPPORT, rights=RIGHTS[Role.SUPPORT])


@pytest.fixture
def house(database):
    return House(database, schedule="every 15 minutes")


def take(house, worker="here"):
    with house.database.begin() as session:
        return runs.take(session, worker, house.held, at=house.now)


def test_nothing_is_due_before_its_time(house):
    assert house.engine(pulling(records(1))).run_due() == 0
    house.later(minutes=15)
    assert house.engine(pulling(records(1))).run_due() == 1
    assert house.row().next_run_at == NOW + timedelta(minutes=30)


def test_runs_that_were_missed_are_made_up_for_once(house):
    house.later(days=3)
    assert house.engine(pulling(records(1))).run_due() == 1
    assert house.row().next_run_at == house.now + timedelta(minutes=15)


def test_a_job_is_taken_by_one_program(house):
    house.later(minutes=15)
    assert take(house) is not None
    assert take(house, "there") is None


def test_a_program_that_slept_past_its_lease_changes_nothing_any_more(house):
    house.later(minutes=15)
    first = take(house)
    house.now += runs.LEASE
    second = take(house, "there")
    assert (second.run_id, second.again, second.fence) == (first.run_id, True, first.fence + 1)
    with house.database.begin() as session, pytest.raises(runs.LostError):
        runs.hold(session, first, at=house.now)
    with house.database.begin() as session, pytest.raises(runs.LostError):
        runs.finish(session, first, at=house.now)
    with house.database.begin() as session:
        runs.finish(session, second, at=house.now)
    assert house.last().state is RunState.DONE


def test_a_slow_request_loses_its_page_and_no_more(house):
    """A second program takes over while the first still waits for the service: each record is there once."""
    house.later(minutes=15)
    service, other = pulling(records(5)), house.engine(pulling(records(5)), "there")

    class Slow:
        def fetch(self, cursor, days):
            house.now += runs.LEASE
            assert other.run_next()
            return pulling(records(5)).stream.source.fetch(cursor, days)

    service.stream = type(service.stream)(Slow(), service.stream.keeper)
    house.engine(service).run_due()
    assert len(house.kept()) == 5
    assert (house.last().state, house.last().created) == (RunState.DONE, 5)


def test_a_job_runs_only_where_its_secret_is_held(database):
    house = House(database, schedule="every 15 minutes", secret="books/key")  # the name of a secret
    house.later(minutes=15)
    assert house.engine(pulling(records(1))).run_due() == 0
    house.held = {"books/key": 1}
    assert house.engine(pulling(records(1))).run_due() == 1


def test_a_paused_integration_runs_nothing(house):
    with house.database.begin() as session:
        session.get_one(Integration, house.integration).status = IntegrationStatus.INACTIVE
    house.later(minutes=15)
    assert house.engine(pulling(records(1))).run_due() == 0


def test_a_service_that_is_paused_in_the_middle_of_a_run_hears_no_more_until_it_is_active_again(database, tmp_path):
    house, file = House(database, SyncDirection.PUSH), tmp_path / "books"
    service = pushing(records(30), file)
    service.stream.sink.meanwhile["R-005"] = lambda: house.ask(integrations.pause, house.integration)
    house.run(service)
    sent = len(service.stream.sink.lines())
    assert (sent, house.row().state, house.row().run.created) == (6, JobState.RUNNING, 6)  # to the end of its page
    house.later(days=1)
    engine = house.engine(pushing(records(30), file))
    assert (engine.run_due(), engine.wait_seconds()) == (0, None)
    house.ask(integrations.activate, house.integration)
    assert engine.run_due() == 1
    assert (house.last().state, house.last().created) == (RunState.DONE, 30)
    assert len(service.stream.sink.lines()) == 30


def test_a_run_stops_after_its_page_when_a_person_asks(house):
    service = pulling(records(9))
    fetch = service.stream.source.fetch

    def cancelled(cursor, days):
        if cursor == "3":
            house.ask(syncs.cancel, house.job)
        return fetch(cursor, days)

    service.stream.source.fetch = cancelled
    run = house.run(service)
    assert (run.state, run.created) == (RunState.CANCELLED, 3)
    assert house.row().state is JobState.IDLE
    assert house.run(pulling(records(9))).created == 6


def test_a_paused_job_waits_until_it_is_resumed(house):
    house.ask(syncs.pause, house.job)
    house.later(hours=1)
    assert house.engine(pulling(records(1))).run_due() == 0
    assert (house.row().state, house.row().reason) == (JobState.PAUSED, "Paused by This PC.")
    with pytest.raises(ConflictError, match="paused already"):
        house.ask(syncs.pause, house.job)
    house.ask(syncs.resume, house.job)
    house.later(minutes=15)
    assert house.engine(pulling(records(1))).run_due() == 1


def test_a_run_that_is_asked_for_while_one_runs_follows_it(house):
    service = pulling(records(4))
    fetch = service.stream.source.fetch

    def asked(cursor, days):
        if cursor is None:
            house.ask(syncs.run_now, house.job)
            house.ask(syncs.run_now, house.job)  # once is enough
        return fetch(cursor, days)

    service.stream.source.fetch = asked
    house.ask(syncs.run_now, house.job)
    assert house.engine(service).run_due() == 2
    with house.database.read() as session:
        assert [run.state for run in sync_rows.history(session, house.job)] == [RunState.DONE, RunState.DONE]


def test_events_make_a_realtime_push_due_and_its_own_do_not(database, tmp_path):
    house = House(database, SyncDirection.PUSH, schedule="realtime")
    engine = house.engine(pushing(records(2), tmp_path / "books"))
    assert engine.run_due() == 0
    with database.begin() as session:
        outbox.record(session, "order.created", {}, at=house.now)
    assert engine.run_due() == 1
    assert engine.run_due() == 0


def test_an_event_whose_transaction_ends_late_makes_a_realtime_push_due(postgres_database, tmp_path):
    house = House(postgres_database, SyncDirection.PUSH, schedule="realtime")
    engine = house.engine(pushing(records(2), tmp_path / "books"))
    with postgres_database.begin() as slow:
        outbox.record(slow, "order.cancelled", {}, at=house.now)
        slow.flush()
        with postgres_database.begin() as quick:
            outbox.record(quick, "order.cancelled", {}, at=house.now)
        engine.run_due()
    assert engine.run_due() == 1
    assert engine.run_due() == 0


def test_events_do_not_hurry_a_push_that_failed(database, tmp_path):
    house = House(database, SyncDirection.PUSH, schedule="realtime")
    house.ask(syncs.run_now, house.job)
    house.engine(pushing(records(2), tmp_path / "books", Script({1: BUSY}))).run_due()
    with database.begin() as session:
        outbox.record(session, "order.created", {}, at=house.now)
    engine = house.engine(pushing(records(2), tmp_path / "books"))
    assert engine.run_due() == 0
    house.later(minutes=1)
    assert engine.run_due() == 1
    assert engine.run_due() == 0


def test_the_wait_until_there_is_something_to_do_is_known(house):
    engine = house.engine(pulling(records(1)))
    assert engine.wait_seconds() == 15 * 60
    house.later(minutes=15)
    take(house)
    assert engine.wait_seconds() == runs.LEASE.total_seconds()


def test_a_person_whose_clock_is_ahead_need_not_wait(house):
    house.later(hours=2)
    house.ask(syncs.run_now, house.job)
    house.later(hours=-2)
    assert house.engine(pulling(records(1))).run_due() == 1


def test_a_program_that_is_closed_gives_its_run_back_and_the_next_goes_on(house):
    service = pulling(records(9))
    engine, fetch = house.engine(service), service.stream.source.fetch

    def closing(cursor, days):
        if cursor == "3":
            engine.stop()
        return fetch(cursor, days)

    service.stream.source.fetch = closing
    house.ask(syncs.run_now, house.job)
    engine.run_due()
    assert (house.row().state, house.row().run.created) == (JobState.RUNNING, 3)
    assert house.engine(pulling(records(9)), "next").run_due() == 1  # at once: nobody waits for a lease to end
    assert (house.last().state, house.last().created, len(house.kept())) == (RunState.DONE, 9, 9)


def test_the_jobs_of_a_dead_program_are_taken_at_once(house):
    house.later(minutes=15)
    take(house, "dead")
    with house.database.begin() as session:
        runs.release_of(session, "dead", at=house.now)
    assert take(house, "there").again


def test_a_schedule_that_is_none_any_more_lets_the_sync_rest_with_the_reason(house):
    with house.database.begin() as session:
        session.get_one(SyncJob, house.job).schedule = "cron 0 0 * * mon#2"
    assert house.run(pulling(records(1))).state is RunState.DONE
    row = house.row()
    assert (row.state, row.next_run_at) == (JobState.FAILED, None)
    assert "“mon#2” is no weekday." in row.reason
    house.ask(syncs.reschedule, house.job, "hourly")
    house.ask(syncs.resume, house.job)
    assert (house.row().state, house.row().reason) == (JobState.IDLE, None)


def test_what_nobody_foresaw_ends_the_run_and_is_tried_again(house):
    service = pulling(records(1))
    service.stream.source.fetch = None
    house.ask(syncs.run_now, house.job)
    with pytest.raises(TypeError):
        house.engine(service).run_due()
    assert (house.row().state, house.last().state) == (JobState.IDLE, RunState.FAILED)
    assert house.last().error.startswith("Something went wrong")


def test_a_backfill_that_failed_goes_on_where_it_stands(house):
    house.ask(syncs.backfill, house.job, Days(20_000, 20_010))
    house.engine(pulling(records(9), Script({2: BUSY}))).run_due()
    assert (house.last().state, house.last().created) == (RunState.FAILED, 3)
    house.later(minutes=2)
    service = pulling(records(9))
    assert house.engine(service).run_due() == 1
    assert service.stream.source.asked[0] == ("3", Days(20_000, 20_010))
    assert (house.last().kind, house.last().created, len(house.kept())) == (RunKind.BACKFILL, 6, 9)


def test_a_failed_run_that_waits_begins_now_or_is_forgotten_as_a_person_wishes(house):
    house.ask(syncs.backfill, house.job, Days(20_000, 20_010))
    house.engine(pulling(records(9), Script({1: BUSY}))).run_due()
    assert house.row().state is JobState.IDLE
    house.ask(syncs.run_now, house.job)
    house.engine(pulling(records(9), Script({1: BUSY}))).run_due()
    assert house.last().kind is RunKind.BACKFILL
    house.ask(syncs.cancel, house.job)
    house.later(minutes=15)
    house.engine(pulling(records(9))).run_due()
    assert (house.last().kind, house.last().state) == (RunKind.REGULAR, RunState.DONE)


def test_a_job_that_was_applied_and_taken_back_can_be_removed(house):
    shown = house.run(pulling(records(2)), syncs.dry_run)
    house.ask(syncs.apply, shown.id)
    house.engine(pulling(records(2))).run_due()
    house.ask(syncs.undo, house.last().id)
    house.engine(pulling(records(2))).run_due()
    assert house.kept() == {}
    house.ask(syncs.remove, house.job)
    with house.database.read() as session:
        assert sync_rows.listed(session) == ()


def test_an_integration_that_is_removed_takes_its_run_with_it(house):
    service = pulling(records(9))
    fetch = service.stream.source.fetch

    def removing(cursor, days):
        if cursor == "3":
            with house.database.begin() as session:
                session.delete(session.get_one(Integration, house.integration))
        return fetch(cursor, days)

    service.stream.source.fetch = removing
    house.ask(syncs.run_now, house.job)
    assert house.engine(service).run_due() == 1
    with house.database.read() as session:
        assert sync_rows.listed(session) == ()


@pytest.mark.parametrize("words", [("other", ""), ("other", "sometimes"), ("other", "realtime")])
def test_what_is_no_sync_is_refused(house, words):
    stream, schedule = words
    with pytest.raises(InvalidError) as refused:
        house.ask(syncs.add, house.integration, stream, SyncDirection.PULL, schedule)
    assert refused.value.hint


@pytest.mark.parametrize("days", [Days(10**20), Days(None, 10**20), Days(-(10**20), 1), Days(20_261_101, 20_261_102)])
def test_days_that_are_in_no_calendar_are_refused(house, days):
    with pytest.raises(InvalidError, match="in no calendar"):
        house.ask(syncs.backfill, house.job, days)
    with pytest.raises(InvalidError, match="in no calendar"):
        house.ask(syncs.dry_run, house.job, days=days)
    assert house.row().state is JobState.IDLE


def test_a_stream_is_synced_once(house):
    with pytest.raises(ConflictError, match="is synced already"):
        house.ask(syncs.add, house.integration, "records", SyncDirection.PULL, "hourly")


def test_who_may_not_run_syncs_is_told_so(house):
    with house.database.begin() as session, pytest.raises(ForbiddenError):
        syncs.run_now(session, house.job, by=SUPPORT)


def test_what_is_not_there_is_told_so(house):
    for what in (syncs.run_now, syncs.pause, syncs.cancel, syncs.remove):
        with pytest.raises(NotFoundError, match="no sync JOB-999"):
            house.ask(what, 999)
    with pytest.raises(InvalidError, match="needs a range"):
        house.ask(syncs.backfill, house.job, Days())
    with pytest.raises(InvalidError, match="ends before"):
        house.ask(syncs.backfill, house.job, Days(9, 1))


def test_a_removed_sync_leaves_what_it_brought(house):
    house.run(pulling(records(3)))
    house.ask(syncs.remove, house.job)
    assert len(house.kept()) == 3
    with house.database.read() as session:
        assert sync_rows.listed(session) == ()


def test_two_programs_at_once_run_each_job_once(database, tmp_path):
    house = House(database, SyncDirection.PUSH)
    sink = tmp_path / "books"
    first, second = (house.engine(pushing(records(7), sink, Script()), name) for name in "ab")
    house.ask(syncs.run_now, house.job)
    with ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(lambda engine: engine.run_due(), (first, second)))
    assert done == 1
    assert len(pushing([], sink).stream.sink.lines()) == 7
