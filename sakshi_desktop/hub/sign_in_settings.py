"""What a person may set of a sign-in by OAuth, checked before it is kept."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from sakshi_desktop.core.errors import InvalidError, shortened
from sakshi_desktop.hub import addresses, oauth
from sakshi_desktop.hub.oauth import (
    AUTHORIZE_URL,
    CLIENT_AUTH,
    CLIENT_ID,
    ISSUER,
    OAUTH,
    REDIRECT,
    REVOKE_URL,
    SIGN_IN,
    TOKEN_URL,
)

NEEDED: Final[Mapping[str, str]] = {
    CLIENT_ID: "The client id is not set: the service gives one to each program that signs in.",
    AUTHORIZE_URL: "The address where a person agrees to the sign-in is not set.",
    TOKEN_URL: "The address that gives tokens is not set.",
}
HERE: Final = frozenset({"127.0.0.1", "localhost"})
"""Names of this PC to which a browser may bring the answer; a listener on 127.0.0.1 hears both."""
FIRST_PORT: Final = 1_024
"""Those below belong to the system."""
IN_THE_OPEN = "The address begins with http://: anyone on the way could read the sign-in. Begin it with https://."
NO_ISSUER = "This is not how a service calls itself: leave out what begins with “?” or “#”."
BROUGHT_BACK = "A browser brings the answer to this PC alone: it looks like http://localhost:8765/callback."


def complaints(config: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with the settings of a sign-in, by their names."""
    foreign = sorted(name for name in config if name.startswith(oauth.OURS) and name not in oauth.NAMES)
    if foreign:
        return {"config": f"A sign-in has no setting {foreign[0]}: it has {', '.join(sorted(oauth.NAMES))}."}
    if SIGN_IN not in config:
        return _without_sign_in(config)
    if not oauth.chosen(config):
        return {SIGN_IN: f"There is no sign-in “{shortened(config[SIGN_IN])}”: set {OAUTH}, or leave it out for a key."}
    found = {name: sentence for name, sentence in NEEDED.items() if not config.get(name)}
    for name, look in LOOKS.items():
        try:
            sentence = look(config[name]) if config.get(name) else ""
        except InvalidError as error:
            sentence = str(error)
        if sentence:
            found[name] = sentence
    return found


def _without_sign_in(config: Mapping[str, str]) -> dict[str, str]:
    left = sorted(config.keys() & oauth.NAMES)
    if not left:
        return {}
    return {"config": f"The setting {left[0]} is one of a sign-in: set {SIGN_IN}={OAUTH} too, or leave it out."}


def _authorize_url(url: str) -> str:
    wrong = _private(url)
    doubled = sorted({name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)} & oauth.ASKED)
    if doubled and not wrong:
        return f"The address has “{doubled[0]}” in it, which is added at each sign-in: leave that part out."
    return wrong


def _private(url: str) -> str:
    """Return what is wrong with an address of the service: what passes there is for nobody on the way."""
    place = addresses.place(url)
    return "" if place.secure or place.host in {*HERE, "::1"} else IN_THE_OPEN


def _redirect(url: str) -> str:
    place, parts = addresses.place(url), urlsplit(url)
    ours = parts.scheme == "http" and place.host in HERE and not parts.query and parts.port != 0
    if not ours or (parts.port is not None and parts.port < FIRST_PORT):
        return BROUGHT_BACK
    return ""


def _issuer(url: str) -> str:
    """Return what is wrong with how a service calls itself: it is compared to the letter, and never dialled."""
    parts = urlsplit(url)
    return _private(url) or (NO_ISSUER if parts.query or parts.fragment or "?" in url or "#" in url else "")


def _client_auth(word: str) -> str:
    known = (oauth.IN_HEADER, oauth.IN_FORM)
    return "" if word in known else f"“{shortened(word)}” is none of {' and '.join(known)}."


LOOKS: Final[Mapping[str, Callable[[str], str]]] = {
    AUTHORIZE_URL: _authorize_url,
    TOKEN_URL: _private,
    CLIENT_AUTH: _client_auth,
    REDIRECT: _redirect,
    REVOKE_URL: _private,
    ISSUER: _issuer,
}
"""What looks at a setting, and says what is wrong with it."""
