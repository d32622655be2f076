"""A house on a database that signs in to a service, with a time that is set by hand."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import allowances, integrations, keys, oauth
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.jobs.signing_in import SigningIn
from sakshi_desktop.jobs.trials import Trials
from sakshi_desktop.store.models import SignIn
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.consent import CLIENT_SECRET, browse

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Cut(BaseException):
    """The program is gone from here on."""


class Vault(MemoryStore):
    """A vault that refuses, or whose program is cut off once it has kept a secret.

    Attributes:
        refuses: whatever it is given, or "late": only what is no trial.
        watch: told of every secret before it is kept.
    """

    def __init__(self):
        super().__init__()
        self.refuses = self.cuts = False
        self.watch = lambda: None

    def set(self, name, value, version=1):
        trial = name.startswith("trial/")
        if self.refuses is True or (self.refuses and not trial):
            raise VaultError("The vault is locked.", hint="Unlock it.")
        if not trial:
            self.watch()
        super().set(name, value, version)
        if self.cuts and not trial:
            raise Cut


class House:
    """A house on a database with a service that it signs in to; its time is set by hand."""

    def __init__(self, database, consent, *, client_secret=CLIENT_SECRET, **settings):
        self.database, self.consent, self.vault, self.now = database, consent, Vault(), NOW
        with database.begin() as session:
            for place in (consent.place, consent.books.place):
                allowances.allow(session, place, by=THIS_PC, at=NOW)
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config={**consent.config, **settings})
        secret = Secret(client_secret) if client_secret else None
        self.id = keys.connect(database, self.vault, form, secret, by=THIS_PC, clock=self.clock).id
        self.do(integrations.activate)
        self.signing_in = self.program()

    def clock(self):
        return self.now

    def program(self, vault=None, **more):
        return SigningIn(self.database, vault or self.vault, clock=self.clock, **more)

    def connect(self):
        return self.signing_in.connect(self.id, browse)

    def access(self, program=None, **more):
        return (program or self.signing_in).access(self.id, **more).reveal()

    @contextmanager
    def renewing(self):
        """Let a program wait for the answer to a renewal while the block runs; what it gets is in the list given."""
        found = []
        self.consent.entered.clear()
        self.consent.hold.clear()
        other = threading.Thread(target=lambda: found.append(self.access()))
        other.start()
        assert self.consent.entered.wait(10)
        try:
            yield found
        finally:
            self.consent.hold.set()
            other.join(20)

    def renew_in_vain(self, *, refuses=True):
        """Ask for a token while the vault refuses to keep it."""
        self.vault.refuses = refuses
        with pytest.raises(VaultError):
            self.access()
        self.vault.refuses = False

    def renew_and_die(self):
        """Ask for a token as a program that is gone as soon as the vault has it."""
        self.vault.cuts = True
        with pytest.raises(Cut):
            self.access()
        self.vault.cuts = False

    def end_lease(self):
        """Let the lease of a program that is gone be over."""
        with self.database.begin() as session:
            session.get_one(SignIn, self.id).lease_until = NOW - HOUR

    def trials(self):
        return Trials(self.database, self.vault, clock=self.clock)

    def do(self, deed, *words, **more):
        with self.database.begin() as session:
            return deed(session, self.id, *words, by=THIS_PC, clock=self.clock, **more)

    def row(self):
        with self.database.read() as session:
            return integrations.get(session, self.id, clock=self.clock)

    def tokens(self):
        row = self.row()
        return oauth.unpack(self.vault.get(row.secret_name, row.secret_version))

    def later(self, by=HOUR):
        self.now += by
