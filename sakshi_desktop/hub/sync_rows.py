"""Sync jobs and their runs, as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import NotFoundError
from sakshi_desktop.core.vocabulary import IntegrationStatus, JobState, RunKind, RunState, SyncDirection
from sakshi_desktop.hub import fields, limits, offers, sign_ins, workers
from sakshi_desktop.hub.fields import Field, FieldMap
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.store.models import DeadLetter, Integration, SyncJob, SyncRun

HISTORY = 50


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a job.

    Attributes:
        amount_paise: of what was created or changed.
        total: how many records the source announced, None where it said nothing.
        note: a difference between both sides, or what else a person should know.
        of_run: the run that was applied or taken back.
    """

    id: int
    job_id: int
    kind: RunKind
    state: RunState
    by: str
    of_run: int | None
    days: Days
    pages: int
    created: int
    changed: int
    same: int
    dead: int
    amount_paise: int
    total: int | None
    source_count: int | None
    target_count: int | None
    note: str | None
    error: str | None
    started_at: datetime
    ended_at: datetime | None

    @property
    def seen(self) -> int:
        """Return how many records were looked at."""
        return self.created + self.changed + self.same + self.dead


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job and how it stands.

    Attributes:
        reason: why it rests, or why it failed last.
        worker: the program that runs it.
        run: the run that is going on.
        last: the run that ended last.
        letters: records that could not be taken.
        live: its runs count; else its integration is in test mode, and they are made dry.
        mapping: how the service calls the fields.
        fields: of a record, as this house has it; none where they are not known.
        waits: why it is not run although it is due, or does not go on; None where nothing is in the way.
        waits_until: when the run goes on, where its service takes no calls at present.
    """

    id: int
    integration_id: int
    integration: str
    stream: str
    direction: SyncDirection
    schedule: str
    zone: str
    state: JobState
    reason: str | None
    next_run_at: datetime | None
    worker: str | None
    fails: int
    run: RunRow | None
    last: RunRow | None
    letters: int
    live: bool
    waits: str | None
    mapping: FieldMap
    fields: tuple[Field, ...]
    waits_until: datetime | None


def listed(session: Session, *, clock: Clock = utc_now) -> tuple[JobRow, ...]:
    """Return all jobs by integration and stream."""
    counted = select(DeadLetter.job_id, func.count()).group_by(DeadLetter.job_id)
    dead = {key: count for key, count in session.execute(counted)}  # noqa: C416  # a row is no pair for dict()
    asked = select(SyncJob, Integration).join(Integration, Integration.id == SyncJob.integration_id)
    rows = session.execute(asked.order_by(func.lower(Integration.name), SyncJob.stream)).all()
    at = clock()
    held, unready = workers.held(session, at=at), sign_ins.unready(session)
    return tuple(
        _row(session, job, service, dead.get(job.id, 0), _why_waiting(job, service, held, unready, at))
        for job, service in rows
    )


def get(session: Session, job_id: int, *, clock: Clock = utc_now) -> JobRow:
    """Return a job.

    Raises:
        NotFoundError: there is none with this id.
    """
    there = next((row for row in listed(session, clock=clock) if row.id == job_id), None)
    if there is None:
        raise missing(job_id)
    return there


def history(session: Session, job_id: int, *, limit: int = HISTORY) -> tuple[RunRow, ...]:
    """Return the runs of a job, latest first."""
    asked = select(SyncRun).where(SyncRun.job_id == job_id).order_by(SyncRun.id.desc()).limit(limit)
    return tuple(_run_row(run) for run in session.scalars(asked))


def run(session: Session, run_id: int) -> RunRow:
    """Return one run.

    Raises:
        NotFoundError: there is none with this id.
    """
    return _run_row(found(session, run_id))


def missing(job_id: int) -> NotFoundError:
    """Return the error for a job that is not there."""
    return NotFoundError(f"There is no sync {ids.show('JOB', job_id)}.", hint="Look at the list.")


def found(session: Session, run_id: int) -> SyncRun:
    """Return the row of a run.

    Raises:
        NotFoundError: there is none with this id.
    """
    there = session.get(SyncRun, run_id)
    if there is None:
        raise NotFoundError("There is no such run.", hint="Look at the history of the sync.")
    return there


def _why_waiting(
    job: SyncJob,
    service: Integration,
    held: Mapping[str, int] | None,
    unready: Mapping[int, sign_ins.Unready],
    at: datetime,
) -> str | None:
    """Return why a job that is due, or in the middle of its run, is left alone."""
    if job.waits_until is not None and job.waits_until > at:
        return limits.told(job.waits_until, job.zone)
    due = job.state is JobState.IDLE and job.next_run_at is not None and job.next_run_at <= at
    if not due and job.state is not JobState.QUEUED and job.waits_until is None:
        return None
    if service.status is IntegrationStatus.INACTIVE:
        return f"{service.name} is paused: activate it, and it is run."
    if service.id in unready:
        return f"{service.name}: {unready[service.id][1]}"
    if held is None:
        return "No PC is at work: open Sakshi, or run “sakshi worker”."
    if service.secret_name is not None and held.get(service.secret_name, 0) < service.secret_version:
        return f"No PC that is at work holds the secret of {service.name}."
    return None


def _row(session: Session, job: SyncJob, service: Integration, dead: int, waits: str | None) -> JobRow:
    running = session.get(SyncRun, job.run_id) if job.run_id is not None else None
    ended = select(SyncRun).where(SyncRun.job_id == job.id, SyncRun.ended_at.is_not(None))
    last = session.scalars(ended.order_by(SyncRun.id.desc()).limit(1)).one_or_none()
    return JobRow(
        id=job.id,
        integration_id=job.integration_id,
        integration=service.name,
        stream=job.stream,
        direction=job.direction,
        schedule=job.schedule,
        zone=job.zone,
        state=job.state,
        reason=job.reason,
        next_run_at=job.next_run_at,
        worker=job.worker,
        fails=job.fails,
        run=None if running is None else _run_row(running),
        last=None if last is None else _run_row(last),
        letters=dead,
        live=service.live,
        waits=waits,
        mapping=fields.read(job.mapping),
        fields=offers.fields(service.vendor, job.stream),
        waits_until=job.waits_until,
    )


def _run_row(run: SyncRun) -> RunRow:
    return RunRow(
        id=run.id,
        job_id=run.job_id,
        kind=run.kind,
        state=run.state,
        by=run.by,
        of_run=run.of_run_id,
        days=Days(run.from_day, run.to_day),
        pages=run.pages,
        created=run.created,
        changed=run.changed,
        same=run.same,
        dead=run.dead,
        amount_paise=run.amount_paise,
        total=run.total,
        source_count=run.source_count,
        target_count=run.target_count,
        note=run.note,
        error=run.error,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )
