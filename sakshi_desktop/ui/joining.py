"""Trying out a shared database and joining it, without a widget."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core import settings
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.sharing import Shared
from sakshi_desktop.store import about
from sakshi_desktop.store.about import About
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question, Runs


@dataclass(frozen=True, slots=True)
class Joined:
    """A shared database that was joined: what it is, and the settings of this PC that name it."""

    about: About
    settings: Settings


class Joining(QObject):
    """Speaks to a server beside the window; only the latest attempt is answered.

    Signals:
        tried: the server answered and the database is fit, an About.
        joined: this PC works there from now on, a Joined.
        failed: why not, a SakshiError.
        busy_changed: whether an answer is being waited for.
    """

    tried = Signal(object)
    joined = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._question = Question(tasks, self)
        self._question.answered.connect(self._answer)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    def try_out(self, shared: Shared, password: Secret) -> None:
        """Look whether the database can be used; nothing is kept."""
        self._ask(shared, partial(_try_out, shared, password))

    def join(self, shared: Shared, password: Secret) -> None:
        """Look whether it can be used, give the password to the vault of this PC, and keep the address."""
        self._ask(shared, partial(_join, self._program, shared, password))

    def _ask(self, shared: Shared, work: partial[About] | partial[Joined]) -> None:
        try:
            _ = shared.address
        except SakshiError as error:
            self._question.forget()
            self.failed.emit(error)
        else:
            self._question.ask(work)

    def _answer(self, answer: About | Joined) -> None:
        (self.joined if isinstance(answer, Joined) else self.tried).emit(answer)


def _try_out(shared: Shared, password: Secret) -> About:
    return about.try_out(shared.address, password=password.reveal() or None)


def _join(program: Program, shared: Shared, password: Secret) -> Joined:
    found = _try_out(shared, password)
    name = ""
    if password:
        name = shared.secret
        newest = max(program.vault.versions(name), default=0)
        program.vault.set(name, password, newest + 1)
    chosen = replace(program.settings, database=shared.address, database_secret=name)
    settings.save(chosen)
    return Joined(found, chosen)


def leave(program: Program) -> Settings:
    """Return to this PC's own file and forget the password of the shared database; runs on a worker's thread.

    Raises:
        InvalidError: the settings cannot be written.
    """
    before = program.settings
    chosen = replace(before, database="", database_secret="")
    settings.save(chosen)
    if before.database_secret:
        program.vault.forget(before.database_secret)
    return chosen
