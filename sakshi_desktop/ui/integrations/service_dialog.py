"""The form of an integration."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import ChangedError, FieldsError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import budgets, connected, oauth, offers
from sakshi_desktop.hub.connected import VENDORS, IntegrationForm
from sakshi_desktop.hub.proofs import Proof
from sakshi_desktop.ui.integrations.labels import TYPES
from sakshi_desktop.ui.widgets.form_dialog import FormDialog

IF_NEW = "Key, token or password, for the vault"
IF_CLIENT = "The secret of the client, if it has one"
SIGN_INS = {"": "A key, token or password", oauth.OAUTH: "OAuth 2.0, in the browser"}
CLIENT_AUTHS = {"": "In a header (HTTP Basic)", oauth.IN_FORM: "In the form (client_secret_post)"}
OF_OAUTH = {
    oauth.CLIENT_ID: ("Client id", "As the service gave it to this house"),
    oauth.AUTHORIZE_URL: ("Agreed to at", "https://accounts.example.com/authorize"),
    oauth.TOKEN_URL: ("Tokens from", "https://accounts.example.com/token"),
    oauth.SCOPE: ("Scope", "As the service names it: sales.read"),
    oauth.REDIRECT: ("Sent back to", "http://localhost:8765/, if it asks for one"),
    oauth.REVOKE_URL: ("Given back at", "https://accounts.example.com/revoke"),
    oauth.ISSUER: ("Calls itself", "https://accounts.example.com"),
}
"""Settings of a sign-in, each with its name and what it looks like."""
IF_THERE = "Empty keeps the one it has"
LINES = 60
"""Pixels of height of a field with several lines."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the form says.

    Attributes:
        secret: goes into the vault; None keeps what is there.
        proof: how a test of just this ended, None where there was none.
    """

    form: IntegrationForm
    secret: Secret | None
    proof: Proof | None = field(default=None, compare=False)


class ServiceDialog(FormDialog):
    """Asks for everything about a service, and tries it before it is saved; the secret is forgotten as it closes.

    Attributes:
        seen: the service as the person knows it, None for a new one.
    """

    def __init__(self, before: IntegrationForm | None, parent: QWidget | None = None) -> None:
        title = "Add an integration" if before is None else f"Edit {before.name}"
        super().__init__(title, "Add" if before is None else "Save", parent)
        self.seen = self._filled = before
        self.type, self.vendor, self.sign_in, self.client_auth = (QComboBox(self) for _ in range(4))
        self.vendor.setEditable(True)
        self.name, self.owner, self.secret, self.until, self.calls = (QLineEdit(self) for _ in range(5))
        self.purpose, self.notes, self.config = (self._several() for _ in range(3))
        self.of_oauth = {name: QLineEdit(self) for name in OF_OAUTH}
        self._empty = IF_NEW if before is None else IF_THERE
        for kind, word in TYPES.items():
            self.type.addItem(word, kind)
        for box, words in ((self.sign_in, SIGN_INS), (self.client_auth, CLIENT_AUTHS)):
            for key, word in words.items():
                box.addItem(word, key)
        self.type.currentIndexChanged.connect(self._offer)
        self.vendor.currentTextChanged.connect(self._suggest)
        self._suggested = ""
        self._offer()
        self.owner.setPlaceholderText("Who looks after it")
        self.purpose.setPlaceholderText("What it is for")
        self.config.setPlaceholderText("base_url = https://books.example.com/sakshi\nNo secrets here")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.until.setPlaceholderText("2027-01-31, if the secret has a last day")
        self.field("type", "Type", self.type)
        self.field("vendor", "Service", self.vendor)
        self.field("name", "Name", self.name)
        self.field("owner", "Owner", self.owner)
        self.field("purpose", "Purpose", self.purpose)
        self.field("config", "Settings", self.config)
        self.field(oauth.SIGN_IN, "Signs in with", self.sign_in)
        for name, (label, example) in OF_OAUTH.items():
            self.of_oauth[name].setPlaceholderText(example)
            self.field(name, label, self.of_oauth[name])
        self.field(oauth.CLIENT_AUTH, "Secret is sent", self.client_auth)
        self.field("secret", "Secret", self.secret)
        self.field("secret_until", "Runs out on", self.until)
        self.field("calls_per_minute", "Calls a minute", self.calls)
        self.field("notes", "Notes", self.notes)
        if before is not None:
            self._fill(before)
        self._proven: Heard | None = None
        self._ask_for_sign_in()
        self._ask_for_calls(self.vendor.currentText())
        self.vendor.currentTextChanged.connect(self._ask_for_calls)
        self.sign_in.currentIndexChanged.connect(self._ask_for_sign_in)
        self.offer_trial()
        self.finished.connect(self.secret.clear)
        self.type.setFocus()

    def heard(self) -> Heard:
        """Return what the form says.

        Raises:
            FieldsError: a line of the settings is no setting, or the last day no date.
        """
        typed = self.secret.text().strip()
        said = Heard(self._form(), Secret(typed) if typed else None)
        return self._proven if said == self._proven and self._proven is not None else said

    def learn(self, error: ChangedError) -> None:
        """Know from now on what another person made of a field."""
        self.seen = self.seen and error.noted_in(self.seen)

    @Slot(object, object)
    def show_proof(self, tried: Heard, proof: Proof) -> None:
        """Show how a test ended; it counts when just this is saved."""
        self._proven = replace(tried, proof=proof)
        if self.trial is not None:
            self.trial.show_end(proof.sentence, passed=proof.passed)
            self.fit()

    def _form(self) -> IntegrationForm:
        return IntegrationForm(
            name=self.name.text(),
            type=IntegrationType(self.type.currentData()),
            vendor=self.vendor.currentText(),
            owner=self.owner.text(),
            purpose=self.purpose.toPlainText(),
            notes=self.notes.toPlainText(),
            config={**self._typed_settings(), **self._of_sign_in()},
            secret_until=connected.last_day(self.until.text()),
            calls_per_minute=budgets.typed(self.calls.text()),
        )

    def _typed_settings(self) -> dict[str, str]:
        typed = _settings(self.config.toPlainText())
        return typed if self._filled is None else connected.kept_settings(typed, self._filled.config)

    def _of_sign_in(self) -> dict[str, str]:
        if not self.sign_in.currentData():
            return {}
        typed = {name: field.text() for name, field in self.of_oauth.items()}
        return {oauth.SIGN_IN: oauth.OAUTH, oauth.CLIENT_AUTH: self.client_auth.currentData(), **typed}

    @Slot()
    def _ask_for_sign_in(self) -> None:
        by_oauth = bool(self.sign_in.currentData())
        for name in (*OF_OAUTH, oauth.CLIENT_AUTH):
            self.show_field(name, shown=by_oauth)
        self.secret.setPlaceholderText(IF_CLIENT if by_oauth and self._empty == IF_NEW else self._empty)
        if self.isVisible():
            self.fit()

    @Slot()
    def _offer(self) -> None:
        self.vendor.clear()
        self.vendor.addItems(VENDORS[IntegrationType(self.type.currentData())])

    @Slot(str)
    def _suggest(self, vendor: str) -> None:
        if self.name.text() in {"", self._suggested}:
            self.name.setText(vendor)
            self._suggested = vendor

    @Slot(str)
    def _ask_for_calls(self, vendor: str) -> None:
        rate = budgets.per_minute(vendor, None)
        self.calls.setPlaceholderText("Any number" if rate is None else f"{rate:,}; 0 for any number")
        self.show_field("calls_per_minute", shown=bool(offers.of(vendor)))
        if self.isVisible():
            self.fit()

    def _fill(self, before: IntegrationForm) -> None:
        self.type.setCurrentIndex(self.type.findData(before.type))
        self.vendor.setCurrentText(before.vendor)
        self.name.setText(before.name)
        self.owner.setText(before.owner)
        self.purpose.setPlainText(before.purpose)
        self.notes.setPlainText(before.notes)
        self.until.setText("" if before.secret_until is None else to_date(before.secret_until).isoformat())
        self.calls.setText("" if before.calls_per_minute is None else str(before.calls_per_minute))
        own = oauth.NAMES if oauth.chosen(before.config) else frozenset[str]()
        lines = [
            f"{name} = {value}" for name, value in connected.shown_settings(before.config).items() if name not in own
        ]
        self.config.setPlainText("\n".join(lines))
        if own:
            self.sign_in.setCurrentIndex(self.sign_in.findData(oauth.OAUTH))
            for name, field in self.of_oauth.items():
                field.setText(before.config.get(name, ""))
            way = self.client_auth.findData(before.config.get(oauth.CLIENT_AUTH, ""))
            self.client_auth.setCurrentIndex(max(way, 0))

    def _several(self) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setTabChangesFocus(True)
        made.setFixedHeight(LINES)
        return made


def _settings(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, value = line.partition("=")
        if not sign:
            raise FieldsError({"config": "A line has no “=”: write name = value."})
        found[name.strip()] = value.strip()
    return found
