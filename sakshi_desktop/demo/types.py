"""What the parts of the demo share: its size, its window of days, its streams of chance."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.core.clock import to_date, to_day

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

IST_SECONDS = 19_800
"""Seconds by which the wall clock of India is ahead of UTC; it has no summer time."""
DAY_SECONDS = 86_400
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the demo is; tests make it small.

    Attributes:
        locations: the first so many outlets of the table, at most 12.
        orders: about so many, cancelled ones included.
    """

    customers: int = 20_000
    months: int = 24
    locations: int = 12
    orders: int = 400_000


@dataclass(frozen=True, slots=True)
class Window:
    """The business dates of the demo, both inclusive."""

    start: int
    end: int

    @property
    def days(self) -> int:
        """Return how many business dates there are."""
        return self.end - self.start + 1

    def at(self, share: float) -> int:
        """Return the business date that lies ``share`` of the way through."""
        return self.start + int(share * self.days)


class Part(IntEnum):
    """The parts of the demo that draw chances, each from a stream of its own: changing one leaves the others alone."""

    WEATHER = auto()
    PEOPLE = auto()
    CONTACTS = auto()
    VISITS = auto()
    WALK_INS = auto()
    HOURS = auto()
    CHANNELS = auto()
    BASKETS = auto()
    OFFERS = auto()
    SERVICE = auto()
    RATINGS = auto()
    REFUNDS = auto()
    PAYMENTS = auto()
    LOYALTY = auto()
    TEAM = auto()
    COSTS = auto()
    KEEPSAKES = auto()
    STEPS = auto()
    OFFICE = auto()


def stream(seed: int, part: Part, *place: int) -> np.random.Generator:
    """Return the chances of one part of the demo; ``place`` is a month or a location within it."""
    return np.random.default_rng((seed, int(part), *place))


def window_to(end: date, months: int) -> Window:
    """Return the window of ``months`` months whose last day is ``end``."""
    after = to_date(to_day(end) + 1)
    count = after.year * 12 + after.month - 1 - months
    year, month = divmod(count, 12)
    day = after.day
    while True:
        try:
            return Window(to_day(date(year, month + 1, day)), to_day(end))
        except ValueError:  # the 31st of a month of 30 days
            day -= 1


def calendar_months(window: Window) -> list[tuple[int, int]]:
    """Return the first and last business date of every calendar month in the window, cut to it."""
    found, first = [], window.start
    while first <= window.end:
        when = to_date(first)
        following = date(when.year + when.month // 12, when.month % 12 + 1, 1)
        found.append((first, min(to_day(following) - 1, window.end)))
        first = to_day(following)
    return found


def race(rng: np.random.Generator, weights: Floats) -> NDArray[np.float32]:
    """Return when each entry of ``weights`` arrives: the smallest of a row wins with a chance in proportion to it.

    The next smallest is drawn from what is left; what has no weight never arrives.
    """
    arrivals = rng.standard_exponential(weights.shape, dtype=np.float32)
    never = np.full(weights.shape, np.inf, dtype=np.float32)
    return np.divide(arrivals, weights, out=never, where=weights > 0, casting="same_kind")


def choose(rng: np.random.Generator, weights: Floats) -> Ints:
    """Return one column for every row of ``weights``, with chances in their proportion; a row needs one above 0."""
    chosen: Ints = np.argmin(race(rng, weights), axis=1).astype(np.int64)
    return chosen
