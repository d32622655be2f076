"""The line at the foot of the window: what runs, which database, how fresh it is."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from sakshi_desktop.ui.job import Job


class StatusLine(QStatusBar):
    """Shows the newest long piece of work with its progress and a way to stop it; on the right the database."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._job: Job | None = None
        self._doing = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setAccessibleName("Progress")
        self.stop = QPushButton("Cancel", self)
        self.stop.setObjectName("link")
        self.stop.setAccessibleName("Cancel what is running")
        for part in (self._doing, self._bar, self.stop):
            self.addWidget(part)
        self._fresh = QLabel(self)
        self._database = QLabel(self)
        self.addPermanentWidget(self._fresh)
        self.addPermanentWidget(self._database)
        self._show_running(running=False)

    def show_database(self, title: str) -> None:
        """Name the database."""
        self._database.setText(title)

    def show_fresh(self, text: str) -> None:
        """Say until when there is data."""
        self._fresh.setText(text)

    @property
    def words(self) -> tuple[str, str, str]:
        """Return what stands on the line: what runs, how fresh, which database."""
        return self._doing.text(), self._fresh.text(), self._database.text()

    @Slot(Job)
    def follow(self, job: Job) -> None:
        """Show a long piece of work until it ends."""
        self._job = job
        self._show_running(running=True)
        self._show_share(0.0, "")
        job.progressed.connect(self._told)
        job.ended.connect(self._ended)
        self.stop.clicked.connect(job.stop)

    @Slot(float, str)
    def _told(self, share: float, text: str) -> None:
        if self.sender() is self._job:
            self._show_share(share, text)

    @Slot()
    def _ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._show_running(running=False)

    def _show_share(self, share: float, text: str) -> None:
        title = self._job.title if self._job else ""
        self._doing.setText(f"{title} · {text}" if text else f"{title} …")
        self._bar.setValue(round(share * 1000))

    def _show_running(self, *, running: bool) -> None:
        if not running:
            self._doing.clear()
        self._bar.setVisible(running)
        self.stop.setVisible(running)
