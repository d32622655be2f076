"""Dirty marks: which days of which location must be recomputed before their figures are shown."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from sakshi_desktop.store.models import KpiMark


def touch(session: Session, location_id: int, from_day: int, to_day: int | None = None, *, at: datetime) -> None:
    """Mark the days of a location, in the transaction that changed them.

    Marks are only ever inserted: writers never wait for each other here, nor for the drain.
    """
    touch_all(session, [(location_id, from_day, from_day if to_day is None else to_day)], at=at)


def touch_all(session: Session, ranges: Iterable[tuple[int, int, int]], *, at: datetime) -> None:
    """Mark many (location, first day, last day)."""
    rows = [{"location_id": location, "from_day": first, "to_day": last, "at": at} for location, first, last in ranges]
    if rows:
        session.execute(insert(KpiMark), rows)
