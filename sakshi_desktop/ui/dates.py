"""Business dates as people write them: 22 Nov 2026, 1-7 Jun 2023."""

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import to_date


def show(day: int) -> str:
    """Return a business date as 22 Nov 2026."""
    when = to_date(day)
    return f"{when.day} {when:%b} {when.year}"


def short(day: int) -> str:
    """Return a business date without its year: 22 Nov."""
    when = to_date(day)
    return f"{when.day} {when:%b}"


def span(period: Period) -> str:
    """Return a period by its days: 22 Nov 2026; 1-7 Jun 2023; 28 Oct - 3 Nov 2026."""
    start, end = to_date(period.start), to_date(period.end)
    if start == end:
        return show(period.end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}\N{EN DASH}{end.day} {end:%b} {end.year}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%b}{year} \N{EN DASH} {show(period.end)}"
