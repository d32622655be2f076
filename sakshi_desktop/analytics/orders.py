"""The orders and refunds behind a figure: what they come to, and page by page."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Behind, BehindRow, BehindTotal, Scope, Value
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.core.vocabulary import DELIVERY_CHANNELS, OrderStatus
from sakshi_desktop.store.models import Location, Order, Rating, Refund, kept, visible

MOST = 1_000
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
    figures: Figures, scope: Scope, limit: int = 100, after: str | None = None, about: str = "revenue_paise"
) -> Behind:
    """Return kept orders and refunds of ``scope``, latest first, whose amounts add up to its revenue.

    Args:
        limit: rows of this page, at most 1,000.
        after: what the page before gave to go on with.
        about: the KPI that is looked behind: only what it is made of.

    Raises:
        InvalidError: ``after`` is not from here, no such KPI, several currencies without one chosen, or a period that
            ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    room = max(1, min(limit, MOST))
    mark = None if after is None else _parse(after)
    counted = concern(about)
    with figures.database.read() as session:
        rows = _orders(session, (*within(Order, scope, locations), *counted.orders), mark, room + 1)
        if counted.refunds:
            rows += _refunds(session, within(Refund, scope, locations), mark, room + 1)
    rows.sort(key=_place, reverse=True)
    return Behind(tuple(rows[:room]), _show(_place(rows[room - 1])) if len(rows) > room else None)


def marks(figures: Figures, scope: Scope, every: int, about: str = "revenue_paise") -> tuple[str, ...]:
    """Return where each page of ``every`` rows but the first begins: what ``behind`` takes as ``after``.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    counted = concern(about)
    parts = [
        select(Order.business_date, Order.placed_at.label("at"), literal(ORDER).label("kind"), Order.id)
        .select_from(Order)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *within(Order, scope, locations), *counted.orders)
    ]
    if counted.refunds:
        parts.append(
            select(Refund.business_date, Refund.at.label("at"), literal(REFUND).label("kind"), Refund.id).where(
                *within(Refund, scope, locations)
            )
        )
    rows = union_all(*parts).subquery()
    latest_first = [column.desc() for column in rows.columns]
    numbered = select(*rows.columns, func.row_number().over(order_by=latest_first).label("number")).subquery()
    asked = select(*numbered.columns).where(numbered.columns.number % every == 0).order_by(numbered.columns.number)
    with figures.database.read() as session:
        return tuple(_show(Place(*row[:4])) for row in session.execute(asked))


def total(figures: Figures, scope: Scope, about: str = "revenue_paise") -> BehindTotal:
    """Return what everything behind a figure comes to.

    Raises:
        InvalidError: no such KPI, several currencies without one chosen, or a period that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    outlets, currency = figures.chosen(scope)
    locations, counted = [outlet.id for outlet in outlets], concern(about)
    asked = (
        select(*_SUMS.values())
        .select_from(Order)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *within(Order, scope, locations), *counted.orders)
    )
    returned = select(func.count(Refund.id), func.coalesce(func.sum(Refund.amount_paise), 0))
    with figures.database.read() as session:
        sums = dict(zip(_SUMS, map(int, session.execute(asked).one()), strict=True))
        refunds, back = 0, 0
        if counted.refunds:
            refunds, back = map(int, session.execute(returned.where(*within(Refund, scope, locations))).one())
    amount = sums["net"] - back
    value = counted.value(sums | {"revenue": amount})
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
    "net": func.coalesce(func.sum(Order.net_paise), 0),
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

    orders: tuple[ColumnElement[bool], ...]
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


Conditions = tuple[ColumnElement[bool], ...]


def _orders(session: Session, counted: Conditions, mark: Place | None, room: int) -> list[BehindRow]:
    asked = (
        select(Order, Location.name, Rating.stars, _IN_TIME, _BOTH_TIMES, func.coalesce(_WRONG, false()))
        .join(Location, Location.id == Order.location_id)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(kept(), *counted, *_past(Order, Order.placed_at, ORDER, mark))
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
            amount_paise=order.net_paise,
            currency=order.currency,
            order_id=order.id,
            goods_paise=order.goods_paise,
            stars=stars,
            on_time=bool(in_time) if timed else None,
            is_wrong=bool(wrong),
        )
        for order, name, stars, in_time, timed, wrong in session.execute(asked)
    ]


def _refunds(session: Session, counted: Conditions, mark: Place | None, room: int) -> list[BehindRow]:
    asked = (
        select(Refund, Location.name)
        .join(Location, Location.id == Refund.location_id)
        .where(*counted, *_past(Refund, Refund.at, REFUND, mark))
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
            amount_paise=-refund.amount_paise,
            currency=refund.currency,
            order_id=refund.order_id,
        )
        for refund, name in session.execute(asked)
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
