"""What the page of activity asks, without a widget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from PySide6.QtCore import QObject

from sakshi_desktop.store import trail
from sakshi_desktop.store.trail import PAGE, Deed, Happening, Sought
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel

SPANS: tuple[tuple[str, timedelta | None], ...] = (
    ("At any time", None),
    ("In the last hour", timedelta(hours=1)),
    ("In the last 24 hours", timedelta(days=1)),
    ("In the last 7 days", timedelta(days=7)),
    ("In the last 30 days", timedelta(days=30)),
)
MANY = 1_000
"""Rows that are read at once for a file."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the newest first; ``more``: there is older."""

    rows: tuple[Deed, ...] | tuple[Happening, ...]
    more: bool
    kinds: tuple[str, ...]


class ActivityModel(SectionModel):
    """Deeds, or events; ``shown`` carries Found."""

    def __init__(self, tasks: Runs, program: Program, *, events: bool, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self._events = events
        self._pages = 1
        self.sought = Sought()

    def load(self) -> Found:
        """Return what was found; called on another thread."""
        limit = self._pages * PAGE
        with self._program.database.read() as session:
            if self._events:
                events = trail.happenings(session, self.sought, limit=limit + 1)
                return Found(tuple(events[:limit]), len(events) > limit, ())
            deeds = trail.deeds(session, self.sought, limit=limit + 1)
            return Found(tuple(deeds[:limit]), len(deeds) > limit, tuple(trail.subjects(session)))

    def all_rows(self, sought: Sought) -> Iterator[Deed | Happening]:
        """Yield all that a search finds, the newest first; called on another thread."""
        listed = trail.happenings if self._events else trail.deeds
        with self._program.database.read() as session:
            while rows := listed(session, sought, limit=MANY):
                yield from rows
                sought = replace(sought, before=rows[-1].id)

    def search(self, text: str, kind: str | None, span: timedelta | None) -> None:
        """Look for something else."""
        before = self.sought
        self.choose(text, kind, span)
        if self.sought != before:
            self._pages = 1
            self.refresh()

    def choose(self, text: str, kind: str | None, span: timedelta | None) -> None:
        """Say what is looked for when it is asked next."""
        now = self._program.clock().replace(second=0, microsecond=0)
        self.sought = Sought(text.strip(), kind, None if span is None else now - span)

    def older(self) -> None:
        """Look further back."""
        self._pages += 1
        self.refresh()
