"""Webhook receivers in the database: kept, changed, rotated, disabled, listed."""

import json
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids, telltales
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus, IntegrationType
from sakshi_desktop.hub import columns, fanout, forms, rules, waiting, workers
from sakshi_desktop.hub.types import EndpointForm, EndpointRow, Target
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Delivery, Endpoint, Integration

HOUSE = "Webhooks"
"""The integration that holds receivers which belong to no service."""
MOST = 500
HEADERS = waiting.HEADERS
_Kept = Row[*tuple[Any, ...]]


def secret_name() -> str:
    """Return a new name for an endpoint's secrets."""
    return f"webhook/{secrets.token_hex(8)}"


def add(session: Session, form: EndpointForm, *, secret: str, by: Actor, at: datetime, most: int = MOST) -> int:
    """Keep a new receiver, whose first secrets are in the vault already; return its id.

    Args:
        form: as ``forms.checked`` gave it.
        secret: the name of its signing secret.
        most: receivers of a house.

    Raises:
        ForbiddenError: ``by`` may not change webhooks, or chose fuller bodies and may not see what is in them.
        ConflictError: there are too many.
        NotFoundError: it belongs to an integration that there is not.
    """
    by.must(Right.EDIT_WEBHOOKS)
    _check_fuller(False, form, by)
    if (session.scalar(select(func.count()).select_from(Endpoint)) or 0) >= most:
        raise ConflictError(f"There are {most} webhooks already.", hint="Remove those that nobody needs.")
    since_event, since_xact = fanout.beginning(session)
    made = Endpoint(
        integration_id=_integration(session, form.integration_id, at),
        secret_name=secret,
        created_at=at,
        since_event=since_event,
        since_xact=since_xact,
        **columns.of(form, headers_version=1 if form.secret_headers else 0),
    )
    session.add(made)
    session.flush()
    _told(session, made, "added", by, at)
    _tell_of_bodies(session, made, False, by, at)
    return made.id


def edit(
    session: Session, endpoint_id: int, form: EndpointForm, *, headers_version: int, by: Actor, at: datetime
) -> None:
    """Change what is known of a receiver; deliveries that wait go by the new form.

    Args:
        headers_version: of the secret that holds its secret headers.

    Raises:
        ForbiddenError: ``by`` may not change webhooks, or chose fuller bodies and may not see what is in them.
        NotFoundError: there is no such receiver, or no such integration.
    """
    by.must(Right.EDIT_WEBHOOKS)
    kept = _locked(session, endpoint_id)
    kept.integration_id = _integration(session, form.integration_id, at)
    chose = kept.fuller
    _check_fuller(chose, form, by)
    for name, value in columns.of(form, headers_version=headers_version).items():
        setattr(kept, name, value)
    _told(session, kept, "changed", by, at)
    _tell_of_bodies(session, kept, chose, by, at)


def remove(session: Session, endpoint_id: int, *, by: Actor, at: datetime) -> str:
    """Forget a receiver with its deliveries; return the name of its secrets, to be forgotten too.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        NotFoundError: there is no such receiver.
    """
    by.must(Right.EDIT_WEBHOOKS)
    kept = _locked(session, endpoint_id, alone=True)
    _told(session, kept, "removed", by, at)
    session.delete(kept)
    return kept.secret_name


def enable(session: Session, endpoint_id: int, *, by: Actor, at: datetime, discard: bool = False) -> int:
    """Send to a receiver again, as if it had never failed; return how many deliveries waited for that.

    Args:
        discard: those that waited are given up instead of sent.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        NotFoundError: there is no such receiver.
    """
    by.must(Right.EDIT_WEBHOOKS)
    kept = _locked(session, endpoint_id, alone=True)
    kept.disabled_at = kept.disabled_why = kept.open_until = None
    kept.failing_since = kept.failed_at = kept.warned_at = None
    kept.fails = 0
    idle = waiting.unclaimed(at)  # it came in at that very moment, or a program died that had taken it
    waited = (Delivery.endpoint_id == kept.id) & ((Delivery.state == DeliveryState.PAUSED) | idle)
    state = DeliveryState.DEAD if discard else DeliveryState.PENDING
    count = session.execute(update(Delivery).where(waited).values(state=state, due_at=at, token=None))
    _told(session, kept, "enabled", by, at)
    return int(getattr(count, "rowcount", 0))


def disable(session: Session, endpoint_id: int, *, why: str, by: Actor, at: datetime) -> None:
    """Send nothing to a receiver until it is enabled again; what is due to it waits.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        NotFoundError: there is no such receiver.
    """
    by.must(Right.EDIT_WEBHOOKS)
    kept = _locked(session, endpoint_id, alone=True)
    if kept.disabled_at is None:
        stop(session, kept, why=why, by=by, at=at)


