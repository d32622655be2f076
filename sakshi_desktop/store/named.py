"""Finding locations by the name that people write."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import FieldsError, shortened
from sakshi_desktop.core.letters import fold
from sakshi_desktop.store.models import Location


class Places:
    """All locations by their names, as they were at one moment."""

    def __init__(self, session: Session) -> None:
        asked = select(Location.id, Location.name).order_by(Location.id)
        self.names: dict[int, str] = dict(session.execute(asked).all())
        self._keys: dict[str, int] = {}
        self._index(self.names.items())

    def key(self, name: str) -> int | None:
        """Return the id of the location of that name, in any letters' case, or written as LOC-3; None without one."""
        return self._keys.get(fold(name))

    def key_of(self, name: object, field: str = "location") -> int:
        """Return the same.

        Raises:
            FieldsError: there is none; the sentence stands beside ``field``.
        """
        key = self.key(str(name))
        if key is None:
            raise FieldsError({field: f"There is no location “{shortened(str(name))}”."})
        return key

    def put(self, key: int, name: str) -> None:
        """Take in a location that is new, or has another name now."""
        self.names[key] = name
        self._keys.clear()
        self._index(self.names.items())

    def _index(self, names: Iterable[tuple[int, str]]) -> None:
        for key, name in names:
            self._keys.setdefault(name.casefold(), key)
            if key > 0:
                self._keys.setdefault(ids.location(key).casefold(), key)


def location(session: Session, name: str) -> int | None:
    """Return the id of the location of that name; see ``Places.key``."""
    return Places(session).key(name)


def location_of(session: Session, name: object, field: str = "location") -> int:
    """Return the same; see ``Places.key_of``."""
    return Places(session).key_of(name, field)


def name_of(session: Session, location_id: int) -> str:
    """Return the name of a location."""
    return session.scalars(select(Location.name).where(Location.id == location_id)).one()
