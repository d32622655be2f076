"""Leaving a service: what it gave for a sign-in is given back once nothing here uses it any more (RFC 7009)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sakshi_desktop.connectors.oauth import TokenGiver
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import NotFoundError, SakshiError, VaultError
from sakshi_desktop.core.rights import THIS_PC, Actor
from sakshi_desktop.hub import addresses, integrations, oauth, sign_ins
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.oauth import Client, Tokens
from sakshi_desktop.hub.ports import Resolve, Vault
from sakshi_desktop.jobs.signing_in import SigningIn
from sakshi_desktop.store import audit
from sakshi_desktop.store.database import Database

ELSEWHERE = "This PC does not hold the sign-in."


@dataclass(frozen=True, slots=True)
class _Left:
    """A sign-in that may end; ``tokens`` are None where they cannot be had here, for the reason ``why``."""

    row: IntegrationRow
    client: Client
    url: str
    tokens: Tokens | None
    why: str = ""


class Leaving:
    """Gives tokens back, on one database with the vault of this PC; never on the window's thread."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        by: Actor = THIS_PC,
        clock: Clock = utc_now,
        resolve: Resolve = addresses.system_resolve,
    ) -> None:
        self._database = database
        self._vault = vault
        self._by = by
        self._clock = clock
        self._signing_in = SigningIn(database, vault, by=by, clock=clock, resolve=resolve)

    @contextmanager
    def sign_in_of(self, integration_id: int) -> Iterator[None]:
        """Do the block, and give the tokens of a service back after it where its sign-in has ended by that.

        What was done in the block stays done whatever comes of this; the audit trail tells.
        """
        left = self._held(integration_id)
        yield
        if left is not None and not self._is_signed_in(integration_id):
            self._tell(left, self._given_back(left))

    def _held(self, integration_id: int) -> _Left | None:
        """Return the sign-in of a service; None where there is none, or nowhere to give it back to."""
        try:
            with self._database.read() as session:
                row = integrations.get(session, integration_id, clock=self._clock)
        except NotFoundError:
            return None
        client, url = oauth.client(row.form.config), oauth.revoke_url(row.form.config)
        if client is None or not url or row.secret_name is None or not self._is_signed_in(integration_id):
            return None
        try:
            return _Left(row, client, url, oauth.unpack(self._vault.get(row.secret_name, row.secret_version)))
        except NotFoundError:
            return _Left(row, client, url, None, ELSEWHERE)
        except VaultError as error:
            return _Left(row, client, url, None, error.sentence)

    def _is_signed_in(self, integration_id: int) -> bool:
        with self._database.read() as session:
            return sign_ins.is_there(session, integration_id)

    def _given_back(self, left: _Left) -> str:
        """Return why the service did not take the tokens back, "" where it did."""
        if left.tokens is None:
            return left.why or ELSEWHERE
        token = left.tokens.refresh or left.tokens.access
        if token is None:
            return ""
        account = self._signing_in.bare(left.row.form)
        try:
            addresses.check(left.url, account.allowed, account.resolve)
            with closing(TokenGiver(account, left.client, left.tokens.client_secret, url=left.url)) as giver:
                giver.revoke(token, is_refresh=left.tokens.refresh is not None)
        except SakshiError as error:
            return error.sentence
        return ""

    def _tell(self, left: _Left, why: str) -> None:
        deed = "integration.sign_in_not_revoked" if why else "integration.sign_in_revoked"
        with self._database.begin() as session:
            audit.record(session, self._by, deed, left.row.id, at=self._clock(), **({"why": why} if why else {}))
