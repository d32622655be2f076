"""Signing in by OAuth 2.0: what the settings of a service say of it, and its tokens as a vault keeps them.

The client's secret, where there is one, and the tokens are one secret of the service. Each renewal is a new version.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sakshi_desktop.core import redaction
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.secret import Secret

SIGN_IN: Final = "sign_in"
OAUTH: Final = "oauth2"
CLIENT_ID: Final = "oauth_client_id"
AUTHORIZE_URL: Final = "oauth_authorize_url"
TOKEN_URL: Final = "oauth_token_url"  # noqa: S105  # the name of a setting
SCOPE: Final = "oauth_scope"
CLIENT_AUTH: Final = "oauth_client_auth"
REDIRECT: Final = "oauth_redirect"
REVOKE_URL: Final = "oauth_revoke_url"
ISSUER: Final = "oauth_issuer"
NAMES: Final = frozenset(
    {SIGN_IN, CLIENT_ID, AUTHORIZE_URL, TOKEN_URL, SCOPE, CLIENT_AUTH, REDIRECT, REVOKE_URL, ISSUER}
)
"""Settings of the sign-in; none of them is secret, whatever their names look like."""
OURS: Final = "oauth_"
"""How names of its settings begin, but for the first."""
IN_HEADER: Final = "client_secret_basic"
IN_FORM: Final = "client_secret_post"
"""How a client shows its secret, as services call it (RFC 7591)."""
ASKED: Final = frozenset(
    {*("response_type", "client_id", "redirect_uri", "scope", "state"), "code_challenge", "code_challenge_method"}
)
"""What a person is asked with; each of it stands in an address once."""
EARLY = timedelta(minutes=1)
"""So long before it ends an access token is renewed."""
LONGEST = timedelta(days=3_650)
"""No token is believed to last longer."""
MARK: Final = "oauth"


class EndedError(ConnectorError):
    """The service takes a sign-in no more: a person must agree to it again."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, retryable=True)


@dataclass(frozen=True, slots=True)
class Client:
    """As what, and where, this house signs in.

    Attributes:
        secret_in_form: the client's secret is sent in the form, and not in a header.
        redirect: where the browser brings the answer to, "" for a port of the moment.
    """

    id: str
    authorize_url: str
    token_url: str
    scope: str
    secret_in_form: bool = False
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service gave.

    Attributes:
        refresh: None where the one before goes on being good.
        seconds: how long the access token lasts, None where nobody says.
        refresh_seconds: the same of the whole sign-in.
    """

    access: Secret
    refresh: Secret | None
    seconds: float | None
    refresh_seconds: float | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The secret of a service that signs in by OAuth.

    Attributes:
        access: None where nobody has signed in with this client's secret yet.
        until: when the access token ends, None where nobody says.
        last_day: the last day of the sign-in as the service has said it, None where it has not.
        follows: the version that this one renews, 0 where a person made it.
    """

    client_secret: Secret | None = None
    access: Secret | None = None
    refresh: Secret | None = None
    until: datetime | None = None
    last_day: int | None = None
    follows: int = 0

    def after(self, answer: Answer, at: datetime, *, follows: int = 0) -> "Tokens":
        """Return the tokens once the service has given new ones."""
        return replace(
            self,
            access=answer.access,
            refresh=answer.refresh or self.refresh,
            until=_in(answer.seconds, at),
            last_day=_day(answer.refresh_seconds, at) if answer.refresh_seconds is not None else self.last_day,
            follows=follows,
        )

    def usable(self, at: datetime, refused: Secret | None) -> Secret | None:
        """Return the access token, None where it has ended, is about to, or was ``refused``."""
        if self.access is None or self.access == refused:
            return None
        return None if self.until is not None and self.until - at <= EARLY else self.access


def chosen(config: Mapping[str, str]) -> bool:
    """Return whether a service signs in by OAuth; else it takes a key."""
    return config.get(SIGN_IN) == OAUTH


def revoke_url(config: Mapping[str, str]) -> str:
    """Return where tokens are given back to (RFC 7009), "" where the settings name no such place."""
    return config.get(REVOKE_URL, "") if chosen(config) else ""


def issuer(config: Mapping[str, str]) -> str:
    """Return how the service calls itself in the answer that a browser brings (RFC 9207), "" where nobody looks."""
    return config.get(ISSUER, "") if chosen(config) else ""


def client(config: Mapping[str, str]) -> Client | None:
    """Return what the settings say of the sign-in, None where the service takes a key."""
    if not chosen(config):
        return None
    return Client(
        id=config.get(CLIENT_ID, ""),
        authorize_url=config.get(AUTHORIZE_URL, ""),
        token_url=config.get(TOKEN_URL, ""),
        scope=config.get(SCOPE, ""),
        secret_in_form=config.get(CLIENT_AUTH) == IN_FORM,
        redirect=config.get(REDIRECT, ""),
    )


def pack(tokens: Tokens) -> Secret:
    """Return the tokens as a vault keeps them."""
    learn(tokens)
    secrets = {"client_secret": tokens.client_secret, "access": tokens.access, "refresh": tokens.refresh}
    told: dict[str, object] = {name: value.reveal() for name, value in secrets.items() if value is not None}
    until = None if tokens.until is None else tokens.until.isoformat()
    rest = {"until": until, "last_day": tokens.last_day, "follows": tokens.follows}
    return Secret(json.dumps({MARK: 1, **told, **{name: value for name, value in rest.items() if value}}))


def unpack(secret: Secret) -> Tokens | None:
    """Return the tokens that ``pack`` wrote, None where the secret is another one, such as a key."""
    try:
        told = json.loads(secret.reveal())
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get(MARK) != 1:
        return None
    client_secret, access, refresh = (_secret(told.get(name)) for name in ("client_secret", "access", "refresh"))
    until = datetime.fromisoformat(told["until"]) if "until" in told else None
    tokens = Tokens(client_secret, access, refresh, until, told.get("last_day"), told.get("follows", 0))
    learn(tokens)
    return tokens


def learn(tokens: Tokens) -> None:
    """Keep each of the values out of everything that is logged."""
    for value in (tokens.client_secret, tokens.access, tokens.refresh):
        if value is not None:
            redaction.learn(value)


def _secret(value: object) -> Secret | None:
    return Secret(value) if isinstance(value, str) and value else None


def _in(seconds: float | None, at: datetime) -> datetime | None:
    return None if seconds is None else at + min(timedelta(seconds=min(seconds, 1e9)), LONGEST)


def _day(seconds: float | None, at: datetime) -> int | None:
    ends = _in(seconds, at)
    return None if ends is None else to_day(ends.date())
