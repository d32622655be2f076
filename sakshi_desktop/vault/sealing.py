"""Sealing a secret to another PC: only that PC's private key, which is in its vault, opens it again."""

import base64
import binascii
import json
from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from sakshi_desktop.core.errors import InvalidError, NotFoundError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub.ports import Vault

IDENTITY = "pc/identity"
AGAIN = "Have it handed over again."


class PcSealer:
    """A Sealer with the key of this PC, made when it is first needed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def public_key(self) -> str:
        """Return the public key of this PC, in base64.

        Raises:
            VaultError: the vault does not work.
        """
        return _text(bytes(self._private().public_key))

    def seal(self, public_key: str, name: str, version: int, secret: Secret) -> str:
        """Return a secret with its name and version, so that only the owner of the key can read it.

        Raises:
            VaultError: this is no public key.
        """
        whole = json.dumps({"name": name, "version": version, "value": secret.reveal()})
        try:
            return _text(SealedBox(PublicKey(_bytes(public_key))).encrypt(whole.encode()))
        except (CryptoError, ValueError, TypeError) as error:
            raise VaultError("The key of that PC cannot be read.", hint="Open Sakshi there once more.") from error

    def open(self, sealed: str, name: str, version: int) -> Secret:
        """Return a secret that was sealed to this PC under this name and version.

        Raises:
            InvalidError: it was not, or it was changed on the way.
            VaultError: the vault does not work.
        """
        box = SealedBox(self._private())
        try:
            whole = json.loads(box.decrypt(_bytes(sealed)))
            under, value = (whole["name"], whole["version"]), str(whole["value"])
        except (CryptoError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise InvalidError("A secret that was handed over cannot be opened.", hint=AGAIN) from error
        if under != (name, version):
            raise InvalidError("A secret was handed over under another name.", hint=AGAIN)
        return Secret(value)

    def _private(self) -> PrivateKey:
        try:
            return PrivateKey(_bytes(self._vault.get(IDENTITY).reveal()))
        except NotFoundError:
            made = PrivateKey.generate()
            self._vault.set(IDENTITY, Secret(_text(bytes(made))))
            return made


def fingerprint(public_key: str) -> str:
    """Return a short form of a key that two people can compare: 4F2A 91C0 7B3E 55D1."""
    figures = sha256(_bytes(public_key)).hexdigest()[:16].upper()
    return " ".join(figures[place : place + 4] for place in range(0, 16, 4))


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
