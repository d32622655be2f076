"""What the hub needs of the world around it; the floors above bring it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host and port as text; OSError: it has none at present."""


class Vault(Protocol):
    """Where the secrets of this PC live. Rows of the database know their names and versions only.

    A version is written once and never changed: a new secret is a new version, and the one before stays readable until
    it is forgotten. All of it may be called from any thread but the window's: a keyring takes its time.
    """

    @property
    def kind(self) -> VaultKind:
        """Which kind of place it is."""

    @property
    def title(self) -> str:
        """How a person knows it."""

    def get(self, name: str, version: int | None = None) -> Secret:
        """Return a secret in one version, by default the newest one held.

        Raises:
            NotFoundError: this PC does not hold it.
            VaultError: the vault is missing, locked, damaged or does not answer.
        """

    def set(self, name: str, value: Secret, version: int = 1) -> None:
        """Keep a secret; cut short, it leaves what was there before.

        Raises:
            InvalidError: it is empty, too long or cannot be kept as it is.
            VaultError: as for ``get``.
        """

    def add(self, name: str, value: Secret, *, after: int) -> int:
        """Keep a secret as a version of its own and return which; no other program is given the same one.

        Args:
            after: the version in use, 0 where there is none; one that was kept and never used is not written over.

        Raises:
            InvalidError, VaultError: as for ``set``.
        """

    def forget(self, name: str, version: int | None = None) -> None:
        """Remove one version, by default all of them; what is not held is no error.

        Raises:
            VaultError: as for ``get``.
        """

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions held of a secret, newest first; () where this PC does not hold it.

        Raises:
            VaultError: as for ``get``.
        """

    def check(self) -> None:
        """Set, get and forget a trial secret.

        Raises:
            VaultError: it does not work, with the reason and what helps.
        """


class Sealer(Protocol):
    """What seals a secret to another PC, and opens what was sealed to this one."""

    def public_key(self) -> str:
        """Return the public key of this PC.

        Raises:
            VaultError: the vault, in which the other half is, does not work.
        """

    def seal(self, public_key: str, name: str, version: int, secret: Secret) -> str:
        """Return a secret with its name and version, so that only the owner of the key can read it.

        Raises:
            VaultError: this is no public key.
        """

    def open(self, sealed: str, name: str, version: int) -> Secret:
        """Return a secret that was sealed to this PC under this name and version.

        Raises:
            InvalidError: it was not.
            VaultError: the vault does not work.
        """
