"""Orders that move to other business days: how far that is, and that it is all or nothing."""

import signal
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import locations
from sakshi_desktop.store import telling
from sakshi_desktop.store.models import AuditEntry, DayRule, Event, KpiMark, Order, Refund, Shift
from tests.analytics.world import EPOCH, World

DAY = 20_000
DAYS = range(DAY, DAY + 4)
EARLY, LATE = timedelta(minutes=-30), timedelta(hours=12)
"""Five in the morning and half past five in the afternoon, in India, from midnight in UTC."""


@pytest.fixture
def place(database):
    """A location that sells, gives back and works early, every day."""
    world = World(database)
    place = world.locations[0]
    with database.begin() as session:
        for day in DAYS:
            midnight = EPOCH + timedelta(days=day)
            world.order(session, place, day, hour=5, placed_at=midnight + EARLY)
            world.order(session, place, day, hour=17, placed_at=midnight + LATE)
            world.refund(session, place, day, 700, at=midnight + EARLY)
            world.shift(session, place, day, 900)
    return place


def books(database):
    """All that a change of the day may touch."""
    with database.read() as session:
        rows = [
            [(kind.__name__, *row) for row in session.execute(select(kind.id, kind.business_date).order_by(kind.id))]
            for kind in (Order, Refund, Shift)
        ]
        return (
            rows,
            [len(session.scalars(select(kind)).all()) for kind in (DayRule, AuditEntry, Event)],
            sorted((mark.location_id, mark.from_day, mark.to_day) for mark in session.scalars(select(KpiMark))),
        )


def begin_at_six(database, place, told=None):
    with database.begin() as session:
        if told is not None:
            telling.listen(session, told)
        return locations.save(session, locations.get(session, place), {"cutoff": "06:00"}, by=THIS_PC)


def test_how_far_it_is_is_told_day_by_day(database, place):
    told = []
    begin_at_six(database, place, lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert told[0][1] == "2 of 16 orders, refunds and shifts"
    with database.read() as session:
        early = select(Order.business_date).where(Order.hour == 5).order_by(Order.id)
        assert session.scalars(early).all() == [day - 1 for day in DAYS]
        entry = session.scalars(select(AuditEntry)).one()
    assert '"moved": 8' in entry.detail


@pytest.mark.parametrize("after", [1, 4, 7, 12])
def test_one_that_is_stopped_leaves_everything_as_it_was(database, place, after):
    before = books(database)
    heard = []

    def stop(share, _text):
        heard.append(share)
        if len(heard) == after:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        begin_at_six(database, place, stop)
    assert books(database) == before
    begin_at_six(database, place)
    assert books(database) != before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("point", [1, 3, 6, 10, "commit"])
def test_killed_in_the_middle_nothing_or_all_of_it_is_there(warm, database, address, place, point):
    before = books(database)
    died = warm.run(address, place, point, module="tests.outlets.dying")
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert books(database) == before
    begin_at_six(database, place)
    assert books(database) != before


def test_a_part_of_the_work_is_told_as_a_part(sqlite_database):
    told = []
    with sqlite_database.begin() as session:
        telling.tell(session, 0.5, "nobody listens")
        telling.listen(session, lambda share, text: told.append((share, text)))
        for place in range(4):
            with telling.part(session, place, 4):
                telling.tell(session, 0.5, str(place))
        telling.tell(session, 1.0, "all")
    assert told == [(0.125, "0"), (0.375, "1"), (0.625, "2"), (0.875, "3"), (1.0, "all")]
