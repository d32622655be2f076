from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.core.errors import InvalidError


def span(first, last):
    return Period(to_day(date.fromisoformat(first)), to_day(date.fromisoformat(last)))


anything = st.builds(
    lambda start, length: Period(start, start + length), st.integers(10_957, 21_900), st.integers(0, 800)
)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2024-03-01", "2024-03-31"), ("2024-02-01", "2024-02-29")),
        (("2024-01-01", "2024-01-31"), ("2023-12-01", "2023-12-31")),
        (("2024-04-01", "2024-06-30"), ("2024-01-01", "2024-03-31")),
        (("2023-04-01", "2024-03-31"), ("2022-04-01", "2023-03-31")),
        (("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31")),
        (("2024-06-03", "2024-06-09"), ("2024-05-27", "2024-06-02")),
        (("2024-06-02", "2024-06-11"), ("2024-05-23", "2024-06-01")),
        (("2024-03-01", "2024-03-30"), ("2024-01-31", "2024-02-29")),
        (("2024-02-01", "2024-03-31"), ("2023-12-03", "2024-01-31")),
        (("2024-06-05", "2024-06-05"), ("2024-06-04", "2024-06-04")),
    ],
)
def test_whole_calendar_periods_compare_with_the_one_before_and_others_with_as_many_days(period, before):
    assert periods.previous(span(*period)) == span(*before)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
        (("2023-04-01", "2024-03-31"), ("2022-04-01", "2023-03-31")),
        (("2024-06-03", "2024-06-09"), ("2023-06-05", "2023-06-11")),
        (("2024-02-29", "2024-02-29"), ("2023-02-28", "2023-02-28")),
        (("2024-06-05", "2024-06-20"), ("2023-06-05", "2023-06-20")),
    ],
)
def test_a_year_ago_means_the_same_dates_or_weekdays(period, before):
    assert periods.year_ago(span(*period)) == span(*before)


@given(anything)
def test_the_period_before_ends_the_day_before(period):
    before = periods.previous(period)
    assert before.end == period.start - 1
    assert before.days == period.days or periods.whole_months(period)


@given(anything)
def test_a_year_ago_is_a_period_that_lies_a_year_back(period):
    before = periods.year_ago(period)
    assert before.end >= before.start
    assert 364 <= period.start - before.start <= 366


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("today", ("2026-11-22", "2026-11-22")),
        ("yesterday", ("2026-11-21", "2026-11-21")),
        ("week", ("2026-11-16", "2026-11-22")),
        ("last-week", ("2026-11-09", "2026-11-15")),
        ("month", ("2026-11-01", "2026-11-22")),
        ("last month", ("2026-10-01", "2026-10-31")),
        ("quarter", ("2026-10-01", "2026-11-22")),
        ("last-quarter", ("2026-07-01", "2026-09-30")),
        ("financial_year", ("2026-04-01", "2026-11-22")),
        ("last-financial-year", ("2025-04-01", "2026-03-31")),
        ("last-30-days", ("2026-10-24", "2026-11-22")),
        ("2023-06", ("2023-06-01", "2023-06-30")),
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2023-Q2", ("2023-04-01", "2023-06-30")),
        ("2023-W23", ("2023-06-05", "2023-06-11")),
        ("FY2023-24", ("2023-04-01", "2024-03-31")),
        ("2023-06-05", ("2023-06-05", "2023-06-05")),
    ],
)
def test_a_period_is_understood_by_its_name(name, period):
    assert periods.parse(name, to_day(date(2026, 11, 22))) == span(*period)


@pytest.mark.parametrize("text", ["", "junk", "2023-13", "2023-00", "last-0-days", "2023-W60", "2023-02-30", "0000"])
def test_a_word_that_is_no_period_is_refused(text):
    with pytest.raises(InvalidError):
        periods.parse(text, 20_000)


@given(st.integers(10_957, 21_900), st.sampled_from(periods.NAMES))
def test_every_named_period_ends_no_later_than_today(today, name):
    period = periods.named(name, today)
    assert period.start <= period.end <= today


def test_the_financial_year_begins_in_april():
    assert periods.named("financial-year", to_day(date(2026, 3, 31))) == span("2025-04-01", "2026-03-31")
    assert to_date(periods.named("financial-year", to_day(date(2026, 4, 1))).start) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (("2023-06-01", "2023-06-30"), "June 2023"),
        (("2023-04-01", "2024-03-31"), "FY 2023-24"),
        (("2023-04-01", "2023-06-30"), "April-June 2023"),
        (("2023-06-01", "2023-06-07"), "1-7 June 2023"),
        (("2023-06-28", "2023-07-04"), "28 June - 4 July 2023"),
        (("2023-12-28", "2024-01-04"), "28 December 2023 - 4 January 2024"),
        (("2023-06-05", "2023-06-05"), "5 June 2023"),
    ],
)
def test_a_period_has_the_title_that_people_use(period, title):
    assert periods.title(span(*period)) == title


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidError, match="before it begins"):
        periods.between(date(2024, 2, 1), date(2024, 1, 31))
