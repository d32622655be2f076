"""Versions of a secret in a vault: they go once nothing names them."""

from sakshi_desktop.hub.ports import Vault


def forget_before(vault: Vault, name: str, version: int) -> None:
    """Forget the versions before the one in use.

    Raises:
        VaultError: the vault does not work.
    """
    for old in vault.versions(name):
        if old < version:
            vault.forget(name, old)