def stop(session: Session, kept: Endpoint, *, why: str, by: Actor, at: datetime) -> None:
    """Disable a receiver on behalf of the program or of a person whose right was asked.

    What is on its way stays so until it is known how it ended.
    """
    kept.disabled_at, kept.disabled_why = at, why
    pending = (Delivery.endpoint_id == kept.id) & waiting.unclaimed(at)
    session.execute(update(Delivery).where(pending).values(state=DeliveryState.PAUSED, due_at=at, token=None))
    audit.record(session, by, "webhook.disable", kept.id, at=at, why=why)
    body = {"webhook": ids.show("WHK", kept.id), "host": telltales.host(kept.url), "why": why}
    outbox.record(session, "webhook.disabled", body, at=at)


def rotate(
    session: Session, endpoint_id: int, version: int, *, instead_of: int, overlap: timedelta, by: Actor, at: datetime
) -> None:
    """Sign with a new version of the secret, which is in the vault already, and for a while with the old one too.

    Args:
        instead_of: the version that was in use when this was decided.
        overlap: how long both sign; none where the old one leaked.

    Raises:
        ForbiddenError: ``by`` may not change webhooks.
        NotFoundError: there is no such receiver.
        InvalidError: the overlap is negative or longer than seven days.
        ConflictError: another person rotated it meanwhile.
    """
    by.must(Right.EDIT_WEBHOOKS)
    check_overlap(overlap)
    kept = _locked(session, endpoint_id)
    if kept.secret_version != instead_of:
        raise ConflictError("Somebody else changed this secret meanwhile.", hint="Look at it again, then decide.")
    kept.old_secret_version = kept.secret_version if overlap else None
    kept.old_secret_until = at + overlap if overlap else None
    kept.secret_version = version
    audit.record(session, by, "webhook.rotate", kept.id, at=at, version=version, overlap_hours=_hours(overlap))
    outbox.record(session, "webhook.changed", {"webhook": ids.show("WHK", kept.id), "action": "rotated"}, at=at)


def check_overlap(overlap: timedelta) -> None:
    """Raise InvalidError where two secrets should not sign side by side for so long."""
    if not timedelta(0) <= overlap <= rules.LONGEST_OVERLAP:
        raise InvalidError(
            f"An old secret cannot sign for {_hours(overlap):g} hours more.", hint="Choose between 0 and 168 hours."
        )


def listed(session: Session, *, at: datetime) -> list[EndpointRow]:
    """Return every receiver, the oldest first."""
    return _rows(session, at)


def one(session: Session, endpoint_id: int, *, at: datetime) -> EndpointRow:
    """Return a receiver.

    Raises:
        NotFoundError: there is none with this id.
    """
    found = _rows(session, at, endpoint_id)
    if not found:
        raise _missing(endpoint_id)
    return found[0]


def target(session: Session, endpoint_id: int, *, at: datetime) -> Target:
    """Return one receiver as it is sent to, whether it is disabled or not.

    Raises:
        NotFoundError: there is none with this id.
    """
    found = session.connection().execute(_TARGET.where(Endpoint.id == endpoint_id)).one_or_none()
    if found is None:
        raise _missing(endpoint_id)
    return _target(found, at)


def targets(session: Session, *, at: datetime) -> list[Target]:
    """Return the receivers that are neither disabled nor paused, as the dispatcher needs them."""
    return [_target(kept, at) for kept in session.connection().execute(_TARGETS)]


# Made once, and rows instead of objects: the dispatcher asks every few seconds, all day.
_TARGET = select(
    Endpoint.id,
    Endpoint.url,
    Endpoint.headers,
    Endpoint.secret_name,
    Endpoint.secret_version,
    Endpoint.old_secret_version,
    Endpoint.old_secret_until,
    Endpoint.concurrency,
    Endpoint.rate_per_minute,
    Endpoint.retry_seconds,
    Endpoint.fails,
    Endpoint.failing_since,
    Endpoint.open_until,
    Endpoint.fuller,
    Integration.live,
).join(Integration)
_TARGETS = _TARGET.where(Endpoint.disabled_at.is_(None), Integration.status != IntegrationStatus.INACTIVE)


def _rows(session: Session, at: datetime, endpoint_id: int | None = None) -> list[EndpointRow]:
    asked = select(Endpoint, Integration.name, Integration.status).join(Integration).order_by(Endpoint.id)
    counted = select(Delivery.endpoint_id, Delivery.state, func.count()).where(Delivery.state != DeliveryState.DONE)
    if endpoint_id is not None:
        asked, counted = asked.where(Endpoint.id == endpoint_id), counted.where(Delivery.endpoint_id == endpoint_id)
    counts = {
        (place, state): count
        for place, state, count in session.execute(counted.group_by(Delivery.endpoint_id, Delivery.state))
    }
    held = workers.held(session, at=at)
    return [
        _row(kept, name, counts, waiting.why(kept, name, status, held, at), at)
        for kept, name, status in session.execute(asked)
    ]


