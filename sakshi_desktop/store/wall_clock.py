"""What the clock of a location showed, as the database sorts by it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, literal, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.store import day_rules

MINUTES = 24 * 60
MINUTE = 60_000_000
"""In microseconds, which is how SQLite keeps an instant."""
Moved = list[tuple[datetime, int]]
"""From which instants on a zone is so many minutes before UTC, oldest first."""


def minute_of_day(
    session: Session,
    instant: InstrumentedAttribute[datetime],
    location: InstrumentedAttribute[int],
    day: InstrumentedAttribute[int],
    reach: tuple[datetime, datetime],
) -> ColumnElement[int]:
    """Return the minute of the day that the clock of a row's location showed at an instant of it.

    Args:
        day: the business date of the row, which decides the rule that held.
        reach: the first and the last instant of all rows.
    """
    ahead = literal(offsets(clocks.DEFAULT_ZONE, *reach)[0][1])
    told = list(_told(session, instant, location, day, reach))
    return (_minutes(session, instant) + (case(*told, else_=ahead) if told else ahead)) % MINUTES


def offsets(zone: str, first: datetime, last: datetime) -> Moved:
    """Return by how many minutes a zone was ahead of UTC between two instants, from when on in each case."""
    place, found = clocks.zone(zone), Moved()
    when = first
    while when <= last + timedelta(days=1):
        ahead = _ahead(place, when)
        if not found or found[-1][1] != ahead:
            found.append((_since(place, when), ahead))
        when += timedelta(days=1)
    return found


def _since(place: ZoneInfo, when: datetime) -> datetime:
    """Return the minute of the last day from which on the clock shows what it shows at ``when``."""
    low, high = when - timedelta(days=1), when
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if _ahead(place, middle) == _ahead(place, when) else (middle, high)
    return high.replace(second=0, microsecond=0)


def _ahead(place: ZoneInfo, when: datetime) -> int:
    return int((when.astimezone(place).utcoffset() or timedelta()).total_seconds()) // 60


def _told(
    session: Session,
    instant: InstrumentedAttribute[datetime],
    location: InstrumentedAttribute[int],
    day: InstrumentedAttribute[int],
    reach: tuple[datetime, datetime],
) -> Iterator[tuple[ColumnElement[bool], int]]:
    """Yield when a clock was how far ahead of UTC; the first that fits a row is the one."""
    alike: dict[tuple[int, str], list[int]] = {}
    for key, rules in day_rules.every(session).items():
        for place, rule in enumerate(rules):
            alike.setdefault((rule.valid_from if place else 0, rule.zone), []).append(key)
    for (valid_from, zone), keys in sorted(alike.items(), reverse=True):
        for since, ahead in reversed(offsets(zone, *reach)):
            yield and_(location.in_(keys), day >= valid_from, instant >= since), ahead


def _minutes(session: Session, instant: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
    if session.get_bind().dialect.name == "sqlite":
        return type_coerce(instant, Integer) // MINUTE
    return cast(func.floor(extract("epoch", instant) / 60), Integer)
