"""Versions of a secret in a vault: which follows the one in use, and which are gone once nothing names them."""

from sakshi_desktop.hub import oauth
from sakshi_desktop.hub.oauth import Tokens
from sakshi_desktop.hub.ports import Vault


def following(vault: Vault, name: str, version: int) -> tuple[int, Tokens] | None:
    """Return tokens that renew those of ``version``, and were never named because a program was cut off.

    Raises:
        VaultError: the vault does not work.
    """
    for newer in vault.versions(name):
        found = oauth.unpack(vault.get(name, newer)) if newer > version else None
        if found is not None and found.follows == version:
            return newer, found
    return None


def forget_before(vault: Vault, name: str, version: int) -> None:
    """Forget the versions before the one in use.

    Raises:
        VaultError: the vault does not work.
    """
    for old in vault.versions(name):
        if old < version:
            vault.forget(name, old)
