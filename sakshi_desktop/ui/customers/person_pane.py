"""One customer: the record at the left, orders or one of them at the right."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.vocabulary import CustomerStatus, OrderStatus
from sakshi_desktop.portal.types import AddressRow, OrderCard, Profile
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.customers.address_panel import AddressPanel
from sakshi_desktop.ui.customers.addresses_model import AddressesModel
from sakshi_desktop.ui.customers.deeds import Deeds
from sakshi_desktop.ui.customers.note_panel import NotePanel
from sakshi_desktop.ui.customers.notes_model import About, NotesModel
from sakshi_desktop.ui.customers.order_panel import OrderPanel
from sakshi_desktop.ui.customers.orders_model import HistoryModel, OrderModel
from sakshi_desktop.ui.customers.orders_panel import OrdersPanel
from sakshi_desktop.ui.customers.profile_model import Person, ProfileModel
from sakshi_desktop.ui.customers.profile_panels import ChangesPanel, ContactPanel
from sakshi_desktop.ui.customers.warning_line import WarningLine
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.texts import Elided, text

QWIDGETSIZE_MAX = 16_777_215
WIDE = 900
"""Pixels of width from which the record stands beside the orders."""
LEFT = 322
EDGE = 20


class PersonPane(QWidget):
    """Everything about one customer, with what can be done at the press of a key.

    Signals:
        left: the person wants to look for somebody else.
        settled: what was asked last is shown, or why it is not.
    """

    left = Signal()
    settled = Signal()

    def __init__(self, desk: Desk, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key = 0
        self._turned = False
        self.profile, self.addresses, self.notes = (
            ProfileModel(work, self),
            AddressesModel(work, self),
            NotesModel(work, About.CUSTOMER, self),
        )
        self.order_notes = NotesModel(work, About.ORDER, self)
        self.history, self.order = HistoryModel(work, self), OrderModel(work, self)
        self.deeds = Deeds(desk, self.profile, self.addresses, self.order, self)
        self.back = IconButton(desk.look, "Customers", "chevron-left", tint="muted", style="quiet", name="Back (Esc)")
        self.title, self.under = Elided(self), text("", self)
        self.suspended, self.twins, self.allergy = (WarningLine(desk.look, self) for _ in range(3))
        self.edit = QPushButton("Edit", self)
        self.side = QPushButton("Profile", self)
        self.suspend = QPushButton("Suspend …", self)
        self.contact = ContactPanel(desk.look, self)
        self.address_list = AddressPanel(desk.look, self)
        self.note_list = NotePanel(desk.look, "A new note", self)
        self.changes = ChangesPanel(self)
        self.orders = OrdersPanel(desk, self.history, self)
        self.order_panel = OrderPanel(desk, self)
        self.right = QStackedWidget(self)
        self.record = QScrollArea(self)
        self._lay_out()
        self._wire()
        self._shortcuts()
        self._allow(work)

    @property
    def shows_order(self) -> bool:
        """Return whether one order is shown."""
        return self.right.currentWidget() is self.order_panel

    def open(self, customer_id: int) -> None:
        """Show another customer."""
        self.show_orders()
        self._open_record(customer_id)

    def open_order(self, order_id: int) -> None:
        """Show an order, and its customer where it has one."""
        if self.order_panel.card is None or self.order_panel.card.id != order_id:
            self.order_panel.blank()
        self.order.open(order_id)
        self.order_notes.open(order_id)
        self.right.setCurrentWidget(self.order_panel)
        self._turned = False
        self._share_room()
        self.allergy.hide()

    def refresh(self) -> None:
        """Ask again for what is shown; what is chosen, scrolled to or being written stays."""
        if self._key:
            for model in (self.profile, self.addresses, self.notes, self.history):
                model.refresh()
        if self.shows_order:
            self.order.refresh()
            self.order_notes.refresh()

    def leave(self) -> None:
        """Keep what was being written, and hide what was shown in clear."""
        self.notes.finish()
        self.order_notes.finish()
        self.profile.hide()

    @Slot()
    def go_back(self) -> None:
        """Go back from the order to the orders, from there to the search."""
        if self.shows_order and self._key:
            self.show_orders()
        else:
            self.left.emit()

    @Slot()
    def show_orders(self) -> None:
        """Show all orders."""
        self.order.close()
        self.order_notes.finish()
        self.right.setCurrentWidget(self.orders)
        self._turned = False
        self._share_room()
        if self.profile.person is not None:
            self._warn(self.profile.person.profile)
        self.orders.table.view.setFocus()

    def event(self, event: QEvent) -> bool:
        """Claim Esc before anything else in the window does, such as the sentence in its corner."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Esc."""
        if _is_escape(event):
            self.go_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the record and the orders beside each other where there is room, else one of them."""
        super().resizeEvent(event)
        self._share_room()

    @Slot()
    def _share_room(self) -> None:
        wide, person = self.width() >= WIDE, bool(self._key)
        self.side.setVisible(person and not wide)
        self.side.setText("Orders" if self._turned else "Profile")
        self.side.setAccessibleName(self.side.text())
        self.record.setVisible(person and (wide or self._turned))
        self.right.setVisible(not person or wide or not self._turned)
        if wide:
            self.record.setFixedWidth(LEFT)
        else:
            self.record.setMinimumWidth(0)
            self.record.setMaximumWidth(QWIDGETSIZE_MAX)

    @Slot()
    def _turn(self) -> None:
        self._turned = not self._turned
        self._share_room()

    def _open_record(self, customer_id: int) -> None:
        self._key = customer_id
        self._share_room()
        self.orders.begin()
        self.profile.open(customer_id)
        self.addresses.open(customer_id)
        self.notes.open(customer_id)
        self.history.open(customer_id)

    @Slot(object)
    def _show_person(self, person: Person) -> None:
        one = person.profile
        self.title.setText(one.name or labels.NAMELESS)
        self.title.setToolTip(self.title.text())
        self.under.setText(f"{ids.customer(one.id)} · since {labels.day(one.created_at)}")
        self.contact.show_person(person)
        self.changes.show_changes(person.changes)
        active = one.status is CustomerStatus.ACTIVE
        self.suspended.say("" if active else "This customer is suspended.", "" if active else "Make active")
        self.suspend.setVisible(active)
        for part in (self.back, self.edit, self.address_list, self.note_list, self.contact):
            part.show()
        if person.twins:
            twin = person.twins[0]
            more = f" and {len(person.twins) - 1} more" if len(person.twins) > 1 else ""
            name = twin.name or ids.customer(twin.id)
            self.twins.say(f"{name} ({ids.customer(twin.id)}){more} has the same {twin.same}.", "Look")
        else:
            self.twins.say("")
        self._warn(one)
        self.settled.emit()

    def _warn(self, one: Profile) -> None:
        said = f"Allergies: {labels.allergens(one.allergies)}." if one.allergies else ""
        self.allergy.say(f"{said} {one.diet_note}" if said and one.diet_note else said)
        if self.shows_order:  # the order says it itself, with what it contains
            self.allergy.hide()

    @Slot(object)
    def _fail_person(self, error: object) -> None:
        self.title.setText(ids.customer(self._key))
        self.under.setText(str(error))
        for part in (self.edit, self.suspend, self.address_list, self.note_list, self.contact, self.changes):
            part.hide()
        self.settled.emit()

    @Slot(object)
    def _show_card(self, card: OrderCard) -> None:
        if card.customer_id is None:
            self._key = 0
            self._share_room()
            self.title.setText("Walk-in order")
            self.under.setText("The order names no customer.")
            for part in (self.back, self.edit, self.suspend, self.suspended, self.twins, self.allergy):
                part.hide()
        elif card.customer_id != self._key:
            self._open_record(card.customer_id)
        self.order_panel.show_card(card)
        self.order_panel.back.setText("Orders" if card.customer_id is not None else "Customers")
        self.settled.emit()

    @Slot()
    def _look_at_twin(self) -> None:
        if self.profile.person is not None and self.profile.person.twins:
            self.open(self.profile.person.twins[0].id)

    @Slot(int)
    def _choose_order(self, order_id: int) -> None:
        self.open_order(order_id)
        self.order_panel.back.setFocus()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._desk.say(sentence)
        if self._key:
            self.history.refresh()

    @Slot(object)
    def _offer_address(self, row: AddressRow) -> None:
        self._desk.say("The address is removed.", "Undo", partial(self.addresses.restore, row))

    @Slot(str)
    def _offer_tag(self, tag: str) -> None:
        self._desk.say(f"The tag “{tag}” is removed.", "Undo", partial(self.profile.add_tag, tag))

    def _offer_note(self, notes: NotesModel, body: str) -> None:
        self._desk.say("The note is removed.", "Undo", partial(notes.put_back, body))

    @Slot()
    def _toggle_contact(self) -> None:
        if self.profile.contact is None:
            self.profile.reveal()
        else:
            self.profile.hide()

    @Slot()
    def _note(self) -> None:
        (self.order_panel.notes if self.shows_order else self.note_list).editor.setFocus()

    @Slot(object)
    def _step(self, status: OrderStatus) -> None:
        self.order.move(status)

    def _wire(self) -> None:
        profile, addresses, order = self.profile, self.addresses, self.order
        profile.shown.connect(self._show_person)
        profile.failed.connect(self._fail_person)
        profile.contact_changed.connect(self.contact.show_contact)
        profile.saved.connect(self._desk.say)
        profile.told.connect(self._desk.say)
        profile.tag_removed.connect(self._offer_tag)
        addresses.shown.connect(self.address_list.show_addresses)
        addresses.failed.connect(self.address_list.fail)
        addresses.told.connect(self._desk.say)
        addresses.removed.connect(self._offer_address)
        order.shown.connect(self._show_card)
        order.failed.connect(self.order_panel.fail)
        order.saved.connect(self._say)
        order.told.connect(self._say)
        self.back.clicked.connect(self.left)
        self.side.clicked.connect(self._turn)
        self.edit.clicked.connect(self.deeds.edit)
        self.suspend.clicked.connect(self.deeds.suspend)
        self.suspended.button.clicked.connect(profile.reactivate)
        self.twins.button.clicked.connect(self._look_at_twin)
        self.contact.reveal_wanted.connect(self._toggle_contact)
        self.contact.tag_removed.connect(profile.remove_tag)
        self.address_list.add_wanted.connect(self.deeds.add_address)
        self.address_list.edit_wanted.connect(self.deeds.edit_address)
        self.address_list.default_wanted.connect(addresses.make_default)
        self.address_list.remove_wanted.connect(addresses.remove)
        self._wire_notes(self.notes, self.note_list)
        self._wire_notes(self.order_notes, self.order_panel.notes)
        self.orders.opened.connect(self._choose_order)
        self.order_panel.left.connect(self.go_back)
        self.order_panel.step_wanted.connect(self._step)
        self.order_panel.cancel_wanted.connect(self.deeds.cancel)
        self.order_panel.refund_wanted.connect(self.deeds.refund)
        self.order_panel.rate_wanted.connect(self.deeds.rate)

    def _wire_notes(self, notes: NotesModel, panel: NotePanel) -> None:
        notes.shown.connect(panel.show_notes)
        notes.failed.connect(panel.fail)
        notes.stood.connect(panel.show_state)
        notes.begun.connect(panel.begin)
        notes.resumed.connect(panel.resume)
        notes.removed.connect(partial(self._offer_note, notes))
        notes.told.connect(self._desk.say)
        panel.written.connect(notes.write)
        panel.finished.connect(notes.finish)
        panel.remove_wanted.connect(notes.remove)

    def _allow(self, work: Work) -> None:
        """Leave to press only what the person may do."""
        may = work.may(Right.EDIT_CUSTOMERS)
        self.contact.reveal.setEnabled(work.may(Right.REVEAL_CONTACT))
        for part in (self.edit, self.suspend, self.suspended.button, self.address_list.add):
            part.setEnabled(may)
        for editor in (self.note_list.editor, self.order_panel.notes.editor):
            editor.setReadOnly(not may)
            editor.setPlaceholderText(editor.placeholderText() if may else "")

    def _shortcuts(self) -> None:
        for key, act in (
            ("E", self.deeds.edit),
            ("A", self.deeds.add_address),
            ("N", self._note),
            ("R", self._toggle_contact),
            ("O", self.show_orders),
            ("S", self.deeds.suspend),
            ("C", self.deeds.cancel),
            ("G", self.deeds.refund),
            ("T", self.deeds.rate),
            ("Ctrl+Return", self.order_panel.press_step),
        ):
            QShortcut(QKeySequence(key), self, act, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        self.title.setObjectName("title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.under.setObjectName("muted")
        self.edit.setToolTip("Edit (E)")
        self.suspend.setToolTip("Suspend (S)")
        words, head = QVBoxLayout(), QHBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.under)
        head.setSpacing(8)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.side)
        head.addWidget(self.suspend)
        head.addWidget(self.edit)
        inner = QWidget(self)
        inner.setObjectName("clear")
        panels = QVBoxLayout(inner)
        panels.setContentsMargins(0, 0, 6, 0)
        panels.setSpacing(10)
        for panel in (self.contact, self.address_list, self.note_list, self.changes):
            panels.addWidget(panel)
        panels.addStretch(1)
        self.record.setWidgetResizable(True)
        self.record.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.record.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.record.setWidget(inner)
        self.right.addWidget(self.orders)
        self.right.addWidget(self.order_panel)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.record)
        body.addWidget(self.right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 14, EDGE, 16)
        column.setSpacing(10)
        column.addLayout(head)
        for part in (self.suspended, self.twins, self.allergy):
            column.addWidget(part)
        column.addLayout(body, 1)


def _is_escape(event: QEvent) -> bool:
    plain = Qt.KeyboardModifier.NoModifier
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and event.modifiers() == plain
