from dataclasses import replace

import pytest

from sakshi_desktop.analytics.types import Basis, LikeForLike, Period
from sakshi_desktop.reports import words
from tests.reports.samples import material


@pytest.fixture
def sample():
    return material()


def _page(sample, **changes):
    return replace(sample.page, **changes)


def _running(sample, **changes):
    period, end = sample.page.period, sample.page.period.end - 2
    return _page(sample, known=Period(period.start, end), data_until=end, **changes)


def test_the_opening_names_money_orders_and_both_growths(sample):
    total = replace(sample.page.total, revenue_paise=12_345_678, orders=1, growth=0.0824, growth_year=-0.05)
    assert words.opening(_page(sample, total=total)) == (
        "June 2023 brought ₹1,23,456.78 from 1 order, 8.2 % more than in May 2023 and 5.0 % less than in June 2022."
    )


def test_an_unfinished_month_is_called_so(sample):
    assert words.opening(_running(sample)).startswith("June 2023 so far, until Wednesday 28 June, brought ₹")


def test_a_growth_that_is_not_known_is_not_told(sample):
    total = replace(sample.page.total, growth=None, growth_year=None)
    assert words.opening(_page(sample, total=total)).endswith("orders.")


def test_no_growth_is_as_much(sample):
    assert words.moved(0.0004, "May") == "as much as in May"
    assert words.moved(-0.0004, "May") == "as much as in May"
    assert words.moved(-0.0006, "May") == "0.1 % less than in May"


def test_like_for_like_is_told_only_where_locations_opened_or_closed(sample):
    assert words.like_for_like(_page(sample, like_for_like=LikeForLike(0.05, 12, 12))) == ""
    assert words.like_for_like(_page(sample, like_for_like=LikeForLike(None, 0, 12))) == ""
    told = words.like_for_like(_page(sample, like_for_like=LikeForLike(0.05, 10, 12)))
    assert told == (
        "Like for like, against the period before (May 2023): +5.0 % over the 10 of 12 locations that sold throughout"
        " both."
    )


def test_like_for_like_is_told_on_year_too(sample):
    both = _page(sample, like_for_like=LikeForLike(0.05, 10, 12), like_for_like_year=LikeForLike(-0.1, 7, 12))
    assert words.like_for_like(both).endswith(
        " both. Like for like, against a year ago (June 2022): -10.0 % over the 7 of 12 locations that sold throughout"
        " both."
    )


def test_the_figure_that_moved_most_is_named_with_both_values(sample):
    same = sample.page.total
    page = _page(sample, total=replace(same, on_time_rate=0.5), previous_total=replace(same, on_time_rate=0.9))
    assert words.figure_mover(page) == "On-time delivery moved most of the other figures: 50.0 % after 90.0 %."
    assert words.figure_mover(_page(sample, previous_total=same)) == ""


def test_the_location_that_changed_most_is_named(sample):
    locations = sample.page.locations
    before = [replace(one, kpis=one.kpis) for one in locations]
    before[3] = replace(before[3], kpis=replace(before[3].kpis, revenue_paise=before[3].kpis.revenue_paise + 123_400))
    told = words.location_mover(_page(sample, previous_locations=tuple(before)))
    assert told == "Koramangala changed most, with ₹1,234.00 less than in May 2023."
    assert words.location_mover(_page(sample, previous_locations=locations)) == ""


def test_one_location_is_compared_with_nothing():
    alone = material(locations=1)
    assert words.location_mover(alone.page) == ""
    assert words.outlets(alone.comparison) == ""


def test_the_best_day_is_a_date_with_its_weekday(sample):
    points = [replace(point, value=100) for point in sample.revenue.points]
    points[9] = replace(points[9], value=5_432_100)
    assert words.best_day(replace(sample.revenue, points=tuple(points))) == (
        "The best day was Saturday 10 June with ₹54,321.00."
    )


def test_days_without_sales_are_counted_but_not_those_to_come(sample):
    values = [100_00.0] * 27 + [0.0, None, None]
    points = tuple(replace(point, value=value) for point, value in zip(sample.revenue.points, values, strict=True))
    told = words.days(replace(sample.revenue, points=points), values)
    assert "Nothing was sold on 1 day." in told
    assert "Saturdays and Sundays brought ₹100.00 each on average, other days ₹100.00." in told


def test_days_that_sold_the_same_have_no_best_and_no_weakest(sample):
    values = [100_00.0] * len(sample.revenue.points)
    alike = replace(sample.revenue, points=tuple(replace(point, value=100_00.0) for point in sample.revenue.points))
    assert words.best_day(alike) == ""
    assert words.days(alike, values).startswith("Each day that sold anything brought ₹100.00. Saturdays")


def test_the_reader_is_told_what_is_missing(sample):
    page = _running(sample, cost_share=0.4, stale=True, data_from=sample.page.previous.start + 2)
    told = " ".join(words.coverage(page))
    assert "Sales are known up to 28 June 2023: 1\N{EN DASH}28 June 2023 is compared with May 2023" in told
    assert "Sales begin on 3 May 2023: the period before (May 2023) is known only in part" in told
    assert "known for 40.0 % of the orders" in told
    assert "not yet counted again" in told
    silent = replace(page.total, order_accuracy=1.0, average_rating=None)
    assert "No ratings or complaints were recorded" in " ".join(words.coverage(replace(page, total=silent)))
    assert "cost of goods is not known" in " ".join(words.coverage(_page(sample, cost_share=0)))


def test_a_margin_says_what_it_takes_off(sample):
    from sakshi_desktop.analytics.catalog import BY_KEY

    total = replace(sample.page.total, margin_basis=Basis.GROSS)
    assert words.label(BY_KEY["profit_margin"], total) == "Profit margin (gross)"
    assert words.label(BY_KEY["profit_margin"], replace(total, margin_basis=None)) == "Profit margin"
    assert words.label(BY_KEY["orders"], total) == "Orders"
