import json

import pytest

from sakshi_desktop.core.errors import ForbiddenError, InvalidError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import EVENT_TYPES, Role
from sakshi_desktop.hub import deliveries, messages, samples
from tests.hub import post

SUPPORT = Actor(3, "Sunil", Role.SUPPORT, RIGHTS[Role.SUPPORT])


def test_a_trial_goes_to_one_receiver_whatever_it_wants(database, place):
    post.add(database)
    with database.begin() as session:
        number, name = deliveries.try_out(session, place, "webhook.test", {"a": 1}, by=THIS_PC, at=post.LATER)
    post.hand_out(database)
    rows = [row for row in post.found(database) if row.type == "webhook.test"]
    assert [(row.id, row.event, row.endpoint_id) for row in rows] == [(number, name, place)]


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("order.eaten", {}, "no event"),
        ("webhook.test", {"note": "x" * 25_000}, "25.1 kB; a webhook carries 20 kB"),
        ("webhook.test", {"note": "\ud800"}, "a character that cannot be sent"),
        ("webhook.test", {"\udfff": 1}, "a character that cannot be sent"),
        ("webhook.test", {"paise": float("nan")}, "a number that JSON does not know"),
        ("webhook.test", {"paise": [float("inf")]}, "a number that JSON does not know"),
        ("webhook.test", {"paise": 10**5_000}, "a number that JSON does not know"),
        ("webhook.test", {"lines": json.loads("[" * 60 + "]" * 60)}, "nested more than 50 deep"),
    ],
    ids=["no kind", "too large", "half a character", "half in a name", "NaN", "Infinity", "a long number", "deep"],
)
def test_a_trial_that_cannot_be_sent_is_refused(database, place, kind, data, words):
    with pytest.raises(InvalidError, match=words), database.begin() as session:
        deliveries.try_out(session, place, kind, data, by=THIS_PC, at=post.LATER)


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"paise": NaN}', '{"paise": -Infinity}', '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"],
    ids=["nothing", "half", "a list", "NaN", "Infinity", "deep"],
)  # fmt: skip
def test_what_is_typed_and_no_json_in_braces_is_refused(text):
    with pytest.raises(InvalidError, match="This is no JSON") as refused:
        messages.typed(text)
    assert refused.value.hint


def test_an_event_of_ones_own_goes_to_all_that_want_it(database, place):
    everything = post.add(database)
    some = post.add(database, event_types=("custom",), filter={"shop": ("Lake",)})
    post.add(database, event_types=("custom",), filter={"shop": ("Hill",)})
    with database.begin() as session:
        name, count = deliveries.tell(session, {"shop": "Lake", "note": "चाय"}, by=THIS_PC, at=post.LATER)
    post.hand_out(database)
    rows = post.found(database, kind="custom")
    assert (count, {(row.event, row.endpoint_id) for row in rows}) == (2, {(name, everything), (name, some)})
    assert '"data":{"shop": "Lake", "note": "चाय"}' in rows[0].body
    with pytest.raises(InvalidError, match="a webhook carries 20 kB"), database.begin() as session:
        deliveries.tell(session, {"note": "x" * 24_900}, by=THIS_PC, at=post.LATER)
    with pytest.raises(ForbiddenError), database.begin() as session:
        deliveries.tell(session, {}, by=SUPPORT, at=post.LATER)


def test_every_kind_of_event_can_be_shown_before_there_was_one():
    assert [kind for kind in EVENT_TYPES if not samples.MADE_UP.get(kind.partition(".")[0])] == []


def test_a_body_that_grew_too_large_becomes_thin_again():
    data = (
        '{"order": "ORD-1", "net_paise": 4200, "lines": ['
        + ",".join(["1"] * 20_000)
        + '], "note": "'
        + "x" * 900
        + '"}'
    )
    body = messages.body("order.created", post.AT, data)
    assert b'"data":{"order": "ORD-1", "net_paise": 4200, "shortened": true}' in body
