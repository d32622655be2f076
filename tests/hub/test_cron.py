"""Lines of cron mean what they mean everywhere: held against a reading of the clock, minute by minute."""

import contextlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import cron, schedules

INDIA, BERLIN = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
BOUNDS = {"minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 7)}
FROM = datetime(2026, 11, 1, tzinfo=UTC)


# --- a second reading of a line, value by value


def number(word):
    names = {name: at for at, name in enumerate(WEEKDAYS)} | {name: at for at, name in enumerate(MONTHS, 1)}
    return names[word] if word in names else int(word)


def item_means(item, value, low):
    body, _, step = item.partition("/")
    first, _, last = body.partition("-")
    if body == "*":
        return (value - low) % int(step or 1) == 0
    if not last:
        return value == number(first)
    return number(first) <= value <= number(last) and (value - number(first)) % int(step or 1) == 0


@lru_cache(maxsize=2_000)
def field_means(field, value, low):
    return any(item_means(item, value, low) for item in field.split(","))


def means(line, wall):
    """Say whether a line of cron means the minute that a clock on the wall shows."""
    minute, hour, day, month, weekday = line.split()
    place = (wall.weekday() + 1) % 7
    of_month = field_means(day, wall.day, 1)
    of_week = field_means(weekday, place, 0) or (place == 0 and field_means(weekday, 7, 0))
    both_said = day[0] != "*" and weekday[0] != "*"
    return (
        field_means(minute, wall.minute, 0)
        and field_means(hour, wall.hour, 0)
        and field_means(month, wall.month, 1)
        and (of_month or of_week if both_said else of_month and of_week)
    )


def brute(line, at, zone, *, days):
    """The first minute after ``at`` that a line means, None where there is none within so many days."""
    when = at.replace(second=0, microsecond=0) + MINUTE
    while when <= at + timedelta(days=days):
        if means(line, when.astimezone(zone)):
            return when
        when += MINUTE
    return None


# --- lines


def words(low, high, names):
    """Say values as numbers, with or without a nought before them, or by their names."""
    return [(value, word) for value in range(low, high + 1) for word in spelt(value, low, names)]


def spelt(value, low, names):
    return [str(value), f"{value:02}", *names[value - low : value - low + 1]]


def items(low, high, names):
    said, steps = words(low, high, names), st.integers(1, high - low + 1)
    one = st.sampled_from(said)
    pairs = st.tuples(one, one).map(sorted).map(lambda pair: f"{pair[0][1]}-{pair[1][1]}")
    wide = st.just("*") | pairs
    return one.map(lambda each: each[1]) | wide | st.tuples(wide, steps).map(lambda pair: f"{pair[0]}/{pair[1]}")


def fields(name, names=()):
    low, high = BOUNDS[name]
    listed = st.lists(items(low, high, names), min_size=1, max_size=3).map(",".join)
    return st.one_of(st.just("*"), listed)


def lines(hours=None):
    five = (
        fields("minute"),
        fields("hour") if hours is None else hours,
        fields("day"),
        fields("month", MONTHS),
        fields("weekday", WEEKDAYS),
    )
    return st.tuples(*five).map(" ".join)


@given(lines(), st.timedeltas(timedelta(0), timedelta(days=400)).map(FROM.__add__))
def test_the_next_time_is_the_first_minute_that_the_line_means(line, at):
    found, wanted = cron.read(line).after(at, INDIA), brute(line, at, INDIA, days=3)
    if wanted is None:
        assert found is None or found > at + timedelta(days=3)
        assert found is None or means(line, found.astimezone(INDIA))
    else:
        assert found == wanted


@given(
    lines(st.sampled_from(["*", "*/2", "*/5", "*,3"])),
    st.sampled_from([datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)]),
    st.timedeltas(timedelta(0), timedelta(hours=8)),
)
def test_lines_for_any_hour_follow_the_clock_where_it_is_set(line, night, later):
    at = night + later
    found, wanted = cron.read(line).after(at, BERLIN), brute(line, at, BERLIN, days=1)
    assert found == wanted or (wanted is None and found > at + timedelta(days=1))


@given(lines(), st.timedeltas(timedelta(0), timedelta(days=60)).map(datetime(2026, 9, 20, tzinfo=UTC).__add__))
def test_a_line_comes_once_a_minute_at_most_and_always_later(line, at):
    found = cron.read(line).after(at, BERLIN)
    assert found is None or (found > at and found.second == found.microsecond == 0)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("30 2 * * *", ["29 01:30", "30 00:30"]),  # 02:30 is skipped on the 29th: 03:30 it is
        ("*/30 2-3 * * *", ["29 01:00", "29 01:30", "30 00:00"]),
    ],
)
def test_a_time_that_the_clocks_skip_is_not_missed(line, wanted):
    at, found = datetime(2026, 3, 28, 12, tzinfo=UTC), []
    for _ in wanted:
        at = cron.read(line).after(at, BERLIN)
        found.append(f"{at:%d %H:%M}")
    assert found == wanted


