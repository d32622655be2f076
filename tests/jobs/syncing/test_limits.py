"""A run whose service takes no calls at present rests in its middle, and goes on from there."""

import threading
from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import JobState, RunState, SyncDirection
from sakshi_desktop.hub import budgets, integrations, runs, syncs
from sakshi_desktop.hub.streams import Pull, Push
from sakshi_desktop.jobs.calling import Calls
from sakshi_desktop.jobs.syncing.steps import Work
from sakshi_desktop.store.models import Integration

from .house import NOW, House
from .service import Keeper, Reader, Script, Service, Sink, Source, pulling, pushing, records

PATIENCE = ConnectorError("The service asks for patience (429).", retryable=True, retry_after=600)
MINUTE = timedelta(minutes=1)


class Metered(Service):
    """A stream whose calls wait for their times, as those of a connector do.

    Attributes:
        at: when each call was made.
        pauses: for how long calls waited, with the pause of the run.
    """

    def __init__(self, house, stream, wait=None):
        super().__init__(stream)
        self.house, self.wait, self.at, self.pauses = house, wait or self.later, [], []

    def open(self, integration_id, stream, pause):
        self.turn = Calls(self.house.database, integration_id, lambda _session: self.house.now, self.wait)
        self.pause = pause
        return self.stream

    def later(self, seconds):
        self.pauses.append(seconds)
        self.house.later(seconds=seconds)

    def call(self):
        self.turn()
        self.at.append(self.house.now)


class MeteredSource(Source):
    def fetch(self, cursor, days):
        self.service.call()
        return super().fetch(cursor, days)


class MeteredSink(Sink):
    def push(self, record, key):
        self.service.call()
        return super().push(record, key)


def metered_pull(house, held, **more):
    source = MeteredSource(held)
    source.service = Metered(house, Pull(source, Keeper()), **more)
    return source.service


def metered_push(house, held, file, **more):
    sink = MeteredSink(file)
    sink.service = Metered(house, Push(Reader(held), sink), **more)
    return sink.service


@pytest.fixture
def house(database):
    return House(database)


@pytest.fixture
def sender(database):
    return House(database, SyncDirection.PUSH)


def budget(house, calls):
    with house.database.begin() as session:
        session.get_one(Integration, house.integration).calls_per_minute = calls


def resume(house, service):
    """Go on to when the run goes on, and go on with it; return for how long it waited."""
    until = house.row().waits_until
    waited, house.now = until - house.now, until
    assert house.engine(service).run_due() == 1
    return waited


def test_a_pull_keeps_to_its_budget_and_goes_on_from_its_page(house):
    budget(house, 2)
    service = metered_pull(house, records(9))
    house.run(service)
    row = house.row()
    assert (row.state, row.run.pages, row.worker, len(house.kept())) == (JobState.RUNNING, 1, None, 3)
    assert (row.waits, row.waits_until) == (
        "Waits for the service's rate limit until 17:30.",
        NOW + MINUTE / 2,
    )
    house.later(seconds=29)
    assert house.engine(service).run_due() == 0
    assert resume(house, service) == timedelta(seconds=1)
    assert house.row().run.pages == 2
    resume(house, service)
    assert (house.last().state, house.last().created, house.row().waits) == (RunState.DONE, 9, None)
    assert [cursor for cursor, _ in service.stream.source.asked] == [None, "3", "6"]
    assert service.at == [NOW, NOW + MINUTE / 2, NOW + MINUTE]
    assert (house.row().fails, house.row().reason) == (0, None)


def test_a_push_keeps_to_its_budget_and_sends_nothing_twice(sender, tmp_path):
    budget(sender, 3)
    service = metered_push(sender, records(4), tmp_path / "books")
    sender.run(service)
    for sent in (1, 2, 3):
        assert (sender.row().run.created, len(service.stream.sink.lines()), len(service.at)) == (sent, sent, sent)
        resume(sender, service)
    assert (sender.last().state, sender.last().created) == (RunState.DONE, 4)
    assert [key for key, _ in service.stream.sink.lines()] == [f"V-R-{n:03}" for n in range(1, 5)]
    assert [later - first for first, later in zip(service.at, service.at[1:], strict=False)] == [MINUTE / 3] * 3


def test_a_short_wait_is_waited_for_in_the_run(sender, tmp_path):
    budget(sender, 60)
    service = metered_push(sender, records(8), tmp_path / "books")
    assert sender.run(service).created == 8
    step = budgets.interval(60).total_seconds()
    assert service.pauses == [step] * 3


def test_all_streams_of_a_service_share_its_budget_and_other_services_have_their_own(house):
    budget(house, 2)
    house.run(metered_pull(house, records(1)))
    first = house.job
    with house.database.begin() as session:
        other = Integration(
            name="Other", type="custom", vendor="scripted", status="active", live=True, created_at=NOW,
            calls_per_minute=2,
        )  # fmt: skip
        session.add(other)
        session.flush()
        key = other.id
    house.job = house.ask(syncs.add, house.integration, "more", SyncDirection.PULL, "manual")
    house.run(metered_pull(house, records(1)))
    assert house.row().waits_until == NOW + MINUTE / 2
    house.job = house.ask(syncs.add, key, "more", SyncDirection.PULL, "manual")
    assert house.run(metered_pull(house, records(1))).state is RunState.DONE
    house.job = first
    assert house.row().waits is None


