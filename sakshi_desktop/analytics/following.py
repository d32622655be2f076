"""How memory follows the database: which location-days were recomputed since, and which locations there are."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, ScalarSelect, Select, cast, event, func, or_, select
from sqlalchemy.dialects.postgresql import BIGINT
from sqlalchemy.types import Text

from sakshi_desktop.analytics.ranges import Range
from sakshi_desktop.analytics.unpacking import COLUMNS
from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.store.models import ImportBatch, KpiDay, KpiMark, Location, Order, Refund, visible

NEVER = 2**62  # no stamp gets so far
MANY = 5_000
"""Beyond this many recomputed location-days it is cheaper to load anew what is asked next."""


_OLDEST_RUNNING = select(cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BIGINT))
_LAST_STAMP = select(func.max(KpiDay.stamp))
_UNSEEN = select(ImportBatch.id).where(ImportBatch.state.in_((BatchState.STAGING, BatchState.PUBLISHING)))
_LOCATIONS = select(Location.id, Location.name, Location.currency, Location.opened_on, Location.closed_on).where(
    func.coalesce(Location.batch_id, 0).not_in(_UNSEEN)  # what an import is about to bring is not here yet
)
_ANY_MARK = select(KpiMark.id).limit(1)


class Outlet(NamedTuple):
    """A location as figures need it.

    Attributes:
        rows: first and last day of the rollup, None where it has none.
        first_sale: the first day with sales, None where there is none.
        last_sale: the last one.
    """

    id: int
    name: str
    currency: str
    opened_on: int | None
    closed_on: int | None
    rows: Range | None
    first_sale: int | None
    last_sale: int | None


class Follower:
    """Remembers up to where the rollup was read.

    PostgreSQL: rows are stamped with the id of the writing transaction, and transactions do not end in the order of
    their ids; so each reading asks again from the oldest one that was still running, and skips what it knows.
    SQLite: writers come one after the other, their stamps count up.
    """

    def __init__(self) -> None:
        self._from: int | None = None
        self._known: set[tuple[int, int, int]] = set()

    def changed(self, connection: Connection) -> Sequence[Any] | None:
        """Return the rows recomputed since the last call; None where everything may have changed."""
        is_first = self._from is None
        if connection.dialect.name == "postgresql":
            now = int(connection.scalar(_OLDEST_RUNNING) or 0)
            since = self._from or 0
        else:
            now = int(connection.scalar(_LAST_STAMP) or 0)
            since = (self._from or 0) + 1
        went_back = not is_first and now < (self._from or 0)
        self._from = now
        if is_first or went_back:
            self._known = set()
            return None
        # Two bounds: with one, PostgreSQL reads the whole table until it has statistics.
        condition = KpiDay.stamp.between(since, NEVER)
        stamps = select(KpiDay.location_id, KpiDay.business_date, KpiDay.stamp).where(condition)
        found = {(place, day, stamp) for place, day, stamp in connection.execute(stamps)}
        fresh = found - self._known
        self._known = found
        if len(fresh) > MANY:
            return None
        return connection.execute(select(*COLUMNS).where(condition)).all() if fresh else ()


class Watch:
    """Tells at next to no cost whether a SQLite file was written since; PostgreSQL is always asked."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader
        self._connection: Connection | None = None
        event.listen(reader, "engine_disposed", self.close)

    def version(self) -> int | None:
        """Return a number that stays equal while nobody writes; None where there is no such number."""
        if self._reader.dialect.name != "sqlite":
            return None
        if self._connection is None:
            self._connection = self._reader.connect()
            self._connection.detach()  # it stays open as long as this does: the pool must not run short of it
        driver: Any = self._connection.connection.dbapi_connection
        return int(driver.execute("PRAGMA data_version").fetchone()[0])

    def close(self, _engine: Engine | None = None) -> None:
        """Let go of the file; the next question opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def outlets(connection: Connection, known: dict[int, Outlet], changed: Collection[int] | None) -> dict[int, Outlet]:
    """Return all locations by id, in the order of their names.

    Args:
        changed: locations whose rollup changed since ``known``; None is all.
    """
    found = connection.execute(_LOCATIONS).all()
    asked = [row.id for row in found if changed is None or row.id in changed or row.id not in known]
    extents = {key: rest for key, *rest in connection.execute(_extents(asked))} if asked else {}
    result = {}
    for row in sorted(found, key=lambda row: (row.name.casefold(), row.id)):
        if row.id in extents:
            first, last, *sales = extents[row.id]
            rows = None if first is None else (int(first), int(last))
        else:
            rows, sales = known[row.id].rows, [known[row.id].first_sale, known[row.id].last_sale]
        result[row.id] = Outlet(row.id, row.name, row.currency, row.opened_on, row.closed_on, rows, *sales)
    return result


def as_sold(connection: Connection, known: dict[int, Outlet]) -> dict[int, Outlet]:
    """Return ``known`` with the first and last sale of marked locations as the orders have them.

    While days wait to be recomputed the rollup does not know yet when sales begin and end.
    """
    marked = list(connection.scalars(select(KpiMark.location_id).distinct()))
    found = dict(known)
    for key, first, first_back, last, last_back in connection.execute(_sales(marked)):
        if key in found:
            firsts = [day for day in (first, first_back) if day is not None]
            lasts = [day for day in (last, last_back) if day is not None]
            found[key] = found[key]._replace(first_sale=min(firsts, default=None), last_sale=max(lasts, default=None))
    return found


def has_marks(connection: Connection, locations: Collection[int], days: Collection[Range]) -> bool:
    """Return whether any of the location-days waits to be recomputed."""
    overlapping = or_(*((KpiMark.from_day <= last) & (KpiMark.to_day >= first) for first, last in days))
    return (
        connection.scalar(select(KpiMark.id).where(KpiMark.location_id.in_(locations), overlapping).limit(1))
        is not None
    )


def any_marks(connection: Connection) -> bool:
    """Return whether anything at all waits to be recomputed."""
    return connection.scalar(_ANY_MARK) is not None


def _extents(locations: list[int]) -> Select[*tuple[Any, ...]]:
    def end(*, latest: bool, sold: bool) -> ScalarSelect[int]:
        day = KpiDay.business_date
        asked = select(day).where(KpiDay.location_id == Location.id).order_by(day.desc() if latest else day).limit(1)
        if sold:
            asked = asked.where(func.length(KpiDay.cells) > 0)
        return asked.scalar_subquery()

    ends = [end(latest=latest, sold=sold) for sold in (False, True) for latest in (False, True)]
    return select(Location.id, *ends).where(Location.id.in_(locations))


def _sales(locations: list[int]) -> Select[*tuple[Any, ...]]:
    def end(kind: type[Order] | type[Refund], *, latest: bool) -> ScalarSelect[int]:
        day = kind.business_date
        here = select(day).where(kind.location_id == Location.id, visible(kind))
        return here.order_by(day.desc() if latest else day).limit(1).scalar_subquery()

    ends = [end(kind, latest=latest) for latest in (False, True) for kind in (Order, Refund)]
    return select(Location.id, *ends).where(Location.id.in_(locations))
