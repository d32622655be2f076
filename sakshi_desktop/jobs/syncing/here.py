"""Runs what is due here and now, for who has no window and no worker."""

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.jobs import processes
from sakshi_desktop.jobs.syncing.engine import Engine
from sakshi_desktop.jobs.syncing.held import Held
from sakshi_desktop.jobs.syncing.opening import Opening
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database


def run_here(database: Database, vault: Vault, *, clock: Clock = utc_now) -> int:
    """Run the syncs that are due, one after the other, and return how many."""
    streams, moment = Opening(database, vault, clock=clock), instants.by(clock)
    return Engine(database, streams, processes.name(), Held(database, vault), moment=moment).run_due()
