"""What moves to another business date when the zone or the cut-off of a location changes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.vocabulary import day_part
from sakshi_desktop.store import day_rules, rollup, telling
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
    of day stay where their file put them. How far it is, it tells whoever listens to the transaction.
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
    kinds: tuple[tuple[Table, Callable[[int], Iterable[Moved]]], ...] = (
        (ORDERS, partial(_orders, session, location_id, after)),
        (REFUNDS, partial(_refunds, session, location_id, before, after)),
        (SHIFTS, partial(_shifts, session, location_id, after)),
    )
    asked = [(table, moved, _counts(session, table, location_id, since)) for table, moved in kinds]
    walk = Walk(session, sum(sum(counts.values()) for _, _, counts in asked))
    for table, moved, counts in asked:
        for day, count in counts.items():
            walk.move(table, list(moved(day)))
            walk.pass_by(count)
    if walk.days is not None:
        rollup.touch(session, location_id, *walk.days, at=when)
    return walk.moved


class Walk:
    """Goes through the rows of a location a day at a time: many need no room, and it shows how far it is.

    A row that was moved to a later day is met there again, and stays: where it belongs follows from its instant alone.

    Attributes:
        moved: how many rows came to lie elsewhere.
        days: the first and the last day that lost or gained a row, None where none did.
    """

    def __init__(self, session: Session, total: int) -> None:
        self.moved = 0
        self.days: tuple[int, int] | None = None
        self._session = session
        self._passed, self._total = 0, total

    def move(self, table: Table, rows: list[Moved]) -> None:
        """Write where the rows of a day lie now."""
        if not rows:
            return
        fresh: dict[str, object] = {name: bindparam(f"new_{name}") for name in rows[0].now}
        given = [{"key": row.id, **{f"new_{name}": value for name, value in row.now.items()}} for row in rows]
        self._session.connection().execute(update(table).where(table.c.id == bindparam("key")).values(fresh), given)
        touched = [*(self.days or ()), *(day for row in rows for day in (row.before, row.after))]
        self.moved, self.days = self.moved + len(rows), (min(touched), max(touched))

    def pass_by(self, count: int) -> None:
        """Leave a day behind that had so many rows at first."""
        self._passed += count
        text = f"{format_count(self._passed)} of {format_count(self._total)} orders, refunds and shifts"
        telling.tell(self._session, self._passed / self._total, text)


def _counts(session: Session, table: Table, location_id: int, since: int) -> dict[int, int]:
    """Return how many rows each day has, by the day."""
    day = table.c.business_date
    asked = select(day, func.count()).where(table.c.location_id == location_id, day >= since)
    return dict(session.execute(asked.group_by(day).order_by(day)).all())


def _orders(session: Session, location_id: int, after: Sequence[Rule], day: int) -> Iterator[Moved]:
    asked = select(Order.id, Order.hour, Order.placed_at, Order.scheduled_for).where(
        Order.location_id == location_id, Order.hour.is_not(None), Order.business_date == day
    )
    for key, hour, placed, scheduled in session.execute(asked):
        told = day_rules.business_time(after, scheduled or placed)
        if (told.day, told.hour) != (day, hour):
            part = day_part(told.hour).value
            yield Moved(key, day, told.day, {"business_date": told.day, "hour": told.hour, "day_part": part})


def _refunds(
    session: Session, location_id: int, before: Sequence[Rule], after: Sequence[Rule], day: int
) -> Iterator[Moved]:
    asked = select(Refund.id, Refund.at).where(Refund.location_id == location_id, Refund.business_date == day)
    zone = clocks.zone(day_rules.at(before, day).zone)
    for key, moment in session.execute(asked):
        local, told = moment.astimezone(zone), day_rules.business_time(after, moment)
        if (local.hour, local.minute, local.second) != NOON and told.day != day:
            yield Moved(key, day, told.day, {"business_date": told.day})


def _shifts(session: Session, location_id: int, after: Sequence[Rule], day: int) -> Iterator[Moved]:
    asked = select(Shift.id, Shift.starts_at).where(Shift.location_id == location_id, Shift.business_date == day)
    for key, begins in session.execute(asked):
        told = day_rules.business_time(after, begins)
        if told.day != day:
            yield Moved(key, day, told.day, {"business_date": told.day})
