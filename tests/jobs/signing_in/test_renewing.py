"""Tokens are renewed once, kept before they are used, and lost by no cut that can be helped."""

import threading
from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.jobs.syncing import Opening
from tests.jobs.signing_in.house import HOUR


def test_a_token_is_renewed_before_it_ends_and_saved_before_it_is_used(house, consent):
    house.connect()
    first = house.tokens()
    house.later(timedelta(minutes=58))
    assert house.access() == first.access.reveal()
    house.later(timedelta(minutes=1))
    used = []
    house.vault.watch = lambda: used.append(len(consent.books.asked))
    with_it = Opening(house.database, house.vault, clock=house.clock).open(house.id, "items")
    with_it.source.fetch(None, Days())
    with_it.close()
    assert used == [0]  # nothing was asked of the service with the new token when the vault was given it
    second = house.tokens()
    assert second.refresh != first.refresh
    assert (house.row().secret_version, house.vault.versions(house.row().secret_name)) == (3, (3,))
    assert (second.client_secret, second.until) == (first.client_secret, house.now + HOUR)
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_a_token_that_the_service_refuses_is_renewed_and_the_request_made_again(house, consent):
    consent.lasts = None
    house.connect()
    opened = Opening(house.database, house.vault, clock=house.clock).open(house.id, "items")
    consent.books.tokens = set()  # it was called back, long before anybody was told
    assert [each.external_id for each in opened.source.fetch(None, Days()).records] == ["A-1"]
    opened.close()
    assert consent.kinds() == ["authorization_code", "refresh_token"]
    assert consent.books.methods() == ["GET", "GET"]


def test_two_programs_of_one_pc_renew_once(house, consent):
    house.connect()
    house.later()
    consent.entered.clear()
    consent.hold.clear()
    found = []

    def ask(program):
        found.append(house.access(program))

    programs = [threading.Thread(target=ask, args=(house.program(),)) for _ in range(3)]
    for each in programs:
        each.start()
    assert consent.entered.wait(10)
    consent.hold.set()
    for each in programs:
        each.join(20)
    assert len(found) == 3
    assert set(found) == {house.tokens().access.reveal()}
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_who_waits_too_long_for_the_other_says_so(house, consent):
    house.connect()
    house.later()
    steady = iter((0.0, 100.0))
    with house.renewing(), pytest.raises(ConnectorError, match="is being renewed by another program") as said:
        house.access(house.program(steady=lambda: next(steady)))
    assert said.value.retryable


def test_a_cut_after_the_vault_loses_nothing(house, consent):
    house.connect()
    house.later()
    house.renew_and_die()
    assert house.row().secret_version == 2  # the database never heard of it
    house.end_lease()
    assert house.access(house.program()) == "c4nary-access-3"
    assert house.row().secret_version == 3
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_a_vault_that_refuses_is_given_the_same_tokens_again(house, consent):
    house.connect()
    house.later()
    house.renew_in_vain()
    assert house.access() == "c4nary-access-3"
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_a_service_that_fails_is_asked_again_with_the_same_token(house, consent):
    house.connect()
    house.later()
    consent.answers = [(503, {}), (500, {})]
    for _ in range(2):
        with pytest.raises(ConnectorError) as said:
            house.access()
        assert said.value.retryable
    assert house.row().unready == ""
    assert house.access() == "c4nary-access-3"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((401, {"error": "invalid_client"}), "does not know this client"),
        ((400, {"error": "invalid_scope", "error_description": "no such scope"}), "no such scope"),
        ((200, {"token_type": "bearer"}), "gave no token that can be used"),
        ((200, {"access_token": "x", "token_type": "mac"}), "gave no token that can be used"),
        ((302, {}), "sent us elsewhere"),
    ],
)
def test_what_the_service_says_to_a_renewal_is_a_sentence(house, consent, answer, sentence):
    house.connect()
    house.later()
    consent.answers = [answer]
    with pytest.raises(ConnectorError, match=sentence) as said:
        house.access()
    assert not said.value.retryable
    assert house.row().unready == ""
