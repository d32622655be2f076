"""A sign-in that is disturbed on its way ends as one that works, or as a sentence that says what to do."""

import signal
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import ConflictError, ConnectorError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import allowances, handover, holders, integrations, sign_ins
from sakshi_desktop.hub.oauth import EndedError
from sakshi_desktop.vault.file_store import Cost, FileStore
from sakshi_desktop.vault.sealing import PcSealer
from tests.consent import browse
from tests.jobs.signing_in.house import HOUR, NOW, House, Vault

PASSPHRASE = "correct horse battery"


def test_the_client_shows_its_secret_in_the_form_where_the_service_wants_that(database, consent):
    consent.in_form = True
    house = House(database, consent, oauth_client_auth="client_secret_post")
    house.connect()
    house.later()
    assert house.access() == "c4nary-access-3"
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_a_client_that_shows_its_secret_the_other_way_is_told_where_to_look(house, consent):
    consent.in_form = True
    with pytest.raises(ConnectorError, match="does not know this client") as said:
        house.connect()
    assert "how its secret is sent" in said.value.hint


def test_a_code_that_is_used_up_is_a_sentence_and_changes_nothing(house, consent):
    before = house.row()
    consent.answers = [(400, {"error": "invalid_grant", "error_description": "Code was used"})]
    with pytest.raises(ConnectorError, match="Code was used") as said:
        house.connect()
    assert said.value.hint == "Connect it again."
    assert house.row() == before
    assert house.vault.versions(before.secret_name) == (1,)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, {"error": "invalid_grant", "error_description": "called\0 back \u202eby its owner"}),
        (200, {"error": "invalid_code"}),
        (400, {"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid refresh token"}),
    ],
    ids=["standard", "zoho", "hubspot"],
)
def test_a_consent_that_was_called_back_asks_to_reconnect(house, consent, status, told):
    house.connect()
    house.later()
    consent.answers = [(status, told)]
    with pytest.raises(EndedError):
        house.access()
    unready = house.row().unready
    assert unready.startswith(f"It must be reconnected: The service took the sign-in no more ({status}): ")
    assert unready.isprintable()


NO_TOKENS = (
    ((200, b"x" * 150_000), "is longer than 100 kB"),
    ((200, b"[1, 2"), "is no JSON"),
    ((200, []), "gave no token that can be used"),
    ((200, {"access_token": "two\nlines"}), "gave no token that can be used"),
    ((200, {"access_token": ["x"]}), "gave no token that can be used"),
    ((400, {"error": {"code": 7, "message": "no such scope"}}), "no such scope"),
    ((400, b"<html>"), r"was refused \(400\)"),
    ((307, {}), "sent us elsewhere"),
)
"""What a service may answer instead of tokens, and what is said of it."""


def test_an_answer_that_is_none_is_a_sentence_and_loses_nothing(house, consent):
    house.connect()
    house.later()
    for answer, sentence in NO_TOKENS:
        consent.answers = [answer]
        with pytest.raises(ConnectorError, match=sentence):
            house.access()
        assert house.row().unready == ""
    assert house.access().startswith("c4nary-access-")


def test_a_length_that_is_none_is_not_believed(house, consent):
    for number, lasts in enumerate(("1" * 400, -5, "soon", None, True)):
        consent.lasts = lasts
        house.connect()
        assert house.tokens().access.reveal() == f"c4nary-access-{2 * number + 2}"


def test_a_service_that_gives_no_other_refresh_token_is_asked_with_the_first(house, consent):
    consent.rotates, consent.extra = False, {"status": "success", "error": ""}
    house.connect()
    for number in (3, 4):
        house.later()
        assert house.access() == f"c4nary-access-{number}"
    assert [each.get("refresh_token") for each in consent.asked[1:]] == ["c4nary-refresh-2"] * 2


def test_a_service_that_is_not_there_is_asked_again(house, consent):
    house.connect()
    house.later()
    consent.rest()
    with pytest.raises(ConnectorError, match="cannot be reached") as said:
        house.access()
    assert said.value.retryable
    assert house.row().unready == ""


def test_a_clock_that_was_put_back_is_made_good_by_the_service(house, consent):
    house.connect()
    house.later(timedelta(days=-400))
    assert house.access() == "c4nary-access-2"  # it seems to last for more than a year
    assert house.access(refused=Secret("c4nary-access-2")) == "c4nary-access-3"
    assert house.tokens().until == house.now + HOUR


def test_a_clock_that_was_put_forward_costs_one_renewal(house, consent):
    house.connect()
    house.later(timedelta(days=400))
    assert house.access() == "c4nary-access-3"
    assert house.access() == "c4nary-access-3"


