"""How a receiver stands: left alone after failures in a row, warned of, disabled after days of nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.hub import addresses, batches, endpoints, rules
from sakshi_desktop.hub.claims import Result
from sakshi_desktop.hub.types import Outcome
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Endpoint

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
        if result.answer.outcome in FAILED or result.answer.outcome is Outcome.DELIVERED:
            found[result.claim.endpoint_id].append(result)
    if not found:
        return {}
    failed = {place: each for place, each in found.items() if any(one.answer.outcome in FAILED for one in each)}
    stands = _heal(session, found.keys() - failed.keys())
    rows = select(Endpoint).where(Endpoint.id.in_(failed)).order_by(Endpoint.id).with_for_update()
    for kept in session.scalars(rows) if failed else ():
        _walk(session, kept, failed[kept.id], at)
        stands[kept.id] = Standing(kept.fails, kept.open_until, kept.disabled_at is not None)
    return stands


def probe(session: Session, endpoint_id: int, *, at: datetime) -> bool:
    """Return whether this process may try a receiver that was left alone; one of all PCs may."""
    free = (Endpoint.id == endpoint_id) & or_(Endpoint.open_until.is_(None), Endpoint.open_until <= at)
    tried = session.execute(update(Endpoint).where(free).values(open_until=at + rules.PROBE_LEASE))
    return bool(getattr(tried, "rowcount", 0))


def forgive(session: Session, gap: timedelta) -> None:
    """Take the time in which this PC was away from the time for which receivers have failed."""
    for kept in session.scalars(select(Endpoint).where(Endpoint.failing_since.is_not(None)).with_for_update()):
        if kept.failing_since is not None:
            kept.failing_since += gap


# Made once: it is asked with every batch of results.
_HEAL = batches.over_ids(
    "UPDATE endpoints SET fails = 0, failing_since = NULL, open_until = NULL, warned_at = NULL "
    "WHERE (fails > 0 OR open_until IS NOT NULL) AND id IN {ids} RETURNING id"
)


def _heal(session: Session, well: Collection[int]) -> dict[int, Standing]:
    """Forget the failures of receivers that answered; most have none, and no row is written for them."""
    if not well:
        return {}
    connection = session.connection()
    back = connection.scalars(_HEAL[connection.dialect.name], batches.given(list(well))).all()
    return {place: Standing(0, None, disabled=False) for place in back}


def _walk(session: Session, kept: Endpoint, results: list[Result], at: datetime) -> None:
    for result in results:
        if result.answer.outcome is Outcome.DELIVERED:
            kept.fails, kept.failing_since, kept.open_until, kept.warned_at = 0, None, None, None
        elif result.answer.outcome is Outcome.GONE:
            if kept.disabled_at is None:
                endpoints.stop(session, kept, why=rules.GONE, by=SAKSHI, at=at)
        elif result.claim.probe or kept.open_until is None or kept.open_until <= at:
            _count(kept, at)
    if kept.disabled_at is None and kept.failing_since is not None:
        _judge(session, kept, at - kept.failing_since, at)


def _count(kept: Endpoint, at: datetime) -> None:
    """Count a failure; those that were on their way when it was decided to wait change nothing."""
    kept.fails += 1
    kept.failing_since = kept.failing_since or at
    pause = rules.break_for(kept.fails)
    kept.open_until = None if pause is None else at + pause


def _judge(session: Session, kept: Endpoint, failing: timedelta, at: datetime) -> None:
    days = failing // timedelta(days=1)
    if failing >= rules.DISABLE_AFTER:
        why = f"It has done nothing but fail for {days} days."
        endpoints.stop(session, kept, why=why, by=SAKSHI, at=at)
    elif failing >= rules.WARN_AFTER and kept.warned_at is None:
        kept.warned_at = at
        ends = (rules.DISABLE_AFTER - failing) // timedelta(hours=1)
        audit.record(session, SAKSHI, "webhook.warn", kept.id, at=at, days=days)
        body = {
            "webhook": ids.show("WHK", kept.id),
            "host": addresses.place(kept.url).host,
            "failing_days": days,
            "disabled_in_hours": ends,
        }
        outbox.record(session, "webhook.failing", body, at=at)
