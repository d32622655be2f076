"""Sync jobs, as a person sees and moves them: added, scheduled, run, paused, looked at before, taken back."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import JobState, RunKind, RunState, SyncDirection, SyncWish
from sakshi_desktop.hub import failing, fields, letters, offers, schedules, sync_rows
from sakshi_desktop.hub.fields import FieldMap
from sakshi_desktop.hub.offers import Offer
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Event, Integration, SyncJob, SyncMove, SyncRun

FIRST_DAY, LAST_DAY = clocks.to_day(date.min), clocks.to_day(date.max)
TAKES_OVER = frozenset({RunKind.REGULAR, RunKind.BACKFILL, RunKind.APPLY, RunKind.RETRY})


def add(
    session: Session,
    integration_id: int,
    stream: str,
    direction: SyncDirection,
    schedule: str,
    *,
    by: Actor,
    zone: str = clocks.DEFAULT_ZONE,
    clock: Clock = utc_now,
) -> int:
    """Add a job and return its id; its first run is due as the schedule says.

    Raises:
        ConflictError: the service has this stream already.
        ForbiddenError: ``by`` may not run syncs.
        InvalidError: this is no schedule, or it does not suit the direction.
        NotFoundError: there is no such integration.
    """
    by.must(Right.RUN_SYNCS)
    if session.get(Integration, integration_id) is None:
        raise NotFoundError(f"There is no integration {ids.show('INT', integration_id)}.", hint="Look at the list.")
    plan, at = _schedule(schedule, direction, zone), clock()
    newest = session.scalar(select(func.max(Event.id))) or 0
    job = SyncJob(
        integration_id=integration_id,
        stream=stream,
        direction=direction,
        schedule=plan.text,
        zone=zone,
        state=JobState.IDLE,
        next_run_at=plan.after(at),
        seen_event=newest,
    )
    session.add(job)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise ConflictError(
            f"The stream {stream} is synced already.", hint="Change its schedule or its fields instead."
        ) from error
    _tell(session, job, "add", by, at, schedule=plan.text)
    return job.id


def reschedule(
    session: Session, job_id: int, schedule: str, *, by: Actor, zone: str | None = None, clock: Clock = utc_now
) -> None:
    """Let a job run at other times.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        InvalidError: this is no schedule, or it does not suit the direction.
        NotFoundError: there is no such job.
    """
    job, at = _locked(session, job_id, by), clock()
    plan = _schedule(schedule, job.direction, zone or job.zone)
    job.schedule, job.zone = plan.text, plan.zone
    if job.state is JobState.IDLE:
        job.next_run_at = plan.after(at)
    _tell(session, job, "schedule", by, at, schedule=plan.text)


def map_fields(
    session: Session,
    job_id: int,
    change: Callable[[FieldMap, Offer], FieldMap],
    *,
    by: Actor,
    clock: Clock = utc_now,
) -> None:
    """Let a job call fields otherwise at its service, from its next run on; a run that goes on keeps their names.

    What the next run sends or takes of a record differs by them, so that it does so anew, under the same posting key.
    What is pulled is asked for from the beginning; what is pushed is looked at as far back as each run looks.

    Args:
        change: makes what is wanted of what is so now.

    Raises:
        ConflictError: ``change`` found what it did not expect.
        FieldsError: fields cannot be called so; each has its sentence.
        ForbiddenError: ``by`` may not run syncs.
        InvalidError: the fields of this stream are not known.
        NotFoundError: there is no such job.
    """
    job, at = _locked(session, job_id, by), clock()
    offer = offers.one(session.get_one(Integration, job.integration_id).vendor, job.stream)
    before = fields.read(job.mapping)
    wanted = fields.checked(change(before, offer), offer.stream, offer.fields, job.direction)
    if fields.written(wanted) == job.mapping:
        return
    detail = {"before": job.mapping, "after": fields.written(wanted)}
    job.mapping = fields.written(wanted)
    if job.direction is SyncDirection.PULL:
        job.cursor = None
    if job.asked:  # a run that failed would go on in the middle, with two shapes in one
        job.asked = json.dumps({name: said for name, said in json.loads(job.asked).items() if name != "cursor"})
    _tell(session, job, "fields", by, at, **detail)


def run_now(session: Session, job_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Run a job now, or once more when the run that is going on has ended.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such job.
    """
    _ask(session, _locked(session, job_id, by), RunKind.REGULAR, by, clock())


def dry_run(session: Session, job_id: int, *, by: Actor, days: Days = Days(), clock: Clock = utc_now) -> None:  # noqa: B008
    """Show what a run would do, and do nothing.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        InvalidError: the range ends before it begins, or a day of it is in no calendar.
        NotFoundError: there is no such job.
    """
    _ask(session, _locked(session, job_id, by), RunKind.DRY, by, clock(), days=_checked(days))


