"""What the window asks of the program that starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a lazy door: the window paints before any of these is loaded
    from sakshi_desktop.analytics.figures import Figures
    from sakshi_desktop.core.clock import Clock
    from sakshi_desktop.core.rights import Actor
    from sakshi_desktop.core.settings import Settings
    from sakshi_desktop.store.database import Database


class Program(Protocol):
    """The composition root, as far as the window knows it; every part is made when it is first asked for."""

    @property
    def settings(self) -> Settings:
        """The settings of this PC."""

    @property
    def clock(self) -> Clock:
        """What tells the present instant."""

    @property
    def actor(self) -> Actor:
        """Who sits at the window."""

    @property
    def database(self) -> Database:
        """The database, opened and brought to this program's shape."""

    @property
    def figures(self) -> Figures:
        """The figures over the database."""

    def at(self, address: str) -> Program:
        """Return the same program on another database."""

    def close(self) -> None:
        """Let go of the database."""
