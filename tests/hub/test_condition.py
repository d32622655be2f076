"""How services really stand: what is broken, what needs a person, and when a secret runs out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import (
    DeliveryState,
    IntegrationStatus,
    IntegrationType,
    JobState,
    RunKind,
    RunState,
    SyncDirection,
)
from sakshi_desktop.hub import (
    condition,
    connected,
    document,
    endpoints,
    integrations,
    keys,
    letters,
    metrics,
    retention,
    sync_metrics,
    sync_rows,
    syncs,
    workers,
)
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.retention import Retention
from sakshi_desktop.hub.streams import Record
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.jobs.keys import Keys
from sakshi_desktop.jobs.syncing import Held
from sakshi_desktop.reports import setup
from sakshi_desktop.store.models import AuditEntry, Delivery, Endpoint, Event, SyncJob, SyncRun
from sakshi_desktop.vault.memory_store import MemoryStore

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TODAY = to_day(NOW.date())
FORM = IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay")


def clock():
    return NOW


@pytest.fixture
def service(database):
    with database.begin() as session:
        made = integrations.create(session, FORM, by=THIS_PC, clock=clock)
        integrations.activate(session, made.id, by=THIS_PC, clock=clock)
    return made.id


def standing(database, service, at=NOW):
    with database.read() as session:
        row = integrations.get(session, service, clock=lambda: at)
    return row.status, row.status_reason


def test_a_service_that_is_well_is_active(database, service):
    assert standing(database, service) == (IntegrationStatus.ACTIVE, "")


@pytest.mark.parametrize(
    ("left", "status", "reason"),
    [
        (15, IntegrationStatus.ACTIVE, ""),
        (14, IntegrationStatus.ATTENTION, "Its secret runs out in 14 days, on 10 Dec 2026."),
        (1, IntegrationStatus.ATTENTION, "Its secret runs out in 1 day, on 27 Nov 2026."),
        (0, IntegrationStatus.ATTENTION, "Its secret runs out today, on 26 Nov 2026."),
        (-1, IntegrationStatus.ERROR, "Its secret ran out on 25 Nov 2026: enter a new one."),
    ],
)
def test_a_secret_that_runs_out_is_warned_of_days_before(database, service, left, status, reason):
    with database.begin() as session:
        form = replace(FORM, secret_until=TODAY + left)
        integrations.edit(session, service, FORM, form, by=THIS_PC, clock=clock)
    assert standing(database, service) == (status, reason)


def test_a_new_secret_begins_a_new_countdown(database, service):
    vault = MemoryStore()
    with database.read() as session:
        seen = integrations.get(session, service)
    row = keys.change(database, vault, seen, replace(FORM, secret_until=TODAY + 3), Secret("old one"), by=THIS_PC)
    assert row.form.secret_until == TODAY + 3
    assert keys.replace(database, vault, service, Secret("new one"), by=THIS_PC).form.secret_until is None
    for typed in ("31/01/2027", "2027-02-30", "soon"):
        with pytest.raises(FieldsError, match="is no date such as 2027-01-31"):
            connected.last_day(typed)
    assert connected.last_day(" ") is None


def test_broken_webhooks_and_syncs_say_so_the_worst_first(database, service):
    with database.begin() as session:
        hook = endpoints.add(
            session, EndpointForm("https://example.com", integration_id=service), secret="webhook/x", by=THIS_PC, at=NOW
        )
        job = syncs.add(session, service, "payments", SyncDirection.PULL, "hourly", by=THIS_PC, clock=clock)
        letters.keep(session, job, "payments", Record("P-1", {}), "It has no amount.", at=NOW)
    assert standing(database, service) == (
        IntegrationStatus.ATTENTION,
        "1 record was not taken by the sync of payments.",
    )
    with database.begin() as session:
        session.get_one(Endpoint, hook).fails = 7
    assert standing(database, service)[1] == f"WHK-{hook} has failed 7 times in a row."
    with database.begin() as session:
        kept = session.get_one(SyncJob, job)
        kept.state, kept.reason = JobState.FAILED, "Razorpay refused the secret (401)."
    assert standing(database, service) == (
        IntegrationStatus.ERROR,
        "The sync of payments rests: Razorpay refused the secret (401).",
    )
    with database.begin() as session:
        integrations.pause(session, service, reason="Audit", by=THIS_PC)
    assert standing(database, service) == (IntegrationStatus.INACTIVE, "Audit")


def test_a_webhook_that_a_person_disabled_is_no_trouble(database, service):
    with database.begin() as session:
        form = EndpointForm("https://example.com", integration_id=service)
        hook = endpoints.add(session, form, secret="webhook/x", by=THIS_PC, at=NOW)
        endpoints.disable(session, hook, why=condition.BY_A_PERSON, by=THIS_PC, at=NOW)
    assert standing(database, service) == (IntegrationStatus.ACTIVE, "")
    with database.begin() as session:
        endpoints.enable(session, hook, by=THIS_PC, at=NOW)
        endpoints.disable(session, hook, why="The receiver answered 410.", by=THIS_PC, at=NOW)
    assert standing(database, service) == (
        IntegrationStatus.ERROR,
        f"WHK-{hook} is disabled: The receiver answered 410.",
    )


def test_syncs_have_their_figures(database, service):
    with database.begin() as session:
        job = syncs.add(session, service, "payments", SyncDirection.PULL, "hourly", by=THIS_PC, clock=clock)
    with database.read() as session:
        (fresh,) = sync_metrics.pulses(session, at=NOW + timedelta(hours=3))
    assert (fresh.last_success, fresh.lag, fresh.a_minute, fresh.accuracy) == (None, None, None, None)
    assert fresh.late >= timedelta(hours=2)
    with database.begin() as session:
        for ago, state, seconds in ((90, RunState.DONE, 30), (10, RunState.FAILED, 20)):
            begun = NOW - timedelta(minutes=ago)
            session.add(
                SyncRun(
                    job_id=job, kind=RunKind.REGULAR, state=state, by="schedule", created=40, same=10,
                    source_count=50, target_count=49, started_at=begun, ended_at=begun + timedelta(seconds=seconds),
                )
            )  # fmt: skip
    with database.read() as session:
        (pulse,) = sync_metrics.pulses(session, at=NOW)
    assert pulse.lag == timedelta(minutes=89, seconds=30)
    assert (pulse.a_minute, pulse.accuracy, pulse.late) == (150.0, (49, 50), None)


def test_availability_is_the_time_without_failing():
    def request(minutes, good):
        return (1, NOW - timedelta(minutes=minutes), good, 5)

    since = NOW - timedelta(minutes=100)
    assert metrics.availability([], since, NOW) is None
    assert metrics.availability([request(90, True)], since, NOW) == 1
    down = [request(60, True), request(50, False), request(45, False), request(40, True)]
    assert metrics.availability(down, since, NOW) == pytest.approx(0.9)
    assert metrics.availability([*down, request(20, False)], since, NOW) == pytest.approx(0.7)
    assert metrics.availability([request(500, False), request(50, True)], since, NOW) == pytest.approx(0.5)


def test_the_first_delivery_is_known_after_it_was_swept_away(database, service):
    with database.begin() as session:
        form = EndpointForm("https://example.com", integration_id=service)
        hook = endpoints.add(session, form, secret="webhook/x", by=THIS_PC, at=NOW)
        session.flush()
        event = session.scalars(select(Event.id).limit(1)).one()
        session.add(
            Delivery(
                event_id=event, endpoint_id=hook, state=DeliveryState.DONE, tries=1, due_at=NOW + timedelta(minutes=4)
            )
        )

    def proving():
        with database.read() as session:
            (beat,) = metrics.board(session, timedelta(days=1), at=NOW + timedelta(hours=1)).beats
        return beat.proving

    assert proving() == timedelta(minutes=4)
    with database.begin() as session:
        assert retention.sweep(session, at=NOW + timedelta(days=40)) == 1
    assert proving() == timedelta(minutes=4)


def test_what_is_kept_is_changed_with_a_trace_and_swept_by_it(database, service):
    with database.begin() as session:
        retention.change(session, Retention(2, 3, 4), by=THIS_PC, at=NOW)
    with database.read() as session:
        assert retention.current(session) == Retention(2, 3, 4)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "webhook.retention")).one()
    assert '"done_days": 2' in entry.detail


def test_other_pcs_are_told_of_the_secrets_of_services_too(database, service):
    vault = MemoryStore()
    row = keys.replace(database, vault, service, Secret("a token"), by=THIS_PC)
    held = Held(database, vault)
    mine = Keys(vault, lambda: None, also=held.known)
    assert mine.holds() == {}
    held()
    assert mine.holds() == {row.secret_name: 1}
    mine.close()


def test_the_set_up_is_written_on_paper_without_secrets(database, service, tmp_path):
    canary = "c4nary-key-9x2Q8w7e"
    keys.replace(database, MemoryStore(), service, Secret(canary), by=THIS_PC)
    with database.begin() as session:
        form = replace(
            FORM, notes="लेखा\n" + "A long note. " * 150, config={"base_url": "https://example.com/" + "a" * 300}
        )
        integrations.edit(session, service, FORM, form, by=THIS_PC, clock=clock)
        for number in range(30):
            hook = EndpointForm(f"https://example.com/{number}", integration_id=service)
            endpoints.add(session, hook, secret=f"webhook/{number}", by=THIS_PC, at=NOW)
    file = tmp_path / "setup.pdf"
    pages = setup.write(database, file, at=NOW)
    content = file.read_bytes()
    assert pages > 3
    assert content.startswith(b"%PDF")
    assert canary.encode() not in content
    with database.read() as session:
        assert "c4nary" not in document.compose(session, at=NOW)
        titles = [part.title for part in document.parts(session, at=NOW)]
    assert titles[0] == "Razorpay"
    assert len(titles) == 33


def test_a_sync_that_is_due_says_why_it_waits(database, service):
    with database.begin() as session:
        job = syncs.add(session, service, "payments", SyncDirection.PULL, "hourly", by=THIS_PC, clock=clock)

    def waits(hours=2):
        with database.read() as session:
            return sync_rows.get(session, job, clock=lambda: NOW + timedelta(hours=hours)).waits

    def beat(holds):
        with database.begin() as session:
            workers.beat(session, "1-a-b", "office", holds, at=NOW + timedelta(hours=2))

    assert waits(hours=0) is None
    assert waits() == "No PC is at work: open Sakshi, or run “sakshi worker”."
    beat({})
    assert waits() is None
    row = keys.replace(database, MemoryStore(), service, Secret("a token"), by=THIS_PC)
    assert waits() == "No PC that is at work holds the secret of Razorpay."
    beat({row.secret_name: 1})
    assert waits() is None
    with database.begin() as session:
        integrations.pause(session, service, by=THIS_PC)
    assert waits() == "Razorpay is paused: activate it, and it is run."
