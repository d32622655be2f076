"""Signing in to services: by the key that this PC holds, or by OAuth, whose tokens this PC renews.

What a cut leaves behind, wherever it comes: before the service has answered, nothing has changed. Once a renewed token
is in the vault, whoever is next finds it there and goes on with it. In between, from the answer to the vault, no
program can help: the token that the service gave is gone with the memory it was in. The one before is tried then; a
service that still takes it, as many do for a while, is signed in to as ever, any other says ``invalid_grant``, and a
person is asked to reconnect.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from sakshi_desktop.connectors import Account
from sakshi_desktop.connectors import oauth as talk
from sakshi_desktop.connectors.loopback import Loopback
from sakshi_desktop.connectors.oauth import Question, TokenGiver
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, ConnectorError, InvalidError, NotFoundError, SakshiError
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import (
    addresses,
    allowances,
    condition,
    integrations,
    oauth,
    sign_in_settings,
    sign_ins,
    versions,
)
from sakshi_desktop.hub.connected import IntegrationForm, IntegrationRow
from sakshi_desktop.hub.oauth import Client, EndedError, Tokens
from sakshi_desktop.hub.ports import Resolve, Vault
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database

CONNECT_SECONDS = 300.0
TURN_SECONDS = 70.0
"""How long another program's renewal is waited for: a little longer than its lease."""
LOOK_SECONDS = 0.1
RENEWING = "The sign-in of {} is being renewed by another program."


