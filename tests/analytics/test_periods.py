from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.periods import DASH
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
        ("month", ("2026-11-01", "2026-11-30")),
        ("last month", ("2026-10-01", "2026-10-31")),
        ("quarter", ("2026-10-01", "2026-12-31")),
        ("last-quarter", ("2026-07-01", "2026-09-30")),
        ("financial_year", ("2026-04-01", "2027-03-31")),
        ("last-financial-year", ("2025-04-01", "2026-03-31")),
        ("last-30-days", ("2026-10-24", "2026-11-22")),
        ("2023-06", ("2023-06-01", "2023-06-30")),
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2023-Q2", ("2023-04-01", "2023-06-30")),
        ("2023-W23", ("2023-06-05", "2023-06-11")),
        ("FY2023-24", ("2023-04-01", "2024-03-31")),
        ("FY2023", ("2023-04-01", "2024-03-31")),
        ("FY2023-2024", ("2023-04-01", "2024-03-31")),
        ("FY1999-00", ("1999-04-01", "2000-03-31")),
        ("2023-06-05", ("2023-06-05", "2023-06-05")),
    ],
)
def test_a_period_is_understood_by_its_name(name, period):
    assert periods.parse(name, to_day(date(2026, 11, 22))) == span(*period)


@pytest.mark.parametrize(
    "text",
    ["", "junk", "2023-13", "2023-00", "last-0-days", "2023-W60", "2023-02-30", "0000", "FY2025-99", "FY2025-2027"],
)
def test_a_word_that_is_no_period_is_refused(text):
    with pytest.raises(InvalidError):
        periods.parse(text, 20_000)


@given(st.integers(10_957, 21_900), st.sampled_from(periods.NAMES))
def test_every_named_period_has_begun_and_a_running_one_is_whole(today, name):
    period = periods.named(name, today)
    assert period.start <= today
    assert period.start <= period.end
    assert period.end <= today or periods.named(name, period.end) == period


@given(st.integers(10_957, 21_900), st.sampled_from([name for name in periods.NAMES if not name.endswith("-days")]))
def test_a_named_and_a_written_period_are_compared_alike(today, name):
    period = periods.named(name, today)
    written = Period(period.start, period.end)
    assert periods.compared(period, today) == periods.compared(written, today)


@pytest.mark.parametrize(
    ("period", "until", "known", "before", "year"),
    [
        (
            ("2026-11-01", "2026-11-30"),
            "2026-11-21",
            ("2026-11-01", "2026-11-21"),
            ("2026-10-01", "2026-10-21"),
            ("2025-11-01", "2025-11-21"),
        ),
        (
            ("2026-03-01", "2026-03-31"),
            "2026-03-30",
            ("2026-03-01", "2026-03-30"),
            ("2026-02-01", "2026-02-28"),
            ("2025-03-01", "2025-03-30"),
        ),
        (
            ("2024-04-01", "2025-03-31"),
            "2024-05-01",
            ("2024-04-01", "2024-05-01"),
            ("2023-04-01", "2023-05-01"),
            ("2023-04-01", "2023-05-01"),
        ),
        (
            ("2024-06-03", "2024-06-09"),
            "2024-06-05",
            ("2024-06-03", "2024-06-05"),
            ("2024-05-27", "2024-05-29"),
            ("2023-06-05", "2023-06-07"),
        ),
        (
            ("2026-11-05", "2026-11-30"),
            "2026-11-21",
            ("2026-11-05", "2026-11-21"),
            ("2026-10-10", "2026-10-26"),
            ("2025-11-05", "2025-11-21"),
        ),
    ],
)
def test_a_running_period_is_compared_with_the_like_days_of_the_one_before(period, until, known, before, year):
    found = periods.compared(span(*period), span(until, until).start)
    assert (found.known, found.previous, found.year_ago) == (span(*known), span(*before), span(*year))


@given(anything, st.integers(-900, 900))
def test_what_is_compared_lies_within_the_whole_periods(period, shift):
    found = periods.compared(period, period.end + shift)
    for part, whole in ((found.previous, periods.previous(period)), (found.year_ago, periods.year_ago(period))):
        assert whole.start == part.start <= part.end <= whole.end
    if shift >= 0:
        assert (found.known, found.previous, found.year_ago) == (
            period,
            periods.previous(period),
            periods.year_ago(period),
        )
    else:
        assert found.known is None or found.previous.days <= found.known.days


def test_a_period_that_has_not_begun_is_known_on_no_day():
    assert periods.compared(Period(100, 110), 99).known is None


def test_the_financial_year_begins_in_april():
    assert periods.named("financial-year", to_day(date(2026, 3, 31))) == span("2025-04-01", "2026-03-31")
    assert to_date(periods.named("financial-year", to_day(date(2026, 4, 1))).start) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (("2023-06-01", "2023-06-30"), "June 2023"),
        (("2023-04-01", "2024-03-31"), f"FY 2023{DASH}24"),
        (("2023-04-01", "2023-06-30"), f"April{DASH}June 2023"),
        (("2023-06-01", "2023-06-07"), f"1{DASH}7 June 2023"),
        (("2023-06-28", "2023-07-04"), f"28 June {DASH} 4 July 2023"),
        (("2023-12-28", "2024-01-04"), f"28 December 2023 {DASH} 4 January 2024"),
        (("2023-06-05", "2023-06-05"), "5 June 2023"),
    ],
)
def test_a_period_has_the_title_that_people_use(period, title):
    assert periods.title(span(*period)) == title


@pytest.mark.parametrize(
    ("period", "short"),
    [
        (("2023-06-01", "2023-06-30"), "Jun 2023"),
        (("2023-04-01", "2024-03-31"), f"FY 2023{DASH}24"),
        (("2023-01-01", "2023-12-31"), "2023"),
        (("2023-04-01", "2023-06-30"), f"1 Apr {DASH} 30 Jun 2023"),
        (("2023-06-01", "2023-06-07"), f"1{DASH}7 Jun 2023"),
        (("2023-12-28", "2024-01-04"), f"28 Dec 2023 {DASH} 4 Jan 2024"),
        (("2023-06-05", "2023-06-05"), "5 Jun 2023"),
    ],
)
def test_a_period_is_said_as_short_as_it_can_be(period, short):
    assert periods.short(span(*period)) == short


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidError, match="before it begins"):
        periods.between(date(2024, 2, 1), date(2024, 1, 31))
