"""Which customer came where on which day: distinct customers of any range of days, exactly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.analytics.ranges import Range
from sakshi_desktop.analytics.ranks import Ranks

NEVER = -1
DAY_BITS = 20
DENSE = 200_000_000
"""Up to this customer id a table of one byte each serves to count across locations."""

Days = NDArray[np.int32]
Customers = NDArray[np.uint32]
Places = NDArray[np.intp]


class Visits:
    """Customers by location and day over a window of days.

    Each visit knows the day of the same customer's visit before it at the same location. Distinct customers of a
    range are then the visits in it whose visit before lies outside. Until ``settle`` that is a look at every visit of
    the range; after it some ten look-ups, however many visits there are. A day that changes later is looked at again
    visit by visit, and so are ranges that reach it; ranges before it stay settled.
    """

    def __init__(self, locations: int, first: int = 0, days: int = 0) -> None:
        self.first = first
        self.days = days
        self._days: list[Days] = [np.empty(0, np.int32)] * locations  # places in the window, ascending
        self._customers: list[Customers] = [np.empty(0, np.uint32)] * locations
        self._before: list[Days] = [np.empty(0, np.int32)] * locations
        self._starts = np.zeros((locations, days + 1), np.int64)
        self._seen = np.zeros(1, np.bool_)
        self._ranks: Ranks | None = None
        self._settled_starts = np.zeros((locations + 1, days + 1), np.int64)
        self._settled_until = np.zeros(locations + 1, np.int64)  # per location, and for all together

    def widen(self, first: int, days: int) -> None:
        """Make the window cover ``days`` days from ``first``, which contain the present ones."""
        ahead = np.int32(self.first - first) if self.days else np.int32(0)
        self.first, self.days = first, days
        self._starts = np.zeros((len(self._days), days + 1), np.int64)
        self._ranks = None
        for location, at in enumerate(self._days):
            before = self._before[location]
            self._days[location] = at + ahead
            self._before[location] = np.where(before == NEVER, before, before + ahead)
            self._index(location)

    def put(self, locations: Places, days: Places, rows: Places, customers: Customers) -> None:
        """Replace the visits of single location-days.

        Args:
            locations: the place of the location of each replaced location-day.
            days: its day, counted in the window.
            rows: for each visit, which of the location-days it belongs to; ascending.
            customers: the customer of each visit, once a location-day.
        """
        if len(customers):
            self._know(int(customers.max()))
        order = np.argsort(locations, kind="stable")
        for replaced in np.split(order, np.flatnonzero(np.diff(locations[order])) + 1):
            if not len(replaced):
                continue
            location = int(locations[replaced[0]])
            starts, ends = np.searchsorted(rows, replaced), np.searchsorted(rows, replaced, side="right")
            fresh_customers = np.concatenate([customers[a:b] for a, b in zip(starts, ends, strict=True)])
            fresh_days = np.repeat(days[replaced], ends - starts).astype(np.int32)
            kept = np.isin(self._days[location], days[replaced], invert=True)
            self._rebuild(
                location,
                np.concatenate([self._days[location][kept], fresh_days]),
                np.concatenate([self._customers[location][kept], fresh_customers]),
            )
            until = self._settled_until
            until[[location, -1]] = np.minimum(until[[location, -1]], days[replaced].min())

    def settle(self) -> None:
        """Make counting independent of how many visits there are."""
        if not self._days or (self._ranks is not None and int(self._settled_until[-1]) == self.days):
            return
        sizes = [len(days) for days in self._days]
        days, customers = np.concatenate([*self._days]), np.concatenate([*self._customers])
        all_days, all_before = _chained(days, customers)
        numbers = np.concatenate([*self._before, all_before]) + 1
        self._ranks = Ranks(numbers, self.days + 1)
        bases = np.cumsum([0, *sizes])
        together = np.searchsorted(all_days, np.arange(self.days + 1))
        self._settled_starts = np.concatenate((self._starts, together[None, :])) + bases[:, None]
        self._settled_until = np.full(len(sizes) + 1, self.days, np.int64)

    def distinct(self, ranges: Sequence[Range], locations: list[int]) -> list[tuple[list[int], int]]:
        """Return, for each range of days, the distinct customers of each of the places of locations and of all."""
        edges = [(self._edge(first), self._edge(last + 1)) for first, last in ranges]
        everywhere = len(locations) == len(self._days) > 1
        asked = np.array([*locations, len(self._days)] if everywhere else locations, np.intp)
        counts = self._settled(edges, asked)
        found = []
        for (low, high), row in zip(edges, counts, strict=True):
            by_location = [
                self._count(place, low, high) if count < 0 else count
                for place, count in zip(locations, row, strict=False)
            ]
            if len(locations) == 1:
                together = by_location[0]
            elif everywhere and row[-1] >= 0:
                together = row[-1]
            else:
                together = self._together(low, high, locations)
            found.append((by_location, together))
        return found

    def _settled(self, edges: list[Range], asked: Places) -> list[list[int]]:
        """Return the counts by range and location that the settled look-up knows, -1 where it does not."""
        if self._ranks is None:
            return [[-1] * len(asked)] * len(edges)
        low = np.repeat([low for low, _ in edges], len(asked))
        high = np.repeat([high for _, high in edges], len(asked))
        places = np.tile(asked, len(edges))
        starts, ends = self._settled_starts[places, low], self._settled_starts[places, high]
        counts = np.where(self._settled_until[places] >= high, self._ranks.below(starts, ends, low + 1), -1)
        settled: list[list[int]] = counts.reshape(len(edges), len(asked)).tolist()
        return settled

    def _count(self, location: int, low: int, high: int) -> int:
        """Return the distinct customers of one location, visit by visit."""
        start, end = self._starts[location, low], self._starts[location, high]
        return int(np.count_nonzero(self._before[location][start:end] < low))

    def _together(self, low: int, high: int, locations: list[int]) -> int:
        """Return the distinct customers of several locations together, visit by visit."""
        bounds = zip(locations, self._starts[locations, low], self._starts[locations, high], strict=True)
        slices = [self._customers[location][start:end] for location, start, end in bounds]
        if len(self._seen) > DENSE:
            return len(np.unique(np.concatenate(slices)))
        self._seen.fill(False)
        for customers in slices:
            self._seen[customers] = True
        return int(np.count_nonzero(self._seen))

    def _rebuild(self, location: int, days: Days, customers: Customers) -> None:
        order = np.argsort(days, kind="stable")
        days, customers = days[order], customers[order]
        self._days[location], self._customers[location] = days, customers
        self._before[location] = _visit_before(days, customers)
        self._index(location)

    def _index(self, location: int) -> None:
        self._starts[location] = np.searchsorted(self._days[location], np.arange(self.days + 1))

    def _know(self, customer: int) -> None:
        if customer >= len(self._seen):
            self._seen = np.zeros(min(customer + customer // 4, DENSE) + 1, np.bool_)

    def _edge(self, day: int) -> int:
        return min(max(day - self.first, 0), self.days)


def _visit_before(days: Days, customers: Customers) -> Days:
    """Return for each visit the day of the same customer's visit before it, or NEVER."""
    by_customer = np.argsort((customers.astype(np.int64) << DAY_BITS) | days)
    same = np.flatnonzero(customers[by_customer[1:]] == customers[by_customer[:-1]])
    before = np.full(len(days), NEVER, np.int32)
    before[by_customer[same + 1]] = days[by_customer[same]]
    return before


def _chained(days: Days, customers: Customers) -> tuple[Days, Days]:
    """Return days and visits before of the customers of all locations together, each once a day, by day."""
    keys = np.unique((customers.astype(np.int64) << DAY_BITS) | days)
    days = (keys & ((1 << DAY_BITS) - 1)).astype(np.int32)
    before = np.full(len(keys), NEVER, np.int32)
    same = np.flatnonzero(keys[1:] >> DAY_BITS == keys[:-1] >> DAY_BITS)
    before[same + 1] = days[same]
    order = np.argsort(days, kind="stable")
    return days[order], before[order]
