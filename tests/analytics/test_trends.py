import random
from datetime import date

import pytest

from sakshi_desktop.analytics import catalog, periods, trends
from sakshi_desktop.analytics.types import Grain, Period, Scope
from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import Channel, OrderStatus
from tests.analytics.oracle import Books

START = to_day(date(2024, 1, 25))
SPAN = Period(START, START + 40)


@pytest.fixture(scope="module")
def busy(shared_world):
    """The world with two months of sales, costs and ratings at random."""
    world, chance = shared_world, random.Random(5)  # noqa: S311
    with world.database.begin() as session:
        for _ in range(90):
            cafe, day = world.locations[chance.randrange(2)], START + chance.randint(-45, 42)
            key = world.order(
                session,
                cafe,
                day,
                net_paise=chance.randint(0, 90_000),
                goods_paise=chance.randint(0, 30_000),
                hour=chance.choice([None, 2, 9, 13, 20]),
                channel=chance.choice([Channel.DINE_IN, Channel.ZOMATO]),
                customer_id=chance.choice([None, *world.customers]),
                status=chance.choice([OrderStatus.DELIVERED] * 4 + [OrderStatus.CANCELLED]),
                late_minutes=chance.choice([None, -1, 1]),
            )
            if chance.random() < 0.5:
                world.rate(session, key, chance.randint(1, 5), missing_item=chance.random() < 0.3)
        for day in (START, START + 20, START - 3):
            world.refund(session, world.locations[0], day, 5_000)
        world.cost(session, world.locations[0], "rent", START - 60, START + 60, 1_000_003)
        world.shift(session, world.locations[1], START + 3, 40_000)
    return world


@pytest.mark.parametrize("grain", list(Grain))
def test_every_point_is_what_the_orders_say(busy, shared_figures, grain):
    books = Books(busy.database)
    scopes = [Scope(SPAN, currency="INR"), Scope(SPAN, currency="INR", channel=Channel.ZOMATO)]
    for scope in [*scopes, Scope(SPAN, busy.locations[:1])]:
        locations = busy.locations[: 1 if scope.locations else 2]
        for key in catalog.TREND_KEYS:
            trend = trends.trend(shared_figures, scope, key, grain)
            for point in (*trend.points, *trend.previous):
                expected = books.kpis(scope, Period(point.start, point.end), locations)
                assert point.value == expected[key], (key, to_date(point.start))


def test_weeks_begin_on_monday_and_months_on_the_first_cut_at_the_ends():
    weeks = trends.cut(SPAN, Grain.WEEK)
    assert (weeks[0].start, weeks[-1].end) == (SPAN.start, SPAN.end)
    assert all(to_date(week.start).weekday() == 0 for week in weeks[1:])
    assert sum(week.days for week in weeks) == SPAN.days
    months = trends.cut(Period(to_day(date(2023, 11, 30)), to_day(date(2024, 2, 1))), Grain.MONTH)
    assert [(to_date(part.start).isoformat(), part.days) for part in months] == [
        ("2023-11-30", 1),
        ("2023-12-01", 31),
        ("2024-01-01", 31),
        ("2024-02-01", 1),
    ]


def test_the_period_before_lies_beside(busy, shared_figures):
    trend = trends.trend(shared_figures, Scope(periods.month("2024-02"), currency="INR"), "revenue", Grain.DAY)
    assert trend.previous_period == periods.month("2024-01")
    assert (len(trend.points), len(trend.previous)) == (29, 31)


def test_the_heat_map_counts_every_kept_order_once(busy, shared_figures):
    books = Books(busy.database)
    for scope in (Scope(SPAN, currency="INR"), Scope(SPAN, busy.locations[:1], channel=Channel.ZOMATO)):
        locations = busy.locations[: 1 if scope.locations else 2]
        kept = books.kept(scope, SPAN, locations)
        heat = trends.heatmap(shared_figures, scope)
        assert heat.without_hour == sum(row["hour"] is None for row in kept)
        for weekday in range(7):
            for hour in range(24):
                here = [r for r in kept if r["hour"] == hour and to_date(r["business_date"]).weekday() == weekday]
                assert heat.orders[weekday][hour] == len(here)


def test_a_trend_of_many_days_is_added_up_in_pieces(busy, shared_figures):
    trend = trends.trend(shared_figures, Scope(Period(START - 900, START + 300), currency="INR"), "orders", Grain.DAY)
    assert len(trend.points) == 1201
    assert sum(point.value for point in trend.points) == len(
        Books(busy.database).kept(Scope(SPAN), trend.period, busy.locations)
    )


def test_growth_has_no_trend(busy, shared_figures):
    with pytest.raises(InvalidError, match="period before"):
        trends.trend(shared_figures, Scope(SPAN, currency="INR"), "growth")
    with pytest.raises(InvalidError, match="no figure"):
        trends.trend(shared_figures, Scope(SPAN, currency="INR"), "nonsense")


def test_an_empty_database_has_empty_points(database, figures):
    trend = trends.trend(figures, Scope(SPAN), "revenue", Grain.WEEK)
    assert {point.value for point in trend.points} == {0}
    assert {point.value for point in trends.trend(figures, Scope(SPAN), "margin").points} == {None}
    assert trends.heatmap(figures, Scope(SPAN)).without_hour == 0
