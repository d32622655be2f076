"""The drain of dirty marks: recomputes location-days of the rollup from the orders, in short transactions."""

import time
from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import and_, bindparam, case, cast, delete, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import BIGINT, INTEGER
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement, SQLCoreOperations
from sqlalchemy.types import Text

from sakshi_desktop.analytics import ranges
from sakshi_desktop.analytics.cells import CHANNELS, DAY_PARTS, NOTHING, Bit, Facts, sum_up
from sakshi_desktop.analytics.ranges import Range
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.vocabulary import DELIVERY_CHANNELS, CostKind, OrderStatus
from sakshi_desktop.store import bulk
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import KpiDay, KpiMark, LocationCost, Order, Rating, Refund, Shift, kept, visible

LOCK = 0x5A5A
"""The space of advisory locks of the drain in PostgreSQL; the second key is the location."""
FIRST_LIMIT = 200
SHORT_SECONDS, LONG_SECONDS = 0.15, 0.4
MANY_MARKS = 10_000
COMPLETED = (OrderStatus.DELIVERED, OrderStatus.REFUNDED)
KPI_DAYS = Base.metadata.tables["kpi_days"]
NO_COSTS = (0, 0, 0)
COSTS = len(NO_COSTS)


def drain(
    session: Session,
    *,
    locations: Collection[int] | None = None,
    days: Sequence[Range] | None = None,
    limit: int | None = None,
) -> int:
    """Recompute the location-days that marks name, delete those marks, and return how many days that were.

    Several drains may run at once, each waits for another at the same location; marks made meanwhile are kept.

    Args:
        locations: only these; None is all.
        days: only these ranges; the rest of a mark stays marked.
        limit: about how many location-days at most, to keep the transaction short.
    """
    stamp: int | None = None
    done = 0
    for location in _marked(session, locations, days):
        if limit is not None and done >= limit:
            break
        _lock(session, location)
        marks = session.execute(
            select(KpiMark.id, KpiMark.from_day, KpiMark.to_day, KpiMark.at)
            .where(KpiMark.location_id == location, _overlaps(days))
            .order_by(KpiMark.id)
        ).all()
        if not marks:
            continue  # another drain was here before the lock was ours
        marked = ranges.union((first, last) for _, first, last, _ in marks)
        wanted = marked if days is None else ranges.overlap(marked, ranges.union(days))
        turn = ranges.front(wanted, None if limit is None else limit - done)
        stamp = _stamp(session) if stamp is None else stamp
        for first, last in turn:
            recompute(session, location, first, last, stamp=stamp)
        _forget(session, [key for key, *_ in marks])
        rest = ranges.without(marked, turn)
        if rest:
            at = min(at for *_, at in marks)
            rows = [{"location_id": location, "from_day": first, "to_day": last, "at": at} for first, last in rest]
            session.execute(insert(KpiMark), rows)
        done += ranges.count(turn)
    return done


