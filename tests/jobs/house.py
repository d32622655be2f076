"""A house with a vault, receivers that really listen, and a wing that works for it."""

import time
from datetime import UTC, datetime

from sqlalchemy import func, select

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import allowances, endpoints, forms, signing
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.jobs.wing import Wing
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Delivery
from sakshi_desktop.vault.memory_store import MemoryStore


def now():
    """Return the present instant."""
    return datetime.now(UTC)


class House:
    """One database with its vault.

    Attributes:
        secrets: of each receiver, by its id.
    """

    def __init__(self, database):
        self.database = database
        self.vault = MemoryStore()
        self.secrets = {}

    def add(self, receiver, *, held=True, **said):
        """Keep a receiver that listens on this PC, with an entry of the owner; return its id."""
        name, secret = endpoints.secret_name(), signing.new_secret()
        said.setdefault("event_types", ("order.*",))
        with self.database.begin() as session:
            allowances.allow(session, receiver.place, by=THIS_PC, at=now())
            form = forms.checked(EndpointForm(receiver.url, **said))
            place = endpoints.add(session, form, secret=name, by=THIS_PC, at=now())
        if held:
            self.vault.set(name, secret)
        self.secrets[place] = secret
        return place

    def record(self, count=1, kind="order.cancelled", **body):
        """Record events, each in a transaction of its own; return their public ids."""
        names = []
        for number in range(count):
            with self.database.begin() as session:
                names.append(outbox.record(session, kind, {"order": f"ORD-{number}", **body}, at=now()))
        return names

    def wing(self, **settings):
        """Return a wing of this house, not yet at work."""
        return Wing(self.database, self.vault, **settings)

    def states(self):
        """Return how many deliveries are in which state."""
        with self.database.read() as session:
            rows = session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
            return dict(map(tuple, rows))

    def settled(self, *, timeout=30.0):
        """Wait until no delivery is pending, and return how many are in which state."""
        return self.until(lambda: DeliveryState.PENDING not in self.states() and self.states(), timeout=timeout)

    def until(self, true, *, timeout=30.0):
        """Wait until ``true()`` gives something, and return it."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if found := true():
                return found
            time.sleep(0.02)
        raise AssertionError(f"still not so after {timeout:g} s: {self.states()}")
