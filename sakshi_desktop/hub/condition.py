"""How a service that works really stands: what is broken, what needs a person, and why."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import IntegrationStatus, JobState
from sakshi_desktop.hub import connected, oauth, rules, sign_ins
from sakshi_desktop.store.models import DeadLetter, Endpoint, Integration, SyncJob

WARN_DAYS = 14
"""So many days before a secret runs out a person is told."""
BY_A_PERSON = "A person disabled it."
Condition = tuple[IntegrationStatus, str]
_WORST = (IntegrationStatus.ERROR, IntegrationStatus.ATTENTION)


def told(session: Session, *, at: datetime) -> dict[int, Condition]:
    """Return how services stand that are not well, each with its worst reason; those that are well are left out."""
    found: dict[int, Condition] = {}
    for service, status, reason in (*_sign_ins(session), *_secrets(session, at), *_webhooks(session), *_syncs(session)):
        before = found.get(service)
        if before is None or _WORST.index(status) < _WORST.index(before[0]):
            found[service] = (status, reason)
    return found


def days_left(until: int, at: datetime) -> int:
    """Return in how many days a secret runs out; negative, it did."""
    return until - clocks.today(lambda: at)


def countdown(left: int) -> str:
    """Return that in words: today, in 1 day, in 9 days, 3 days ago."""
    if left == 0:
        return "today"
    days = f"{abs(left):,} day{'' if abs(left) == 1 else 's'}"
    return f"in {days}" if left > 0 else f"{days} ago"


def _sign_ins(session: Session) -> Iterable[tuple[int, IntegrationStatus, str]]:
    for key, (status, why) in sign_ins.unready(session).items():
        yield key, status, why


def _secrets(session: Session, at: datetime) -> Iterable[tuple[int, IntegrationStatus, str]]:
    for key, until, config in session.execute(
        select(Integration.id, Integration.secret_until, Integration.config).where(
            Integration.secret_until.is_not(None)
        )
    ):
        if until is None:
            continue
        left = days_left(until, at)
        when = f"{to_date(until):%d %b %Y}".lstrip("0")
        by_oauth = oauth.chosen(connected.from_json(config))
        what, then = ("sign-in", "reconnect it") if by_oauth else ("secret", "enter a new one")
        if left < 0:
            yield key, IntegrationStatus.ERROR, f"Its {what} ran out on {when}: {then}."
        elif left <= WARN_DAYS:
            yield key, IntegrationStatus.ATTENTION, f"Its {what} runs out {countdown(left)}, on {when}."


def _webhooks(session: Session) -> Iterable[tuple[int, IntegrationStatus, str]]:
    rows = session.execute(
        select(Endpoint.integration_id, Endpoint.id, Endpoint.fails, Endpoint.disabled_at, Endpoint.disabled_why)
        .where((Endpoint.fails >= rules.BREAK_AFTER) | Endpoint.disabled_at.is_not(None))
        .order_by(Endpoint.id)
    )
    for service, key, fails, disabled, why in rows:
        name = ids.show("WHK", key)
        if disabled is None:
            yield service, IntegrationStatus.ATTENTION, f"{name} has failed {fails:,} times in a row."
        elif why != BY_A_PERSON:
            yield service, IntegrationStatus.ERROR, f"{name} is disabled: {why}"


def _syncs(session: Session) -> Iterable[tuple[int, IntegrationStatus, str]]:
    jobs = session.execute(
        select(
            SyncJob.integration_id, SyncJob.id, SyncJob.stream, SyncJob.state, SyncJob.fails, SyncJob.reason
        ).order_by(SyncJob.id)
    ).all()
    counted = session.execute(select(DeadLetter.job_id, func.count()).group_by(DeadLetter.job_id))
    letters = {key: count for key, count in counted}  # noqa: C416  # a row is no pair for dict()
    for service, key, stream, state, fails, reason in jobs:
        if state is JobState.FAILED:
            yield service, IntegrationStatus.ERROR, f"The sync of {stream} rests: {reason}"
        elif fails:
            yield service, IntegrationStatus.ATTENTION, f"The sync of {stream} failed: {reason}"
        elif letters.get(key):
            count = letters[key]
            what = "record was" if count == 1 else "records were"
            yield service, IntegrationStatus.ATTENTION, f"{count:,} {what} not taken by the sync of {stream}."
