"""A person signs in to a service in the window; the browser is one written by hand."""

import threading

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from sqlalchemy import update

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import allowances, handover, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.store.models import SignIn
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import PcSealer
from tests.books import Books
from tests.consent import CLIENT_SECRET, Consent, browse
from tests.ui.integrations import card, give_keyring, press, section_of, settle, spoken

OF_THE_ENDPOINT = ("base_url", "items_url")


class Browser(QObject):
    """Takes the addresses that the window opens.

    Attributes:
        agrees: a person is at it, who agrees.
    """

    def __init__(self):
        super().__init__()
        self.agrees, self.opened, self.threads = True, [], []

    @Slot(QUrl)
    def go(self, url):
        self.opened.append(url.toString())
        if self.agrees:
            self.threads.append(threading.Thread(target=browse, args=(bytes(url.toEncoded()).decode(),)))
            self.threads[-1].start()


@pytest.fixture
def browser():
    made = Browser()
    QDesktopServices.setUrlHandler("http", made, "go")
    yield made
    QDesktopServices.unsetUrlHandler("http")
    for each in made.threads:
        each.join(20)


@pytest.fixture
def consent():
    with Books() as books, Consent(books) as made:
        yield made


def connected(program, consent, **settings):
    """Let a program know of a service that nobody has signed in to yet."""
    give_keyring(program)
    with program.database.begin() as session:
        for place in (consent.place, consent.books.place):
            allowances.allow(session, place, by=program.actor, at=program.clock())
    form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config={**consent.config, **settings})
    row = keys.connect(program.database, program.vault, form, Secret(CLIENT_SECRET), by=program.actor)
    with program.database.begin() as session:
        integrations.activate(session, row.id, by=program.actor)


@pytest.fixture
def service(one_program, consent):
    """A service of the program on SQLite alone that nobody has signed in to yet."""
    connected(one_program, consent)


def test_a_card_connects_and_reconnects_in_the_browser(qtbot, program, opened, consent, browser):
    connected(program, consent)
    window = opened(program)
    only = card(window)
    assert (only.sign_in.text(), only.sign_in.accessibleName()) == ("Connect …", "Connect … Own books")
    assert only.reason.text() == "It is not signed in yet: connect it."
    assert only.secret.text() == "Not signed in"
    press(qtbot, only.sign_in)
    settle(qtbot, window)
    assert not only.sign_in.isVisible()
    assert only.secret.text() == "Signed in on this PC"
    assert "lets us in with this sign-in" in window.inside.toast.text
    assert only.more.offers["connect"].isVisible()
    with program.database.begin() as session:
        session.execute(update(SignIn).values(ended_at=program.clock(), ended_why="It was called back."))
    window.inside.page.section.model.refresh()
    settle(qtbot, window)
    assert only.reason.text() == "It must be reconnected: It was called back."
    assert only.sign_in.text() == "Reconnect …"
    press(qtbot, only.sign_in)
    settle(qtbot, window)
    assert (only.sign_in.isVisible(), only.reason.text()) == (False, "")
    assert consent.kinds() == ["authorization_code", "authorization_code"]
    consent.books.tokens = set()
    consent.answers = [(400, {"error": "invalid_grant", "error_description": f"{consent.newest} is dead"})]
    only.more.offers["test"].trigger()
    settle(qtbot, window)
    assert "[secret] is dead" in only.reason.text()
    assert [key for key, words in everything_said(qtbot, window) if "c4nary" in words] == []


