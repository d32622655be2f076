"""Outside services: connected, changed, paused, removed, listed. Their secrets stay in the vaults."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, to_date, utc_now
from sakshi_desktop.core.errors import ChangedError, ConflictError, FieldsError, NotFoundError
from sakshi_desktop.core.forms import AGAIN, chosen
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus
from sakshi_desktop.hub import budgets, condition, connected, modes, oauth, service_places, sign_ins
from sakshi_desktop.hub.connected import IntegrationForm, IntegrationRow, Last
from sakshi_desktop.hub.waiting import HEADERS
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Integration

NEW = "It is new: activate it once everything is in."
RECENT = 2_000
"""So many deliveries are looked through for the last request."""
FIELDS = {
    "name": "name",
    "type": "type",
    "vendor": "service",
    "owner": "owner",
    "purpose": "purpose",
    "notes": "notes",
    "config": "settings",
    "secret_until": "last day of the secret",
    "calls_per_minute": "calls a minute",
}
"""What a person may change, as people call it."""


def listed(session: Session, *, clock: Clock = utc_now) -> list[IntegrationRow]:
    """Return every service, by name."""
    found = session.scalars(select(Integration).order_by(func.lower(Integration.name), Integration.id))
    return _with_figures(session, [_row(kept) for kept in found], clock())


def get(session: Session, integration_id: int, *, clock: Clock = utc_now) -> IntegrationRow:
    """Return a service.

    Raises:
        NotFoundError: there is none with this id.
    """
    return _with_figures(session, [_row(_found(session, integration_id))], clock())[0]


def create(session: Session, form: IntegrationForm, *, by: Actor, clock: Clock = utc_now) -> IntegrationRow:
    """Connect a service; it is inactive until a person activates it.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
        ForbiddenError: ``by`` may not change integrations.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    tidy, at = connected.checked(form), clock()
    service_places.check(session, tidy.config, {})
    kept = Integration(status=IntegrationStatus.INACTIVE, status_reason=NEW, created_at=at)
    _fill(kept, tidy)
    session.add(kept)
    _flush(session)
    _tell(session, kept, "added", by, at, type=tidy.type.value)
    return get(session, kept.id, clock=clock)