def test_a_service_that_asks_for_patience_is_left_alone_by_all_its_streams_and_the_run_goes_on(sender, tmp_path):
    service = pushing(records(5), tmp_path / "books", Script({3: PATIENCE}))
    sender.run(service)
    row = sender.row()
    assert (row.state, row.run.created, row.waits) == (
        JobState.RUNNING,
        1,
        "Waits for the service's rate limit until 17:40.",
    )
    first, sender.job = sender.job, sender.ask(syncs.add, sender.integration, "more", SyncDirection.PUSH, "manual")
    other = metered_push(sender, records(1), tmp_path / "other")
    sender.run(other)
    assert (other.at, sender.row().waits_until) == ([], NOW + 10 * MINUTE)
    sender.job = first
    sender.now = NOW + 10 * MINUTE
    assert sender.engine(service).run_next()
    assert (sender.last().state, sender.last().created, sender.row().fails) == (RunState.DONE, 5, 0)
    assert len(service.stream.sink.lines()) == 5


def test_a_service_that_asks_for_patience_again_and_again_has_failed(house):
    service = pulling(records(3), Script(dict.fromkeys(range(1, 9), PATIENCE)))
    house.run(service)
    for fails in (1, 2):
        assert house.row().state is JobState.RUNNING
        resume(house, service)
        assert (house.row().state, house.row().fails, house.last().state) == (JobState.IDLE, fails, RunState.FAILED)
        house.now = house.row().next_run_at
        house.engine(service).run_due()


def test_one_that_gets_on_between_its_waits_has_not_failed(house):
    service = pulling(records(12), Script({2: PATIENCE, 4: PATIENCE, 6: PATIENCE}))
    house.run(service)
    while house.row().waits_until is not None:
        resume(house, service)
    assert (house.last().state, house.last().created, house.row().fails) == (RunState.DONE, 12, 0)


def test_a_person_ends_or_pauses_a_run_that_waits_at_once_even_where_their_clock_is_ahead(house):
    for deed, state in ((syncs.cancel, JobState.IDLE), (syncs.pause, JobState.PAUSED)):
        budget(house, 2)
        service = metered_pull(house, records(9))
        house.run(service)
        assert house.row().waits_until is not None
        called = len(service.at)
        house.later(hours=2)
        house.ask(deed, house.job)
        house.later(hours=-2)
        assert house.engine(service).run_next()
        assert house.engine(service).run_due() == 0
        assert len(service.at) == called
        assert (house.row().state, house.last().state, house.row().waits_until) == (state, RunState.CANCELLED, None)


def test_a_service_that_is_paused_is_not_called_when_the_wait_is_over(house):
    budget(house, 2)
    service = metered_pull(house, records(9))
    house.run(service)
    house.ask(integrations.pause, house.integration)
    house.later(minutes=5)
    assert house.engine(service).run_due() == 0
    assert house.row().waits == "Books is paused: activate it, and it is run."
    house.ask(integrations.activate, house.integration)
    assert house.engine(service).run_due() == 1
    assert house.row().run.pages == 2


def stopping(house, deed, held, tmp_path):
    """A push that waits with the pause of its run, in the middle of which ``deed`` is done."""
    budget(house, 60)

    def wait(seconds):
        deed()
        service.pause(seconds)

    service = metered_push(house, held, tmp_path / "books", wait=wait)
    return service


def test_closing_ends_a_short_wait_at_once_and_what_was_sent_is_known(sender, tmp_path):
    service = stopping(sender, lambda: closing.pop().stop(), records(9), tmp_path)
    engine = sender.engine(service)
    closing = [engine]
    sender.ask(syncs.run_now, sender.job)
    engine.run_due()
    assert (sender.row().state, sender.row().run.created, len(service.stream.sink.lines())) == (JobState.RUNNING, 5, 5)
    next_one = sender.engine(pushing(records(9), tmp_path / "books"), "next")
    assert next_one.run_due() == 1  # at once: nobody waits for a lease to end
    assert (sender.last().created, len(service.stream.sink.lines())) == (9, 9)


@pytest.mark.parametrize("deed", [syncs.cancel, syncs.pause])
def test_a_person_ends_a_short_wait_and_what_was_sent_is_known(sender, tmp_path, deed):
    service = stopping(sender, lambda: sender.ask(deed, sender.job), records(9), tmp_path)
    run = sender.run(service)
    assert (run.state, run.created, len(service.stream.sink.lines())) == (RunState.CANCELLED, 5, 5)


class Ticking(threading.Event):
    """An event that is never set; the clock of the house goes on as it is waited for."""

    def __init__(self, house):
        super().__init__()
        self.house = house

    def wait(self, timeout=None):
        self.house.later(seconds=timeout)
        return False


def test_a_run_that_waits_holds_its_job_on_and_waits_no_longer_than_it_should(sender):
    sender.ask(syncs.run_now, sender.job)
    with sender.database.begin() as session:
        claim = runs.take(session, "here", {}, at=sender.now)

    def steady():
        return (sender.now - NOW).total_seconds()

    Work(sender.database, claim, lambda _session: sender.now, Ticking(sender), steady).pause(400)
    assert sender.now - NOW == timedelta(seconds=400)
    with sender.database.begin() as session:
        assert runs.take(session, "there", {}, at=sender.now) is None
