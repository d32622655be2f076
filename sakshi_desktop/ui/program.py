"""What the window asks of the program that starts it."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a lazy door: the window paints before any of these is loaded
    from sakshi_desktop.analytics.figures import Figures
    from sakshi_desktop.core.clock import Clock
    from sakshi_desktop.core.rights import Actor
    from sakshi_desktop.core.settings import Settings
    from sakshi_desktop.hub.ports import Vault
    from sakshi_desktop.importers.types import Recognition
    from sakshi_desktop.store.database import Database


class Imported(Protocol):
    """What an import of sales brought, or would bring; days are business dates, None where there is none."""

    @property
    def lines(self) -> int:
        """Rows that became lines."""

    @property
    def orders(self) -> int:
        """New orders."""

    @property
    def refunds(self) -> int:
        """New refunds."""

    @property
    def revenue_paise(self) -> int:
        """Net sales of what is new."""

    @property
    def currency(self) -> str:
        """ISO code of the amounts."""

    @property
    def bad_rows(self) -> Sized:
        """Rows that could not be read."""

    @property
    def from_day(self) -> int | None:
        """First business date."""

    @property
    def to_day(self) -> int | None:
        """Last business date."""


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

    @property
    def vault(self) -> Vault:
        """Where the secrets of this PC live."""

    def under(self, settings: Settings) -> Program:
        """Return the same program under other settings of this PC."""

    def at(self, address: str) -> Program:
        """Return the same program on another database."""

    def import_sales(
        self,
        found: Recognition,
        *,
        location: str | None,
        currency: str | None,
        dry_run: bool,
        progress: Callable[[float, str], None],
        cancelled: Callable[[], bool],
    ) -> Imported:
        """Import a recognised file of sales, whole or not at all; a dry run only says what it would bring.

        Args:
            location: the outlet of rows that name none.
            currency: ISO code; None is what the file says, else rupees.
        """

    def close(self) -> None:
        """Let go of the database."""
