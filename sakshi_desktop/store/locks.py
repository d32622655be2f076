"""Locks by which programs on one PostgreSQL database do a thing one after the other; SQLite has one writer anyhow."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

UPGRADE: Final = 0x5A45_5348_4901
"""Bringing the database to another shape."""
REGISTERS: Final = 0x5A45_5348_4902
"""Making sources, locations, items and customers."""
ALLOWANCES: Final = 0x5A45_5348_4903
"""Changing the addresses that are let through."""


def one_at_a_time(session: Session, lock: int) -> None:
    """Wait until no other transaction holds ``lock``, and hold it until this one ends."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock(lock)))
