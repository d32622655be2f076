"""What the panels of a customer share: reading and writing in the name of the person at the window."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.store.database import Database
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.tasks import Tasks

T = TypeVar("T")


@dataclass(frozen=True)
class Work:
    """The means of a view-model of this page."""

    tasks: Tasks
    database: Database
    by: Actor
    clock: Clock

    @classmethod
    def of(cls, tasks: Tasks, program: Program) -> "Work":
        """Return the means that a program gives."""
        return cls(tasks, program.database, program.actor, program.clock)

    def may(self, right: Right) -> bool:
        """Return whether the person has a right; a service asks again, this only spares them the attempt."""
        return right in self.by.rights

    def reading(self, ask: Callable[[Session], T]) -> Callable[[], T]:
        """Return ``ask`` as a question that needs no session."""
        return partial(_read, self.database, ask)

    def write(
        self, work: Callable[[Session], T], done: Callable[[T], None], failed: Callable[[SakshiError], None]
    ) -> None:
        """Write in one transaction on another thread; then call ``done`` or ``failed``."""
        self.tasks.run(partial(_write, self.database, work), done, failed, must=True)


def _read(database: Database, ask: Callable[[Session], T]) -> T:
    with database.read() as session:
        return ask(session)


def _write(database: Database, work: Callable[[Session], T]) -> T:
    with database.begin() as session:
        return work(session)
