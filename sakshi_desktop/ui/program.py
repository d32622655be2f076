"""What the window asks of the program that starts it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a lazy door: the window paints before any of these is loaded
    from collections.abc import Callable, Sequence
    from collections.abc import Mapping as TypeMapping
    from pathlib import Path

    from sakshi_desktop.analytics.figures import Figures
    from sakshi_desktop.core.clock import Clock
    from sakshi_desktop.core.rights import Actor
    from sakshi_desktop.core.secret import Secret
    from sakshi_desktop.core.settings import Settings
    from sakshi_desktop.hub.connected import IntegrationForm
    from sakshi_desktop.hub.proofs import Proof
    from sakshi_desktop.hub.streams import Body
    from sakshi_desktop.hub.sync_desk import SyncDesk
    from sakshi_desktop.hub.types import EndpointForm
    from sakshi_desktop.hub.webhooks import Webhooks
    from sakshi_desktop.importers.outcomes import BatchRow, Brought, Outcome, Problem
    from sakshi_desktop.importers.types import Mapping, Recognition
    from sakshi_desktop.store.database import Database
    from sakshi_desktop.vault import PcVault


class Imports(Protocol):
    """The imports of one database, seen and made by who sits at the window."""

    def recognise(
        self,
        file: Path,
        *,
        form: str | None,
        mapping: Mapping | None,
        date_order: str | None,
        currency: str | None,
        told: Callable[[float], None],
    ) -> Recognition:
        """Return what a file of sales is, in the light of the imports so far; what is None is decided on the file.

        Args:
            told: is called now and then with the share that is read; what it raises ends the reading.
        """

    def bring(
        self,
        found: Recognition,
        *,
        location: str | None,
        currency: str | None,
        dry_run: bool,
        progress: Callable[[float, str], None],
        cancelled: Callable[[], bool],
    ) -> Outcome:
        """Import a recognised file of sales, whole or not at all; a dry run only says what it would bring.

        Args:
            location: the outlet of rows that name none.
            currency: ISO code; None is what the file says, else rupees.
        """

    def listed(self) -> Sequence[BatchRow]:
        """Return every import, newest first: what came in, what was taken back, and what was interrupted."""

    def problems(self, number: int) -> Sequence[Problem]:
        """Return the rows that an import left out."""

    def remove(self, number: int, *, progress: Callable[[float, str], None]) -> BatchRow:
        """Take an import back: it leaves every figure at once."""

    def bring_table(
        self,
        name: str,
        file: Path,
        *,
        dry_run: bool,
        progress: Callable[[float, str], None],
        cancelled: Callable[[], bool],
    ) -> Brought:
        """Bring in a spreadsheet of a table that is kept by hand; a dry run only says what it would bring."""


class Leaving(Protocol):
    """Gives tokens back."""

    def sign_in_of(self, integration_id: int) -> AbstractContextManager[None]:
        """Do the block, and give the tokens of a service back after it where its sign-in has ended by that."""


class Trials(Protocol):
    """Tests of services and webhooks by real round trips; called on a worker's thread."""

    def service(self, form: IntegrationForm, secret: Secret | None = None, *, of: int | None = None) -> Proof:
        """Ask a service as it is typed; nothing of it is kept."""

    def integration(self, integration_id: int) -> Proof:
        """Test a service as it stands, and its webhooks, and keep how that ended."""

    def connect(self, integration_id: int, browse: Callable[[str], object], *, stopped: Callable[[], bool]) -> Proof:
        """Let a person sign in to a service in the browser, and test it at once."""

    def webhook(
        self,
        form: EndpointForm,
        secret: Secret | None = None,
        hidden: TypeMapping[str, Secret | None] | None = None,
        *,
        of: int | None = None,
    ) -> Proof:
        """Send a trial to a webhook as it is typed; nothing of it is kept."""


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

    def open(self, told: Callable[[float, str], None]) -> None:
        """Open the database now, and tell how far that is; what ``told`` raises ends it."""

    @property
    def figures(self) -> Figures:
        """The figures over the database."""

    @property
    def vault(self) -> PcVault:
        """Where the secrets of this PC live."""

    @property
    def webhooks(self) -> Webhooks:
        """The receivers of webhooks, to be looked at and changed."""

    @property
    def trials(self) -> Trials:
        """Tests of services and webhooks."""

    @property
    def leaving(self) -> Leaving:
        """Gives the tokens of sign-ins back that end here."""

    @property
    def syncs(self) -> SyncDesk:
        """The syncs with services, to be looked at and moved."""

    def sync_sample(self, stream: str) -> Body | None:
        """A real record of this house as a stream has it, None where there is none."""

    def under(self, settings: Settings) -> Program:
        """Return the same program under other settings of this PC."""

    def at(self, address: str) -> Program:
        """Return the same program on another database."""

    def build_demo(self, told: Callable[[float, str], None], cancelled: Callable[[], bool]) -> None:
        """Build the demo chain's database; ``told`` and ``cancelled`` can end that."""

    @property
    def imports(self) -> Imports:
        """The imports of sales and of tables, to be tried, made and taken back."""

    def work(self) -> None:
        """Begin the background work on the database, until ``close``; takes a moment, on a worker's thread."""

    def close(self) -> None:
        """End the background work and let go of the database."""
