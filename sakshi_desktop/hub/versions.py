"""Versions of a secret in a vault: what is written once is not written over, and goes once nothing names it."""

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub.ports import Vault


def keep(vault: Vault, name: str, secret: Secret, *, after: int) -> int:
    """Keep a secret as a version of its own and return which; one that was kept and never used is not taken for it.

    Args:
        after: the version in use, 0 where there is none.

    Raises:
        InvalidError: the secret is empty, too long or cannot be kept as it is.
        VaultError: the vault does not work.
    """
    version = max((after, *vault.versions(name))) + 1
    vault.set(name, secret, version)
    return version


def forget_before(vault: Vault, name: str, version: int) -> None:
    """Forget the versions before the one in use.

    Raises:
        VaultError: the vault does not work.
    """
    for old in vault.versions(name):
        if old < version:
            vault.forget(name, old)
