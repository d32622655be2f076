"""What becomes of a run whose service takes no calls at present: it rests in its middle, and goes on from there."""

from datetime import datetime

from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.hub import budgets, retrying, runs
from sakshi_desktop.hub.budgets import LimitedError
from sakshi_desktop.hub.runs import Claim


def put_off(session: Session, claim: Claim, error: ConnectorError, *, at: datetime) -> bool:
    """Let a run rest until its service takes calls again, where the error says when; else count it as a failure.

    Where the service itself asks for patience, every program leaves it alone for that long. One that asks again and
    again, though it was left alone, has failed: the run got no further.

    Returns: whether the run rests.
    """
    if error.retry_after is None:
        return False
    limited = isinstance(error, LimitedError)
    if not limited:
        budgets.hold_back(session, claim.integration_id, error.retry_after, at=at)
        if runs.stood_still(session, claim):
            return False
    runs.put_off(session, claim, at + retrying.wish(error.retry_after))
    return True


def told(until: datetime, zone: str) -> str:
    """Return the sentence that says until when a run waits."""
    return f"Waits for the service's rate limit until {until.astimezone(clocks.zone(zone)):%H:%M}."
