"""Editing one location from the page of figures."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.outlets import locations
from sakshi_desktop.store.nouns import Record
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.keeping import Keeping
from sakshi_desktop.ui.widgets import record_form
from sakshi_desktop.ui.widgets.record_form import RecordForm


class LocationEditing(QObject):
    """Opens the form of a location and saves what is typed into it.

    Attributes:
        form: the form that is open, None before the first.
    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._over = parent
        self.form: RecordForm | None = None
        self.keeping = Keeping(desk.tasks, desk.program, locations.NOUN, self)
        self.keeping.saved.connect(self._say_saved)

    def open(self, location_id: int) -> None:
        """Look the location up and open its form."""
        self._desk.tasks.read(partial(_get, location_id), self._open, self._fail)

    @Slot(object)
    def _open(self, record: Record) -> None:
        self.form = record_form.ask(self._desk, self.keeping, record, self._over)

    @Slot(object)
    def _fail(self, error: SakshiError) -> None:
        self._desk.say(error)

    @Slot(object)
    def _say_saved(self, record: Record) -> None:
        self._desk.say(f"{record['name']} is saved.")


def _get(location_id: int, session: Session) -> Record:
    return locations.get(session, location_id)
