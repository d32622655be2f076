"""Deliveries as people look at them: searched, opened, sent again, recovered, tried out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Case, ScalarSelect, Select, and_, case, false, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from sakshi_desktop.core import ids, telltales
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus
from sakshi_desktop.hub import fanout, forms, fuller, messages, waiting
from sakshi_desktop.hub.types import AttemptRow, DeliveryRow, Resent
from sakshi_desktop.store import audit, counting, outbox
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Event, FullerData, Integration

SomeSelect = TypeVar("SomeSelect", bound=Select[*tuple[Any, ...]])
MOST = 10_000
"""Deliveries that are sent again, or recovered, at once."""
PAGE = 100
SHORTLY = timedelta(hours=1)
"""For so long a search leaves alone what was sent once more and arrived."""
SENT = "sent"
OWN = "custom"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries are meant; what is not said narrows nothing down.

    Attributes:
        text: part of the event's id, kind or body.
        before: only deliveries older than this one, by its number: the next page.
    """

    endpoint_id: int | None = None
    state: DeliveryState | None = None
    kind: str | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def listed(session: Session, wanted: Wanted, *, limit: int = PAGE) -> list[DeliveryRow]:
    """Return deliveries, the newest first."""
    rows = session.execute(_narrowed(_asked(), wanted).order_by(Delivery.id.desc()).limit(limit))
    return [_row(found) for found in rows]


def count(session: Session, wanted: Wanted) -> Count:
    """Return how many deliveries are meant, as far as that is known at once."""
    return counting.among_newest(session, _ids(wanted), Delivery.id)


def total(session: Session, wanted: Wanted) -> int:
    """Return how many deliveries are meant."""
    return counting.exactly(session, _ids(wanted))


