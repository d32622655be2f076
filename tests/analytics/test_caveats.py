"""What is said beside figures that could mislead, and what is left out of averages and advice."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from sakshi_desktop.analytics import caveats, comparison, kpis, trends
from sakshi_desktop.analytics.catalog import BY_KEY
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.periods import DASH, LONG, month
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.store.models import Location
from tests.analytics.world import JUNE, SCOPE

APRIL, MAY = month("2023-04"), month("2023-05")
LAST_JUNE = month("2022-06")
LATE_JUNE = datetime(2023, 6, 25, 6, 30, tzinfo=UTC)


def sell(world, session, place, *days, **more):
    for day in days:
        world.order(session, world.locations[place], day, **more)


@pytest.fixture
def in_june(database):
    """The figures as they are asked for on 25 June 2023."""
    opened = Figures(database, clock=lambda: LATE_JUNE)
    yield opened
    opened.close()


@pytest.mark.parametrize("way", ["month", "last sale"])
def test_a_running_month_is_compared_with_the_like_days_before_and_a_year_ago(database, world, in_june, way):
    with database.begin() as session:
        sell(world, session, 0, *range(MAY.start, MAY.end + 1), net_paise=100)
        sell(world, session, 0, *range(JUNE.start, JUNE.start + 21), net_paise=150)
        sell(world, session, 0, *range(LAST_JUNE.start, LAST_JUNE.end + 1), net_paise=300)
        if way == "month":  # a catering order of later in the month counts in revenue, not in the comparison
            sell(world, session, 0, JUNE.start + 28, net_paise=9_900)
    until = JUNE.start + (24 if way == "month" else 20)
    page = kpis.page(in_june, SCOPE)
    days = until - JUNE.start + 1
    assert page.known == Period(JUNE.start, until)
    assert page.previous == Period(MAY.start, MAY.start + days - 1)
    assert page.year_ago == Period(LAST_JUNE.start, LAST_JUNE.start + days - 1)
    assert page.total.growth == pytest.approx(21 * 150 / (days * 100) - 1)
    assert page.total.growth_year == pytest.approx(21 * 150 / (days * 300) - 1)
    assert page.previous_total.revenue_paise == days * 100
    said = caveats.running(page)
    lead = "Jun 2023 is still running" if way == "month" else "Sales are known up to 21 Jun 2023"
    assert said == (
        f"{lead}: 1{DASH}{days} Jun 2023 is compared with 1{DASH}{days} May 2023 and, on year, with"
        f" 1{DASH}{days} Jun 2022."
    )
    assert trends.trend(in_june, SCOPE, "revenue").previous_period == page.previous
    assert trends.trend(in_june, SCOPE, "revenue").until == until


def test_the_rent_of_days_to_come_is_not_taken_off(database, world, in_june):
    with database.begin() as session:
        for place in (0, 1):
            sell(world, session, place, MAY.start, JUNE.start + 9, net_paise=100_000, goods_paise=0)
            world.cost(session, world.locations[place], "rent", JUNE.start, JUNE.end, 30_000)
    page = kpis.page(in_june, SCOPE)
    assert page.known.days == 10
    assert page.total.profit_margin == 0.9
    assert [row.kpis.cost_per_order_paise for row in page.locations] == [10_000, 10_000]


def test_a_month_that_is_over_and_known_is_compared_whole_and_says_nothing(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, LAST_JUNE.start, APRIL.start, MAY.start, JUNE.start, JUNE.end)
    page = kpis.page(figures, SCOPE)
    assert (page.known, page.previous, page.year_ago) == (JUNE, MAY, LAST_JUNE)
    assert caveats.running(page) == caveats.beginning(page) == ""


def test_a_location_that_closed_keeps_its_last_month_from_running_for_ever(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, MAY.start, JUNE.start, JUNE.start + 9)
        session.execute(update(Location).where(Location.id == world.locations[0]).values(closed_on=JUNE.start + 10))
    page = kpis.page(figures, SCOPE)
    assert (page.known, page.previous) == (JUNE, MAY)


def test_when_sales_end_is_told_by_orders_that_were_not_yet_counted(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, MAY.start, JUNE.start)
    assert kpis.page(figures, SCOPE).known == Period(JUNE.start, JUNE.start)
    with database.begin() as session:
        sell(world, session, 0, JUNE.end + 400)  # its day is in no span of the page, and stays marked
        sell(world, session, 0, MAY.start - 400)
    page = kpis.page(figures, SCOPE)
    assert page.known == JUNE
    assert (page.data_from, page.data_until) == (MAY.start - 400, JUNE.end + 400)


def test_nothing_is_grown_of_a_month_of_which_nothing_is_known(database, world, in_june):
    with database.begin() as session:
        sell(world, session, 0, APRIL.start, MAY.start)
    page = kpis.page(in_june, SCOPE)
    assert page.total.growth is None
    assert caveats.running(page) == "Sales are known up to 1 May 2023: nothing of Jun 2023 is known yet."
    later = kpis.page(in_june, Scope(month("2023-07"), currency="INR"))
    assert caveats.running(later) == "Sales are known up to 1 May 2023: nothing of Jul 2023 is known yet."


def test_a_period_before_that_sales_cover_in_part_is_named_and_its_growth_is_no_measure(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, MAY.start + 2, JUNE.start, JUNE.end, net_paise=5_000)
    page = kpis.page(figures, SCOPE)
    assert page.total.growth == 1.0  # what the books say: it stays, and is told apart
    assert caveats.beginning(page) == (
        "Sales begin on 3 May 2023: the period before (May 2023) is known only in part, so growth against it is no"
        " measure."
    )
    assert not caveats.is_measure(page, BY_KEY["growth"])
    assert caveats.is_measure(page, BY_KEY["orders"])
    assert page.like_for_like.growth is None
    compared = comparison.compare(figures, SCOPE)
    assert compared.average_metrics["growth"] is None


def test_both_periods_that_begin_before_the_first_sale_are_named(database, world, figures):
    year = Scope(month("2023-06").__class__(JUNE.start, JUNE.start + 399), currency="INR")
    with database.begin() as session:
        sell(world, session, 0, JUNE.start - 30, JUNE.start, JUNE.start + 399)
    said = caveats.beginning(kpis.page(figures, year))
    assert "the period before (" in said
    assert "and the period a year ago (" in said
    assert said.endswith("are known only in part, so growth against them is no measure.")


def test_like_for_like_counts_who_sold_throughout_on_the_period_before_and_on_year(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, LAST_JUNE.start, MAY.start, JUNE.start, JUNE.end, net_paise=1_000)
        sell(world, session, 1, MAY.start, JUNE.start, JUNE.end, net_paise=7_000)
    page = kpis.page(figures, SCOPE)
    assert (page.like_for_like.growth, page.like_for_like.locations, page.like_for_like.of) == (1.0, 2, 2)
    same = page.like_for_like_year
    assert (same.growth, same.locations, same.of) == (1.0, 1, 2)
    assert caveats.like_for_like(page) == (
        "",
        "Like for like, against a year ago (Jun 2022): +100.0 % over the 1 of 2 locations that sold throughout both.",
    )
    in_full = "Like for like, against a year ago (June 2022): "
    assert caveats.like_for_like(page, LONG)[1].startswith(in_full)
    assert page.total.growth_year == 15.0


def test_the_average_growth_is_the_median_of_who_sold_throughout(database, world, figures):
    """One outlet that opened last week would drive a mean of growths to thousands of per cent."""
    with database.begin() as session:
        sell(world, session, 0, MAY.start, JUNE.start, net_paise=1_000)
        sell(world, session, 0, JUNE.end, net_paise=100)
        sell(world, session, 1, MAY.end, net_paise=10)
        sell(world, session, 1, JUNE.start, net_paise=90_000)
    compared = comparison.compare(figures, SCOPE)
    old, new = compared.all_locations
    assert (old.kpis.growth, new.kpis.growth) == (0.1, 8_999.0)
    assert compared.average_metrics["growth"] == 0.1
    assert old.to_average["growth"] == old.to_best["growth"] == 0.0
    long_open = [replace(one, first_sale=MAY.start) for one in compared.page.locations]
    assert len(caveats.measured(compared.page, BY_KEY["growth"], long_open)) == 2


def test_an_accuracy_that_nobody_could_deny_is_said_to_be_one(database, world, figures):
    with database.begin() as session:
        key = world.order(session, world.locations[0], JUNE.end)
        world.order(session, world.locations[1], JUNE.end)
    page = kpis.page(figures, SCOPE)
    assert page.total.order_accuracy == 1.0
    assert caveats.unrated(page) == (
        "No ratings or complaints were recorded for these orders: order accuracy says only that nobody reported a"
        " mistake."
    )
    with database.begin() as session:
        world.rate(session, key, 5)
    assert caveats.unrated(kpis.page(figures, SCOPE)) == (
        "No ratings or complaints were recorded at Cafe 1: there, order accuracy says only that nobody reported a"
        " mistake."
    )
    with database.begin() as session:
        world.rate(session, key, wrong_item=True)
    assert "at Cafe 1" in caveats.unrated(kpis.page(figures, SCOPE))


def test_all_that_is_to_be_said_comes_in_one_list(database, world, figures):
    with database.begin() as session:
        sell(world, session, 0, MAY.start + 2, JUNE.start + 9)
    assert len(caveats.of(kpis.page(figures, SCOPE))) == 3


def cafe(world, session, place, net, goods, count=40):
    for _ in range(count):
        key = world.order(
            session, world.locations[place], JUNE.end, net_paise=net, goods_paise=goods, channel=Channel.DINE_IN
        )
        world.rate(session, key, 5)


@pytest.mark.parametrize(
    ("weak", "cause"),
    [((50_000, 25_000), "cost_per_order_paise"), ((30_000, 15_000), "average_order_value_paise")],
)
def test_one_cause_is_paid_once(database, world, figures, weak, cause):
    """A dear order costs margin and cost per order, a small one margin and order value: the money is the same."""
    with database.begin() as session:
        cafe(world, session, 0, 50_000, 15_000)
        cafe(world, session, 1, *weak)
    compared = comparison.compare(figures, SCOPE)
    told = {each.kpi: each.worth_paise for each in compared.recommendations}
    weaker = compared.all_locations[1].kpis
    assert weaker.profit_margin == 0.5
    assert list(told) == [cause]
    gap = abs(weaker.value(cause) - compared.average_metrics[cause])
    assert sum(told.values()) == gap * weaker.orders


def test_a_margin_that_neither_order_nor_cost_explains_is_told_itself(database, world, figures):
    with database.begin() as session:
        cafe(world, session, 0, 50_000, 40_000)
        cafe(world, session, 1, 48_000, 42_000)
    told = {each.kpi: each.worth_paise for each in comparison.compare(figures, SCOPE).recommendations}
    assert list(told) == ["profit_margin"]