def drain_all(
    database: Database,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    locations: Collection[int] | None = None,
    days: Sequence[Range] | None = None,
) -> int:
    """Drain all marks that there are, in transactions of a fraction of a second; return how many location-days.

    What is marked meanwhile may be left.

    Args:
        progress: is told location-days done, and how many there seem to be in all.
        cancelled: asked between transactions; what is done stays done.

    Raises:
        CancelledError: ``cancelled`` said so.
    """
    total = 0 if progress is None else pending(database, locations=locations, days=days)
    done, limit = 0, FIRST_LIMIT
    while True:
        if cancelled is not None and cancelled():
            raise CancelledError("The figures were not brought up to date to the end.", hint="They follow when shown.")
        start = time.monotonic()
        with database.begin() as session:
            days_done = drain(session, locations=locations, days=days, limit=limit)
        done += days_done
        if progress is not None and days_done:
            progress(done, max(done, total))
        if days_done < limit:
            return done
        took = time.monotonic() - start
        if took < SHORT_SECONDS:
            limit *= 2
        elif took > LONG_SECONDS:
            limit = max(limit // 2, 1)


def pending(
    database: Database, *, locations: Collection[int] | None = None, days: Sequence[Range] | None = None
) -> int:
    """Return how many location-days are marked; a day that is marked twice may count twice."""
    with database.reading() as connection:
        asked = select(func.sum(KpiMark.to_day - KpiMark.from_day + 1)).where(_overlaps(days))
        if locations is not None:
            asked = asked.where(KpiMark.location_id.in_(locations))
        return int(connection.execute(asked).scalar() or 0)


def recompute(session: Session, location: int, first: int, last: int, *, stamp: int) -> None:
    """Replace the rollup of a location's days by what its orders, refunds, shifts and costs say now."""
    found, here = told(session, location, first, last), _here(location, first, last)
    before = session.scalars(_STORED, here)
    days = sorted({*found, *before})  # a day that lost all it had stays, with nothing: readers must see it
    session.execute(_REPLACED, here)
    nothing = (*NO_COSTS, *NOTHING)
    rows = ((location, day, *found.get(day, nothing)[:COSTS], stamp, *found.get(day, nothing)[COSTS:]) for day in days)
    bulk.load(session, KPI_DAYS, KPI_DAYS.columns.keys(), rows)


def told(session: Session, location: int, first: int, last: int) -> dict[int, tuple[Any, ...]]:
    """Return what orders, refunds, shifts and costs say of each day on which there is anything.

    A day is three numbers of costs (NO_COSTS) and three of packed sales (NOTHING).
    """
    sales = sum_up(_facts(session, location, first, last))
    costs = _costs(session, location, first, last)
    return {day: (*costs.get(day, NO_COSTS), *sales.get(day, NOTHING)) for day in {*sales, *costs}}


def _marked(session: Session, locations: Collection[int] | None, days: Sequence[Range] | None) -> list[int]:
    asked = select(KpiMark.location_id).distinct().where(_overlaps(days)).order_by(KpiMark.location_id)
    if locations is not None:
        asked = asked.where(KpiMark.location_id.in_(locations))
    return list(session.scalars(asked))


def _overlaps(days: Sequence[Range] | None) -> ColumnElement[bool]:
    if days is None:
        return KpiMark.id > 0
    return or_(*(and_(KpiMark.from_day <= last, KpiMark.to_day >= first) for first, last in days))


def _lock(session: Session, location: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(cast(LOCK, INTEGER), cast(location % 2**31, INTEGER))))


