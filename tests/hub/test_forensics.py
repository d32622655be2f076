import json
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import endpoints, forensics, messages, signing
from sakshi_desktop.hub.forensics import Known, Pasted
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Attempt, Delivery, Event
from sakshi_desktop.vault.memory_store import MemoryStore

AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WHEN = int(AT.timestamp())
SECRET = signing.new_secret()
OTHER = signing.new_secret()
BODY = '{"type":"order.created","timestamp":"2026-11-26T12:00:00.000Z","data":{"order": "ORD-7"}}'
ID = "msg_01"


def lines(message=ID, when=WHEN, body=BODY, secret=SECRET, **changed):
    made = signing.headers(message, when, body.encode(), [signing.key(secret)]) | changed
    return "\n".join(f"{name}: {value}" for name, value in made.items())


HOUSE = Known((WHEN,), BODY, (("the secret of WHK-1", SECRET),))


def verdict(headers=None, body=BODY, secret=None, house=HOUSE, at=AT):
    return forensics.explain(Pasted(lines() if headers is None else headers, body, secret), house, at=at)


def wrong(found):
    return {part.name for part in found.parts if part.good is False}


def test_what_fits_is_said_to_fit():
    for secret in (None, SECRET):
        found = verdict(secret=secret)
        assert found.good
        assert all(part.good for part in found.parts)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (BODY.replace("ORD-7", "ORD-8"), "“7"),
        (json.dumps(json.loads(BODY)), "Only spaces differ"),
        (BODY + "\n", "line break was added"),
        ("  " + BODY, "Spaces were added"),
        ("", "“nothing more” arrived"),
    ],
)
def test_a_changed_body_is_named_with_what_changed(body, told):
    found = verdict(body=body)
    assert wrong(found) == {"body"}
    assert told in next(part.told for part in found.parts if part.name == "body")
    assert found.sentence == "Not the one that was signed with: the body."


def test_a_changed_timestamp_is_named():
    found = verdict(lines(**{"webhook-timestamp": str(WHEN + 3_600)}))
    assert wrong(found) == {"timestamp"}
    assert str(WHEN) in found.parts[1].told


def test_the_receivers_wrong_secret_is_named_and_never_shown():
    found = verdict(secret=OTHER)
    assert wrong(found) == {"secret"}
    assert "the secret of WHK-1" in found.parts[3].told
    assert SECRET.reveal() not in repr(found)
    assert OTHER.reveal() not in repr(found)


def test_an_old_secret_is_named():
    house = Known((WHEN,), BODY, (("the secret of WHK-1", OTHER), ("the old secret of WHK-1", SECRET)))
    assert "the old secret" in verdict(secret=OTHER, house=house).parts[3].told


def test_a_secret_whose_prefix_was_lost_still_checks():
    assert verdict(secret=Secret(SECRET.reveal().removeprefix("whsec_"))).good


def test_a_secret_used_by_its_letters_is_told():
    letters = SECRET.reveal()
    import base64
    import hashlib
    import hmac

    made = hmac.digest(letters.encode(), f"{ID}.{WHEN}.{BODY}".encode(), hashlib.sha256)
    text = lines(**{"webhook-signature": "v1," + base64.b64encode(made).decode()})
    found = verdict(text, secret=SECRET)
    assert wrong(found) == {"secret"}
    assert "decoded from base64" in found.parts[3].told


def test_thousands_of_requests_are_looked_through_in_little_memory():
    secrets = tuple((f"the secret of WHK-{number}", signing.new_secret()) for number in range(20))
    house = Known(tuple(WHEN - 15 * number for number in range(2_000)), BODY, (*secrets, HOUSE.secrets[0]))
    pasted = lines(**{"webhook-timestamp": str(WHEN + 40)})
    tracemalloc.start()
    try:
        found = verdict(pasted, house=house)
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
    assert wrong(found) == {"timestamp"}
    assert not verdict(lines(secret=OTHER), house=house).good


def test_two_differences_are_both_named():
    found = verdict(lines(**{"webhook-timestamp": str(WHEN + 60)}), body=BODY + " ")
    assert wrong(found) == {"timestamp", "body"}
    assert found.sentence.endswith("the timestamp and body.")


def test_another_id_is_told():
    found = verdict(lines(**{"webhook-id": "msg_02"}), house=Known(secrets=HOUSE.secrets))
    assert not found.good
    assert found.parts[0].good is False
    assert "No event of this house" in found.sentence


@pytest.mark.parametrize(("shift", "word"), [(timedelta(hours=1), "old"), (-timedelta(hours=1), "ahead")])
def test_a_timestamp_that_receivers_refuse_is_told_though_it_fits(shift, word):
    found = verdict(at=AT + shift)
    assert found.good
    assert word in found.parts[1].told


def test_a_rotation_signs_with_both_and_either_fits():
    made = signing.headers(ID, WHEN, BODY.encode(), [signing.key(OTHER), signing.key(SECRET)])
    text = "\n".join(f"{name}: {value}" for name, value in made.items())
    assert verdict(text, secret=SECRET).good
    assert verdict(text, secret=OTHER, house=Known()).good


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "webhook-id is missing"), (lines(**{"webhook-signature": "v1a,abc"}), "no v1 signature")],
)
def test_headers_that_cannot_be_read_are_a_sentence(text, sentence):
    with pytest.raises(InvalidError, match=sentence):
        verdict(text)


def test_headers_are_read_in_the_forms_in_which_people_paste_them():
    curl = "\n".join(f"  -H '{line}'" for line in lines().splitlines())
    as_json = json.dumps(dict(line.split(": ", 1) for line in lines().splitlines()), indent=1)
    capitals = lines().replace("webhook-id", "Webhook-Id")
    for text in (curl, as_json, capitals):
        assert verdict(text).good, text


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_change_of_the_body_passes_and_none_is_blamed_on_the_rest(before, after):
    headers = lines(body=before)
    house = Known((WHEN,), before, HOUSE.secrets)
    found = forensics.explain(Pasted(headers, after), house, at=AT)
    assert found.good == (before == after)
    if before != after:
        assert wrong(found) == {"body"}


def test_the_house_knows_body_times_and_secrets_of_its_own_messages(database):
    vault = MemoryStore()
    vault.set("webhook/1", SECRET)
    with database.begin() as session:
        key = endpoints.add(session, EndpointForm("https://example.com/a"), secret="webhook/1", by=THIS_PC, at=AT)
        name = outbox.record(session, "order.created", {"order": "ORD-7"}, at=AT)
        session.flush()
        event = session.scalars(select(Event).where(Event.public_id == name)).one()
        delivery = Delivery(event_id=event.id, endpoint_id=key, state=DeliveryState.DONE, due_at=AT)
        session.add(delivery)
        session.flush()
        session.add(Attempt(delivery_id=delivery.id, token="t", number=1, at=AT))
        body = messages.body(event.type, event.at, event.body).decode()
    pasted = Pasted(lines(name, body=body), body)
    with database.read() as session:
        house = forensics.opened(forensics.known(session, pasted), vault)
        assert forensics.explain(pasted, house, at=AT).good
        assert forensics.opened(forensics.known(session, pasted), MemoryStore()).secrets == ()
        unknown = forensics.opened(forensics.known(session, Pasted(lines("msg_0"), body)), vault)
    assert (unknown.body, len(unknown.secrets)) == (None, 1)
