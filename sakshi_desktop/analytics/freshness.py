"""Until when each source of sales has brought any."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.store.models import ImportBatch, Source


@dataclass(frozen=True, slots=True)
class Freshness:
    """What one source has brought so far.

    Attributes:
        title: how a person knows the source.
        data_until: its newest business date, None where it brought no sales.
        imported_at: when it brought something last.
        orders: how many orders it brought in all.
    """

    title: str
    data_until: int | None
    imported_at: datetime | None
    orders: int


def by_source(session: Session) -> tuple[Freshness, ...]:
    """Return the sources whose imports count, those that are furthest behind first."""
    newest = func.max(ImportBatch.to_day)
    asked = (
        select(Source.title, newest, func.max(ImportBatch.finished_at), func.sum(ImportBatch.order_count))
        .join(ImportBatch, ImportBatch.source_id == Source.id)
        .where(ImportBatch.state == BatchState.PUBLISHED)
        .group_by(Source.id, Source.title)
        .order_by(func.coalesce(newest, 0), Source.title)
    )
    return tuple(Freshness(title, until, at, orders) for title, until, at, orders in session.execute(asked))
