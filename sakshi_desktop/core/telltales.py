"""What gives a secret away before anybody calls it one: names of headers and parameters, and shapes of values."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

from sakshi_desktop.core.secret import HIDDEN

_NAMES: Final = re.compile(
    r"""(?x)
    authori[sz]ation | token | secret | passw(or)?d | passphrase | signature | cookie | credential
    | (access|account|api|app|application|client|encryption|functions|host|license|master|private|secret|service
      |shared|signing|subscription)-?keys?(?![a-z])
    | (?<![a-z])(auth|x-key|jwt|pwd|hmac)(?![a-z])
    """
)
_PARAMETERS: Final = re.compile(r"(?<![a-z])(code|key|pass|sig|sign)(?![a-z])")
"""What says so in the query of an address alone."""
_SHAPES: Final = re.compile(
    r"""(?x)
    \b(?: (?:AKIA|ASIA)[0-9A-Z]{16} | AIza[\w-]{35} | (?:sk|rk)_(?:live|test)_\w{10,} | sk-[\w-]{16,}
      | gh[opusr]_\w{20,} | github_pat_\w{20,} | glpat-[\w-]{16,} | xox[abeoprs]-[\w-]{10,} | shp(?:at|ca|pa|ss)_\w{16,}
      | SG\.[\w-]{16,}\.[\w-]{16,} | xkeysib-\w{16,} | pat-[a-z]{2}\d-[\w-]{16,} | whsec_[\w+/=]{6,}
      | eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]* )
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY
    | (?i:^\s*(?:(?:bearer|basic)\s+\S{6,}|(?:token|apikey)\s+(?=\S*\d)\S{6,}))
    """
)
"""Keys that say themselves what they are: those of AWS, Google, Stripe, GitHub, Slack and others; tokens; schemes."""
_HARMLESS_NAME: Final = re.compile(
    r"(?<![a-z])(id|ids|trace|traceparent|hash|digest|sha\d*|etag|commit|version)(?![a-z])"
)
"""Names whose values are long and random, and known to everybody."""
_HARMLESS: Final = re.compile(
    r"""(?x)
    [0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}
    | (ChIJ|EiI)[\w-]{20,}
    | ([A-Z]?[a-z]+|[A-Z]*\d*)([-_/+]([A-Z]?[a-z]+|[A-Z]*\d*))*
    """
)
"""A UUID, the id of a place on a map, words and numbers with hyphens between them."""
_RUN: Final = re.compile(r"[A-Za-z0-9+/_=-]+")
_PARAMETER: Final = re.compile(r"(?<=[?&;#])([^\s?&;#=]+)=([^\s&;#]+)")
_ADDRESS: Final = re.compile(r"(?i)\bhttps?://[^\s\"'<>|]+")
_PLACE: Final = re.compile(r"(?i)([a-z][a-z+.-]*://)?([^/?#]*)([^?#]*)")
"""What an address begins with, its host and its path."""
_SEGMENT: Final = re.compile(r"[^/]+")
_BESIDE: Final = re.compile(r"[:@,;!|]")
"""What stands between a name and a key in one part of a path."""
_CAPABILITIES: Final = tuple(
    (re.compile(host), re.compile(path.replace("/", "/+")))
    for host, path in (
        (r"hooks\.zapier\.com", r"/hooks/\w+/\d+/"),
        (r"hooks?\.([\w-]+\.)*(make|integromat|make\.celonis)\.com", r"/"),
        (r"hooks\.slack(-gov)?\.com", r"/\w+/[^/]+/"),
        (r"([\w-]+\.)?discord(app)?\.com", r"/api/(v\d+/)?webhooks/\d+/"),
        (r"maker\.ifttt\.com", r"/(trigger/[^/]+/(json/)?with/key|use)/"),
        (r"([\w-]+\.)*(webhook\.)?office(365)?\.com", r"/(webhook|webhookb2)/"),
        (r"api\.telegram\.org", r"/(file/)?bot"),
        (r"([\w-]+\.)*pabbly\.com", r"/workflow/\w+/"),
        (r"([\w-]+\.)*n8n\.cloud", r"/webhook(-test)?/"),
        (r"webhook\.site", r"/"),
        (r"hooks\.airtable\.com", r"/workflows/v1/\w+/[^/]+/"),
        (r"([\w-]+\.)*workato\.com", r"/webhooks/\w+/"),
        (r"([\w-]+\.)*integrately\.com", r"/a/webhooks/"),
    )
)
"""Services whose addresses let in whoever knows them, however short they are: what of the path may be seen."""
_ELSEWHERE: Final = re.compile(r"/*[^/]*/*")
"""What may be seen of other addresses of such a service."""
_CAPABLE_HOST: Final = re.compile(r"(?i)[\w-]+(?=\.(m|x)\.(pipedream\.net|requestbin\.com)(?![\w-]|\.\w))")
"""A host whose first part is the key."""
MIXED, LONG = 20, 32
"""Characters from which letters of both cases with digits, or of one case with digits, are taken for a key."""
RANDOM = 3.4
"""Bits for each character; words and numbers of a house have less."""
FEW = 4
"""Digits; a name of something has fewer."""
PLAIN, MUTE = 24, re.compile(r"(?i)[b-df-hj-np-tv-xz]{5}")
"""Letters, and nothing else, that are taken for a key where five in a row cannot be spoken."""


def by_name(name: str) -> bool:
    """Return whether a name says that its value is a secret: ``X-Auth``, ``Api_Key``, ``accessToken``."""
    return bool(_NAMES.search(_parted(name)))


def by_value(name: str, value: str) -> bool:
    """Return whether a value has the shape of a secret; what is random under the name of an id has not."""
    if _SHAPES.search(value):
        return True
    return not _HARMLESS_NAME.search(_parted(name)) and any(map(_is_random, value.split()))


def header(name: str, value: str) -> str:
    """Return the value of a header as people may see it: dots where it gives a secret away."""
    return HIDDEN if by_name(name) or by_value(name, value) else value


def in_headers(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of headers that give a secret away."""
    return tuple(name for name, value in headers.items() if value and header(name, value) == HIDDEN)


