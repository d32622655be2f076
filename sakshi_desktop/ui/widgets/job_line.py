"""The line of a form by which a long piece of work says how far it is."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from sakshi_desktop.ui.job import Job
from sakshi_desktop.ui.widgets.texts import text

WHOLE = 1000


class JobLine(QFrame):
    """Shows a bar and what is being done, as long as the job runs."""

    def __init__(self, job: Job, right: int, parent: QWidget) -> None:
        """Follow ``job``; the bar ends ``right`` pixels before the edge, as the fields above it do."""
        super().__init__(parent)
        self.setObjectName("clear")
        self.words = text(f"{job.title} …", self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"Progress of {job.title}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, right, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        job.progressed.connect(self._show)
        job.ended.connect(self.hide)
        job.ended.connect(self.deleteLater)

    @Slot(float, str)
    def _show(self, share: float, words: str) -> None:
        self.bar.setValue(round(share * WHOLE))
        self.words.setText(words)