def one(session: Session, delivery_id: int) -> DeliveryRow:
    """Return a delivery.

    Raises:
        NotFoundError: there is none with this number.
    """
    found = session.execute(_asked().where(Delivery.id == delivery_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no delivery {delivery_id}.", hint="It may be older than what is kept.")
    return _row(found)


def attempts(session: Session, delivery_id: int) -> list[AttemptRow]:
    """Return the requests of a delivery, the oldest first."""
    asked = select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(Attempt.at, Attempt.token)
    return [
        AttemptRow(
            number=kept.number,
            at=kept.at,
            status=kept.status,
            millis=kept.millis,
            error=kept.error,
            sent_headers=_seen(json.loads(kept.sent_headers or "{}")),
            request_sha256=kept.request_sha256,
            response=kept.response,
            response_bytes=kept.response_bytes,
        )
        for kept in session.scalars(asked)
    ]


def _seen(heads: Mapping[str, str]) -> dict[str, str]:
    """Return headers as people may see them; those of before secret ones were refused in the open, too."""
    return {
        name: value if name.lower().startswith("webhook-") else telltales.header(name, value)
        for name, value in heads.items()
    }


def resend(
    session: Session,
    wanted: Wanted | Sequence[int],
    *,
    by: Actor,
    at: datetime,
    seen: datetime | None = None,
    again: bool = False,
    most: int = MOST,
) -> Resent:
    """Send deliveries once more, at once and with a new schedule; return what became of those that are meant.

    What is on its way already is left alone, and so is what has a receiver that stands still. So is what a search
    finds that was sent once more a short while ago and arrived: the same wish, uttered twice, sends once.

    Args:
        wanted: a search, or numbers: what is named by its number is sent even if it arrived just now.
        seen: when a person saw what is meant; what arrived since then is left alone too.
        again: what was sent once more a short while ago and arrived is meant too.
        most: deliveries at once.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        ConflictError: more than ``most`` are meant.
    """
    by.must(Right.EDIT_WEBHOOKS)
    named = None if isinstance(wanted, Wanted) else wanted
    fate = _fate(at, seen, None if again or named is not None else at - SHORTLY)
    meant = true() if named is None else Delivery.id.in_(named)
    counted = select(fate, func.count()).select_from(Delivery).join(Event).join(Endpoint).where(meant).group_by(fate)
    chosen = select(Delivery.id).join(Event).join(Endpoint).where(meant, fate == SENT).order_by(Delivery.id)
    if isinstance(wanted, Wanted):
        counted, chosen = _narrowed(counted, wanted), _narrowed(chosen, wanted)
    counts = {word: count for word, count in session.execute(counted)}  # noqa: C416  # a row is no pair for dict()
    _check_number(counts.get(SENT, 0), most)
    begun = session.scalars(chosen.with_for_update(of=Delivery)).all()
    if begun:
        values = {"state": DeliveryState.PENDING, "tries": 0, "due_at": at, "resent_at": at}
        session.execute(update(Delivery).where(Delivery.id.in_(begun)).values(values))
        _told(session, "resend", None, len(begun), by, at)
    snatched = max(0, counts.pop(SENT, 0) - len(begun))  # another person was quicker by a moment
    under_way = counts.pop("under_way", 0) + snatched
    return Resent(len(begun), under_way, **counts)


def _fate(at: datetime, seen: datetime | None, since: datetime | None) -> Case[str]:
    """Return what becomes of a delivery that is to be sent once more, by the names of Resent.

    Args:
        since: what was sent once more after that, and arrived, is left alone.
    """
    next_in_line = and_(Delivery.state == DeliveryState.PENDING, Delivery.tries == 0, Delivery.due_at <= at)
    news = [Delivery.due_at > seen] if seen is not None else []
    news += [Delivery.resent_at > since] if since is not None else []
    return case(
        (waiting.STANDS_STILL, "paused"),
        (or_(Delivery.token.is_not(None), next_in_line), "under_way"),
        (and_(Delivery.state == DeliveryState.DONE, or_(false(), *news)), "arrived"),
        else_=SENT,
    )


def recover(
    session: Session,
    endpoint_id: int,
    since: datetime,
    until: datetime,
    *,
    by: Actor,
    at: datetime,
    most: int = MOST,
) -> int:
    """Send a receiver all that it wants and did not take in a stretch of time; return how many deliveries that are.

    Events before the receiver was there count too: this is also how a new one is filled. What a disabled receiver has
    missed waits until it is enabled.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        NotFoundError: there is no such receiver.
        InvalidError: the stretch ends before it begins.
        ConflictError: more than ``most`` are meant.
    """
    by.must(Right.EDIT_WEBHOOKS)
    if since > until:
        raise InvalidError("The time ends before it begins.", hint="Exchange the two.")
    kept = session.get(Endpoint, endpoint_id, with_for_update={"key_share": True})
    if kept is None:
        raise NotFoundError(
            f"There is no webhook {ids.show('WHK', endpoint_id)}.", hint="Another person may have removed it."
        )
    wish = fanout.wish_of(kept)
    missed = _missed(session, wish, since, until, most)
    again = [delivery for _, delivery in missed if delivery is not None]
    still = Delivery.id.in_(again) & (Delivery.state == DeliveryState.DEAD)  # not those that somebody sent meanwhile
    revived = session.execute(update(Delivery).where(still).values(state=wish.state, tries=0, due_at=at, token=None))
    rows = [(event, endpoint_id, wish.state) for event, delivery in missed if delivery is None]
    if rows:
        fanout.put(session, rows, at=at)
    count = int(getattr(revived, "rowcount", 0)) + len(rows)
    if count:
        _told(session, "recover", endpoint_id, count, by, at)
    return count


def _missed(
    session: Session, wish: fanout.Wish, since: datetime, until: datetime, most: int
) -> list[tuple[int, int | None]]:
    """Return the events that a receiver wants and did not take, each with its dead delivery if it has one."""
    mine = (Delivery.event_id == Event.id) & (Delivery.endpoint_id == wish.endpoint)
    asked = (
        select(Event.id, Event.type, Event.body, Delivery.id)
        .outerjoin(Delivery, mine)
        .where(Event.at.between(since, until), Event.type.not_like("webhook.%"))
        .where(Delivery.id.is_(None) | (Delivery.state == DeliveryState.DEAD))
        .order_by(Event.id)
        .execution_options(yield_per=PAGE)
    )
    found: list[tuple[int, int | None]] = []
    with session.execute(asked) as rows:
        for event, kind, data, delivery in rows:
            if wish.suits(kind, data):
                found.append((event, delivery))
                _check_number(len(found), most)
    return found


def try_out(
    session: Session, endpoint_id: int, kind: str, data: Mapping[str, object], *, by: Actor, at: datetime
) -> tuple[int, str]:
    """Send one receiver a trial, whatever it subscribed to; return the delivery's number and the event's id.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        NotFoundError: there is no such receiver.
        ConflictError: it is disabled, or its service is paused.
        InvalidError: there is no such kind of event, or the body cannot be sent.
    """
    by.must(Right.EDIT_WEBHOOKS)
    forms.check_kind(kind)
    messages.check(kind, at, data)
    kept = session.get(Endpoint, endpoint_id)
    if kept is None:
        raise NotFoundError(
            f"There is no webhook {ids.show('WHK', endpoint_id)}.", hint="Another person may have removed it."
        )
    if kept.disabled_at is not None:
        raise ConflictError(f"{ids.show('WHK', endpoint_id)} is disabled.", hint="Enable it first.")
    service = session.get_one(Integration, kept.integration_id)
    if service.status is IntegrationStatus.INACTIVE:
        raise ConflictError(f"{service.name} is paused.", hint="Activate it first.")
    name = outbox.record(session, kind, data, at=at, fan_out=False)
    session.flush()
    event = session.scalars(select(Event.id).where(Event.public_id == name)).one()
    made = Delivery(event_id=event, endpoint_id=endpoint_id, state=DeliveryState.PENDING, tries=0, due_at=at)
    session.add(made)
    session.flush()
    audit.record(session, by, "webhook.test", endpoint_id, at=at, event=name)
    return made.id, name


def tell(session: Session, data: Mapping[str, object], *, by: Actor, at: datetime) -> tuple[str, int]:
    """Tell all receivers that want it of an event of the house's own; return its id and how many they are.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        InvalidError: the body cannot be sent.
    """
    by.must(Right.EDIT_WEBHOOKS)
    messages.check(OWN, at, data)
    name = outbox.record(session, OWN, data, at=at)
    audit.record(session, by, "webhook.tell", None, at=at, event=name)
    return name, len(told_of(session, data, at=at))


def told_of(session: Session, data: Mapping[str, object], *, at: datetime) -> frozenset[int]:
    """Return which receivers would be told of an event of the house's own, were it told now.

    Raises:
        InvalidError: the body cannot be sent.
    """
    messages.check(OWN, at, data)
    return fanout.wanting(session, OWN, json.dumps(data))


def _of_last(column: InstrumentedAttribute[str | None]) -> ScalarSelect[str | None]:
    """Return the question after something of the last request of a delivery."""
    mine = select(column).where(Attempt.delivery_id == Delivery.id)
    return mine.order_by(Attempt.at.desc()).limit(1).scalar_subquery()


def _asked() -> Select[*tuple[Any, ...]]:
    error, sent = _of_last(Attempt.error), _of_last(Attempt.sent_headers)
    digest = case((FullerData.data.is_not(None), _of_last(Attempt.request_sha256)))
    asked = select(Delivery, waiting.STATE, Event, Endpoint, Integration, error, sent, FullerData.data, digest)
    whole = asked.select_from(Delivery).join(Event, Event.id == Delivery.event_id).join(Endpoint).join(Integration)
    return whole.outerjoin(FullerData, FullerData.event_id == Event.id)


def _ids(wanted: Wanted) -> Select[int]:
    return _narrowed(select(Delivery.id).join(Event), wanted)


def _narrowed(asked: SomeSelect, wanted: Wanted) -> SomeSelect:
    text = wanted.text.strip()
    conditions = (
        wanted.endpoint_id is not None and Delivery.endpoint_id == wanted.endpoint_id,
        wanted.state is not None and waiting.is_in(wanted.state),
        wanted.kind is not None and Event.type == wanted.kind,
        wanted.since is not None and Event.at >= wanted.since,
        wanted.until is not None and Event.at <= wanted.until,
        wanted.before is not None and Delivery.id < wanted.before,
        bool(text) and (Event.public_id + " " + Event.type + " " + Event.body).icontains(text, autoescape=True),
    )
    for condition in conditions:
        if condition is not False:
            asked = asked.where(condition)
    return asked


def _row(found: Any) -> DeliveryRow:  # noqa: ANN401  # a row of what _asked asks
    delivery, state, event, place, service, error, sent, more, digest = found
    paused = state is DeliveryState.PAUSED
    body, is_fuller = _body(event, place, more, digest)
    return DeliveryRow(
        id=delivery.id,
        event=event.public_id,
        type=event.type,
        at=event.at,
        endpoint_id=delivery.endpoint_id,
        url=telltales.shown(place.url),
        state=state,
        tries=delivery.tries,
        due_at=delivery.due_at,
        last_status=delivery.last_status,
        error=error,
        waits=waiting.for_a_person(place, service.name, service.status) if paused else None,
        body=body,
        test=forms.MODE in json.loads(sent) if sent else not service.live,
        fuller=is_fuller,
    )


def _body(event: Event, place: Endpoint, more: str | None, digest: str | None) -> tuple[str, bool]:
    """Return the body that was sent, or would be, as people may see it; and whether it is a fuller one.

    Args:
        more: the data of a fuller one, None where no receiver was sent one.
        digest: of what this receiver was last sent, None before.
    """
    thin = messages.body(event.type, event.at, event.body)
    sent = thin if more is None else messages.body(event.type, event.at, more)
    is_sent = place.fuller if digest is None else hashlib.sha256(sent).hexdigest() == digest
    if more is None or sent == thin or not is_sent:
        return thin.decode(), False
    return messages.body(event.type, event.at, fuller.masked(event.type, more)).decode(), True


def _check_number(count: int, most: int) -> None:
    if count > most:
        raise ConflictError(
            f"More than {most:,} deliveries are meant.", hint="Choose a shorter time or a narrower search."
        )


def _told(session: Session, deed: str, endpoint_id: int | None, count: int, by: Actor, at: datetime) -> None:
    audit.record(session, by, f"webhook.{deed}", endpoint_id, at=at, deliveries=count)
    outbox.record(session, "webhook.changed", {"action": deed, "deliveries": count}, at=at)