@lru_cache(maxsize=1_024)
def shown(url: str) -> str:
    """Return an address as people and logs may see it: what lets in whoever knows it stands as dots.

    Those are parameters with a telling name or value, and parts of host and path that are keys: by their shape, or by
    the service, as with Zapier and Slack.
    """
    return covered_parameters(_covered_place(url, HIDDEN))


def host(url: str) -> str:
    """Return the host of an address, without its port, as people and logs may see it."""
    found = _PLACE.match(shown(url))
    return "" if found is None else _named(found[2])


def _named(place: str) -> str:
    return re.sub(r":\d*$", "", place.rpartition("@")[2]).strip("[]").lower()


@lru_cache(maxsize=1_024)
def in_address(url: str) -> frozenset[str]:
    """Return the secret values that stand in an address, as they stand there and as they are meant."""
    parts = {url[begin:end] for begin, end in _keys(url)}
    parts |= {value for name, value in _PARAMETER.findall(url) if _gives_away(name, value)}
    return frozenset(parts | {unquote_plus(part) for part in parts})


def covered(text: str, mark: str = HIDDEN) -> str:
    """Return any text with a mark in place of what lets in by the addresses in it; dots stay dots."""
    return covered_parameters(_ADDRESS.sub(lambda found: _covered_place(found[0], mark), text), mark)


def covered_parameters(text: str, mark: str = HIDDEN) -> str:
    """Return any text with a mark in place of the secret parameters of addresses in it; dots stay dots."""

    def cover(found: re.Match[str]) -> str:
        name, value = found.groups()
        return f"{name}={mark}" if value != HIDDEN and _gives_away(name, value) else found[0]

    return _PARAMETER.sub(cover, text)


def _covered_place(url: str, mark: str) -> str:
    for begin, end in reversed(_keys(url)):
        url = url[:begin] + mark + url[end:]
    return url


def _keys(url: str) -> list[tuple[int, int]]:
    """Return where in host and path of an address its keys stand."""
    found = _PLACE.match(url)
    if found is None:
        return []
    name = _named(found[2])
    shapes = [shape for service, shape in _CAPABILITIES if service.fullmatch(name)]
    begins = [met for shape in (*shapes, *([_ELSEWHERE] if shapes else [])) if (met := shape.match(found[3]))]
    secret_from = begins[0].end() if begins else len(url)
    label = _CAPABLE_HOST.match(found[2])
    keys = [(found.start(2), found.start(2) + label.end())] if label else []
    for part in _SEGMENT.finditer(found[3]):
        begin = max(part.start(), secret_from) if part.end() > secret_from else part.start()
        if (part.end() > secret_from or _is_key(part[0])) and HIDDEN not in part[0]:
            keys.append((found.start(3) + begin, found.start(3) + part.end()))
    return keys


def _gives_away(name: str, value: str) -> bool:
    return by_name(name) or bool(_PARAMETERS.search(_parted(name))) or by_value(name, value)


def _is_key(text: str) -> bool:
    return bool(_SHAPES.search(text)) or any(_is_random(word) or _is_mute(word) for word in _BESIDE.split(text))


def _is_mute(word: str) -> bool:
    return len(word) >= PLAIN and word.isascii() and word.isalpha() and bool(MUTE.search(word))


def _is_random(word: str) -> bool:
    """Return whether a word is as long and as random as a key."""
    if len(word) < MIXED or not _RUN.fullmatch(word) or _HARMLESS.fullmatch(word):
        return False
    digits = sum(letter.isdigit() for letter in word)
    both = word.lower() != word != word.upper()
    enough = both if len(word) < LONG else both or (digits >= FEW and word.isalnum())
    return 0 < digits < len(word) and enough and _bits(word) >= RANDOM


def _bits(word: str) -> float:
    return -sum(count / len(word) * math.log2(count / len(word)) for count in Counter(word).values())


def _parted(name: str) -> str:
    """Return a name in small letters, its parts with hyphens between them."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower())
