"""The orders and refunds behind a figure: what they come to, and page by page."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Behind, BehindRow, BehindTotal, Period, Scope, Value
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.core.vocabulary import DELIVERY_CHANNELS, OrderStatus
from sakshi_desktop.store.models import Location, Order, OrderLine, Rating, Refund, RefundLine, kept, visible

MOST = 1_000
WIDENING = 8
"""How much further each look back for the rows of a page goes than the one before."""
Conditions = tuple[ColumnElement[bool], ...]
ORDER, REFUND = "order", "refund"  # in the order of the alphabet: of one moment the refund comes first
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MARK = re.compile(r"(-?\d{1,9})\.(-?\d{1,18})\.(order|refund)\.(\d{1,18})")


class Place(NamedTuple):
    """Where a row stands; later rows come first."""

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
) -> Behind:
    """Return kept orders and refunds of ``scope``, latest first, whose amounts add up to its revenue.

    Args:
        limit: rows of this page, at most 1,000.
        after: what the page before gave to go on with.
        about: the KPI that is looked behind: only what it is made of.
        item: only sales of this item, with what it brought in each.

    Raises:
        InvalidError: ``after`` is not from here, no such KPI, several currencies without one chosen, or a period that
            ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    room = max(1, min(limit, MOST))
    mark = None if after is None else _parse(after)
    last = scope.period.end if mark is None else min(mark.day, scope.period.end)
    rows: list[BehindRow] = []
    with figures.database.read() as session:
        for first in _starts(scope.period.start, last):
            some = replace(scope, period=Period(first, last))
            rows = _rows(session, some, locations, mark, room + 1, _Asked(concern(about), item))
            if len(rows) > room:
                break
    rows.sort(key=_place, reverse=True)
    return Behind(tuple(rows[:room]), _show(_place(rows[room - 1])) if len(rows) > room else None)


def _starts(start: int, last: int) -> Iterator[int]:
    """Return days to look back to, ever further: a page seldom needs more than the latest days before it."""
    days = 1
    while last - days >= start:
        yield last - days + 1
        days *= WIDENING
    if last >= start:
        yield start


def marks(
    figures: Figures, scope: Scope, every: int, about: str = "revenue_paise", *, item: int | None = None
) -> tuple[str, ...]:
    """Return where each page of ``every`` rows but the first begins: what ``behind`` takes as ``after``.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    asked = _Asked(concern(about), item)
    parts = [
        select(Order.business_date, Order.placed_at.label("at"), literal(ORDER).label("kind"), Order.id)
        .select_from(Order)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *within(Order, scope, locations), *asked.orders)
    ]
    if asked.concern.refunds:
        refunds = select(Refund.business_date, Refund.at.label("at"), literal(REFUND).label("kind"), Refund.id)
        parts.append(refunds.where(*within(Refund, scope, locations), *asked.refunds))
    rows = union_all(*parts).subquery()
    latest_first = [column.desc() for column in rows.columns]
    numbered = select(*rows.columns, func.row_number().over(order_by=latest_first).label("number")).subquery()
    page_ends = select(*numbered.columns).where(numbered.columns.number % every == 0).order_by(numbered.columns.number)
    with figures.database.read() as session:
        return tuple(_show(Place(*row[:4])) for row in session.execute(page_ends))


def total(figures: Figures, scope: Scope, about: str = "revenue_paise", *, item: int | None = None) -> BehindTotal:
    """Return what everything behind a figure comes to.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    outlets, currency = figures.chosen(scope)
    locations, asked = [outlet.id for outlet in outlets], _Asked(concern(about), item)
    columns = _SUMS | {"net": func.coalesce(func.sum(asked.amount), 0)}
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


_BOTH_TIMES = and_(
    Order.channel.in_(DELIVERY_CHANNELS), Order.delivered_at.is_not(None), Order.promised_at.is_not(None)
)
_IN_TIME = and_(_BOTH_TIMES, Order.delivered_at <= Order.promised_at)
_COMPLETED = Order.status.in_((OrderStatus.DELIVERED, OrderStatus.REFUNDED))
_WRONG = or_(Rating.wrong_item, Rating.missing_item)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Order.id).filter(condition)


_SUMS: dict[str, ColumnElement[int]] = {
    "orders": func.count(Order.id),
    "goods": func.coalesce(func.sum(Order.goods_paise), 0),
    "customers": func.count(func.distinct(Order.customer_id)),
    "walk_ins": _count(Order.customer_id.is_(None)),
    "ratings": func.count(Rating.stars),
    "stars": func.coalesce(func.sum(Rating.stars), 0),
    "satisfied": _count(Rating.stars > 3),  # noqa: PLR2004  # top-2-box
    "timed": _count(_BOTH_TIMES),
    "in_time": _count(_IN_TIME),
    "completed": _count(_COMPLETED),
    "wrong": _count(and_(_COMPLETED, _WRONG)),
}
Sums = Mapping[str, int]


class Concern(NamedTuple):
    """What a KPI is made of.

    Attributes:
        orders: the conditions on its orders, beyond those of the scope.
        refunds: whether refunds belong to it.
        value: the KPI from the sums of its rows; None where they do not tell it.
    """

    orders: Conditions
    refunds: bool
    value: Callable[[Sums], Value]


def _of(part: str, whole: str) -> Callable[[Sums], Value]:
    def share(sums: Sums) -> Value:
        return sums[part] / sums[whole] if sums[whole] else None

    return share


def _plain(name: str) -> Callable[[Sums], Value]:
    return lambda sums: sums[name]


