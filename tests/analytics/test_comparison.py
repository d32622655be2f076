import pytest
from sqlalchemy import update

from sakshi_desktop.analytics import comparison, kpis
from sakshi_desktop.analytics.periods import month
from sakshi_desktop.analytics.types import Basis, Scope
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.store.models import Location
from tests.analytics.world import JUNE, SCOPE

MAY = month("2023-05")


def sell(world, session, place, day, count=1, **more):
    for _ in range(count):
        world.order(session, world.locations[place], day, **more)


def test_growth_is_not_known_where_there_was_nothing_before(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, JUNE.start)
        sell(world, session, 1, JUNE.start)
        sell(world, session, 1, MAY.start, net_paise=8_000)
    page = kpis.page(figures, SCOPE)
    new, old = page.locations
    assert new.kpis.growth is None
    assert old.kpis.growth == 0.25
    assert page.total.growth == 1.5
    assert (page.like_for_like.growth, page.like_for_like.locations, page.like_for_like.of) == (0.25, 1, 2)


def test_a_location_that_opened_within_the_period_before_is_not_like_for_like(database, world, figures):
    with database.begin() as session:
        for place in (0, 1):
            sell(world, session, place, MAY.start)
            sell(world, session, place, JUNE.end)
        session.execute(update(Location).where(Location.id == world.locations[0]).values(opened_on=MAY.start + 1))
    assert kpis.page(figures, SCOPE).like_for_like.locations == 1


def test_the_margin_is_operating_only_where_every_location_that_sold_has_running_costs(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, JUNE.end, goods_paise=4_000)
        sell(world, session, 1, JUNE.end, goods_paise=3_000)
        world.cost(session, world.locations[0], "rent", JUNE.start, JUNE.end, 2_000)
    page = kpis.page(figures, SCOPE)
    assert [row.kpis.margin_basis for row in page.locations] == [Basis.OPERATING, Basis.GROSS]
    assert [row.kpis.profit_margin for row in page.locations] == [0.4, 0.7]
    assert (page.total.margin_basis, page.total.profit_margin) == (Basis.GROSS, 0.65)
    with database.begin() as session:
        world.cost(session, world.locations[1], "utilities", JUNE.start, JUNE.end, 1_000)
    page = kpis.page(figures, SCOPE)
    assert (page.total.margin_basis, page.total.profit_margin) == (Basis.OPERATING, 0.5)
    narrowed = kpis.page(figures, Scope(JUNE, currency="INR", channel=Channel.DINE_IN))
    assert (narrowed.total.margin_basis, narrowed.total.profit_margin) == (Basis.GROSS, 0.65)


def test_one_order_of_unknown_cost_leaves_the_margin_unknown_but_a_free_one_does_not(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, JUNE.start, goods_paise=4_000)
        sell(world, session, 0, JUNE.start, net_paise=0)
    assert kpis.page(figures, SCOPE).total.profit_margin == 0.6
    with database.begin() as session:
        sell(world, session, 0, JUNE.start)
    page = kpis.page(figures, SCOPE)
    assert page.total.profit_margin is page.total.margin_basis is page.total.cost_per_order_paise is None
    assert page.cost_share == pytest.approx(2 / 3)


def test_refunds_count_on_their_own_date_and_are_no_orders(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, MAY.start)
        world.refund(session, world.locations[0], JUNE.start, 10_000)
    page = kpis.page(figures, SCOPE)
    assert (page.total.revenue_paise, page.total.orders, page.previous_total.orders) == (-10_000, 0, 1)
    assert page.total.average_order_value_paise is page.total.profit_margin is None
    assert page.total.growth == -2.0


@pytest.fixture
def uneven(database, world):
    """A strong and a weak cafe."""
    with database.begin() as session:
        sell(
            world,
            session,
            0,
            JUNE.start,
            40,
            net_paise=50_000,
            goods_paise=15_000,
            late_minutes=-1,
            channel=Channel.ZOMATO,
        )
        sell(
            world,
            session,
            1,
            JUNE.start,
            40,
            net_paise=30_000,
            goods_paise=15_000,
            late_minutes=9,
            channel=Channel.ZOMATO,
        )
    return world


def test_the_better_cafe_is_on_top_and_the_weaker_hears_what_to_do(uneven, figures):
    compared = comparison.compare(figures, SCOPE)
    strong, weak = uneven.locations[:2]
    assert (compared.top_performer.id, compared.bottom_performer.id) == (strong, weak)
    assert compared.top_performer.score > 50 > compared.bottom_performer.score
    told = {each.kpi: each for each in compared.recommendations}
    assert {each.location_id for each in compared.recommendations} == {weak}
    assert told["on_time_rate"].text.startswith("Send deliveries out in time: 0.0 % come by the promised time, 50.0 %")
    assert (told["on_time_rate"].value, told["on_time_rate"].target) == (0.0, 0.5)
    assert told["average_order_value_paise"].worth_paise == 40 * 10_000
    assert "Cafe 0" in told["average_order_value_paise"].text


def test_differences_to_average_and_best_are_beside_every_kpi(uneven, figures):
    compared = comparison.compare(figures, SCOPE)
    strong, weak = compared.all_locations
    assert compared.average_metrics["revenue_paise"] == 1_600_000
    assert compared.average_metrics["average_rating"] is None
    assert weak.to_average["revenue_paise"] == -400_000
    assert weak.to_best["revenue_paise"] == -800_000
    assert strong.to_best["revenue_paise"] == 0
    assert strong.to_best["average_rating"] is None
    assert strong.to_best["walk_in_share"] is None
    assert weak.to_best["cost_per_order_paise"] == 0


def test_a_cafe_with_hardly_any_orders_hears_nothing(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, JUNE.start, 40, net_paise=50_000)
        sell(world, session, 1, JUNE.start, 3, net_paise=100)
    assert comparison.compare(figures, SCOPE).recommendations == ()


def test_an_empty_database_has_nobody_on_top(database, figures):
    compared = comparison.compare(figures, Scope(JUNE))
    assert compared.top_performer is compared.bottom_performer is None
    assert compared.all_locations == compared.recommendations == ()
