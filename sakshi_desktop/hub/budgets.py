"""How many calls a service gets a minute: counted in the database, over all its streams and over all programs.

Calls are given their times one after the other (the generic cell rate algorithm): the row of the service says when its
next call would be due, were none ever early, and a few may be early together. A program that dies with a time of its
own has lost that one, and nothing else. Where a service says itself for how long it wishes to hear nothing, all keep to
that, too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import ConnectorError, FieldsError
from sakshi_desktop.hub import offers, retrying, rules
from sakshi_desktop.store.instants import Moment
from sakshi_desktop.store.models import Integration

MINUTE = timedelta(minutes=1)
LARGEST: Final = 60_000
"""Calls a minute; who wants more sets no limit."""
NO_LIMIT: Final = 0
LONGEST_WAIT = timedelta(seconds=5)
"""A call waits so long for its time; where it is later than that, it is given none, and its run rests."""
WRONG = f"Write how many calls a minute it takes, up to {LARGEST:,}; {NO_LIMIT} sets no limit."


class LimitedError(ConnectorError):
    """No call may be made at present: the budget of the service is used up, or it wishes to hear nothing.

    Args:
        wait: for how long that is so.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            "The calls that the service takes in a minute are used up.",
            retryable=True,
            hint="Try again in a moment.",
            retry_after=wait.total_seconds(),
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """When a call may be made, and what the row of its service says once it was given that time."""

    at: datetime
    following: datetime | None


def typed(text: str) -> int | None:
    """Return the calls a minute that a person typed; None where nothing was typed.

    Raises:
        FieldsError: it is no such number.
    """
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > len(str(LARGEST)):
        raise FieldsError({"calls_per_minute": WRONG})
    return int(plain)


def complaint(calls: int | None) -> str:
    """Return what is wrong with a number of calls a minute, "" where nothing is."""
    return "" if calls is None or NO_LIMIT <= calls <= LARGEST else WRONG


def per_minute(vendor: str, calls: int | None) -> int | None:
    """Return how many calls a minute a service gets, None where there is no limit.

    Args:
        calls: what a person has set, None where nothing is.
    """
    chosen = offers.CALLS_PER_MINUTE.get(vendor, NO_LIMIT) if calls is None else calls
    return chosen or None


def interval(rate: int) -> timedelta:
    """Return the time between two calls, once those that may be early are used up; no minute holds more than ``rate``.

    Of the first minute the early ones are a part: the others have what is left of it.
    """
    among = rate - rules.burst(rate) + 1
    return timedelta(microseconds=-(-MINUTE // timedelta(microseconds=1) // among))


def turn(rate: int | None, next_call_at: datetime | None, held_until: datetime | None, at: datetime) -> Turn:
    """Return the time of the next call, now or later, given what the row of the service says.

    What it says further ahead than it ever can was written by a clock that was fast, and does not count.

    Args:
        rate: calls a minute, None for no limit.
        at: the database's own time.
    """
    held = held_until if held_until is not None and is_held(held_until, at) else at
    if rate is None:
        return Turn(held, None)
    early = (rules.burst(rate) - 1) * interval(rate)
    latest = held + LONGEST_WAIT + early + interval(rate)
    due = next_call_at if next_call_at is not None and next_call_at <= latest else at
    when = max(held, due - early)
    return Turn(when, max(due, when) + interval(rate))


def take(
    session: Session,
    integration_id: int,
    moment: Moment,
    *,
    longest: timedelta = LONGEST_WAIT,
) -> timedelta:
    """Give one call to a service its time, and return how long it is until then.

    Args:
        moment: tells the database's own time; it is asked once nobody else is being given one.
        longest: where it is later than that, none is given.

    Raises:
        LimitedError: none is given.
    """
    kept = _locked(session, integration_id)
    if kept is None:  # it was removed: whoever asks will hear so
        return timedelta(0)
    at = moment(session)
    given = turn(per_minute(kept.vendor, kept.calls_per_minute), kept.next_call_at, kept.held_until, at)
    if given.at - at > longest:
        raise LimitedError(given.at - at)
    kept.next_call_at = given.following
    return given.at - at


def is_free(session: Session, integration_id: int, *, at: datetime) -> bool:
    """Return whether calls to a service are not counted, nor wait for anything; nothing is locked."""
    asked = select(Integration.vendor, Integration.calls_per_minute, Integration.held_until)
    found = session.execute(asked.where(Integration.id == integration_id)).one_or_none()
    if found is None:
        return True
    return not is_held(found.held_until, at) and per_minute(found.vendor, found.calls_per_minute) is None


def hold_back(session: Session, integration_id: int, seconds: float, *, at: datetime) -> None:
    """Let no program call a service before so many seconds are over: it asks for that, or did before.

    Args:
        at: the database's own time.
    """
    kept = _locked(session, integration_id)
    if kept is None:
        return
    until, before = at + retrying.wish(seconds), kept.held_until
    kept.held_until = max(until, before) if before is not None and is_held(before, at) else until


def is_held(held_until: datetime | None, at: datetime) -> bool:
    """Return whether a service wishes to hear nothing at present."""
    return held_until is not None and at < held_until <= at + retrying.LONGEST_WISH


def shown(vendor: str, calls: int | None) -> str:
    """Return in words how many calls a minute a service gets."""
    rate = per_minute(vendor, calls)
    return "no limit" if rate is None else f"{rate:,}"


def _locked(session: Session, integration_id: int) -> Integration | None:
    asked = select(Integration).where(Integration.id == integration_id).with_for_update(key_share=True)
    return session.scalars(asked, execution_options={"populate_existing": True}).one_or_none()
