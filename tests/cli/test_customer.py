import json

import pytest
from sqlalchemy import select

from sakshi_desktop.store import grams
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import AuditEntry, Customer
from tests.portal.conftest import NOW


@pytest.fixture
def known(address):
    database = Database.open(address)
    with database.begin() as session:
        session.add_all(
            [
                Customer(name="Asha Rao", phone="+919876543210", email="asha.rao@example.com", created_at=NOW),
                Customer(name="आशा शर्मा", phone=None, email=None, created_at=NOW),
                Customer(name="Priyanka Iyer", phone="+918000012345", email=None, created_at=NOW),
            ]
        )
    yield address
    with database.reading() as connection:
        assert grams.waiting(connection) == 0
    database.dispose()


def _audited(address):
    database = Database.open(address)
    with database.read() as session:
        found = session.execute(select(AuditEntry.action, AuditEntry.subject_id)).all()
    database.dispose()
    return found


def test_a_customer_is_found_and_shown_without_their_contact(sakshi, known):
    done = sakshi("customer", "rao", "3210", "--database", known)
    assert done.returncode == 0, done.stderr
    assert "Asha Rao" in done.stdout
    assert "3210" in done.stdout
    assert "98765" not in done.stdout
    assert "asha.rao@" not in done.stdout
    assert "Priyanka" not in done.stdout
    assert _audited(known) == []


def test_a_contact_that_is_revealed_is_in_the_audit_trail(sakshi, known):
    done = sakshi("customer", "3210", "--reveal", "--json", "--database", known)
    (row,) = json.loads(done.stdout)
    assert (row["phone"], row["email"]) == ("+919876543210", "asha.rao@example.com")
    assert _audited(known) == [("customer.reveal", int(row["id"].removeprefix("CUS-")))]


def test_json_tells_what_was_met(sakshi, known):
    (row,) = json.loads(sakshi("customer", "आशा", "--json", "--database", known).stdout)
    assert (row["name"], row["matched"], row["phone"], row["orders"], row["last_order_on"]) == (
        "आशा शर्मा", "name", None, 0, None,
    )  # fmt: skip


def test_a_wrong_spelling_is_said_to_be_a_guess(sakshi, known):
    done = sakshi("customer", "priynka", "--database", known)
    assert "nearly spelt so" in done.stdout
    assert "Priyanka Iyer" in done.stdout


def test_nobody_is_no_error(sakshi, known):
    done = sakshi("customer", "zzzz", "--database", known)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nobody is found by “zzzz”." in done.stdout
    assert json.loads(sakshi("customer", "zzzz", "--json", "--database", known).stdout) == []


@pytest.mark.parametrize(
    ("words", "code"), [([" "], 1), ([], 2), (["a", "--limit", "0"], 2), (["a", "--limit", "x"], 2)]
)
def test_nothing_to_look_for_is_refused(sakshi, sqlite_address, words, code):
    done = sakshi("customer", *words, "--database", sqlite_address)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