def test_a_service_that_is_removed_by_its_card_is_given_its_sign_in_back(qtbot, program, opened, consent, browser):
    consent.issuer = f"http://{consent.place}"
    connected(program, consent, oauth_revoke_url=f"{consent.issuer}/revoke", oauth_issuer=consent.issuer)
    window = opened(program)
    press(qtbot, card(window).sign_in)
    settle(qtbot, window)
    refresh = consent.newest
    section = window.inside.page.section
    card(window).more.offers["remove"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert consent.given_back == [(refresh, "refresh_token")]
    with program.database.read() as session:
        assert integrations.listed(session) == []


def everything_said(qtbot, window):
    """Return, by their names, what the sections of the page and the dialogs of a service say."""
    page, only = window.inside.page, card(window)
    deeds = {deed: only.more.offers[deed].trigger for deed in ("secret", "forget", "remove")}
    for deed, begin in {"edit": only.edit.click, **deeds}.items():
        begin()
        yield deed, spoken(page.section.dialog)
        page.section.dialog.reject()
    for key in page.choice.buttons:
        section_of(qtbot, window, key)
        yield key, spoken(window)
    window.visit("activity")
    settle(qtbot, window)
    yield "activity", spoken(window)


@pytest.fixture
def section(program, opened):
    """The section of services, with none in it yet."""
    give_keyring(program)
    return opened(program).inside.page.section


@pytest.fixture
def form(section):
    """The form of a new service of one's own, where it is said that one signs in to it."""
    section.ask_new()
    _let_sign_in(section.dialog)
    return section.dialog


def _let_sign_in(dialog):
    dialog.type.setCurrentIndex(dialog.type.findData(IntegrationType.CUSTOM))
    dialog.vendor.setCurrentText(ENDPOINT)
    dialog.sign_in.setCurrentIndex(1)


def _fill_in(dialog, settings):
    for name in dialog.of_oauth.keys() & settings.keys():
        dialog.of_oauth[name].setText(settings[name])


def _enter(qtbot, section):
    """Press the button that saves, and wait for what comes of it."""
    press(qtbot, section.dialog.good)
    settle(qtbot, section.window())


def _wanted(consent):
    """Return the settings of a sign-in that the form makes."""
    given = {name: text for name, text in consent.config.items() if name not in OF_THE_ENDPOINT}
    ours = {"oauth_redirect": "http://localhost:8765/", "oauth_client_auth": "client_secret_post"}
    return {
        **given,
        **ours,
        "oauth_revoke_url": f"http://{consent.place}/revoke",
        "oauth_issuer": "https://a.example.com",
    }


def _only(program):
    with program.database.read() as session:
        (row,) = integrations.listed(session)
    return row


def test_the_form_asks_for_a_sign_in_where_there_is_one(section):
    section.ask_new()
    dialog = section.dialog
    fields = (dialog.client_auth, *dialog.of_oauth.values())
    assert not any(field.isVisible() for field in fields)
    _let_sign_in(dialog)
    assert all(field.isVisible() for field in fields)


def test_what_a_sign_in_lacks_is_said_until_it_is_there(qtbot, section, form):
    _enter(qtbot, section)
    assert "The client id is not set" in form.sentence("oauth_client_id")
    assert "address that gives tokens is not set" in form.sentence("oauth_token_url")
    _fill_in(form, {"oauth_client_id": "sakshi-of-the-test"})
    _enter(qtbot, section)
    assert form.sentence("oauth_client_id") == ""


def test_a_setting_that_no_sign_in_has_is_said(qtbot, section, form, consent):
    _fill_in(form, _wanted(consent))
    form.config.setPlainText("oauth_scopes = sales")
    _enter(qtbot, section)
    assert form.sentence("config").startswith("A sign-in has no setting oauth_scopes")


def test_a_sign_in_that_anyone_on_the_way_could_read_is_refused(qtbot, section, form):
    readable = {
        "oauth_authorize_url": "http://accounts.example.com/a",
        "oauth_token_url": "http://accounts.example.com/t",
    }
    _fill_in(
        form, {"oauth_client_id": "sakshi-of-the-test", **readable, "oauth_redirect": "http://sakshi.example.com/"}
    )
    _enter(qtbot, section)
    for name in readable:
        assert "anyone on the way could read the sign-in" in form.sentence(name)
    assert "to this PC alone" in form.sentence("oauth_redirect")


def test_inner_addresses_of_a_sign_in_are_refused(qtbot, section, form, consent):
    _fill_in(form, _wanted(consent))
    form.config.setPlainText("base_url = https://10.0.0.1/")
    _enter(qtbot, section)
    for name in ("oauth_authorize_url", "oauth_token_url"):
        assert "this PC itself" in form.sentence(name)
    assert "a private network" in form.sentence("config")


def test_a_sign_in_is_saved_and_shown_again(qtbot, program, section, form, consent):
    _fill_in(form, _wanted(consent))
    form.client_auth.setCurrentIndex(1)
    with program.database.begin() as session:
        allowances.allow(session, consent.place, by=program.actor, at=program.clock())
    _enter(qtbot, section)
    assert _only(program).form.config == _wanted(consent)
    press(qtbot, card(section.window()).edit)
    again = section.dialog
    assert {name: field.text() for name, field in again.of_oauth.items()}.items() <= _wanted(consent).items()
    assert again.of_oauth["oauth_scope"].text() == "sales items"
    assert again.client_auth.currentText() == "In the form (client_secret_post)"
    assert again.config.toPlainText() == ""


def test_a_sign_in_that_is_taken_off_takes_its_settings_along(qtbot, program, opened, consent):
    give_keyring(program)
    with program.database.begin() as session:
        allowances.allow(session, consent.place, by=program.actor, at=program.clock())
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=_wanted(consent))
        integrations.create(session, form, by=program.actor)
    assert _only(program).by_oauth
    window = opened(program)
    section = window.inside.page.section
    press(qtbot, card(window).edit)
    section.dialog.sign_in.setCurrentIndex(0)
    _enter(qtbot, section)
    row = _only(program)
    assert (row.by_oauth, dict(row.form.config)) == (False, {})


