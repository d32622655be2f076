import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from sakshi_desktop.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import EVENT_TYPES, DeliveryState, Role
from sakshi_desktop.hub import deliveries, endpoints, messages, retention, samples
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import Outcome, Resent
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Attempt, Delivery, Event
from tests.hub import post

SUPPORT = Actor(3, "Sunil", Role.SUPPORT, RIGHTS[Role.SUPPORT])
DONE, DEAD, PENDING, PAUSED = (
    DeliveryState.DONE,
    DeliveryState.DEAD,
    DeliveryState.PENDING,
    DeliveryState.PAUSED,
)


@pytest.fixture
def place(database):
    return post.add(database, event_types=("order.*",))


def _listed(database, **wanted):
    with database.read() as session:
        return deliveries.listed(session, Wanted(**wanted))


def _sent(database, place, count=3, outcome=Outcome.DELIVERED, **body):
    names = post.record(database, count, **body)
    post.hand_out(database)
    taken = post.take(database, place)
    post.settle(database, taken, outcome, status=200 if outcome is Outcome.DELIVERED else 500, error="It answered 500.")
    return names


def _resend(database, wanted, *, by=THIS_PC, **more):
    with database.begin() as session:
        return deliveries.resend(session, wanted, by=by, at=post.LATER, **more)


def _recover(database, place, since=post.AT, until=post.LATER, **more):
    with database.begin() as session:
        return deliveries.recover(session, place, since, until, by=THIS_PC, at=post.LATER, **more)


def test_deliveries_are_listed_newest_first_with_what_went_wrong(database, place):
    names = _sent(database, place, outcome=Outcome.FAILED)
    rows = _listed(database)
    assert [row.event for row in rows] == names[::-1]
    assert {(row.state, row.tries, row.last_status, row.error) for row in rows} == {
        (PENDING, 1, 500, "It answered 500.")
    }
    assert rows[0].body.startswith('{"type":"order.cancelled"')


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"text": "lake"}, 2),
        ({"text": "100%"}, 0),
        ({"text": "ORDER.CANC"}, 5),
        ({"state": DONE}, 5),
        ({"state": DEAD}, 0),
        ({"kind": "order.cancelled"}, 5),
        ({"kind": "order.rated"}, 0),
        ({"since": post.LATER}, 5),
        ({"since": post.LATER + timedelta(seconds=1)}, 0),
        ({"until": post.LATER}, 5),
        ({"until": post.AT}, 0),
        ({"endpoint_id": 10**6}, 0),
    ],
)
def test_a_search_narrows_down(database, place, wanted, count):
    _sent(database, place, location="Hill")
    _sent(database, place, 2, location="Lake")
    assert len(_listed(database, **wanted)) == count


def test_pages_follow_each_other(database, place):
    _sent(database, place, 5)
    with database.read() as session:
        first = deliveries.listed(session, Wanted(), limit=3)
        second = deliveries.listed(session, Wanted(before=first[-1].id), limit=3)
    assert [row.id for row in first + second] == sorted((row.id for row in first + second), reverse=True)
    assert len(first + second) == 5


def test_a_delivery_shows_every_request(database, place):
    _sent(database, place, 1, Outcome.FAILED)
    at = post.LATER + timedelta(hours=1)
    post.settle(database, post.take(database, place, at=at), status=204, response="ok", response_bytes=2, at=at)
    (row,) = _listed(database)
    with database.read() as session:
        rows = deliveries.attempts(session, row.id)
        assert deliveries.one(session, row.id) == row
    assert [(each.number, each.status, each.error) for each in rows] == [(1, 500, "It answered 500."), (2, 204, None)]
    with pytest.raises(NotFoundError), database.read() as session:
        deliveries.one(session, 10**6)


def test_what_matches_is_sent_again_with_the_same_id_and_a_new_schedule(database, place):
    names = _sent(database, place, 3)
    _sent(database, place, 2, location="Lake")
    assert _resend(database, Wanted(text="lake")) == Resent(2)
    assert post.deliveries(database) == [DONE] * 3 + [PENDING] * 2
    assert _resend(database, [1]) == Resent(1)
    taken = post.take(database, place)
    assert names[0] in {claim.message for claim in taken}
    assert {claim.tries for claim in taken} == {0}


def test_what_is_on_its_way_is_not_sent_again(database, place):
    post.record(database, 2)
    post.hand_out(database)
    post.take(database, place, 1)
    assert _resend(database, Wanted()) == Resent(0, under_way=2)


