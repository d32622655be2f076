"""The orders and refunds behind a figure: what they come to, and page by page."""

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from sakshi_desktop.analytics.concerns import BOTH_TIMES, IN_TIME, SUMS, WRONG, Concern, Conditions, concern
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Behind, BehindRow, BehindTotal, Period, Scope, Sorting
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.store.models import Location, Order, OrderLine, Rating, Refund, RefundLine, kept, visible

MOST = AT_ONCE = 1_000
WIDENING = 8
"""How much further each look back for the rows of a page goes than the one before."""
ORDER, REFUND = "order", "refund"  # in the order of the alphabet: of one moment the refund comes first
Found = Select[*tuple[Any, ...]]
Key = ColumnElement[Any] | InstrumentedAttribute[Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MARK = re.compile(r"(-?\d{1,18})\.(-?\d{1,9})\.(-?\d{1,18})\.(order|refund)\.(\d{1,18})")


class Place(NamedTuple):
    """Where a row stands among those of its amount, and these among all; only the latter count by date."""

    amount: int
    day: int
    at: datetime
    kind: str
    id: int


def behind(
    figures: Figures,
    scope: Scope,
    limit: int = 100,
    after: str | None = None,
    about: str = "revenue_paise",
    *,
    item: int | None = None,
    by: Sorting = Sorting.LATEST,
) -> Behind:
    """Return kept orders and refunds of ``scope`` whose amounts add up to its revenue.

    Args:
        limit: rows of this page, at most 1,000.
        after: what the page before gave to go on with.
        about: the KPI that is looked behind: only what it is made of.
        item: only sales of this item, with what it brought in each.
        by: in which order they come; the same for every page.

    Raises:
        InvalidError: ``after`` is not from here, no such KPI, several currencies without one chosen, or a period that
            ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    room = max(1, min(limit, MOST))
    mark = None if after is None else _parse(after)
    asked, rows = _Asked(concern(about), item, by), list[BehindRow]()
    with figures.database.read() as session:
        for days in _stretches(scope.period, mark, by):
            some = asked.statements(replace(scope, period=days), locations, mark)
            found = [session.execute(statement.limit(room + 1)).all() for statement in some]
            rows = list(islice(asked.merged(found), room + 1))
            if len(rows) > room:
                break
    return Behind(tuple(rows[:room]), _show(_place(rows[room - 1])) if len(rows) > room else None)


def every(
    figures: Figures,
    scope: Scope,
    about: str = "revenue_paise",
    *,
    item: int | None = None,
    by: Sorting = Sorting.LATEST,
) -> Iterator[BehindRow]:
    """Return all the rows that ``behind`` returns in pages, read as they are taken, in one look at the database.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    asked = _Asked(concern(about), item, by)
    with figures.database.read() as session, ExitStack() as stack:
        some = [
            statement.execution_options(yield_per=AT_ONCE) for statement in asked.statements(scope, locations, None)
        ]
        yield from asked.merged([stack.enter_context(closing(session.execute(statement))) for statement in some])


def _stretches(period: Period, mark: Place | None, by: Sorting) -> Iterator[Period]:
    """Return days to look at, ever more: a page by date seldom needs more than the days next to where it begins."""
    first, last = period.start, period.end
    if by.by_amount:
        yield period
        return
    if mark is not None:
        first, last = (first, min(mark.day, last)) if by.falls else (max(mark.day, first), last)
    days = 1
    while last - first >= days:
        yield Period(last - days + 1, last) if by.falls else Period(first, first + days - 1)
        days *= WIDENING
    if last >= first:
        yield Period(first, last)


def marks(
    figures: Figures,
    scope: Scope,
    size: int,
    about: str = "revenue_paise",
    *,
    item: int | None = None,
    by: Sorting = Sorting.LATEST,
) -> tuple[str, ...]:
    """Return where each page of ``size`` rows but the first begins: what ``behind`` takes as ``after``.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    asked = _Asked(concern(about), item, by)
    parts = [
        select(asked.decides(asked.amount), Order.business_date, Order.placed_at.label("at"), _word(ORDER), Order.id)
        .select_from(Order)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *within(Order, scope, locations), *asked.orders)
    ]
    if asked.concern.refunds:
        back = asked.decides(-asked.returned)
        refunds = select(back, Refund.business_date, Refund.at.label("at"), _word(REFUND), Refund.id)
        parts.append(refunds.where(*within(Refund, scope, locations), *asked.refunds))
    rows = union_all(*parts).subquery()
    in_order = _turned(by, list(rows.columns)[0 if by.by_amount else 1 :])
    numbered = select(*rows.columns, func.row_number().over(order_by=in_order).label("number")).subquery()
    page_ends = select(*numbered.columns).where(numbered.columns.number % size == 0).order_by(numbered.columns.number)
    with figures.database.read() as session:
        return tuple(_show(Place(*row[:5])) for row in session.execute(page_ends))


def total(figures: Figures, scope: Scope, about: str = "revenue_paise", *, item: int | None = None) -> BehindTotal:
    """Return what everything behind a figure comes to.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    outlets, currency = figures.chosen(scope)
    locations, asked = [outlet.id for outlet in outlets], _Asked(concern(about), item, Sorting.LATEST)
    columns = SUMS | {"net": func.coalesce(func.sum(asked.amount), 0)}
    orders = (
        select(*columns.values())
        .select_from(Order)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *within(Order, scope, locations), *asked.orders)
    )
    returned = select(func.count(Refund.id), func.coalesce(func.sum(asked.returned), 0))
    with figures.database.read() as session:
        sums = dict(zip(columns, map(int, session.execute(orders).one()), strict=True))
        refunds, back = 0, 0
        if asked.concern.refunds:
            found = session.execute(returned.where(*within(Refund, scope, locations), *asked.refunds)).one()
            refunds, back = map(int, found)
    amount = sums["net"] - back
    value = asked.concern.value(sums | {"revenue": amount})
    return BehindTotal(sums["orders"], refunds, amount, sums["goods"], value, currency)


