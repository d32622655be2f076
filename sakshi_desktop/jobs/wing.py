"""The background wing: everything that works beside the window, or without one, put together in one place."""

import socket
import threading
from functools import partial

from sakshi_desktop.analytics.reconciling import Reconciled, reconcile
from sakshi_desktop.connectors.dialing import Gate
from sakshi_desktop.connectors.webhook import Sender
from sakshi_desktop.core import turns
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.hub import handover, worn_secrets
from sakshi_desktop.hub.addresses import system_resolve
from sakshi_desktop.hub.ports import Resolve, Vault
from sakshi_desktop.jobs import processes, sweeping
from sakshi_desktop.jobs.courier import Courier
from sakshi_desktop.jobs.dispatcher import GRACE_SECONDS, Dispatcher
from sakshi_desktop.jobs.keys import Keys
from sakshi_desktop.jobs.scheduler import Scheduler
from sakshi_desktop.jobs.syncing import Engine, Held, Opening, Wheel
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database
from sakshi_desktop.vault.sealing import PcSealer

SWEEP_SECONDS = 3_600.0
LOOK_SECONDS = 3_600.0
MEET_SECONDS = 60.0


class Wing:
    """Delivers webhooks, runs syncs and keeps house on one database, from ``start`` to ``stop``."""

    def __init__(
        self, database: Database, vault: Vault, *, clock: Clock = utc_now, resolve: Resolve = system_resolve
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._stopping = threading.Event()
        gate, worker, held = Gate(resolve), processes.name(), Held(database, vault)
        self._dispatcher = Dispatcher(
            database,
            partial(Courier, partial(Sender, gate, clock=clock), clock=clock),
            partial(Keys, vault, also=held.known),
            gate,
            process=processes.Process(worker, socket.gethostname()),
            clock=clock,
        )
        streams = Opening(database, vault, clock=clock, resolve=resolve)
        moment = instants.by(clock)
        self._wheel = Wheel(database, Engine(database, streams, worker, held, moment=moment))
        self._scheduler = Scheduler()
        self._scheduler.every(SWEEP_SECONDS, "retention", self.sweep)
        self._scheduler.every(SWEEP_SECONDS, "old secrets", self.forget_secrets)
        self._scheduler.every(LOOK_SECONDS, "figures", self.look)
        if not database.is_sqlite:  # one PC has nobody to take secrets from
            self._scheduler.every(MEET_SECONDS, "secrets", self.meet)

    def start(self) -> None:
        """Begin to work; returns at once."""
        turns.share()
        self._dispatcher.start()
        self._wheel.start()
        self._scheduler.start()
        self._scheduler.run("retention", self.sweep)
        self._scheduler.run("old secrets", self.forget_secrets)

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Take up nothing more and let what is under way end, within ``grace`` seconds; a second time does nothing."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._scheduler.stop()
        self._wheel.stop(grace)
        self._dispatcher.stop(grace)

    def look(self) -> Reconciled:
        """Hold a sample of the figures against the orders, another one each hour, and mend what differs."""
        return reconcile(self._database, by=THIS_PC, clock=self._clock, cancelled=self._stopping.is_set)

    def meet(self) -> int:
        """Tell the other PCs of this one, and take the secrets that were handed over to it; return how many."""
        sealer = PcSealer(self._vault)
        try:
            handover.introduce(self._database, sealer, socket.gethostname(), clock=self._clock)
            return handover.receive(self._database, self._vault, sealer, clock=self._clock)
        except VaultError:  # it is locked, or there is none: what was handed over waits
            return 0

    def sweep(self) -> int:
        """Forget what is old enough, and mask what was kept in the open; return how much that was."""
        return sweeping.sweep(self._database, clock=self._clock, stopped=self._stopping.is_set)

    def forget_secrets(self) -> int:
        """Forget the signing secrets in the vault of this PC that sign no more; return how many those were."""
        try:
            return worn_secrets.forget(self._database, self._vault, clock=self._clock)
        except VaultError:  # it is locked, or there is none: they wait
            return 0
