from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.importers.dates import (
    Moments,
    decide,
    exchanged,
    has_seconds,
    read_date,
    read_time,
    series_of,
    split_moment,
    zone_of,
)
from sakshi_desktop.importers.types import Series
from sakshi_desktop.importers.values import UnreadableError

LATEST = to_day(date(2027, 6, 17))
SEPTEMBER = to_day(date(2024, 9, 10))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2024-09-10", "dmy"),
        ("2024/9/10", "mdy"),
        ("20240910", "dmy"),
        ("10-09-2024", "dmy"),
        ("10.09.24", "dmy"),
        ("09/10/2024", "mdy"),
        ("9/10/24", "mdy"),
        ("10 Sep 2024", "mdy"),
        ("10-Sep-24", "mdy"),
        ("September 10 2024", "dmy"),
        ("Sep 10, 2024", "dmy"),
        ("Tue, 10th September 2024", "dmy"),
        ("24-09-10", "ymd"),
    ],
)
def test_a_date_is_read_as_people_write_it(text, order):
    assert read_date(text, order) == SEPTEMBER


@pytest.mark.parametrize("text", ["", "31-02-2024", "13/13/2024", "ERROR", "15:50.5", "1/2/3", "10 Foo 2024"])
def test_what_is_no_date_is_none(text):
    assert read_date(text, "dmy") is None


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("07:06:11", 25571),
        ("T14:02:12", 50532),
        ("2:05 PM", 50700),
        ("12:00 am", 0),
        ("23:59", 86340),
        ("24:00", 86399),
        ("24:00:00Z", 86399),
        ("10:15:00.250 +0530", 36900),
    ],
)
def test_a_time_is_read_as_second_of_the_day(text, second):
    assert read_time(text) == second


@pytest.mark.parametrize("text", ["15:50.5", "24:01", "25:00", "24:00 PM", "13:00 PM", "noon", ""])
def test_what_is_no_time_is_none(text):
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2024-01-05 10:11:12 +0530", ("2024-01-05", "10:11:12 +0530")),
        ("2024-01-05T10:11:12Z", ("2024-01-05", "10:11:12Z")),
        ("11:38 PM, September 10 2024", ("September 10 2024", "11:38 PM")),
        ("10 Sep 2024, 9:05 am", ("10 Sep 2024", "9:05 am")),
        ("9/10/24 10:15 AM", ("9/10/24", "10:15 AM")),
        ("2024-01-05", ("2024-01-05", "")),
        ("10 Sep 2024", ("10 Sep 2024", "")),
    ],
)
def test_a_moment_is_split_into_date_and_time(text, parts):
    assert split_moment(text) == parts


def test_a_moment_is_read_with_and_without_time():
    moments = Moments("dmy", LATEST)
    assert moments("10/09/2024 13:05") == (SEPTEMBER, 47100)
    assert moments("10/09/2024") == (SEPTEMBER, None)
    assert moments("11:38 PM, September 10 2024") == (SEPTEMBER, 85080)


@pytest.mark.parametrize("text", ["1999-12-31", "2027-06-18", "2099-01-01"])
def test_a_date_before_2000_or_too_far_ahead_is_refused(text):
    with pytest.raises(UnreadableError, match="lies outside 2000-01-01 to 2027-06-17"):
        Moments("dmy", LATEST)(text)


def test_the_first_and_the_last_accepted_day_are_accepted():
    moments = Moments("dmy", LATEST)
    assert moments("2000-01-01")[0] == to_day(date(2000, 1, 1))
    assert moments("2027-06-17")[0] == LATEST


def test_a_missing_date_is_called_missing():
    with pytest.raises(UnreadableError, match="missing"):
        Moments("dmy", LATEST)("UNKNOWN")


@given(
    st.dates(date(2000, 1, 1), date(2027, 6, 17)),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d %b %Y"]),
)
def test_a_written_date_comes_back(day, pattern):
    order = "mdy" if pattern.startswith("%m") else "dmy"
    assert read_date(day.strftime(pattern), order) == to_day(day)


@given(
    st.dates(date(2000, 1, 1), date(2026, 1, 1)),
    st.integers(32, 400),
    st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"), ("mdy", "%m-%d-%Y"), ("dmy", "%d.%m.%y")]),
)
def test_the_order_of_a_column_of_days_in_a_row_is_found(first, count, written):
    order, pattern = written
    found = decide([(first + timedelta(days=n)).strftime(pattern) for n in range(count)], LATEST)
    assert (found.order, found.first_day, found.last_day) == (order, to_day(first), to_day(first) + count - 1)


def test_dashes_follow_the_slashes_of_their_column():
    found = decide(["07-03-2022", "8/23/2022", "11/20/2022", "02-03-2023"], LATEST)
    assert found.order == "mdy"
    assert found.certain
    assert "8/23/2022" in found.reason


def test_days_that_fit_both_ways_are_read_so_that_they_lie_together():
    days = [f"0{day}/05/2025" for day in range(1, 10)]
    found = decide(days, LATEST)
    assert (found.order, found.last_day - found.first_day) == ("dmy", 8)
    assert decide([f"05/0{day}/2025" for day in range(1, 10)], LATEST).order == "mdy"


def test_an_undecidable_column_is_day_first_and_says_so():
    found = decide(["05/05/2025"], LATEST)
    assert (found.order, found.certain) == ("dmy", False)
    assert "Please check" in found.reason


def test_a_future_that_only_one_order_sees_decides():
    assert decide(["01/12/2027", "02/05/2027"], LATEST).order == "mdy"


def test_the_persons_choice_is_taken():
    found = decide(["05/06/2025", "13/06/2025"], LATEST, wanted="dmy")
    assert found.reason == "You chose day first."


def test_seconds_are_told_from_full_minutes():
    assert has_seconds("07:06:11")
    assert not has_seconds("2009-12-01 07:45:00")
    assert not has_seconds("10:15")


def test_a_financial_year_begins_in_april():
    days = [to_day(date(2026, 3, 31)), to_day(date(2026, 4, 1))]
    assert [series_of(day, Series.FINANCIAL_YEAR) for day in days] == ["2025-26", "2026-27"]
    assert series_of(days[0], Series.YEAR) == "2026"
    assert series_of(days[0], Series.DAY) == "2026-03-31"


def test_only_a_named_zone_is_a_zone():
    assert [zone_of(text) for text in ("10:15:00Z", "10:15 IST", "10:15 +0530", "10:15 PM")] == [
        "UTC",
        "Asia/Kolkata",
        None,
        None,
    ]


def test_the_example_of_a_decided_order_is_a_date_in_it():
    found = decide(["13/13/25", "12/31/25"], to_day(date(2026, 6, 15)))
    assert found.order == "mdy"
    assert found.reason.endswith("such as 12/31/25.")


def test_dates_that_a_spreadsheet_took_in_part_are_pointed_out():
    taken, alone = ["2026-01-11", "2026-02-11"], ["13/11/2026", "14/11/2026"]
    assert "such as 2026-01-11 were read by a spreadsheet" in exchanged([*taken, *alone], "dmy")
    assert exchanged(taken, "ymd") == exchanged(alone, "dmy") == ""
    assert exchanged([*taken, "2026-02-13", *alone], "dmy") == ""
    assert exchanged([*taken, *alone, "12/11/2026"], "dmy") == ""
