from dataclasses import replace

import pytest
from sqlalchemy import insert

from sakshi_desktop.analytics import items, kpis, orders
from sakshi_desktop.analytics.concerns import CONCERNS, concern
from sakshi_desktop.analytics.periods import month
from sakshi_desktop.analytics.types import ItemSales, Period, Scope, Sorting
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import BatchState, Channel, DayPart, OrderStatus
from sakshi_desktop.store.models import Item, OrderLine, RefundLine
from tests.analytics.world import NOW

JUNE = month("2023-06")
SCOPE = Scope(JUNE, currency="INR")


@pytest.fixture
def menu(database, world):
    """Dosa, coffee in two sizes, and nothing sold."""
    rows = [("Dosa", None, "Meals"), ("Coffee", None, None), ("Coffee", "Large", "Drinks")]
    with database.begin() as session:
        return [
            session.scalar(
                insert(Item).returning(Item.id),
                {
                    "name": name,
                    "name_key": name.casefold(),
                    "variant": variant,
                    "variant_key": variant or "",
                    "category": category,
                    "created_at": NOW,
                },
            )
            for name, variant, category in rows
        ]


def sell(world, session, lines, place=0, day=JUNE.start, **more):
    key = world.order(session, world.locations[place], day, **more)
    for item, quantity, net in lines:
        values = {"order_id": key, "item_id": item, "quantity_milli": quantity, "net_paise": net}
        session.execute(insert(OrderLine), [values | {"unit_price_paise": net, "gross_paise": net}])
    return key


def give_back(world, session, item, quantity, net, day=JUNE.end):
    key = world.refund(session, world.locations[0], day, net)
    values = {"refund_id": key, "item_id": item, "quantity_milli": quantity, "unit_price_paise": net, "net_paise": net}
    session.execute(insert(RefundLine), [values])


def test_items_rank_by_net_sales_with_refunds_taken_off(database, world, menu, figures):
    dosa, coffee, large = menu
    with database.begin() as session:
        sell(world, session, [(dosa, 2_000, 30_000), (coffee, 1_000, 5_000)])
        sell(world, session, [(large, 3_000, 27_000)], place=1)
        sell(world, session, [(coffee, 9_000, 90_000)], status=OrderStatus.CANCELLED)
        sell(world, session, [(coffee, 9_000, 90_000)], day=JUNE.end + 1)
        give_back(world, session, dosa, 1_000, 12_000)
        give_back(world, session, dosa, 1_000, 12_000, day=JUNE.end + 1)
    found = items.top(figures, SCOPE)
    assert found == (
        ItemSales(large, "Coffee (Large)", "Drinks", 3_000, 27_000, 0.54),
        ItemSales(dosa, "Dosa", "Meals", 1_000, 18_000, 0.36),
        ItemSales(coffee, "Coffee", "", 1_000, 5_000, 0.1),
    )
    assert items.top(figures, SCOPE, 1, slow=True) == found[2:]
    assert [row.item_id for row in items.top(figures, Scope(JUNE, world.locations[1:2]))] == [large]
    assert items.top(figures, Scope(JUNE, currency="INR", channel=Channel.SWIGGY)) == ()


def test_items_of_an_import_count_when_it_is_published(database, world, menu, figures):
    with database.begin() as session:
        sell(world, session, [(menu[0], 1_000, 100)], batch_id=world.batch(session))
    assert items.top(figures, SCOPE) == ()
    with database.begin() as session:
        world.move_batch(session, world.batches[0], BatchState.PUBLISHED)
    assert len(items.top(figures, SCOPE)) == 1


def test_the_orders_behind_a_figure_add_up_to_it_page_by_page(database, world, figures):
    with database.begin() as session:
        for n in range(23):
            channel = Channel.ZOMATO if n % 4 == 0 else Channel.DINE_IN
            world.order(session, world.locations[n % 2], JUNE.start + n % 5, net_paise=100 + n, channel=channel)
            if n % 3 == 0:
                world.refund(session, world.locations[n % 2], JUNE.start + n % 5, 10 + n, at=NOW, channel=channel)
        world.order(session, world.locations[0], JUNE.start, status=OrderStatus.CANCELLED)
    for scope in (SCOPE, Scope(JUNE, world.locations[:1]), Scope(JUNE, currency="INR", channel=Channel.ZOMATO)):
        for size in (1, 4, 100):
            rows, after = [], None
            while True:
                page = orders.behind(figures, scope, size, after)
                rows += page.rows
                after = page.after
                if after is None:
                    break
            total = kpis.page(figures, scope).total
            assert sum(row.amount_paise for row in rows) == total.revenue_paise
            assert sum(row.kind == "order" for row in rows) == total.orders
            assert len({(row.kind, row.id) for row in rows}) == len(rows)
            places = [(row.business_date, row.at, row.kind, row.id) for row in rows]
            assert places == sorted(places, reverse=True)


def test_a_mark_that_is_not_from_here_is_refused(database, world, figures):
    for text in ("", "junk", "1.2.order", "1.2.order.99999999999999999999", "1.2.gift.3"):
        with pytest.raises(InvalidError, match="first page"):
            orders.behind(figures, SCOPE, after=text)


def test_nothing_is_behind_an_empty_figure(database, figures):
    assert orders.behind(figures, Scope(JUNE)).rows == ()
    assert items.top(figures, Scope(JUNE)) == ()