def _stamp(session: Session) -> int:
    """Return what readers follow: the id of this transaction in PostgreSQL, a counter in SQLite."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(select(cast(cast(func.pg_current_xact_id(), Text), BIGINT))) or 0)
    return int(session.scalar(select(func.coalesce(func.max(KpiDay.stamp), 0))) or 0) + 1


def _forget(session: Session, keys: list[int]) -> None:
    for start in range(0, len(keys), MANY_MARKS):
        session.execute(delete(KpiMark).where(KpiMark.id.in_(keys[start : start + MANY_MARKS])))


def _here(location: int, first: int, last: int) -> dict[str, int]:
    """Return what the statements below take: they are put together once, and a page may ask them for many days."""
    return {"location": location, "first": first, "last": last}


def _within(place: SQLCoreOperations[int], day: SQLCoreOperations[int]) -> ColumnElement[bool]:
    return and_(place == bindparam("location"), day.between(bindparam("first"), bindparam("last")))


_STORED = select(KPI_DAYS.c.business_date).where(_within(KPI_DAYS.c.location_id, KPI_DAYS.c.business_date))
_REPLACED = delete(KPI_DAYS).where(_within(KPI_DAYS.c.location_id, KPI_DAYS.c.business_date))


def _bit(bit: Bit, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, bit.value), else_=0)


def _code(column: SQLCoreOperations[Any], words: Sequence[str]) -> ColumnElement[int]:
    return case({word: place for place, word in enumerate(words)}, value=column, else_=len(words) - 1)


def _place(kind: type[Order] | type[Refund]) -> ColumnElement[int]:
    """Return day, channel and day-part as one number."""
    return kind.business_date * 64 + _code(kind.channel, CHANNELS) * 8 + _code(kind.day_part, DAY_PARTS)


_BOTH_TIMES = and_(
    Order.channel.in_(DELIVERY_CHANNELS), Order.delivered_at.is_not(None), Order.promised_at.is_not(None)
)
_FLAGS = (
    _bit(Bit.KEPT, kept())
    + _bit(Bit.COSTED, or_(Order.goods_paise.is_not(None), Order.net_paise == 0))
    + _bit(Bit.TIMED, _BOTH_TIMES)
    + _bit(Bit.ON_TIME, and_(_BOTH_TIMES, Order.delivered_at <= Order.promised_at))
    + _bit(Bit.COMPLETED, Order.status.in_(COMPLETED))
    + _bit(Bit.MISTAKEN, or_(Rating.wrong_item, Rating.missing_item))
    + func.coalesce(Rating.stars, 0) * Bit.STARS.value
    + func.coalesce(Order.hour, Bit.NO_HOUR.value // Bit.HOUR.value) * Bit.HOUR.value
)
_ORDERS = (
    select(
        _place(Order),
        _FLAGS,
        func.coalesce(Order.customer_id, 0),
        Order.net_paise,
        Order.gross_paise,
        Order.discount_paise,
        func.coalesce(Order.goods_paise, 0),
    )
    .outerjoin(Rating, Rating.order_id == Order.id)
    .where(_within(Order.location_id, Order.business_date), visible(Order))
)
_ZERO = literal(0)
_REFUNDS = select(_place(Refund), literal(Bit.REFUND.value), _ZERO, Refund.amount_paise, _ZERO, _ZERO, _ZERO).where(
    _within(Refund.location_id, Refund.business_date), visible(Refund)
)
_WORKED = (
    select(Shift.business_date, func.sum(Shift.cost_paise))
    .where(_within(Shift.location_id, Shift.business_date))
    .group_by(Shift.business_date)
)
_SPENT = select(LocationCost.kind, LocationCost.from_day, LocationCost.to_day, LocationCost.amount_paise).where(
    LocationCost.location_id == bindparam("location"),
    LocationCost.from_day <= bindparam("last"),
    LocationCost.to_day >= bindparam("first"),
)


def _facts(session: Session, location: int, first: int, last: int) -> Facts:
    """Return orders and refunds as rows of seven whole numbers, in the order of FACTS."""
    parts = []
    for asked in (_ORDERS, _REFUNDS):
        found = session.connection().execute(asked, _here(location, first, last)).cursor.fetchall()
        parts.append(np.fromiter(chain.from_iterable(found), np.int64, len(found) * 7).reshape(-1, 7))
    return np.concatenate(parts)


def _costs(session: Session, location: int, first: int, last: int) -> dict[int, tuple[int, int, int]]:
    """Return labour, other costs and whether there are running costs, by day."""
    labour = np.zeros(last - first + 1, np.int64)
    other, running = labour.copy(), labour.copy()
    here = _here(location, first, last)
    for day, paid in session.execute(_WORKED, here):
        labour[day - first] += int(paid)
        running[day - first] = 1
    touched = running.copy()
    for kind, begin, end, amount in session.execute(_SPENT, here):
        low, high = max(begin, first), min(end, last)
        span = slice(low - first, high - first + 1)
        (labour if kind is CostKind.LABOUR else other)[span] += np.diff(
            _shared(amount, end - begin + 1, np.arange(low - begin, high - begin + 2, dtype=np.int64))
        )
        touched[span] = 1
        if kind is not CostKind.GOODS:
            running[span] = 1
    rows = zip(labour.tolist(), other.tolist(), running.tolist(), strict=True)
    return {first + at: row for at, row in enumerate(rows) if touched[at]}


def _shared(amount: int, parts: int, done: Facts) -> Facts:
    """Return floor(amount * done / parts) in whole paise, without leaving 64 bits."""
    whole, rest = divmod(amount, parts)
    shares: Facts = whole * done + rest * done // parts
    return shares
