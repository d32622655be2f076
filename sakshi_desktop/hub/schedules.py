"""When a sync runs: by an event, every few minutes, hourly, daily, weekly, or by a line of cron.

A schedule is kept as a short line, as a person may write it: ``manual``, ``realtime``, ``every 15 minutes``,
``hourly``, ``daily at 06:30``, ``weekly on monday at 06:30``, ``cron 30 6 * * mon-fri``.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sakshi_desktop.core import clock
from sakshi_desktop.core.errors import InvalidError, shortened
from sakshi_desktop.hub import cron

MANUAL = "manual"
REALTIME = "realtime"
LONGEST_PAUSE = 24 * 60
"""Minutes between two runs at most, where a schedule says “every n minutes”."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHAPES = (
    "Write manual, realtime, every 15 minutes, hourly, daily at 06:30, weekly on monday at 06:30, "
    "or cron 30 6 * * mon-fri."
)
CRON_FIELDS = "Write minute, hour, day, month and weekday: cron 30 6 * * mon-fri."
_EVERY = re.compile(r"every ([0-9]{1,5}) minutes?")
_DAILY = re.compile(r"daily at ([0-9]{1,2}):([0-9]{2})")
_WEEKLY = re.compile(rf"weekly on ({'|'.join(WEEKDAYS)}) at ([0-9]{{1,2}}):([0-9]{{2}})")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule that was understood.

    Attributes:
        text: the line, in its tidy form.
        zone: the time zone whose wall clock it means.
    """

    text: str
    zone: str = clock.DEFAULT_ZONE

    def after(self, at: datetime) -> datetime | None:
        """Return when the next run is due after ``at``; None where only a person or an event begins it.

        Runs that were missed are not counted: whoever was away runs once and goes on from there.
        """
        if self.text in {MANUAL, REALTIME}:
            return None
        every = _EVERY.fullmatch(self.text)
        if every:
            return at + timedelta(minutes=int(every[1]))
        found = cron.read(_cron(self.text)).after(at, clock.zone(self.zone))
        return None if found is None else found.astimezone(at.tzinfo)


def parse(text: str, zone: str = clock.DEFAULT_ZONE) -> Schedule:
    """Return the schedule that a line means.

    Raises:
        InvalidError: it means none, or one that never comes.
    """
    line = " ".join(text.lower().split())
    if line in {MANUAL, REALTIME, "hourly"}:
        return Schedule(line, zone)
    if found := _EVERY.fullmatch(line):
        return Schedule(_every(int(found[1])), zone)
    if found := _DAILY.fullmatch(line) or _WEEKLY.fullmatch(line):
        hour, minute = found.groups()[-2:]
        if int(hour) > 23 or int(minute) > 59:  # noqa: PLR2004
            raise InvalidError(f"“{hour}:{minute}” is no time of day.", hint="Write it as 06:30.")
        return Schedule(line.replace(f"{hour}:{minute}", f"{int(hour):02}:{minute}"), zone)
    if line.startswith("cron "):
        return _checked_cron(line, zone)
    raise InvalidError(f"“{shortened(text)}” is no schedule.", hint=SHAPES)


def coming(text: str, zone: str, at: datetime, *, count: int = 3) -> tuple[datetime, ...]:
    """Return the next times at which a schedule is due; none where a person or an event begins the runs.

    Raises:
        InvalidError: this is no schedule.
    """
    plan, found = parse(text, zone), list[datetime]()
    while len(found) < count and (following := plan.after(found[-1] if found else at)) is not None:
        found.append(following)
    return tuple(found)


def _every(minutes: int) -> str:
    if not 1 <= minutes <= LONGEST_PAUSE:
        raise InvalidError(
            f"A sync cannot run every {minutes} minutes.", hint=f"Choose from 1 to {LONGEST_PAUSE} minutes."
        )
    return f"every {minutes} minute{'s' if minutes != 1 else ''}"


def _checked_cron(line: str, zone: str) -> Schedule:
    fields = len(line.split()) - 1
    if fields != len(cron.FIELDS):
        raise InvalidError(f"A line of cron has five fields; this one has {fields}.", hint=CRON_FIELDS)
    schedule = Schedule(line, zone)
    try:
        comes = schedule.after(clock.utc_now())
    except ValueError as error:
        raise InvalidError(f"“{shortened(line)}” cannot be read: {error}.", hint=CRON_FIELDS) from error
    if comes is None:
        raise InvalidError(f"“{shortened(line)}” never comes.", hint="Look at its day and month.")
    return schedule


def _cron(text: str) -> str:
    if text == "hourly":
        return "0 * * * *"
    if found := _DAILY.fullmatch(text):
        return f"{int(found[2])} {int(found[1])} * * *"
    if found := _WEEKLY.fullmatch(text):
        return f"{int(found[3])} {int(found[2])} * * {found[1][:3]}"
    return text.removeprefix("cron ")