def test_of_two_pcs_with_one_vault_one_renews_and_the_other_has_it_no_more(house, consent):
    house.connect()
    copy = Vault()
    copy._kept = {name: dict(kept) for name, kept in house.vault._kept.items()}
    house.later()
    with house.renewing() as found:
        asking = threading.Thread(target=lambda: found.append(_error(house.access, house.program(copy))))
        asking.start()
    asking.join(20)
    assert sorted(map(str, found), key=len) == [
        "c4nary-access-3",
        "Another PC is signed in to Own books. Have it hand over INT-1, or connect it here.",
    ]
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def _error(act, *words):
    try:
        return act(*words)
    except NotFoundError as error:
        return error


def test_what_is_renewed_has_not_ended_whatever_a_slow_program_was_told(house, consent):
    house.connect()
    row = house.row()
    with house.database.begin() as session:
        assert sign_ins.take(session, house.id, version=row.secret_version, at=house.now)
        assert sign_ins.end(session, house.id, "used up", version=row.secret_version, at=house.now)
    with house.database.begin() as session:
        assert sign_ins.renewed(session, house.id, 3, instead_of=row.secret_version, last_day=None)
    assert house.row().unready == ""


@pytest.mark.parametrize("given", [(), [(200, {"access_token": "late", "refresh_token": "late too"})]])
def test_who_was_overtaken_while_renewing_goes_on_with_what_came_of_that(house, consent, given):
    house.connect()
    house.later()
    consent.meanwhile = lambda: (house.connect(), consent.answers.extend(given))
    assert house.access() == house.tokens().access.reveal() != "late"
    row = house.row()
    assert (row.unready, house.vault.versions(row.secret_name)) == ("", (row.secret_version,))


def test_another_sign_in_that_was_set_meanwhile_is_not_given_these_tokens(house, consent):
    def change(url):
        row = house.row()
        form = replace(row.form, config={**row.form.config, "oauth_client_id": "another"})
        house.do(integrations.edit, row.form, form)
        browse(url)

    with pytest.raises(ConflictError, match="has changed the sign-in of Own books meanwhile"):
        house.signing_in.connect(house.id, change)
    row = house.row()
    assert (row.unready, house.vault.versions(row.secret_name)) == ("It is not signed in yet: connect it.", (1,))


def test_a_person_is_not_asked_where_the_tokens_could_not_be_fetched(database, consent):
    house = House(database, consent)
    with database.begin() as session:
        allowances.forget(session, consent.place, by=THIS_PC, at=NOW)
    asked = []
    with pytest.raises(InvalidError, match="this PC itself"):
        house.signing_in.connect(house.id, asked.append, seconds=0)
    assert asked == []


def test_a_service_is_not_asked_while_the_vault_refuses(house, consent):
    house.connect()
    house.later()
    house.renew_in_vain()
    assert consent.kinds() == ["authorization_code"]
    for _ in range(2):
        house.renew_in_vain(refuses="late")
    assert house.access() == "c4nary-access-3"
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_what_is_handed_over_after_a_cut_are_the_newest_tokens(house, database, consent):
    house.connect()
    house.later()
    house.renew_and_die()
    house.end_lease()
    there = Vault()
    handover.introduce(database, PcSealer(there), "office", clock=house.clock)
    with database.read() as session:
        (use,), (pc,) = holders.uses(session, at=house.now), handover.pcs(session)
    handover.give(database, house.vault, PcSealer(house.vault), use, pc, by=THIS_PC, clock=house.clock)
    assert handover.receive(database, there, PcSealer(there), clock=house.clock) == 1
    assert house.access(house.program(there)) == "c4nary-access-3"
    assert consent.kinds() == ["authorization_code", "refresh_token"]


@pytest.fixture
def killed(house, consent, address, tmp_path, warm):
    """Signs in with a vault file, and has a program renew that, which is killed before or after the vault has it."""
    consent.lasts = 30
    row, before = house.row(), house.vault
    house.vault = FileStore(tmp_path / "vault.json", cost=Cost(1, 8, 1))
    house.vault.create(Secret(PASSPHRASE))
    house.vault.set(row.secret_name, before.get(row.secret_name))
    house.signing_in = house.program()
    house.connect()

    def kill(when):
        words = (address, house.vault.path, PASSPHRASE, house.id, when)
        died = warm.run(*words, module="tests.jobs.signing_in.dying")
        assert died.returncode == -signal.SIGKILL, died.stderr
        house.end_lease()

    return kill


def test_a_program_killed_after_the_vault_has_them_loses_no_tokens(house, consent, killed):
    killed("after")
    row = house.row()
    assert house.vault.versions(row.secret_name) == (row.secret_version + 1, row.secret_version)
    consent.lasts = 3_600
    assert house.access() == "c4nary-access-3"
    assert (house.row().secret_version, house.row().unready) == (row.secret_version + 1, "")
    assert consent.kinds() == ["authorization_code", "refresh_token"]


def test_a_program_killed_before_the_vault_has_them_asks_to_reconnect(house, consent, killed):
    killed("before")
    with pytest.raises(EndedError, match="must be reconnected"):
        house.access()
    assert house.row().unready.startswith("It must be reconnected: ")
    house.connect()
    assert house.row().unready == ""