def backfill(session: Session, job_id: int, days: Days, *, by: Actor, clock: Clock = utc_now) -> None:
    """Take over a range of days anew; where the regular runs stand stays as it is.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        InvalidError: no range is given, it ends before it begins, or a day of it is in no calendar.
        NotFoundError: there is no such job.
    """
    job = _locked(session, job_id, by)
    if not days:
        raise InvalidError("A backfill needs a range of days.", hint="Say from when, or until when.")
    _ask(session, job, RunKind.BACKFILL, by, clock(), days=_checked(days))


def apply(session: Session, run_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Do just what a dry run showed.

    Raises:
        ConflictError: it is no dry run that ended well, or it was applied already.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such run.
    """
    run = sync_rows.found(session, run_id)
    job = _locked(session, run.job_id, by)
    if run.kind is not RunKind.DRY or run.state is not RunState.DONE:
        raise ConflictError("Only a dry run that has ended can be applied.", hint="Make one first.")
    _refuse_twice(session, run_id, RunKind.APPLY, "applied")
    _refuse_forgotten(session, run_id)
    _ask(session, job, RunKind.APPLY, by, clock(), run=run_id)


def undo(session: Session, run_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Take back what a run did, as far as both sides allow it; what later runs changed stays as they made it.

    Raises:
        ConflictError: it took nothing over, still runs, or was taken back already.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such run.
    """
    run = sync_rows.found(session, run_id)
    job = _locked(session, run.job_id, by)
    if run.kind not in TAKES_OVER or run.state is RunState.RUNNING or not run.created + run.changed:
        raise ConflictError("This run has nothing to take back.", hint="Choose one that took something over.")
    _refuse_twice(session, run_id, RunKind.UNDO, "taken back")
    _refuse_forgotten(session, run_id)
    _ask(session, job, RunKind.UNDO, by, clock(), run=run_id)


def retry(session: Session, letter_ids: tuple[int, ...], *, by: Actor, clock: Clock = utc_now) -> tuple[int, ...]:
    """Try dead letters again, as they stand now; return the syncs that they are of.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: none of them is here any more.
    """
    jobs = letters.want(session, letter_ids, by=by, clock=clock)
    for job_id in jobs:
        _ask(session, _locked(session, job_id, by), RunKind.RETRY, by, clock())
    return jobs


def retry_all(
    session: Session, *, job_id: int | None = None, by: Actor, clock: Clock = utc_now
) -> tuple[tuple[int, ...], int]:
    """Try all dead letters again, or all of one sync; return the syncs that they are of, and how many they are.

    Raises:
        ConflictError: a sync is in test mode, or another run of it waits.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is none.
    """
    jobs, count = letters.want_all(session, job_id, by=by, clock=clock)
    for job in jobs:
        _ask(session, _locked(session, job, by), RunKind.RETRY, by, clock())
    return jobs, count


def pause(session: Session, job_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Let a job rest; a run that is going on ends after its page.

    Raises:
        ConflictError: it rests already.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such job.
    """
    job = _locked(session, job_id, by)
    if job.state is JobState.PAUSED:
        raise ConflictError("This sync is paused already.", hint="Nothing was changed.")
    if job.state is JobState.RUNNING:
        job.wish = SyncWish.PAUSE
    else:
        job.state, job.next_run_at, job.reason = JobState.PAUSED, None, f"Paused by {by.name}."
    _tell(session, job, "pause", by, clock())


def resume(session: Session, job_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Let a job run again that rests, by a person's wish or after too many failures.

    Raises:
        ConflictError: it does not rest.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such job.
    """
    job, at = _locked(session, job_id, by), clock()
    if job.state not in {JobState.PAUSED, JobState.FAILED} and job.wish is None:
        raise ConflictError("This sync does not rest.", hint="Nothing was changed.")
    if job.wish is None:
        job.state = JobState.QUEUED if job.asked else JobState.IDLE
        job.next_run_at = at if job.asked else schedules.parse(job.schedule, job.zone).after(at)
    failing.forget(job)
    job.wish, job.reason = None, None
    _tell(session, job, "resume", by, at)


def cancel(session: Session, job_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Stop the run that is going on, after its page, or forget the one that was asked for.

    Raises:
        ConflictError: nothing runs.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such job.
    """
    job, at = _locked(session, job_id, by), clock()
    if job.state is JobState.RUNNING:
        job.wish = job.wish or SyncWish.CANCEL  # to pause stops the run as well
    elif job.state is JobState.QUEUED or job.asked:
        job.asked = None
        job.state = JobState.IDLE if job.state is JobState.QUEUED else job.state
        if job.state is JobState.IDLE:
            job.next_run_at = schedules.parse(job.schedule, job.zone).after(at)
    else:
        raise ConflictError("This sync does not run.", hint="Nothing was changed.")
    _tell(session, job, "cancel", by, at)


def remove(session: Session, job_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Forget a job with its runs and dead letters; what it took over stays on both sides.

    Raises:
        ConflictError: it is running.
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is no such job.
    """
    job = _locked(session, job_id, by)
    if job.state is JobState.RUNNING:
        raise ConflictError("This sync is running.", hint="Cancel its run first.")
    _tell(session, job, "remove", by, clock(), stream=job.stream)
    session.delete(job)
    session.flush()


def _ask(
    session: Session,
    job: SyncJob,
    kind: RunKind,
    by: Actor,
    at: datetime,
    *,
    days: Days = Days(),  # noqa: B008
    run: int | None = None,
) -> None:
    service = session.get_one(Integration, job.integration_id)
    if kind is not RunKind.REGULAR and kind is not RunKind.DRY and not service.live:
        raise ConflictError(
            f"{service.name} is in test mode: only dry runs are made.", hint="Let it go live, then do this."
        )
    asked: dict[str, object] = {"kind": kind.value}
    asked |= {
        name: value for name, value in (("from", days.start), ("to", days.end), ("run", run)) if value is not None
    }
    if job.asked:
        _ask_again(session, job, kind, asked, by, at)
        return
    asked["by"] = by.name
    job.asked = json.dumps(asked)
    if job.state is not JobState.RUNNING:
        job.state, job.next_run_at = JobState.QUEUED, at
    _tell(session, job, kind.value, by, at)


def _ask_again(
    session: Session, job: SyncJob, kind: RunKind, asked: Mapping[str, object], by: Actor, at: datetime
) -> None:
    """Begin the run that waits at once, where it is meant; another one has to wait until it is over."""
    there = json.loads(job.asked or "{}")
    meant = all(there.get(name) == asked.get(name) for name in ("kind", "from", "to", "run"))
    if job.state is JobState.IDLE and (meant or kind is RunKind.REGULAR):  # it failed, and waits to be tried again
        job.state, job.next_run_at = JobState.QUEUED, at
        _tell(session, job, str(there["kind"]), by, at)
    elif not (meant and kind in {RunKind.REGULAR, RunKind.RETRY}):
        raise ConflictError("Another run of this sync waits already.", hint="Let it end, or cancel it first.")


def _tell(session: Session, job: SyncJob, deed: str, by: Actor, at: datetime, **detail: object) -> None:
    audit.record(session, by, f"sync.{deed}", job.id, at=at, **detail)
    body = {"job": ids.show("JOB", job.id), "stream": job.stream, "action": deed, "state": job.state.value}
    outbox.record(session, "sync.changed", body, at=at)


def _schedule(text: str, direction: SyncDirection, zone: str) -> schedules.Schedule:
    plan = schedules.parse(text, zone)
    if plan.text == schedules.REALTIME and direction is SyncDirection.PULL:
        raise InvalidError(
            "What is pulled cannot be realtime: this house does not hear of the service's changes.",
            hint="Choose every few minutes.",
        )
    return plan


def _checked(days: Days) -> Days:
    for day in (days.start, days.end):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise InvalidError("A day of the range is in no calendar.", hint="Choose days of the years 1 to 9999.")
    if days.start is not None and days.end is not None and days.end < days.start:
        raise InvalidError("The range ends before it begins.", hint="Give the earlier date first.")
    return days


def _refuse_twice(session: Session, run_id: int, kind: RunKind, word: str) -> None:
    gone = select(SyncRun.id).where(
        SyncRun.of_run_id == run_id, SyncRun.kind == kind, SyncRun.state.in_((RunState.RUNNING, RunState.DONE))
    )
    if session.scalar(gone.limit(1)) is not None:
        raise ConflictError(f"This run was {word} already.", hint="Look at the history of the sync.")


def _refuse_forgotten(session: Session, run_id: int) -> None:
    if session.scalar(select(SyncMove.run_id).where(SyncMove.run_id == run_id).limit(1)) is None:
        raise ConflictError(
            "What this run did, record by record, is not kept any more.", hint="It ended too long ago, or did nothing."
        )


def _locked(session: Session, job_id: int, by: Actor) -> SyncJob:
    by.must(Right.RUN_SYNCS)
    asked = select(SyncJob).where(SyncJob.id == job_id).with_for_update()
    found = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise sync_rows.missing(job_id)
    return found