class SigningIn:
    """Signs in on one database with the vault of this PC; never on the window's thread."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        by: Actor = THIS_PC,
        clock: Clock = utc_now,
        resolve: Resolve = addresses.system_resolve,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._vault = vault
        self._by = by
        self._clock = clock
        self._resolve = resolve
        self._steady = steady
        self._unsaved: dict[tuple[str, int], Tokens] = {}
        self._turn = threading.Event()

    def account(self, row: IntegrationRow) -> Account:
        """Return what is needed to speak with a service.

        Raises:
            ConnectorError: its sign-in cannot be renewed at present, or a person must sign in again.
            NotFoundError: this PC does not hold its secret.
            VaultError: the vault does not work.
        """
        bare = self.bare(row.form)
        if row.by_oauth:

            def renew(refused: Secret) -> Secret:
                return self.access(row.id, refused=refused)

            return replace(bare, secret=self.access(row.id), renew=renew)
        secret = None if row.secret_name is None else self._vault.get(row.secret_name, row.secret_version)
        if secret is not None and oauth.unpack(secret) is not None:
            raise ConnectorError(
                f"The secret of {row.name} is one of OAuth, and never sent as a key.",
                retryable=False,
                hint="Enter its key.",
            )
        return replace(bare, secret=secret)

    def bare(self, form: IntegrationForm) -> Account:
        """Return the same without a secret, of a service as it is typed or as it stands."""
        with self._database.read() as session:
            allowed = allowances.listed(session)
        return Account(form.name, form.config, None, allowed, self._resolve, self._clock)

    def access(self, integration_id: int, *, refused: Secret | None = None) -> Secret:
        """Return an access token that is good, renewed where it must be, by one program of this PC at a time.

        Args:
            refused: the token that the service would not take.

        Raises:
            ConnectorError: the service refused, failed or did not answer.
            EndedError: a person must sign in again; it is written down.
            NotFoundError: this PC does not hold the tokens.
            VaultError: the vault does not work.
        """
        until = self._steady() + TURN_SECONDS
        while True:
            row = self._row(integration_id)
            tokens = self._tokens(row)
            good = None if tokens is None else tokens.usable(self._clock(), refused)
            if good is not None:
                return good
            fence = None if tokens is None else self._take(row)
            renewed = None if fence is None or tokens is None else self._renewed(row, tokens, fence)
            if renewed is not None:
                return renewed
            if self._steady() >= until:
                raise ConnectorError(RENEWING.format(row.name), retryable=True)
            self._turn.wait(LOOK_SECONDS)

    def connect(
        self,
        integration_id: int,
        browse: Callable[[str], object],
        *,
        stopped: Callable[[], bool] = lambda: False,
        seconds: float = CONNECT_SECONDS,
    ) -> IntegrationRow:
        """Let a person sign in to a service in the browser, and keep the tokens in the vault of this PC.

        Args:
            browse: opens an address in the browser; it may take its time.

        Raises:
            CancelledError: the person gave up.
            ConflictError: another person gave the service another secret, or changed its sign-in, meanwhile.
            ConnectorError: the person or the service said no, or nobody answered in time.
            ForbiddenError: this person may not change integrations.
            InvalidError: it does not sign in by OAuth, or leads to an inner network.
            VaultError: the vault does not work; the database is as before.
        """
        self._by.must(Right.EDIT_INTEGRATIONS)
        row = self._row(integration_id)
        client = oauth.client(row.form.config)
        if client is None:
            raise InvalidError(
                f"{row.name} takes a key: there is nobody to sign in.",
                hint=f"Set {oauth.SIGN_IN}={oauth.OAUTH} among its settings where it should.",
            )
        account = self.bare(row.form)
        self._check_places(row, account)
        self._vault.check()
        before = self._client_secret(row)
        with Loopback(client.redirect) as listener:
            asked = talk.question(client, listener.url)
            threading.Thread(target=browse, args=(asked.url,), name="browser", daemon=True).start()
            code = listener.wait(asked.state, seconds, stopped, issuer=oauth.issuer(row.form.config))
        return self._begun(row, self._exchanged(account, client, before, asked, code))

    def _check_places(self, row: IntegrationRow, account: Account) -> None:
        """Refuse a sign-in that would come to nothing once a person has agreed to it."""
        wrong = sign_in_settings.complaints(row.form.config)
        if wrong:
            raise InvalidError(f"{row.name}: {' '.join(wrong.values())}", hint="Mend its settings.")
        for name in filter(row.form.config.get, (oauth.AUTHORIZE_URL, oauth.TOKEN_URL, oauth.REVOKE_URL)):
            addresses.check(row.form.config[name], account.allowed, self._resolve)

    def _exchanged(self, account: Account, client: Client, before: Tokens, asked: Question, code: Secret) -> Tokens:
        giver = TokenGiver(account, client, before.client_secret)
        try:
            return before.after(giver.exchange(asked, code), self._clock())
        except EndedError as error:
            raise ConnectorError(error.sentence, retryable=False, hint="Connect it again.") from error
        finally:
            giver.close()

    def _begun(self, row: IntegrationRow, tokens: Tokens) -> IntegrationRow:
        with self._database.read() as session:
            name, present = integrations.secret_place(session, row.id, by=self._by)
        version = self._vault.add(name, oauth.pack(tokens), after=present)
        try:
            with self._database.begin() as session:
                self._check_same(session, row)
                until = tokens.last_day if tokens.last_day is not None else self._still(row.form.secret_until)
                integrations.took_secret(
                    session, row.id, name, version, instead_of=row.secret_version, until=until, by=self._by,
                    clock=self._clock,
                )  # fmt: skip
                sign_ins.begin(session, row.id, at=instants.moment(session, self._clock))
        except SakshiError:
            self._vault.forget(name, version)
            raise
        versions.forget_before(self._vault, name, version)
        return self._row(row.id)

    def _check_same(self, session: Session, row: IntegrationRow) -> None:
        """Refuse tokens of another client than the service is set to by now; nobody else can set it from now on."""
        integrations.locked(session, row.id)
        now = integrations.get(session, row.id, clock=self._clock)
        if oauth.client(now.form.config) != oauth.client(row.form.config):
            raise ConflictError(
                f"Another person has changed the sign-in of {row.name} meanwhile.", hint="Connect it again."
            )

    def _still(self, until: int | None) -> int | None:
        """Return a last day that a person typed where it is not over: it was of the sign-in before then."""
        return None if until is None or condition.days_left(until, self._clock()) < 0 else until

    def _renewed(self, row: IntegrationRow, tokens: Tokens, fence: int) -> Secret | None:
        """Return the access token of renewed tokens; they are in the vault, and named by the database, by then.

        None where the service was given another secret meanwhile.
        """
        name = row.secret_name or ""
        try:
            version, fresh = versions.following(self._vault, name, row.secret_version) or self._asked(row, tokens)
            with self._database.begin() as session:
                ours = sign_ins.renewed(
                    session, row.id, version, instead_of=row.secret_version, last_day=fresh.last_day
                )
        except EndedError as error:
            self._note_end(row, error)
            return None
        except SakshiError:
            with self._database.begin() as session:
                sign_ins.release(session, row.id, fence)
            raise
        if not ours:
            self._vault.forget(name, version)
            return None
        versions.forget_before(self._vault, name, version)
        return fresh.access

    def _asked(self, row: IntegrationRow, tokens: Tokens) -> tuple[int, Tokens]:
        """Ask the service for new tokens, and return them with their version once they are in the vault.

        The vault is tried first; where it refuses all the same, they are kept in mind until it takes them: the service
        may not give them again.
        """
        name, present = row.secret_name or "", row.secret_version
        self._vault.check()
        fresh = self._unsaved.get((name, present)) or self._given(row, tokens)
        self._unsaved[name, present] = fresh
        version = self._vault.add(name, oauth.pack(fresh), after=present)
        del self._unsaved[name, present]
        return version, fresh

    def _given(self, row: IntegrationRow, tokens: Tokens) -> Tokens:
        client = oauth.client(row.form.config)
        if client is None or tokens.refresh is None:
            raise EndedError("The service gave nothing to renew the sign-in with, and it has ended.")
        giver = TokenGiver(self.bare(row.form), client, tokens.client_secret)
        try:
            return tokens.after(giver.renew(tokens.refresh), self._clock(), follows=row.secret_version)
        finally:
            giver.close()

    def _note_end(self, row: IntegrationRow, error: EndedError) -> None:
        """Write down that a sign-in has ended, unless it was renewed or made anew meanwhile.

        Raises:
            EndedError: it has.
        """
        with self._database.begin() as session:
            at = instants.moment(session, self._clock)
            over = sign_ins.end(session, row.id, error.sentence, version=row.secret_version, at=at)
        if over:
            raise EndedError(f"{row.name} must be reconnected: {error.sentence}") from error

    def _take(self, row: IntegrationRow) -> int | None:
        with self._database.begin() as session:
            at = instants.moment(session, self._clock)
            return sign_ins.take(session, row.id, version=row.secret_version, at=at)

    def _tokens(self, row: IntegrationRow) -> Tokens | None:
        """Return the tokens in use; None where they were renewed since the database was asked."""
        if row.unready or row.secret_name is None:
            raise EndedError(f"{row.name}: {row.unready or sign_ins.NOT_YET}")
        try:
            return oauth.unpack(self._vault.get(row.secret_name, row.secret_version)) or Tokens()
        except NotFoundError as error:
            if self._row(row.id).secret_version != row.secret_version:
                return None
            raise NotFoundError(
                f"Another PC is signed in to {row.name}.",
                hint=f"Have it hand over {ids.show('INT', row.id)}, or connect it here.",
            ) from error

    def _client_secret(self, row: IntegrationRow) -> Tokens:
        """Return the secret of the client alone, nothing where this PC holds none."""
        if row.secret_name is None:
            return Tokens()
        try:
            held = oauth.unpack(self._vault.get(row.secret_name, row.secret_version))
        except NotFoundError:
            return Tokens()
        return Tokens(client_secret=held.client_secret) if held is not None else Tokens()

    def _row(self, integration_id: int) -> IntegrationRow:
        with self._database.read() as session:
            return integrations.get(session, integration_id, clock=self._clock)
