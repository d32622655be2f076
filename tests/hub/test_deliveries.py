from datetime import timedelta

import pytest

from sakshi_desktop.core.errors import NotFoundError
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import deliveries
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import Outcome
from tests.hub import post

DONE, DEAD, PENDING = DeliveryState.DONE, DeliveryState.DEAD, DeliveryState.PENDING


def test_deliveries_are_listed_newest_first_with_what_went_wrong(database, place):
    names = post.sent(database, place, outcome=Outcome.FAILED)
    rows = post.found(database)
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
    post.sent(database, place, location="Hill")
    post.sent(database, place, 2, location="Lake")
    assert len(post.found(database, **wanted)) == count


def test_pages_follow_each_other(database, place):
    post.sent(database, place, 5)
    with database.read() as session:
        first = deliveries.listed(session, Wanted(), limit=3)
        second = deliveries.listed(session, Wanted(before=first[-1].id), limit=3)
    assert [row.id for row in first + second] == sorted((row.id for row in first + second), reverse=True)
    assert len(first + second) == 5


def test_a_delivery_shows_every_request(database, place):
    post.sent(database, place, 1, Outcome.FAILED)
    at = post.LATER + timedelta(hours=1)
    post.settle(database, post.take(database, place, at=at), status=204, response="ok", response_bytes=2, at=at)
    (row,) = post.found(database)
    with database.read() as session:
        rows = deliveries.attempts(session, row.id)
        assert deliveries.one(session, row.id) == row
    assert [(each.number, each.status, each.error) for each in rows] == [(1, 500, "It answered 500."), (2, 204, None)]
    with pytest.raises(NotFoundError), database.read() as session:
        deliveries.one(session, 10**6)
