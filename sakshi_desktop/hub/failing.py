"""For how long a sync has done nothing but fail: days on which nobody tried are none of them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import AwayError, ConnectorError, SakshiError
from sakshi_desktop.hub import retrying, rules, standing, workers
from sakshi_desktop.store.models import SyncJob


def count(session: Session, job: SyncJob, error: SakshiError, *, at: datetime) -> retrying.Stand:
    """Count a failure and return what follows.

    The time for which this PC had no network counts for nothing, nor that for which no program was at work, nor what
    was quiet for longer than a day: the one PC that holds the secret was asleep.
    """
    absent = workers.unforgiven(session, at=at)
    if isinstance(error, AwayError):
        standing.set_forward(job, _since_last(job, at) - absent, at)
        return retrying.Stand(retrying.AWAY, warns=False, rests=False)
    standing.set_forward(job, _since_last(job, at) - absent - rules.LONGEST_QUIET, at)
    job.fails += 1
    job.failing_since, job.failed_at = job.failing_since or at, at
    asked = error.retry_after if isinstance(error, ConnectorError) else None
    again = not isinstance(error, ConnectorError) or error.retryable
    since = max(at - job.failing_since - absent, timedelta(0))
    return retrying.after_failure(job.fails, since, retryable=again, retry_after=asked)


def forget(job: SyncJob) -> None:
    """Forget that a sync has failed: it went well, or a person begins anew."""
    job.fails, job.failing_since, job.failed_at, job.warned_at = 0, None, None, None


def _since_last(job: SyncJob, at: datetime) -> timedelta:
    """Return how long ago it failed before; nothing where it did not."""
    last = job.failed_at or job.failing_since
    return timedelta(0) if last is None else at - last