def _row(
    kept: Endpoint,
    integration: str,
    counts: dict[tuple[int, DeliveryState], int],
    waits: str | None,
    at: datetime,
) -> EndpointRow:
    pending = counts.get((kept.id, DeliveryState.PENDING), 0) + counts.get((kept.id, DeliveryState.PAUSED), 0)
    return EndpointRow(
        id=kept.id,
        integration_id=kept.integration_id,
        integration=integration,
        form=columns.form(kept),
        secret_name=kept.secret_name,
        secret_version=kept.secret_version,
        old_secret_until=_overlapping(kept.old_secret_until, at),
        headers_version=int(json.loads(kept.headers).get("version", 0)),
        fails=kept.fails,
        failing_since=kept.failing_since,
        open_until=kept.open_until,
        disabled_at=kept.disabled_at,
        disabled_why=kept.disabled_why,
        created_at=kept.created_at,
        pending=pending,
        dead=counts.get((kept.id, DeliveryState.DEAD), 0),
        waits=waits,
    )


def _overlapping(until: datetime | None, at: datetime) -> datetime | None:
    return until if until is not None and until > at else None


def _target(kept: _Kept, at: datetime) -> Target:
    return _made(kept, both_sign=_overlapping(kept.old_secret_until, at) is not None)


@lru_cache(maxsize=2 * MOST)
def _made(kept: _Kept, *, both_sign: bool) -> Target:
    """Return a receiver from its row; most rows are those of a moment ago."""
    headers = json.loads(kept.headers)
    open_headers, secret, version = headers.get("open", {}), headers.get("secret"), int(headers.get("version", 0))
    signing = [(kept.secret_name, kept.secret_version)]
    if kept.old_secret_version is not None and both_sign:
        signing.append((kept.secret_name, kept.old_secret_version))
    return Target(
        id=kept.id,
        url=kept.url,
        headers=open_headers if kept.live else {**open_headers, forms.MODE: forms.TEST},
        header_secret=(f"{kept.secret_name}/{HEADERS}", version) if secret else None,
        secrets=tuple(signing),
        concurrency=kept.concurrency,
        rate_per_minute=kept.rate_per_minute,
        steps=rules.STEPS if kept.retry_seconds is None else tuple(json.loads(kept.retry_seconds)),
        fails=kept.fails,
        failing_since=kept.failing_since,
        open_until=kept.open_until,
        fuller=kept.fuller,
        telling=frozenset(name.lower() for name in telltales.in_headers(open_headers)),
    )


def _integration(session: Session, integration_id: int | None, at: datetime) -> int:
    if integration_id is not None:
        found = session.scalar(select(Integration.id).where(Integration.id == integration_id))
        if found is None:
            raise NotFoundError(
                f"There is no integration {ids.show('INT', integration_id)}.",
                hint="Another person may have removed it.",
            )
        return found
    house = select(Integration).where(Integration.name == HOUSE, Integration.type == IntegrationType.CUSTOM)
    kept = session.scalars(house).one_or_none()
    if kept is None:
        kept = Integration(
            name=HOUSE,
            type=IntegrationType.CUSTOM,
            vendor="webhook",
            status=IntegrationStatus.ACTIVE,
            live=True,
            purpose="Tells other programs what happens here.",
            created_at=at,
        )
        session.add(kept)
        session.flush()
    return kept.id


def _locked(session: Session, endpoint_id: int, *, alone: bool = False) -> Endpoint:
    """Return a receiver that nobody else changes now.

    Args:
        alone: it is the first lock of this transaction, and nobody makes or settles deliveries of it until that ends.
    """
    asked = select(Endpoint).where(Endpoint.id == endpoint_id).with_for_update(key_share=not alone)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise _missing(endpoint_id)
    return found


def _missing(endpoint_id: int) -> NotFoundError:
    return NotFoundError(
        f"There is no webhook {ids.show('WHK', endpoint_id)}.", hint="“sakshi webhooks list” shows all of them."
    )


def _told(session: Session, kept: Endpoint, deed: str, by: Actor, at: datetime) -> None:
    audit.record(session, by, f"webhook.{deed}", kept.id, at=at, host=telltales.host(kept.url))
    outbox.record(session, "webhook.changed", {"webhook": ids.show("WHK", kept.id), "action": deed}, at=at)


def _check_fuller(chose: bool, form: EndpointForm, by: Actor) -> None:  # noqa: FBT001  # what was chosen before
    """Refuse that somebody sends out what they may not see."""
    if form.fuller and not chose:
        by.must(Right.REVEAL_CONTACT)


def _tell_of_bodies(session: Session, kept: Endpoint, chose: bool, by: Actor, at: datetime) -> None:  # noqa: FBT001
    """Write down who let personal data leave the house from now on, or no longer."""
    if kept.fuller != chose:
        verb = "fuller" if kept.fuller else "thin"
        audit.record(session, by, f"webhook.{verb}", kept.id, at=at, host=telltales.host(kept.url))


def _hours(overlap: timedelta) -> float:
    return round(overlap / timedelta(hours=1), 2)
