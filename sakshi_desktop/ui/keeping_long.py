"""Keeping things of which there are very many: they are read a page at a time, as they come into sight."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.store.nouns import Mark, Noun, Pages, Record, Sorting
from sakshi_desktop.ui.keeping import Keeping
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.tasks import Tasks

SIZE = 100
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that was opened.

    Attributes:
        count: how many rows it has.
        first: the first of them.
        marks: after which the other pages begin.
    """

    by: Sorting
    count: int
    first: list[Record]
    marks: list[Mark]


class LongKeeping(Keeping):
    """The same as Keeping, but ``shown`` carries an Opened; the other rows are asked for.

    Signals:
        paged: a page of rows: its number, counted from 0, and the rows.
    """

    paged = Signal(int, object)

    def __init__(self, tasks: Tasks, program: Program, noun: Noun, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(tasks, program, noun, parent)
        self.by = pages.usual
        self._pages = pages
        self._opened: Opened | None = None
        self.shown.connect(self._place)

    def refresh(self) -> None:
        """Ask anew how many there are, and for the first of them; others are asked for where they are seen."""
        self._question.ask(partial(opened, self._program, self._pages, self.by))

    def sort(self, by: Sorting) -> None:
        """Show them in another order."""
        self.by = by
        self.refresh()

    @Slot(int)
    def want(self, page: int) -> None:
        """Ask for a page, counted from 0; the first one is answered with ``shown``."""
        here = self._opened
        if here is not None and 0 < page <= len(here.marks):
            work = partial(read, self._program, self._pages, here.by, here.marks[page - 1])
            self._tasks.run(work, partial(self._answer, here, page), self.failed.emit)

    def every_row(self) -> Iterator[Record]:
        """Read all of them in the order shown, a few at a time; on another thread."""
        with self._program.database.read() as session:
            yield from self._pages.every(session, self.by)

    @Slot(object)
    def _place(self, opened_: Opened) -> None:
        self._opened = opened_

    def _answer(self, asked: Opened, page: int, rows: list[Record]) -> None:
        if asked is self._opened:
            self.paged.emit(page, rows)


def opened(program: Program, pages: Pages, by: Sorting) -> Opened:
    """Open a table; runs on a worker's thread."""
    with program.database.read() as session:
        first = pages.page(session, by, SIZE, None)
        return Opened(by, pages.count(session), first, pages.marks(session, by, SIZE))


def read(program: Program, pages: Pages, by: Sorting, after: Mark) -> list[Record]:
    """Return a page; runs on a worker's thread."""
    with program.database.read() as session:
        return pages.page(session, by, SIZE, after)
