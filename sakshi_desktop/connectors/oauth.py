"""The conversation of OAuth 2.0: a person agrees in the browser (RFC 8252, PKCE of RFC 7636), tokens come by POST."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeGuard
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

import httpx

from sakshi_desktop.connectors.http import ELSEWHERE, UNKNOWN, Account, Caller
from sakshi_desktop.connectors.http import said as words_of
from sakshi_desktop.core import redaction
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub.oauth import Answer, Client, EndedError

DEAD = frozenset({"invalid_grant", "invalid_code", "BAD_REFRESH_TOKEN"})
"""How services say that a sign-in has ended: the word of RFC 6749, and those of Zoho and HubSpot."""
NO_CLIENT = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked in the browser.

    Attributes:
        url: where they agree.
        state: comes back with the answer, which is ours alone then.
        verifier: proves to the service that who asked is who takes the tokens.
    """

    url: str
    state: str
    verifier: Secret
    redirect: str


def question(client: Client, redirect: str) -> Question:
    """Return what a person is asked, with a state and a proof that no other question has."""
    state, verifier = secrets.token_urlsafe(32), Secret(secrets.token_urlsafe(48))
    redaction.learn(verifier)
    hashed = sha256(verifier.reveal().encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect,
        "scope": client.scope,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(hashed).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    parts = urlsplit(client.authorize_url)
    query = "&".join(filter(None, (parts.query, urlencode({name: text for name, text in asked.items() if text}))))
    return Question(urlunsplit(parts._replace(query=query)), state, verifier, redirect)


class TokenGiver:
    """The address of one service that gives tokens; the client shows its secret where it has one.

    Args:
        account: whose address it is; a secret of it is not sent there.
        url: another address of the service, which takes tokens back.
    """

    def __init__(
        self,
        account: Account,
        client: Client,
        client_secret: Secret | None,
        *,
        url: str = "",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        name = f"The sign-in of {account.name}"
        bare = Account(name, {}, None, account.allowed, account.resolve, account.clock, network=account.network)
        self._name, self._client, self._client_secret = name, client, client_secret
        self._caller = Caller(bare, url or client.token_url, transport=transport)

    def exchange(self, asked: Question, code: Secret) -> Answer:
        """Return the tokens for the code that the browser brought.

        Raises:
            ConnectorError: the service refused, failed or did not answer.
        """
        fields = {
            "grant_type": "authorization_code",
            "code": code.reveal(),
            "redirect_uri": asked.redirect,
            "code_verifier": asked.verifier.reveal(),
        }
        return self._ask(fields)

    def renew(self, refresh: Secret) -> Answer:
        """Return new tokens for the refresh token, which may be used up by that.

        Raises:
            ConnectorError: the service refused, failed or did not answer.
            EndedError: it takes this sign-in no more.
        """
        return self._ask({"grant_type": "refresh_token", "refresh_token": refresh.reveal()})

    def revoke(self, token: Secret, *, is_refresh: bool) -> None:
        """Give a token back, and with a refresh token all that came of it; one that has ended is given back, too.

        Raises:
            ConnectorError: the service refused, failed or did not answer.
        """
        hint = "refresh_token" if is_refresh else "access_token"
        shown, headers = self._shown()
        reply = self._caller.post_form({"token": token.reveal(), "token_type_hint": hint, **shown}, headers=headers)
        if reply.status >= ELSEWHERE:
            raise self._refusal(reply.status, reply.data if isinstance(reply.data, dict) else {})

    def close(self) -> None:
        """Let go of the connection."""
        self._caller.close()

    def _ask(self, fields: Mapping[str, str]) -> Answer:
        shown, headers = self._shown()
        reply = self._caller.post_form({**fields, **shown}, headers=headers)
        told = reply.data if isinstance(reply.data, dict) else {}
        if reply.status >= ELSEWHERE or _is_text(told.get("error")):  # some refuse with a status of success
            raise self._refusal(reply.status, told)
        answer = _answer(told)
        if answer is None:
            raise ConnectorError(
                f"{self._name} gave no token that can be used.",
                retryable=False,
                hint="Look at the addresses in its settings.",
            )
        for each in filter(None, (answer.access, answer.refresh)):
            redaction.learn(each)
        return answer

    def _shown(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the fields and the headers that say which client asks; a service may take but one of both."""
        client, secret = self._client, self._client_secret
        if secret is None:
            return {"client_id": client.id}, {}
        if client.secret_in_form:
            return {"client_id": client.id, "client_secret": secret.reveal()}, {}
        pair = f"{quote_plus(client.id)}:{quote_plus(secret.reveal())}"
        return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def _refusal(self, status: int, told: Mapping[str, Any]) -> ConnectorError:
        word = _refused_with(told)
        words = words_of({**told, "error": told.get("error_description") or told.get("error")})
        also = f": {words}" if words else ""
        if word in DEAD:
            return EndedError(f"The service took the sign-in no more ({status}){also}.")
        if word in NO_CLIENT or status == UNKNOWN:
            return ConnectorError(
                f"{self._name} does not know this client ({status}){also}.",
                retryable=False,
                hint="Look at its client id, its client secret, and how its secret is sent.",
            )
        return ConnectorError(
            f"{self._name} was refused ({status}){also}.", retryable=False, hint="Look at its settings."
        )


def _refused_with(told: Mapping[str, Any]) -> str:
    """Return the word with which a service refuses, "" where it says none."""
    return next((word for word in (told.get("error"), told.get("status")) if _is_text(word)), "")


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


def _answer(told: Mapping[str, Any]) -> Answer | None:
    """Return the tokens that a service has told, None where there is none that a header can carry."""
    access, refresh, kind = told.get("access_token"), told.get("refresh_token"), told.get("token_type", "bearer")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access.strip():
        return None
    if str(kind).lower() != "bearer":
        return None
    return Answer(
        Secret(access),
        Secret(refresh) if _is_text(refresh) else None,
        _seconds(told, "expires_in"),
        _seconds(told, "refresh_token_expires_in", "x_refresh_token_expires_in"),
    )


def _seconds(told: Mapping[str, Any], *names: str) -> float | None:
    """Return a length of time, which some services write as a text."""
    for name in names:
        try:
            found = float(told[name])
        except (KeyError, TypeError, ValueError):
            continue
        if found >= 0:
            return found
    return None
