from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus
from sakshi_desktop.portal import history
from sakshi_desktop.portal.types import OrderFilter
from sakshi_desktop.store.models import Order, Refund
from tests.portal.counter import NOW


def _walk(counter, chosen=history.ALL, size=history.PAGE):
    """Return every order by way of the ends of the pages, and the opening."""
    with counter.database.read() as session:
        opened = history.opening(session, counter.asha, chosen, size=size)
        starts = (None, *opened.ends)
        rows = [row for after in starts for row in history.page(session, counter.asha, chosen, after, size=size)]
    return opened, rows


def test_a_history_names_its_items_and_totals(counter):
    counter.order(status=OrderStatus.DELIVERED)
    counter.order(status=OrderStatus.CANCELLED, age=timedelta(days=2))
    counter.order(customer_id=counter.ravi)
    with counter.database.begin() as session:
        order = session.query(Order).first()
        session.add(
            Refund(
                kind="refund",
                location_id=order.location_id,
                order_id=order.id,
                channel=order.channel,
                day_part=order.day_part,
                business_date=order.business_date,
                at=NOW,
                currency="INR",
                amount_paise=2_000,
            )
        )
    opened, rows = _walk(counter)
    assert (opened.count, opened.cancelled) == (2, 1)
    (total,) = opened.totals
    assert (total.orders, total.net_paise, total.refunded_paise) == (1, 22_000, 2_000)
    assert [row.items for row in rows] == ["Masala chai, Nut cake"] * 2
    assert rows[0].placed.isoformat() == "2026-11-22T14:00:00+05:30"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from([*OrderStatus])), max_size=25),
    size=st.integers(1, 7),
    status=st.sampled_from([None, OrderStatus.DELIVERED]),
    first=st.sampled_from([None, 20_001]),
)
def test_pages_by_key_hold_every_order_once_in_order(counter, days, size, status, first):
    values = [
        {
            "location_id": counter.places[hour % 2],
            "customer_id": counter.asha,
            "status": state,
            "channel": Channel.TAKEAWAY,
            "day_part": DayPart.LUNCH,
            "business_date": 20_000 + day,
            "placed_at": NOW + timedelta(days=day, hours=hour),
            "currency": "INR",
            "gross_paise": 100,
            "net_paise": 100,
        }
        for day, hour, state in days
    ]
    with counter.database.begin() as session:
        session.execute(delete(Order).where(Order.customer_id == counter.asha))
        if values:
            session.execute(insert(Order), values)
    chosen = OrderFilter(status=status, first=first)
    opened, rows = _walk(counter, chosen, size)
    wanted = sorted(
        (
            (order.business_date, order.placed_at, order.id)
            for order in counter.all(Order)
            if (status is None or order.status is status) and (first is None or order.business_date >= first)
        ),
        reverse=True,
    )
    assert [row.key for row in rows] == wanted
    assert opened.count == len(wanted)


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (OrderFilter(), 3),
        (OrderFilter(channel=Channel.DINE_IN), 1),
        (OrderFilter(status=OrderStatus.DELIVERED), 1),
        (OrderFilter(last=10), 0),
    ],
)
def test_filters_narrow_rows_and_totals_alike(counter, chosen, count):
    counter.order(channel=Channel.DINE_IN)
    counter.order(status=OrderStatus.DELIVERED)
    counter.order(location_id=counter.places[1])
    opened, rows = _walk(counter, chosen)
    assert opened.count == len(rows) == count
    by_place, _ = _walk(counter, OrderFilter(location_id=counter.places[1]))
    assert by_place.count == 1
    with counter.database.read() as session:
        assert [name for _, name in history.places(session, counter.asha)] == ["Hill", "Lake"]
