"""Holding the rollup against the orders: a sample of days or all of them; what differs is mended and said."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.analytics import rollup
from sakshi_desktop.analytics.cells import NOTHING
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.store import audit
from sakshi_desktop.store import rollup as marks
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import KpiDay, KpiMark, LocationCost, Order, Refund, Shift

BLOCK = 28
"""Days of one location that are looked at together."""
SAMPLE = 1_000
"""Location-days of a look that is made now and then: well under a second of work."""
LONGEST = timedelta(seconds=5)
NAMED = 20
"""So many different days are named in the audit trail; all are counted."""


class LocationDay(NamedTuple):
    """One business date of one location."""

    location_id: int
    day: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a look found.

    Attributes:
        checked: location-days that were held against their orders; days that wait to be recomputed are not.
        of: how many there are in all.
        different: those whose figures were not what their orders say; they are recomputed.
    """

    checked: int
    of: int
    different: tuple[LocationDay, ...]


class _Block(NamedTuple):
    location_id: int
    first: int
    last: int


def reconcile(
    database: Database,
    *,
    by: Actor,
    clock: Clock = utc_now,
    days: int | None = SAMPLE,
    longest: timedelta | None = LONGEST,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reconciled:
    """Recompute location-days from the orders, mend those that differ, and write an audit row where any did.

    Nothing is locked while it looks. Another sample is drawn each hour, so that all days have their turn.

    Args:
        days: about how many location-days; None is all.
        longest: ends early, between two blocks of days, after this time; None never does.
        progress: is told location-days done and in all.
        cancelled: asked between blocks; what was found until then is mended.

    Raises:
        CancelledError: ``cancelled`` said so.
        DatabaseError: the database cannot be read or, where something differs, written.
    """
    with database.read() as session:
        blocks = _blocks(session)
    total = sum(block.last - block.first + 1 for block in blocks)
    if days is not None:
        random.Random(int(clock().timestamp()) // 3600).shuffle(blocks)  # noqa: S311  # a sample, no secret
    end = None if longest is None else time.monotonic() + longest.total_seconds()
    checked, different, stopped = 0, [], False
    for block in blocks:
        stopped = cancelled is not None and cancelled()
        if stopped or (days is not None and checked >= days) or (end is not None and time.monotonic() > end):
            break
        with database.read() as session:
            looked_at, found = _look(session, block)
        checked += looked_at
        different += found
        if progress is not None:
            progress(checked, total if days is None else min(days, total))
    if different:
        _mend(database, different, by=by, clock=clock)
    if stopped:
        raise CancelledError("The look at the figures was stopped.", hint="What it found until then is mended.")
    return Reconciled(checked, total, tuple(different))


def _blocks(session: Session) -> list[_Block]:
    """Return all days of all locations from their first to their last of anything, in blocks."""
    ends: dict[int, list[int]] = {}
    for key, first, last in _extents(session):
        if first is not None and last is not None:
            ends.setdefault(key, []).extend((int(first), int(last)))
    return [
        _Block(key, first, min(first + BLOCK - 1, max(days)))
        for key, days in sorted(ends.items())
        for first in range(min(days), max(days) + 1, BLOCK)
    ]


def _extents(session: Session) -> list[Any]:
    found: list[Any] = []
    for kind in (KpiDay, Order, Refund, Shift):
        day = kind.business_date
        found += session.execute(select(kind.location_id, func.min(day), func.max(day)).group_by(kind.location_id))
    spent = select(LocationCost.location_id, func.min(LocationCost.from_day), func.max(LocationCost.to_day))
    return found + list(session.execute(spent.group_by(LocationCost.location_id)))


def _look(session: Session, block: _Block) -> tuple[int, list[LocationDay]]:
    """Return how many days of a block were looked at, and those whose rollup is not what the orders say."""
    waiting = _waiting(session, block)
    told = rollup.told(session, block.location_id, block.first, block.last)
    kept = _kept(session, block)
    days = [day for day in range(block.first, block.last + 1) if day not in waiting]
    nothing = (*rollup.NO_COSTS, *NOTHING)
    different = [day for day in days if told.get(day, nothing) != kept.get(day, nothing)]
    return len(days), [LocationDay(block.location_id, day) for day in different]


def _waiting(session: Session, block: _Block) -> set[int]:
    marked = select(KpiMark.from_day, KpiMark.to_day).where(
        KpiMark.location_id == block.location_id, KpiMark.from_day <= block.last, KpiMark.to_day >= block.first
    )
    return {
        day
        for first, last in session.execute(marked)
        for day in range(max(first, block.first), min(last, block.last) + 1)
    }


def _kept(session: Session, block: _Block) -> dict[int, tuple[Any, ...]]:
    costs = (KpiDay.labour_paise, KpiDay.other_paise, KpiDay.has_running_costs)
    asked = select(KpiDay.business_date, *costs, KpiDay.cells, KpiDay.hours, KpiDay.customers).where(
        KpiDay.location_id == block.location_id, KpiDay.business_date.between(block.first, block.last)
    )
    return {row.business_date: tuple(row)[1:] for row in session.execute(asked)}


def _mend(database: Database, different: Sequence[LocationDay], *, by: Actor, clock: Clock) -> None:
    at = clock()
    named = [f"{location}:{day}" for location, day in different[:NAMED]]
    with database.begin() as session:
        marks.touch_all(session, ((location, day, day) for location, day in different), at=at)
        audit.record(session, by, "figures.reconcile", None, at=at, different=len(different), days=named)
    days = [(day, day) for day in sorted({day for _, day in different})]
    locations = sorted({location for location, _ in different})
    for start in range(0, len(days), BLOCK):
        rollup.drain_all(database, locations=locations, days=days[start : start + BLOCK])
