"""What the line at the foot of the window opens: all that is running, and until when each source has brought sales."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.analytics.freshness import Freshness
from sakshi_desktop.core.money import format_count
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.job import Job
from sakshi_desktop.ui.opening import Facts
from sakshi_desktop.ui.status_line import StatusLine
from sakshi_desktop.ui.widgets.texts import Elided

GAP = 6
WORDS = 360
"""Pixels of width for what a piece of work is and does."""


class Panel(QFrame):
    """A small window over the foot that closes when anything else is clicked."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        heading = QLabel(title, self)
        heading.setObjectName("heading")
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(20)
        self.rows.setVerticalSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addLayout(self.rows)

    def rise_over(self, anchor: QWidget) -> None:
        """Show it above ``anchor``, within its window."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, 0))
        room = anchor.window().frameGeometry()
        left = max(room.left() + GAP, min(corner.x(), room.right() - self.width() - GAP))
        self.move(left, corner.y() - self.height() - GAP)
        self.show()


class SourcesPanel(Panel):
    """Until when each source has brought sales, those that are furthest behind first."""

    def __init__(self, sources: Sequence[Freshness], data_until: int | None, parent: QWidget) -> None:
        super().__init__("Data until", parent)
        heads = ("Source", "Sales until", "Last import", "Orders")
        lines = [_line(source) for source in sources]
        if not lines and data_until is not None:
            lines = [("Entered here", dates.show(data_until), dates.DASH, dates.DASH)]
        for place, cells in enumerate((heads, *lines)):
            for column, text in enumerate(cells):
                label = QLabel(text, self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setObjectName("muted" if place == 0 else "")
                if column == len(heads) - 1:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
                self.rows.addWidget(label, place, column)
        self.setAccessibleDescription(". ".join(", ".join(cells) for cells in lines))


class _Shown(QObject):
    """What a panel shows of a job; it goes with the panel, and a job that goes on tells nobody then."""

    def __init__(self, job: Job, words: QLabel, bar: QProgressBar) -> None:
        super().__init__(words)
        self._job = job
        self._words = words
        self._bar = bar

    @Slot(float, str)
    def follow(self, share: float, text: str) -> None:
        """Show how far the job is."""
        self._words.setText(_told(self._job, text))
        self._bar.setValue(round(share * 1000))


class _Stopping(QObject):
    """The button that stops a job; it goes with the panel."""

    def __init__(self, button: QPushButton) -> None:
        super().__init__(button)
        self._button = button

    @Slot()
    def end(self) -> None:
        """Offer it no more: what the job did is kept."""
        self._button.setEnabled(False)


class JobsPanel(Panel):
    """All long pieces of work that run, each with its progress and a way to stop it."""

    def __init__(self, line: StatusLine, parent: QWidget) -> None:
        super().__init__("Running", parent)
        self._line = line
        self.rows.setColumnStretch(0, 1)  # words that may be cut ask for no room themselves
        self.stops: list[QPushButton] = []
        for place, job in enumerate(line.jobs):
            self._add(place, job)
        line.jobs_changed.connect(self.close)

    def _add(self, place: int, job: Job) -> None:
        share, text = self._line.told(job)
        words = Elided(self, _told(job, text))
        words.setMinimumWidth(WORDS)
        bar = QProgressBar(self)
        bar.setRange(0, 1000)
        bar.setTextVisible(False)
        bar.setFixedWidth(140)
        bar.setAccessibleName(f"Progress of {job.title}")
        bar.setValue(round(share * 1000))
        stop = QPushButton("Cancel", self)
        stop.setAccessibleName(f"Cancel {job.title}")
        stop.setObjectName("link")
        stop.setEnabled(not job.is_kept)
        stop.clicked.connect(job.stop)
        job.kept.connect(_Stopping(stop).end)
        job.progressed.connect(_Shown(job, words, bar).follow)
        for column, part in enumerate((words, bar, stop)):
            self.rows.addWidget(part, place, column)
        self.stops.append(stop)


class Foot(QObject):
    """Fills the line at the foot of the window and opens what stands behind it."""

    def __init__(self, line: StatusLine, visit: Callable[[str], None]) -> None:
        """Serve ``line``; ``visit`` shows a page by its key, if there is such a page."""
        super().__init__(line)
        self._line = line
        self._facts: Facts | None = None
        line.more.clicked.connect(self.show_jobs)
        line.fresh.clicked.connect(self.show_sources)
        line.waiting.clicked.connect(partial(visit, "integrations"))
        line.database.clicked.connect(partial(visit, "settings"))

    def say(self, facts: Facts) -> None:
        """Say until when there are sales and what waits to be sent."""
        self._facts = facts
        self._line.show_fresh("" if facts.data_until is None else f"Data until {dates.show(facts.data_until)}")
        self._line.show_waiting(facts.waiting)

    @Slot()
    def show_sources(self) -> SourcesPanel | None:
        """Open the list of sources."""
        if self._facts is None:
            return None
        panel = SourcesPanel(self._facts.sources, self._facts.data_until, self._line.window())
        panel.rise_over(self._line.fresh)
        return panel

    @Slot()
    def show_jobs(self) -> JobsPanel:
        """Open the list of all that is running."""
        panel = JobsPanel(self._line, self._line.window())
        panel.rise_over(self._line.more)
        if panel.stops:
            panel.stops[0].setFocus()
        return panel


def _told(job: Job, text: str) -> str:
    return f"{job.title} · {text}" if text else f"{job.title} …"


def _line(source: Freshness) -> tuple[str, str, str, str]:
    until = dates.DASH if source.data_until is None else dates.show(source.data_until)
    return source.title, until, moment(source.imported_at), format_count(source.orders)


def moment(at: datetime | None) -> str:
    """Return an instant on the clock of the house, a dash where there was none."""
    return dates.DASH if at is None else dates.moment(at)
