"""From when which zone and cut-off decide the business date of a location."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.clock import BusinessTime
from sakshi_desktop.store.models import DayRule


@dataclass(frozen=True, slots=True)
class Rule:
    """From business date ``valid_from`` on; the first of a location holds for all days before it, too."""

    valid_from: int
    zone: str = clocks.DEFAULT_ZONE
    cutoff: int = clocks.DEFAULT_CUTOFF


def rules(session: Session, location_id: int) -> list[Rule]:
    """Return the rules of a location, oldest first; where none was ever made, the usual one."""
    found = session.scalars(select(DayRule).where(DayRule.location_id == location_id).order_by(DayRule.valid_from))
    return [Rule(rule.valid_from, rule.zone, rule.cutoff_minutes) for rule in found] or [Rule(0)]


def every(session: Session) -> dict[int, list[Rule]]:
    """Return the rules of all locations that have some of their own."""
    found: dict[int, list[Rule]] = {}
    for rule in session.scalars(select(DayRule).order_by(DayRule.location_id, DayRule.valid_from)):
        found.setdefault(rule.location_id, []).append(Rule(rule.valid_from, rule.zone, rule.cutoff_minutes))
    return found


def of(every_: Mapping[int, Sequence[Rule]], location_id: int) -> Sequence[Rule]:
    """Return those of a location out of those of all; where none was ever made, the usual one."""
    return every_.get(location_id) or [Rule(0)]


def at(found: Sequence[Rule], day: int) -> Rule:
    """Return the rule of a business date."""
    for rule in reversed(found):  # a generator would cost an import of a million orders a second
        if rule.valid_from <= day:
            return rule
    return found[0]


def business_time(found: Sequence[Rule], when: datetime) -> BusinessTime:
    """Return the business date and wall-clock hour of an instant under the rules of its location."""
    for rule in reversed(found[1:]):
        told = clocks.business_time(when, rule.zone, rule.cutoff)
        if told.day >= rule.valid_from:
            return told
    return clocks.business_time(when, found[0].zone, found[0].cutoff)
