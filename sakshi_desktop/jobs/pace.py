"""How many requests a receiver with a limit may get now."""

from collections.abc import Callable
from dataclasses import dataclass

from sakshi_desktop.hub import rules
from sakshi_desktop.hub.types import Target

NO_LIMIT = 1_000_000


@dataclass(slots=True)
class _Bucket:
    filled: float
    at: float


class Pace:
    """Counts what was sent to receivers that take so many requests a minute; PCs at work share the number."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._buckets: dict[int, _Bucket] = {}

    def room(self, target: Target, share: int) -> int:
        """Return how many requests may begin now.

        Args:
            share: among how many PCs the limit is divided.
        """
        if target.rate_per_minute is None:
            return NO_LIMIT
        per_second = target.rate_per_minute / 60 / share
        most, now = max(1.0, per_second * rules.BURST_SECONDS), self._steady()
        bucket = self._buckets.setdefault(target.id, _Bucket(1.0, now))
        bucket.filled = min(most, bucket.filled + (now - bucket.at) * per_second)
        bucket.at = now
        return int(bucket.filled)

    def spend(self, endpoint_id: int, count: int) -> None:
        """Say that so many begin."""
        if endpoint_id in self._buckets:
            self._buckets[endpoint_id].filled -= count
