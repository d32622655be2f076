"""Which PC holds which secret in which version, as far as the PCs at work have said."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.hub import endpoints, integrations, workers
from sakshi_desktop.store.models import Worker


@dataclass(frozen=True, slots=True)
class Use:
    """A secret that the database names.

    Attributes:
        of: what it belongs to: INT-3 or WHK-2.
        title: how a person knows that.
        version: the version in use.
        holders: by PC, the newest version that a program at work there holds; without those that hold none.
        moves: one PC alone may hold it: handed over, it is gone from the PC that had it.
    """

    name: str
    of: str
    title: str
    version: int
    holders: tuple[tuple[str, int], ...]
    moves: bool = False


def uses(session: Session, *, at: datetime) -> list[Use]:
    """Return every secret that the database names, and who holds it."""
    held = _held(session, at)
    found = [
        Use(row.secret_name, ids.show("INT", row.id), row.name, row.secret_version, (), moves=row.by_oauth)
        for row in integrations.listed(session, clock=lambda: at)
        if row.secret_name
    ]
    for one in endpoints.listed(session, at=at):
        name, of = one.secret_name, ids.show("WHK", one.id)
        found.append(Use(name, of, f"signs to {one.url}", one.secret_version, ()))
        if one.headers_version:
            found.append(Use(f"{name}/{endpoints.HEADERS}", of, f"headers to {one.url}", one.headers_version, ()))
    return [replace(use, holders=tuple(sorted(held.get(use.name, {}).items()))) for use in found]


def _held(session: Session, at: datetime) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    alive = select(Worker.host, Worker.holds).where(workers.are_alive(at))
    for host, text in session.execute(alive):
        for name, version in json.loads(text).items():
            hosts = found.setdefault(name, {})
            hosts[host] = max(version, hosts.get(host, 0))
    return found
