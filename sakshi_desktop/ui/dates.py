"""Business dates as people write them: 22 Nov 2026, 1-7 Jun 2023; in the words of the program, not of the system."""

from datetime import UTC, datetime
from enum import StrEnum

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import DEFAULT_ZONE, to_date, to_day, zone

DASH = periods.DASH
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHOLE = {1: "month", 3: "quarter", 12: "year"}


class Style(StrEnum):
    """How a whole date is written: 22 Nov 2026, 22/11/2026 or 2026-11-22."""

    WORDS = "words"
    SLASHES = "slashes"
    ISO = "iso"


_FORMS = {Style.SLASHES: "%d/%m/%Y", Style.ISO: "%Y-%m-%d"}
_worn = {"style": Style.WORDS}


def speak(style: Style) -> None:
    """Write all dates of the window so from now on."""
    _worn["style"] = style


def show(day: int) -> str:
    """Return a business date in the chosen style: 22 Nov 2026."""
    form = _FORMS.get(_worn["style"])
    return to_date(day).strftime(form) if form else periods.short_day(day)


def iso(day: int) -> str:
    """Return a business date for another program: 2026-11-22."""
    return to_date(day).isoformat()


def short(day: int) -> str:
    """Return a business date without its year: 22 Nov."""
    when = to_date(day)
    return f"{when.day} {periods.MONTHS[when.month - 1]}"


def with_weekday(day: int) -> str:
    """Return a business date as Sun 22 Nov 2026."""
    return f"{WEEKDAYS[to_date(day).weekday()]} {show(day)}"


def month(day: int) -> str:
    """Return the month of a business date: Nov 2026."""
    when = to_date(day)
    return f"{periods.MONTHS[when.month - 1]} {when.year}"


def span(period: Period) -> str:
    """Return a period as short as it can be said: Jun 2023; FY 2023-24; 22 Nov 2026; 1-7 Jun 2023."""
    whole = periods.whole_months(period) in {1, 12}
    if whole or period.days == 1 or _worn["style"] is Style.WORDS:
        return show(period.end) if period.days == 1 else periods.short(period)
    return f"{show(period.start)} {DASH} {show(period.end)}"


WORDING = periods.Wording(span, show)
"""How sentences write dates in the window."""


def versus(period: Period) -> str:
    """Return what a period is compared with, in a few words: vs month before, vs 30 days before."""
    whole = periods.whole_months(period)
    if whole:
        return f"vs {_WHOLE[whole]} before"
    return "vs day before" if period.days == 1 else f"vs {period.days} days before"


def moment(at: datetime) -> str:
    """Return an instant as 26 Nov 2026, 17:20, on the clock of the house."""
    here = at.astimezone(zone(DEFAULT_ZONE))
    return f"{show(to_day(here.date()))}, {here:%H:%M}"


def time_of(at: datetime) -> str:
    """Return the time of day of an instant as 17:20, on the clock of the house."""
    return f"{at.astimezone(zone(DEFAULT_ZONE)):%H:%M}"


def moment_of(seconds: float) -> str:
    """Return an instant, in seconds since 1970, in the same way."""
    return moment(datetime.fromtimestamp(seconds, UTC))


def iso_moment(seconds: float) -> str:
    """Return it for another program: 2026-11-26 17:20:05, on the clock of the house."""
    return f"{datetime.fromtimestamp(seconds, zone(DEFAULT_ZONE)):%Y-%m-%d %H:%M:%S}"
