"""What the page of activity asks, without a widget."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from sakshi_desktop.store import trail
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.trail import PAGE, Deed, Happening, Sought
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel
from sakshi_desktop.ui.widgets.writing import Whole, walked

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
    """What a search found, the newest first; ``of``: how many there are, None where these are all."""

    rows: tuple[Deed, ...] | tuple[Happening, ...]
    of: Count | None
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
            rows = self._listed(session, self.sought, limit=limit + 1)
            of = trail.count(session, self.sought, events=self._events) if len(rows) > limit else None
            kinds = () if self._events else tuple(trail.subjects(session))
            return Found(tuple(rows[:limit]), of, kinds)

    def whole(self, sought: Sought) -> Whole[Deed | Happening]:
        """Return all that a search finds, the newest first."""
        total = partial(trail.total, sought=sought, events=self._events)
        return walked(self._program.database, partial(self._page, sought), total)

    @property
    def _listed(self) -> Callable[..., Sequence[Any]]:
        return trail.happenings if self._events else trail.deeds

    def _page(self, sought: Sought, session: Session, last: Deed | Happening | None) -> Sequence[Deed | Happening]:
        before = None if last is None else last.id
        return self._listed(session, replace(sought, before=before), limit=MANY)

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