def within(kind: type[Order] | type[Refund], scope: Scope, locations: list[int]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which an order or refund belongs to a scope and counts."""
    conditions = [
        kind.location_id.in_(locations),
        kind.business_date.between(scope.period.start, scope.period.end),
        visible(kind),
    ]
    if scope.channel is not None:
        conditions.append(kind.channel == scope.channel)
    if scope.day_part is not None:
        conditions.append(kind.day_part == scope.day_part)
    return tuple(conditions)


class _Asked:
    """What is looked behind: the concern of a KPI, and perhaps one item alone; and in which order."""

    def __init__(self, counted: Concern, item: int | None, by: Sorting) -> None:
        self.concern, self.by = counted, by
        self.orders, self.refunds = counted.orders, cast(Conditions, ())
        self.amount: ColumnElement[int] = Order.net_paise.expression
        self.returned: ColumnElement[int] = Refund.amount_paise.expression
        if item is not None:
            sold = and_(OrderLine.order_id == Order.id, OrderLine.item_id == item)
            back = and_(RefundLine.refund_id == Refund.id, RefundLine.item_id == item)
            self.orders = (*counted.orders, exists().where(sold))
            self.refunds = (exists().where(back),)
            self.amount = _sum(OrderLine.net_paise, sold)
            self.returned = _sum(RefundLine.net_paise, back)

    def decides(self, amount: ColumnElement[int]) -> ColumnElement[int]:
        """Return the amount as the first part of a place, if it is sorted by."""
        return (amount if self.by.by_amount else literal(0)).label("amount")

    def statements(self, scope: Scope, locations: list[int], mark: Place | None) -> list[Found]:
        """Return what finds the orders, and the refunds if they belong to it, after the mark and in order."""
        orders = (
            select(Order, Location.name, self.amount, Rating.stars, IN_TIME, BOTH_TIMES, func.coalesce(WRONG, false()))
            .join(Location, Location.id == Order.location_id)
            .outerjoin(Rating, Rating.order_id == Order.id)
            .where(kept(), *within(Order, scope, locations), *self.orders)
        )
        keys = (self.amount, Order.business_date, Order.placed_at, Order.id)
        found = [self._after(orders, keys, ORDER, mark)]
        if self.concern.refunds:
            refunds = (
                select(Refund, Location.name, self.returned)
                .join(Location, Location.id == Refund.location_id)
                .where(*within(Refund, scope, locations), *self.refunds)
            )
            keys = (-self.returned, Refund.business_date, Refund.at, Refund.id)
            found.append(self._after(refunds, keys, REFUND, mark))
        return found

    def merged(self, found: Iterable[Iterable[Any]]) -> Iterator[BehindRow]:
        """Return rows of orders and refunds, each in order, as one."""
        makes = (_order_row, _refund_row)
        rows = [map(make, some) for make, some in zip(makes, found, strict=False)]
        return heapq.merge(*rows, key=self._key, reverse=self.by.falls)

    def _after(self, asked: Found, keys: tuple[Key, ...], word: str, mark: Place | None) -> Found:
        first = 0 if self.by.by_amount else 1
        *before, key = keys[first:]
        asked = asked.order_by(*_turned(self.by, [*before, key]))
        if mark is None:
            return asked
        values = (mark.amount, mark.day, mark.at)[first:]
        stood = [literal(value, column.type) for value, column in zip(values, before, strict=True)]
        here = tuple_(*before, literal(word), key)
        there = tuple_(*stood, literal(mark.kind), literal(mark.id, key.type))
        return asked.where(here < there if self.by.falls else here > there)

    def _key(self, row: BehindRow) -> tuple[Any, ...]:
        return _place(row)[0 if self.by.by_amount else 1 :]


def _turned(by: Sorting, columns: Sequence[Key]) -> list[ColumnElement[Any]]:
    return [column.desc() if by.falls else column.asc() for column in columns]


def _word(kind: str) -> ColumnElement[str]:
    return literal(kind).label("kind")


def _sum(column: InstrumentedAttribute[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(select(func.sum(column)).where(condition).scalar_subquery(), 0)


def _order_row(found: Sequence[Any]) -> BehindRow:
    order, name, amount, stars, in_time, timed, wrong = found
    return BehindRow(
        **_common(order, name),
        kind=ORDER,
        at=order.placed_at,
        label=order.status.value,
        amount_paise=int(amount),
        order_id=order.id,
        goods_paise=order.goods_paise,
        stars=stars,
        on_time=bool(in_time) if timed else None,
        is_wrong=bool(wrong),
    )


def _refund_row(found: Sequence[Any]) -> BehindRow:
    refund, name, amount = found
    return BehindRow(
        **_common(refund, name),
        kind=REFUND,
        at=refund.at,
        label=refund.kind.value,
        amount_paise=-int(amount),
        order_id=refund.order_id,
    )


def _common(row: Order | Refund, location: str) -> dict[str, Any]:
    """Return what a row behind a figure takes over from an order and from a refund alike."""
    names = ("id", "business_date", "location_id", "channel", "customer_id", "currency")
    return {"location": location} | {name: getattr(row, name) for name in names}


def _place(row: BehindRow) -> Place:
    return Place(row.amount_paise, row.business_date, row.at, row.kind, row.id)


def _show(place: Place) -> str:
    return f"{place.amount}.{place.day}.{(place.at - _EPOCH) // _MICROSECOND}.{place.kind}.{place.id}"


def _parse(text: str) -> Place:
    found = _MARK.fullmatch(text)
    if found is None:
        raise InvalidError("This page of orders cannot be found again.", hint="Begin with the first page.")
    amount, day, moment, kind, key = found.groups()
    return Place(int(amount), int(day), _EPOCH + int(moment) * _MICROSECOND, kind, int(key))
