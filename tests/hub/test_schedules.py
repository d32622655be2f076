import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import schedules

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)  # a Thursday, 17:30 in India


def after(text, at=NOW, zone="Asia/Kolkata"):
    return schedules.parse(text, zone).after(at)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("every 15 minutes", NOW + timedelta(minutes=15)),
        ("Every  1 minute", NOW + timedelta(minutes=1)),
        ("hourly", datetime(2026, 11, 26, 12, 30, tzinfo=UTC)),  # 18:00 on India's clocks
        ("daily at 06:30", datetime(2026, 11, 27, 1, 0, tzinfo=UTC)),
        ("daily at 17:31", datetime(2026, 11, 26, 12, 1, tzinfo=UTC)),
        ("weekly on thursday at 6:30", datetime(2026, 12, 3, 1, 0, tzinfo=UTC)),
        ("weekly on sunday at 06:30", datetime(2026, 11, 29, 1, 0, tzinfo=UTC)),
        ("cron 30 6 * * 0", datetime(2026, 11, 29, 1, 0, tzinfo=UTC)),
        ("cron 30 6 * * 7", datetime(2026, 11, 29, 1, 0, tzinfo=UTC)),
        ("cron 30 6 * * 1-5", datetime(2026, 11, 27, 1, 0, tzinfo=UTC)),
        ("cron 30 6 * * mon,sat", datetime(2026, 11, 28, 1, 0, tzinfo=UTC)),
        ("cron 0 4 1 4 *", datetime(2027, 3, 31, 22, 30, tzinfo=UTC)),
        ("manual", None),
        ("realtime", None),
    ],
)
def test_a_schedule_says_when_the_next_run_is_due(text, wanted):
    assert after(text) == wanted


def test_a_run_is_never_due_at_the_moment_it_was_due():
    first = after("daily at 06:30")
    assert after("daily at 06:30", first) == first + timedelta(days=1)


def test_runs_that_were_missed_are_made_up_for_once():
    late = NOW + timedelta(days=10)
    assert after("daily at 06:30", late) - late < timedelta(days=1)


def test_the_hour_stays_when_clocks_are_set():
    before, later = datetime(2026, 10, 24, 3, tzinfo=UTC), datetime(2026, 10, 26, 3, tzinfo=UTC)
    assert after("daily at 06:30", before, "Europe/Berlin").hour == 4
    assert after("daily at 06:30", later, "Europe/Berlin").hour == 5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "“” is no schedule."),
        ("sometimes", "“sometimes” is no schedule."),
        ("every 0 minutes", "A sync cannot run every 0 minutes."),
        ("every 1441 minutes", "A sync cannot run every 1441 minutes."),
        ("daily at 24:00", "“24:00” is no time of day."),
        ("cron * * *", "A line of cron has five fields; this one has 3."),
        ("cron 61 * * * *", "“cron 61 * * * *” cannot be read: “61” is no minute; it goes from 0 to 59."),
        ("cron 0 0 31 2 *", "“cron 0 0 31 2 *” never comes."),
        ("cron 0 0 * * 9", "“cron 0 0 * * 9” cannot be read: “9” is no weekday; it goes from 0 to 7, or sun to sat."),
        ("every ५ minutes", "“every ५ minutes” is no schedule."),
        ("daily at 06:٣٠", "“daily at 06:٣٠” is no schedule."),
        ("weekly on monday at ٠٦:30", "“weekly on monday at ٠٦:30” is no schedule."),
    ],
)
def test_what_is_no_schedule_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(InvalidError) as refused:
        schedules.parse(text)
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.hint


@given(st.text(max_size=40))
def test_no_line_breaks_the_parser(text):
    with contextlib.suppress(InvalidError):
        assert schedules.parse(text).text


@given(
    st.sampled_from(["every 7 minutes", "hourly", "daily at 06:30", "weekly on friday at 23:59", "cron */7 3 * * *"]),
    st.timedeltas(timedelta(0), timedelta(days=700)).map(NOW.__add__),
)
def test_the_next_run_lies_ahead_and_comes_back_as_it_was_written(text, at):
    schedule = schedules.parse(text)
    assert at < schedule.after(at) <= at + timedelta(days=8)
    assert schedules.parse(schedule.text) == schedule
