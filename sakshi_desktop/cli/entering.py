"""Secrets that a person types or another program hands over: never in the words, which everybody on a PC can see."""

import getpass
import sys

from sakshi_desktop.app import App
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind


def secret(prompt: str) -> Secret:
    """Return a secret from the keyboard, unseen, or from the next line of the input."""
    if sys.stdin.isatty():
        return Secret(getpass.getpass(f"{prompt}: ", stream=sys.stderr))
    return Secret(sys.stdin.readline().rstrip("\r\n"))


def unlock(app: App) -> None:
    """Ask a person for the passphrase of an encrypted file that is in use and closed; without one there it stays so.

    Raises:
        VaultError: it is another passphrase.
    """
    vault = app.vault
    waits = vault.kind is VaultKind.FILE and vault.file.exists and vault.file.locked
    if waits and not app.settings.passphrase_file and sys.stdin.isatty():
        vault.file.unlock(secret("Passphrase of the encrypted file"))
