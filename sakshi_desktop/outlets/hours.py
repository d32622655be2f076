"""Opening hours as people write them: “Mon-Fri 08:00-22:00; Sat 09:00-01:00”."""

import re
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import NamedTuple

from sakshi_desktop.core.errors import InvalidError, shortened
from sakshi_desktop.core.forms import minutes, show_minutes

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = 24 * 60
_PART = re.compile(r"([A-Za-z]{3,9})(?:\s*[-–]\s*([A-Za-z]{3,9}))?\s+([0-9:.]+)\s*[-–]\s*([0-9:.]+)")  # noqa: RUF001
_SHAPE = "Write them as Mon-Fri 08:00-22:00; Sat 09:00-01:00."


class Stretch(NamedTuple):
    """One stretch of a weekday, 0 is Monday; minutes of the local day, past midnight they go on."""

    weekday: int
    opens: int
    closes: int


def read(text: str) -> tuple[Stretch, ...]:
    """Return the stretches that a text names.

    Raises:
        InvalidError: it cannot be read, or two of them overlap.
    """
    found: list[Stretch] = []
    for part in re.split("[;,]", text):
        told = _PART.fullmatch(part.strip())
        if told is None:
            raise InvalidError(f"“{shortened(part.strip())}” is no opening time.", hint=_SHAPE)
        first = _weekday(told[1])
        last = first if told[2] is None else _weekday(told[2])
        opens, closes = minutes(told[3]), minutes(told[4])
        days = range(first, last + 1) if last >= first else [*range(first, 7), *range(last + 1)]
        found += [Stretch(day, opens, closes if closes > opens else closes + DAY) for day in days]
    found.sort()
    for one, other in pairwise(found):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise InvalidError(f"Two opening times of {WEEKDAYS[one.weekday]} overlap.", hint="Correct one of them.")
    return tuple(found)


def show(stretches: Iterable[Stretch]) -> str:
    """Return stretches as people write them, equal days in a row together."""
    parts = []
    ordered = sorted(stretches, key=lambda one: (one.opens, one.closes, one.weekday))
    for (opens, closes), same in groupby(ordered, key=lambda one: (one.opens, one.closes)):
        for first, last in _runs([one.weekday for one in same]):
            days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
            parts.append((first, opens, f"{days} {show_minutes(opens)}-{show_minutes(closes)}"))
    return "; ".join(text for _first, _opens, text in sorted(parts))


def _runs(days: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _weekday(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if word[:3].casefold() == name.casefold():
            return number
    raise InvalidError(f"“{shortened(word)}” is no weekday.", hint=_SHAPE)
