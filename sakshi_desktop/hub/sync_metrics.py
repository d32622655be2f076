"""How syncs do: when each last succeeded, how quick it is, what it could not take, and whether both sides agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import RunKind, RunState
from sakshi_desktop.hub import sync_rows
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.store.models import SyncRun

TAKES = (RunKind.REGULAR, RunKind.BACKFILL, RunKind.APPLY)
"""Runs by which both sides come to agree."""


@dataclass(frozen=True, slots=True)
class SyncPulse:
    """One sync.

    Attributes:
        last_success: when it last ended well, None where it never did.
        lag: how long ago that was.
        late: how long it has been due without being run.
        a_minute: records of its last run, by the minute.
        accuracy: of records compared by its last run, how many both sides have; None where nobody could compare.
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
    return tuple(_pulse(row, ended.get(row.id), at) for row in sync_rows.listed(session, clock=lambda: at))


def pace(run: RunRow | None) -> float | None:
    """Return the records that a run looked at in a minute; None of one that goes on, or looked at nothing."""
    if run is None or run.ended_at is None or not run.seen:
        return None
    seconds = (run.ended_at - run.started_at).total_seconds()
    return None if seconds <= 0 else 60 * run.seen / seconds


def _agreed(here: int | None, there: int | None) -> tuple[int, int] | None:
    return None if here is None or there is None else (min(here, there), max(here, there))


def _pulse(row: JobRow, success: datetime | None, at: datetime) -> SyncPulse:
    due = row.next_run_at if row.run is None else None
    last = row.last
    return SyncPulse(
        row=row,
        last_success=success,
        lag=None if success is None else max(timedelta(0), at - success),
        late=at - due if due is not None and due < at else None,
        a_minute=pace(last),
        accuracy=None if last is None else _agreed(last.source_count, last.target_count),
    )
