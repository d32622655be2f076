"""What is forgotten of events, webhooks and syncs, and when: in small batches, so that nobody waits."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import claims, waiting
from sakshi_desktop.hub.gaps import Gap, before
from sakshi_desktop.hub.standing import SAKSHI
from sakshi_desktop.store import audit
from sakshi_desktop.store.models import (
    Attempt,
    Delivery,
    Endpoint,
    Event,
    Outgoing,
    SharedSetting,
    SyncIntent,
    SyncMove,
    SyncRecord,
    SyncRun,
)

NAME = "webhook_retention"
BATCH = 500
MOST_DAYS = 3_650
EVERY = 2**62
ENDED = (DeliveryState.DONE, DeliveryState.DEAD)


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days something is kept; events, as long as the longest of these.

    Attributes:
        done_days: deliveries that arrived, with all their requests.
        attempt_days: requests of all others, and deliveries that were given up, or wait because their webhook is
            disabled or its service paused.
        run_days: what each run of a sync did, record by record; it can be taken back for as long.
    """

    done_days: int = 30
    attempt_days: int = 90
    run_days: int = 90


def current(session: Session) -> Retention:
    """Return what holds for this house."""
    kept = session.scalars(select(SharedSetting.value).where(SharedSetting.name == NAME)).one_or_none()
    return Retention(**json.loads(kept)) if kept else Retention()


def change(session: Session, wanted: Retention, *, by: Actor, at: datetime) -> None:
    """Keep deliveries for another number of days.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        InvalidError: it is less than a day or more than ten years.
    """
    by.must(Right.EDIT_WEBHOOKS)
    if not all(1 <= days <= MOST_DAYS for days in asdict(wanted).values()):
        raise InvalidError(
            "Deliveries and runs are kept from 1 day to ten years.", hint="30 and 90 days are the house's choice."
        )
    session.merge(SharedSetting(name=NAME, value=json.dumps(asdict(wanted))))
    audit.record(session, by, "webhook.retention", None, at=at, **asdict(wanted))


_GOOD = select(func.min(Attempt.at)).where(
    Attempt.delivery_id == Delivery.id, Attempt.error.is_(None), Attempt.millis.is_not(None)
)
TAKEN_AT = case(
    (Delivery.resent_at.is_not(None), _GOOD.scalar_subquery()), (Delivery.state == DeliveryState.DONE, Delivery.due_at)
)
"""When a receiver first took a delivery, None if it did not; whatever became of it when it was sent once more."""


def sweep(session: Session, *, at: datetime, gaps: Sequence[Gap] = (), batch: int = BATCH) -> int:
    """Forget some of what is old enough and return how much that was; 0 when there is no more.

    Args:
        gaps: stretches that are no part of the days for which something is kept.
    """
    claims.release_still(session, at=at)
    kept = current(session)

    def ago(days: int) -> datetime:
        return before(at, timedelta(days=days), gaps)

    done, rest = ago(kept.done_days), ago(kept.attempt_days)
    old = (
        select(Delivery.id)
        .where(
            ((Delivery.state == DeliveryState.DONE) & (Delivery.due_at < done))
            | ((waiting.is_in(DeliveryState.DEAD) | waiting.is_in(DeliveryState.PAUSED)) & (Delivery.due_at < rest))
        )
        .order_by(Delivery.id)
        .limit(batch)
    )
    gone = session.scalars(old.with_for_update(of=Delivery, skip_locked=True)).all()  # not what a person sends now
    if gone:
        _remember_first(session, gone)
        _tell_of_those_that_waited(session, gone, at)
        session.execute(delete(Delivery).where(Delivery.id.in_(gone)))  # their attempts go with them
        return len(gone)
    requests = session.execute(
        select(Attempt.delivery_id, Attempt.token)
        .join(Delivery)
        .where(Attempt.at < rest, Delivery.state.not_in(ENDED))
        .limit(batch)
    ).all()
    for delivery_id, token in requests:
        session.execute(delete(Attempt).where(Attempt.delivery_id == delivery_id, Attempt.token == token))
    longest = max(asdict(kept).values())
    return (
        len(requests)
        or _sweep_runs(session, ago(kept.run_days), batch)
        or _sweep_events(session, ago(longest), at, batch)
    )


def _sweep_events(session: Session, before: datetime, at: datetime, batch: int) -> int:
    """Forget events that have been handed out and of which no delivery tells any more.

    Ids follow time: what lies below the first young event is looked at, not all that happened since. One that is
    ahead of ``at`` was recorded by a clock that was fast, and tells of no time.
    """
    young = select(Event.id).where(Event.at.between(before, at)).order_by(Event.id).limit(1).scalar_subquery()
    kept = (
        select(Outgoing.event_id).where(Outgoing.event_id == Event.id),
        select(Delivery.id).where(Delivery.event_id == Event.id),
    )
    old = (Event.id < func.coalesce(young, EVERY), Event.at < before, *(~each.exists() for each in kept))
    gone = session.scalars(select(Event.id).where(*old).order_by(Event.id).limit(batch)).all()
    session.execute(delete(Event).where(Event.id.in_(gone)))
    return len(gone)


def _tell_of_those_that_waited(session: Session, gone: Sequence[int], at: datetime) -> None:
    """Write into the trail how many were never sent, because nobody enabled their webhook or activated its service."""
    waited = Delivery.id.in_(gone) & Delivery.state.not_in(ENDED)
    counted = select(Delivery.endpoint_id, func.count()).where(waited).group_by(Delivery.endpoint_id)
    for place, count in session.execute(counted.order_by(Delivery.endpoint_id)):
        audit.record(session, SAKSHI, "webhook.give_up", place, at=at, deliveries=count)


def _remember_first(session: Session, gone: Sequence[int]) -> None:
    """Keep when webhooks first took something, where that is about to be swept away."""
    first = (
        select(Delivery.endpoint_id, func.min(TAKEN_AT))
        .join(Endpoint)
        .where(Delivery.id.in_(gone), TAKEN_AT.is_not(None), Endpoint.verified_at.is_(None))
        .group_by(Delivery.endpoint_id)
    )
    for key, at in session.execute(first).all():
        session.execute(update(Endpoint).where(Endpoint.id == key).values(verified_at=at))


def _sweep_runs(session: Session, before: datetime, batch: int) -> int:
    """Forget what old runs did, then old runs themselves; what both sides have stays known, and so does its run."""
    old = SyncRun.ended_at < before
    found = session.execute(
        select(SyncMove.run_id, SyncMove.external_id)
        .join(SyncRun, SyncRun.id == SyncMove.run_id)
        .where(old)
        .limit(batch)
    ).all()
    for run_id, name in found:
        session.execute(delete(SyncMove).where(SyncMove.run_id == run_id, SyncMove.external_id == name))
    if found:
        return len(found)
    later = aliased(SyncRun)
    needed = (
        select(SyncRecord.run_id).where(SyncRecord.run_id == SyncRun.id),
        select(SyncIntent.run_id).where(SyncIntent.run_id == SyncRun.id),
        select(later.id).where(later.of_run_id == SyncRun.id),
    )
    gone = session.scalars(select(SyncRun.id).where(old, *(~each.exists() for each in needed)).limit(batch)).all()
    session.execute(delete(SyncRun).where(SyncRun.id.in_(gone)))
    return len(gone)