def test_a_time_that_the_clocks_show_twice_comes_once():
    first = cron.read("30 2 * * *").after(datetime(2026, 10, 24, 12, tzinfo=UTC), BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert cron.read("30 2 * * *").after(first, BERLIN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("*/2", "Sun Tue Thu Sat"),
        ("0-6", "Sun Mon Tue Wed Thu Fri Sat"),
        ("0-4", "Sun Mon Tue Wed Thu"),
        ("sun-thu", "Sun Mon Tue Wed Thu"),
        ("fri-sun", "Sun Fri Sat"),
        ("sun-sun", "Sun"),
        ("5-7", "Sun Fri Sat"),
        ("1-5/2", "Mon Wed Fri"),
        ("1-7/3", "Sun Mon Thu"),
        ("0", "Sun"),
        ("7", "Sun"),
        ("mon,sat", "Mon Sat"),
        ("TUE", "Tue"),
    ],
)
def test_weekdays_are_those_of_cron(field, wanted):
    week = schedules.coming(f"cron 0 0 * * {field}", "Asia/Kolkata", datetime(2026, 11, 21, tzinfo=UTC), count=7)
    days = {when.astimezone(INDIA).isoweekday() % 7 for when in week}
    assert " ".join(WEEKDAYS[day].capitalize() for day in sorted(days)) == wanted


def test_a_day_of_the_month_or_a_weekday_is_enough_where_both_are_given():
    week = schedules.coming("cron 0 0 1,15 * fri", "Asia/Kolkata", datetime(2026, 11, 27, tzinfo=UTC), count=4)
    assert [f"{when.astimezone(INDIA):%d %b}" for when in week] == ["01 Dec", "04 Dec", "11 Dec", "15 Dec"]


def test_a_day_that_is_far_away_is_found():
    assert cron.read("0 0 29 2 *").after(datetime(2096, 3, 1, tzinfo=UTC), INDIA).year == 2104
    sunday = cron.read("0 0 29 2 */7").after(datetime(2088, 3, 1, tzinfo=UTC), INDIA)
    assert f"{sunday.astimezone(INDIA):%Y-%m-%d %a}" == "2128-02-29 Sun"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 0 * * mon!!rubbish", "“mon!!rubbish” is no weekday"),
        ("0 0 * * mon#2", "“mon#2” is no weekday"),
        ("0 0 * * 1/2", "the step of “1/2” needs a range: 1-7/2"),
        ("0 0 * * sat-sun/9", "the step of “sat-sun/9” is not from 1 to 8"),
        ("0 0 1 jan!! *", "“jan!!” is no month"),
        ("0 0 1 jan/2 *", "the step of “jan/2” needs a range: jan-12/2"),
        ("0 0 last!! * *", "“last!!” is no day of the month"),
        ("0 0 last * *", "“last” is no day of the month; it goes from 1 to 31"),
        ("0 0 lastday * *", "“lastday” is no day of the month; it goes from 1 to 31"),
        ("0 0 * * 7-1", "“7-1” ends before it begins"),
        ("0 0 * * 10", "“10” is no weekday; it goes from 0 to 7, or sun to sat"),
        ("0 0 * * monday", "“monday” is no weekday; it goes from 0 to 7, or sun to sat"),
        ("0 0 ? * *", "“?” is no day of the month"),
        ("0 0 0 * *", "“0” is no day of the month; it goes from 1 to 31"),
        ("60 0 * * *", "“60” is no minute; it goes from 0 to 59"),
        ("-5 0 * * *", "“-5” is no minute"),
        ("5- 0 * * *", "“5-” is no minute"),
        ("*/0 0 * * *", "the step of “*/0” is not from 1 to 60"),
        ("*/61 0 * * *", "the step of “*/61” is not from 1 to 60"),
        ("*/ 0 * * *", "“*/” is no minute"),
        ("*-5 0 * * *", "“*-5” is no minute"),
        ("*5 0 * * *", "“*5” is no minute"),
        ("1,,2 0 * * *", "a minute is missing beside a comma"),
        ("1, 0 * * *", "a minute is missing beside a comma"),
        ("1 0 * mon *", "“mon” is no month; it goes from 1 to 12, or jan to dec"),
        ("५ 0 * * *", "“५” is no minute"),
        ("*/५ 0 * * *", "“*/५” is no minute"),
        ("5\N{SUPERSCRIPT TWO} 0 * * *", "“5²” is no minute"),
    ],
)
def test_what_cron_does_not_know_is_refused_with_what_it_is(line, reason):
    with pytest.raises(InvalidError) as refused:
        schedules.parse(f"cron {line}")
    assert refused.value.sentence == f"“cron {line}” cannot be read: {reason}."
    assert refused.value.hint


@given(st.text(alphabet="0123456789*,-/abdefjlmnorstuvw#?! ", max_size=24))
def test_what_is_taken_comes_back_as_it_was_read(text):
    with contextlib.suppress(ValueError):
        found = cron.read(text).after(FROM, INDIA)
        assert found is None or means(text, found.astimezone(INDIA))
