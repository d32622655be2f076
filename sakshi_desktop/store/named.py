"""Finding locations by the name that people write."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.store.models import Location


def location(session: Session, name: str) -> int | None:
    """Return the id of the location of that name, in any letters' case, or written as LOC-3; None without one."""
    wanted = " ".join(name.split()).casefold()
    for key, known in session.execute(select(Location.id, Location.name)):
        if wanted in {known.casefold(), ids.location(key).casefold()}:
            return int(key)
    return None


def location_of(session: Session, name: object, field: str = "location") -> int:
    """Return the same.

    Raises:
        FieldsError: there is none; the sentence stands beside ``field``.
    """
    key = location(session, str(name))
    if key is None:
        raise FieldsError({field: f"There is no location “{name}”."})
    return key


def name_of(session: Session, location_id: int) -> str:
    """Return the name of a location."""
    return session.scalars(select(Location.name).where(Location.id == location_id)).one()
