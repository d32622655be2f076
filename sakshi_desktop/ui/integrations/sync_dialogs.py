"""The questions about syncs: which stream, when, which days."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QWidget

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.clock import Clock, to_date, to_day
from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.hub import offers
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.hub.sync_rows import JobRow
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.integrations.schedule_field import ScheduleField
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text

ABOUT_BACKFILL = "These days are taken over anew; what is the same already stays, and the regular runs go on as before."
ABOUT_DRY = "It shows what taking these days over anew would do, and does nothing. You may apply just that afterwards."


class SyncDialog(FormDialog):
    """Asks what shall be synced and when; says integration, stream and schedule."""

    def __init__(self, services: Sequence[IntegrationRow], clock: Clock, parent: QWidget) -> None:
        super().__init__("Sync a stream", "Sync it", parent)
        self._services = {row.id: row for row in services}
        self.service = QComboBox(self)
        for row in services:
            self.service.addItem(row.name, row.id)
        self.stream = QComboBox(self)
        self.about = text("", self, style="muted", wrap=True)
        self.schedule = ScheduleField(clock, self)
        self.field("service", "Integration", self.service)
        self.field("stream", "Stream", self.stream)
        self.lead(self.about)
        self.field("schedule", "Runs", self.schedule.shape, room=self.schedule)
        self.service.currentIndexChanged.connect(self._offer)
        self.stream.currentIndexChanged.connect(self._tell)
        self._offer()

    def heard(self) -> tuple[int, str, str]:
        """Return what was chosen."""
        return self.service.currentData(), self.stream.currentData(), self.schedule.line()

    @Slot()
    def _offer(self) -> None:
        self.stream.clear()
        for offer in offers.of(self._services[self.service.currentData()].form.vendor):
            self.stream.addItem(offer.stream.capitalize(), offer.stream)

    @Slot()
    def _tell(self) -> None:
        if self.stream.currentData() is not None:
            offer = offers.one(self._services[self.service.currentData()].form.vendor, self.stream.currentData())
            self.about.setText(f"{sync_words.WAYS[offer.direction].capitalize()}: {offer.about}")
            self.schedule.offer(offer.direction)
            self.fit()


class ScheduleDialog(FormDialog):
    """Asks when a sync runs; says the schedule."""

    def __init__(self, row: JobRow, clock: Clock, parent: QWidget) -> None:
        super().__init__(f"When {sync_words.title(row)} runs", "Save", parent)
        self.schedule = ScheduleField(clock, self)
        self.schedule.show_line(row.schedule, row.zone, row.direction)
        self.field("schedule", "Runs", self.schedule.shape, room=self.schedule)

    def heard(self) -> str:
        """Return the schedule."""
        return self.schedule.line()


class DaysDialog(FormDialog):
    """Asks for a range of days to be taken over anew, or to be looked at before; says Days."""

    def __init__(self, row: JobRow, clock: Clock, parent: QWidget, *, dry: bool = False) -> None:
        word = "Dry run" if dry else "Backfill"
        super().__init__(f"{word} of {sync_words.title(row)}", word, parent)
        about = ABOUT_DRY if dry else ABOUT_BACKFILL
        self.lead(text(about, self, style="muted", wrap=True))
        last = clocks.today(clock) - 1
        self.start, self.end = self._day(last - 30), self._day(last)
        self.field("start", "First day", self.start)
        self.field("end", "Last day", self.end)

    def heard(self) -> Days:
        """Return the range.

        Raises:
            FieldsError: it ends before it begins.
        """
        days = Days(_number(self.start), _number(self.end))
        if days.start is not None and days.end is not None and days.end < days.start:
            raise FieldsError({"end": "It ends before it begins."})
        return days

    def _day(self, day: int) -> QDateEdit:
        when, made = to_date(day), QDateEdit(self)
        made.setCalendarPopup(True)
        made.setDisplayFormat("d MMM yyyy")
        made.setDate(QDate(when.year, when.month, when.day))
        return made


def _number(field: QDateEdit) -> int:
    return to_day(field.date().toPython())  # type: ignore[arg-type]  # a date