@pytest.fixture
def busy(database, world):
    """Ninety orders of every kind in June at two cafes, with ratings, mistakes, refunds and cancellations."""
    with database.begin() as session:
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
def test_what_is_behind_every_figure_comes_to_it(busy, figures, scope, key):
    """The total is told by the orders, the page by the rollup: both must say the same."""
    for locations in (None, (busy.locations[1],)):
        asked = replace(scope, locations=locations)
        page, total = kpis.page(figures, asked), orders.total(figures, asked, key)
        known = page.total.value(key)
        assert total.value in {known, None}
        assert (total.value is None) == (known is None or key in {"profit_margin", "cost_per_order_paise", "growth"})
        rows = list(_all(figures, asked, key))
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
def test_marks_lead_to_every_page_at_once(busy, figures, key):
    rows = list(_all(figures, SCOPE, key))
    marks = orders.marks(figures, SCOPE, 8, key)
    assert len(marks) == len(rows) // 8
    for number, mark in enumerate(marks, start=1):
        assert list(orders.behind(figures, SCOPE, 8, mark, key).rows) == rows[8 * number : 8 * number + 8]


def _sorted(rows, by):
    """The rows as a person would put them, on their own: by amount, then by date, always the same way round."""
    keys = {row: (row.business_date, row.at, row.kind, row.id) for row in rows}
    if by in {Sorting.LARGEST, Sorting.SMALLEST}:
        keys = {row: (row.amount_paise, *key) for row, key in keys.items()}
    return sorted(rows, key=keys.__getitem__, reverse=by in {Sorting.LATEST, Sorting.LARGEST})


@pytest.mark.parametrize("by", Sorting)
@pytest.mark.parametrize("key", ["revenue_paise", "average_rating"])
def test_rows_are_sorted_by_date_or_amount_over_all_pages(busy, figures, key, by):
    rows = list(_all(figures, SCOPE, key, by=by))
    assert rows == _sorted(rows, by)
    assert set(rows) == set(_all(figures, SCOPE, key, 1_000))
    assert list(orders.every(figures, SCOPE, key, by=by)) == rows
    marks = orders.marks(figures, SCOPE, 8, key, by=by)
    assert len(marks) == len(rows) // 8
    for number, mark in enumerate(marks, start=1):
        assert list(orders.behind(figures, SCOPE, 8, mark, key, by=by).rows) == rows[8 * number : 8 * number + 8]


@pytest.mark.parametrize("by", Sorting)
def test_sales_of_an_item_are_sorted_by_what_it_brought(database, world, menu, figures, by):
    dosa, coffee, _ = menu
    with database.begin() as session:
        for number in range(12):
            sold = [(dosa, 1_000, 5_000 * (number % 4 + 1)), (coffee, 1_000, 90_000 - number)]
            sell(world, session, sold, day=JUNE.start + number % 5)
        give_back(world, session, dosa, 1_000, 5_000)
    rows = list(orders.every(figures, SCOPE, item=dosa, by=by))
    assert len(rows) == 13
    assert rows == _sorted(rows, by)
    marks = orders.marks(figures, SCOPE, 5, item=dosa, by=by)
    pages = [orders.behind(figures, SCOPE, 5, mark, item=dosa, by=by).rows for mark in (None, *marks)]
    assert [row for page in pages for row in page] == rows


def test_what_an_order_was_is_beside_it(busy, figures):
    rows = list(_all(figures, SCOPE, "revenue_paise"))
    assert {row.stars for row in rows if row.is_wrong} <= {1, 2, 3, 4, 5}
    assert {row.on_time for row in rows if row.channel is Channel.DINE_IN} == {None}
    assert {row.on_time for row in rows if row.channel is Channel.ZOMATO} == {True, False}
    assert {row.order_id for row in rows if row.kind == "refund"} == {None}


def test_a_figure_that_there_is_not_has_nothing_behind_it(figures):
    with pytest.raises(InvalidError, match="no figure “happiness”"):
        orders.total(figures, SCOPE, "happiness")


def test_what_is_behind_an_item_is_what_it_sold_less_what_came_back(database, world, menu, figures):
    dosa, coffee, _ = menu
    with database.begin() as session:
        sell(world, session, [(dosa, 2_000, 30_000), (coffee, 1_000, 5_000)])
        sell(world, session, [(dosa, 1_000, 7_000), (dosa, 1_000, 8_000)], place=1, day=JUNE.start + 9)
        sell(world, session, [(coffee, 1_000, 5_000)], day=JUNE.end)
        sell(world, session, [(dosa, 1_000, 1_000)], status=OrderStatus.CANCELLED)
        give_back(world, session, dosa, 1_000, 12_000)
    (top, *_) = items.top(figures, SCOPE, limit=None)
    assert top.item_id == dosa
    rows = orders.behind(figures, SCOPE, item=dosa).rows
    assert [row.amount_paise for row in rows] == [-12_000, 15_000, 30_000]
    found = orders.total(figures, SCOPE, item=dosa)
    assert (found.orders, found.refunds, found.amount_paise) == (2, 1, top.net_paise)
    (mark, last) = orders.marks(figures, SCOPE, 1, item=dosa)[:2]
    assert orders.behind(figures, SCOPE, 1, mark, item=dosa).rows == rows[1:2]
    assert orders.behind(figures, SCOPE, 1, last, item=dosa).rows == rows[2:]


def test_a_page_looks_back_as_far_as_it_must(database, world, figures):
    days = [JUNE.start, JUNE.start + 1, JUNE.start + 20, JUNE.end]
    with database.begin() as session:
        for day in days:
            world.order(session, world.locations[0], day)
    for limit in (1, 2, 3, 4, 9):
        page = orders.behind(figures, SCOPE, limit)
        assert [row.business_date for row in page.rows] == sorted(days, reverse=True)[:limit]
        assert (page.after is None) == (limit >= 4)
