"""Telling whoever waits how far a long transaction is; who will not wait raises, and nothing of it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from sakshi_desktop.core.progress import Progress

LISTENS = "listens"


def listen(session: Session, told: Progress) -> None:
    """Let ``told`` hear how far the work in this transaction is."""
    session.info[LISTENS] = told


def tell(session: Session, share: float, text: str) -> None:
    """Say how far the work in this transaction is, to whoever listens."""
    told: Progress | None = session.info.get(LISTENS)
    if told is not None:
        told(share, text)


@contextmanager
def part(session: Session, place: int, count: int) -> Iterator[None]:
    """Let what is told meanwhile be about one of ``count`` equal parts of the work, the one at ``place`` from 0."""
    told: Progress | None = session.info.get(LISTENS)
    if told is None:
        yield
        return
    listen(session, lambda share, text: told((place + share) / count, text))
    try:
        yield
    finally:
        listen(session, told)
