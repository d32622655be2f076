"""Numbers that move when the database does: how a window learns at next to no cost what kind of thing has changed."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from sakshi_desktop.store.models import (
    AuditEntry,
    Event,
    ImportBatch,
    KpiDay,
    KpiMark,
    Location,
    SyncJob,
    SyncRun,
    Worker,
)
from sakshi_desktop.store.models.imports import AT_WORK


class Pulse(NamedTuple):
    """One moment's numbers; they are compared, nothing else.

    Attributes:
        figures: moves when sales, or what they are counted from, were touched.
        rest: moves when anything was done of which there is an event or a trace in the audit, when a sync gets on or a
            message leaves, and when an import begins or ends.
    """

    figures: tuple[object, ...]
    rest: tuple[object, ...]


_FIGURES = (
    select(func.max(KpiMark.id)).scalar_subquery(),
    select(func.max(KpiDay.stamp)).scalar_subquery(),
    select(func.count(Location.id)).scalar_subquery(),
)
_PROGRESS = SyncRun.pages + SyncRun.created + SyncRun.changed + SyncRun.same + SyncRun.dead
_REST = (
    select(func.max(Event.id)).scalar_subquery(),
    select(func.max(AuditEntry.id)).scalar_subquery(),
    select(func.sum(SyncRun.id + _PROGRESS)).join(SyncJob, SyncJob.run_id == SyncRun.id).scalar_subquery(),
    select(func.max(Worker.seen_at)).scalar_subquery(),
    select(func.max(ImportBatch.id)).scalar_subquery(),
    select(func.count(ImportBatch.id)).where(AT_WORK).scalar_subquery(),
)
_ALL = select(*_FIGURES, *_REST)


def read(connection: Connection) -> Pulse:
    """Return the numbers of this moment."""
    found = tuple(connection.execute(_ALL).one())
    return Pulse(found[: len(_FIGURES)], found[len(_FIGURES) :])
