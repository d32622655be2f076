"""The clock that all PCs of one database share: rows that other PCs have written are compared with no other."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.store.base import UtcDateTime

Moment = Callable[[Session], datetime]
"""Tells the present instant in a transaction."""


def moment(session: Session, clock: Clock) -> datetime:
    """Return the present instant: the database server's own, which all PCs share; on SQLite that of ``clock``."""
    if session.get_bind().dialect.name == "sqlite":
        return clock()
    found: datetime = session.scalars(select(func.clock_timestamp(type_=UtcDateTime()))).one()
    return found


def by(clock: Clock) -> Moment:
    """Return what tells it in any transaction."""
    return partial(moment, clock=clock)


def shared(session: Session, clock: Clock) -> Clock:
    """Return a clock that shows it while the transaction is open."""
    return partial(moment, session, clock)
