"""The line at the foot of the window: what runs, what waits to be sent, how fresh the figures are, which database."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from sakshi_desktop.ui.job import Job


class StatusLine(QStatusBar):
    """Shows the newest long piece of work with its progress and a way to stop it; on the right the rest.

    Attributes:
        more: says how many other pieces of work run; whoever makes the line listens to this and to those below.
        waiting: how many messages are not yet sent.
        fresh: until when there are figures.
        database: which database this is.

    Signals:
        jobs_changed: a long piece of work has begun or ended.
        job_kept: what a long piece of work did is kept from now on.
    """

    jobs_changed = Signal()
    job_kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setAccessibleName("Status")
        self.jobs: list[Job] = []
        self._told: dict[Job, tuple[float, str]] = {}
        self._doing = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setAccessibleName("Progress")
        self.stop = self._button("link")
        self.stop.setText("Cancel")
        self.stop.setAccessibleName("Cancel what is running")
        self.stop.clicked.connect(self._stop)
        self.more = self._button("link")
        self.trouble = QLabel(self)
        self.trouble.setObjectName("lost")
        for part in (self._doing, self._bar, self.stop, self.more, self.trouble):
            self.addWidget(part)
        self.waiting, self.fresh, self.database = (self._button("foot") for _ in range(3))
        for button in (self.waiting, self.fresh, self.database):
            self.addPermanentWidget(button)
            button.hide()
        self.trouble.hide()
        self._show_running()

    def show_database(self, title: str) -> None:
        """Name the database."""
        _say(self.database, title, f"Database: {title}")

    def show_fresh(self, text: str) -> None:
        """Say until when there is data."""
        _say(self.fresh, text, text)

    def show_waiting(self, count: int) -> None:
        """Say how many messages are not yet sent; nothing where there is none."""
        text = f"{count} not yet sent" if count else ""
        _say(self.waiting, text, text)

    def show_trouble(self, text: str) -> None:
        """Say what is the matter with the database; nothing where all is well."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    @property
    def words(self) -> tuple[str, str, str]:
        """Return what stands on the line: what runs, how fresh, which database."""
        return self._doing.text(), self.fresh.text(), self.database.text()

    def told(self, job: Job) -> tuple[float, str]:
        """Return how far a running piece of work is, 0 to 1, and what it does."""
        return self._told[job]

    @Slot(Job)
    def follow(self, job: Job) -> None:
        """Show a long piece of work until it ends."""
        self.jobs.append(job)
        self._told[job] = (0.0, "")
        job.progressed.connect(self._hear)
        job.kept.connect(self._keep)
        job.ended.connect(self._ended)
        self._show_running()
        self.jobs_changed.emit()

    @Slot(float, str)
    def _hear(self, share: float, text: str) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._told:
            self._told[job] = (share, text)
            if job is self.jobs[-1]:
                self._show_share()

    @Slot()
    def _ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._told:
            self.jobs.remove(job)
            del self._told[job]
            self._show_running()
            self.jobs_changed.emit()

    @Slot()
    def _keep(self) -> None:
        self._show_running()
        self.job_kept.emit()

    @Slot()
    def _stop(self) -> None:
        if self.jobs:
            self.jobs[-1].stop()
            self._doing.setText(f"{self.jobs[-1].title} · stopping …")

    def _show_share(self) -> None:
        job = self.jobs[-1]
        share, text = self._told[job]
        self._doing.setText(f"{job.title} · {text}" if text else f"{job.title} …")
        self._bar.setValue(round(share * 1000))

    def _show_running(self) -> None:
        running, others = bool(self.jobs), len(self.jobs) - 1
        if running:
            self._show_share()
        else:
            self._doing.clear()
        for part in (self._doing, self._bar, self.stop):
            part.setVisible(running)
        self.stop.setEnabled(running and not self.jobs[-1].is_kept)
        _say(self.more, f"and {others} more" if others > 0 else "", f"All that is running: {others + 1}")

    def _button(self, style: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(style)
        return button


def _say(button: QPushButton, text: str, name: str) -> None:
    button.setText(text)
    button.setAccessibleName(name)
    button.setVisible(bool(text))
