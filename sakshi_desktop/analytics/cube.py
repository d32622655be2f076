"""Cumulative sums over days: any range of days of all locations is one subtraction."""

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.analytics.rules import FIELD, Numbers

METRICS = len(FIELD)
FEW = 32


class Cube:
    """Sums by location up to each day of a window; days outside it are empty.

    Attributes:
        first: the first day of the window.
        days: how many days it has.
    """

    def __init__(self, locations: int, first: int = 0, days: int = 0) -> None:
        self.first = first
        self.days = days
        self._upto: Numbers = np.zeros((days + 1, locations, METRICS), np.int64)

    def widen(self, first: int, days: int) -> None:
        """Make the window cover ``days`` days from ``first``, which contain the present ones."""
        old, ahead = self._upto, self.first - first
        self._upto = np.zeros((days + 1, *old.shape[1:]), np.int64)
        if self.days:
            self._upto[ahead : ahead + len(old)] = old
            self._upto[ahead + len(old) :] = old[-1]
        self.first, self.days = first, days

    def put(self, locations: NDArray[np.intp], days: NDArray[np.intp], values: Numbers) -> None:
        """Replace the sums of single location-days, given as places of locations and days of the window."""
        if not len(days):
            return
        added = values - (self._upto[days + 1, locations] - self._upto[days, locations])
        if len(days) <= FEW:
            for location, day, more in zip(locations.tolist(), days.tolist(), added, strict=True):
                self._upto[day + 1 :, location] += more
            return
        start = int(days.min())
        touched, which = np.unique(locations, return_inverse=True)
        delta = np.zeros((self.days - start, len(touched), METRICS), np.int64)
        delta[days - start, which] = added
        np.cumsum(delta, axis=0, out=delta)
        self._upto[start + 1 :, touched] += delta

    def between(self, first: int, last: int, locations: list[int]) -> Numbers:
        """Return the sums of each of the given places of locations over an inclusive range of days."""
        low, high = self._edge(first), self._edge(last + 1)
        sums: Numbers = self._upto[high, locations] - self._upto[low, locations]
        return sums

    def steps(self, edges: list[int], locations: list[int]) -> Numbers:
        """Return sums (step, location, metric) of the ranges between neighbouring ``edges``; each begins one."""
        places = [self._edge(day) for day in edges]
        return np.diff(self._upto[places][:, locations], axis=0)

    def _edge(self, day: int) -> int:
        return min(max(day - self.first, 0), self.days)
