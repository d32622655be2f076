"""The entries by which an owner lets webhooks reach addresses of the inner network, such as Tally on this PC."""

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.hub.addresses import Allowance, parse_allowance
from sakshi_desktop.store import audit, locks, outbox
from sakshi_desktop.store.models import SharedSetting

NAME = "webhook_allowances"
LARGEST = 256
"""Addresses that one entry may open: those of a shop's network, such as 192.168.1.0/24."""


def listed(session: Session) -> tuple[Allowance, ...]:
    """Return the entries, in a settled order."""
    kept = session.scalars(select(SharedSetting.value).where(SharedSetting.name == NAME)).one_or_none()
    return tuple(sorted(parse_allowance(text) for text in json.loads(kept or "[]")))


def allow(session: Session, text: str, *, by: Actor, at: datetime) -> Allowance:
    """Let webhooks reach an address and port although it is not public.

    Raises:
        ForbiddenError: ``by`` is no owner.
        InvalidError: it is no address with a port, or a network of more than ``LARGEST`` addresses.
    """
    by.must(Right.ALLOW_ADDRESSES)
    entry = parse_allowance(text)
    if entry.size > LARGEST:
        raise InvalidError(
            f"{entry} opens {entry.size:,} addresses; an entry opens {LARGEST} at most.",
            hint="Allow the one address that is meant, such as 192.168.1.5:443.",
        )
    locks.one_at_a_time(session, locks.ALLOWANCES)
    _keep(session, {*listed(session), entry}, entry, "webhook.allow", by, at)
    return entry


def forget(session: Session, text: str, *, by: Actor, at: datetime) -> None:
    """Take an entry back.

    Raises:
        ForbiddenError: ``by`` is no owner.
        NotFoundError: there is no such entry.
    """
    by.must(Right.ALLOW_ADDRESSES)
    entry = parse_allowance(text)
    locks.one_at_a_time(session, locks.ALLOWANCES)
    entries = set(listed(session))
    if entry not in entries:
        raise NotFoundError(f"{entry} was not allowed.", hint="“sakshi webhooks allowed” lists the entries.")
    _keep(session, entries - {entry}, entry, "webhook.disallow", by, at)


def _keep(session: Session, entries: set[Allowance], entry: Allowance, action: str, by: Actor, at: datetime) -> None:
    text = json.dumps([str(each) for each in sorted(entries)])
    session.merge(SharedSetting(name=NAME, value=text))
    audit.record(session, by, action, None, at=at, entry=str(entry))
    outbox.record(session, "webhook.changed", {"allowance": str(entry), "action": action}, at=at)
