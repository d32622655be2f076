"""Signing secrets that sign no more: each PC forgets those that its own vault still holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.hub import gaps
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Endpoint


class Kept(NamedTuple):
    """The signing secret of a receiver: its name in the vaults, and the versions that may still sign."""

    name: str
    newest: int
    signing: tuple[int, ...]


def forget(database: Database, vault: Vault, *, clock: Clock = utc_now) -> int:
    """Forget older versions of secrets, which no receiver is signed to with any more; return how many those were.

    One that is newer than what the database names is about to be used, and stays.

    Raises:
        VaultError: the vault of this PC is locked, or does not work; what is forgotten by then is forgotten.
    """
    with database.begin() as session:
        kept = _replaced(session, _over(session, instants.moment(session, clock)))
    worn = [(each.name, version) for each in kept for version in _worn(each, vault.versions(each.name))]
    for name, version in worn:
        vault.forget(name, version)
    return len(worn)


def _over(session: Session, at: datetime) -> datetime:
    """Return until when an overlap must have ended: now by a server, whose clock all PCs share.

    Without one, a week of activity ago: no overlap is longer, and where the clock has leapt it comes back.
    """
    span = gaps.LONGEST if session.get_bind().dialect.name == "sqlite" else timedelta(0)
    return gaps.before(at, span, gaps.noted(session, at=at))


def _replaced(session: Session, over: datetime) -> list[Kept]:
    """Return the secrets that were replaced at least once."""
    asked = select(
        Endpoint.secret_name, Endpoint.secret_version, Endpoint.old_secret_version, Endpoint.old_secret_until
    )
    found = session.execute(asked.where(Endpoint.secret_version > 1).order_by(Endpoint.id)).all()
    return [
        Kept(name, newest, (newest,) if old is None or until is None or until <= over else (newest, old))
        for name, newest, old, until in found
    ]


def _worn(kept: Kept, held: Sequence[int]) -> list[int]:
    return [version for version in held if version < kept.newest and version not in kept.signing]
