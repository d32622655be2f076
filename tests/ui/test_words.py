from dataclasses import replace

import pytest

from sakshi_desktop.analytics import catalog, periods
from sakshi_desktop.analytics.types import Basis, Grain, KpiSet, LikeForLike, Page, Period, Point, Trend
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.ui import course, dates, words
from sakshi_desktop.ui.tones import Tone
from tests.ui import chain

DAY = to_day(chain.NOW.date())


def _kpis(**known):
    nothing = dict.fromkeys(KpiSet.__dataclass_fields__)
    return KpiSet(**{**nothing, "revenue_paise": 0, "orders": 0, "customers": 0, **known})


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (DAY, DAY, "22 Nov 2026"),
        (DAY - 6, DAY, "16~22 Nov 2026"),
        (DAY - 29, DAY, "24 Oct ~ 22 Nov 2026"),
        (DAY - 365, DAY, "22 Nov 2025 ~ 22 Nov 2026"),
        (DAY - 21, DAY + 8, "Nov 2026"),
        (DAY - 235, DAY + 129, "FY 2026~27"),
    ],
)
def test_periods_are_said_as_short_as_they_can_be(start, end, text):
    assert dates.span(Period(start, end)) == text.replace("~", dates.DASH)


def test_dates_speak_the_language_of_the_program_and_not_of_the_system():
    assert dates.with_weekday(DAY) == "Sun 22 Nov 2026"
    assert dates.month(DAY) == "Nov 2026"


@pytest.mark.parametrize(("days", "text"), [(1, "vs day before"), (30, "vs 30 days before")])
def test_what_a_period_is_compared_with_is_said(days, text):
    assert dates.versus(Period(DAY - days + 1, DAY)) == text


def test_paise_are_left_out_where_they_would_be_noise():
    revenue = catalog.BY_KEY["revenue_paise"]
    assert words.amount(revenue, 12_345_678, "INR") == "₹1,23,457"
    assert words.amount(revenue, 43_427, "INR") == "₹434.27"
    assert words.amount(revenue, None, "INR") == catalog.DASH


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("revenue_paise", 45_000_000, "₹4.5 L"),
        ("revenue_paise", 1_200_000_000, "₹1.2 Cr"),
        ("orders", 1200.0, "1,200"),
        ("on_time_rate", 0.925, "92 %"),
        ("average_rating", 4.3, "4.3"),
    ],
)
def test_the_side_of_a_chart_is_short(key, value, text):
    assert words.axis(catalog.BY_KEY[key], value, "INR") == text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("revenue_paise", 123_400, "+₹1,234"),
        ("revenue_paise", -123_400, "-₹1,234"),
        ("orders", -12, "-12"),
        ("on_time_rate", 0.021, "+2.1 pt"),
        ("average_rating", -0.12, "-0.12"),
        ("csat", None, catalog.DASH),
    ],
)
def test_a_difference_says_its_sign(key, value, text):
    assert words.difference(catalog.BY_KEY[key], value, "INR") == text


@pytest.mark.parametrize(("milli", "text"), [(1_204_000, "1,204"), (250, "0.25"), (-1_500, "-1.5"), (0, "0")])
def test_quantities_are_counted_as_people_count(milli, text):
    assert words.quantity(milli) == text


@pytest.mark.parametrize(("minor", "text"), [(123_456_789, "1234567.89"), (-5, "-0.05"), (None, "")])
def test_amounts_for_other_programs_are_plain(minor, text):
    assert words.decimal(minor) == text


def _page(now, before, period, *, known=None, data_from=0):
    compared = periods.compared(period, known or period.end)
    alike = LikeForLike(None, 0, 0)
    return Page(
        period=period,
        known=compared.known,
        previous=compared.previous,
        year_ago=compared.year_ago,
        currency="INR",
        total=now,
        previous_total=before,
        locations=(),
        previous_locations=(),
        like_for_like=alike,
        like_for_like_year=alike,
        data_from=data_from,
        data_until=known or period.end,
        cost_share=1.0,
    )


def test_a_card_says_the_change_and_whether_it_is_welcome():
    now, before = _kpis(revenue_paise=1_100_00), _kpis(revenue_paise=1_000_00)
    card = words.card(catalog.BY_KEY["revenue_paise"], _page(now, before, Period(DAY - 29, DAY)))
    assert (card.value, card.change, card.tone, card.note) == ("₹1,100", "▲ 10.0 %", Tone.GOOD, "vs 30 days before")
    assert "₹1,000.00" in card.exact


