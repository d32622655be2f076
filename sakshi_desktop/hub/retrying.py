"""When a sync that failed runs again, when a person is warned, and when it is let rest."""

from dataclasses import dataclass
from datetime import timedelta

STEPS = (60, 300, 900, 3_600, 3 * 3_600)
"""Seconds after the first, second, ... failure in a row; the last one holds from then on."""
AWAY = timedelta(minutes=5)
"""How soon it is tried again where this PC had no network: that is no failure, however often it comes."""
WARN_FAILS, REST_FAILS = 20, 30
WARN_AFTER, REST_AFTER = timedelta(days=4), timedelta(days=7)
"""Number and time must both be reached: neither one bad night of a sync that runs every minute is enough, nor a few
runs far apart."""
LONGEST_WISH = timedelta(hours=6)
"""A service may ask for so much patience, and no more."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a job stands after a failure; ``pause`` is None where it rests."""

    pause: timedelta | None
    warns: bool
    rests: bool


def wish(seconds: float) -> timedelta:
    """Return for how long a service that asks for patience is left alone: as long as it asks, within bounds."""
    return min(timedelta(seconds=max(seconds, 0.0)), LONGEST_WISH)


def after_failure(fails: int, since: timedelta, *, retryable: bool, retry_after: float | None = None) -> Stand:
    """Return what follows failure number ``fails`` in a row.

    Args:
        since: how long it has done nothing but fail.
        retryable: a later attempt can succeed; where it cannot (a key was refused), a person must act first.
        retry_after: seconds that the service asks for.
    """
    if fails < 1:
        raise ValueError(f"failures count from 1, got {fails}")
    if not retryable or (fails >= REST_FAILS and since >= REST_AFTER):
        return Stand(None, warns=True, rests=True)
    pause = timedelta(seconds=STEPS[min(fails, len(STEPS)) - 1])
    if retry_after is not None:
        pause = max(pause, wish(retry_after))
    return Stand(pause, warns=fails >= WARN_FAILS and since >= WARN_AFTER, rests=False)
