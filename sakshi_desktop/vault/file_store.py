"""Secrets in one encrypted file, where there is no keyring and a person chose so."""

import base64
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import RLock

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from filelock import FileLock, Timeout

from sakshi_desktop.core import redaction
from sakshi_desktop.core.errors import InvalidError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.vault import rules

FORMAT = 1
SHORTEST = 10
"""Characters of a passphrase."""
KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
BUSY_SECONDS = 20.0
OWNER_ONLY = 0o600

_Kept = dict[str, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs, by argon2id; the defaults are the second choice of RFC 9106."""

    rounds: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class FileStore:
    """A Vault in a file: AES-256-GCM over all secrets, the key by argon2id from a passphrase.

    Each change writes the file anew beside the old one and takes its place in one step, under a lock that other
    programs of this PC respect: cut short, the file is the one before. Until ``unlock`` it tells nothing.
    """

    kind = VaultKind.FILE
    title = "Encrypted file vault"

    def __init__(self, path: Path, *, cost: Cost = Cost()) -> None:
        self.path = path
        self._cost = cost
        self._lock = RLock()
        self._others = FileLock(f"{path}.lock", timeout=BUSY_SECONDS)
        self._opened: _Opened | None = None

    @property
    def exists(self) -> bool:
        """Return whether the file is there."""
        return self.path.exists()

    @property
    def locked(self) -> bool:
        """Return whether it waits for its passphrase."""
        return self._opened is None

    def create(self, passphrase: Secret) -> None:
        """Make the file, empty, and unlock it.

        Raises:
            InvalidError: the passphrase is too short.
            VaultError: it is there already, or cannot be written.
        """
        _check(passphrase)
        with self._alone():
            if self.exists:
                raise VaultError("There is a vault file already.", hint="Enter its passphrase.")
            self._write_anew({}, passphrase)

    def unlock(self, passphrase: Secret) -> None:
        """Open the file for this run.

        Raises:
            VaultError: there is no such file, it is damaged, or the passphrase is another one.
        """
        with self._lock:
            salt, cost = _circumstances(self._text())
            redaction.learn(passphrase)
            opened = _Opened(_key(passphrase, salt, cost), salt, cost)
            opened.read(self._text())
            self._opened = opened

    def change(self, passphrase: Secret) -> None:
        """Encrypt everything under another passphrase.

        Raises:
            InvalidError: it is too short.
            VaultError: the vault is locked, or cannot be written.
        """
        _check(passphrase)
        with self._alone():
            self._write_anew(self._read(), passphrase)

    def get(self, name: str, version: int | None = None) -> Secret:
        """Return a secret in one version, by default the newest."""
        with self._lock:
            kept = self._read().get(name, {})
        wanted = max(kept, default=0) if version is None else version
        if wanted not in kept:
            raise rules.missing(name)
        found = Secret(kept[wanted])
        redaction.learn(found)
        return found

    def set(self, name: str, value: Secret, version: int = 1) -> None:
        """Keep a secret; cut short, it leaves what was there before."""
        rules.check(name, value, version)
        redaction.learn(value)
        with self._alone():
            kept = self._read()
            kept.setdefault(name, {})[version] = value.reveal()
            self._write(kept)

    def add(self, name: str, value: Secret, *, after: int) -> int:
        """Keep a secret as a version of its own and return which."""
        with self._alone():
            return rules.add(self, name, value, after)

    def forget(self, name: str, version: int | None = None) -> None:
        """Remove one version, by default all of them."""
        with self._alone():
            kept = self._read()
            left = {} if version is None else {one: text for one, text in kept.get(name, {}).items() if one != version}
            if left == kept.get(name, {}):
                return
            kept[name] = left
            self._write({one: versions for one, versions in kept.items() if versions})

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions held, newest first."""
        with self._lock:
            return tuple(sorted(self._read().get(name, {}), reverse=True))

    def check(self) -> None:
        """Set, get and forget a trial secret."""
        rules.round_trip(self)

    def _read(self) -> _Kept:
        if self._opened is None:
            raise VaultError("The vault of secrets is locked.", hint="Enter its passphrase.")
        return self._opened.read(self._text())

    def _write_anew(self, kept: _Kept, passphrase: Secret) -> None:
        """Write all under a passphrase; where that cannot be, the one before goes on to be that of the file."""
        salt, before = secrets.token_bytes(SALT_BYTES), self._opened
        self._opened = _Opened(_key(passphrase, salt, self._cost), salt, self._cost)
        try:
            self._write(kept)
        except VaultError:
            self._opened = before
            raise

    def _write(self, kept: _Kept) -> None:
        if self._opened is None:
            raise VaultError("The vault of secrets is locked.", hint="Enter its passphrase.")
        try:
            _replace(self.path, self._opened.sealed(kept))
        except OSError as error:
            raise VaultError(
                f"The vault file {self.path} cannot be written.", hint="Free some space, or allow it."
            ) from error

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="ascii")
        except FileNotFoundError as error:
            raise VaultError("There is no vault file yet.", hint="Make one: choose its passphrase.") from error
        except (OSError, ValueError) as error:
            raise _damaged() from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            try:
                with self._others:
                    yield
            except Timeout as error:
                raise VaultError("Another program is using the vault file.", hint="Try again in a moment.") from error


class _Opened:
    """The key of a vault file, and what was read with it as long as the file is the same."""

    def __init__(self, key: bytes, salt: bytes, cost: Cost) -> None:
        self._sealer = AESGCM(key)
        self._head = _head(salt, cost)
        self._last: tuple[str, str] = ("", "")

    def sealed(self, kept: _Kept) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._sealer.encrypt(nonce, json.dumps(kept).encode(), self._head.encode())
        return json.dumps({"head": self._head, "nonce": _to_text(nonce), "sealed": _to_text(sealed)})

    def read(self, text: str) -> _Kept:
        if self._last[0] != text:
            self._last = (text, self._unsealed(text))
        return {
            name: {int(one): value for one, value in kept.items()} for name, kept in json.loads(self._last[1]).items()
        }

    def _unsealed(self, text: str) -> str:
        try:
            whole = json.loads(text)
            nonce, sealed = _to_bytes(whole["nonce"]), _to_bytes(whole["sealed"])
            return self._sealer.decrypt(nonce, sealed, whole["head"].encode()).decode()
        except InvalidTag as error:
            raise VaultError("The passphrase is not the one of this vault.", hint="Enter it again.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged() from error


def _head(salt: bytes, cost: Cost) -> str:
    return json.dumps({"format": FORMAT, "salt": _to_text(salt), **asdict(cost)})


def _circumstances(text: str) -> tuple[bytes, Cost]:
    try:
        head = json.loads(json.loads(text)["head"])
        if head.pop("format") != FORMAT:
            raise VaultError("The vault file was written by a newer Sakshi.", hint="Update this program.")
        return _to_bytes(head.pop("salt")), Cost(**head)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged() from error


def _key(passphrase: Secret, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        passphrase.reveal().encode(), salt, cost.rounds, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def _check(passphrase: Secret) -> None:
    if len(passphrase.reveal()) < SHORTEST:
        raise InvalidError(f"The passphrase has fewer than {SHORTEST} characters.", hint="Take four or five words.")
    redaction.learn(passphrase)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _to_text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _to_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _damaged() -> VaultError:
    return VaultError(
        "The vault file is damaged.", hint="Put back a copy of it, or remove it and enter the secrets again."
    )
