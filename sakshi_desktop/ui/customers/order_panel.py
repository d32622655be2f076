"""The panel of one order: what was bought, what it came to, how it went, and what can be done with it."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money
from sakshi_desktop.portal import cards, rules
from sakshi_desktop.portal.types import Line, OrderCard, Step
from sakshi_desktop.ui import words
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.customers.note_panel import NotePanel
from sakshi_desktop.ui.customers.panel import NAMES, Panel
from sakshi_desktop.ui.customers.warning_line import WarningLine
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.layouts import clear
from sakshi_desktop.ui.widgets.texts import text

SUMS = (
    ("gross_paise", "Items"),
    ("discount_paise", "Discount"),
    ("net_paise", "Net sales"),
    ("delivery_paise", "Delivery"),
    ("packing_paise", "Packing"),
    ("service_paise", "Service"),
    ("tip_paise", "Tip"),
    ("round_off_paise", "Round-off"),
)
AT_ONCE = 12
"""Lines of an order that are shown in one go: sixty at once kept the window for 118 ms."""
STRONG = frozenset({"Net sales", "To pay"})


class OrderPanel(QWidget):
    """One order.

    Signals:
        left: the person wants to go back.
        step_wanted: the order shall be moved to a status, an OrderStatus.
        cancel_wanted: it shall be cancelled.
        refund_wanted: money of it shall be given back.
        rate_wanted: it shall be rated.
    """

    left = Signal()
    step_wanted = Signal(object)
    cancel_wanted = Signal()
    refund_wanted = Signal()
    rate_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.card: OrderCard | None = None
        self.back = IconButton(desk.look, "Orders", "chevron-left", tint="muted", style="quiet", name="Back (Esc)")
        self.title = text("", self)
        self.title.setObjectName("figure")
        self.state = QLabel(self)
        self.steps: tuple[QPushButton, QPushButton] = (QPushButton(self), QPushButton(self))
        self.cancel = QPushButton("Cancel order …", self)
        self.refund = QPushButton("Refund …", self)
        self.rate = QPushButton("Rate …", self)
        self.allergy = WarningLine(desk.look, self)
        self.trouble = text("", self, wrap=True)
        self.facts, self.sums = Facts(self, names=NAMES), Facts(self, names=96)
        self.lines = QGridLayout()
        self._ahead: tuple[tuple[int, Line], ...] = ()
        self._later = QTimer(self, singleShot=True, interval=0)
        self.walk = QVBoxLayout()
        self.rating = text("", self, wrap=True)
        self.notes = NotePanel(desk.look, "A new note about the order", self)
        self.why = text("", self, wrap=True)
        self.area = QScrollArea(self)
        self._panels: dict[str, Panel] = {}
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._named, self._deeds = QHBoxLayout(), QHBoxLayout()
        self._wire()
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what can be done below the number of the order where both have no room beside each other."""
        super().resizeEvent(event)
        self._share_head()

    def _share_head(self) -> None:
        needed = self._named.sizeHint().width() + self._head.spacing() + self._deeds.sizeHint().width()
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.LeftToRight if needed <= self.width() else ways.TopToBottom)

    def blank(self) -> None:
        """Show nothing until another order is here."""
        self.card = None
        self._later.stop()
        self.title.clear()
        self.state.clear()
        for part in (self.trouble, self.why, self.allergy, self.cancel, self.refund, self.rate, *self.steps, self.area):
            part.hide()

    def show_card(self, card: OrderCard) -> None:
        """Show an order."""
        self.trouble.hide()
        if card == self.card:
            return
        self.card = card
        self.area.show()
        self.title.setText(ids.order(card.id))
        self.state.setText(labels.STATUSES[card.status])
        self.state.setObjectName(f"tone-{labels.tone(card.status)}")
        self.state.style().polish(self.state)
        self._show_deeds(card)
        self._warn(card)
        self.facts.show_facts(_facts(card))
        self._show_lines(card)
        self.sums.show_facts(_sums(card), right=True, strong=STRONG)
        self._show_steps(card)
        self.rating.setText(_rating(card))
        self._panels["rating"].setVisible(card.rating is not None)

    @Slot(object)
    def fail(self, error: object) -> None:
        """Say why there is no order."""
        self.trouble.setText(str(error))
        self.trouble.show()

    @Slot()
    def press_step(self) -> None:
        """Do the first step that is offered."""
        if self.steps[0].isVisible():
            self.steps[0].click()

    def _show_deeds(self, card: OrderCard) -> None:
        for place, button in enumerate(self.steps):
            offered = place < len(card.steps_on)
            button.setVisible(offered)
            if offered:
                button.setText(labels.STEPS[card.steps_on[place]])
                button.setAccessibleName(button.text())
        self.cancel.setVisible(card.may_cancel)
        self.refund.setVisible(bool(card.refundable_paise) and not card.may_cancel)
        self.rate.setVisible(card.may_rate)
        self.rate.setText("Rate …" if card.rating is None else "Change the rating …")
        hidden = card.may_cancel or not rules.STEPS[card.status]
        self.why.setText("" if hidden else f"It cannot be cancelled: {card.why_not}.")
        self.why.setVisible(bool(self.why.text()))
        self._share_head()

    def _warn(self, card: OrderCard) -> None:
        held = frozenset(allergen for line in card.lines for allergen in line.warns)
        said = f"Allergies: {labels.allergens(card.allergies)}." if card.allergies else ""
        if held:
            said += f" This order contains {labels.allergens(held).lower()}."
        if card.diet_note:
            said = f"{said} {card.diet_note}".strip()
        self.allergy.say(said)

    def _show_lines(self, card: OrderCard) -> None:
        clear(self.lines)
        for column, (head, right) in enumerate((("Item", False), ("Qty", True), ("Price", True), ("Net", True))):
            self._put(head, 0, column, right=right, style="muted")
        if not card.lines:
            self._put("The items of this order are not known.", 1, 0, style="muted")
        self.lines.setColumnStretch(0, 1)
        self._ahead = tuple(enumerate(card.lines, 1))
        self._put_lines()

    @Slot()
    def _put_lines(self) -> None:
        """Show some of the lines that are still to be shown, and let the window breathe before the next."""
        now, self._ahead = self._ahead[:AT_ONCE], self._ahead[AT_ONCE:]
        currency = "" if self.card is None else self.card.currency
        for place, line in now:
            self._put(_named(line), place, 0, style="wrong" if line.warns else "")
            self._put(words.quantity(line.quantity_milli), place, 1, right=True)
            self._put(format_money(line.unit_price_paise, currency), place, 2, right=True)
            self._put(format_money(line.net_paise, currency), place, 3, right=True)
        if self._ahead:
            self._later.start()

    def _put(self, said: str, line: int, column: int, *, right: bool = False, style: str = "") -> None:
        label = text(said, self, wrap=column == 0)
        label.setObjectName(style)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
        self.lines.addWidget(label, line, column)

    def _show_steps(self, card: OrderCard) -> None:
        clear(self.walk)
        for step in card.steps:
            row = QHBoxLayout()
            row.setSpacing(8)
            name = text(labels.STATUSES[step.after], self)
            name.setObjectName("strong")
            under = text(_step(card, step), self, wrap=True)
            under.setObjectName("muted")
            row.addWidget(name)
            row.addWidget(under, 1)
            self.walk.addLayout(row)
        self._panels["steps"].setVisible(bool(card.steps))

    @Slot()
    def _step_first(self) -> None:
        if self.card is not None and self.card.steps_on:
            self.step_wanted.emit(self.card.steps_on[0])

    @Slot()
    def _step_second(self) -> None:
        if self.card is not None and len(self.card.steps_on) > 1:
            self.step_wanted.emit(self.card.steps_on[1])

    def _wire(self) -> None:
        self._later.timeout.connect(self._put_lines)
        self.back.clicked.connect(self.left)
        self.steps[0].setObjectName("primary")
        self.steps[0].clicked.connect(self._step_first)
        self.steps[1].clicked.connect(self._step_second)
        self.cancel.setObjectName("danger")
        self.cancel.setToolTip("Cancel the order (C)")
        self.cancel.clicked.connect(self.cancel_wanted)
        self.refund.setToolTip("Give money of the order back (G)")
        self.refund.clicked.connect(self.refund_wanted)
        self.rate.setToolTip("Rate the order (T)")
        self.rate.clicked.connect(self.rate_wanted)
        self.trouble.setObjectName("wrong")
        self.trouble.hide()
        self.why.setObjectName("muted")

    def _lay_out(self) -> None:
        for known in (self.back, self.title, self.state):
            self._named.addWidget(known)
        self._named.addStretch(1)
        self._deeds.addStretch(1)
        for button in (self.rate, self.refund, self.cancel, self.steps[1], self.steps[0]):
            self._deeds.addWidget(button)
        for row in (self._named, self._deeds):
            row.setSpacing(8)
            self._head.addLayout(row)
        self._head.setSpacing(8)
        inner = QWidget(self)
        inner.setObjectName("clear")
        left, right = QVBoxLayout(), QVBoxLayout()
        self.lines.setHorizontalSpacing(14)
        left.addWidget(self._panel("items", "Items", self.lines))
        left.addWidget(self._panel("sums", "Amounts", self.sums))
        left.addStretch(1)
        right.addWidget(self._panel("facts", "Order", self.facts))
        right.addWidget(self._panel("steps", "Steps", self.walk))
        right.addWidget(self._panel("rating", "Rating", self.rating))
        right.addWidget(self.notes)
        right.addStretch(1)
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(10)
        for column in (left, right):
            column.setSpacing(10)
            columns.addLayout(column, 1)
        area = self.area
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head)
        for part in (self.trouble, self.why, self.allergy):
            column.addWidget(part)
        column.addWidget(area, 1)

    def _panel(self, key: str, heading: str, content: "QWidget | QVBoxLayout | QGridLayout") -> QFrame:
        panel = Panel(heading, self)
        if isinstance(content, QWidget):
            panel.content.addWidget(content)
        else:
            panel.content.addLayout(content)
        self._panels[key] = panel
        return panel


