"""Sets of days as sorted, disjoint, inclusive ranges."""

from collections.abc import Iterable

Range = tuple[int, int]
"""First and last day."""


def union(ranges: Iterable[Range]) -> list[Range]:
    """Return the days of all ``ranges``; neighbours are joined."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def overlap(these: list[Range], those: list[Range]) -> list[Range]:
    """Return the days that are in both; both are sorted and disjoint."""
    shared: list[Range] = []
    left = right = 0
    while left < len(these) and right < len(those):
        first, last = max(these[left][0], those[right][0]), min(these[left][1], those[right][1])
        if first <= last:
            shared.append((first, last))
        if these[left][1] < those[right][1]:
            left += 1
        else:
            right += 1
    return shared


def without(these: list[Range], taken: list[Range]) -> list[Range]:
    """Return the days of ``these`` that are not in ``taken``; both are sorted and disjoint."""
    rest: list[Range] = []
    for first, last in these:
        start = first
        for begin, end in taken:
            if end < start or begin > last:
                continue
            if begin > start:
                rest.append((start, begin - 1))
            start = end + 1
        if start <= last:
            rest.append((start, last))
    return rest


def front(ranges: list[Range], days: int | None) -> list[Range]:
    """Return the earliest ``days`` days; None is all of them."""
    if days is None:
        return ranges
    taken: list[Range] = []
    for first, last in ranges:
        if days <= 0:
            break
        taken.append((first, min(last, first + days - 1)))
        days -= last - first + 1
    return taken


def count(ranges: Iterable[Range]) -> int:
    """Return how many days disjoint ranges have."""
    return sum(last - first + 1 for first, last in ranges)
