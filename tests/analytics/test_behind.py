"""What is behind the figures of a busy month: looked at from many sides, changed by nobody."""

from dataclasses import replace

import pytest

from sakshi_desktop.analytics import kpis, orders
from sakshi_desktop.analytics.concerns import CONCERNS, concern
from sakshi_desktop.analytics.types import Period, Sorting
from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus
from tests.analytics.oracle import in_order
from tests.analytics.world import JUNE, SCOPE


@pytest.fixture(scope="module")
def busy(shared_world):
    """Ninety orders of every kind in June at two cafes, with ratings, mistakes, refunds and cancellations."""
    world = shared_world
    with world.database.begin() as session:
        for number in range(90):
            key = world.order(
                session,
                world.locations[number % 2],
                JUNE.start + number % 30,
                hour=8 + number % 13,
                net_paise=10_000 + 37 * (number % 40),  # some of one amount
                goods_paise=4_000 if number % 5 else None,
                channel=(Channel.DINE_IN, Channel.ZOMATO, Channel.DELIVERY)[number % 3],
                customer_id=world.customers[number % 4] if number % 7 else None,
                status=OrderStatus.CANCELLED if number % 11 == 5 else OrderStatus.DELIVERED,
                late_minutes=number % 4 - 2,
            )
            if number % 3 == 0:
                world.rate(session, key, 1 + number % 5, wrong_item=number % 6 == 0)
        for number in range(7):
            world.refund(session, world.locations[0], JUNE.start + 4 * number, 1_234 + number)
    return world


SCOPES = (
    SCOPE,
    replace(SCOPE, channel=Channel.ZOMATO),
    replace(SCOPE, day_part=DayPart.LUNCH),
    replace(SCOPE, period=Period(JUNE.start + 3, JUNE.start + 9), channel=Channel.DELIVERY),
)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("key", CONCERNS)
def test_what_is_behind_every_figure_comes_to_it(busy, shared_figures, scope, key):
    """The total is told by the orders, the page by the rollup: both must say the same."""
    for locations in (None, (busy.locations[1],)):
        asked = replace(scope, locations=locations)
        page, total = kpis.page(shared_figures, asked), orders.total(shared_figures, asked, key)
        known = page.total.value(key)
        assert total.value in {known, None}
        assert (total.value is None) == (known is None or key in {"profit_margin", "cost_per_order_paise", "growth"})
        rows = list(_all(shared_figures, asked, key, 30))
        assert len(rows) == total.orders + total.refunds
        assert sum(row.amount_paise for row in rows) == total.amount_paise
        if concern(key).refunds:
            assert total.amount_paise == page.total.revenue_paise


def _all(figures, scope, key, limit=8, by=Sorting.LATEST):
    after = None
    while True:
        page = orders.behind(figures, scope, limit, after, key, by=by)
        yield from page.rows
        after = page.after
        if after is None:
            return


@pytest.mark.parametrize("key", ["revenue_paise", "average_rating"])
def test_marks_lead_to_every_page_at_once(busy, shared_figures, key):
    rows = list(_all(shared_figures, SCOPE, key))
    marks = orders.marks(shared_figures, SCOPE, 8, key)
    assert len(marks) == len(rows) // 8
    for number, mark in enumerate(marks, start=1):
        assert list(orders.behind(shared_figures, SCOPE, 8, mark, key).rows) == rows[8 * number : 8 * number + 8]


@pytest.mark.parametrize("by", Sorting)
@pytest.mark.parametrize("key", ["revenue_paise", "average_rating"])
def test_rows_are_sorted_by_date_or_amount_over_all_pages(busy, shared_figures, key, by):
    rows = list(_all(shared_figures, SCOPE, key, by=by))
    assert rows == in_order(rows, by)
    assert set(rows) == set(_all(shared_figures, SCOPE, key, 1_000))
    assert list(orders.every(shared_figures, SCOPE, key, by=by)) == rows
    marks = orders.marks(shared_figures, SCOPE, 8, key, by=by)
    assert len(marks) == len(rows) // 8
    for number, mark in enumerate(marks, start=1):
        assert list(orders.behind(shared_figures, SCOPE, 8, mark, key, by=by).rows) == rows[8 * number : 8 * number + 8]


def test_what_an_order_was_is_beside_it(busy, shared_figures):
    rows = list(_all(shared_figures, SCOPE, "revenue_paise"))
    assert {row.stars for row in rows if row.is_wrong} <= {1, 2, 3, 4, 5}
    assert {row.on_time for row in rows if row.channel is Channel.DINE_IN} == {None}
    assert {row.on_time for row in rows if row.channel is Channel.ZOMATO} == {True, False}
    assert {row.order_id for row in rows if row.kind == "refund"} == {None}
