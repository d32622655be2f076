"""The form of a webhook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core import telltales
from sakshi_desktop.core.errors import ChangedError, FieldsError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import forms, rules
from sakshi_desktop.hub.proofs import Proof
from sakshi_desktop.hub.types import EndpointForm, EndpointRow
from sakshi_desktop.ui.integrations import webhook_words
from sakshi_desktop.ui.integrations.event_picker import EventPicker
from sakshi_desktop.ui.widgets import numbers
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import text

LINES = 54
SECRETS = 2
"""Secret headers that can be entered beside those that are kept."""
KEPT = "Kept as it is"
BODIES = (("Thin: ids and totals", False), ("Fuller: what an order or a customer is", True))
ABOUT_FULLER = (
    "Personal data then leaves the house: name, phone, e-mail and addresses of customers. Orders come with their "
    "lines, payments and outlet. Who chose this is in the audit trail."
)
NO_LIMIT = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the form says.

    Attributes:
        secret: signs what is sent; None lets Sakshi make one.
        hidden: secret headers; None keeps those that are in the vault, or the value of one.
    """

    form: EndpointForm
    secret: Secret | None
    hidden: Mapping[str, Secret | None] | None


class WebhookDialog(FormDialog):
    """Asks for everything about a webhook; what is secret is never shown again.

    Attributes:
        seen: what its fields were filled with; what another person made of one is known once it is told.
    """

    def __init__(
        self,
        before: EndpointRow | None,
        owners: Sequence[tuple[int, str]],
        owner: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = "Add a webhook" if before is None else f"Edit {webhook_words.title(before)}"
        super().__init__(title, "Add" if before is None else "Save", parent)
        self.seen = None if before is None else before.form
        self.url = QLineEdit(self)
        self.url.setPlaceholderText("https://orders.example.com/hook")
        self.owner = QComboBox(self)
        self.owner.addItem("No integration", None)
        for key, name in owners:
            self.owner.addItem(name, key)
        self.events = EventPicker(self)
        self.filter, self.headers = self._several("location = LOC-3, LOC-4"), self._several("X-Outlet: Bandra")
        self._kept = () if before is None else before.form.secret_headers
        self.hidden = [(QLineEdit(self), QLineEdit(self)) for _ in range(len(self._kept) + SECRETS)]
        self.drop = QCheckBox("Send none of them any more", self)
        self.bodies, self.leaves = QComboBox(self), text(ABOUT_FULLER, self, wrap=True)
        self.secret = QLineEdit(self)
        self.at_once, self.a_minute, self.retry = QSpinBox(self), QSpinBox(self), QLineEdit(self)
        for field in (self.at_once, self.a_minute):
            numbers.make_room(field)
        self._make()
        self._fill(EndpointForm("", integration_id=owner) if before is None else before.form)
        self.offer_trial()
        if before is not None:
            self.say(webhook_words.telling(before.form))
        self.url.setFocus()
        self.finished.connect(self._forget)

    def heard(self) -> Heard:
        """Return what the form says.

        Raises:
            FieldsError: a line of it cannot be read.
        """
        kinds = self.events.chosen
        if not kinds and not self.events.every.isChecked():
            raise FieldsError({"events": "Tick at least one kind of event, or all events."})
        form = EndpointForm(
            url=self._typed_url(),
            event_types=kinds,
            headers=self._typed_headers(),
            filter=webhook_words.conditions(self.filter.toPlainText()),
            concurrency=self.at_once.value(),
            rate_per_minute=self.a_minute.value() or None,
            retry_seconds=webhook_words.pauses(self.retry.text()),
            integration_id=self.owner.currentData(),
            fuller=self.bodies.currentData(),
        )
        typed = self.secret.text().strip()
        return Heard(form, Secret(typed) if typed else None, self._heard_hidden())

    def learn(self, error: ChangedError) -> None:
        """Know from now on what another person made of a field."""
        self.seen = self.seen and error.noted_in(self.seen)

    @Slot(object)
    def show_proof(self, proof: Proof) -> None:
        """Show how a trial ended."""
        if self.trial is not None:
            self.trial.show_end(proof.sentence, passed=proof.passed)
            self.fit()

    def _typed_url(self) -> str:
        """Return the address; one that was left as it was shown, dots and all, is the one that is kept."""
        typed = self.url.text().strip()
        kept = "" if self.seen is None else self.seen.url
        return kept if typed == telltales.shown(kept) else typed

    def _typed_headers(self) -> dict[str, str]:
        typed = webhook_words.headers(self.headers.toPlainText())
        return typed if self.seen is None else webhook_words.kept_headers(typed, self.seen.headers)

    def _heard_hidden(self) -> Mapping[str, Secret | None] | None:
        if self.drop.isChecked():
            return {}
        typed = [(name.text().strip(), value.text()) for name, value in self.hidden if name.text() or value.text()]
        if any(not name or (not value and name not in self._kept) for name, value in typed):
            raise FieldsError({"hidden": "A secret header needs a name and a value."})
        if len({name.lower() for name, _ in typed}) < len(typed):
            raise FieldsError({"hidden": "A secret header is named twice."})
        if self.seen is not None and typed == [(name, "") for name in self._kept]:
            return None
        return {name: Secret(value) if value else None for name, value in typed}

    def _fill(self, form: EndpointForm) -> None:
        self.url.setText(telltales.shown(form.url))
        self.owner.setCurrentIndex(max(0, self.owner.findData(form.integration_id)))
        self.events.show_chosen(form.event_types)
        self.bodies.setCurrentIndex(self.bodies.findData(form.fuller))
        self.filter.setPlainText(webhook_words.of_conditions(form))
        self.headers.setPlainText(webhook_words.of_headers(form))
        self.at_once.setValue(form.concurrency)
        self.a_minute.setValue(form.rate_per_minute or NO_LIMIT)
        self.retry.setText(webhook_words.of_pauses(form.retry_seconds))
        self.drop.setVisible(bool(form.secret_headers))
        for (name, value), kept in zip(self.hidden, form.secret_headers, strict=False):
            name.setText(kept)
            value.setPlaceholderText(KEPT)

    def _forget(self) -> None:
        self.secret.clear()
        for _, value in self.hidden:
            value.clear()

    def _make(self) -> None:
        self.at_once.setRange(1, forms.MOST_AT_ONCE)
        self.a_minute.setRange(NO_LIMIT, forms.MOST_PER_MINUTE)
        self.a_minute.setSpecialValueText("No limit")
        self.retry.setPlaceholderText(webhook_words.of_pauses(rules.STEPS))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("Empty: Sakshi makes a fresh one and shows it once")
        self.field("url", "Address", self.url)
        self.field("owner", "Belongs to", self.owner)
        self.field("events", "Events", self.events)
        self.field("filter", "Only where", self.filter)
        self.field("fuller", "Bodies", self.bodies, room=self._bodies())
        self.field("headers", "Headers", self.headers)
        self.field("hidden", "Secret headers", self.hidden[0][0], room=self._hidden_fields())
        if self.seen is None:
            self.field("secret", "Signing secret", self.secret)
        else:
            self.secret.hide()
        pace = QHBoxLayout()
        pace.setSpacing(8)
        pace.addWidget(self.at_once)
        pace.addWidget(self.a_minute)
        self.at_once.setSuffix(" at once")
        self.a_minute.setSuffix(" a minute")
        self.a_minute.setAccessibleName("Requests a minute")
        self.field("pace", "Pace", self.at_once, room=pace)
        self.field("retry", "Try again after", self.retry)

    def _bodies(self) -> QVBoxLayout:
        for words, is_fuller in BODIES:
            self.bodies.addItem(words, is_fuller)
        self.leaves.setMinimumWidth(1)
        self.leaves.hide()
        self.bodies.currentIndexChanged.connect(self._warn)
        room = QVBoxLayout()
        room.setSpacing(4)
        room.addWidget(self.bodies)
        room.addWidget(self.leaves)
        return room

    @Slot()
    def _warn(self) -> None:
        """Say what fuller bodies mean, to a screen reader too."""
        is_fuller = bool(self.bodies.currentData())
        self.leaves.setVisible(is_fuller)
        self.bodies.setAccessibleDescription(ABOUT_FULLER if is_fuller else "")
        self.fit()

    def _hidden_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        for line, (name, value) in enumerate(self.hidden):
            name.setPlaceholderText("Authorization" if line == 0 else "Name")
            value.setPlaceholderText("Value, for the vault")
            value.setEchoMode(QLineEdit.EchoMode.Password)
            name.setAccessibleName(f"Name of secret header {line + 1}")
            value.setAccessibleName(f"Value of secret header {line + 1}")
            grid.addWidget(name, line, 0)
            grid.addWidget(value, line, 1)
        grid.addWidget(self.drop, len(self.hidden), 0, 1, 2)
        return grid

    def _several(self, hint: str) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setTabChangesFocus(True)
        made.setFixedHeight(LINES)
        made.setPlaceholderText(hint)
        return made
