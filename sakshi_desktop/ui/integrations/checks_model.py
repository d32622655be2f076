"""What the section of signatures asks, without a widget."""

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.hub import forensics
from sakshi_desktop.hub.forensics import Pasted, Verdict
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question, Runs
from sakshi_desktop.ui.widgets.section import SectionModel


class ChecksModel(SectionModel):
    """Looks why a signature does not fit.

    Signals:
        told: a Verdict.
        puzzled: why there is none, a SakshiError.
    """

    told = Signal(object)
    puzzled = Signal(object)

    def __init__(self, tasks: Runs, program: Program, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._program = program
        self._pasted = Pasted("", "")
        self._check = Question(tasks, self)
        self._check.answered.connect(self.told)
        self._check.failed.connect(self.puzzled)

    def load(self) -> None:
        """There is nothing to be shown before something is pasted."""

    def check(self, pasted: Pasted) -> None:
        """Look into what was pasted."""
        self._pasted = pasted
        self._check.ask(self._explain)

    def _explain(self) -> Verdict:
        pasted, program = self._pasted, self._program
        with program.database.read() as session:
            house = forensics.known(session, pasted)
        return forensics.explain(pasted, forensics.opened(house, program.vault), at=program.clock())