def test_a_person_gives_up_at_the_foot_of_the_window(qtbot, one_program, opened, service, browser):
    browser.agrees = False
    window = opened(one_program)
    jobs = []
    window.inside.tasks.started.connect(jobs.append)
    press(qtbot, card(window).sign_in)
    qtbot.waitUntil(lambda: bool(browser.opened))
    assert jobs[0].title == "Signing in to Own books in the browser"
    jobs[0].stop()
    settle(qtbot, window)
    assert "The sign-in was given up." in window.inside.toast.text
    assert card(window).sign_in.isVisible()


def test_a_window_that_closes_while_somebody_signs_in_changes_nothing(
    qtbot, one_program, opened, consent, service, browser
):
    browser.agrees = False
    window = opened(one_program)
    press(qtbot, card(window).sign_in)
    qtbot.waitUntil(lambda: bool(browser.opened))
    window.close()
    window.inside.closing.dialog.good.click()  # it was asked whether the sign-in shall be left
    assert not window.isVisible()
    window.stop()  # as the program does once its last window is closed
    assert "Connection refused" in _late_answer(browser.opened[0])
    with one_program.database.read() as session:
        (row,) = integrations.listed(session)
    assert (row.secret_version, row.unready) == (1, "It is not signed in yet: connect it.")
    assert consent.kinds() == []


def _late_answer(asked):
    """Agree in the browser after all; return what becomes of that."""
    try:
        return browse(asked)
    except OSError as error:
        return str(error)


def test_a_service_with_a_key_has_nobody_to_sign_in(one_program, opened):
    give_keyring(one_program)
    form = IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay")
    keys.connect(one_program.database, one_program.vault, form, Secret("a plain key"), by=one_program.actor)
    only = card(opened(one_program))
    assert not only.sign_in.isVisible()
    assert not only.more.offers["connect"].isVisible()


def test_handing_a_sign_in_over_says_that_it_moves(qtbot, one_program, opened, consent, service):
    there = PcSealer(MemoryStore())
    handover.introduce(one_program.database, there, "office", clock=one_program.clock)
    window = opened(one_program)
    section = section_of(qtbot, window, "secrets")
    section.table.view.selectRow(0)
    press(qtbot, section.give)
    assert "this one no more" in spoken(section.dialog)
    section.dialog.reject()
