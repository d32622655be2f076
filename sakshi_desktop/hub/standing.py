"""How a receiver stands: left alone after failures in a row, warned of, disabled after days of nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids, telltales
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.hub import batches, endpoints, rules
from sakshi_desktop.hub.claims import Result
from sakshi_desktop.hub.types import Outcome
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, SyncJob

SAKSHI = Actor(name="Sakshi")
FAILED = frozenset({Outcome.FAILED, Outcome.SLOW, Outcome.GONE})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the dispatcher must know of a receiver after its results were noted."""

    fails: int
    open_until: datetime | None
    disabled: bool


def note(session: Session, results: Iterable[Result], *, at: datetime) -> dict[int, Standing]:
    """Take results into account, in their order; return the standings of receivers that failed or are back."""
    found: dict[int, list[Result]] = defaultdict(list)
    for result in results:
        told = found[result.claim.endpoint_id]
        if result.answer.outcome in FAILED or result.answer.outcome is Outcome.DELIVERED:
            told.append(result)
    stands: dict[int, Standing] = {}
    for kept in _changing(session, found):
        _walk(session, kept, found[kept.id], at)
        stands[kept.id] = Standing(kept.fails, kept.open_until, kept.disabled_at is not None)
    session.flush()
    return stands


def probe(session: Session, endpoint_id: int, *, at: datetime) -> bool:
    """Return whether this process may try a receiver that was left alone; one of all PCs may."""
    free = (Endpoint.id == endpoint_id) & or_(Endpoint.open_until.is_(None), Endpoint.open_until <= at)
    kept = session.scalars(select(Endpoint).where(free).with_for_update(skip_locked=True, key_share=True)).one_or_none()
    if kept is not None:
        kept.open_until = at + rules.PROBE_LEASE
        session.flush()
    return kept is not None


def forgive(session: Session, gap: timedelta, *, at: datetime) -> None:
    """Take the time in which nobody was at work until now from the time for which receivers, and syncs, have failed."""
    if not gap:
        return
    receivers = select(Endpoint).where(Endpoint.failing_since.is_not(None)).order_by(Endpoint.id)
    jobs = select(SyncJob).where(SyncJob.failing_since.is_not(None)).order_by(SyncJob.id)
    failing: list[Endpoint | SyncJob] = [*session.scalars(receivers.with_for_update(key_share=True))]
    failing += session.scalars(jobs.with_for_update(key_share=True))
    for kept in failing:
        set_forward(kept, gap, at)


# Made once: it is asked with every batch of results.
_MET = "SELECT id, fails > 0 OR open_until IS NOT NULL FROM endpoints WHERE id IN {ids}"
_STAYING = {
    "sqlite": batches.over_ids(_MET)["sqlite"],
    "postgresql": batches.over_ids(f"{_MET} ORDER BY id FOR KEY SHARE")["postgresql"],
}


def _changing(session: Session, met: Mapping[int, Sequence[Result]]) -> Iterable[Endpoint]:
    """Return the receivers whose standing changes, in one order for everybody; most answered and had not failed.

    None of those that were met is removed, disabled or enabled by a person before this transaction ends: who does so
    waits for its deliveries, and these are written next.

    Args:
        met: by receiver, the results that say something of it.
    """
    if not met:
        return ()
    connection = session.connection()
    rows = connection.execute(_STAYING[connection.dialect.name], batches.given(list(met))).all()
    places = [place for place, troubled in rows if met[place] and (troubled or any(map(_is_failure, met[place])))]
    if not places:
        return ()
    asked = select(Endpoint).where(Endpoint.id.in_(places)).order_by(Endpoint.id)
    return session.scalars(asked.with_for_update(key_share=True)).all()


def _is_failure(result: Result) -> bool:
    return result.answer.outcome in FAILED


def _walk(session: Session, kept: Endpoint, results: list[Result], at: datetime) -> None:
    for result in results:
        if result.answer.outcome is Outcome.DELIVERED:
            kept.fails = 0
            kept.failing_since = kept.failed_at = kept.open_until = kept.warned_at = None
        elif result.answer.outcome is Outcome.GONE:
            if kept.disabled_at is None:
                endpoints.stop(session, kept, why=rules.GONE, by=SAKSHI, at=at)
        elif result.claim.probe or kept.open_until is None or kept.open_until <= at:
            _count(session, kept, at)
    if kept.disabled_at is None and kept.failing_since is not None:
        _judge(session, kept, kept.failing_since, at)


def _count(session: Session, kept: Endpoint, at: datetime) -> None:
    """Count a failure; those that were on their way when it was decided to wait change nothing."""
    kept.fails += 1
    kept.failing_since = kept.failing_since or at
    if kept.failed_at is not None and at - kept.failed_at > rules.LONGEST_QUIET:
        quiet = at - kept.failed_at - _offline(session, kept, kept.failed_at, at) - rules.LONGEST_QUIET
        set_forward(kept, quiet, at)
    kept.failed_at = at
    pause = rules.break_for(kept.fails)
    kept.open_until = None if pause is None else at + pause


def set_forward(kept: Endpoint | SyncJob, gap: timedelta, at: datetime) -> None:
    """Take time in which nothing was tried from that for which one has failed, and from that since it was warned of.

    What happened since is no older for it: nothing is set beyond ``at``.
    """
    if gap > timedelta(0):
        kept.failing_since = kept.failing_since and max(kept.failing_since, min(kept.failing_since + gap, at))
        kept.failed_at = kept.failed_at and max(kept.failed_at, min(kept.failed_at + gap, at))
        kept.warned_at = kept.warned_at and max(kept.warned_at, min(kept.warned_at + gap, at))


def _offline(session: Session, kept: Endpoint, since: datetime, at: datetime) -> timedelta:
    """Return for how long since an instant no request to a receiver could leave the house: each time until one did."""
    asked = (
        select(Attempt.at, Attempt.error)
        .join(Delivery)
        .where(Delivery.endpoint_id == kept.id, Attempt.at >= since)
        .where(or_(Attempt.status.is_not(None), Attempt.error.is_not(None)))
        .order_by(Attempt.at)
    )
    total, gone = timedelta(0), None
    for when, error in session.execute(asked):
        if error == rules.NO_NETWORK:
            gone = gone or when
        elif gone is not None:
            total, gone = total + (when - gone), None
    return total if gone is None else total + (at - gone)


def _judge(session: Session, kept: Endpoint, since: datetime, at: datetime) -> None:
    failing = at - since
    if failing >= rules.WARN_AFTER:
        failing -= _offline(session, kept, since, at)
    days = failing // timedelta(days=1)
    if failing >= rules.DISABLE_AFTER and _had_notice(session, kept, at):
        why = f"It has done nothing but fail for {days} days."
        endpoints.stop(session, kept, why=why, by=SAKSHI, at=at)
    elif failing >= rules.WARN_AFTER and kept.warned_at is None:
        kept.warned_at = at
        ends = max(rules.DISABLE_AFTER - failing, rules.NOTICE) // timedelta(hours=1)
        audit.record(session, SAKSHI, "webhook.warn", kept.id, at=at, days=days)
        body = {
            "webhook": ids.show("WHK", kept.id),
            "host": telltales.host(kept.url),
            "failing_days": days,
            "disabled_in_hours": ends,
        }
        outbox.record(session, "webhook.failing", body, at=at)


def _had_notice(session: Session, kept: Endpoint, at: datetime) -> bool:
    """Return whether a receiver was warned of long enough ago for somebody to look at it."""
    told = kept.warned_at
    return told is not None and at - told - _offline(session, kept, told, at) >= rules.NOTICE
