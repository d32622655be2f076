import pytest
from sqlalchemy import insert

from sakshi_desktop.analytics import items, kpis, orders
from sakshi_desktop.analytics.types import ItemSales, Scope, Sorting
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import BatchState, Channel, OrderStatus
from sakshi_desktop.store.models import Item, OrderLine, RefundLine
from tests.analytics.oracle import in_order
from tests.analytics.world import JUNE, NOW, SCOPE


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
    assert rows == in_order(rows, by)
    marks = orders.marks(figures, SCOPE, 5, item=dosa, by=by)
    pages = [orders.behind(figures, SCOPE, 5, mark, item=dosa, by=by).rows for mark in (None, *marks)]
    assert [row for page in pages for row in page] == rows


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
