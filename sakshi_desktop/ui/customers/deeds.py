"""The dialogs of the page: each stays open until what it says is written."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import ForbiddenError
from sakshi_desktop.core.rights import Right
from sakshi_desktop.portal.types import AddressRow, AddressText, Draft
from sakshi_desktop.ui.customers import reason_dialog
from sakshi_desktop.ui.customers.address_dialog import AddressDialog
from sakshi_desktop.ui.customers.addresses_model import AddressesModel
from sakshi_desktop.ui.customers.orders_model import OrderModel
from sakshi_desktop.ui.customers.profile_dialog import ProfileDialog
from sakshi_desktop.ui.customers.profile_model import ProfileModel
from sakshi_desktop.ui.customers.rating_dialog import Heard, RatingDialog
from sakshi_desktop.ui.customers.reason_dialog import ReasonDialog
from sakshi_desktop.ui.customers.refund_dialog import RefundDialog
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.asked import Asked
from sakshi_desktop.ui.widgets.form_dialog import FormDialog

ABOUT_CANCELLING = (
    "The kitchen must not make {order} any more. Points and Seva tokens that it earned are taken back. "
    "This cannot be undone."
)
ABOUT_SUSPENDING = "{name} can neither order nor redeem points until somebody makes the account active again."


class Deeds(QObject):
    """Opens the dialogs, hands what they heard to the models, and closes them when it is written."""

    def __init__(
        self, desk: Desk, profile: ProfileModel, addresses: AddressesModel, order: OrderModel, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._room = parent
        self._profile = profile
        self._addresses = addresses
        self._order = order
        self.asked = Asked(desk.say, self)
        for refused in (profile.refused, addresses.refused, order.refused):
            refused.connect(self.asked.refuse)
        for saved in (profile.saved, addresses.saved, order.saved, profile.created):
            saved.connect(self.asked.close)

    @property
    def dialog(self) -> FormDialog | None:
        """Return the dialog that is open, None where none is."""
        return self.asked.dialog

    @Slot()
    def new(self) -> None:
        """Ask for a new customer."""
        if self._may_edit():
            self.asked.open(ProfileDialog(None, self._desk.asking.places, self._room), self._create)

    @Slot()
    def edit(self) -> None:
        """Ask for another record of the customer."""
        person = self._profile.person
        if person is None or not self._may_edit():
            return
        dialog = ProfileDialog(person.profile, self._desk.asking.places, self._room)
        dialog.reveal_wanted.connect(self._profile.reveal)
        self._profile.contact_changed.connect(dialog.show_clear)
        dialog.show_clear(self._profile.contact)
        self.asked.open(dialog, partial(self._save, dialog))

    @Slot()
    def suspend(self) -> None:
        """Ask why the customer shall be suspended."""
        if self._profile.person is None or not self._may_edit():
            return
        one = self._profile.person.profile
        about = ABOUT_SUSPENDING.format(name=one.name or ids.customer(one.id))
        dialog = ReasonDialog("Suspend the customer", "Suspend", about, reason_dialog.SUSPENDING, self._room)
        self.asked.open(dialog, self._profile.suspend)

    @Slot()
    def add_address(self) -> None:
        """Ask for a new address."""
        if self._may_edit():
            self.asked.open(AddressDialog(None, self._room), partial(self._save_address, None))

    @Slot(object)
    def edit_address(self, row: AddressRow) -> None:
        """Ask for another text of an address."""
        if self._may_edit():
            self.asked.open(AddressDialog(row.text, self._room), partial(self._save_address, row.id))

    @Slot()
    def cancel(self) -> None:
        """Ask why the order shall be cancelled."""
        card = self._order.card
        if card is None or not card.may_cancel:
            return
        about = ABOUT_CANCELLING.format(order=ids.order(card.id))
        dialog = ReasonDialog("Cancel the order", "Cancel the order", about, reason_dialog.CANCELLING, self._room)
        self.asked.open(dialog, self._order.cancel)

    @Slot()
    def refund(self) -> None:
        """Ask how much of the order is given back, and why."""
        card = self._order.card
        if card is not None and card.refundable_paise:
            dialog = RefundDialog(card, self._room)
            self._order.shown.connect(dialog.know)
            self.asked.open(dialog, self._order.give_back)

    @Slot()
    def rate(self) -> None:
        """Ask what the customer thinks of the order."""
        card = self._order.card
        if card is not None and card.may_rate:
            self.asked.open(RatingDialog(card.rating, self._room), self._rate)

    def _may_edit(self) -> bool:
        """Return whether the person may change customers; say it where not, before anything is typed in vain."""
        try:
            self._desk.program.actor.must(Right.EDIT_CUSTOMERS)
        except ForbiddenError as error:
            self._desk.say(error)
            return False
        return True

    def _create(self, draft: Draft) -> None:
        self._profile.create(draft)

    def _save(self, dialog: ProfileDialog, draft: Draft) -> None:
        if dialog.profile is not None:
            self._profile.save(dialog.profile, draft)

    def _save_address(self, address_id: int | None, text: AddressText) -> None:
        self._addresses.save(address_id, text)

    def _rate(self, heard: Heard) -> None:
        self._order.rate(heard.stars, heard.comment, heard.flags)
