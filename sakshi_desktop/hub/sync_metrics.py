"""How syncs do: when each last succeeded, how quick it is, what it could not take, and whether both sides agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import RunKind, RunState, SyncDirection
from sakshi_desktop.hub import sync_rows
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.store.models import DeadLetter, SyncRecord, SyncRun

TAKES = (RunKind.REGULAR, RunKind.BACKFILL, RunKind.APPLY)
"""Runs by which both sides come to agree."""


class Refused(NamedTuple):
    """Records of a sync that stand as dead letters: they are not equal on both sides.

    Attributes:
        new: those that were never taken.
        stale: those that were, as they were before.
    """

    new: int
    stale: int


NONE = Refused(0, 0)


@dataclass(frozen=True, slots=True)
class SyncPulse:
    """One sync.

    Attributes:
        last_success: when it last ended well, None where it never did.
        lag: how long ago that was.
        late: how long it has been due without being run.
        a_minute: records of its last run, by the minute.
        accuracy: of records compared by its last run, and of those that were refused, how many are equal on both sides;
            None where nobody could compare.
    """

    row: JobRow
    last_success: datetime | None
    lag: timedelta | None
    late: timedelta | None
    a_minute: float | None
    accuracy: tuple[int, int] | None

    @property
    def id(self) -> int:
        """Return the id of the sync."""
        return self.row.id


def pulses(session: Session, *, at: datetime) -> tuple[SyncPulse, ...]:
    """Return all syncs, by integration and stream."""
    good = select(SyncRun.job_id, func.max(SyncRun.ended_at)).where(
        SyncRun.state == RunState.DONE, SyncRun.kind.in_(TAKES)
    )
    ended = {key: when for key, when in session.execute(good.group_by(SyncRun.job_id))}  # noqa: C416  # a row is no pair
    refused = _refused(session)
    return tuple(
        _pulse(row, ended.get(row.id), refused.get(row.id, NONE), at)
        for row in sync_rows.listed(session, clock=lambda: at)
    )


def pace(run: RunRow | None) -> float | None:
    """Return the records that a run looked at in a minute; None of one that goes on, or looked at nothing."""
    if run is None or run.ended_at is None or not run.seen:
        return None
    seconds = (run.ended_at - run.started_at).total_seconds()
    return None if seconds <= 0 else 60 * run.seen / seconds


def _refused(session: Session) -> dict[int, Refused]:
    known = and_(SyncRecord.job_id == DeadLetter.job_id, SyncRecord.external_id == DeadLetter.external_id)
    counted = select(DeadLetter.job_id, func.count(DeadLetter.id), func.count(SyncRecord.external_id))
    found = session.execute(counted.outerjoin(SyncRecord, known).group_by(DeadLetter.job_id))
    return {job: Refused(letters - stale, stale) for job, letters, stale in found}


def _agreed(row: JobRow, refused: Refused) -> tuple[int, int] | None:
    if row.last is None or row.last.source_count is None or row.last.target_count is None:
        return None
    taken, other = row.last.source_count, row.last.target_count  # of what is sent, the source is what was taken
    if row.direction is SyncDirection.PULL:
        taken, other = other, taken
    return max(0, min(taken, other) - refused.stale), max(taken + refused.new, other)


def _pulse(row: JobRow, success: datetime | None, refused: Refused, at: datetime) -> SyncPulse:
    due = row.next_run_at if row.run is None else None
    return SyncPulse(
        row=row,
        last_success=success,
        lag=None if success is None else max(timedelta(0), at - success),
        late=at - due if due is not None and due < at else None,
        a_minute=pace(row.last),
        accuracy=_agreed(row, refused),
    )