def test_rising_costs_are_not_welcome():
    now, before = _kpis(cost_per_order_paise=200_00), _kpis(cost_per_order_paise=100_00)
    card = words.card(catalog.BY_KEY["cost_per_order_paise"], _page(now, before, Period(DAY, DAY)))
    assert card.tone is Tone.BAD


def test_a_movement_too_small_to_be_written_is_neither():
    now, before = _kpis(csat=0.800_01), _kpis(csat=0.8)
    card = words.card(catalog.BY_KEY["csat"], _page(now, before, Period(DAY, DAY)))
    assert card.tone is Tone.QUIET


def test_a_card_without_a_value_shows_a_dash_and_no_change():
    card = words.card(catalog.BY_KEY["csat"], _page(_kpis(), _kpis(csat=0.5), Period(DAY, DAY)))
    assert (card.value, card.change, card.note) == (catalog.DASH, "", "")


def test_a_margin_names_its_costs_and_a_growth_the_year():
    now = _kpis(profit_margin=0.5, margin_basis=Basis.GROSS, growth=0.1, growth_year=-0.2)
    period = Period(DAY, DAY)
    assert words.card(catalog.BY_KEY["profit_margin"], _page(now, now, period)).note == "goods only"
    growth = words.card(catalog.BY_KEY["growth"], _page(now, now, period))
    assert (growth.value, growth.change, growth.tone, growth.note) == ("+10.0 %", "-20.0 %", Tone.BAD, "on year")


def test_a_running_period_names_the_days_it_is_compared_with():
    now, before = _kpis(revenue_paise=1_100_00), _kpis(revenue_paise=1_000_00)
    page = _page(now, before, periods.month("2026-11"), known=DAY - 1)
    assert words.card(catalog.BY_KEY["revenue_paise"], page).note == f"vs 1{dates.DASH}21 Oct 2026"


def test_a_change_against_a_period_known_in_part_is_neither_good_nor_bad():
    now, before = _kpis(revenue_paise=1_100_00, growth=0.1), _kpis(revenue_paise=1_000_00)
    page = _page(now, before, Period(DAY, DAY), data_from=DAY)
    assert words.card(catalog.BY_KEY["revenue_paise"], page).tone is Tone.QUIET
    assert words.card(catalog.BY_KEY["growth"], page).exact.endswith("which is known only in part")


def test_an_accuracy_that_nobody_could_deny_says_so():
    now = _kpis(orders=4, order_accuracy=1.0, average_rating=None)
    card = words.card(catalog.BY_KEY["order_accuracy"], _page(now, now, Period(DAY, DAY)))
    assert (card.value, card.note, card.change) == ("100.0 %", "nobody rated", "")


def test_nobody_known_is_said():
    now = _kpis(orders=4, walk_in_share=1.0)
    assert words.card(catalog.BY_KEY["customers"], _page(now, now, Period(DAY, DAY))).note.startswith("no order")


@pytest.mark.parametrize(("days", "grain"), [(1, Grain.DAY), (92, Grain.DAY), (93, Grain.WEEK), (401, Grain.MONTH)])
def test_points_are_neither_too_few_nor_too_many(days, grain):
    assert course.grain(Period(DAY - days + 1, DAY)) is grain


def test_a_point_says_itself_and_the_one_before():
    points = (Point(DAY, DAY, 100_00), Point(DAY + 1, DAY + 1, None))
    pair = (Period(DAY, DAY + 1), Period(DAY - 2, DAY - 1))
    trend = Trend("revenue_paise", Grain.DAY, "INR", *pair, points, points[:1], DAY + 1)
    shown = course.course(trend)
    assert shown.tell(0) == "Sun 22 Nov 2026: ₹100.00   ·   Sun 22 Nov 2026: ₹100.00"
    assert shown.tell(1) == f"Mon 23 Nov 2026: {catalog.DASH}"
    later = course.course(replace(trend, until=DAY))
    assert later.tell(1) == "Mon 23 Nov 2026: still to come"
    assert shown.title == "Revenue by day"


@pytest.mark.parametrize(
    ("style", "day", "week"),
    [
        ("slashes", "22/11/2026", "16/11/2026 \N{EN DASH} 22/11/2026"),
        ("iso", "2026-11-22", "2026-11-16 \N{EN DASH} 2026-11-22"),
    ],
)
def test_dates_are_written_as_this_pc_wants_them(style, day, week):
    last = DAY
    dates.speak(dates.Style(style))
    try:
        assert dates.show(last) == day
        assert dates.span(Period(last - 6, last)) == week
    finally:
        dates.speak(dates.Style.WORDS)