@pytest.mark.parametrize("outcome", [Outcome.DELIVERED, Outcome.FAILED])
def test_a_search_that_is_sent_once_more_twice_sends_once(database, place, outcome):
    _sent(database, place, 3, outcome)
    lines = [
        _resend(database, Wanted(kind="order.cancelled")),
        _resend(database, Wanted(kind="order.cancelled")),
    ]
    post.settle(database, post.take(database, place), status=200)
    lines += [_resend(database, Wanted(text="ORD")), _resend(database, Wanted(text="ORD"))]
    assert lines == [Resent(3), Resent(0, under_way=3), Resent(0, arrived=3), Resent(0, arrived=3)]
    assert len(post.attempts(database, Attempt.number)) == 6
    assert lines[1].sentence == "None is sent once more; left alone: 3 on their way already."


def test_what_was_sent_once_more_and_not_taken_is_sent_by_the_same_search(database, place):
    _sent(database, place, 2)
    _resend(database, Wanted(text="ORD"))
    post.settle(database, post.take(database, place), Outcome.FAILED, status=500)
    assert _resend(database, Wanted(text="ORD")) == Resent(2)


def test_what_just_arrived_is_sent_again_where_it_is_named_or_wanted_or_an_hour_went_by(database, place):
    def settled():
        post.settle(database, post.take(database, place), status=200)

    _sent(database, place, 2)
    _resend(database, Wanted(text="ORD"))
    settled()
    assert _resend(database, [1]) == Resent(1)
    settled()
    assert _resend(database, Wanted(text="ORD"), again=True) == Resent(2)
    settled()
    with database.begin() as session:
        later = post.LATER + timedelta(hours=1)
        assert deliveries.resend(session, Wanted(text="ORD"), by=THIS_PC, at=later) == Resent(2)


def test_two_who_send_the_same_once_more_at_once_send_it_once(database, place):
    _sent(database, place, 5)
    both = threading.Barrier(2)

    def resend():
        both.wait(timeout=30)
        return _resend(database, Wanted(text="ORD"))

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(resend) for _ in range(2)]
        assert {future.result() for future in futures} == {Resent(5), Resent(0, under_way=5)}


def test_what_arrived_since_it_was_seen_is_not_sent_again(database, place):
    _sent(database, place, 3)
    _sent(database, place, 1, Outcome.FAILED)
    seen = post.LATER

    def resend():
        with database.begin() as session:
            return deliveries.resend(session, Wanted(), by=THIS_PC, at=seen + timedelta(seconds=1), seen=seen)

    assert resend() == Resent(4)
    at = seen + timedelta(seconds=2)
    post.settle(database, post.take(database, place, 3, at=at), status=200, at=at)
    assert resend() == Resent(0, under_way=1, arrived=3)
    assert post.deliveries(database).count(DONE) == 3


def test_what_waits_for_a_disabled_receiver_goes_on_waiting(database, place):
    _sent(database, place, 2)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    assert _resend(database, Wanted()) == Resent(0, paused=2)


def test_more_than_ten_thousand_are_not_sent_again_at_once(database, place):
    _sent(database, place, 3)
    with pytest.raises(ConflictError, match="More than 2"):
        _resend(database, Wanted(), most=2)
    assert set(post.deliveries(database)) == {DONE}


def test_recovering_fills_a_new_receiver_and_revives_the_dead_but_doubles_nothing(database, place):
    _sent(database, place, 3)
    with database.begin() as session:
        session.get(Delivery, 1).state = DEAD
    post.record(database, 1, kind="customer.created")
    fresh = post.add(
        database, at=post.LATER + timedelta(hours=1), event_types=("order.*",), filter={"order": ("ORD-1",)}
    )
    assert _recover(database, place) == 1
    assert _recover(database, place) == 0
    assert _recover(database, fresh) == 1
    assert [row.endpoint_id for row in _listed(database, state=PENDING)] == [fresh, place]
    with pytest.raises(InvalidError, match="ends before"):
        _recover(database, place, post.LATER, post.AT)
    with pytest.raises(NotFoundError):
        _recover(database, 10**6)


