"""The customers: a search line that has the focus at once, and whoever was chosen."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import SakshiError, shortened
from sakshi_desktop.portal.types import CustomerRow
from sakshi_desktop.ui.customers.columns import FOUND
from sakshi_desktop.ui.customers.finder import Finder, Found
from sakshi_desktop.ui.customers.person_pane import PersonPane
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.page import Page
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.notice import Notice
from sakshi_desktop.ui.widgets.record_table import RecordTable

EDGE = 20
HINT = "Name, any part of a phone, e-mail, CUS- or ORD- number"


class SearchPane(QWidget):
    """The search line and who was found.

    Signals:
        chosen: a customer, by id.
        order_chosen: an order, by id.
        settled: the answer to what was typed last is shown.
    """

    chosen = Signal(int)
    order_chosen = Signal(int)
    settled = Signal()

    def __init__(self, desk: Desk, finder: Finder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self._found: Found | None = None
        self._entered = False
        self.line = QLineEdit(self)
        self.line.setObjectName("search")
        self.line.setPlaceholderText(HINT)
        self.line.setAccessibleName("Search customers")
        self.line.setClearButtonEnabled(True)
        self.new = IconButton(desk.look, "New customer", "plus", tint="on_accent", style="primary")
        self.new.setToolTip("New customer (Ctrl+N)")
        self.under = QLabel(self)
        self.under.setObjectName("muted")
        self.table: RecordTable[CustomerRow] = RecordTable(desk, FOUND, "Customers", of=("customer", "customers"))
        self.notice = Notice(desk.look, self)
        self.room = QStackedWidget(self)
        self.room.addWidget(self.table)
        self.room.addWidget(self.notice)
        self._lay_out()
        self.line.installEventFilter(self)
        self.line.textChanged.connect(finder.search)
        self.table.opened.connect(self._open)
        finder.found.connect(self._show)
        finder.failed.connect(self._fail)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys of the line reach the list: down moves into it, Enter opens, Esc clears."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and self.table.model.rowCount():
                self.table.view.setFocus()
                self.table.view.setCurrentIndex(self.table.model.index(0, 0))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._enter()
                return True
            if event.key() == Qt.Key.Key_Escape and self.line.text():
                self.line.clear()
                return True
        return super().eventFilter(watched, event)

    def begin(self) -> None:
        """Wait for somebody to type."""
        self.line.setFocus()
        self.line.selectAll()

    def _enter(self) -> None:
        found = self._found
        if found is None or found.text != self.line.text().strip():
            self._entered = True  # the answer is on its way; it is opened when it is here
            return
        self._entered = False
        if found.order_id is not None:
            self.order_chosen.emit(found.order_id)
        elif found.rows:
            self.chosen.emit(self.table.model.row(0).id)

    @Slot(object)
    def _open(self, row: CustomerRow) -> None:
        self.chosen.emit(row.id)

    @Slot(object)
    def _show(self, found: Found) -> None:
        self._found = found
        self.table.show_rows(found.rows, whole=self._finder.whole(found.text), of=found.of)
        self.under.setText("Who ordered last" if not found.text else "The best match first")
        if found.rows:
            self.room.setCurrentWidget(self.table)
        elif found.order_id is not None:
            self.notice.say("This order names no customer.", "Press Enter to see the order.")
            self.room.setCurrentWidget(self.notice)
        elif found.text:
            hint = "Try another spelling, fewer words, or the last digits of the phone."
            self.notice.say(f"Nobody is found for “{shortened(found.text)}”.", hint, "New customer", self.new.click)
            self.room.setCurrentWidget(self.notice)
        else:
            hint = "Orders that name their customer bring them in; or enter one."
            self.notice.say("There are no customers yet.", hint, "New customer", self.new.click)
            self.room.setCurrentWidget(self.notice)
        if self._entered and found.text == self.line.text().strip():
            self._enter()
        self.settled.emit()

    @Slot(object)
    def _fail(self, error: SakshiError) -> None:
        self._entered = False
        self.notice.fail(error, "Try again", self._finder.refresh)
        self.room.setCurrentWidget(self.notice)
        self.settled.emit()

    def _lay_out(self) -> None:
        title = QLabel("Customers", self)
        title.setObjectName("title")
        words, head = QVBoxLayout(), QHBoxLayout()
        words.setSpacing(1)
        words.addWidget(title)
        words.addWidget(self.under)
        head.addLayout(words, 1)
        head.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 18, EDGE, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self.room, 1)


class CustomersPage(Page):
    """Finding customers, and serving the one who was found."""

    keys = (
        ("Ctrl+F", "Look for a customer or an order"),
        ("Enter", "Open the first of those found, or the row that is chosen"),
        ("Ctrl+N", "New customer"),
        ("Esc", "Go back: from the order to the orders, from there to the search"),
        ("E", "Edit the customer"),
        ("A", "Add an address"),
        ("N", "Write a note"),
        ("R", "Show or hide phone and e-mail"),
        ("O", "All orders of the customer"),
        ("S", "Suspend the customer"),
        ("Ctrl+Enter", "Move the order to its next step"),
        ("C", "Cancel the order"),
        ("G", "Give money of the order back"),
        ("T", "Rate the order"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        work = Work.of(desk.tasks, desk.program)
        self.finder = Finder(work, self)
        self.search = SearchPane(desk, self.finder, self)
        self.person = PersonPane(desk, work, self)
        self._room = QStackedWidget(self)
        self._room.addWidget(self.search)
        self._room.addWidget(self.person)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._room)
        self.search.chosen.connect(self._open)
        self.search.order_chosen.connect(self._open_order)
        self.search.settled.connect(self.settled)
        self.search.new.clicked.connect(self.person.deeds.new)
        self.person.left.connect(self.show_search)
        self.person.settled.connect(self.settled)
        self.person.profile.created.connect(self._open)
        QShortcut(QKeySequence("Ctrl+N"), self, self.person.deeds.new, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Find),
            self,
            self.show_search,
            Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )

    @Slot()
    def follow(self) -> None:
        """Ask again because something has changed, and keep the notes that the database could not take before."""
        for notes in (self.person.notes, self.person.order_notes):
            notes.try_again()
        super().follow()

    def unsaved(self) -> Sequence[str]:
        """Return that a note could not be kept."""
        refused = any(notes.refused for notes in (self.person.notes, self.person.order_notes))
        return ("A note about a customer or an order could not be saved.",) if refused else ()

    @property
    def shows_person(self) -> bool:
        """Return whether a customer or an order is shown."""
        return self._room.currentWidget() is self.person

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Return what begins a new customer, and what finds one."""
        return {"new": self.person.deeds.new, "find": self.show_search}

    def refresh(self) -> None:
        """Ask again for what is shown."""
        if self.shows_person:
            self.person.refresh()
        else:
            self.finder.refresh()

    def show_one(self, kind: str, key: int) -> None:
        """Show a customer or an order."""
        if kind == "order":
            self._open_order(key)
        else:
            self._open(key)

    @Slot()
    def show_search(self) -> None:
        """Look for somebody else."""
        self.person.leave()
        self._room.setCurrentWidget(self.search)
        self.finder.refresh()
        self.search.begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the search line the focus at once."""
        super().showEvent(event)
        if not self.shows_person:
            self.search.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is being written, and hide what is shown in clear."""
        super().hideEvent(event)
        self.person.leave()

    @Slot(int)
    def _open(self, customer_id: int) -> None:
        self._room.setCurrentWidget(self.person)
        self.person.open(customer_id)

    @Slot(int)
    def _open_order(self, order_id: int) -> None:
        self._room.setCurrentWidget(self.person)
        self.person.open_order(order_id)
