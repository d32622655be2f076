"""Instants in aware UTC, business dates as days since 1970-01-01, and the clock that everyone is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sakshi_desktop.core.errors import InvalidError, shortened

Clock = Callable[[], datetime]

EPOCH = date(1970, 1, 1)
EPOCH_ORDINAL = EPOCH.toordinal()
DEFAULT_ZONE = "Asia/Kolkata"
DEFAULT_CUTOFF = 4 * 60
"""Minutes after midnight at which a business day begins: sales at 01:30 belong to the evening before."""
EARLIEST_DAY = (date(2000, 1, 1) - EPOCH).days
LATEST_DAY = (date(2100, 12, 31) - EPOCH).days


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def to_day(when: date) -> int:
    """Return the days since 1970-01-01."""
    return when.toordinal() - EPOCH_ORDINAL


def to_date(day: int) -> date:
    """Return the date of ``day`` days since 1970-01-01."""
    return date.fromordinal(day + EPOCH_ORDINAL)


def month_of(day: int) -> int:
    """Return the month of a day as a count of months since January 1970."""
    when = to_date(day)
    return (when.year - 1970) * 12 + when.month - 1


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return the IANA time zone ``name``.

    Raises:
        InvalidError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidError(f"“{shortened(name)}” is no time zone.", hint="Use a name such as Asia/Kolkata.") from error


@dataclass(frozen=True, slots=True)
class BusinessTime:
    """Where an instant falls in the book of a location.

    Attributes:
        day: the business date, days since 1970-01-01.
        hour: the hour on the wall clock, 0-23.
    """

    day: int
    hour: int


def business_time(at: datetime, zone_name: str = DEFAULT_ZONE, cutoff: int = DEFAULT_CUTOFF) -> BusinessTime:
    """Return the business date and wall-clock hour of ``at``.

    The wall clock decides: a shop that closes at 01:30 books by what it reads there, summer time or not.

    Args:
        at: an aware instant; a naive one is refused with ValueError.
        zone_name: an IANA time zone.
        cutoff: minutes after local midnight at which the business day begins.
    """
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {at!r}")
    local = at.astimezone(zone(zone_name))
    return BusinessTime(to_day((local - timedelta(minutes=cutoff)).date()), local.hour)


def today(clock: Clock = utc_now, zone_name: str = DEFAULT_ZONE, cutoff: int = DEFAULT_CUTOFF) -> int:
    """Return the business date that is running now."""
    return business_time(clock(), zone_name, cutoff).day


def start_of(day: int, zone_name: str = DEFAULT_ZONE, cutoff: int = DEFAULT_CUTOFF) -> datetime:
    """Return the instant, in UTC, at which business date ``day`` begins.

    Where the clocks are put back over the cut-off, it is the first of the two; where they skip it, it is as
    long after the skip as it lies inside it.
    """
    midnight = datetime.combine(to_date(day), time(), tzinfo=zone(zone_name))
    return (midnight + timedelta(minutes=cutoff)).astimezone(UTC)
