"""How the webhooks have done lately: success, speed, what waits and for how long."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import condition, endpoints, retention, waiting
from sakshi_desktop.hub.types import EndpointRow
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Event

MOST = 20_000
"""So many of the youngest deliveries are looked through."""
PERCENTILE = 0.95
BUCKETS = 24
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Requests of a stretch of time.

    Attributes:
        requests: those that ended, whichever way; not those that this PC could not send, slept over or was stopped in.
        average: milliseconds until the answer, None where nothing was answered.
        p95: milliseconds in which 95 of 100 were answered.
        course: the share of good ones in equal parts of the time, oldest first; None where there were none.
    """

    requests: int = 0
    failed: int = 0
    average: int | None = None
    p95: int | None = None
    course: tuple[float | None, ...] = ()

    @property
    def success(self) -> float | None:
        """Return the share of requests that were delivered, None where there were none."""
        return None if not self.requests else (self.requests - self.failed) / self.requests


@dataclass(frozen=True, slots=True)
class Beat:
    """A webhook and its pulse.

    Attributes:
        oldest: how long the oldest message that waits has waited.
        ends: what waits for a person is given up after so long, the oldest first; None where nothing does.
        available: of the last 30 days, the share of the time in which it was not failing; None before its first answer.
        proving: from its adding to the first message that it took, None while it took none.
    """

    row: EndpointRow
    pulse: Pulse
    oldest: timedelta | None
    ends: timedelta | None = None
    available: float | None = None
    proving: timedelta | None = None

    @property
    def id(self) -> int:
        """Return the id of the webhook."""
        return self.row.id

    @property
    def notice(self) -> str:
        """Return for what its messages wait, and until when; empty where none waits for a person."""
        if self.ends is None:
            return ""
        end = condition.countdown(self.ends // timedelta(days=1))
        why = f"{self.row.waits} " if self.row.waits else ""
        return f"{ids.show('WHK', self.id)} stands still: {why}What waits longest is given up {end}."


@dataclass(frozen=True, slots=True)
class Board:
    """All webhooks together, and one by one.

    Attributes:
        oldest: how long the oldest message that waits has waited, None where none does.
        cut: there were more deliveries than are looked through.
        kept_days: for so long what arrived is kept, None where that is as long as is looked back: beyond it only
            failures would be found.
    """

    since: datetime
    whole: Pulse
    beats: tuple[Beat, ...]
    waiting: int
    dead: int
    oldest: timedelta | None
    cut: bool
    kept_days: int | None = None

    @property
    def caveat(self) -> str:
        """Return what stands above figures of the youngest deliveries alone, "" where they are of all."""
        said = [f"Only the youngest {MOST:,} deliveries are counted: there were more."] if self.cut else []
        if self.kept_days is not None:
            days = "1 day" if self.kept_days == 1 else f"{self.kept_days:,} days"
            said.append(f"What arrived is kept for {days}: nothing older is counted.")
        return " ".join(said)


_Request = tuple[int, datetime, bool, int | None]


def board(session: Session, span: timedelta, *, at: datetime, most: int = MOST) -> Board:
    """Return how the webhooks have done in the last ``span``, by ``most`` of their youngest deliveries."""
    since, rows = at - span, endpoints.listed(session, at=at)
    kept_days = retention.current(session).done_days
    whole = at - timedelta(days=kept_days)  # of what is older only failures are kept
    months, cut = _requests(session, max(whole, min(since, at - MONTH)), most)
    requests = [one for one in months if one[1] >= since]
    by_hook: dict[int, list[_Request]] = defaultdict(list)
    for one in requests:
        by_hook[one[0]].append(one)
    ages, ends, proven = _oldest(session, at), _ends(session, at), _proving(session)
    by_month: dict[int, list[_Request]] = defaultdict(list)
    for one in months:
        by_month[one[0]].append(one)
    beats = tuple(
        Beat(
            row,
            _pulse(by_hook[row.id], since, span),
            ages.get(row.id),
            ends.get(row.id),
            availability(by_month[row.id], max(at - MONTH, whole, row.created_at), at),
            proven.get(row.id),
        )
        for row in rows
    )
    return Board(
        since=since,
        whole=_pulse(requests, since, span),
        beats=beats,
        waiting=sum(row.pending for row in rows),
        dead=sum(row.dead for row in rows),
        oldest=max(ages.values(), default=None),
        cut=cut,
        kept_days=kept_days if whole > min(since, at - MONTH) else None,
    )


def availability(requests: Sequence[_Request], since: datetime, at: datetime) -> float | None:
    """Return the share of a time in which a receiver was not failing: from a failure to the next good answer it was."""
    if not requests or at <= since:
        return None
    down, failing = timedelta(0), None
    for _, when, good, _ in sorted(requests, key=lambda one: one[1]):
        moment = max(when, since)
        if good and failing is not None:
            down, failing = down + (moment - failing), None
        elif not good and failing is None:
            failing = moment
    if failing is not None:
        down += at - failing
    return 1 - down / (at - since)


def percentile(values: Sequence[int], share: float) -> int:
    """Return the smallest of ``values`` that a share of them does not exceed (nearest rank); there must be some."""
    ranked = sorted(values)
    return ranked[max(0, ceil(share * len(ranked)) - 1)]


def _requests(session: Session, since: datetime, most: int) -> tuple[list[_Request], bool]:
    young = select(Delivery.id, Delivery.endpoint_id).order_by(Delivery.id.desc()).limit(most).subquery()
    asked = (
        select(young.c.endpoint_id, Attempt.at, Attempt.error, Attempt.status, Attempt.millis)
        .join(Attempt, Attempt.delivery_id == young.c.id)
        .where(Attempt.at >= since, Attempt.millis.is_not(None))
    )
    found = [
        (hook, when, error is None, None if status is None else millis)  # none answered where nobody listens
        for hook, when, error, status, millis in session.execute(asked)
    ]
    first = session.scalar(select(func.min(young.c.id)))
    older = first is not None and session.scalar(select(func.count(Delivery.id)).where(Delivery.id < first))
    return found, bool(older)


def _oldest(session: Session, at: datetime) -> dict[int, timedelta]:
    waits = Delivery.state.in_((DeliveryState.PENDING, DeliveryState.PAUSED))
    asked = (
        select(Delivery.endpoint_id, func.min(Event.at))
        .join(Event, Event.id == Delivery.event_id)
        .where(waits)
        .group_by(Delivery.endpoint_id)
    )
    return {hook: max(timedelta(0), at - when) for hook, when in session.execute(asked)}


def _ends(session: Session, at: datetime) -> dict[int, timedelta]:
    kept = timedelta(days=retention.current(session).attempt_days)
    asked = select(Delivery.endpoint_id, func.min(Delivery.due_at)).where(waiting.is_in(DeliveryState.PAUSED))
    found = session.execute(asked.group_by(Delivery.endpoint_id))
    return {hook: max(timedelta(0), since + kept - at) for hook, since in found}


def _proving(session: Session) -> dict[int, timedelta]:
    """Return how long each webhook took from its adding to the first message that it took."""
    first = (
        select(Delivery.endpoint_id, func.min(retention.TAKEN_AT).label("at"))
        .where((Delivery.state == DeliveryState.DONE) | Delivery.resent_at.is_not(None))
        .group_by(Delivery.endpoint_id)
        .subquery()
    )
    asked = select(Endpoint.id, Endpoint.created_at, Endpoint.verified_at, first.c.at)
    rows = session.execute(asked.outerjoin(first, first.c.endpoint_id == Endpoint.id))
    found = ((key, made, swept or kept) for key, made, swept, kept in rows)
    return {key: max(timedelta(0), at - made) for key, made, at in found if at is not None}


def _pulse(requests: Sequence[_Request], since: datetime, span: timedelta) -> Pulse:
    if not requests:
        return Pulse()
    millis = [took for _, _, _, took in requests if took is not None]
    parts: list[list[bool]] = [[] for _ in range(BUCKETS)]
    for _, when, good, _ in requests:
        parts[min(BUCKETS - 1, int((when - since) / span * BUCKETS))].append(good)
    return Pulse(
        requests=len(requests),
        failed=sum(not good for _, _, good, _ in requests),
        average=round(sum(millis) / len(millis)) if millis else None,
        p95=percentile(millis, PERCENTILE) if millis else None,
        course=tuple(sum(part) / len(part) if part else None for part in parts),
    )
