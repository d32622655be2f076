"""Dates and times of a file: reading them, and deciding on a whole column whether the day or the month stands first."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sakshi_desktop.core.clock import EARLIEST_DAY, to_date, to_day
from sakshi_desktop.importers.types import Series
from sakshi_desktop.importers.values import NOTHING, UnreadableError, no_longer

ORDERS = ("dmy", "mdy", "ymd")
AHEAD = 366 + 1
"""Days after today up to which a date is accepted."""
ORDER_WORDS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
HOUR = 3600
HOURS = 24
NOON = 12
MIDNIGHT = (HOURS, 0, 0)
"""How some systems write the end of a day."""
CENTURY = 100
APRIL = 4

_NUMERIC = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DAY_MONTH = re.compile(
    _DAY_NAME + r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    _DAY_NAME + r"([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4}|\d{2})", re.IGNORECASE
)
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|ist|[+-]\d\d:?\d\d)?", re.IGNORECASE
)
_SPLIT = re.compile(r"(?P<date>.*?\d)(?:\s+at\s+|\s*,\s*|\s+|t)(?P<time>\d{1,2}:\d\d.*)", re.IGNORECASE)
_TIME_FIRST = re.compile(r"(?P<time>\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)\s*,?\s+(?P<date>.*\d.*)", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


@dataclass(frozen=True, slots=True)
class DateOrder:
    """What was decided on a column of dates.

    Attributes:
        order: "dmy", "mdy" or "ymd".
        reason: a sentence: what decided.
        certain: False where both orders fit and nothing spoke for either.
        first_day: earliest date in that order, days since 1970-01-01; None where no date can be read.
        readable: distinct dates that can be read so.
    """

    order: str
    reason: str
    certain: bool
    first_day: int | None
    last_day: int | None
    readable: int


def split_moment(text: str) -> tuple[str, str]:
    """Return the date and the time of a text that holds both; the time is "" where there is none."""
    date, gap, time = text.partition(" ")
    if (
        gap
        and time[:1].isdigit()
        and ":" in time
        and ":" not in date
        and (date[-1:].isdigit() and _NUMERIC.fullmatch(date))
    ):
        return date, time
    plain = text.strip()
    found = _TIME_FIRST.fullmatch(plain) or _SPLIT.fullmatch(plain)
    return (found["date"].strip(), found["time"]) if found else (plain, "")


def read_date(text: str, order: str) -> int | None:
    """Return a date as days since 1970-01-01; None where the text is no date in that order.

    A date that begins with the year or names its month is read the same in every order.
    """
    found = _NUMERIC.fullmatch(text)
    if found and len(found[1]) + len(found[3]) > len("dy"):
        year, month, day = _parts(found[1], found[2], found[3], order)
    elif found := _COMPACT.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_MONTH.fullmatch(text):
        year, month, day = _year(found[3]), _MONTHS.get(found[2][:3].casefold(), 0), int(found[1])
    elif found := _MONTH_DAY.fullmatch(text):
        year, month, day = _year(found[3]), _MONTHS.get(found[1][:3].casefold(), 0), int(found[2])
    else:
        return None
    try:
        return to_day(dt.date(year, month, day))
    except ValueError:
        return None


def _parts(first: str, second: str, third: str, order: str) -> tuple[int, int, int]:
    if len(first) == 4:  # noqa: PLR2004 - a year has four digits
        return int(first), int(second), int(third)
    if order == "ymd":
        return _year(first), int(second), int(third)
    day, month = (first, second) if order == "dmy" else (second, first)
    return _year(third), int(month), int(day)


def _year(text: str) -> int:
    year = int(text)
    return year + 2000 if year < CENTURY else year


def read_time(text: str) -> int | None:
    """Return a time as second of the day; None where the text is no time of day (``15:50.5`` is none).

    ``24:00`` is the last second of its day: the day that the row names is kept, and with it the financial year.
    """
    found = _TIME.fullmatch(text.strip().removeprefix("T"))
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "")[:1].casefold()
    if (hour, minute, second) == MIDNIGHT and not half:
        return HOURS * HOUR - 1
    if half and not 1 <= hour <= NOON:
        return None
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    return hour * HOUR + minute * 60 + second if hour < HOURS and minute < 60 and second < 60 else None  # noqa: PLR2004


def has_seconds(text: str) -> bool:
    """Tell whether a time of day is given to the second and not to a full minute."""
    found = _TIME.fullmatch((split_moment(text)[1] or text.strip()).removeprefix("T"))
    return bool(found and found[3] and found[3] != "00")


def zone_of(time: str) -> str | None:
    """Return the IANA zone that a time names itself: ``10:15:00Z`` is UTC; an offset names no zone."""
    tail = time.strip()[-3:].casefold()
    if tail == "ist":
        return "Asia/Kolkata"
    return "UTC" if tail == "utc" or tail.endswith("z") else None


def in_utc(day: int, second: int, offset: str) -> tuple[int, int]:
    """Return day and second in UTC of a wall clock that is ``offset`` (+05:30, -0400) ahead of it."""
    ahead = int(offset[1:3]) * HOUR + int(offset[-2:]) * 60
    days, rest = divmod(second - (ahead if offset[0] == "+" else -ahead), HOURS * HOUR)
    return day + days, rest


@lru_cache(maxsize=4096)
def series_of(day: int, series: Series) -> str:
    """Return the series to which an order number of that day belongs; a financial year begins in April: 2025-26."""
    date = to_date(day)
    if series is Series.FINANCIAL_YEAR:
        first = date.year - (date.month < APRIL)
        return f"{first}-{(first + 1) % CENTURY:02d}"
    if series is Series.YEAR:
        return str(date.year)
    return str(date) if series is Series.DAY else ""


class Days(dict[str, int]):
    """Remembers the day of each distinct date text; ``days[text]`` raises UnreadableError for what is none.

    Args:
        order: "dmy", "mdy" or "ymd".
        latest: the last accepted day; the first is 2000-01-01.
    """

    def __init__(self, order: str, latest: int, limit: int = 100_000) -> None:
        super().__init__()
        self._order = order
        self._latest = latest
        self._limit = limit

    def __missing__(self, text: str) -> int:
        """Read a date that was not met before."""
        plain = no_longer(text.strip())
        if plain.casefold() in NOTHING:
            raise UnreadableError("The date is missing.")
        day = read_date(plain, self._order)
        if day is None:
            raise UnreadableError(f"“{plain}” is not a date ({ORDER_WORDS[self._order]}).")
        if not EARLIEST_DAY <= day <= self._latest:
            raise UnreadableError(
                f"The date “{plain}” lies outside {to_date(EARLIEST_DAY)} to {to_date(self._latest)}."
            )
        if len(self) >= self._limit:
            self.clear()
        self[text] = day
        return day


class Times(dict[str, int | None]):
    """Remembers the second of the day of each distinct time text; None for a blank."""

    def __init__(self, limit: int = 100_000) -> None:
        super().__init__()
        self._limit = limit

    def __missing__(self, text: str) -> int | None:
        """Read a time that was not met before."""
        second = read_time(text)
        if second is None:
            second = read_time(split_moment(text)[1])  # a spreadsheet gives a time a date of its own
        if second is None and text.strip().casefold() not in NOTHING:
            raise UnreadableError(f"“{no_longer(text.strip())}” is not a time of day.")
        if len(self) >= self._limit:
            self.clear()
        self[text] = second
        return second


class Moments:
    """Reads texts that hold a date and perhaps a time; each distinct date and time is worked out once."""

    def __init__(self, order: str, latest: int) -> None:
        self.days = Days(order, latest)
        self.times = Times()

    def __call__(self, text: str) -> tuple[int, int | None]:
        """Return the day and the second of the day (None: no time in the text).

        Raises:
            UnreadableError: no date, or outside of what is accepted.
        """
        date, _, time = text.partition(" ")
        if date not in self.days:
            date, time = split_moment(text)
        return self.days[date], self.times[time] if time else None


def decide(texts: Iterable[str], latest: int, *, fallback: str = "dmy", wanted: str | None = None) -> DateOrder:
    """Decide on all dates of a column whether the day or the month stands first.

    Args:
        texts: the distinct dates in the order of the file, without times.
        latest: the last accepted day.
        fallback: taken where both orders fit equally.
        wanted: the person's own choice; it is only measured.
    """
    plain = [text.strip() for text in texts]
    numeric = [found for text in plain if (found := _NUMERIC.fullmatch(text)) and len(found[1]) < 4]  # noqa: PLR2004
    if not numeric:
        return _measured(
            plain, latest, wanted or "ymd", "The dates begin with the year or name their month.", certain=True
        )
    if wanted:
        return _measured(plain, latest, wanted, f"You chose {ORDER_WORDS[wanted]}.", certain=True)
    seen = {order: _measured(plain, latest, order, "", certain=True) for order in ("dmy", "mdy")}
    by_day, by_month = seen["dmy"], seen["mdy"]
    if by_day.readable != by_month.readable:
        order = "dmy" if by_day.readable > by_month.readable else "mdy"
        place = 1 if order == "dmy" else 2
        days = [found[0] for found in numeric if int(found[place]) > NOON and read_date(found[0], order) is not None]
        example = f", such as {days[0]}" if days else ""
        return _measured(
            plain,
            latest,
            order,
            f"{len(days)} different dates can only be read {ORDER_WORDS[order]}{example}.",
            certain=True,
        )
    return _by_span(plain, latest, seen, fallback)


def exchanged(texts: Iterable[str], order: str) -> str:
    """Return a warning where a spreadsheet took some dates of a column for dates and left the others as texts; or "".

    It takes 01/11/2026 for 11 January where its own order is the other one, and leaves 13/11/2026 alone.
    """
    found = [match for text in texts if (match := _NUMERIC.fullmatch(text.strip()))]
    taken = [match for match in found if len(match[1]) == 4]  # noqa: PLR2004 - a year has four digits
    left = [match for match in found if len(match[1]) < 4]  # noqa: PLR2004 - the same
    place = 2 if order == "mdy" else 1
    if not taken or not left or any(int(match[3]) > NOON for match in taken):
        return ""
    if any(int(match[place]) <= NOON for match in left):
        return ""
    return (
        f"Dates such as {taken[0][0]} were read by a spreadsheet, and others such as {left[0][0]} were not: "
        "it may have exchanged day and month. Please check the days, or export the file again."
    )


def _by_span(plain: list[str], latest: int, seen: dict[str, DateOrder], fallback: str) -> DateOrder:
    """Choose the order in which the dates lie closer together, or run on without going back."""
    spans = {order: (found.last_day or 0) - (found.first_day or 0) for order, found in seen.items()}
    short, long = sorted(spans, key=lambda order: spans[order])
    if spans[short] * 2 < spans[long]:
        near, far = spans[short] + 1, spans[long] + 1
        reason = f"The dates span {near} days read {ORDER_WORDS[short]}, {far} read {ORDER_WORDS[long]}."
        return _measured(plain, latest, short, reason, certain=True)
    steps = {order: _steps_back(plain, order) for order in seen}
    calm, wild = sorted(steps, key=lambda order: steps[order])
    if steps[calm] * 2 < steps[wild]:
        reason = f"The dates run on read {ORDER_WORDS[calm]}, and jump back and forth read {ORDER_WORDS[wild]}."
        return _measured(plain, latest, calm, reason, certain=True)
    return _measured(
        plain, latest, fallback, f"Both orders fit; {ORDER_WORDS[fallback]} is assumed. Please check.", certain=False
    )


def _steps_back(plain: list[str], order: str) -> int:
    """Count the changes of direction between neighbours; newest-first files run on just as well."""
    days = [day for text in plain if (day := read_date(text, order)) is not None]
    rising = sum(later > earlier for earlier, later in pairwise(days))
    return min(rising, len(days) - 1 - rising) if days else 0


def _measured(plain: list[str], latest: int, order: str, reason: str, *, certain: bool) -> DateOrder:
    days = [day for text in plain if (day := read_date(text, order)) is not None and EARLIEST_DAY <= day <= latest]
    return DateOrder(order, reason, certain, min(days, default=None), max(days, default=None), len(days))
