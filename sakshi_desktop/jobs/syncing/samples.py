"""A real record of this house, to be looked at in the shape in which it would be sent."""

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.hub.streams import Body, Days
from sakshi_desktop.jobs.syncing.opening import READERS
from sakshi_desktop.store.database import Database


def record(database: Database, stream: str, *, clock: Clock = utc_now) -> Body | None:
    """Return the latest record of a stream that stands for money, or else the latest; None where there is none."""
    reader = READERS.get(stream)
    if reader is None:
        return None
    with database.read() as session:
        found = reader(clock).read(session, None, Days()).records
    latest = next((each for each in reversed(found) if each.amount_paise), found[-1] if found else None)
    return None if latest is None else latest.body
