"""Tests of services and webhooks, as they are typed or as they stand: real round trips, of which nothing is kept."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from sakshi_desktop.connectors import VENDORS, Account
from sakshi_desktop.connectors.dialing import Gate
from sakshi_desktop.connectors.webhook import send_once
from sakshi_desktop.core import ids, redaction
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConnectorError, NotFoundError, RecordError, SakshiError
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import (
    addresses,
    allowances,
    connected,
    endpoints,
    forms,
    integrations,
    messages,
    oauth,
    proofs,
    signing,
)
from sakshi_desktop.hub.connected import IntegrationForm, IntegrationRow
from sakshi_desktop.hub.ports import Resolve, Vault
from sakshi_desktop.hub.proofs import Proof
from sakshi_desktop.hub.types import EndpointForm, Outcome, Request, Target
from sakshi_desktop.hub.webhooks import TRIAL, Webhooks, unpacked
from sakshi_desktop.jobs.calling import Calls
from sakshi_desktop.jobs.signing_in import SigningIn
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database

LONGEST_WAIT = timedelta(seconds=1)
"""A test waits no longer for a time at which the service may be called: a person looks on."""
SAYS = json.dumps({"message": "A trial of Sakshi Desktop."})
SIGN_IN_FIRST = "A person signs in to {name} in the browser: save it, then connect it. That tests it too."
NOTHING_TO_ASK = "No connector speaks with {vendor} yet: it is tested by a trial to each of its webhooks."


class Trials:
    """Tests on one database with the vault of this PC, on behalf of one person; never on the window's thread."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        by: Actor = THIS_PC,
        clock: Clock = utc_now,
        resolve: Resolve = addresses.system_resolve,
        steady: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._database = database
        self._vault = vault
        self._by = by
        self._clock = clock
        self._resolve = resolve
        self._steady = steady
        self._signing_in = SigningIn(database, vault, by=by, clock=clock, resolve=resolve)
        self._webhooks = Webhooks(database, vault, by=by, clock=clock, resolve=resolve)

    def service(self, form: IntegrationForm, secret: Secret | None = None, *, of: int | None = None) -> Proof:
        """Ask a service as it is typed, with the secret as it is typed; nothing of it is kept.

        Args:
            secret: None takes the one that the service has already.
            of: the service that is changed, None for a new one.

        Raises:
            FieldsError: fields cannot be taken; each has its sentence.
            ForbiddenError: this person may not change integrations.
        """
        self._by.must(Right.EDIT_INTEGRATIONS)
        tidy = connected.checked(form)
        _learn(secret)
        kept = None if of is None else self._row(of)
        if oauth.chosen(tidy.config) and (
            secret is not None or kept is None or oauth.client(kept.form.config) != oauth.client(tidy.config)
        ):
            return Proof(SIGN_IN_FIRST.format(name=tidy.name), passed=None)
        try:
            return self._asked(tidy, self._account(tidy, secret, kept))
        except SakshiError as error:
            return Proof(str(error), passed=False)

    def integration(self, integration_id: int) -> Proof:
        """Test a service as it stands, and each of its webhooks, and keep how that ended.

        Raises:
            ForbiddenError: this person may not change integrations.
            NotFoundError: there is none with this id.
        """
        self._by.must(Right.EDIT_INTEGRATIONS)
        row = self._row(integration_id)
        proof = _joined(row, [self.service(row.form, of=row.id), *self._webhooks_of(row)])
        with self._database.begin() as session:
            proofs.note(session, row.id, row.form, proof, secret_given=row.secret_given, by=self._by, clock=self._clock)
        return proof

    def webhook(
        self,
        form: EndpointForm,
        secret: Secret | None = None,
        hidden: Mapping[str, Secret | None] | None = None,
        *,
        of: int | None = None,
    ) -> Proof:
        """Send a trial to a webhook as it is typed; nothing of it is kept.

        Args:
            secret: signs it; None takes the one that it has already, a new webhook's one is made for the trial alone.
            hidden: its secret headers; None takes those that it has already, and so does one without a value.
            of: the webhook that is changed, None for a new one.

        Raises:
            ForbiddenError: this person may not change webhooks.
            InvalidError: something of it cannot be taken, or its host leads to an inner address.
        """
        self._by.must(Right.EDIT_WEBHOOKS)
        typed = self._webhooks.filled(of, hidden or {})
        _learn(secret, *typed.values())
        tidy = self._webhooks.checked(replace(form, secret_headers=tuple(typed)), typed)
        try:
            kept = None if of is None else self._target(of)
            if kept is not None and hidden is None:
                typed = self._headers(kept)
            keys = self._keys(kept) if secret is None and kept is not None else (secret or signing.new_secret(),)
        except SakshiError as error:
            return Proof(str(error), passed=False)
        return self._sent(tidy, {name: value.reveal() for name, value in typed.items()}, keys)

    def connect(
        self, integration_id: int, browse: Callable[[str], object], *, stopped: Callable[[], bool] = lambda: False
    ) -> Proof:
        """Let a person sign in to a service in the browser, and test it at once; one that was live stays live.

        Raises:
            As ``SigningIn.connect`` does.
        """
        was_live = self._row(integration_id).live
        self._signing_in.connect(integration_id, browse, stopped=stopped)
        proof = self.integration(integration_id)
        if was_live and self._row(integration_id).proven:
            with self._database.begin() as session:
                proofs.go_live(session, integration_id, by=self._by, clock=self._clock)
        return proof

    def _account(self, form: IntegrationForm, secret: Secret | None, kept: IntegrationRow | None) -> Account:
        """Return what is needed to ask a service as it is typed, with the secret that it has where none is typed.

        A test counts among the calls of a service that is there.
        """
        if kept is None:
            return replace(self._signing_in.bare(form), secret=secret)
        turn = Calls(self._database, kept.id, instants.by(self._clock), longest=LONGEST_WAIT)
        if secret is None:
            return replace(self._signing_in.account(replace(kept, form=form)), turn=turn)
        return replace(self._signing_in.bare(form), secret=secret, turn=turn)

    def _asked(self, form: IntegrationForm, account: Account) -> Proof:
        vendor = VENDORS.get(form.vendor)
        if vendor is None:
            return Proof(NOTHING_TO_ASK.format(vendor=form.vendor), passed=None)
        begun = self._steady()
        try:
            vendor.ask(account)
        except (ConnectorError, RecordError) as error:
            hint = "" if getattr(error, "retryable", False) or not error.hint else f" {error.hint}"
            return Proof(f"{error.sentence}{hint}", passed=False)
        took = round((self._steady() - begun) * 1_000)
        how = "with this secret" if account.secret else "without a secret"
        how = "with this sign-in" if account.renew else how
        return Proof(f"{form.name} answered in {took:,} ms and lets us in {how}.", passed=True)

    def _webhooks_of(self, row: IntegrationRow) -> Iterable[Proof]:
        for each in self._webhooks.listed():
            if each.integration_id == row.id and each.disabled_at is None:
                found = self.webhook(each.form, of=each.id)
                yield replace(found, sentence=f"{ids.show('WHK', each.id)}: {found.sentence}")

    def _sent(self, form: EndpointForm, hidden: Mapping[str, str], keys: tuple[Secret, ...]) -> Proof:
        with self._database.read() as session:
            allowed = allowances.listed(session)
        request = Request(
            url=form.url,
            message=ids.event_id(),
            body=messages.body(TRIAL, self._clock(), SAYS),
            headers={**form.headers, forms.MODE: forms.TEST, **hidden},
            keys=tuple(signing.key(each) for each in keys),
            masked=frozenset(name.lower() for name in hidden),
        )
        answer = send_once(Gate(self._resolve, allowed), request, clock=self._clock)
        if answer.outcome is Outcome.DELIVERED:
            return Proof(f"It took a trial and answered {answer.status} in {answer.millis:,} ms.", passed=True)
        return Proof(answer.error or "It did not take the trial.", passed=False)

    def _row(self, integration_id: int) -> IntegrationRow:
        with self._database.read() as session:
            return integrations.get(session, integration_id)

    def _target(self, endpoint_id: int) -> Target:
        with self._database.read() as session:
            return endpoints.target(session, endpoint_id, at=instants.moment(session, self._clock))

    def _keys(self, kept: Target) -> tuple[Secret, ...]:
        present, *older = kept.secrets
        found = [self._vault.get(*present)]
        for each in older:
            try:
                found.append(self._vault.get(*each))
            except NotFoundError:  # the one before may be gone from here; the present one signs
                continue
        return tuple(found)

    def _headers(self, kept: Target) -> dict[str, Secret]:
        return {} if kept.header_secret is None else unpacked(self._vault.get(*kept.header_secret))


def _learn(*typed: Secret | None) -> None:
    """Let no log and no sentence tell what was typed, although no vault has it yet: a service may repeat it."""
    for each in typed:
        if each:
            redaction.learn(each)


def _joined(row: IntegrationRow, found: list[Proof]) -> Proof:
    """Return several tests as one: all of them must pass, and there must be one."""
    asked = [each for each in found if each.passed is not None]
    if not asked:
        read = "Its secret can be read here. " if row.secret_name else ""
        return Proof(f"{read}{found[0].sentence} It has none.", passed=None)
    return Proof(" ".join(each.sentence for each in asked), passed=all(each.passed for each in asked))
