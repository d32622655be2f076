"""A service of each type is connected in the window: form, keyring and a real round trip, on both kinds of database."""

import threading

import pytest

from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import allowances, integrations
from sakshi_desktop.hub.connected import VENDORS, IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from tests.books import TOKEN, Books
from tests.ui.integrations import give_keyring, press, settle, spoken
from tests.vault.keyrings import Narrow

WRONG = (
    ("name", " ", "The name is empty."),
    ("name", "n" * 81, "longer than 80"),
    ("name", "The first", "Another integration has this name already."),
    ("vendor", " ", "The service is not named."),
    ("owner", "Bearer abcdefgh1234", "holds a secret"),
    ("config", "api_key = k-12345", "looks like a secret"),
    ("config", "no setting", "no “=”"),
    ("config", "1st = x", "is no name of a setting"),
    ("until", "31/01/2027", "is no date such as 2027-01-31"),
)
"""What cannot be typed into a field, and what is said of it."""
TOLD_AT = {"until": "secret_until"}


class Watched(Narrow):
    """A keyring that knows from which threads it was asked."""

    def __init__(self):
        super().__init__()
        self.threads = set()

    def _count(self):
        self.threads.add(threading.current_thread())
        super()._count()


@pytest.fixture
def books(program):
    with Books() as made:
        with program.database.begin() as session:
            allowances.allow(session, made.place, by=program.actor, at=program.clock())
        yield made


def rows(program):
    with program.database.read() as session:
        return {row.form.type: row for row in integrations.listed(session)}


def put(field, text):
    """Type a text over what a field holds."""
    write = next(name for name in ("setPlainText", "setCurrentText", "setText") if hasattr(field, name))
    getattr(field, write)(text)


def connect(qtbot, window, kind, name, url, secret):
    """Connect a service of a type with a secret, tested first."""
    section = window.inside.page.section
    section.ask_new()
    dialog = section.dialog
    dialog.type.setCurrentIndex(dialog.type.findData(kind))
    offered = [dialog.vendor.itemText(place) for place in range(dialog.vendor.count())]
    assert offered == list(VENDORS[kind])
    assert dialog.name.text() == dialog.vendor.currentText() == offered[0]
    dialog.vendor.setCurrentText(ENDPOINT)
    dialog.name.setText(name)
    dialog.config.setPlainText(f"base_url = {url}")
    dialog.secret.setText(secret)
    press(qtbot, dialog.trial.button)
    settle(qtbot, window)
    assert dialog.trial.says.text().endswith("lets us in with this secret."), kind
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert section.dialog is None, kind


def test_a_service_of_each_type_is_connected_kept_and_asked(qtbot, program, opened, books):
    entries = Watched()
    give_keyring(program, entries)
    window = opened(program)
    section, said = window.inside.page.section, []
    for kind in IntegrationType:
        secret = f"{TOKEN}-of-{kind.value}"
        books.tokens = {secret}
        connect(qtbot, window, kind, f"Our {kind.value}", books.url, secret)
        row = rows(program)[kind]
        assert (row.name, row.secret_version, row.proven) == (f"Our {kind.value}", 1, True)
        assert secret in entries.kept.values(), "it is in the keyring"
        before = len(books.asked)
        section.model.saved.connect(said.append)
        section.cards[row.id].more.offers["test"].trigger()
        settle(qtbot, window)
        section.model.saved.disconnect(said.append)
        assert said.pop().endswith("lets us in with this secret.")
        (_, _, headers) = books.asked[before]
        assert headers["Authorization"] == f"Bearer {secret}"
        assert section.cards[row.id].secret.text() == f"Secret ••••{secret[-4:]}"
    assert len(section.cards) == len(IntegrationType) == 7
    assert "c4nary" not in spoken(window)
    assert entries.threads
    assert threading.main_thread() not in entries.threads, "the window waits for no keyring"


def test_what_cannot_be_taken_is_said_beside_its_field_for_each_type(qtbot, program, opened):
    entries = give_keyring(program)
    with program.database.begin() as session:
        integrations.create(session, IntegrationForm("The first", IntegrationType.SMS, "Twilio"), by=program.actor)
    window = opened(program)
    section = window.inside.page.section
    for kind in IntegrationType:
        section.ask_new()
        dialog = section.dialog
        dialog.type.setCurrentIndex(dialog.type.findData(kind))
        dialog.secret.setText("c4nary of the test")
        good = {"name": f"Our {kind.value}", "vendor": VENDORS[kind][0], "owner": "", "config": "", "until": ""}
        for field, text, sentence in WRONG:
            for name, value in {**good, field: text}.items():
                put(getattr(dialog, name), value)
            press(qtbot, dialog.good)
            settle(qtbot, window)
            place = TOLD_AT.get(field, field)
            assert sentence in dialog.sentence(place), (kind, text)
            assert getattr(dialog, field).accessibleDescription() == dialog.sentence(place)
        assert dialog.secret.text() == "c4nary of the test", "what was typed is not lost"
        dialog.reject()
    assert (len(rows(program)), entries.kept) == (1, {})
