"""A person signs in to a service by OAuth once; its tokens are renewed from then on, over real connections."""

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import (
    CancelledError,
    ConflictError,
    ConnectorError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from sakshi_desktop.core.rights import THIS_PC, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType, Role, SyncDirection
from sakshi_desktop.hub import handover, holders, integrations, keys, proofs, sync_rows, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.oauth import EndedError
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.jobs.syncing import Engine, Held, Opening
from sakshi_desktop.store.base import Base
from sakshi_desktop.vault.sealing import PcSealer
from tests.consent import CLIENT_SECRET, browse
from tests.jobs.signing_in.house import HOUR, NOW, House, Vault


def test_a_person_signs_in_and_the_tokens_are_one_secret_of_the_service(house, consent):
    assert (house.row().status, house.row().unready) == (
        IntegrationStatus.ATTENTION, "It is not signed in yet: connect it."
    )  # fmt: skip
    seen = []
    row = house.signing_in.connect(house.id, lambda url: seen.append(browse(url)))
    assert (row.status, row.unready, row.secret_version) == (IntegrationStatus.ACTIVE, "", 2)
    assert "You can close this window." in seen[0]
    assert house.vault.versions(row.secret_name) == (2,)
    tokens = house.tokens()
    assert (tokens.client_secret, tokens.until) == (Secret(CLIENT_SECRET), NOW + HOUR)
    assert house.access() == tokens.access.reveal()
    assert consent.kinds() == ["authorization_code"]


def test_a_client_without_a_secret_signs_in_by_its_proof_alone(database, consent):
    consent.client_secret = None
    house = House(database, consent, client_secret=None)
    assert house.connect().secret_version == 1
    assert house.tokens().client_secret is None


def job(house):
    with house.database.begin() as session:
        return syncs.add(session, house.id, "items", SyncDirection.PULL, "hourly", by=THIS_PC, clock=house.clock)


def engine(house):
    streams = Opening(house.database, house.vault, clock=house.clock)
    held = Held(house.database, house.vault)
    return Engine(house.database, streams, "test", held, moment=lambda _session: house.now)


def listed(house):
    with house.database.read() as session:
        (row,) = sync_rows.listed(session, clock=house.clock)
        return row


def test_a_dead_sign_in_says_reconnect_and_syncs_rest_until_that_is_done(house, consent):
    job(house)
    assert engine(house).run_due() == 0  # nobody has signed in yet
    house.connect()
    house.later(timedelta(days=1))
    consent.refreshes = set()
    assert engine(house).run_due() == 1
    row = house.row()
    assert row.status is IntegrationStatus.ERROR
    assert row.status_reason == "It must be reconnected: The service took the sign-in no more (400): invalid_grant."
    assert row.unready == row.status_reason
    assert "must be reconnected" in listed(house).reason
    house.later(timedelta(days=1))
    assert engine(house).run_due() == 0
    assert consent.kinds() == ["authorization_code", "refresh_token"]
    with pytest.raises(EndedError):
        house.access()
    house.connect()
    assert house.row().unready == ""
    assert engine(house).run_due() == 1
    assert listed(house).reason is None


def test_a_renewal_leaves_a_live_service_live_and_a_new_sign_in_is_tested_at_once(house, consent):
    proof = house.trials().connect(house.id, browse)
    assert proof.passed, proof.sentence
    assert "lets us in with this sign-in" in proof.sentence
    house.do(proofs.go_live)
    house.later()
    assert house.trials().integration(house.id).passed
    assert (house.row().secret_version, house.row().live, house.row().proven) == (3, True, True)
    house.trials().connect(house.id, browse)
    assert (house.row().live, house.row().proven) == (True, True)
    consent.books.answers = [(403, {}, None)]
    assert not house.trials().connect(house.id, browse).passed
    assert not house.row().live


@pytest.mark.parametrize("name", ["refresh_token_expires_in", "x_refresh_token_expires_in"])
def test_the_last_day_of_a_sign_in_is_counted_down_to(house, consent, name):
    consent.extra = {name: str(100 * 86_400)}
    house.connect()
    assert house.row().status is IntegrationStatus.ACTIVE
    house.later(timedelta(days=90))
    row = house.row()
    assert row.status is IntegrationStatus.ATTENTION
    assert row.status_reason == "Its sign-in runs out in 10 days, on 6 Mar 2027."
    house.access()  # what is renewed lasts anew
    assert house.row().status is IntegrationStatus.ACTIVE
    house.later(timedelta(days=101))
    assert house.row().status_reason == "Its sign-in ran out on 4 Jun 2027: reconnect it."
    consent.extra = {}
    house.connect()  # of this one the service does not say
    assert house.row().status is IntegrationStatus.ACTIVE


def test_another_answer_than_the_one_to_our_question_is_refused(house, consent):
    said = []

    def forge(url):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        with httpx.Client(trust_env=False) as browser:
            forged = f"{asked['redirect_uri']}?code=theirs&state=theirs"
            said.append(browser.get(forged).status_code)
            said.append(browser.get(forged.replace("theirs", "", 1)).status_code)
            mine = f"{asked['redirect_uri']}?code=theirs&state={asked['state']}"
            said.append(browser.get(mine, headers={"Host": "elsewhere.example.com"}).status_code)
        said.append(browse(url))

    house.signing_in.connect(house.id, forge)
    assert said[:3] == [400, 400, 400]
    assert "You can close this window." in said[3]
    assert [fields["code"] for fields in consent.asked] == ["c4nary-code-1"]


def test_a_refusal_in_the_browser_a_wait_too_long_and_giving_up_are_sentences(house, consent):
    consent.refuses = "access_denied"
    with pytest.raises(ConnectorError, match="was refused in the browser"):
        house.connect()
    consent.refuses = "invalid_scope"
    with pytest.raises(ConnectorError, match="did not let the sign-in begin: invalid_scope"):
        house.connect()
    with pytest.raises(ConnectorError, match="Nobody signed in"):
        house.signing_in.connect(house.id, lambda _url: None, seconds=0)
    with pytest.raises(CancelledError, match="given up"):
        house.signing_in.connect(house.id, lambda _url: None, stopped=lambda: True)
    assert (consent.asked, house.row().secret_version) == ([], 1)


def test_who_may_not_and_what_takes_a_key_is_not_signed_in(house, database):
    with pytest.raises(ForbiddenError):
        house.program(by=Actor(name="Asha", role=Role.SUPPORT, rights=frozenset())).connect(house.id, browse)
    form = IntegrationForm("Books with a key", IntegrationType.CUSTOM, ENDPOINT)
    plain = keys.connect(database, house.vault, form, Secret("a plain key"), by=THIS_PC, clock=house.clock)
    with pytest.raises(InvalidError, match="takes a key"):
        house.signing_in.connect(plain.id, browse)


def test_tokens_are_never_sent_as_a_key(house):
    house.connect()
    row = house.row()
    config = {name: text for name, text in row.form.config.items() if not name.startswith(("oauth", "sign_in"))}
    house.do(integrations.edit, row.form, _form(row, config))
    with pytest.raises(ConnectorError, match="never sent as a key"):
        house.signing_in.account(house.row())


def _form(row, config):
    return IntegrationForm(row.form.name, row.form.type, row.form.vendor, config=config)


def test_other_settings_of_the_sign_in_ask_for_a_new_one(house):
    house.connect()
    row = house.row()
    house.do(integrations.edit, row.form, _form(row, {**row.form.config, "oauth_scope": "sales"}))
    assert house.row().unready == "It is not signed in yet: connect it."
    with pytest.raises(EndedError):
        house.access()


def test_one_pc_holds_a_sign_in_and_hands_it_over(house, database, consent):
    house.connect()
    there = Vault()
    with database.read() as session:
        (use,) = holders.uses(session, at=house.now)
    with pytest.raises(ConflictError, match="one PC holds that at a time"):
        keys.enter(database, there, use.of, Secret("{}"), by=THIS_PC, clock=house.clock)
    other = house.program(there)
    with pytest.raises(NotFoundError, match="Another PC is signed in to Own books"):
        house.access(other)
    name = handover.introduce(database, PcSealer(there), "office", clock=house.clock)
    with database.read() as session:
        (pc,) = [row for row in handover.pcs(session) if row.id == name]
    here = PcSealer(house.vault)
    handover.give(database, house.vault, here, use, pc, by=THIS_PC, clock=house.clock)
    assert handover.receive(database, there, PcSealer(there), clock=house.clock) == 1
    assert house.vault.versions(use.name) == ()
    with pytest.raises(NotFoundError):
        house.access()
    house.later()
    assert house.access(other) == "c4nary-access-3"
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_a_sign_in_that_is_being_renewed_is_not_handed_over(house, database, consent):
    house.connect()
    with database.read() as session:
        (use,) = holders.uses(session, at=house.now)
    there = PcSealer(Vault())
    name = handover.introduce(database, there, "office", clock=house.clock)
    with database.read() as session:
        (pc,) = [row for row in handover.pcs(session) if row.id == name]
    house.later()
    with house.renewing(), pytest.raises(ConflictError, match="is being renewed"):
        handover.give(database, house.vault, PcSealer(house.vault), use, pc, by=THIS_PC, clock=house.clock)
    assert house.tokens().access == Secret("c4nary-access-3")


def test_a_token_is_in_no_table_and_no_log(house, consent, caplog):
    caplog.set_level(logging.DEBUG)
    house.trials().connect(house.id, browse)
    house.later()
    house.trials().integration(house.id)
    consent.refreshes = set()
    house.later()
    assert not house.trials().integration(house.id).passed
    assert "c4nary" not in _all(house.database)
    assert "c4nary" not in caplog.text


def _all(database):
    with database.reading() as connection:
        found = [connection.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return repr(found)
