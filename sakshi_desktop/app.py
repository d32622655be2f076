"""The composition root: opens the database that the settings name and hands out every part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import NotFoundError, SakshiError
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.core.rights import THIS_PC, Actor

if TYPE_CHECKING:  # a lazy door: the window paints before any of these is loaded
    from collections.abc import Callable

    from sakshi_desktop.analytics.figures import Figures
    from sakshi_desktop.core.settings import Settings
    from sakshi_desktop.hub.streams import Body
    from sakshi_desktop.hub.sync_desk import SyncDesk
    from sakshi_desktop.hub.webhooks import Webhooks
    from sakshi_desktop.jobs.import_desk import ImportDesk
    from sakshi_desktop.jobs.leaving import Leaving
    from sakshi_desktop.jobs.trials import Trials
    from sakshi_desktop.jobs.wing import Wing
    from sakshi_desktop.store.database import Database
    from sakshi_desktop.vault import PcVault


@dataclass(eq=False)
class App:
    """Every part of the program, each made when it is first asked for.

    Attributes:
        makes: make the database where there is none; who only reads is told that there is none.
    """

    settings: Settings
    clock: Clock = utc_now
    actor: Actor = THIS_PC
    makes: bool = True

    @cached_property
    def database(self) -> Database:
        """Return the database, opened and brought to this program's shape."""
        return open_database(self.settings.own_database, password=self._password(), make=self.makes)

    def open(self, told: Progress) -> None:
        """Open the database now, and tell how far that is; else it is opened when it is first asked for.

        Raises:
            CancelledError: ``told`` said so; the database is as it was.
            DatabaseError: it cannot be opened.
        """
        if "database" not in self.__dict__:
            address, password = self.settings.own_database, self._password()
            self.database = open_database(address, password=password, make=self.makes, told=told)

    @cached_property
    def figures(self) -> Figures:
        """Return the figures over the database."""
        from sakshi_desktop.analytics.figures import Figures

        return Figures(self.database, clock=self.clock)

    @cached_property
    def vault(self) -> PcVault:
        """Return the vault of this PC; nothing is asked of it yet."""
        from sakshi_desktop.vault import open_vault

        return open_vault(self.settings)

    def under(self, settings: Settings) -> App:
        """Return the same program under other settings of this PC."""
        other = App(settings, self.clock, self.actor, self.makes)
        if "vault" in self.__dict__:
            other.vault = self.vault
        return other

    def at(self, address: str) -> App:
        """Return the same program on another database."""
        return self.under(self.settings.at(address))

    def build_demo(self, told: Progress, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Build the demo chain's database; see ``demo.build``."""
        from sakshi_desktop.demo.build import build

        build(self.settings.demo_database, clock=self.clock, progress=told, cancelled=cancelled)

    @cached_property
    def imports(self) -> ImportDesk:
        """Return the imports of sales and of tables, to be tried, made and taken back."""
        from sakshi_desktop.jobs.import_desk import ImportDesk

        return ImportDesk(self.database, by=self.actor, clock=self.clock)

    def _password(self) -> str | None:
        """Return the password that the vault of this PC holds for the database, None where it holds none."""
        name = self.settings.database_secret
        return self.vault.get(name).reveal() if name else None

    @cached_property
    def webhooks(self) -> Webhooks:
        """Return the receivers of webhooks, to be looked at and changed."""
        from sakshi_desktop.hub.webhooks import Webhooks

        return Webhooks(self.database, self.vault, by=self.actor, clock=self.clock)

    @cached_property
    def trials(self) -> Trials:
        """Return the tests of services and webhooks."""
        from sakshi_desktop.jobs.trials import Trials

        return Trials(self.database, self.vault, by=self.actor, clock=self.clock)

    @cached_property
    def leaving(self) -> Leaving:
        """Return what gives the tokens of sign-ins back that end here."""
        from sakshi_desktop.jobs.leaving import Leaving

        return Leaving(self.database, self.vault, by=self.actor, clock=self.clock)

    @cached_property
    def syncs(self) -> SyncDesk:
        """Return the syncs with services, to be looked at and moved."""
        from sakshi_desktop.hub.sync_desk import SyncDesk

        return SyncDesk(self.database, by=self.actor, clock=self.clock)

    def run_syncs(self) -> int:
        """Run the syncs that are due here and now, and return how many; for who has no window and no worker."""
        from sakshi_desktop.jobs.syncing import run_here

        return run_here(self.database, self.vault, clock=self.clock)

    def sync_sample(self, stream: str) -> Body | None:
        """Return a real record of this house as a stream has it, None where there is none."""
        from sakshi_desktop.jobs.syncing import samples

        return samples.record(self.database, stream, clock=self.clock)

    @cached_property
    def wing(self) -> Wing:
        """Return what works in the background on the database; nothing runs yet."""
        from sakshi_desktop.jobs.wing import Wing

        return Wing(self.database, self.vault, clock=self.clock)

    def work(self) -> None:
        """Begin the background work: webhooks leave, syncs run, what is old is forgotten; until ``close``."""
        self.wing.start()

    def close(self) -> None:
        """End the background work and let go of the database, where they were begun and opened."""
        if "wing" in self.__dict__:
            self.wing.stop()
        if "database" in self.__dict__:
            self.database.dispose()


def build(settings: Settings, *, clock: Clock = utc_now, makes: bool = True) -> App:
    """Return the program on the database that ``settings`` name; nothing is opened yet."""
    from sakshi_desktop.core import money

    money.speak(money.Grouping(settings.figures))
    return App(settings, clock, makes=makes)


def open_database(address: str, *, password: str | None = None, make: bool = True, told: Progress = silent) -> Database:
    """Open a database and bring it to this program's shape.

    Args:
        password: of a shared database; None leaves it to libpq, which may have one of its own.
        make: make it where there is none, and fill it with tables where it is empty.
        told: hears how far it is where the database is of an older shape; what it raises ends that.

    Raises:
        NotFoundError: there is none, and it is not to be made.
        DatabaseError: it cannot be opened, belongs to another program or to a newer one.
    """
    from sakshi_desktop.store.database import Database

    database = Database.open(address, password=password, make=make)
    try:
        _bring_to_shape(database, make=make, told=told)
    except SakshiError:
        database.dispose()
        raise
    return database


def _bring_to_shape(database: Database, *, make: bool, told: Progress) -> None:
    from sakshi_desktop.store import shape
    from sakshi_desktop.store.database import MAKE_ONE

    with database.reading() as connection:
        revision = shape.current_revision(connection)
        shape.refuse_newer(revision, shape.min_program(connection, revision))
    if revision is None and not make:
        raise NotFoundError(f"The database is empty. ({database.title})", hint=MAKE_ONE)
    if shape.is_older(revision):
        from sakshi_desktop.store.upgrade import upgrade

        upgrade(database, told=told)
