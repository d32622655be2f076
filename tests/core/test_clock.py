from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core import clock
from sakshi_desktop.core.errors import InvalidError

KOLKATA = ZoneInfo("Asia/Kolkata")
ZONES = (
    "Asia/Kolkata",
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "UTC",
)
FORTY_YEARS = 40 * 365 * 86_400 * 1_000_000
instants = st.integers(min_value=0, max_value=FORTY_YEARS).map(
    lambda micros: datetime(2000, 1, 2, tzinfo=UTC) + timedelta(microseconds=micros)
)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 1, 1)).map(clock.to_day)
zones = st.sampled_from(ZONES)
outside_of_clock_changes = st.integers(min_value=3 * 60 + 30, max_value=23 * 60)


def _day(text):
    return clock.to_day(date.fromisoformat(text))


@given(st.dates())
def test_days_and_dates_are_the_same_thing(when):
    assert clock.to_date(clock.to_day(when)) == when


def test_the_first_day_is_the_first_of_1970():
    assert clock.to_day(date(1970, 1, 1)) == 0
    assert clock.EARLIEST_DAY == 10_957


@given(st.dates(min_value=date(1970, 1, 1)))
def test_months_follow_each_other_without_a_gap(when):
    first = when.replace(day=1)
    before = clock.to_day(first) - 1
    assert clock.month_of(clock.to_day(when)) == clock.month_of(clock.to_day(first))
    assert clock.month_of(clock.to_day(first)) == clock.month_of(before) + 1


@pytest.mark.parametrize(
    ("wall", "day", "hour"),
    [
        ((2023, 6, 10, 23, 59), "2023-06-10", 23),
        ((2023, 6, 11, 1, 30), "2023-06-10", 1),
        ((2023, 6, 11, 3, 59), "2023-06-10", 3),
        ((2023, 6, 11, 4, 0), "2023-06-11", 4),
        ((2024, 1, 1, 2, 0), "2023-12-31", 2),
    ],
)
def test_a_sale_in_the_night_belongs_to_the_evening_before(wall, day, hour):
    found = clock.business_time(datetime(*wall, tzinfo=KOLKATA))
    assert found == clock.BusinessTime(_day(day), hour)


def test_a_cut_off_at_midnight_is_the_calendar():
    at = datetime(2023, 6, 11, 0, 0, tzinfo=KOLKATA)
    assert clock.business_time(at, cutoff=0).day == _day("2023-06-11")
    assert clock.business_time(at - timedelta(microseconds=1), cutoff=0).day == _day("2023-06-10")


def test_the_zone_of_the_instant_does_not_matter():
    at = datetime(2023, 6, 10, 22, 0, tzinfo=UTC)
    assert clock.business_time(at) == clock.business_time(at.astimezone(timezone(timedelta(hours=-9))))


@given(instants, zones, outside_of_clock_changes)
def test_every_instant_lies_within_its_business_day(at, zone, cutoff):
    day = clock.business_time(at, zone, cutoff).day
    assert clock.start_of(day, zone, cutoff) <= at < clock.start_of(day + 1, zone, cutoff)


@given(days, zones, outside_of_clock_changes)
def test_a_business_day_begins_at_its_start_and_not_before(day, zone, cutoff):
    start = clock.start_of(day, zone, cutoff)
    assert clock.business_time(start, zone, cutoff).day == day
    assert clock.business_time(start - timedelta(microseconds=1), zone, cutoff).day == day - 1


@pytest.mark.parametrize(
    ("day", "hours"), [("2023-03-11", 23), ("2023-03-12", 24), ("2023-11-04", 25), ("2023-11-05", 24)]
)
def test_the_night_of_a_clock_change_is_shorter_or_longer(day, hours):
    start, end = (clock.start_of(_day(day) + step, "America/New_York") for step in (0, 1))
    assert end - start == timedelta(hours=hours)


def test_both_passes_of_a_repeated_hour_belong_to_the_evening_before():
    new_york = ZoneInfo("America/New_York")
    for fold in (0, 1):
        at = datetime(2023, 11, 5, 1, 30, tzinfo=new_york, fold=fold)
        assert clock.business_time(at, "America/New_York") == clock.BusinessTime(_day("2023-11-04"), 1)


def test_india_has_no_summer_time():
    spans = {clock.start_of(day + 1) - clock.start_of(day) for day in range(_day("2022-01-01"), _day("2024-01-01"))}
    assert spans == {timedelta(days=1)}


def test_a_day_begins_where_the_clocks_skip_its_midnight():
    day = _day("2023-04-28")  # Cairo went from 00:00 to 01:00
    start = clock.start_of(day, "Africa/Cairo", 0)
    assert clock.business_time(start, "Africa/Cairo", 0) == clock.BusinessTime(day, 1)
    assert clock.business_time(start - timedelta(microseconds=1), "Africa/Cairo", 0).day == day - 1


def test_today_asks_the_clock_it_is_given():
    assert clock.today(lambda: datetime(2023, 6, 10, 22, 0, tzinfo=UTC)) == _day("2023-06-10")
    assert clock.today(lambda: datetime(2023, 6, 10, 22, 30, tzinfo=UTC)) == _day("2023-06-11")


def test_now_is_aware():
    assert clock.utc_now().utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        clock.business_time(datetime(2023, 6, 10, 22, 0, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "Asia", "../etc/passwd", "Eastern Time (US & Canada)", "a\0b"])
def test_an_unknown_zone_is_a_sentence(name):
    with pytest.raises(InvalidError) as refused:
        clock.zone(name)
    assert "is no time zone." in refused.value.sentence
    assert "Asia/Kolkata" in refused.value.hint