def _average_order(sums: Sums) -> Value:
    return ratio_half_up(sums["revenue"], sums["orders"]) if sums["orders"] else None


def _accuracy(sums: Sums) -> Value:
    return 1 - sums["wrong"] / sums["completed"] if sums["completed"] else None


def _needs_more(_sums: Sums) -> Value:
    return None


_RATED = (Rating.stars.is_not(None),)
CONCERNS: Mapping[str, Concern] = {
    "revenue_paise": Concern((), True, _plain("revenue")),
    "orders": Concern((), False, _plain("orders")),
    "average_order_value_paise": Concern((), True, _average_order),
    "customers": Concern((Order.customer_id.is_not(None),), False, _plain("customers")),
    "walk_in_share": Concern((), False, _of("walk_ins", "orders")),
    "average_rating": Concern(_RATED, False, _of("stars", "ratings")),
    "on_time_rate": Concern((_BOTH_TIMES,), False, _of("in_time", "timed")),
    "order_accuracy": Concern((_COMPLETED,), False, _accuracy),
    "profit_margin": Concern((), True, _needs_more),
    "cost_per_order_paise": Concern((), True, _needs_more),
    "csat": Concern(_RATED, False, _of("satisfied", "ratings")),
    "growth": Concern((), True, _needs_more),
    "growth_year": Concern((), True, _needs_more),
}
"""By the key of the catalogue."""


def concern(about: str) -> Concern:
    """Return what the KPI ``about``, a key or a short word, is made of.

    Raises:
        InvalidError: no KPI is called so.
    """
    return CONCERNS[catalog.find(about).key]


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
    """What is looked behind: the concern of a KPI, and perhaps one item alone."""

    def __init__(self, counted: Concern, item: int | None) -> None:
        self.concern = counted
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


def _sum(column: InstrumentedAttribute[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(select(func.sum(column)).where(condition).scalar_subquery(), 0)


def _rows(
    session: Session, scope: Scope, locations: list[int], mark: Place | None, room: int, asked: _Asked
) -> list[BehindRow]:
    rows = _orders(session, within(Order, scope, locations), mark, room, asked)
    if asked.concern.refunds:
        rows += _refunds(session, within(Refund, scope, locations), mark, room, asked)
    return rows


def _orders(session: Session, counted: Conditions, mark: Place | None, room: int, asked: _Asked) -> list[BehindRow]:
    found = (
        select(Order, Location.name, asked.amount, Rating.stars, _IN_TIME, _BOTH_TIMES, func.coalesce(_WRONG, false()))
        .join(Location, Location.id == Order.location_id)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *counted, *asked.orders, *_past(Order, Order.placed_at, ORDER, mark))
        .order_by(Order.business_date.desc(), Order.placed_at.desc(), Order.id.desc())
        .limit(room)
    )
    return [
        BehindRow(
            kind=ORDER,
            id=order.id,
            business_date=order.business_date,
            at=order.placed_at,
            location_id=order.location_id,
            location=name,
            channel=order.channel,
            label=order.status.value,
            customer_id=order.customer_id,
            amount_paise=int(amount),
            currency=order.currency,
            order_id=order.id,
            goods_paise=order.goods_paise,
            stars=stars,
            on_time=bool(in_time) if timed else None,
            is_wrong=bool(wrong),
        )
        for order, name, amount, stars, in_time, timed, wrong in session.execute(found)
    ]


def _refunds(session: Session, counted: Conditions, mark: Place | None, room: int, asked: _Asked) -> list[BehindRow]:
    found = (
        select(Refund, Location.name, asked.returned)
        .join(Location, Location.id == Refund.location_id)
        .where(*counted, *asked.refunds, *_past(Refund, Refund.at, REFUND, mark))
        .order_by(Refund.business_date.desc(), Refund.at.desc(), Refund.id.desc())
        .limit(room)
    )
    return [
        BehindRow(
            kind=REFUND,
            id=refund.id,
            business_date=refund.business_date,
            at=refund.at,
            location_id=refund.location_id,
            location=name,
            channel=refund.channel,
            label=refund.kind.value,
            customer_id=refund.customer_id,
            amount_paise=-int(amount),
            currency=refund.currency,
            order_id=refund.order_id,
        )
        for refund, name, amount in session.execute(found)
    ]


def _past(
    kind: type[Order] | type[Refund], at: InstrumentedAttribute[datetime], word: str, mark: Place | None
) -> tuple[ColumnElement[bool], ...]:
    """Return the condition under which a row of ``kind`` comes after the mark."""
    if mark is None:
        return ()
    day, moment = literal(mark.day, kind.business_date.type), literal(mark.at, at.type)
    if word == mark.kind:
        here = tuple_(kind.business_date, at, kind.id)
        return (here < tuple_(day, moment, literal(mark.id, kind.id.type)),)
    here = tuple_(kind.business_date, at)
    there = tuple_(day, moment)
    return (here <= there if word < mark.kind else here < there,)


def _place(row: BehindRow) -> Place:
    return Place(row.business_date, row.at, row.kind, row.id)


def _show(place: Place) -> str:
    return f"{place.day}.{(place.at - _EPOCH) // _MICROSECOND}.{place.kind}.{place.id}"


def _parse(text: str) -> Place:
    found = _MARK.fullmatch(text)
    if found is None:
        raise InvalidError("This page of orders cannot be found again.", hint="Begin with the first page.")
    return Place(int(found[1]), _EPOCH + int(found[2]) * _MICROSECOND, found[3], int(found[4]))
