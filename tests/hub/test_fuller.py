"""Fuller bodies: what they say, to whom, and that nothing of it is there where nobody chose it."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select, update

from sakshi_desktop.core.errors import ForbiddenError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor, Right
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.core.vocabulary import AddressKind, Role
from sakshi_desktop.hub import claims, document, endpoints, forensics, fuller, messages, retention, rules, samples
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Address, AuditEntry, Customer, Event, FullerData, Order, OrderLine
from tests.hub import post
from tests.portal.counter import Counter

LINE = {"quantity": 1, "unit_price_paise": 11_000, "gross_paise": 11_000, "discount_paise": 0, "net_paise": 11_000}
PERSONAL = ("Asha Rao", "9886098331", "asha@example.com", "Lake Road")


@pytest.fixture
def counter(database):
    made = Counter(database)
    with database.begin() as session:
        session.add(
            Address(
                customer_id=made.asha, kind=AddressKind.HOME, line1="12 Lake Road", city="Bengaluru",
                state="Karnataka", pin_code="560001", is_default=True,
            )
        )  # fmt: skip
    return made


def take(database, *places, chose=None):
    """Take what is due to receivers, as the dispatcher does; ``chose``: those with fuller bodies, all by default."""
    with database.begin() as session:
        taken = claims.take(session, dict.fromkeys(places, 100), claims.new_token(), at=post.LATER)
        return fuller.filled(session, taken, frozenset(places if chose is None else chose))


def told(database, kind, **body):
    with database.begin() as session:
        name = outbox.record(session, kind, body, at=post.LATER)
    post.hand_out(database)
    return name


def data(claim):
    return json.loads(claim.body)["data"]


def kept(database):
    with database.read() as session:
        return session.scalars(select(FullerData.data)).all()


def test_an_order_has_its_lines_amounts_payments_and_outlet(counter, database):
    place = post.add(database, fuller=True)
    key = counter.order()
    told(database, "order.cancelled", order=f"ORD-{key}", net_paise=5, before="pending")
    (claim,) = take(database, place)
    found = data(claim)
    assert (found["order"], found["net_paise"], found["before"]) == (f"ORD-{key}", 5, "pending"), "its own come first"
    assert (found["channel"], found["location_name"], found["tax_paise"]) == ("delivery", "Hill", 1_101)
    assert (found["placed_at"], found["business_date"]) == ("2026-11-22T08:30:00.000Z", "2026-11-22")
    chai, cake = counter.items
    assert found["lines"] == [
        {"item": f"ITM-{chai}", "name": "Masala chai", "tax_paise": 0} | LINE,
        {"item": f"ITM-{cake}", "name": "Nut cake", "tax_paise": 0} | LINE,
    ]
    assert found["payments"] == [{"method": "upi", "amount_paise": 23_101, "at": "2026-11-22T08:30:00.000Z"}]
    assert not any(word in claim.body.decode() for word in PERSONAL)
    assert claim.personal == frozenset()


def test_a_customer_has_what_a_crm_needs_and_it_is_shown_as_dots(counter, database):
    place, thin = post.add(database, fuller=True), post.add(database)
    told(database, "customer.updated", customer=f"CUS-{counter.asha}")
    full, small = sorted(take(database, place, thin, chose=[place]), key=lambda claim: claim.endpoint_id)
    home = {"kind": "home", "default": True, "text": "12 Lake Road, Bengaluru, Karnataka 560001"}
    assert data(full) == {
        "customer": f"CUS-{counter.asha}", "name": "Asha Rao", "phone": "+919886098331", "email": "asha@example.com",
        "language": "en", "status": "active", "addresses": [home],
    }  # fmt: skip
    assert full.personal == {"Asha Rao", "+919886098331", "asha@example.com", home["text"]}
    assert data(small) == {"customer": f"CUS-{counter.asha}"}
    post.settle(database, [full], request_sha256=hashlib.sha256(full.body).hexdigest())
    post.settle(database, [small], request_sha256=hashlib.sha256(small.body).hexdigest())
    shown = {row.endpoint_id: row for row in post.found(database)}
    assert shown[thin].body == small.body.decode()
    assert shown[place].fuller
    assert not shown[thin].fuller
    dots = dict.fromkeys(("name", "phone", "email", "addresses"), HIDDEN)
    assert json.loads(shown[place].body)["data"] == data(full) | dots
    assert not any(word in repr((full, shown)) for word in PERSONAL)


def test_a_body_is_shown_as_it_was_sent_though_its_receiver_chose_otherwise_since(counter, database):
    first, other = post.add(database), post.add(database, fuller=True)
    told(database, "customer.updated", customer=f"CUS-{counter.asha}")
    taken = take(database, first, other, chose=[other])
    for claim in taken:
        post.settle(database, [claim], request_sha256=hashlib.sha256(claim.body).hexdigest())
    with database.begin() as session:
        for place, is_fuller in ((first, True), (other, False)):
            form = replace(endpoints.one(session, place, at=post.LATER).form, fuller=is_fuller)
            endpoints.edit(session, place, form, headers_version=0, by=THIS_PC, at=post.LATER)
    assert {row.endpoint_id: row.fuller for row in post.found(database)} == {first: False, other: True}


def test_every_try_and_every_receiver_gets_the_same_bytes_under_the_same_id(counter, database):
    places = [post.add(database, fuller=True), post.add(database, fuller=True)]
    key = counter.order()
    name = told(database, "order.updated", order=f"ORD-{key}")
    (first,) = take(database, places[0])
    with database.begin() as session:
        session.execute(update(Order).values(net_paise=1))
        session.execute(delete(OrderLine))
        claims.release(session, first.token, at=post.LATER)
    again = take(database, *places)
    assert [claim.message for claim in again] == [name, name]
    assert {claim.body for claim in again} == {first.body}
    assert len(kept(database)) == 1


def test_nothing_more_is_asked_or_kept_where_no_receiver_chose_so(counter, database):
    thin = post.add(database)
    told(database, "customer.updated", customer=f"CUS-{counter.asha}")
    asked = []
    with database.begin() as session:
        taken = claims.take(session, {thin: 9}, claims.new_token(), at=post.LATER)
        hear = lambda *rest: asked.append(rest[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", hear)
        assert fuller.filled(session, taken, frozenset()) is taken
        assert fuller.filled(session, taken, frozenset({99})) is taken
        event.remove(session.get_bind(), "before_cursor_execute", hear)
    assert (asked, kept(database)) == ([], [])
    with database.read() as session:
        assert session.scalars(select(Event.body).where(Event.type == "customer.updated")).all() == [
            f'{{"customer": "CUS-{counter.asha}"}}'
        ]


def test_a_body_that_would_be_too_large_is_thin_again(counter, database):
    place = post.add(database, fuller=True)
    key = counter.order()
    line = {"order_id": key, "item_id": counter.items[0], "quantity_milli": 500, "unit_price_paise": 1}
    with database.begin() as session:
        session.execute(insert(OrderLine), [line | {"gross_paise": 1, "net_paise": 1}] * 200)
    told(database, "order.updated", order=f"ORD-{key}")
    (claim,) = take(database, place)
    assert data(claim) == {"order": f"ORD-{key}"}
    assert kept(database) == [f'{{"order": "ORD-{key}"}}']


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("order.updated", {"order": "ORD-999"}),
        ("order.updated", {"order": 7}),
        ("order.updated", {"order": "soon"}),
        ("order.updated", {}),
        ("customer.created", {"customer": "ORD-1"}),
        ("custom", {"order": "ORD-1", "customer": "CUS-1"}),
        ("menu.changed", {"item": "ITM-1"}),
    ],
)
def test_what_is_about_nothing_that_is_there_stays_thin(counter, database, kind, body):
    place = post.add(database, fuller=True)
    counter.order()
    told(database, kind, **body)
    (claim,) = take(database, place)
    assert data(claim) == body


def test_filters_go_by_what_an_event_says_of_itself_whatever_body_was_chosen(counter, database):
    key = counter.order()
    wanted = [post.add(database, fuller=chosen, filter={"location": ("LOC-1",)}) for chosen in (True, False)]
    others = [post.add(database, fuller=chosen, filter={"location": ("LOC-2",)}) for chosen in (True, False)]
    told(database, "order.updated", order=f"ORD-{key}", location="LOC-1")
    assert {claim.endpoint_id for claim in take(database, *wanted, *others)} == {*wanted}


def test_who_chose_fuller_bodies_is_in_the_trail_and_must_be_let_see_contacts(database):
    post.add(database)
    place = post.add(database, fuller=True)
    blind = Actor(5, "Kiran", Role.MANAGER, RIGHTS[Role.MANAGER] - {Right.REVEAL_CONTACT})
    with database.begin() as session:
        form = endpoints.one(session, place, at=post.LATER).form
        for fit in (replace(form, concurrency=2), replace(form, fuller=False)):  # to go on, and to stop, is let
            endpoints.edit(session, place, fit, headers_version=0, by=blind, at=post.LATER)
    with pytest.raises(ForbiddenError, match="see phones"), database.begin() as session:
        endpoints.edit(session, place, form, headers_version=0, by=blind, at=post.LATER)
    with pytest.raises(ForbiddenError, match="see phones"), database.begin() as session:
        endpoints.add(session, EndpointForm(post.URL, fuller=True), secret="s", by=blind, at=post.LATER)
    with database.read() as session:
        chosen = select(AuditEntry.action, AuditEntry.by).where(
            AuditEntry.action.in_(["webhook.fuller", "webhook.thin"])
        )
        found = session.execute(chosen.order_by(AuditEntry.id)).all()
        assert "fuller" not in document.compose(session, at=post.LATER)
    assert [tuple(row) for row in found] == [("webhook.fuller", "This PC"), ("webhook.thin", "Kiran")]


def test_the_preview_is_of_the_body_that_was_chosen_with_its_size(counter, database):
    full, thin = post.add(database, fuller=True), post.add(database)
    with database.read() as session:
        made_up = samples.of(session, full, "customer.updated", at=post.LATER)
        assert (made_up.real, json.loads(made_up.body)["data"]["phone"]) == (False, HIDDEN)
    told(database, "customer.updated", customer=f"CUS-{counter.asha}")
    with database.read() as session:
        shown = samples.of(session, full, "customer.updated", at=post.LATER)
        small = samples.of(session, thin, "customer.updated", at=post.LATER)
    (claim,) = take(database, full)
    assert (shown.size, small.size) == (len(claim.body), len(small.body))
    assert json.loads(shown.body)["data"]["email"] == HIDDEN
    assert not any(word in repr(shown) for word in PERSONAL)


def test_what_was_said_goes_with_its_event(counter, database):
    place = post.add(database, fuller=True)
    told(database, "customer.updated", customer=f"CUS-{counter.asha}")
    post.settle(database, take(database, place))
    assert kept(database)
    with database.begin() as session:
        while retention.sweep(session, at=post.LATER + timedelta(days=100)):
            pass
    assert kept(database) == []


@pytest.mark.parametrize("change", ["", " ", "x"])
def test_a_pasted_body_is_held_against_the_one_that_was_sent_and_nothing_personal_is_repeated(
    counter, database, change
):
    place = post.add(database, fuller=True)
    name = told(database, "customer.updated", customer=f"CUS-{counter.asha}")
    (claim,) = take(database, place)
    pasted = claim.body.decode().replace("Asha", f"Asha{change}")
    heads = f"webhook-id: {name}\nwebhook-timestamp: 1795338000\nwebhook-signature: v1,{'A' * 43}="
    with database.read() as session:
        known = forensics.known(session, forensics.Pasted(heads, pasted))
    assert known.body == claim.body.decode()
    (about,) = (part for part in forensics.explain(forensics.Pasted(heads, pasted), known, at=post.LATER).parts
                if part.name == "body")  # fmt: skip
    assert about.good is (change == "")
    assert not any(word in about.told for word in PERSONAL)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    own=st.dictionaries(st.text(max_size=9), st.none() | st.integers(0, 9**9) | st.text(max_size=40), max_size=6),
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200),
)
def test_a_fuller_body_keeps_what_the_event_says_and_fits(sqlite_database, own, name):
    with sqlite_database.begin() as session:
        who = Customer(name=name, created_at=post.AT)
        session.add(who)
        session.flush()
        said = own | {"customer": f"CUS-{who.id}"}
        one = fuller.Told(1, "customer.updated", post.LATER, json.dumps(said, ensure_ascii=False))
        made = fuller.composed(session, [one])[1]
    body = messages.body(one.kind, one.at, made)
    assert len(body) <= rules.BODY_CAP
    assert json.loads(body)["data"].items() >= said.items()
    hidden = json.loads(fuller.masked(one.kind, made))
    assert hidden.keys() == json.loads(made).keys()
    assert all(hidden[field] in (HIDDEN, None, "", 0, []) for field in fuller.PERSONAL if field in hidden)
