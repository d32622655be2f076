"""What the section of dead letters asks and does, without a widget."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import Right
from sakshi_desktop.hub import letters, syncs
from sakshi_desktop.hub.letters import Letter
from sakshi_desktop.store import instants
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Runs
from sakshi_desktop.ui.widgets.section import SectionModel
from sakshi_desktop.ui.widgets.writing import Whole, walked

MANY = 1_000
"""Letters that are read at once for a file."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Records that could not be taken, the oldest first; ``total`` counts those that are not shown too."""

    rows: tuple[Letter, ...]
    total: int
    may_run: bool


class LettersModel(SectionModel):
    """The dead letters and what can be done with them; ``shown`` carries Letters."""

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self._pages = 1

    def load(self) -> Letters:
        """Return the letters; called on another thread."""
        program, limit = self._program, self._pages * letters.LIMIT
        with program.database.read() as session:
            rows, total = letters.listed(session, limit=limit), letters.count(session)
        return Letters(rows, total, Right.RUN_SYNCS in program.actor.rights)

    def further(self) -> None:
        """Ask for more letters."""
        self._pages += 1
        self.refresh()

    def whole(self) -> Whole[Letter]:
        """Return every letter, the oldest first."""
        return walked(self._program.database, _page, letters.count)

    def save(self, letter: Letter, body: str, *, retry: bool) -> None:
        """Correct a record, and try it again if that is wanted."""
        sentence = f"{letter.external_id} is tried again." if retry else f"{letter.external_id} is corrected."
        self.do(partial(self._save, letter, body, retry=retry), sentence)

    def retry_all(self) -> None:
        """Try all records again as they stand, shown or not."""
        self.do(self._retry_all, lambda count: f"{count:,} {'is' if count == 1 else 'are'} tried again.")

    def drop(self, letter: Letter) -> None:
        """Forget a record for good."""
        self.do(partial(self._drop, letter.id), f"{letter.external_id} is forgotten.")

    def _save(self, letter: Letter, body: str, *, retry: bool) -> None:
        program = self._program
        with program.database.begin() as session:
            if body != letter.body:
                letters.edit(session, letter.id, body, by=program.actor, clock=program.clock)
            if retry:
                syncs.retry(session, (letter.id,), by=program.actor, clock=instants.shared(session, program.clock))

    def _retry_all(self) -> int:
        with self._program.database.begin() as session:
            clock = instants.shared(session, self._program.clock)
            _, count = syncs.retry_all(session, by=self._program.actor, clock=clock)
        return count

    def _drop(self, key: int) -> None:
        with self._program.database.begin() as session:
            letters.drop(session, key, by=self._program.actor, clock=self._program.clock)


def _page(session: Session, last: Letter | None) -> Sequence[Letter]:
    return letters.listed(session, after=0 if last is None else last.id, limit=MANY)
