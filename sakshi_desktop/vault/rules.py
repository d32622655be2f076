"""What holds for secrets wherever they live: names, sizes, pieces, and the trial that tells health."""

import re
import secrets
from typing import Protocol

from sakshi_desktop.core.errors import InvalidError, NotFoundError, VaultError
from sakshi_desktop.core.secret import Secret

PIECE = 1_000
"""UTF-16 units of one entry of a keyring: Windows stores 2,560 bytes."""
MOST_UNITS = 32_000
TRIAL = "trial"
LAST_OF_ONE_UNIT = "\uffff"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}(/[a-z0-9][a-z0-9._-]{0,39}){0,2}")


class Keeps(Protocol):
    """The four deeds of a vault that a trial needs."""

    def get(self, name: str, version: int | None = None) -> Secret:
        """Return a secret."""

    def set(self, name: str, value: Secret, version: int = 1) -> None:
        """Keep a secret."""

    def forget(self, name: str, version: int | None = None) -> None:
        """Remove a secret."""

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions held."""


def check(name: str, value: Secret, version: int) -> None:
    """Refuse what could not be read back as it was given.

    Raises:
        InvalidError: the secret is empty, too long, or holds what cannot be written down.
    """
    if not _NAME.fullmatch(name) or version < 1:
        raise ValueError(f"no name and version of a secret: {name!r}, {version}")
    text = value.reveal()
    if not text.strip():
        raise InvalidError("The secret is empty.", hint="Enter it as the service shows it.")
    if units(text) > MOST_UNITS:
        raise InvalidError(f"The secret is longer than {MOST_UNITS:,} characters.", hint="Is it really the secret?")
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise InvalidError("The secret holds a character that cannot be written down.", hint="Copy it once more.")


def missing(name: str) -> NotFoundError:
    """Return the error of a secret that is not held; ``name`` is no secret itself."""
    return NotFoundError(
        f"This PC does not hold the secret “{name}”.", hint="Enter it here, or have another PC hand it over."
    )


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Windows and Qt count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, size: int = PIECE) -> list[str]:
    """Return the text in pieces of at most ``size`` UTF-16 units, no character cut in two."""
    found, begin, filled = [], 0, 0
    for place, one in enumerate(text):
        width = 2 if one > LAST_OF_ONE_UNIT else 1
        if filled + width > size:
            found.append(text[begin:place])
            begin, filled = place, 0
        filled += width
    return [*found, text[begin:]]


def add(vault: Keeps, name: str, value: Secret, after: int) -> int:
    """Keep a secret as the version that follows all others, and return which; who calls keeps others out meanwhile."""
    version = max((after, *vault.versions(name))) + 1
    vault.set(name, value, version)
    return version


def round_trip(vault: Keeps) -> None:
    """Set, get and forget a trial secret that fills more than one piece.

    Raises:
        VaultError: it came back as another, or is still there.
    """
    value, name = Secret(secrets.token_urlsafe(900)), f"{TRIAL}/{secrets.token_hex(6)}"
    try:
        vault.set(name, value)
        if vault.get(name) != value:
            raise VaultError(
                "The vault gave back another secret than it was given.", hint="Do not use it; choose another one."
            )
    finally:
        vault.forget(name)
    if vault.versions(name):
        raise VaultError("The vault keeps what it was told to forget.", hint="Do not use it; choose another one.")
