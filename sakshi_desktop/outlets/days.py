"""What moves to another business date when the zone or the cut-off of a location changes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.vocabulary import day_part
from sakshi_desktop.store import day_rules, rollup
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.day_rules import Rule
from sakshi_desktop.store.models import DayRule, Order, Refund, Shift

ORDERS, REFUNDS, SHIFTS = (Base.metadata.tables[name] for name in ("orders", "refunds", "shifts"))
EVER = -(10**9)
NOON = (12, 0, 0)
"""A refund that a file dates without a time stands at noon; its date is as the file says."""
MARGIN = 3
"""Days before a rule that it may still touch: zones are up to 26 hours apart."""


class Moved(NamedTuple):
    """A row that comes to lie on another day or hour, and the columns that say so."""

    id: int
    before: int
    after: int
    now: dict[str, object]


def change(session: Session, location_id: int, rule: Rule, *, when: datetime) -> int:
    """Let ``rule`` hold from its date on, until the next later one, and move what it touches; return how much moved.

    The instant of an order is the truth: its business date, hour and meal time follow from it. Orders without a time
    of day stay where their file put them.
    """
    before = day_rules.rules(session, location_id)
    stored = list(session.scalars(select(DayRule).where(DayRule.location_id == location_id)))
    if not stored and rule.valid_from > before[0].valid_from:
        session.add(_stored(location_id, before[0]))
    same = next((old for old in stored if old.valid_from == rule.valid_from), None)
    if same is None:
        session.add(_stored(location_id, rule))
    else:
        same.zone, same.cutoff_minutes = rule.zone, rule.cutoff
    session.flush()
    after = day_rules.rules(session, location_id)
    since = EVER if after[0].valid_from == rule.valid_from else rule.valid_from - MARGIN
    return _rebuild(session, location_id, before, after, since, when)


def joined(before: Sequence[Rule], rule: Rule) -> list[Rule]:
    """Return the rules of a location once ``rule`` holds, too."""
    return sorted((*(old for old in before if old.valid_from != rule.valid_from), rule), key=lambda one: one.valid_from)


def _stored(location_id: int, rule: Rule) -> DayRule:
    return DayRule(location_id=location_id, valid_from=rule.valid_from, zone=rule.zone, cutoff_minutes=rule.cutoff)


def _rebuild(
    session: Session, location_id: int, before: Sequence[Rule], after: Sequence[Rule], since: int, when: datetime
) -> int:
    moved = [
        _move(session, ORDERS, list(_orders(session, location_id, after, since))),
        _move(session, REFUNDS, list(_refunds(session, location_id, before, after, since))),
        _move(session, SHIFTS, list(_shifts(session, location_id, after, since))),
    ]
    days = sorted({day for one in moved for day in one})
    if days:
        rollup.touch(session, location_id, days[0], days[-1], at=when)
    return sum(len(one) for one in moved) // 2


def _move(session: Session, table: Table, rows: list[Moved]) -> list[int]:
    """Write the rows and return their days, before and after."""
    if not rows:
        return []
    fresh: dict[str, object] = {name: bindparam(f"new_{name}") for name in rows[0].now}
    given = [{"key": row.id, **{f"new_{name}": value for name, value in row.now.items()}} for row in rows]
    session.connection().execute(update(table).where(table.c.id == bindparam("key")).values(fresh), given)
    return [day for row in rows for day in (row.before, row.after)]


def _orders(session: Session, location_id: int, after: Sequence[Rule], since: int) -> Iterator[Moved]:
    asked = select(Order.id, Order.business_date, Order.hour, Order.placed_at, Order.scheduled_for).where(
        Order.location_id == location_id, Order.hour.is_not(None), Order.business_date >= since
    )
    for key, day, hour, placed, scheduled in session.execute(asked):
        told = day_rules.business_time(after, scheduled or placed)
        if (told.day, told.hour) != (day, hour):
            part = day_part(told.hour).value
            yield Moved(key, day, told.day, {"business_date": told.day, "hour": told.hour, "day_part": part})


def _refunds(
    session: Session, location_id: int, before: Sequence[Rule], after: Sequence[Rule], since: int
) -> Iterator[Moved]:
    asked = select(Refund.id, Refund.business_date, Refund.at).where(
        Refund.location_id == location_id, Refund.business_date >= since
    )
    for key, day, moment in session.execute(asked):
        local = moment.astimezone(clocks.zone(day_rules.at(before, day).zone))
        told = day_rules.business_time(after, moment)
        if (local.hour, local.minute, local.second) != NOON and told.day != day:
            yield Moved(key, day, told.day, {"business_date": told.day})


def _shifts(session: Session, location_id: int, after: Sequence[Rule], since: int) -> Iterator[Moved]:
    asked = select(Shift.id, Shift.business_date, Shift.starts_at).where(
        Shift.location_id == location_id, Shift.business_date >= since
    )
    for key, day, begins in session.execute(asked):
        told = day_rules.business_time(after, begins)
        if told.day != day:
            yield Moved(key, day, told.day, {"business_date": told.day})