def _statements(database, work):
    """Return how many statements a piece of work sends to the database."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(database.writer, "before_cursor_execute", note)
    work()
    event.remove(database.writer, "before_cursor_execute", note)
    return len(seen)


def test_recovering_asks_as_much_for_many_events_as_for_few(database, place):
    post.add(database)
    post.record(database, 2)
    few = _statements(database, lambda: _recover(database, place))
    post.record(database, 60)
    assert _statements(database, lambda: _recover(database, place)) == few
    assert post.deliveries(database) == [PENDING] * 62


def test_what_a_disabled_receiver_missed_waits_and_can_be_given_up(database, place):
    _sent(database, place, 1)
    with database.begin() as session:
        session.get(Delivery, 1).state = DEAD
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    post.record(database, 1)
    assert _recover(database, place) == 2
    assert post.deliveries(database) == [PAUSED, PAUSED]
    with database.begin() as session:
        assert endpoints.enable(session, place, by=THIS_PC, at=post.LATER, discard=True) == 2
    assert post.deliveries(database) == [DEAD, DEAD]


def test_no_more_than_ten_thousand_are_recovered_at_once_and_what_arrived_does_not_count(database, place):
    _sent(database, place, 3)
    post.record(database, 2)
    assert _recover(database, place, most=2) == 2
    post.record(database, 3)
    with pytest.raises(ConflictError, match="More than 2"):
        _recover(database, place, most=2)
    assert len(post.deliveries(database)) == 5


def test_a_trial_goes_to_one_receiver_whatever_it_wants(database, place):
    post.add(database)
    with database.begin() as session:
        number, name = deliveries.try_out(session, place, "webhook.test", {"a": 1}, by=THIS_PC, at=post.LATER)
    post.hand_out(database)
    rows = [row for row in _listed(database) if row.type == "webhook.test"]
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
    rows = _listed(database, kind="custom")
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


def test_support_may_not_send_again(database, place):
    with pytest.raises(ForbiddenError):
        _resend(database, Wanted(), by=SUPPORT)


def _sweep(database, at):
    with database.begin() as session:
        return retention.sweep(session, at=at, batch=2)


def _events(database):
    with database.read() as session:
        return set(session.scalars(select(Event.public_id)))


def test_what_is_old_is_forgotten_a_little_at_a_time(database, place):
    _sent(database, place, 3)
    _sent(database, place, 1, Outcome.FAILED)
    with database.begin() as session:
        session.get(Delivery, 3).state = DEAD
    assert _sweep(database, post.LATER + timedelta(days=29)) == 0
    month = post.LATER + timedelta(days=31)
    assert [_sweep(database, month) for _ in range(2)] == [2, 0]
    assert post.deliveries(database) == [DEAD, PENDING]
    quarter = post.LATER + timedelta(days=91)
    assert [_sweep(database, quarter) for _ in range(5)] == [1, 1, 2, 2, 0]
    assert post.deliveries(database) == [PENDING]  # what still waits is kept, its old requests are not
    assert post.attempts(database, Attempt.number) == []


def test_what_waits_too_long_for_a_disabled_receiver_is_forgotten_with_its_event(database, place):
    post.record(database, 2)
    post.hand_out(database)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    post.record(database, 1)
    young = post.record(database, 1, at=post.LATER + timedelta(days=80))
    post.hand_out(database)
    with database.begin() as session:
        session.get(Delivery, 4).due_at = post.LATER + timedelta(days=80)
    assert post.deliveries(database) == [PAUSED] * 4
    while _sweep(database, post.LATER + timedelta(days=89)):
        pass
    assert post.deliveries(database) == [PAUSED] * 4
    while _sweep(database, post.LATER + timedelta(days=91)):
        pass
    assert post.deliveries(database) == [PAUSED]
    assert _events(database) == set(young)


def test_an_event_is_forgotten_once_no_delivery_tells_of_it_and_none_is_to_come(database, place):
    told = _sent(database, place, 2, Outcome.FAILED)
    with database.begin() as session:
        waiting = outbox.record(session, "order.created", {}, at=post.LATER)
        alone = outbox.record(session, "import.finished", {}, at=post.LATER, fan_out=False)
        young = outbox.record(session, "import.finished", {}, at=post.LATER + timedelta(days=80), fan_out=False)
    names = _events(database)
    assert {waiting, alone, young} < names
    while _sweep(database, post.LATER + timedelta(days=89)):
        pass
    assert _events(database) == names
    while _sweep(database, post.LATER + timedelta(days=91)):
        pass
    assert _events(database) == {*told, waiting, young}


def test_how_long_is_kept_can_be_changed_within_reason(database, place):
    _sent(database, place, 1)
    with database.begin() as session:
        retention.change(session, retention.Retention(5, 7), by=THIS_PC, at=post.LATER)
        assert retention.current(session) == retention.Retention(5, 7)
    assert _sweep(database, post.LATER + timedelta(days=6)) == 1
    with pytest.raises(InvalidError), database.begin() as session:
        retention.change(session, retention.Retention(0, 7), by=THIS_PC, at=post.LATER)
