import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from sakshi_desktop.core.errors import ConflictError, FieldsError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.vocabulary import Allergen, CustomerStatus, Diet
from sakshi_desktop.portal import contacts, customers, drafts, lists, records
from sakshi_desktop.portal.types import Birthday, Contact, Draft, Keep, Masked, Profile
from sakshi_desktop.store import audit
from sakshi_desktop.store.models import AuditPersonal, Customer
from tests.portal.counter import AUDITOR, MANAGER, NOW, SUPPORT, clock


def _get(counter, key):
    with counter.database.read() as session:
        return customers.get(session, key)


def _edit(counter, seen, by=SUPPORT, **fields):
    draft = Draft(
        name=seen.name or "",
        phone=Keep.KEEP,
        email=Keep.KEEP,
        birthday=seen.birthday,
        language=seen.language,
        diet=seen.diet,
        diet_note=seen.diet_note or "",
        allergies=seen.allergies,
        tags=seen.tags,
        preferred_location_id=seen.preferred_location_id,
    )
    with counter.database.begin() as session:
        return customers.edit(session, seen.id, seen, replace(draft, **fields), by=by, clock=clock)


def _create(counter, by=SUPPORT, **fields):
    with counter.database.begin() as session:
        return customers.create(session, Draft(**fields), by=by, clock=clock)


def test_a_new_customer_is_kept_in_the_form_of_the_house(counter):
    made = _create(
        counter,
        name="  Meera   Nair ",
        phone="98450 12345",
        email="Meera@Example.com",
        birthday=Birthday(29, 2),
        language="hi",
        diet=Diet.JAIN,
        diet_note="no onion",
        allergies=frozenset({Allergen.MILK}),
        tags=frozenset({"Office", " "}),
        preferred_location_id=counter.places[1],
    )
    row = next(row for row in counter.all(Customer) if row.id == made.id)
    assert (row.name, row.phone, row.email) == ("Meera Nair", "+919845012345", "meera@example.com")
    assert made.phone == Masked("+91 •••••• 2345", made.phone.mark)
    assert (made.birthday, made.tags, made.preferred_location) == (Birthday(29, 2), frozenset({"office"}), "Lake")
    assert counter.events("customer.created") == [{"customer": f"CUS-{made.id}"}]
    (entry,) = counter.audits("customer.create")
    assert "98450" not in entry.detail
    assert "meera" not in entry.detail.lower()


def test_every_field_that_cannot_be_taken_has_its_sentence(counter):
    with pytest.raises(FieldsError) as refused:
        _create(
            counter,
            name="x" * 121,
            phone="12345",
            email="meera",
            birthday=Birthday(31, 2, 1990),
            language="fr",
            tags=frozenset({"y" * 41}),
        )
    assert set(refused.value.fields) == {"name", "phone", "email", "birthday", "language", "tags"}
    assert "is no phone number" in refused.value.fields["phone"]


@pytest.mark.parametrize("born", [Birthday(1, 1, 1899), Birthday(23, 11, 2026), Birthday(1, 1, 2027)])
def test_a_birthday_lies_between_1900_and_today(counter, born):
    with pytest.raises(FieldsError):
        _create(counter, name="Meera", birthday=born)


def test_a_customer_has_a_name_or_a_way_to_be_reached(counter):
    with pytest.raises(FieldsError, match="needs a name"):
        _create(counter)
    _create(counter, phone="98450 12345")


def test_a_phone_is_corrected_without_being_seen(counter):
    seen = _get(counter, counter.asha)
    after = _edit(counter, seen, phone="98450 99999")
    assert after.phone.shown == "+91 •••••• 9999"
    assert counter.events("customer.updated") == [{"customer": f"CUS-{counter.asha}", "fields": ["phone"]}]
    with counter.database.read() as session:
        (change,) = records.changes(session, counter.asha)
    assert (change.field, change.before, change.after) == ("phone", "+91 •••••• 8331", "+91 •••••• 9999")
    assert (change.by, change.at) == ("Support", NOW)


