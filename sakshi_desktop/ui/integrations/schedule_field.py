"""A schedule as a person chooses it, with the next three times beneath."""

import re

from PySide6.QtCore import QTime, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from sakshi_desktop.core.clock import DEFAULT_ZONE, Clock
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import schedules
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.widgets import numbers
from sakshi_desktop.ui.widgets.texts import text

MANUAL, REALTIME, EVERY, HOURLY, DAILY, WEEKLY, CRON = range(7)
SHAPES = (
    "Only when a person asks",
    "When something happens here",
    "Every few minutes",
    "Every hour",
    "Every day at",
    "Every week on",
    "A line of cron",
)
HEIGHT = 32
MORNING = QTime(6, 30)
_TIMES = re.compile(r"(?:every (\d+) minutes?|daily at (\d\d):(\d\d)|weekly on (\w+) at (\d\d):(\d\d)|cron (.+))")


class ScheduleField(QWidget):
    """Chooses a schedule; ``line`` is how it is kept."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._clock, self._zone = clock, DEFAULT_ZONE
        self.shape = QComboBox(self)
        self.shape.addItems(list(SHAPES))
        self.shape.setAccessibleName("When it runs")
        self.minutes = QSpinBox(self)
        self.minutes.setRange(1, schedules.LONGEST_PAUSE)
        self.minutes.setValue(15)
        self.minutes.setSuffix(" min")
        self.weekday = QComboBox(self)
        self.weekday.addItems([day.capitalize() for day in schedules.WEEKDAYS])
        self.time = QTimeEdit(MORNING, self)
        self.time.setDisplayFormat("HH:mm")
        for field in (self.minutes, self.time):
            numbers.make_room(field)
        self.cron = QLineEdit("30 6 * * mon-fri", self)
        self.coming = text("", self, style="muted", wrap=True)
        self._make()

    def show_line(self, line: str, zone: str, direction: SyncDirection) -> None:
        """Show a schedule as it stands; what is pulled cannot wait for what happens here."""
        self._zone = zone
        if found := _TIMES.fullmatch(line):
            minutes, hour, minute, day, at_hour, at_minute, cron = found.groups()
            if minutes:
                self.minutes.setValue(int(minutes))
            if hour or at_hour:
                self.time.setTime(QTime(int(hour or at_hour), int(minute or at_minute)))
            if day:
                self.weekday.setCurrentText(day.capitalize())
            if cron:
                self.cron.setText(cron)
        place = {"manual": MANUAL, "realtime": REALTIME, "hourly": HOURLY}.get(line)
        begins = {"every": EVERY, "daily": DAILY, "weekly": WEEKLY, "cron": CRON}
        self.shape.setCurrentIndex(begins.get(line.partition(" ")[0], MANUAL) if place is None else place)
        self.offer(direction)
        self._tell()

    def offer(self, direction: SyncDirection) -> None:
        """Offer what suits the direction."""
        view = self.shape.view()
        pulled = direction is SyncDirection.PULL
        if hasattr(view, "setRowHidden"):
            view.setRowHidden(REALTIME, pulled)
        if pulled and self.shape.currentIndex() == REALTIME:
            self.shape.setCurrentIndex(EVERY)

    def line(self) -> str:
        """Return the schedule as it is kept."""
        clock = self.time.time().toString("HH:mm")
        return {
            MANUAL: schedules.MANUAL,
            REALTIME: schedules.REALTIME,
            EVERY: f"every {self.minutes.value()} minutes",
            HOURLY: "hourly",
            DAILY: f"daily at {clock}",
            WEEKLY: f"weekly on {self.weekday.currentText().lower()} at {clock}",
            CRON: f"cron {self.cron.text().strip()}",
        }[self.shape.currentIndex()]

    @Slot()
    def _tell(self) -> None:
        shape = self.shape.currentIndex()
        self.minutes.setVisible(shape == EVERY)
        self.weekday.setVisible(shape == WEEKLY)
        self.time.setVisible(shape in {DAILY, WEEKLY})
        self.cron.setVisible(shape == CRON)
        try:
            self.coming.setText(sync_words.coming(self.line(), self._zone, self._clock()))
        except InvalidError as error:
            self.coming.setText(str(error))

    def _make(self) -> None:
        for widget, name in ((self.minutes, "Minutes"), (self.weekday, "Weekday"), (self.time, "Time")):
            widget.setAccessibleName(name)
            widget.setMinimumHeight(HEIGHT)
        self.cron.setAccessibleName("Line of cron")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.shape)
        for part in (self.minutes, self.weekday, self.time, self.cron):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.coming)
        self.shape.currentIndexChanged.connect(self._tell)
        self.minutes.valueChanged.connect(self._tell)
        self.weekday.currentIndexChanged.connect(self._tell)
        self.time.timeChanged.connect(self._tell)
        self.cron.textChanged.connect(self._tell)
        self._tell()