def edit(
    session: Session,
    integration_id: int,
    seen: IntegrationForm,
    form: IntegrationForm,
    *,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Change a service from what the person saw to what the person typed.

    Fields that the person left alone keep what others have made of them meanwhile. A live service whose settings are
    not those that passed a test any more goes back into test mode.

    Raises:
        ChangedError: another person changed the same field meanwhile; it is named, and nothing is changed.
        FieldsError: fields cannot be taken; each has its sentence.
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    tidy = connected.checked(form)
    kept = locked(session, integration_id)
    now = _form(kept)
    service_places.check(session, tidy.config, now.config)
    merged = {
        name: chosen(getattr(seen, name), getattr(now, name), getattr(tidy, name), partial(_overtaken, now, name))
        for name in FIELDS
    }
    changed = {name for name, value in merged.items() if value != getattr(now, name)}
    if changed:
        _fill(kept, replace(now, **merged))
        if oauth.client(now.config) != oauth.client(merged["config"]):
            sign_ins.forget(session, kept.id)
        _flush(session)
        _tell(session, kept, "changed", by, clock(), fields=sorted(changed))
        modes.heed(session, kept, by=by, at=clock())
    return get(session, integration_id, clock=clock)


def _overtaken(now: IntegrationForm, name: str) -> ChangedError:
    value = getattr(now, name)
    present = _shown(value) if name != "calls_per_minute" else budgets.shown(now.vendor, value)
    did = f"changed the {FIELDS[name]} of {now.name} meanwhile, to “{present}”"
    if not present:
        did = f"emptied the {FIELDS[name]} of {now.name} meanwhile"
    return ChangedError(f"Another person has {did}.", hint=AGAIN, field=name, now=getattr(now, name))


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {text}" for name, text in connected.shown_settings(value).items())
    if isinstance(value, int):
        return to_date(value).isoformat()
    return str(value or "")


def activate(session: Session, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> IntegrationRow:
    """Let a service work.

    Raises:
        ConflictError: it is at work already.
        ForbiddenError: ``by`` may not change integrations.
    """
    return _set(session, integration_id, IntegrationStatus.ACTIVE, "", by, clock())


def pause(
    session: Session, integration_id: int, *, reason: str = "", by: Actor, clock: Clock = utc_now
) -> IntegrationRow:
    """Let a service rest: nothing is sent to it, and what is due waits.

    Raises:
        ConflictError: it rests already.
        ForbiddenError: ``by`` may not change integrations.
    """
    said = " ".join(reason.split())[: connected.LONGEST_LINE]
    return _set(session, integration_id, IntegrationStatus.INACTIVE, said or f"Paused by {by.name}.", by, clock())


def remove(session: Session, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> tuple[str, ...]:
    """Forget a service with its webhooks and their deliveries; return the names of secrets to be forgotten too.

    Raises:
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    _keep_others_off(session)
    kept = locked(session, integration_id)
    endpoints = session.scalars(select(Endpoint.secret_name).where(Endpoint.integration_id == kept.id)).all()
    _tell(session, kept, "removed", by, clock(), name=kept.name, webhooks=len(endpoints))
    own = [kept.secret_name] if kept.secret_name else []
    session.delete(kept)
    session.flush()
    return (*own, *(name for each in endpoints for name in (each, f"{each}/{HEADERS}")))


def _keep_others_off(session: Session) -> None:
    """Let no program hand out, claim or record messages until this transaction ends; to be the first it does.

    Who takes several webhooks away would wait for a program that holds one of them and waits for another.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("LOCK TABLE endpoints IN EXCLUSIVE MODE"))


def secret_place(session: Session, integration_id: int, *, by: Actor) -> tuple[str, int]:
    """Return the name of a service's secret in the vaults and its present version, 0 where it has none yet.

    Raises:
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    kept = _found(session, integration_id)
    return kept.secret_name or f"integration/{secrets.token_hex(8)}", kept.secret_version


def took_secret(
    session: Session,
    integration_id: int,
    name: str,
    version: int,
    *,
    instead_of: int,
    until: int | None = None,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Use a version of the secret that is in the vault now, instead of the one that was the present one.

    A live service goes back into test mode until a test with it has passed.

    Args:
        until: the last day of it, None where it does not run out.

    Raises:
        ConflictError: another person replaced it meanwhile.
        ForbiddenError: ``by`` may not change integrations.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    kept = locked(session, integration_id)
    if kept.secret_version != instead_of or kept.secret_name not in {None, name}:
        raise ConflictError("Another person has replaced this secret meanwhile.", hint="Look at it again, then decide.")
    kept.secret_name, kept.secret_version, kept.secret_until = name, version, until
    sign_ins.forget(session, kept.id)
    _tell(session, kept, "given a secret", by, clock(), version=version)
    modes.heed(session, kept, by=by, at=clock())
    return get(session, integration_id, clock=clock)


def drop_secret(session: Session, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> str | None:
    """Let a service have no secret any more; return the name to be forgotten, None where it had none.

    Raises:
        ForbiddenError: ``by`` may not change integrations.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    kept = locked(session, integration_id)
    name, kept.secret_name, kept.secret_version, kept.secret_until = kept.secret_name, None, 0, None
    kept.renewals = None
    sign_ins.forget(session, kept.id)
    if name:
        _tell(session, kept, "without a secret", by, clock())
        modes.heed(session, kept, by=by, at=clock())
    return name


def locked(session: Session, integration_id: int) -> Integration:
    """Return the row of a service, held until the transaction ends.

    Raises:
        NotFoundError: there is none with this id.
    """
    return _found(session, integration_id, lock=True)


def _set(
    session: Session, integration_id: int, status: IntegrationStatus, reason: str, by: Actor, at: datetime
) -> IntegrationRow:
    by.must(Right.EDIT_INTEGRATIONS)
    kept = locked(session, integration_id)
    if kept.status is status and kept.status_reason != NEW:
        said = "active" if status is IntegrationStatus.ACTIVE else "paused"
        raise ConflictError(f"{kept.name} is {said} already.", hint="Look at it again.")
    kept.status, kept.status_reason = status, reason or None
    session.flush()
    _tell(session, kept, "activated" if status is IntegrationStatus.ACTIVE else "paused", by, at, reason=reason)
    return get(session, integration_id, clock=lambda: at)


def _tell(session: Session, kept: Integration, deed: str, by: Actor, at: datetime, **detail: object) -> None:
    audit.record(session, by, f"integration.{deed.replace(' ', '_')}", kept.id, at=at, **detail)
    body = {"integration": ids.show("INT", kept.id), "action": deed, "status": kept.status.value}
    outbox.record(session, "integration.changed", body, at=at)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise FieldsError({"name": "Another integration has this name already."}) from error


def _found(session: Session, integration_id: int, *, lock: bool = False) -> Integration:
    asked = select(Integration).where(Integration.id == integration_id)
    found = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if found is None:
        raise NotFoundError(
            f"There is no integration {ids.show('INT', integration_id)}.", hint="Another person may have removed it."
        )
    return found


def _fill(kept: Integration, form: IntegrationForm) -> None:
    kept.name, kept.type, kept.vendor = form.name, form.type, form.vendor
    kept.owner, kept.purpose, kept.notes = form.owner or None, form.purpose or None, form.notes or None
    kept.config = connected.to_json(form.config)
    kept.secret_until, kept.calls_per_minute = form.secret_until, form.calls_per_minute


def _form(kept: Integration) -> IntegrationForm:
    return IntegrationForm(
        kept.name,
        kept.type,
        kept.vendor,
        kept.owner or "",
        kept.purpose or "",
        kept.notes or "",
        connected.from_json(kept.config),
        kept.secret_until,
        kept.calls_per_minute,
    )


def _row(kept: Integration) -> IntegrationRow:
    return IntegrationRow(
        id=kept.id,
        form=_form(kept),
        status=kept.status,
        status_reason=kept.status_reason or "",
        secret_name=kept.secret_name,
        secret_version=kept.secret_version,
        created_at=kept.created_at,
        live=kept.live,
        passed=kept.tested is not None,
        proven=modes.is_proven(kept),
        tested_at=kept.tested_at,
        tested_said=kept.tested_said,
        secret_given=kept.secret_given,
        held_until=kept.held_until,
    )


def _with_figures(session: Session, rows: list[IntegrationRow], at: datetime) -> list[IntegrationRow]:
    counted = select(Endpoint.integration_id, func.count()).group_by(Endpoint.integration_id)
    webhooks = {key: count for key, count in session.execute(counted)}  # noqa: C416  # a row is no pair for dict()
    states = (
        select(Endpoint.integration_id, Delivery.state, func.count())
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .where(Delivery.state != DeliveryState.DONE)
        .group_by(Endpoint.integration_id, Delivery.state)
    )
    waiting: dict[tuple[int, bool], int] = {}
    for key, state, count in session.execute(states):
        place = (key, state is DeliveryState.DEAD)
        waiting[place] = waiting.get(place, 0) + count
    last, ill = _last(session), condition.told(session, at=at)
    unready = sign_ins.unready(session)
    return [
        replace(
            row,
            **_standing(row, ill.get(row.id)),
            held_until=row.held_until if budgets.is_held(row.held_until, at) else None,
            endpoints=webhooks.get(row.id, 0),
            pending=waiting.get((row.id, False), 0),
            dead=waiting.get((row.id, True), 0),
            last=last.get(row.id),
            unready=unready[row.id][1] if row.id in unready else "",
            ended=row.id in unready and unready[row.id][0] is IntegrationStatus.ERROR,
        )
        for row in rows
    ]


def _standing(row: IntegrationRow, ill: condition.Condition | None) -> dict[str, Any]:
    """Return how a service stands: as a person set it, but for what is wrong with one that works."""
    if row.status is IntegrationStatus.INACTIVE or ill is None:
        return {}
    return {"status": ill[0], "status_reason": ill[1]}


def _last(session: Session) -> dict[int, Last]:
    """Return the last request to the webhooks of each service, among the youngest deliveries."""
    young = select(Delivery.id).order_by(Delivery.id.desc()).limit(RECENT).subquery()
    asked = (
        select(Endpoint.integration_id, Attempt.at, Attempt.status, Attempt.error)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .join(young, young.c.id == Delivery.id)
        .where(or_(Attempt.status.is_not(None), Attempt.error.is_not(None)))
        .order_by(Attempt.at)
    )
    return {key: Last(at, status, error) for key, at, status, error in session.execute(asked)}