def test_a_field_that_another_person_changed_is_named_and_nothing_is_lost(counter):
    seen = _get(counter, counter.asha)
    _edit(counter, seen, phone="98450 11111", by=MANAGER)
    with pytest.raises(ConflictError, match="Another person has changed the phone meanwhile"):
        _edit(counter, seen, phone="98450 22222", name="Asha R")
    now = _get(counter, counter.asha)
    assert (now.name, now.phone.shown) == ("Asha Rao", "+91 •••••• 1111")


def test_other_fields_that_others_changed_meanwhile_stay(counter):
    seen = _get(counter, counter.asha)
    _edit(counter, seen, name="Asha Rao-Iyer", tags=frozenset({"office"}), by=MANAGER)
    after = _edit(counter, seen, diet=Diet.VEG, tags=frozenset({"catering"}))
    assert (after.name, after.diet, after.tags) == ("Asha Rao-Iyer", Diet.VEG, frozenset({"office", "catering"}))


def test_typing_what_is_there_already_is_no_change(counter):
    seen = _get(counter, counter.asha)
    _edit(counter, seen, phone="+91 98860 98331")
    assert counter.events("customer.updated") == []
    assert counter.audits("customer.edit") == []


def test_personal_values_can_be_proven_and_erased(counter):
    seen = _get(counter, counter.asha)
    _edit(counter, seen, allergies=frozenset({Allergen.PEANUT}), diet_note="very allergic")
    (entry,) = counter.audits("customer.edit")
    proofs = json.loads(entry.detail)["personal"]
    with counter.database.read() as session:
        kept = session.query(AuditPersonal).filter_by(entry_id=entry.id).all()
    assert {row.name: audit.proof(row.value, row.salt) for row in kept} == proofs
    assert "peanut" not in entry.detail
    with counter.database.begin() as session:
        session.execute(delete(AuditPersonal))
    with counter.database.read() as session:
        assert records.changes(session, counter.asha) == ()


def test_twins_are_told_not_refused(counter):
    made = _create(counter, name="A. Rao", phone="9886098331", email="ravi@example.com")
    with counter.database.read() as session:
        (twin,) = customers.twins(session, made.id)
    assert (twin.id, twin.name, twin.same) == (counter.asha, "Asha Rao", "phone")


def test_a_look_at_a_phone_is_written_down_and_counted_by_the_day(counter):
    def reveal(key, by=SUPPORT, when=clock):
        with counter.database.begin() as session:
            return customers.reveal(session, key, by=by, clock=when)

    assert reveal(counter.asha) == Contact("+919886098331", "asha@example.com")
    reveal(counter.ravi)
    reveal(counter.asha, by=MANAGER)
    reveal(counter.asha, when=lambda: NOW + timedelta(days=1))
    told = [(row.by, row.subject_id, json.loads(row.detail)["that_day"]) for row in counter.audits("customer.reveal")]
    assert told == [
        ("Support", counter.asha, 1),
        ("Support", counter.ravi, 2),
        ("Manager", counter.asha, 1),
        ("Support", counter.asha, 1),
    ]
    with pytest.raises(ForbiddenError):
        reveal(counter.asha, by=AUDITOR)
    assert len(counter.audits("customer.reveal")) == 4


def test_suspending_needs_a_reason_and_is_undone(counter):
    with counter.database.begin() as session:
        with pytest.raises(InvalidError, match="needs a reason"):
            customers.suspend(session, counter.asha, by=SUPPORT, reason=" ", clock=clock)
        assert customers.suspend(session, counter.asha, by=SUPPORT, reason="Fraud", clock=clock).status == "suspended"
        with pytest.raises(ConflictError, match="is suspended already"):
            customers.suspend(session, counter.asha, by=SUPPORT, reason="Fraud", clock=clock)
        again = customers.reactivate(session, counter.asha, by=SUPPORT, clock=clock)
    assert again.status is CustomerStatus.ACTIVE
    with counter.database.read() as session:
        told = [(change.before, change.after) for change in records.changes(session, counter.asha)]
    assert told == [("suspended", "active"), ("active", "suspended: Fraud")]


