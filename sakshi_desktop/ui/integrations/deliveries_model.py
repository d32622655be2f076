"""What the section of deliveries asks and does, without a widget."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from PySide6.QtCore import QObject, Slot
from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import Right
from sakshi_desktop.hub import deliveries, endpoints, retention
from sakshi_desktop.hub.deliveries import PAGE, Wanted
from sakshi_desktop.hub.retention import Retention
from sakshi_desktop.hub.types import AttemptRow, DeliveryRow, Resent
from sakshi_desktop.store import instants
from sakshi_desktop.store.counting import Count
from sakshi_desktop.ui.integrations.webhook_words import title
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import OneModel
from sakshi_desktop.ui.widgets.writing import Whole, walked

SAYS = attrgetter("sentence")
MANY = 1_000
"""Deliveries that are read at once for a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """Deliveries that a search found, the newest first.

    Attributes:
        wanted: what they were found by.
        at: when they were.
        of: how many there are, None where these are all.
        webhooks: those that can be chosen, by id.
        kept: how long things are kept.
    """

    rows: tuple[DeliveryRow, ...]
    wanted: Wanted
    at: datetime
    of: Count | None
    webhooks: tuple[tuple[int, str], ...]
    may_edit: bool
    kept: Retention


@dataclass(frozen=True, slots=True)
class Opened:
    """One delivery with its requests, the oldest first."""

    row: DeliveryRow
    attempts: tuple[AttemptRow, ...]


class DeliveriesModel(OneModel):
    """The deliveries that are looked for; ``shown`` carries Found, ``opened`` one with its requests, an Opened."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self.wanted = Wanted()
        self.span: timedelta | None = None
        self._pages = 1
        self._found: Found | None = None
        self._seen: datetime | None = None
        self.shown.connect(self._remember)

    def load(self) -> Found:
        """Return what was found; called on another thread."""
        program, limit = self._program, self._pages * PAGE
        with program.database.read() as session:
            now = instants.moment(session, program.clock)
            wanted = self.wanted if self.span is None else replace(self.wanted, since=now - self.span)
            rows = deliveries.listed(session, wanted, limit=limit + 1)
            of = deliveries.count(session, wanted) if len(rows) > limit else None
            hooks = endpoints.listed(session, at=now)
            kept = retention.current(session)
        named = tuple((row.id, f"{title(row)} · {row.url}") for row in hooks)
        may = Right.EDIT_WEBHOOKS in program.actor.rights
        return Found(tuple(rows[:limit]), wanted, now, of, named, may, kept)

    def whole(self, wanted: Wanted) -> Whole[DeliveryRow]:
        """Return every delivery that a search finds, the newest first."""
        total = partial(deliveries.total, wanted=wanted)
        return walked(self._program.database, partial(_page, wanted), total)

    @property
    def narrows(self) -> bool:
        """Return whether not simply all deliveries are looked for."""
        return self.wanted != Wanted() or self.span is not None

    def search(self, wanted: Wanted, span: timedelta | None = None) -> None:
        """Look for other deliveries, or anew for the same ones.

        Args:
            span: only events of so much time until now, whenever that is looked at.
        """
        if (wanted, span) != (self.wanted, self.span):
            self._pages = 1
        self.wanted, self.span, self._seen = wanted, span, None
        self.refresh()

    def older(self) -> None:
        """Look further back."""
        self._pages += 1
        self.refresh()

    def open(self, delivery: int) -> None:
        """Ask for one delivery with its requests."""
        self.look(partial(self._open, delivery))

    def resend(self, row: DeliveryRow) -> None:
        """Send one delivery once more."""
        self.do(partial(self._resend, [row.id]), SAYS)

    def resend_found(self, again: bool) -> None:  # noqa: FBT001  # what a dialog says
        """Send everything once more that the search finds, on this page or not; what arrived since it began is not.

        Args:
            again: what was sent once more within the last hour, and arrived before the search, is.
        """
        if self._found is not None:
            self.do(partial(self._resend, self._found.wanted, self._seen, again=again), SAYS)

    def retain(self, wanted: Retention) -> None:
        """Keep things for another number of days."""
        self.do(partial(self._retain, wanted), "They are kept so from now on.")

    def _retain(self, wanted: Retention) -> None:
        program = self._program
        with program.database.begin() as session:
            retention.change(session, wanted, by=program.actor, at=program.clock())

    def _open(self, delivery: int) -> Opened:
        with self._program.database.read() as session:
            return Opened(deliveries.one(session, delivery), tuple(deliveries.attempts(session, delivery)))

    def _resend(self, wanted: Wanted | list[int], seen: datetime | None = None, *, again: bool = False) -> Resent:
        return self._program.webhooks.resend(wanted, seen=seen, again=again)

    @Slot(object)
    def _remember(self, found: Found) -> None:
        self._found = found
        if self._seen is None:
            self._seen = found.at


def _page(wanted: Wanted, session: Session, last: DeliveryRow | None) -> Sequence[DeliveryRow]:
    before = None if last is None else last.id
    return deliveries.listed(session, replace(wanted, before=before), limit=MANY)
