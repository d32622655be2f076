"""Which customer came where on which day: distinct customers of any range of days, exactly."""

import numpy as np
from numpy.typing import NDArray

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
    range are then the visits in it whose visit before lies outside: one comparison over one slice.
    """

    def __init__(self, locations: int, first: int = 0, days: int = 0) -> None:
        self.first = first
        self.days = days
        self._days: list[Days] = [np.empty(0, np.int32)] * locations  # places in the window, ascending
        self._customers: list[Customers] = [np.empty(0, np.uint32)] * locations
        self._before: list[Days] = [np.empty(0, np.int32)] * locations
        self._starts = np.zeros((locations, days + 1), np.int64)
        self._seen = np.zeros(1, np.bool_)

    def widen(self, first: int, days: int) -> None:
        """Make the window cover ``days`` days from ``first``, which contain the present ones."""
        ahead = np.int32(self.first - first) if self.days else np.int32(0)
        self.first, self.days = first, days
        self._starts = np.zeros((len(self._days), days + 1), np.int64)
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

    def distinct(self, first: int, last: int, locations: list[int]) -> tuple[list[int], int]:
        """Return the distinct customers of each of the given places of locations, and of all of them together."""
        low, high = self._edge(first), self._edge(last + 1)
        starts, ends = self._starts[locations, low].tolist(), self._starts[locations, high].tolist()
        before, customers = self._before, self._customers
        counts = [
            int(np.count_nonzero(before[location][start:end] < low))
            for location, start, end in zip(locations, starts, ends, strict=True)
        ]
        if len(locations) == 1:
            return counts, counts[0]
        slices = [customers[location][start:end] for location, start, end in zip(locations, starts, ends, strict=True)]
        return counts, self._together(slices)

    def _together(self, slices: list[Customers]) -> int:
        if len(self._seen) > DENSE:
            return len(np.unique(np.concatenate(slices)))
        self._seen.fill(False)
        for customers in slices:
            self._seen[customers] = True
        return int(np.count_nonzero(self._seen))

    def _rebuild(self, location: int, days: Days, customers: Customers) -> None:
        order = np.argsort(days, kind="stable")
        days, customers = days[order], customers[order]
        by_customer = np.argsort((customers.astype(np.int64) << DAY_BITS) | days)
        same = np.flatnonzero(customers[by_customer[1:]] == customers[by_customer[:-1]])
        before = np.full(len(days), NEVER, np.int32)
        before[by_customer[same + 1]] = days[by_customer[same]]
        self._days[location], self._customers[location], self._before[location] = days, customers, before
        self._index(location)

    def _index(self, location: int) -> None:
        self._starts[location] = np.searchsorted(self._days[location], np.arange(self.days + 1))

    def _know(self, customer: int) -> None:
        if customer >= len(self._seen):
            self._seen = np.zeros(min(customer + customer // 4, DENSE) + 1, np.bool_)

    def _edge(self, day: int) -> int:
        return min(max(day - self.first, 0), self.days)
