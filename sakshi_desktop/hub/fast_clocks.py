"""What a clock that was fast has left behind: runs that are due so far ahead that no schedule means it."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import JobState
from sakshi_desktop.hub import retrying, schedules
from sakshi_desktop.store.models import SyncJob


def is_there(session: Session, *, at: datetime) -> bool:
    """Return whether a sync waits for longer than its schedule, its failure or its service can mean."""
    return any(is_too_far(job, at) for job in session.scalars(_ahead(at)))


def mend(session: Session, *, at: datetime) -> int:
    """Let syncs that wait for too long wait as their schedules say from now on; return how many."""
    mended = 0
    for job in session.scalars(_ahead(at).with_for_update(skip_locked=True)):
        if is_too_far(job, at):
            mended += 1
            if job.state is JobState.RUNNING:
                job.waits_until = job.lease_until = at
            else:
                job.next_run_at = _following(job, at) or at
    return mended


def is_too_far(job: SyncJob, at: datetime) -> bool:
    """Return whether a sync, which is due later, or goes on later, waits for longer than it can be meant to."""
    if job.state is JobState.RUNNING or job.next_run_at is None:
        return job.state is JobState.RUNNING
    pause = retrying.LONGEST_WISH if job.fails else retrying.AWAY
    return job.next_run_at > max(_following(job, at) or at, at + pause)


def _ahead(at: datetime) -> Select[SyncJob]:
    """Return the question after syncs that may wait for too long."""
    idle = (SyncJob.state == JobState.IDLE) & (SyncJob.next_run_at > at + retrying.AWAY)
    waits = (SyncJob.state == JobState.RUNNING) & (SyncJob.waits_until > at + retrying.LONGEST_WISH)
    return select(SyncJob).where(idle | waits).order_by(SyncJob.id)


def _following(job: SyncJob, at: datetime) -> datetime | None:
    """Return when a schedule is due next; None where it is not by time, or none that this version takes."""
    try:
        return schedules.parse(job.schedule, job.zone).after(at)
    except InvalidError:
        return None
