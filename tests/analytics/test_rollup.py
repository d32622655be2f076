import threading
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import delete, func, select

from sakshi_desktop.analytics import ranges, rollup
from sakshi_desktop.analytics.cells import CELL, COUNTS, CUSTOMER, HOUR, MONEY
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.vocabulary import Channel, OrderStatus
from sakshi_desktop.store import rollup as marks
from sakshi_desktop.store.models import KpiDay, KpiMark, Order
from tests.analytics.world import NOW

DAY = 19_500


def stored(database):
    with database.read() as session:
        rows = session.scalars(select(KpiDay).order_by(KpiDay.location_id, KpiDay.business_date)).all()
    return {(row.location_id, row.business_date): row for row in rows}


def contents(row):
    return row.labour_paise, row.other_paise, row.has_running_costs, row.cells, row.hours, row.customers


def count(database, kind):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(kind))


def test_a_day_is_summed_up_by_channel_and_part_of_the_day(database, world):
    cafe, guest = world.locations[0], world.customers[0]
    with database.begin() as session:
        rated = world.order(session, cafe, DAY, net_paise=500, goods_paise=200, hour=8, customer_id=guest)
        world.order(session, cafe, DAY, net_paise=300, hour=8, customer_id=guest)
        world.order(session, cafe, DAY, net_paise=900, hour=20, channel=Channel.ZOMATO, late_minutes=1)
        world.order(session, cafe, DAY, net_paise=700, status=OrderStatus.CANCELLED)
        world.refund(session, cafe, DAY, 100)
        world.rate(session, rated, 5, wrong_item=True)
    assert rollup.drain_all(database) == 1
    row = stored(database)[cafe, DAY]
    cells = np.frombuffer(row.cells, CELL)
    net, refunded, counts = (
        MONEY.index("net_paise"),
        MONEY.index("refund_paise"),
        dict(zip(COUNTS, range(20), strict=False)),
    )
    assert cells["money"][:, net].tolist() == [800, 0, 900]
    assert cells["money"][:, refunded].tolist() == [0, 100, 0]
    assert cells["counts"][:, counts["orders"]].tolist() == [2, 0, 1]
    assert cells["counts"][:, counts["cancelled"]].tolist() == [0, 1, 0]
    assert cells["counts"][:, counts["costed"]].tolist() == [1, 0, 0]
    assert cells["counts"][:, counts["timed"]].tolist() == [0, 0, 1]
    assert cells["counts"][:, counts["on_time"]].tolist() == [0, 0, 0]
    assert cells["counts"][:, counts["mistaken"]].tolist() == [1, 0, 0]
    assert cells["customers"].tolist() == [1, 0, 0]
    assert np.frombuffer(row.customers, CUSTOMER).tolist() == [guest]
    assert np.frombuffer(row.hours, HOUR).tolist() == [(0, 8, 2), (2, 20, 1)]


def test_draining_twice_changes_nothing(database, world):
    cafe = world.locations[0]
    with database.begin() as session:
        world.order(session, cafe, DAY)
        world.cost(session, cafe, "rent", DAY, DAY + 30, 100_000)
    rollup.drain_all(database)
    first = {key: contents(row) for key, row in stored(database).items()}
    with database.begin() as session:
        marks.touch(session, cafe, DAY - 5, DAY + 35, at=NOW)
    rollup.drain_all(database)
    assert {key: contents(row) for key, row in stored(database).items()} == first
    assert rollup.drain_all(database) == 0


def test_a_day_that_lost_all_its_orders_stays_with_nothing(database, world):
    cafe = world.locations[0]
    with database.begin() as session:
        world.order(session, cafe, DAY)
    rollup.drain_all(database)
    before = stored(database)[cafe, DAY].stamp
    with database.begin() as session:
        session.execute(delete(Order))
        marks.touch(session, cafe, DAY, at=NOW)
    rollup.drain_all(database)
    row = stored(database)[cafe, DAY]
    assert contents(row) == (0, 0, False, b"", b"", b"")
    assert row.stamp > before


def test_days_on_which_nothing_ever_happened_take_no_room(database, world):
    with database.begin() as session:
        world.order(session, world.locations[0], DAY)
        marks.touch(session, world.locations[0], DAY - 400, DAY + 400, at=NOW)
    rollup.drain_all(database)
    assert list(stored(database)) == [(world.locations[0], DAY)]


