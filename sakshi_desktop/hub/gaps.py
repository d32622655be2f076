"""Time in which this house did nothing, or its clock was wrong: what is kept for days is kept for days of activity.

A PC without its own server has nobody to ask for the time. Where its clock has gone ahead by weeks since it was looked
at last, either nobody was there for so long, or the clock is wrong. Nothing is swept away on its word alone: of such a
stretch a week counts, and no more. One that was wrong is forgotten as soon as the clock has gone back.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.store.models import Event, SharedSetting

NAME: Final = "idle_gaps"
LONGEST = timedelta(days=7)
"""So much of a stretch in which nothing happened is believed to have passed."""
REMEMBERED = timedelta(days=3_650)
"""Nothing is kept for longer."""
Gap = tuple[datetime, datetime]
"""From when to when no time is believed to have passed."""


def noted(session: Session, *, at: datetime) -> tuple[Gap, ...]:
    """Write down that the clock says ``at`` now, and return the gaps; none on a server, whose clock all PCs share."""
    if session.get_bind().dialect.name != "sqlite":
        return ()
    kept = session.get(SharedSetting, NAME)
    told = {} if kept is None else json.loads(kept.value)
    seen = datetime.fromisoformat(told["seen"]) if told else _last_event(session) or at
    before_now = [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in told.get("gaps", ())]
    gaps = following(before_now, seen, at)
    value = {"seen": at.isoformat(), "gaps": [[begin.isoformat(), end.isoformat()] for begin, end in gaps]}
    session.merge(SharedSetting(name=NAME, value=json.dumps(value)))
    return tuple(gaps)


def following(gaps: Sequence[Gap], seen: datetime, at: datetime) -> list[Gap]:
    """Return the gaps once the clock says ``at``, which said ``seen`` before; what lies ahead of that was none."""
    found = [(begin, min(end, at)) for begin, end in gaps if begin < at and end > at - REMEMBERED]
    if at - seen > LONGEST:
        found.append((seen + LONGEST, at))
    return found


def before(at: datetime, span: timedelta, gaps: Sequence[Gap]) -> datetime:
    """Return the instant since which so much time has passed, gaps apart.

    Args:
        gaps: in their order.
    """
    begin = at - span
    for start, end in reversed(gaps):
        if end <= begin:
            break
        begin -= end - start
    return begin


def _last_event(session: Session) -> datetime | None:
    return session.scalar(select(Event.at).order_by(Event.id.desc()).limit(1))
