"""Periods of business dates: whole months and weeks, what came before them, and the words that name them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.core.errors import InvalidError

NAMES = (
    "today",
    "yesterday",
    "week",
    "last-week",
    "month",
    "last-month",
    "quarter",
    "last-quarter",
    "year",
    "last-year",
    "financial-year",
    "last-financial-year",
    "last-7-days",
    "last-30-days",
    "last-90-days",
    "last-365-days",
)
"""The periods that have a name. Calendar ones are whole, also while they run; the days of ``last-N-days`` end today."""

SHAPES = "2023, 2023-06, 2023-Q2, 2023-W23, FY2023-24 or 2023-06-30"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DASH = "\N{EN DASH}"
YEARS = range(1900, 2200)
"""Periods lie in these years: a mistyped year is said, not computed."""

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_YEAR = re.compile(r"(\d{4})")
_STARTS_WITH_YEAR = re.compile(r"\d{4}")
_FINANCIAL = re.compile(r"[Ff][Yy]\s?(\d{4})(?:[-/](\d{2}|\d{4}))?")
_DAYS = re.compile(r"last-(\d{1,4})-days?")
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")


def between(start: date, end: date) -> Period:
    """Return the period of two dates, both included.

    Raises:
        InvalidError: the end is before the start.
    """
    return checked(Period(to_day(start), to_day(end)))


def is_possible(period: Period) -> bool:
    """Return whether ``period`` lies in years of ours."""
    return _first(YEARS.start, 1) <= period.start and period.end < _first(YEARS.stop, 1)


def checked(period: Period) -> Period:
    """Return ``period``, refusing one that ends before it begins or lies in no year of ours."""
    if not is_possible(period):
        raise InvalidError("The period lies in no year that can be.", hint="Write a date as 2023-06-30.")
    if period.end < period.start:
        raise InvalidError(
            f"The period ends on {to_date(period.end)}, before it begins on {to_date(period.start)}.",
            hint="Give the earlier date first.",
        )
    return period


def month(text: str) -> Period:
    """Return the whole month written ``2023-06``.

    Raises:
        InvalidError: it is no month.
    """
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) not in YEARS:  # noqa: PLR2004
        raise InvalidError(f"“{text}” is no month.", hint="Write it as 2023-06.")
    return months(int(found[1]), int(found[2]), 1)


def months(year: int, number: int, count: int) -> Period:
    """Return ``count`` whole months from month ``number`` of ``year``; ``number`` may lie outside 1-12."""
    return Period(_first(year, number), _first(year, number + count) - 1)


def financial_year(start_year: int) -> Period:
    """Return the Indian financial year that begins in April of ``start_year``."""
    return months(start_year, 4, 12)


def named(name: str, today: int) -> Period:
    """Return the period called ``name`` (one of NAMES) as seen on ``today``.

    ``month`` is the whole month, the same as writing 2026-11: what is known of it so far is for ``compared`` to say.

    Raises:
        InvalidError: no period has this name.
    """
    when = to_date(today)
    quarter = (when.month - 1) // 3 * 3 + 1
    financial = when.year if when.month >= 4 else when.year - 1  # noqa: PLR2004
    monday = today - when.weekday()
    whole = {
        "today": Period(today, today),
        "yesterday": Period(today - 1, today - 1),
        "week": Period(monday, monday + 6),
        "last-week": Period(monday - 7, monday - 1),
        "month": months(when.year, when.month, 1),
        "last-month": months(when.year, when.month - 1, 1),
        "quarter": months(when.year, quarter, 3),
        "last-quarter": months(when.year, quarter - 3, 3),
        "year": months(when.year, 1, 12),
        "last-year": months(when.year - 1, 1, 12),
        "financial-year": financial_year(financial),
        "last-financial-year": financial_year(financial - 1),
    }
    if name in whole:
        return whole[name]
    days = _DAYS.fullmatch(name)
    if days is None or int(days[1]) == 0:
        raise InvalidError(
            f"There is no period “{name}”.", hint=f"Choose one of: {', '.join(NAMES)}; or write {SHAPES}."
        )
    return Period(today - int(days[1]) + 1, today)


def parse(text: str, today: int) -> Period:
    """Return the period that ``text`` means: a name, 2023, 2023-06, 2023-Q2, 2023-W23, FY2023-24 or one date.

    Raises:
        InvalidError: it is none of these.
    """
    cleaned = text.strip()
    year = int(cleaned[:4]) if _STARTS_WITH_YEAR.match(cleaned) else YEARS.start
    if year not in YEARS:
        raise InvalidError(f"“{text}” lies in no year that can be.", hint="Write a month as 2023-06.")
    if _YEAR.fullmatch(cleaned):
        return months(year, 1, 12)
    if found := _QUARTER.fullmatch(cleaned):
        return months(year, 3 * int(found[2]) - 2, 3)
    if found := _FINANCIAL.fullmatch(cleaned):
        return _written_financial_year(text, int(found[1]), found[2])
    if _MONTH.fullmatch(cleaned):
        return month(cleaned)
    try:
        if found := _WEEK.fullmatch(cleaned):
            monday = to_day(date.fromisocalendar(year, int(found[2]), 1))
            return Period(monday, monday + 6)
        day = to_day(date.fromisoformat(cleaned))
    except ValueError:
        return _called(text, today)
    return checked(Period(day, day))


def _called(text: str, today: int) -> Period:
    try:
        return named(text.strip().lower().replace("_", "-").replace(" ", "-"), today)
    except InvalidError as error:
        raise InvalidError(f"There is no period “{text}”.", hint=error.hint) from error


@dataclass(frozen=True, slots=True)
class Compared:
    """What a period is compared with.

    Attributes:
        known: the days of it whose sales can be known; None where it lies wholly after them.
        previous: the period before: of a running one, as many days from its start.
        year_ago: the period a year ago: of a running one, the same dates.
    """

    known: Period | None
    previous: Period
    year_ago: Period


def compared(period: Period, until: int) -> Compared:
    """Return what ``period`` is compared with when sales are known up to ``until``.

    A period that ends later is still running: the 21 known days of November stand against the first 21 of October,
    never against the whole of it.
    """
    before, year = previous(period), year_ago(period)
    if until >= period.end:
        return Compared(period, before, year)
    if until < period.start:
        return Compared(None, before, year)
    days = until - period.start
    same_date = year.start + days if _is_week(period) else _a_year_before(to_date(until))
    return Compared(
        known=Period(period.start, until),
        previous=Period(before.start, min(before.start + days, before.end)),
        year_ago=Period(year.start, max(year.start, min(same_date, year.end))),
    )


def is_in_part(before: Period, first_sale: int | None) -> bool:
    """Return whether sales that begin on ``first_sale`` cover ``before`` only in part, or not at all.

    A growth against it stays what the books say; it is told apart, and neither averaged nor advised upon.
    """
    return first_sale is not None and first_sale > before.start


def previous(period: Period) -> Period:
    """Return the period that came before.

    A whole calendar month, quarter or year, financial year or week from Monday gives the one before it;
    any other range gives the equal number of days just before.
    """
    count = whole_months(period)
    if count:
        start = to_date(period.start)
        return months(start.year, start.month - count, count)
    return Period(period.start - period.days, period.start - 1)


def year_ago(period: Period) -> Period:
    """Return the same period a year ago.

    Whole months give the same months; a week from Monday the week 52 weeks before; any other range the same dates,
    29 February becoming 28 February.
    """
    start = to_date(period.start)
    count = whole_months(period)
    if count:
        return months(start.year - 1, start.month, count)
    if _is_week(period):
        return Period(period.start - 364, period.end - 364)
    return Period(_a_year_before(start), _a_year_before(to_date(period.end)))


def whole_months(period: Period) -> int:
    """Return 1, 3 or 12 for a whole calendar month, quarter, or calendar or financial year; else 0."""
    start = to_date(period.start)
    if start.day != 1:
        return 0
    for count, first in ((1, range(1, 13)), (3, (1, 4, 7, 10)), (12, (1, 4))):
        if start.month in first and months(start.year, start.month, count) == period:
            return count
    return 0


def day_title(day: int) -> str:
    """Return how people write a business date: 3 March 2025."""
    when = to_date(day)
    return f"{when.day} {when:%B} {when.year}"


def short_day(day: int) -> str:
    """Return a business date in a few letters: 3 Mar 2025."""
    when = to_date(day)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short(period: Period) -> str:
    """Return a period as short as it can be said: Jun 2023; FY 2023-24; 22 Nov 2026; 1-7 Jun 2023; with dashes."""
    start, end = to_date(period.start), to_date(period.end)
    whole = whole_months(period)
    if whole == 1:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if whole == 12:  # noqa: PLR2004  # months of a year
        return str(start.year) if start.month == 1 else f"FY {start.year}{DASH}{end.year % 100:02d}"
    if start == end:
        return short_day(period.end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{DASH}{short_day(period.end)}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {MONTHS[start.month - 1]}{year} {DASH} {short_day(period.end)}"


class Wording(NamedTuple):
    """How sentences of a face of the program write a period, and a day."""

    period: Callable[[Period], str]
    day: Callable[[int], str]


def title(period: Period) -> str:
    """Return how people call the period in full: June 2023, FY 2023-24, 1-7 June 2023; with dashes."""
    start, end = to_date(period.start), to_date(period.end)
    count = whole_months(period)
    if count == 1:
        return f"{start:%B} {start.year}"
    if count == 3:  # noqa: PLR2004
        return f"{start:%B}{DASH}{end:%B} {start.year}"
    if count:
        return str(start.year) if start.month == 1 else f"FY {start.year}{DASH}{end.year % 100:02d}"
    if start == end:
        return day_title(period.end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{DASH}{end.day} {end:%B} {end.year}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%B}{year} {DASH} {end.day} {end:%B} {end.year}"


SHORT = Wording(short, short_day)
"""As the window and the terminal write them."""
LONG = Wording(title, day_title)
"""As a report on paper writes them."""


def _is_week(period: Period) -> bool:
    return period.days == 7 and to_date(period.start).weekday() == 0  # noqa: PLR2004


def _written_financial_year(text: str, start: int, end: str | None) -> Period:
    """Return the financial year from ``start`` to the year after, refusing another end."""
    follows = start + 1
    if end is not None and int(end) != (follows if len(end) == 4 else follows % 100):  # noqa: PLR2004
        raise InvalidError(f"“{text}” is no financial year.", hint=f"Write it as FY{start}-{follows % 100:02d}.")
    return checked(financial_year(max(start, 1)))


def _first(year: int, number: int) -> int:
    years, rest = divmod(number - 1, 12)
    return to_day(date(year + years, rest + 1, 1))


def _a_year_before(when: date) -> int:
    leap = when.month == 2 and when.day == 29  # noqa: PLR2004
    return to_day(when.replace(year=when.year - 1, day=28 if leap else when.day))
