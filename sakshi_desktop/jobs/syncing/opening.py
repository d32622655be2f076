"""Opens the streams of this house: its own end, and that of the service, with the secret that this PC holds."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from sakshi_desktop.connectors import VENDORS
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import NotFoundError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import addresses, integrations, offers
from sakshi_desktop.hub.ports import Resolve, Vault
from sakshi_desktop.hub.streams import Keeper, Pull, Push, Reader, Stream
from sakshi_desktop.jobs import calling
from sakshi_desktop.jobs.calling import Calls, Pause
from sakshi_desktop.jobs.signing_in import SigningIn
from sakshi_desktop.jobs.syncing.daily_sales import DailySales
from sakshi_desktop.jobs.syncing.menu_items import MenuItems
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database

READERS: Final[Mapping[str, Callable[[Clock], Reader]]] = {"daily sales": DailySales}
KEEPERS: Final[Mapping[str, Callable[[str, Clock], Keeper]]] = {"items": MenuItems}
"""The ends of this house, by stream."""


class Opening:
    """Opens streams on one database with one vault; no transaction is open while the vault is asked."""

    def __init__(
        self, database: Database, vault: Vault, *, clock: Clock = utc_now, resolve: Resolve = addresses.system_resolve
    ) -> None:
        self._database = database
        self._clock = clock
        self._signing_in = SigningIn(database, vault, clock=clock, resolve=resolve)

    def open(self, integration_id: int, stream: str, pause: Pause = calling.wait) -> Stream:
        """Return a stream, ready to be used by one thread.

        Args:
            pause: waits so many seconds for a time at which the service may be called.

        Raises:
            ConnectorError: its address is not set, or a person must sign in to it first.
            InvalidError: the service has no such stream (any more).
            NotFoundError: the integration is gone, or this PC does not hold its secret.
            VaultError: the vault does not work.
        """
        with self._database.read() as session:
            row = integrations.get(session, integration_id)
        offer = offers.one(row.form.vendor, stream)
        vendor = VENDORS.get(row.form.vendor)
        if vendor is None:
            raise NotFoundError(f"No connector speaks with {row.form.vendor}.", hint="Choose another service.")
        turn = Calls(self._database, row.id, instants.by(self._clock), pause)
        account = replace(self._signing_in.account(row), turn=turn)
        if offer.direction is SyncDirection.PUSH:
            sink = vendor.sink(account, offer.stream)
            return Push(READERS[offer.stream](self._clock), sink, sink.close, offer.fields)
        source = vendor.source(account, offer.stream)
        return Pull(source, KEEPERS[offer.stream](row.name, self._clock), source.close, offer.fields)
