"""A PC whose clock is an hour off, on a database that several PCs share: it goes by the clock of the server."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from sakshi_desktop import importers
from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import BatchState, ImportState, IntegrationType, SyncDirection
from sakshi_desktop.hub import document, holders, integrations, sync_metrics, syncs, workers
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.sync_desk import SyncDesk
from sakshi_desktop.jobs import imports
from sakshi_desktop.jobs.imports import batches
from sakshi_desktop.store import instants
from sakshi_desktop.store.models import ImportBatch, Source, SyncJob

HOUR = timedelta(hours=1)


@pytest.fixture(params=[-1, 1], ids=["behind", "ahead"])
def wrong(request):
    """The clock of a PC."""
    return lambda: utc_now() + request.param * HOUR


@pytest.fixture
def job(postgres_database):
    """A sync whose secret a program on another PC holds, which was seen just now."""
    with postgres_database.begin() as session:
        at = instants.moment(session, utc_now)
        service = integrations.create(session, IntegrationForm("Books", IntegrationType.CUSTOM, "Own"), by=THIS_PC)
        integrations.took_secret(session, service.id, "integration/1", 1, instead_of=0, until=None, by=THIS_PC)
        integrations.activate(session, service.id, by=THIS_PC)
        key = syncs.add(session, service.id, "items", SyncDirection.PULL, "hourly", by=THIS_PC)
        workers.beat(session, "till:7", "till", {"integration/1": 1}, at=at)
    return key


def test_what_another_pc_holds_that_is_at_work_is_seen(postgres_database, job, wrong):
    with postgres_database.read() as session:
        (use,) = holders.uses(session, at=instants.moment(session, wrong))
    assert use.holders == (("till", 1),)


def test_a_sync_that_is_wanted_now_is_due_now_and_does_not_wait_for_a_pc(postgres_database, job, wrong):
    desk = SyncDesk(postgres_database, clock=wrong)
    desk.do(syncs.run_now, job)
    assert desk.one(job).waits is None
    assert [row.waits for row in desk.listed()] == [None]
    with postgres_database.read() as session:
        due, now = session.scalars(select(SyncJob.next_run_at)).one(), instants.moment(session, wrong)
        (pulse,) = sync_metrics.pulses(session, at=now)
        assert "No PC" not in document.compose(session, at=wrong())
    assert timedelta(0) <= now - due < HOUR / 2
    assert pulse.late < HOUR / 2


def test_an_import_of_another_pc_that_is_at_work_is_not_taken_for_dead(postgres_database, wrong):
    with postgres_database.begin() as session:
        at = instants.moment(session, utc_now)
        source = session.scalar(insert(Source).returning(Source.id), {"account": "till", "title": "Till"})
        session.add(
            ImportBatch(
                source_id=source, state=BatchState.STAGING, part="header", format="square", file_name="a.csv",
                file_sha256="0", mapping="", currency="INR", by="Asha", worker="till:7", seen_at=at, started_at=at,
            )
        )  # fmt: skip
    with postgres_database.read() as session:
        assert [row.state for row in imports.listed(session, clock=wrong)] == [ImportState.COMING]
    assert batches.sweep(postgres_database, clock=wrong) == 0


def test_an_import_from_such_a_pc_is_not_taken_for_dead_by_others(postgres_database, wrong, tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text("Order ID,Date,Item,Quantity,Amount\nT1,2026-03-01,Chai,3,90\n")
    seen = []

    def look(_share, _text):
        with postgres_database.read() as session:
            now = instants.moment(session, utc_now)
            seen.extend(now - at for at in session.scalars(select(ImportBatch.seen_at)))

    imports.run(postgres_database, imports.Order(importers.recognise(file)), clock=wrong, progress=look)
    assert seen
    assert all(timedelta(0) <= ago < batches.FORGOTTEN for ago in seen)


def test_a_file_of_this_pc_alone_goes_by_its_own_clock(sqlite_database, wrong):
    with sqlite_database.read() as session:
        assert abs(instants.moment(session, wrong) - wrong()) < HOUR / 2
