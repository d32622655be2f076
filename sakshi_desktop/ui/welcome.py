"""The first page of an empty database: where to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.theme import Look


class Welcome(QWidget):
    """Offers the ways to begin.

    Signals:
        demo_ready: the demo chain's database is there to be opened.
    """

    demo_ready = Signal()

    def __init__(self, look: Look, tasks: Tasks, program: Program, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tasks = tasks
        self._program = program
        self.setObjectName("page")
        title = QLabel("Welcome to Sakshi", self)
        title.setObjectName("welcome")
        column = QVBoxLayout(self)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignCenter)
