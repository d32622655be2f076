"""When a delivery is tried again, when a receiver is left alone, and when it is given up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from random import random

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub.types import Answer, Outcome

STEPS = (5, 30, 120, 600, 3_600, 10_800, 21_600, 36_000)
"""Seconds after the first, second, ... failure; after the last step a delivery is given up."""
PATIENCE = timedelta(seconds=60)
"""The least pause after a time-out, or when the receiver asks for patience."""
AWAY_PAUSE, LONGEST_AWAY_PAUSE = timedelta(seconds=15), timedelta(minutes=3)
"""How soon a delivery that could not leave the house is tried again: at first, and in the long run."""
NO_NETWORK = "This PC has no network at present, or cannot look names up."
DEADLINE_SECONDS = 15.0
"""How long one request may take, from the look-up of the name to the last byte that is read."""
LEASE = timedelta(seconds=60)
"""How long a claim is respected; longer than the deadline, so that a slow receiver does not get it twice."""
BURST_SECONDS = 5.0
"""What a receiver with a rate did not get in so many seconds may be caught up at once."""
RESPONSE_CAP = 20_000
BODY_CAP = 20_000
BREAK_AFTER = 5
LONGEST_BREAK = timedelta(seconds=60)
PROBE_LEASE = timedelta(seconds=20)
"""How long everybody waits for the one request that tells whether a receiver is back."""
WARN_AFTER = timedelta(days=3)
DISABLE_AFTER = timedelta(days=5)
NOTICE = DISABLE_AFTER - WARN_AFTER
"""So long before a receiver is disabled it is warned of."""
LONGEST_QUIET = timedelta(days=1)
"""What passes beyond this between two failures is no time of failing: nothing was tried in it."""
LONGEST_OVERLAP = timedelta(days=7)
OVERLAP = timedelta(hours=24)
GONE = "The receiver answered 410: nobody is there any more."
GAP = timedelta(seconds=10)
"""A pause of the program longer than this means that the PC slept, or that its clock was set."""

Jitter = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a delivery stands after a request; ``due_at`` is the next try, or when it ended."""

    state: DeliveryState
    tries: int
    due_at: datetime


def retry_delay(
    attempt: int,
    steps: Sequence[int] = STEPS,
    *,
    patience: bool = False,
    retry_after: float | None = None,
    jitter: Jitter = random,
) -> timedelta | None:
    """Return how long to wait after failed attempt number ``attempt``, or None to give up.

    The step of the schedule, spread by a fifth either way so that deliveries which failed together do not return
    together; a minute at least where the receiver is slow; the receiver's own wish counts up to the longest step.

    Args:
        attempt: attempts made so far, from 1.
        steps: seconds.
        patience: the attempt timed out, or the receiver asked for patience.
        retry_after: seconds that the receiver asked for.
        jitter: gives a number in [0, 1).
    """
    if attempt < 1:
        raise ValueError(f"attempt counts from 1, got {attempt}")
    if attempt > len(steps):
        return None
    delay = timedelta(seconds=steps[attempt - 1] * (0.8 + 0.4 * jitter()))
    if patience:
        delay = max(delay, PATIENCE)
    if retry_after is not None:
        delay = max(delay, timedelta(seconds=min(max(retry_after, 0.0), max(steps))))
    return delay


def settle(
    tries: int,
    answer: Answer,
    steps: Sequence[int],
    at: datetime,
    *,
    away: timedelta = timedelta(0),
    jitter: Jitter = random,
) -> Settled:
    """Return where a delivery stands after ``answer``, given the tries it has spent before.

    Args:
        away: for how long it has not been able to leave the house; it waits as long again, within limits.
    """
    if answer.outcome is Outcome.DELIVERED:
        return Settled(DeliveryState.DONE, tries + 1, at)
    if answer.outcome is Outcome.UNSENT:
        return Settled(DeliveryState.PENDING, tries, at)
    if answer.outcome is Outcome.AWAY:
        return Settled(DeliveryState.PENDING, tries, at + min(max(away, AWAY_PAUSE), LONGEST_AWAY_PAUSE))
    if answer.outcome is Outcome.GONE:
        return Settled(DeliveryState.PAUSED, tries + 1, at)
    patience = answer.outcome is Outcome.SLOW
    delay = retry_delay(tries + 1, steps, patience=patience, retry_after=answer.retry_after, jitter=jitter)
    if delay is None:
        return Settled(DeliveryState.DEAD, tries + 1, at)
    return Settled(DeliveryState.PENDING, tries + 1, at + delay)


def break_for(fails: int) -> timedelta | None:
    """Return how long a receiver is left alone after ``fails`` failures in a row; None, not yet."""
    if fails < BREAK_AFTER:
        return None
    return min(timedelta(seconds=2 ** min(fails - BREAK_AFTER, 6)), LONGEST_BREAK)


def burst(rate_per_minute: int) -> int:
    """Return how many requests a receiver with a rate may get at once."""
    return max(1, int(rate_per_minute * BURST_SECONDS / 60))


def away(wall: timedelta, steady: timedelta) -> timedelta | None:
    """Return for how long the program did not run, or its clock was set; None where neither happened.

    Args:
        wall: what the wall clock says has passed since the last look, a moment ago.
        steady: what the steady clock says; some systems let it stand still in sleep, some do not.
    """
    gap = wall - steady
    if abs(gap) >= GAP:
        return gap
    return wall if wall >= GAP else None


def asked_pause(header: str | None, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for; None where there is none that can be read."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        wanted = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year of twenty digits is a number too large
        return None
    if wanted.tzinfo is None:
        return None
    return max(0.0, (wanted - now).total_seconds())
