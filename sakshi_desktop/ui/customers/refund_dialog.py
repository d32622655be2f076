"""Asking how much of an order is given back, and why."""

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.errors import FieldsError, InvalidError
from sakshi_desktop.core.money import format_money
from sakshi_desktop.portal import refunds
from sakshi_desktop.portal.types import OrderCard
from sakshi_desktop.ui.customers import reason_dialog
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text

ABOUT = (
    "{left} of the net sales of {order} can be given back. It lowers the sales of today, not those of the order's day. "
    "As much of the points and Seva tokens that the order earned is taken back."
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What shall be given back: minor units of net sales, why, and the key under which it is done once."""

    amount_paise: int
    reason: str
    key: str


class RefundDialog(FormDialog):
    """Asks for an amount, all that is left unless another is typed, and for a reason.

    Signals:
        entered: a Heard.
    """

    def __init__(self, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__("Give money back", "Give back", parent)
        self._key = ids.event_id()
        self.amount = QLineEdit(forms.show_money(card.refundable_paise), self)
        self.with_tax = text("", self)
        self.with_tax.setObjectName("muted")
        self.reason = reason_dialog.reasons(reason_dialog.REFUNDING, self)
        self.about, room = text("", self, wrap=True), QVBoxLayout()
        self.about.setContentsMargins(0, 0, 0, 8)
        room.setSpacing(2)
        room.addWidget(self.amount)
        room.addWidget(self.with_tax)
        self.lead(self.about)
        self.field("amount", "Net amount", self.amount, room=room)
        self.field("reason", "Reason", self.reason)
        self.amount.textChanged.connect(self._tell_tax)
        self.know(card)
        self.reason.setFocus()

    @Slot(object)
    def know(self, card: OrderCard) -> None:
        """Say what is left of the order now, whoever gave something of it back meanwhile; what was typed stays."""
        self._card = card
        left = format_money(card.refundable_paise, card.currency)
        self.about.setText(ABOUT.format(left=left, order=ids.order(card.id)))
        self._tell_tax()

    def heard(self) -> Heard:
        """Return what the form says.

        Raises:
            FieldsError: the amount is none, or more than is left; or there is no reason.
        """
        wrong = {}
        try:
            amount = self._amount()
        except InvalidError as error:
            amount, wrong["amount"] = 0, str(error)
        reason = self.reason.currentText().strip()
        if not reason:
            wrong["reason"] = reason_dialog.NONE
        if wrong:
            raise FieldsError(wrong)
        return Heard(amount, reason, self._key)

    def _amount(self) -> int:
        amount, left = forms.money_to_pay(self.amount.text()), self._card.refundable_paise
        if not left:
            raise InvalidError("Nothing is left to give back.")
        if not 0 < amount <= left:
            raise InvalidError(f"Write an amount up to {format_money(left, self._card.currency)}.")
        return amount

    @Slot()
    def _tell_tax(self) -> None:
        card = self._card
        try:
            amount = self._amount()
        except InvalidError:
            amount = 0
        tax = refunds.tax(card.amounts["tax_paise"], card.amounts["net_paise"], amount)
        self.with_tax.setText(f"The customer gets {format_money(amount + tax, card.currency)} with tax." if tax else "")
        self.with_tax.setVisible(bool(tax))
        self.fit()
