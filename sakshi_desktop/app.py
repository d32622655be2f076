"""The composition root: opens the database that the settings name and hands out every part."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.rights import THIS_PC, Actor
from sakshi_desktop.core.settings import Settings


@dataclass(eq=False)
class App:
    """Every part of the program, made when it is first asked for.

    Attributes:
        password: gives the password of a shared database, or None where the address needs none.
    """

    settings: Settings
    clock: Clock = utc_now
    actor: Actor = THIS_PC
    password: Callable[[], str | None] = staticmethod(lambda: None)

    @cached_property
    def database(self) -> Any:
        """Return the database, opened and brought to this program's shape."""
        return open_database(self.settings.own_database, self.password())

    @cached_property
    def figures(self) -> Any:
        """Return the figures over the database."""
        from sakshi_desktop.analytics.figures import Figures

        return Figures(self.database, clock=self.clock)

    def close(self) -> None:
        """Let go of the database if it was opened."""
        if "database" in self.__dict__:
            self.database.dispose()


def open_database(address: str, password: str | None = None) -> Any:
    """Open a database and bring it to this program's shape.

    Raises:
        DatabaseError: it cannot be opened, belongs to another program or to a newer one.
    """
    from sakshi_desktop.store import shape
    from sakshi_desktop.store.database import Database

    database = Database.open(address, password=password)
    with database.reading() as connection:
        revision = shape.current_revision(connection)
    shape.refuse_newer(revision)
    if revision != shape.HEAD:
        from sakshi_desktop.store.upgrade import upgrade

        upgrade(database)
    return database
