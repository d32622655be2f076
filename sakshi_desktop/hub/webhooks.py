"""Webhooks as the window, the command line and the API use them: database and vault in the right order.

A secret is in the vault before a row names it, and a host is looked up before the transaction begins: neither keyring
nor network is asked while a transaction is open.
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError, SakshiError
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import addresses, allowances, changes, condition, deliveries, endpoints, forms, rules, signing
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.ports import Resolve, Vault
from sakshi_desktop.hub.types import EndpointForm, EndpointRow, Resent
from sakshi_desktop.store import instants
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Endpoint

TRIAL = "webhook.test"


class Webhooks:
    """The receivers of one database, changed by one person on one PC.

    What is due, and who is at work, goes by the clock of the database, as the programs that send do.
    """

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
        self._resolve = resolve

    def listed(self) -> list[EndpointRow]:
        """Return every receiver, the oldest first."""
        with self._database.read() as session:
            return endpoints.listed(session, at=self._now(session))

    def one(self, endpoint_id: int) -> EndpointRow:
        """Return a receiver."""
        with self._database.read() as session:
            return endpoints.one(session, endpoint_id, at=self._now(session))

    def add(
        self, form: EndpointForm, *, secret: Secret | None = None, secret_headers: Mapping[str, Secret] | None = None
    ) -> tuple[EndpointRow, Secret]:
        """Keep a new receiver and return it with its signing secret, which is shown this once.

        Args:
            secret: signs what is sent; None makes a fresh one.
            secret_headers: sent along, and kept in the vault.

        Raises:
            InvalidError: something of it cannot be taken, or its host leads to an inner address.
            ForbiddenError: this person may not change webhooks.
            VaultError: the vault of this PC does not work; nothing was kept.
        """
        self._by.must(Right.EDIT_WEBHOOKS)
        hidden = dict(secret_headers or {})
        tidy = self.checked(replace(form, secret_headers=tuple(hidden)), hidden)
        chosen = signing.new_secret() if secret is None else secret
        signing.key(chosen)
        name = endpoints.secret_name()
        self._vault.set(name, chosen)
        try:
            if hidden:
                self._vault.set(f"{name}/{endpoints.HEADERS}", _packed(hidden))
            with self._database.begin() as session:
                made = endpoints.add(session, tidy, secret=name, by=self._by, at=self._now(session))
        except SakshiError:
            self._forget(name)
            raise
        return self.one(made), chosen

    def edit(
        self,
        endpoint_id: int,
        form: EndpointForm,
        *,
        seen: EndpointForm | None = None,
        secret_headers: Mapping[str, Secret | None] | None = None,
    ) -> EndpointRow:
        """Change a receiver.

        Args:
            form: its ``secret_headers`` are kept as they are.
            seen: what the person saw; what they left alone stays as others have made it meanwhile. None, all is taken.
            secret_headers: replace all of those in the vault, None keeps them; one without a value keeps the value that
                it has.

        Raises:
            As ``add`` does, and NotFoundError: there is no such receiver; ChangedError: another person changed the
                same field meanwhile; ConflictError: that were its secret headers.
        """
        self._by.must(Right.EDIT_WEBHOOKS)
        before = self.one(endpoint_id)
        names = before.form.secret_headers if secret_headers is None else tuple(secret_headers)
        hidden = self.filled(endpoint_id, secret_headers or {})
        tidy = self.checked(replace(form, secret_headers=names), hidden)
        version, place = before.headers_version, f"{before.secret_name}/{endpoints.HEADERS}"
        if hidden:
            version = self._vault.add(place, _packed(hidden), after=version)
        try:
            with self._database.begin() as session:
                now = self._check_headers(session, before)
                tidy = tidy if seen is None else forms.checked(changes.merged(now, seen, tidy))
                endpoints.edit(session, endpoint_id, tidy, headers_version=version, by=self._by, at=self._now(session))
        except SakshiError:
            if hidden:
                self._vault.forget(place, version)
            raise
        return self.one(endpoint_id)

    def _check_headers(self, session: Session, before: EndpointRow) -> EndpointRow:
        """Return a receiver as it is now, which nobody else changes from now on.

        Raises:
            ConflictError: another person changed its secret headers.
        """
        session.execute(select(Endpoint.id).where(Endpoint.id == before.id).with_for_update())
        now = endpoints.one(session, before.id, at=self._now(session))
        if (now.headers_version, now.form.secret_headers) != (before.headers_version, before.form.secret_headers):
            raise ConflictError(
                "Somebody else changed the secret headers of this webhook meanwhile.",
                hint="Look at it again, then decide.",
            )
        return now

    def remove(self, endpoint_id: int) -> None:
        """Forget a receiver, its deliveries and its secrets."""
        with self._database.begin() as session:
            name = endpoints.remove(session, endpoint_id, by=self._by, at=self._now(session))
        self._forget(name)

    def enable(self, endpoint_id: int, *, discard: bool = False) -> int:
        """Send to a receiver again; return how many deliveries waited for that."""
        with self._database.begin() as session:
            return endpoints.enable(session, endpoint_id, by=self._by, at=self._now(session), discard=discard)

    def disable(self, endpoint_id: int, why: str = condition.BY_A_PERSON) -> None:
        """Send nothing to a receiver until it is enabled again."""
        with self._database.begin() as session:
            endpoints.disable(session, endpoint_id, why=why, by=self._by, at=self._now(session))

    def rotate(self, endpoint_id: int, *, overlap: timedelta = rules.OVERLAP, secret: Secret | None = None) -> Secret:
        """Sign with a new secret and return it, which is shown this once; for a while the old one signs too.

        Args:
            overlap: how long both sign; none where the old one leaked.
            secret: the new one; None makes a fresh one.
        """
        self._by.must(Right.EDIT_WEBHOOKS)
        endpoints.check_overlap(overlap)
        before = self.one(endpoint_id)
        chosen = signing.new_secret() if secret is None else secret
        signing.key(chosen)
        version = self._vault.add(before.secret_name, chosen, after=before.secret_version)
        try:
            with self._database.begin() as session:
                endpoints.rotate(
                    session, endpoint_id, version, instead_of=before.secret_version, overlap=overlap, by=self._by,
                    at=self._now(session),
                )  # fmt: skip
        except SakshiError:
            self._vault.forget(before.secret_name, version)
            raise
        if not overlap:
            self._vault.forget(before.secret_name, before.secret_version)
        return chosen

    def try_out(self, endpoint_id: int, kind: str = TRIAL, data: Mapping[str, object] | None = None) -> tuple[int, str]:
        """Send one receiver a trial; return the delivery's number and the event's id."""
        body = {"message": "A trial of Sakshi Desktop."} if data is None else data
        with self._database.begin() as session:
            return deliveries.try_out(session, endpoint_id, kind, body, by=self._by, at=self._now(session))

    def tell(self, data: Mapping[str, object]) -> tuple[str, int]:
        """Tell all receivers that want it of an event of the house's own; return its id and how many they are."""
        with self._database.begin() as session:
            return deliveries.tell(session, data, by=self._by, at=self._now(session))

    def told_of(self, data: Mapping[str, object]) -> list[EndpointRow]:
        """Return the receivers that would be told of an event of the house's own, the oldest first.

        Raises:
            InvalidError: the body cannot be sent.
        """
        with self._database.read() as session:
            now = self._now(session)
            wanting = deliveries.told_of(session, data, at=now)
            return [row for row in endpoints.listed(session, at=now) if row.id in wanting]

    def resend(self, wanted: Wanted | Sequence[int], *, seen: datetime | None = None, again: bool = False) -> Resent:
        """Send deliveries once more, as ``deliveries.resend`` does; return what became of those that are meant."""
        with self._database.begin() as session:
            return deliveries.resend(session, wanted, by=self._by, at=self._now(session), seen=seen, again=again)

    def recover(self, endpoint_id: int, since: datetime, until: datetime | None = None) -> int:
        """Send a receiver all that it did not take since a time, up to another or to now; return how many that are."""
        with self._database.begin() as session:
            now = self._now(session)
            return deliveries.recover(session, endpoint_id, since, until or now, by=self._by, at=now)

    def filled(self, endpoint_id: int | None, hidden: Mapping[str, Secret | None]) -> dict[str, Secret]:
        """Return secret headers, those without a value with the one that a receiver has in the vault.

        Raises:
            NotFoundError: this PC does not hold them.
            InvalidError: the receiver has none of this name.
            VaultError: the vault of this PC does not work.
        """
        empty = [name for name, value in hidden.items() if value is None]
        held = self._held_headers(endpoint_id) if empty and endpoint_id is not None else {}
        for name in empty:
            if name not in held:
                raise InvalidError(f"The header {name} is empty.", hint="Enter its value, or leave the header out.")
        return {name: held[name] if value is None else value for name, value in hidden.items()}

    def _held_headers(self, endpoint_id: int) -> dict[str, Secret]:
        row = self.one(endpoint_id)
        if not row.form.secret_headers:
            return {}
        try:
            packed = self._vault.get(f"{row.secret_name}/{endpoints.HEADERS}", row.headers_version)
        except NotFoundError as error:
            raise NotFoundError(
                f"This PC does not hold the secret headers of {ids.show('WHK', endpoint_id)}.",
                hint="Enter all of them, or have another PC hand them over.",
            ) from error
        return unpacked(packed)

    def checked(self, form: EndpointForm, hidden: Mapping[str, Secret]) -> EndpointForm:
        """Return a form in its tidy shape; its host is looked up.

        Raises:
            InvalidError: something of it cannot be taken, or its host leads to an inner address.
        """
        tidy = forms.checked(form)
        for name, value in hidden.items():
            if not value:
                raise InvalidError(f"The header {name} is empty.", hint="Enter its value, or leave the header out.")
            forms.check_header_value(name, value.reveal())
        with self._database.read() as session:
            allowed = allowances.listed(session)
        addresses.check(tidy.url, allowed, self._resolve)
        return tidy

    def _now(self, session: Session) -> datetime:
        return instants.moment(session, self._clock)

    def _forget(self, name: str) -> None:
        with contextlib.suppress(SakshiError):  # a secret that nobody names harms nobody
            self._vault.forget(name)
            self._vault.forget(f"{name}/{endpoints.HEADERS}")


def unpacked(packed: Secret) -> dict[str, Secret]:
    """Return secret headers from the one secret that the vault keeps them in."""
    return {name: Secret(value) for name, value in json.loads(packed.reveal()).items()}


def _packed(hidden: Mapping[str, Secret]) -> Secret:
    return Secret(json.dumps({name: value.reveal() for name, value in hidden.items()}))
