"""Lines of cron: minute, hour, day of the month, month and weekday, read as cron reads them.

A field is ``*``, a value, a range ``a-b`` or a list of these; a step ``/n`` may follow ``*`` or a range. Months and
weekdays have names, 0 and 7 are Sunday. Where neither the day of the month nor the weekday begins with ``*``, one of
them is enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FARTHEST = 41 * 366
"""Days that are looked through: 29 February on one weekday is 40 years away, where a century is no leap year."""
SET = timedelta(hours=4)
"""Clocks are set by less."""
_PART = re.compile(r"(?P<first>\*|[a-z0-9]+)(?:-(?P<last>[a-z0-9]+))?(?:/(?P<step>[0-9]{1,4}))?")
_NUMBER = re.compile(r"[0-9]{1,2}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True)
class Field:
    """What one of the five fields may say."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    @property
    def span(self) -> str:
        """Return its values in words."""
        named = f", or {self.names[0]} to {self.names[-1]}" if self.names else ""
        return f"{self.low} to {self.high}{named}"


MINUTE, HOUR, DAY = Field("minute", 0, 59), Field("hour", 0, 23), Field("day of the month", 1, 31)
MONTH, WEEKDAY = Field("month", 1, 12, _MONTHS), Field("weekday", 0, 7, _WEEKDAYS)
FIELDS = (MINUTE, HOUR, DAY, MONTH, WEEKDAY)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was understood; weekdays count from Sunday, 0.

    Attributes:
        either: a day of the month or a weekday is enough; else both are meant.
        hourly: the hours begin with ``*``: where clocks are set, it comes just as often as they show its times.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool
    hourly: bool

    def after(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first time after ``at``, in UTC; None where there is none.

        Where the hours are given, a time that the clocks skip comes as much later, and one that they show twice
        comes once.
        """
        wall = at.astimezone(zone).replace(tzinfo=None)
        for ahead in range(min(FARTHEST, (date.max - wall.date()).days)):
            day = wall.date() + timedelta(days=ahead)
            found = self._first(day, at, wall - SET, zone) if self.means(day) else None
            if found is not None:
                return found
        return None

    def means(self, day: date) -> bool:
        """Return whether it means a day."""
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return of_month or of_week if self.either else of_month and of_week

    def _first(self, day: date, at: datetime, since: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first time of a day after ``at``; hours that the wall showed before ``since`` are past."""
        found: list[datetime] = []
        until = datetime.combine(day, time.max)
        for hour in sorted(self.hours):
            shown = datetime.combine(day, time(hour))
            if since <= shown <= until:
                found += [each for minute in self.minutes for each in self._times(shown, minute, zone) if each > at]
                until = min(until, shown + SET) if found else until
        return min(found, default=None)

    def _times(self, hour: datetime, minute: int, zone: ZoneInfo) -> Iterator[datetime]:
        """Return when the clock on the wall shows a minute of an hour."""
        shown = hour.replace(minute=minute)
        first, again = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if not self.hourly:
            yield first
        else:
            yield from (each for each in {first, again} if each.astimezone(zone).replace(tzinfo=None) == shown)


def read(text: str) -> Line:
    """Return what a line of five fields in small letters means.

    Raises:
        ValueError: it means nothing; the sentence says which part does not.
    """
    fields = text.split()
    if len(fields) != len(FIELDS):
        raise ValueError(f"it has {len(fields)} fields instead of five")
    minutes, hours, days, months, weekdays = (_values(said, field) for said, field in zip(fields, FIELDS, strict=True))
    return Line(
        minutes,
        hours,
        days,
        months,
        frozenset(weekday % 7 for weekday in weekdays),
        either=not fields[2].startswith("*") and not fields[4].startswith("*"),
        hourly=fields[1].startswith("*"),
    )


def _values(said: str, field: Field) -> frozenset[int]:
    return frozenset(value for part in said.split(",") for value in _range(part, field))


def _range(part: str, field: Field) -> range:
    found = _PART.fullmatch(part)
    if found is None or (found["first"] == "*" and found["last"]):
        raise ValueError(f"“{part}” is no {field.name}" if part else f"a {field.name} is missing beside a comma")
    step = 1 if found["step"] is None else int(found["step"])
    if found["first"] == "*":
        first, last = field.low, field.high
    else:
        first = _value(found["first"], field)
        last = first if found["last"] is None else _value(found["last"], field)
        if last < first and found["last"] == _WEEKDAYS[0]:
            last = field.high  # Sunday ends the week that another day begins
        if found["step"] is not None and found["last"] is None:
            raise ValueError(f"the step of “{part}” needs a range: {part.partition('/')[0]}-{field.high}/{step}")
    if last < first:
        raise ValueError(f"“{part}” ends before it begins")
    most = field.high - field.low + 1
    if not 1 <= step <= most:
        raise ValueError(f"the step of “{part}” is not from 1 to {most}")
    return range(first, last + 1, step)


def _value(said: str, field: Field) -> int:
    if said in field.names:
        return field.names.index(said) + field.low
    if _NUMBER.fullmatch(said) is None or not field.low <= int(said) <= field.high:
        raise ValueError(f"“{said}” is no {field.name}; it goes from {field.span}")
    return int(said)
