"""Syncs that run when something happens here: which have not seen all events, though others write all the time.

Ids of events are given in order, and on PostgreSQL the transaction with the lower one may end last. So a job remembers
up to which id no event can come any more, and how many events beyond it there were when it was last made due: one that
comes late is one more, whatever its id. Nobody waits for a moment in which nobody writes.

What lies beyond must not grow for ever. Each time a job is made due it remembers the newest event, and a transaction
that began after that one was there. Once all transactions before this one have ended, no event can come up to there.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ScalarSelect, func, literal_column, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import JobState
from sakshi_desktop.hub import schedules
from sakshi_desktop.store.models import Event, SyncJob

OWN = "sync.%"
_XACT = literal_column("pg_current_xact_id()::text::bigint", BigInteger)
_OLDEST_XACT = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger)


def is_waiting(session: Session) -> bool:
    """Return whether events would make a job due, or there is less to remember by now; nothing is locked."""
    _, oldest = _transactions(session, begun=False)
    changed = (_beyond() != SyncJob.seen_beyond) | (SyncJob.mark_xact <= oldest)
    return session.scalar(select(SyncJob.id).where(_RESTS, changed).limit(1)) is not None


def wake(session: Session, *, at: datetime) -> int:
    """Make jobs due that run by events, where there are events since; return how many.

    To be asked first in a transaction: what that has changed before makes it older than it must be.
    """
    newest = session.scalar(select(func.max(Event.id))) or 0
    xact, oldest = _transactions(session)
    found = select(SyncJob, _beyond()).where(_RESTS).order_by(SyncJob.id)
    woken = 0
    for job, beyond in session.execute(found.with_for_update(skip_locked=True, of=SyncJob)).all():
        is_fresh = beyond != job.seen_beyond
        if is_fresh or (job.mark_xact is not None and job.mark_xact <= oldest):
            job.seen_beyond = beyond
            _see(session, job, newest, xact, oldest)
        if is_fresh and job.next_run_at is None:  # one that failed waits for its time, and sees them then
            job.next_run_at = at
            woken += 1
    return woken


_RESTS = (SyncJob.schedule == schedules.REALTIME) & (SyncJob.state == JobState.IDLE)


def _beyond() -> ScalarSelect[int]:
    """Return the question how many events there are beyond the one up to which none can come any more."""
    asked = select(func.count()).select_from(Event).where(Event.id > SyncJob.seen_event, Event.type.not_like(OWN))
    return asked.correlate(SyncJob).scalar_subquery()


def _transactions(session: Session, *, begun: bool = True) -> tuple[int, int]:
    """Return a transaction younger than all that have given an event its id, and the oldest that has not ended.

    On SQLite one ends before the next begins: all have.

    Args:
        begun: this transaction is to be the younger one; where it only reads, there is none.
    """
    if session.get_bind().dialect.name == "sqlite":
        return 0, 0
    if not begun:
        return 0, session.scalars(select(_OLDEST_XACT)).one()
    xact, oldest = session.execute(select(_XACT, _OLDEST_XACT)).one()
    return xact, oldest


def _see(session: Session, job: SyncJob, newest: int, xact: int, oldest: int) -> None:
    """Write down which of the events that were counted need not be counted again."""
    if job.mark_xact is None or job.mark_xact > xact:  # that is one of a server which the database was moved away from
        job.mark_event, job.mark_xact = newest, xact
    if job.mark_xact <= oldest:
        final = max(job.seen_event, job.mark_event or 0)
        again = select(func.count()).where(Event.id > job.seen_event, Event.id <= final, Event.type.not_like(OWN))
        job.seen_beyond -= session.scalar(again) or 0
        job.seen_event, job.mark_event, job.mark_xact = final, None, None
