"""The addresses of one customer, without a widget."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.portal import addresses
from sakshi_desktop.portal.types import AddressRow, AddressText
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.questions import Question


class AddressesModel(QObject):
    """The addresses of a customer.

    Signals:
        shown: the addresses, AddressRows, the default first.
        failed: why there are none, a SakshiError.
        saved: what a form said is written.
        removed: an address that can be put back, an AddressRow.
        refused: why what a form said was not written, a SakshiError.
        told: why a deed that no form waits for was not done, a sentence.
    """

    shown = Signal(object)
    failed = Signal(object)
    saved = Signal()
    removed = Signal(object)
    refused = Signal(object)
    told = Signal(str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._key = 0
        self._question = Question(work.tasks, self)
        self._question.answered.connect(self.shown)
        self._question.failed.connect(self.failed)

    def open(self, customer_id: int) -> None:
        """Ask for the addresses of another customer."""
        self._key = customer_id
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        self._question.ask(self._work.reading(partial(addresses.of, customer_id=self._key)))

    def save(self, address_id: int | None, text: AddressText) -> None:
        """Change an address, or add one."""
        by, clock = self._work.by, self._work.clock
        if address_id is None:
            work = partial(addresses.add, customer_id=self._key, text=text, by=by, clock=clock)
        else:
            work = partial(addresses.edit, address_id=address_id, text=text, by=by, clock=clock)
        self._work.write(work, self._saved, self.refused.emit)

    def make_default(self, address_id: int) -> None:
        """Make an address the default."""
        work = partial(addresses.make_default, address_id=address_id, by=self._work.by, clock=self._work.clock)
        self._work.write(work, self._changed, self._fail)

    def remove(self, address_id: int) -> None:
        """Remove an address; it can be put back."""
        work = partial(addresses.remove, address_id=address_id, by=self._work.by, clock=self._work.clock)
        self._work.write(work, self._removed, self._fail)

    def restore(self, row: AddressRow) -> None:
        """Put a removed address back."""
        work = partial(addresses.restore, row=row, by=self._work.by, clock=self._work.clock)
        self._work.write(work, self._changed, self._fail)

    def _saved(self, _row: AddressRow) -> None:
        self.saved.emit()
        self.refresh()

    def _changed(self, _row: AddressRow) -> None:
        self.refresh()

    def _fail(self, error: SakshiError) -> None:
        self.told.emit(str(error))

    def _removed(self, row: AddressRow) -> None:
        self.removed.emit(row)
        self.refresh()