def test_a_drain_of_some_days_leaves_the_rest_of_a_mark(database, world):
    cafe, other = world.locations[:2]
    with database.begin() as session:
        for place in (cafe, other):
            for day in range(DAY, DAY + 10):
                world.order(session, place, day)
            marks.touch(session, place, DAY, DAY + 9, at=NOW)
    with database.begin() as session:
        assert rollup.drain(session, locations=[cafe], days=[(DAY + 2, DAY + 3), (DAY + 6, DAY + 6)]) == 3
    assert [day for _, day in stored(database)] == [DAY + 2, DAY + 3, DAY + 6]
    with database.read() as session:
        kept = session.execute(
            select(KpiMark.from_day, KpiMark.to_day).where(KpiMark.location_id == cafe).order_by(KpiMark.from_day)
        ).all()
    assert ranges.union(map(tuple, kept)) == [(DAY, DAY + 1), (DAY + 4, DAY + 5), (DAY + 7, DAY + 9)]
    assert rollup.drain_all(database) == 17


def test_a_limit_keeps_a_transaction_short(database, world):
    with database.begin() as session:
        for place in world.locations:
            marks.touch(session, place, DAY, DAY + 99, at=NOW)
    with database.begin() as session:
        assert rollup.drain(session, limit=150) == 150
    assert rollup.pending(database) == 150


def test_progress_is_told_and_work_can_be_stopped_between_transactions(database, world):
    told = []
    with database.begin() as session:
        for place in world.locations:
            marks.touch(session, place, DAY, DAY + 399, at=NOW)
    with pytest.raises(CancelledError):
        rollup.drain_all(database, lambda done, total: told.append((done, total)), lambda: len(told) == 2)
    assert told[0] == (200, 1200)
    assert len(told) == 2
    assert rollup.pending(database) == 1200 - told[-1][0]
    rollup.drain_all(database, lambda done, total: told.append((done, total)))
    assert told[-1] == (1200 - told[1][0],) * 2


def test_costs_are_spread_to_the_paisa_whichever_days_are_recomputed(database, world):
    cafe = world.locations[0]
    huge = 9_000_000_000_000_007
    with database.begin() as session:
        world.cost(session, cafe, "rent", DAY, DAY + 364, huge)
        world.cost(session, cafe, "labour", DAY, DAY + 2, 100)
        world.cost(session, cafe, "goods", DAY + 400, DAY + 400, 77)
        world.shift(session, cafe, DAY + 1, 1_000)
    while rollup.pending(database):
        with database.begin() as session:
            rollup.drain(session, limit=13)
    rows = stored(database)
    assert sum(row.other_paise for (_, day), row in rows.items() if day < DAY + 365) == huge
    assert [rows[cafe, DAY + n].labour_paise for n in range(4)] == [33, 1_033, 34, 0]
    assert rows[cafe, DAY + 400].other_paise == 77
    assert rows[cafe, DAY + 400].has_running_costs is False
    assert rows[cafe, DAY].has_running_costs is True


def test_a_mark_made_while_a_drain_runs_is_kept(postgres_database):
    from tests.analytics.world import World

    world = World(postgres_database)
    cafe = world.locations[0]
    with postgres_database.begin() as session:
        world.order(session, cafe, DAY)
    with postgres_database.begin() as draining:
        rollup.drain(draining)
        with postgres_database.begin() as writing:
            world.order(writing, cafe, DAY)
    assert count(postgres_database, KpiMark) == 1
    assert rollup.drain_all(postgres_database) == 1
    cells = np.frombuffer(stored(postgres_database)[cafe, DAY].cells, CELL)
    assert cells["counts"][0, COUNTS.index("orders")] == 2


def test_drains_at_once_neither_deadlock_nor_lose_a_day(database, world):
    with database.begin() as session:
        for place in world.locations:
            for day in range(DAY, DAY + 12):
                world.order(session, place, day)
    failures = []

    def work():
        try:
            rollup.drain_all(database)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(stored(database)) == 36
    assert count(database, KpiMark) == 0


def test_times_of_a_zone_ahead_compare_as_instants(database, world):
    cafe = world.locations[0]
    with database.begin() as session:
        key = world.order(session, cafe, DAY, channel=Channel.DELIVERY, late_minutes=0)
        order = session.get(Order, key)
        order.delivered_at = order.promised_at + timedelta(microseconds=1)
    rollup.drain_all(database)
    cells = np.frombuffer(stored(database)[cafe, DAY].cells, CELL)
    assert cells["counts"][0, [COUNTS.index("timed"), COUNTS.index("on_time")]].tolist() == [1, 0]
