"""The orders and refunds behind a figure, page by page."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Behind, BehindRow, Scope
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.store.models import Location, Order, Refund, kept, visible

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


def behind(figures: Figures, scope: Scope, limit: int = 100, after: str | None = None) -> Behind:
    """Return kept orders and refunds of ``scope``, latest first, whose amounts add up to its revenue.

    Args:
        limit: rows of this page, at most 1,000.
        after: what the page before gave to go on with.

    Raises:
        InvalidError: ``after`` is not from here, several currencies without one chosen, or a period that ends before
            it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    locations = [outlet.id for outlet in figures.chosen(scope)[0]]
    room = max(1, min(limit, MOST))
    mark = None if after is None else _parse(after)
    with figures.database.read() as session:
        rows = _orders(session, scope, locations, mark, room + 1) + _refunds(session, scope, locations, mark, room + 1)
    rows.sort(key=_place, reverse=True)
    return Behind(tuple(rows[:room]), _show(_place(rows[room - 1])) if len(rows) > room else None)


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


def _orders(session: Session, scope: Scope, locations: list[int], mark: Place | None, room: int) -> list[BehindRow]:
    asked = (
        select(Order, Location.name)
        .join(Location, Location.id == Order.location_id)
        .where(kept(), *within(Order, scope, locations), *_past(Order, Order.placed_at, ORDER, mark))
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
        )
        for order, name in session.execute(asked)
    ]


def _refunds(session: Session, scope: Scope, locations: list[int], mark: Place | None, room: int) -> list[BehindRow]:
    asked = (
        select(Refund, Location.name)
        .join(Location, Location.id == Refund.location_id)
        .where(*within(Refund, scope, locations), *_past(Refund, Refund.at, REFUND, mark))
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
