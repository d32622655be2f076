"""Whoever leaves a service gives its tokens back, once they are forgotten here; and hears only whom was asked."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import ConnectorError, FieldsError, VaultError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import allowances, integrations, keys
from sakshi_desktop.jobs.leaving import Leaving
from sakshi_desktop.store.models import AuditEntry
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.jobs.signing_in.house import NOW, House

DONE, NOT_DONE = "integration.sign_in_revoked", "integration.sign_in_not_revoked"


@pytest.fixture
def house(database, consent):
    made = House(database, consent, oauth_revoke_url=f"http://{consent.place}/revoke")
    made.connect()
    return made


def leave(house, deed, *words, vault=None):
    leaving = Leaving(house.database, vault or house.vault, clock=house.clock)
    with leaving.sign_in_of(house.id):
        deed(house.database, house.vault, *words, by=THIS_PC, clock=house.clock)


def forget(house, **more):
    leave(house, keys.forget, house.id, **more)


def told(house):
    with house.database.read() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action.in_((DONE, NOT_DONE)))).all()
        return [(entry.action, entry.detail) for entry in found]


def changed(house, **settings):
    row = house.row()
    return row, replace(row.form, config={**row.form.config, **settings})


def test_a_sign_in_that_is_forgotten_is_given_back_with_all_that_came_of_it(house, consent):
    refresh = consent.newest
    forget(house)
    assert consent.given_back == [(refresh, "refresh_token")]
    assert consent.refreshes == set()
    assert [deed for deed, _ in told(house)] == [DONE]
    assert house.row().secret_name is None


def test_a_client_that_shows_its_secret_in_the_form_gives_back_so_too(database, consent):
    consent.in_form = True
    house = House(
        database, consent, oauth_client_auth="client_secret_post", oauth_revoke_url=f"http://{consent.place}/revoke"
    )
    house.connect()
    forget(house)
    assert (len(consent.given_back), [deed for deed, _ in told(house)]) == (1, [DONE])


def test_a_service_that_is_removed_is_left(house, consent):
    leave(house, keys.remove, house.id)
    assert (len(consent.given_back), [deed for deed, _ in told(house)]) == (1, [DONE])


@pytest.mark.parametrize("settings", [{"oauth_client_id": "another"}, {"oauth_scope": "sales"}])
def test_who_signs_in_as_another_leaves_as_who_it_was(house, consent, settings):
    leave(house, keys.change, *changed(house, **settings))
    assert (len(consent.given_back), [deed for deed, _ in told(house)]) == (1, [DONE])
    assert house.row().unready


def test_a_new_secret_of_the_client_ends_the_sign_in_made_with_the_old_one(house, consent):
    leave(house, keys.replace, house.id, Secret("c4nary-another"))
    assert (len(consent.given_back), [deed for deed, _ in told(house)]) == (1, [DONE])


def test_a_change_that_leaves_the_sign_in_as_it_is_gives_nothing_back(house, consent):
    leave(house, keys.change, *changed(house, oauth_issuer="https://accounts.example.com", note="1"))
    assert (consent.given_back, told(house), house.row().unready) == ([], [], "")


def test_what_is_refused_here_gives_nothing_back(house, consent):
    row, form = changed(house)
    with pytest.raises(FieldsError):
        leave(house, keys.change, row, replace(form, name=""))
    assert (consent.given_back, told(house)) == ([], [])


@pytest.mark.parametrize("answer", [(503, {}), (400, {"error": "unsupported_token_type"}), (500, None)])
def test_what_the_service_says_keeps_nobody_from_forgetting_and_stands_in_the_trail(house, consent, answer):
    consent.answers = [answer]
    forget(house)
    assert house.row().secret_name is None
    ((deed, detail),) = told(house)
    assert deed == NOT_DONE
    assert str(answer[0]) in str(detail)
    assert "c4nary" not in str(detail)


def test_a_service_that_does_not_answer_is_left_all_the_same(house, consent):
    consent.rest()
    forget(house)
    assert house.row().secret_name is None
    assert [deed for deed, _ in told(house)] == [NOT_DONE]


def test_a_pc_that_does_not_hold_the_sign_in_says_that_it_could_not_give_it_back(house, consent):
    forget(house, vault=MemoryStore())
    ((deed, detail),) = told(house)
    assert (deed, consent.given_back) == (NOT_DONE, [])
    assert "does not hold the sign-in" in str(detail)


def test_an_address_that_leads_inside_is_not_dialled(house, consent):
    with house.database.begin() as session:
        allowances.forget(session, consent.place, by=THIS_PC, at=NOW)
    forget(house)
    assert ([deed for deed, _ in told(house)], consent.given_back) == ([NOT_DONE], [])


def test_where_the_service_takes_nothing_back_nothing_is_said(database, consent):
    house = House(database, consent)
    house.connect()
    forget(house)
    assert (consent.given_back, told(house)) == ([], [])


def test_an_address_to_give_back_to_is_looked_at_before_it_is_kept(house):
    row, form = changed(house, oauth_revoke_url="https://10.0.0.7/revoke")
    with pytest.raises(FieldsError) as refused, house.database.begin() as session:
        integrations.edit(session, house.id, row.form, form, by=THIS_PC)
    assert set(refused.value.fields) == {"oauth_revoke_url"}


def with_issuer(database, consent, issuer):
    return House(database, consent, oauth_issuer=issuer)


ISSUER = "https://accounts.example.com/tenant"


def test_an_answer_of_the_service_that_was_asked_is_taken(database, consent):
    consent.issuer = ISSUER
    assert with_issuer(database, consent, ISSUER).connect().unready == ""


@pytest.mark.parametrize(
    ("theirs", "sentence"),
    [
        ("https://evil.example.com", "The answer to the sign-in is of “https://evil.example.com”, and not of "),
        (f"{ISSUER}/", "The answer to the sign-in is of “"),
        (None, "The answer to the sign-in does not say of whom it is: it must be of "),
    ],
)
def test_an_answer_of_another_service_is_refused_and_no_code_is_sent_anywhere(database, consent, theirs, sentence):
    consent.issuer = theirs
    house = with_issuer(database, consent, ISSUER)
    with pytest.raises(ConnectorError, match=sentence) as refused:
        house.connect()
    assert "Look at the issuer in its settings" in refused.value.hint
    assert (consent.asked, house.row().unready) == ([], "It is not signed in yet: connect it.")


def test_a_refusal_of_another_service_says_of_whom_it_is(database, consent):
    consent.issuer, consent.refuses = "https://evil.example.com", "access_denied"
    with pytest.raises(ConnectorError, match="evil"):
        with_issuer(database, consent, ISSUER).connect()


def test_where_the_settings_name_no_issuer_nobody_looks(database, consent):
    consent.issuer = "https://accounts.example.com"
    assert House(database, consent).connect().unready == ""


def test_a_vault_that_is_locked_keeps_nobody_from_leaving_and_is_told(house, consent):
    class Locked(MemoryStore):
        def get(self, name, version=None):
            raise VaultError("The vault is locked.", hint="Unlock it.")

    forget(house, vault=Locked())
    ((deed, detail),) = told(house)
    assert (deed, consent.given_back, house.row().secret_name) == (NOT_DONE, [], None)
    assert "The vault is locked." in str(detail)
