"""What the section of deliveries asks and does, without a widget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject

from sakshi_desktop.core.rights import Right
from sakshi_desktop.hub import deliveries, endpoints, retention
from sakshi_desktop.hub.deliveries import PAGE, Wanted
from sakshi_desktop.hub.retention import Retention
from sakshi_desktop.hub.types import AttemptRow, DeliveryRow
from sakshi_desktop.ui.integrations.webhook_words import title
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import OneModel

MANY = 1_000
"""Deliveries that are read at once for a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """Deliveries that a search found, the newest first.

    Attributes:
        more: there are older ones.
        webhooks: those that can be chosen, by id.
        kept: how long things are kept.
    """

    rows: tuple[DeliveryRow, ...]
    more: bool
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
        self._pages = 1

    def load(self) -> Found:
        """Return what was found; called on another thread."""
        program, limit = self._program, self._pages * PAGE
        with program.database.read() as session:
            rows = deliveries.listed(session, self.wanted, limit=limit + 1)
            hooks = endpoints.listed(session, at=program.clock())
            kept = retention.current(session)
        named = tuple((row.id, f"{title(row)} · {row.url}") for row in hooks)
        may = Right.EDIT_WEBHOOKS in program.actor.rights
        return Found(tuple(rows[:limit]), len(rows) > limit, named, may, kept)

    def all_rows(self, wanted: Wanted) -> Iterator[DeliveryRow]:
        """Yield every delivery that a search finds, the newest first; called on another thread."""
        with self._program.database.read() as session:
            while rows := deliveries.listed(session, wanted, limit=MANY):
                yield from rows
                wanted = replace(wanted, before=rows[-1].id)

    def search(self, wanted: Wanted) -> None:
        """Look for other deliveries."""
        if wanted != self.wanted:
            self.wanted, self._pages = wanted, 1
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
        self.do(partial(self._resend, [row.id]), _told)

    def resend_found(self) -> None:
        """Send everything once more that the search finds, on this page or not."""
        self.do(partial(self._resend, replace(self.wanted, before=None)), _told)

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

    def _resend(self, wanted: Wanted | list[int]) -> int:
        program = self._program
        with program.database.begin() as session:
            return deliveries.resend(session, wanted, by=program.actor, at=program.clock())


def _told(count: int) -> str:
    if not count:
        return "None of them can be sent: they are on their way, or their webhook is disabled."
    return f"{count:,} {'delivery is' if count == 1 else 'deliveries are'} sent once more."
