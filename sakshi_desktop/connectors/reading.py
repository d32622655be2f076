"""What came back from a receiver, as it is kept: its beginning, without secrets and personal data that went along."""

import base64
import hashlib
import time
from functools import lru_cache

from sakshi_desktop.core import redaction, telltales
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.hub import rules
from sakshi_desktop.hub.types import Answer, Outcome, Request

LARGEST_ANSWER = 1_000_000
"""Bytes after which an answer is no answer."""


class Reading:
    """What came back so far: its beginning is kept, the rest is counted.

    Attributes:
        status: what the receiver answered, None before it did.
        announced: how long it says that its answer is.
        hung_up: the connection had been kept, and ended before anything came back.
    """

    def __init__(self, request: Request, headers: dict[str, str]) -> None:
        self._request = request
        self._headers = headers
        self._begun = time.perf_counter()
        self.status: int | None = None
        self.announced: int | None = None
        self.hung_up = False
        self._kept = bytearray()
        self._size = 0

    def take(self, chunk: bytes) -> None:
        """Add what came."""
        self._size += len(chunk)
        room = rules.RESPONSE_CAP - len(self._kept)
        if room > 0:
            self._kept += chunk[:room]

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.perf_counter() - self._begun

    @property
    def is_too_large(self) -> bool:
        """Whether the answer is longer than any that is read."""
        return max(self._size, self.announced or 0) > LARGEST_ANSWER

    def answer(self, outcome: Outcome, error: str | None = None, wish: float | None = None) -> Answer:
        """Return how the request ended; no secret that went along is in it, wherever the receiver repeats it."""
        hidden = self._request.masked
        sent = self._headers
        if hidden:
            sent = {name: HIDDEN if name.lower() in hidden else value for name, value in sent.items()}
        return Answer(
            outcome,
            status=self.status,
            millis=round(self.seconds * 1_000),
            error=error,
            retry_after=wish,
            sent_headers=sent,
            request_sha256=hashlib.sha256(self._request.body).hexdigest(),
            response=self._text(),
            response_bytes=max(self._size, self.announced or 0),
        )

    def failed(self, sentence: str, outcome: Outcome = Outcome.FAILED, wish: float | None = None) -> Answer:
        """Return that it failed, and why."""
        return self.answer(outcome, redaction.hide(sentence, telltales.in_address(self._request.url)), wish)

    def _text(self) -> str:
        text = self._kept.decode("utf-8", "replace").replace("\0", " ")
        if len(text) >= redaction.TELLING:
            text = redaction.hide(text, self._secrets())
        if text.isascii() and len(text) <= rules.RESPONSE_CAP:
            return text
        return text.encode()[: rules.RESPONSE_CAP].decode("utf-8", "ignore")

    def _secrets(self) -> frozenset[str]:
        hidden, heads = self._request.masked, self._request.headers
        values = tuple(value for name, value in heads.items() if name.lower() in hidden) if hidden else ()
        told = _told(values, self._request.keys) | telltales.in_address(self._request.url)
        return told | self._request.personal if self._request.personal else told


@lru_cache(maxsize=256)
def _told(values: tuple[str, ...], keys: tuple[bytes, ...]) -> frozenset[str]:
    """Return what must not be kept: of a header all, and what follows its first word; a key as it is and in base64.

    ``Basic`` is followed by a name and a password in base64.
    """
    told = set(values)
    for value in values:
        scheme, _, rest = value.partition(" ")
        told.add(rest.strip())
        if scheme.lower() == "basic":
            name_and_password = _decoded(rest)
            told |= {name_and_password, name_and_password.partition(":")[2]}
    for key in keys:
        told |= {base64.b64encode(key).decode(), _text(key)}
    return frozenset(told)


def _decoded(text: str) -> str:
    try:
        return _text(base64.b64decode(text, validate=True))
    except ValueError:
        return ""


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""
