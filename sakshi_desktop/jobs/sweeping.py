"""Forgets what is old enough, and masks what was kept in the open, a little in each transaction: nobody waits."""

from collections.abc import Callable

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.hub import gaps, retention
from sakshi_desktop.jobs.imports import masking
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database


def sweep(database: Database, *, clock: Clock = utc_now, stopped: Callable[[], bool] = lambda: False) -> int:
    """Forget and mask until there is no more of it, or one is to stop; return how much that was."""
    total = 0
    while not stopped():
        with database.begin() as session:
            at = instants.moment(session, clock)
            gone = retention.sweep(session, at=at, gaps=gaps.noted(session, at=at)) or masking.mask_some(session, at=at)
        total += gone
        if not gone:
            break
    return total
