from dataclasses import fields

import pytest

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.catalog import BY_KEY, KPIS, TREND_KEYS
from sakshi_desktop.analytics.types import KpiSet
from sakshi_desktop.core.errors import InvalidError


def test_every_kpi_of_a_page_is_in_the_catalogue():
    assert {kpi.key for kpi in KPIS} == {field.name for field in fields(KpiSet)} - {"margin_basis"}
    assert len({kpi.key for kpi in KPIS}) == len(KPIS)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("revenue_paise", 12_345_678, "₹1,23,456.78"),
        ("revenue_paise", -150_000, "-₹1,500.00"),
        ("orders", 28_417, "28,417"),
        ("customers", 825.75, "825.8"),
        ("customers", 124_999.96, "1,25,000.0"),
        ("on_time_rate", 0.924, "92.4 %"),
        ("average_rating", 4.3149, "4.31"),
        ("growth", 0.0871, "+8.7 %"),
        ("growth", -0.05, "-5.0 %"),
        ("growth", 9.9949, "+999.5 %"),
        ("growth", 127.454, "+12,745 %"),
        ("profit_margin", -31.2, "-3,120 %"),
        ("csat", None, "\N{EN DASH}"),
    ],
)
def test_a_value_reads_as_people_write_it(key, value, text):
    assert catalog.show(BY_KEY[key], value) == text


@pytest.mark.parametrize(
    ("key", "now", "before", "text"),
    [
        ("revenue_paise", 110, 100, "▲ 10.0 %"),
        ("orders", 90, 100, "▼ 10.0 %"),
        ("orders", 1_345, 10, "▲ 13,350 %"),
        ("on_time_rate", 0.90, 0.913, "▼ 1.3 pt"),
        ("average_rating", 4.32, 4.20, "▲ 0.12"),
        ("orders", 100, 100, "= 0.0 %"),
        ("orders", 100_001, 100_000, "= 0.0 %"),
        ("orders", 10, 0, "\N{EN DASH}"),
        ("csat", None, 0.5, "\N{EN DASH}"),
        ("revenue_paise", 5, -5, "\N{EN DASH}"),
    ],
)
def test_a_change_is_relative_for_amounts_and_in_points_for_shares(key, now, before, text):
    assert catalog.show_change(BY_KEY[key], now, before) == text


def test_a_rising_cost_is_bad_and_a_rising_revenue_good():
    assert catalog.is_good(BY_KEY["cost_per_order_paise"], 0.1) is False
    assert catalog.is_good(BY_KEY["revenue_paise"], 0.1) is True
    assert catalog.is_good(BY_KEY["walk_in_share"], 0.1) is None
    assert catalog.is_good(BY_KEY["revenue_paise"], None) is None
    assert catalog.is_good(BY_KEY["revenue_paise"], 0.0) is None


@pytest.mark.parametrize(
    ("word", "key"), [("revenue", "revenue_paise"), ("On-Time", "on_time_rate"), ("csat", "csat"), ("orders", "orders")]
)
def test_a_kpi_is_found_by_a_short_word(word, key):
    assert catalog.find(word).key == key


def test_an_unknown_figure_is_refused_with_what_there_is():
    with pytest.raises(InvalidError, match="revenue_paise"):
        catalog.find("happiness")


def test_a_trend_shows_no_growth():
    assert not {"growth", "growth_year"} & set(TREND_KEYS)