def _facts(card: OrderCard) -> list[tuple[str, str]]:
    zone, promised, came = card.zone, card.promised_at, card.delivered_at
    arrived = ""
    if came is not None:
        arrived = labels.hour(came, zone)
        if promised is not None:
            arrived += f", {labels.late(promised, came)}"
    return [
        ("Placed", labels.stamp(card.placed_at, zone)),
        ("Wanted", labels.stamp(card.scheduled_for, zone) if card.scheduled_for else ""),
        ("Promised", labels.hour(promised, zone) if promised else ""),
        ("Handed over", arrived),
        ("Location", card.location),
        ("Channel", words.CHANNELS[card.channel]),
        ("Till number", card.external_id or ""),
        ("Points", f"{card.points:,}" if card.points else ""),
    ]


def _sums(card: OrderCard) -> list[tuple[str, str]]:
    amounts, currency = card.amounts, card.currency
    found = []
    for key, name in SUMS:
        paise = amounts[key]
        if key == "net_paise" or (paise and (key != "gross_paise" or amounts["discount_paise"])):
            found.append((name, format_money(-paise if key == "discount_paise" else paise, currency)))
        if key == "net_paise" and amounts["tax_paise"]:
            found.append(("CGST", format_money(card.cgst_paise, currency)))
            found.append(("SGST", format_money(card.sgst_paise, currency)))
    found.append(("To pay", format_money(cards.due(amounts), currency)))
    found += [(labels.METHODS[paid.method], format_money(paid.amount_paise, currency)) for paid in card.payments]
    found += [("Given back", format_money(-back.amount_paise, currency)) for back in card.refunds]
    found += [("Why", back.reason) for back in card.refunds if back.reason]
    return found


def _named(line: Line) -> str:
    name = f"{line.name} ({line.variant})" if line.variant else line.name
    return f"{name}\ncontains {labels.allergens(line.warns).lower()}" if line.warns else name


def _step(card: OrderCard, step: Step) -> str:
    said = f"{labels.hour(step.at, card.zone)}, {step.by}"
    return f"{said}: {step.reason}" if step.reason else said


def _rating(card: OrderCard) -> str:
    if card.rating is None:
        return ""
    given = card.rating
    stars = "" if given.stars is None else "★" * given.stars + "☆" * (5 - given.stars)
    flags = ", ".join(labels.FLAGS[flag] for flag in sorted(given.flags))
    return "\n".join(part for part in (stars, flags, given.comment) if part)