def test_who_may_not_change_customers_changes_nothing(counter):
    with pytest.raises(ForbiddenError):
        _edit(counter, _get(counter, counter.asha), by=AUDITOR, name="X")
    with pytest.raises(ForbiddenError):
        _create(counter, by=AUDITOR, name="X")


def test_a_customer_or_location_that_is_not_there_is_said_so(counter):
    with pytest.raises(NotFoundError, match="There is no customer CUS-999"):
        _get(counter, 999)
    with pytest.raises(FieldsError, match="location is gone"):
        _edit(counter, _get(counter, counter.asha), preferred_location_id=999)


def test_the_list_begins_with_those_who_ordered_last(counter):
    counter.order(customer_id=counter.ravi)
    counter.order(customer_id=counter.asha)
    counter.order(customer_id=None)
    with counter.database.read() as session:
        rows = lists.recent(session)
    assert [(row.name, row.phone, row.email) for row in rows] == [
        ("Asha Rao", "+91 •••••• 8331", "a•••@example.com"),
        ("Ravi Iyer", "+91 •••••• 5029", None),
    ]


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("17 Nov 1997", Birthday(17, 11, 1997)),
        ("17/11/1997", Birthday(17, 11, 1997)),
        ("1997-11-17", Birthday(17, 11, 1997)),
        ("17-11", Birthday(17, 11)),
        (" 9 september ", Birthday(9, 9)),
        ("Nov 17, 1997", Birthday(17, 11, 1997)),
        ("1st May", Birthday(1, 5)),
        ("", None),
    ],
)
def test_birthdays_are_read_as_people_write_them(text, born):
    assert drafts.birthday(text) == born
    if born:
        assert drafts.birthday(drafts.say_birthday(born)) == born


@pytest.mark.parametrize("text", ["soon", "17", "17 Foo", "Nov", "Nov Nov", "st May", "1 2 3 4", "17 Nov x"])
def test_what_is_no_birthday_is_refused(text):
    with pytest.raises(InvalidError, match="is no birthday"):
        drafts.birthday(text)


SEEN = Profile(
    id=7,
    name="Asha",
    phone=contacts.masked(7, "+919886098331", "x"),
    email=None,
    birthday=None,
    language="en",
    status=CustomerStatus.ACTIVE,
    diet=Diet.UNKNOWN,
    diet_note=None,
    allergies=frozenset(),
    tags=frozenset(),
    preferred_location_id=None,
    preferred_location=None,
    created_at=NOW,
)
PHONES = st.sampled_from([None, "+919886098331", "+918000005029", "+919845012345"])
TAGS = st.frozensets(st.sampled_from("abc"))


@given(
    seen=st.tuples(st.sampled_from([None, "A", "B"]), PHONES, TAGS),
    now=st.tuples(st.sampled_from([None, "A", "B"]), PHONES, TAGS),
    wanted=st.tuples(st.sampled_from([None, "A", "B"]), PHONES | st.just(Keep.KEEP), TAGS),
)
def test_a_merge_keeps_both_sides_or_names_the_field(seen, now, wanted):
    def profile(name, phone, tags):
        return replace(SEEN, name=name, phone=contacts.masked(7, phone, "x"), tags=tags)

    form = replace(drafts.checked(Draft(name="x"), NOW.date()), name=wanted[0], phone=wanted[1], tags=wanted[2])
    clash = [
        seen[place] != now[place] and wanted[place] not in {seen[place], now[place], Keep.KEEP} for place in (0, 1)
    ]
    if any(clash):
        with pytest.raises(ConflictError, match="name" if clash[0] else "phone"):
            records.merge(profile(*seen), profile(*now), form)
        return
    merged = records.merge(profile(*seen), profile(*now), form)
    assert merged.name == (now[0] if wanted[0] == seen[0] else wanted[0])
    mine = now[1] if merged.phone is Keep.KEEP else merged.phone
    assert mine == (now[1] if wanted[1] in {Keep.KEEP, seen[1]} else wanted[1])
    assert merged.tags == {
        tag for tag in "abc" if (tag in wanted[2] if (tag in seen[2]) != (tag in wanted[2]) else tag in now[2])
    }
