"""Runs of syncs: taken by one program at a time, held by a fence, ended once.

A claim adds one to the job's fence. Every later step of the run asks for that number in its own transaction, so that a
program that slept past its lease finds itself replaced and changes nothing any more.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import CancelledError, InvalidError, SakshiError
from sakshi_desktop.core.vocabulary import IntegrationStatus, JobState, RunKind, RunState, SyncDirection, SyncWish
from sakshi_desktop.hub import failing, schedules, sign_ins
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Integration, SyncJob, SyncRun

LEASE = timedelta(minutes=3)
"""How long a job is held without a word; one request to a service must take less."""
AGAIN = frozenset({RunKind.BACKFILL, RunKind.APPLY, RunKind.RETRY, RunKind.UNDO})
"""Runs that are asked for again where they failed: the schedule does not make up for them."""


class LostError(SakshiError):
    """Another program holds the job by now; what this one did since its last step is not kept."""


class StoppedError(SakshiError):
    """This program is being closed, or the service was paused; whoever is next goes on from the last step."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this program alone may run.

    Attributes:
        mapping: how the service calls the fields, in all of this run, whatever a person says meanwhile.
        again: the run was begun before, and was cut off or put off.
        stood: how far it was when it was taken, as ``progress`` tells.
        amends: the run of which this one is a part: the one that is applied or taken back.
    """

    job_id: int
    run_id: int
    fence: int
    integration_id: int
    stream: str
    direction: SyncDirection
    kind: RunKind
    days: Days
    cursor: str | None
    amends: int | None
    again: bool
    mapping: str | None = None
    stood: int = 0


def take(session: Session, worker: str, holds: Mapping[str, int], *, at: datetime) -> Claim | None:
    """Take the job that has been due for longest, of those whose secret this program holds; None where none is due.

    Args:
        holds: by the name of each secret that this program holds, its newest version.
        at: the database's own time.
    """
    due = _due(at)
    for job_id in _takeable(session, holds, due):
        locked = select(SyncJob).where(SyncJob.id == job_id, due).with_for_update(skip_locked=True)
        job = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
        if job is not None:
            return _begin(session, job, worker, at)
    return None


def secrets(session: Session) -> dict[str, int]:
    """Return the secrets of services, by name, each with the version in use; others are told which PC holds them."""
    asked = select(Integration.secret_name, Integration.secret_version)
    found = session.execute(asked.where(Integration.secret_name.is_not(None))).all()
    return {name: version for name, version in found if name is not None}


def hold(session: Session, claim: Claim, *, at: datetime, heed: bool = True) -> tuple[SyncJob, SyncRun]:
    """Return the job and the run of a claim for one step, and hold them on.

    Args:
        heed: stop where a person asked for it; not where something is written down that was done already.

    Raises:
        CancelledError: a person asked the job to stop.
        LostError: another program holds the job.
        StoppedError: a person paused the service; the run is gone on with once it is active again.
    """
    job, run = _held(session, claim)
    if heed and job.wish is not None:
        raise CancelledError("Stopped.", hint="What was taken over until then stays.")
    if heed and _is_paused(session, claim.integration_id):
        raise StoppedError("The service is paused.", hint="The sync goes on once it is active again.")
    job.lease_until = at + LEASE
    return job, run


def finish(session: Session, claim: Claim, *, at: datetime) -> None:
    """End a run well and say when the next one is due."""
    job, run = _held(session, claim)
    run.state, run.ended_at = RunState.DONE, at
    failing.forget(job)
    job.reason = None
    _rest(session, job, run, at)


def stop(session: Session, claim: Claim, *, at: datetime) -> None:
    """End a run because a person asked for it; what it took over stays."""
    job, run = _held(session, claim)
    run.state, run.ended_at = RunState.CANCELLED, at
    _rest(session, job, run, at)


def fail(session: Session, claim: Claim, error: SakshiError, *, at: datetime) -> None:
    """End a run that could not go on; it is tried again, later from failure to failure, or let rest.

    However often its schedule comes, it waits until then. One that a person wished to stop is not tried again by
    itself: the failure came before it could.
    """
    job, run = _held(session, claim)
    run.state, run.ended_at, run.error = RunState.FAILED, at, str(error)
    job.reason = str(error)
    stand = failing.count(session, job, error, at=at)
    wished = job.wish is not None
    _rest(session, job, run, at)
    if wished:
        return
    if run.kind in AGAIN and not job.asked:
        job.asked = json.dumps(_again(run, anew=run.mapping != job.mapping))
    body = {"job": ids.show("JOB", job.id), "stream": job.stream, "fails": job.fails}
    if stand.rests:
        job.state, job.next_run_at = JobState.FAILED, None
        outbox.record(session, "sync.disabled", body, at=at)
        return
    if job.state is JobState.IDLE and stand.pause is not None:
        job.next_run_at = at + stand.pause
    if stand.warns and job.warned_at is None:
        job.warned_at = at
        outbox.record(session, "sync.failing", body, at=at)


def release(session: Session, claim: Claim, *, at: datetime) -> None:
    """Give a job back in the middle of its run: whoever takes it next goes on from there."""
    job, _run = _held(session, claim)
    job.lease_until = at


def put_off(session: Session, claim: Claim, until: datetime) -> None:
    """Let a run rest in its middle until then: whoever takes it goes on from there."""
    job, _run = _held(session, claim)
    job.worker, job.waits_until, job.lease_until = None, until, until


def progress(run: SyncRun) -> int:
    """Return how far a run is, as a number that grows with each page and each record."""
    return run.pages + run.created + run.changed + run.same + run.dead


def stood_still(session: Session, claim: Claim) -> bool:
    """Return whether a run that goes on has come no further since it was taken."""
    _job, run = _held(session, claim)
    return claim.again and progress(run) == claim.stood


def release_of(session: Session, worker: str, *, at: datetime) -> None:
    """Give back the jobs of a program that is known to be dead."""
    theirs = (SyncJob.worker == worker) & (SyncJob.state == JobState.RUNNING)
    session.execute(update(SyncJob).where(theirs).values(lease_until=at))


def waits(session: Session, holds: Mapping[str, int], *, at: datetime) -> bool:
    """Return whether this program could take a job; nothing is locked."""
    return bool(_takeable(session, holds, _due(at)))


def next_due(session: Session) -> datetime | None:
    """Return when the next job of an active service is due or its lease ends; None where nothing waits."""
    resting = SyncJob.state.in_((JobState.IDLE, JobState.QUEUED))
    active = SyncJob.integration_id.in_(select(Integration.id).where(Integration.status != IntegrationStatus.INACTIVE))
    first = select(SyncJob.next_run_at).where(active, resting, SyncJob.next_run_at.is_not(None))
    running = SyncJob.state == JobState.RUNNING
    ends = select(SyncJob.lease_until).where(active, running, SyncJob.lease_until.is_not(None))
    found = [
        session.scalar(first.order_by(SyncJob.next_run_at).limit(1)),
        session.scalar(ends.order_by(SyncJob.lease_until).limit(1)),
    ]
    return min((when for when in found if when is not None), default=None)


def _due(at: datetime) -> ColumnElement[bool]:
    stopped = and_(SyncJob.waits_until.is_not(None), SyncJob.wish.is_not(None))
    return or_(
        SyncJob.state == JobState.QUEUED,  # a person asked: whatever their PC's clock says, it is now
        and_(SyncJob.state == JobState.IDLE, SyncJob.next_run_at <= at),
        and_(SyncJob.state == JobState.RUNNING, or_(SyncJob.lease_until <= at, stopped)),
    )


def _takeable(session: Session, holds: Mapping[str, int], due: ColumnElement[bool]) -> list[int]:
    """Return due jobs of active services whose secret is held, the one that has been due for longest first.

    Those of a service that a person must sign in to first rest until that is done.
    """
    asked = (
        select(SyncJob.id, SyncJob.integration_id, Integration.secret_name, Integration.secret_version)
        .join(Integration, Integration.id == SyncJob.integration_id)
        .where(due, Integration.status != IntegrationStatus.INACTIVE)
        .order_by(SyncJob.next_run_at, SyncJob.id)
    )
    found = session.execute(asked).all()
    rest = sign_ins.unready(session) if found else {}
    return [
        job
        for job, service, secret, version in found
        if service not in rest and (secret is None or holds.get(secret, 0) >= version)
    ]


def _begin(session: Session, job: SyncJob, worker: str, at: datetime) -> Claim:
    again = job.state is JobState.RUNNING
    run = session.get(SyncRun, job.run_id) if again and job.run_id is not None else None
    if run is None:
        live = session.get_one(Integration, job.integration_id, populate_existing=True).live
        run = _new_run(job, at, live=live)
        session.add(run)
        session.flush()
    job.state, job.run_id, job.worker = JobState.RUNNING, run.id, worker
    job.fence += 1
    job.lease_until, job.waits_until, job.next_run_at = at + LEASE, None, job.next_run_at or at
    return Claim(
        job_id=job.id,
        run_id=run.id,
        fence=job.fence,
        integration_id=job.integration_id,
        stream=job.stream,
        direction=job.direction,
        kind=run.kind,
        days=Days(run.from_day, run.to_day),
        cursor=run.cursor,
        amends=run.of_run_id,
        again=again,
        mapping=run.mapping,
        stood=progress(run),
    )


def _new_run(job: SyncJob, at: datetime, *, live: bool) -> SyncRun:
    """Return the run that was asked for, or the regular one; a service in test mode is only shown what it would do."""
    asked = json.loads(job.asked) if job.asked else {}
    job.asked = None
    kind = RunKind(asked.get("kind", RunKind.REGULAR)) if live else RunKind.DRY
    return SyncRun(
        job_id=job.id,
        kind=kind,
        state=RunState.RUNNING,
        by=asked.get("by", "schedule"),
        of_run_id=asked.get("run"),
        from_day=asked.get("from"),
        to_day=asked.get("to"),
        cursor=asked.get("cursor") or (job.cursor if _goes_on(kind, asked) else None),
        started_at=at,
        mapping=job.mapping,
    )


def _goes_on(kind: RunKind, asked: Mapping[str, object]) -> bool:
    return kind is RunKind.REGULAR or (kind is RunKind.DRY and not {"from", "to"} & asked.keys())


def _again(run: SyncRun, *, anew: bool) -> dict[str, object]:
    """Return what is asked for so that a run that failed goes on where it stands, or begins anew in another shape."""
    cursor = None if anew else run.cursor
    asked = {"from": run.from_day, "to": run.to_day, "run": run.of_run_id, "cursor": cursor}
    given = {name: value for name, value in asked.items() if value is not None}
    return {"kind": run.kind.value, "by": run.by, **given}


def _held(session: Session, claim: Claim) -> tuple[SyncJob, SyncRun]:
    asked = select(SyncJob).where(SyncJob.id == claim.job_id, SyncJob.fence == claim.fence).with_for_update()
    job = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if job is None or job.run_id != claim.run_id:
        raise LostError("Another program runs this sync by now.", hint="Nothing was lost.")
    run = session.get_one(SyncRun, claim.run_id)
    session.refresh(run)
    return job, run


def _is_paused(session: Session, integration_id: int) -> bool:
    status = session.scalar(select(Integration.status).where(Integration.id == integration_id))
    return status is IntegrationStatus.INACTIVE


def _rest(session: Session, job: SyncJob, run: SyncRun, at: datetime) -> None:
    """Let a job wait for its next run, or rest where a person wished that while this one was going on."""
    wish = job.wish
    job.run_id, job.lease_until, job.waits_until, job.worker, job.wish = None, None, None, None, None
    if wish is SyncWish.PAUSE:
        job.state, job.next_run_at, job.reason = JobState.PAUSED, None, "Paused by a person."
    elif job.asked:
        job.state, job.next_run_at = JobState.QUEUED, at
    else:
        _wait(job, at)
    counts = {name: getattr(run, name) for name in ("created", "changed", "same", "dead", "amount_paise")}
    job.counts = json.dumps(counts)
    session.flush()
    body = {"job": ids.show("JOB", job.id), "stream": job.stream, "kind": run.kind.value, "state": run.state.value}
    outbox.record(session, "sync.finished", {**body, **counts}, at=at)


def _wait(job: SyncJob, at: datetime) -> None:
    """Let a job wait for its time; one with a schedule that an older version took and this one does not rests."""
    try:
        job.state, job.next_run_at = JobState.IDLE, schedules.parse(job.schedule, job.zone).after(at)
    except InvalidError as error:
        job.state, job.next_run_at, job.reason = JobState.FAILED, None, str(error)
