import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from sakshi_desktop.analytics import kpis, reconciling, rollup
from sakshi_desktop.analytics.reconciling import LocationDay, reconcile
from sakshi_desktop.analytics.types import Scope
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.store.models import AuditEntry, KpiDay, KpiMark, Order
from tests.analytics.world import JUNE

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def look(database, **more):
    return reconcile(database, by=THIS_PC, clock=lambda: NOW, **{"days": None, "longest": None, **more})


def entries(database):
    with database.read() as session:
        return session.scalars(select(AuditEntry).where(AuditEntry.action == "figures.reconcile")).all()


@pytest.fixture
def counted(database, world):
    """A month of sales, refunds and costs at two cafes, all of it in the rollup."""
    with database.begin() as session:
        for place in (0, 1):
            for day in range(JUNE.start, JUNE.end + 1):
                key = world.order(session, world.locations[place], day, customer_id=world.customers[day % 4])
                world.rate(session, key, 1 + day % 5)
            world.refund(session, world.locations[place], JUNE.start + 3, 500)
            world.cost(session, world.locations[place], "rent", JUNE.start, JUNE.end, 1_000)
        world.shift(session, world.locations[0], JUNE.start, 700)
    rollup.drain_all(database)
    return world


def test_figures_that_are_what_the_orders_say_are_left_alone(database, counted):
    assert look(database) == reconciling.Reconciled(60, 60, ())
    assert entries(database) == []


def test_an_empty_database_agrees_with_itself(database):
    assert look(database) == reconciling.Reconciled(0, 0, ())


def spoil_a_sum(session, location, day):
    session.execute(
        update(KpiDay).where(KpiDay.location_id == location, KpiDay.business_date == day).values(labour_paise=1)
    )


def lose_a_day(session, location, day):
    session.execute(delete(KpiDay).where(KpiDay.location_id == location, KpiDay.business_date == day))


def forget_to_touch(session, location, day):
    session.execute(
        update(Order).where(Order.location_id == location, Order.business_date == day).values(net_paise=777)
    )


@pytest.mark.parametrize("harm", [spoil_a_sum, lose_a_day, forget_to_touch])
def test_a_day_that_differs_is_mended_and_written_down(database, counted, figures, harm):
    location, day = counted.locations[1], JUNE.start + 5
    kpis.page(figures, Scope(JUNE, currency="INR"))
    with database.begin() as session:
        harm(session, location, day)
    assert look(database).different == (LocationDay(location, day),)
    (entry,) = entries(database)
    assert (entry.by, entry.at) == (THIS_PC.name, NOW)
    assert f'"{location}:{day}"' in entry.detail
    assert look(database).different == ()
    with database.read() as session:
        asked = (Order.location_id == location, Order.business_date.between(JUNE.start, JUNE.end))
        revenue = sum(session.scalars(select(Order.net_paise).where(*asked))) - 500
    assert kpis.page(figures, Scope(JUNE, (location,))).total.revenue_paise == revenue


def test_a_day_that_waits_to_be_recomputed_is_no_difference(database, counted):
    with database.begin() as session:
        counted.order(session, counted.locations[0], JUNE.start + 1)
    assert look(database) == reconciling.Reconciled(59, 60, ())
    with database.read() as session:
        assert session.scalar(select(KpiMark.id)) is not None


def test_a_sample_is_bounded_and_another_one_each_hour(database, counted):
    assert look(database, days=28).checked in {28, 30}
    seen = set()
    with database.begin() as session:
        for place in (0, 1):
            spoil_a_sum(session, counted.locations[place], JUNE.start)
    for hour in range(12):
        found = reconcile(database, by=THIS_PC, clock=lambda hour=hour: NOW + timedelta(hours=hour), days=28)
        seen.update(found.different)
    assert seen == {LocationDay(counted.locations[place], JUNE.start) for place in (0, 1)}


def test_a_look_ends_after_its_time_and_when_it_is_told_to(database, counted):
    assert look(database, longest=timedelta(0)).checked < 60
    with database.begin() as session:
        spoil_a_sum(session, counted.locations[0], JUNE.start)
    stop = threading.Event()
    with pytest.raises(CancelledError):
        look(database, progress=lambda *_: stop.set(), cancelled=stop.is_set)
    assert len(entries(database)) == 1
    assert look(database).different == ()


def test_progress_is_told(database, counted):
    told = []
    look(database, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (60, 60)
