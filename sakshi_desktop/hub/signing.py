"""Signatures of webhooks by the Standard Webhooks scheme, and the secrets they are made with."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.secret import Secret

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
FRESH = 32
HINT = "It begins with whsec_ and holds 24 to 64 bytes in base64; or let Sakshi make one."


def new_secret() -> Secret:
    """Return a new signing secret."""
    return Secret(PREFIX + base64.b64encode(secrets.token_bytes(FRESH)).decode())


def key(secret: Secret) -> bytes:
    """Return the key inside a signing secret.

    Raises:
        InvalidError: it is empty, no ``whsec_`` secret, or too short to protect anything.
    """
    text = secret.reveal()
    if not text.startswith(PREFIX):
        raise InvalidError("The signing secret does not begin with whsec_.", hint=HINT)
    try:
        found = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError("The signing secret is not written in base64.", hint=HINT) from None
    if not SHORTEST <= len(found) <= LONGEST:
        raise InvalidError(f"The signing secret holds {len(found)} bytes.", hint=HINT)
    return found


def headers(message: str, timestamp: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """Return the three headers that prove who sent ``body``.

    Args:
        message: the id of the event, the same at every try.
        timestamp: seconds since 1970, new at every try.
        keys: the present one first; during a rotation the one before beside it. Never none.
    """
    if not keys or not all(keys):
        raise ValueError("nothing is signed with no key")
    signed = f"{message}.{timestamp}.".encode() + body
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(each, signed)}" for each in keys),
    }


def _signature(key: bytes, signed: bytes) -> str:
    # hmac.digest() would let go of the interpreter for every small body, and wait for it behind busy threads
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
