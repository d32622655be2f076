from datetime import timedelta

import pytest
from sqlalchemy import event

from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import deliveries, endpoints
from sakshi_desktop.store.models import Delivery
from tests.hub import post

DEAD, PENDING, PAUSED = DeliveryState.DEAD, DeliveryState.PENDING, DeliveryState.PAUSED


def _recover(database, place, since=post.AT, until=post.LATER, **more):
    with database.begin() as session:
        return deliveries.recover(session, place, since, until, by=THIS_PC, at=post.LATER, **more)


def _statements(database, work):
    """Return how many statements a piece of work sends to the database."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(database.writer, "before_cursor_execute", note)
    work()
    event.remove(database.writer, "before_cursor_execute", note)
    return len(seen)


def test_recovering_fills_a_new_receiver_and_revives_the_dead_but_doubles_nothing(database, place):
    post.sent(database, place, 3)
    with database.begin() as session:
        session.get(Delivery, 1).state = DEAD
    post.record(database, 1, kind="customer.created")
    fresh = post.add(
        database, at=post.LATER + timedelta(hours=1), event_types=("order.*",), filter={"order": ("ORD-1",)}
    )
    assert _recover(database, place) == 1
    assert _recover(database, place) == 0
    assert _recover(database, fresh) == 1
    assert [row.endpoint_id for row in post.found(database, state=PENDING)] == [fresh, place]
    with pytest.raises(InvalidError, match="ends before"):
        _recover(database, place, post.LATER, post.AT)
    with pytest.raises(NotFoundError):
        _recover(database, 10**6)


def test_recovering_asks_as_much_for_many_events_as_for_few(database, place):
    post.add(database)
    post.record(database, 2)
    few = _statements(database, lambda: _recover(database, place))
    post.record(database, 60)
    assert _statements(database, lambda: _recover(database, place)) == few
    assert post.deliveries(database) == [PENDING] * 62


def test_what_a_disabled_receiver_missed_waits_and_can_be_given_up(database, place):
    post.sent(database, place, 1)
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
    post.sent(database, place, 3)
    post.record(database, 2)
    assert _recover(database, place, most=2) == 2
    post.record(database, 3)
    with pytest.raises(ConflictError, match="More than 2"):
        _recover(database, place, most=2)
    assert len(post.deliveries(database)) == 5
