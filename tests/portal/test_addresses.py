from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from sakshi_desktop.core.errors import ConflictError, FieldsError, ForbiddenError, NotFoundError
from sakshi_desktop.core.vocabulary import AddressKind
from sakshi_desktop.portal import addresses, records
from sakshi_desktop.portal.types import AddressText
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Address
from tests.portal.counter import AUDITOR, SUPPORT, clock

HOME = AddressText(AddressKind.HOME, "12, 3rd Main", "Indiranagar", "Bengaluru", "Karnataka", "560038")
WORK = AddressText(AddressKind.WORK, "Floor 2", "", "Mumbai", "Maharashtra", "400 050")


def _add(counter, text=HOME, by=SUPPORT):
    with counter.database.begin() as session:
        return addresses.add(session, counter.asha, text, by=by, clock=clock)


def _do(counter, verb, *words):
    with counter.database.begin() as session:
        return verb(session, *words, by=SUPPORT, clock=clock)


def _all(counter):
    with counter.database.read() as session:
        return addresses.of(session, counter.asha)


def test_the_first_address_is_the_default_and_one_click_makes_it_another(counter):
    first, second = _add(counter), _add(counter, WORK)
    assert (first.is_default, second.is_default) == (True, False)
    assert second.text.pin_code == "400050"
    _do(counter, addresses.make_default, second.id)
    assert [(row.id, row.is_default) for row in _all(counter)] == [(second.id, True), (first.id, False)]


def test_the_database_suffers_no_second_default(counter):
    _add(counter)
    other = _add(counter, WORK)
    with pytest.raises(IntegrityError), counter.database.begin() as session:
        session.execute(update(Address).where(Address.id == other.id).values(is_default=True))


def test_a_removed_address_can_be_put_back_as_it_was(counter):
    first, second = _add(counter), _add(counter, WORK)
    gone = _do(counter, addresses.remove, first.id)
    assert [(row.id, row.is_default) for row in _all(counter)] == [(second.id, True)]
    assert _do(counter, addresses.restore, gone) == first
    with pytest.raises(ConflictError, match="there already"):
        _do(counter, addresses.restore, gone)
    with counter.database.read() as session:
        told = [(change.before, change.after) for change in records.changes(session, counter.asha)]
    line = "12, 3rd Main, Indiranagar, Bengaluru, Karnataka 560038"
    assert told == [(None, line), (line, None), (None, "Floor 2, Mumbai, Maharashtra 400050"), (None, line)]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (AddressText(), {"line1", "city", "state", "pin_code"}),
        (AddressText(line1="x" * 201, city="A", state="Delhi", pin_code="110001"), {"line1"}),
        (AddressText(line1="A", city="A", state="Bavaria", pin_code="560038"), {"state"}),
        (AddressText(line1="A", city="A", state="Kerala", pin_code="560038"), {"pin_code"}),
    ],
)
def test_what_cannot_be_taken_has_a_sentence_beside_its_field(counter, text, fields):
    with pytest.raises(FieldsError) as refused:
        _add(counter, text)
    assert set(refused.value.fields) == fields
    assert _all(counter) == ()


def test_an_address_that_is_gone_is_said_so(counter):
    with pytest.raises(NotFoundError, match="There is no address ADR-9"):
        _do(counter, addresses.edit, 9, HOME)
    with pytest.raises(ForbiddenError):
        _add(counter, by=AUDITOR)


def test_two_pcs_that_choose_another_default_at_once_leave_one(counter):
    rows = [_add(counter), _add(counter, WORK), _add(counter)]
    other = Database(counter.database.url.render_as_string(hide_password=False))
    together = Barrier(2)

    def choose(database, key):
        together.wait()
        for _ in range(3):
            with database.begin() as session:
                addresses.make_default(session, key, by=SUPPORT, clock=clock)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(choose, (counter.database, other), (rows[1].id, rows[2].id)))
    other.dispose()
    assert sum(row.is_default for row in _all(counter)) == 1


STEP = st.tuples(st.sampled_from(["add", "remove", "choose", "restore", "edit"]), st.integers(0, 3))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=10))
def test_whatever_is_done_where_there_are_addresses_one_is_the_default(counter, steps):
    gone = []
    for verb, place in steps:
        rows = _all(counter)
        if verb == "add":
            _add(counter)
        elif verb == "restore" and gone:
            _do(counter, addresses.restore, gone.pop())
        elif rows and verb == "remove":
            gone.append(_do(counter, addresses.remove, rows[place % len(rows)].id))
        elif rows and verb == "choose":
            _do(counter, addresses.make_default, rows[place % len(rows)].id)
        elif rows and verb == "edit":
            _do(counter, addresses.edit, rows[place % len(rows)].id, WORK)
        rows = _all(counter)
        assert sum(row.is_default for row in rows) == (1 if rows else 0)
