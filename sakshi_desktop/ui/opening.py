"""Opening a database beside the window, and looking what is in it; everything heavy is loaded here, on a worker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sakshi_desktop.core import clock
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.asking import Place
from sakshi_desktop.ui.pages import PAGES, palette
from sakshi_desktop.ui.program import Program

if TYPE_CHECKING:  # a lazy door: the window paints before any of these is loaded
    from sakshi_desktop.analytics.freshness import Freshness
    from sakshi_desktop.ui.following import Follower


@dataclass(frozen=True, slots=True)
class Facts:
    """What the frame of the window says about what is in the database.

    Attributes:
        today: the business date that is running.
        places: the locations, by name.
        data_until: the last business date with sales, None where there are none yet.
        sources: what brought the sales.
        waiting: how many messages are not yet sent.
    """

    today: int
    places: tuple[Place, ...]
    data_until: int | None
    sources: tuple[Freshness, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that is open.

    Attributes:
        title: how a person knows it.
        demo: it is the invented chain's.
        follower: hears what changes in it from this moment on.
    """

    title: str
    demo: bool
    facts: Facts
    follower: Follower


def open_program(program: Program, told: Callable[[float, str], None]) -> Opened:
    """Open the database of ``program`` and look what is in it; runs on a worker's thread.

    Args:
        told: hears how far it is; what it raises ends it.

    Raises:
        DatabaseError: it cannot be opened; the sentence says why.
    """
    from sakshi_desktop.analytics import rollup  # noqa: PLC0415  # a lazy door: the same
    from sakshi_desktop.store import grams, pulse  # noqa: PLC0415  # a lazy door: the window has painted
    from sakshi_desktop.store.models import SharedSetting  # noqa: PLC0415
    from sakshi_desktop.ui.following import Follower  # noqa: PLC0415

    for entry in PAGES:
        entry.door()  # loaded here, so that the window need not stand still for it
    palette()
    program.open(told)
    database = program.database
    with database.reading() as connection:
        seen = pulse.read(connection)
    with database.read() as session:
        demo = session.get(SharedSetting, "demo") is not None
    if program.figures.outlets():
        rollup.drain_all(database, lambda done, total: told(done / max(total, 1), "bringing the figures up to date"))
        program.figures.warm()
    with suppress(SakshiError):  # customers are found without it, only slower
        grams.catch_up(database, lambda share: told(share, "making customers ready to be found"))
    return Opened(database.title, demo, look(program), Follower(database, seen))


def look(program: Program) -> Facts:
    """Look what is in the database now; runs on a worker's thread.

    Raises:
        DatabaseError: it does not answer.
    """
    from sakshi_desktop.analytics import freshness  # noqa: PLC0415  # a lazy door: the same
    from sakshi_desktop.store import outbox  # noqa: PLC0415

    outlets = program.figures.outlets()
    sold = [outlet.last_sale for outlet in outlets if outlet.last_sale is not None]
    places = tuple(Place(outlet.id, outlet.name, outlet.currency) for outlet in outlets)
    with program.database.read() as session:
        sources, waiting = freshness.by_source(session), outbox.unsent(session)
    return Facts(clock.today(program.clock), places, max(sold, default=None), sources, waiting)
