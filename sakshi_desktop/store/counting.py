"""Counting how many rows a question has, as far as that is cheap."""

from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

MOST = 10_000
"""So many are counted one by one; what is beyond is more than that."""
LOOKED_AT = 50_000
"""So many of the newest rows are looked at, whether they are meant or not."""


class Count(NamedTuple):
    """How many there are: ``known``, or more than that."""

    known: int
    more: bool = False

    @classmethod
    def up_to(cls, most: int, met: int) -> "Count":
        """Return what is known where ``met`` were met and nobody looked on after ``most`` and one."""
        return cls(min(met, most), met > most)


def roughly(session: Session, asked: Select[Any], *, most: int = MOST) -> Count:
    """Return how many rows a question has, up to so many."""
    return Count.up_to(most, exactly(session, asked.limit(most + 1)))


def among_newest(
    session: Session,
    asked: Select[Any],
    key: InstrumentedAttribute[int],
    *,
    most: int = MOST,
    looked_at: int = LOOKED_AT,
) -> Count:
    """Return the same where few of the rows may be meant: no more than so many are looked at, the newest by ``key``.

    Where there are older ones, one less than was met is known for sure, and more than that.
    """
    last = session.scalar(select(key).order_by(key.desc()).offset(looked_at).limit(1))
    if last is None:
        return roughly(session, asked, most=most)
    met = exactly(session, asked.where(key > last).limit(most + 1))
    return Count(max(0, met - 1), more=True)


def exactly(session: Session, asked: Select[Any]) -> int:
    """Return how many rows a question has, however long that takes."""
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0
