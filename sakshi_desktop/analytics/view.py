"""Figures in memory for one filter: sums and visits of the days that were asked for, loaded when they are."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, or_, select

from sakshi_desktop.analytics import ranges
from sakshi_desktop.analytics.cube import Cube
from sakshi_desktop.analytics.ranges import Range
from sakshi_desktop.analytics.unpacking import COLUMNS, Filter, unpack
from sakshi_desktop.analytics.visits import Visits
from sakshi_desktop.store.models import KpiDay

BLOCK = 32
"""Days are loaded in whole blocks, so that neighbouring questions are answered from memory."""
FETCH = 8_000


class View:
    """Sums and visits of all locations under one filter."""

    def __init__(self, chosen: Filter, places: dict[int, int]) -> None:
        self.chosen = chosen
        self.cube = Cube(len(places))
        self.visits = Visits(len(places))
        self._places = places
        self._loaded: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._is_whole = False

    def missing(self, days: Collection[Range], extent: Range) -> list[Range]:
        """Return the days among ``days`` and within ``extent``, where there is data, that are not in memory."""
        if self._is_whole and self.cube.first <= extent[0] and extent[1] < self.cube.first + self.cube.days:
            return []
        wanted = ranges.overlap(ranges.union(days), [extent])
        absent: list[Range] = []
        for first, last in wanted:
            inside = np.arange(first, last + 1) - self.cube.first
            known = (inside >= 0) & (inside < len(self._loaded))
            known[known] = self._loaded[inside[known]]
            holes = np.flatnonzero(~known) + first
            absent += [(int(day), int(day)) for day in holes]
        return ranges.union(absent)

    def load(self, connection: Connection, days: list[Range], extent: Range) -> None:
        """Take days of the rollup into memory, in whole blocks within ``extent``."""
        blocks = ranges.union((first // BLOCK * BLOCK, last // BLOCK * BLOCK + BLOCK - 1) for first, last in days)
        wanted = self.missing(blocks, extent)
        if not wanted:
            return
        self._widen(wanted[0][0], wanted[-1][1])
        for first, last in wanted:
            self._loaded[first - self.cube.first : last - self.cube.first + 1] = True
        self._is_whole = bool(self._loaded.all())
        within = or_(*(KpiDay.business_date.between(first, last) for first, last in wanted))
        asked = select(*COLUMNS).where(KpiDay.location_id.in_(self._places), within)
        in_order = asked.order_by(KpiDay.location_id, KpiDay.business_date).execution_options(yield_per=FETCH)
        for rows in connection.execute(in_order).partitions():
            self._put(rows)

    def follow(self, rows: Sequence[Any]) -> None:
        """Take recomputed location-days over, where their day is in memory."""
        inside = [row for row in rows if row.location_id in self._places and self._has(row.business_date)]
        if inside:
            self._put(inside)

    def _has(self, day: int) -> bool:
        at = day - self.cube.first
        return 0 <= at < len(self._loaded) and bool(self._loaded[at])

    def _put(self, rows: Sequence[Any]) -> None:
        contents = unpack(rows, self.chosen)
        ids, dates, *_ = zip(*rows, strict=True)
        locations = np.fromiter(map(self._places.__getitem__, ids), np.intp, len(rows))
        days = np.array(dates, np.intp) - self.cube.first
        self.cube.put(locations, days, contents.sums)
        self.visits.put(locations, days, contents.visit_rows, contents.visitors)

    def _widen(self, first: int, last: int) -> None:
        if self.cube.days:
            first = min(first, self.cube.first)
            last = max(last, self.cube.first + self.cube.days - 1)
        if (first, last - first + 1) == (self.cube.first, self.cube.days):
            return
        loaded = np.zeros(last - first + 1, np.bool_)
        ahead = self.cube.first - first
        loaded[ahead : ahead + len(self._loaded)] = self._loaded
        self._loaded = loaded
        self.cube.widen(first, last - first + 1)
        self.visits.widen(first, last - first + 1)
