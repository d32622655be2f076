"""Secrets in the keyring of the operating system: only in those that are known to encrypt what they keep."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Protocol, TypeVar

from filelock import FileLock, Timeout
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked

from sakshi_desktop.core import paths, redaction
from sakshi_desktop.core.errors import SakshiError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.vault import rules
from sakshi_desktop.vault.patience import Patience

# No others than these: some of them write plain text, and chains hide which one is asked. Nor is one of another system
# imported: it would look for its libraries, by programs that it starts.
if sys.platform == "win32":
    from keyring.backends.Windows import WinVaultKeyring

    ALLOWED: dict[type[KeyringBackend], str] = {WinVaultKeyring: "Windows Credential Manager"}
elif sys.platform == "darwin":
    from keyring.backends.macOS import Keyring as Keychain

    ALLOWED: dict[type[KeyringBackend], str] = {Keychain: "macOS Keychain"}
else:
    from keyring.backends.kwallet import DBusKeyring
    from keyring.backends.SecretService import Keyring as SecretService

    ALLOWED: dict[type[KeyringBackend], str] = {SecretService: "Secret Service keyring", DBusKeyring: "KDE Wallet"}

T = TypeVar("T")
SERVICE = "Sakshi Desktop"
USER = "sakshi"
SECONDS = 60.0
"""How long one call may take: the keyring may be asking the person to unlock it."""
MOST_VERSIONS = 8
"""So many fit into the head entry; the oldest makes room."""
HELP = {
    "win32": "The Credential Manager of Windows should be there: is this user allowed to use it?",
    "darwin": "The Keychain of macOS should be there: open “Keychain Access” and look whether it complains.",
}
HELP_LINUX = "Install and start GNOME Keyring or KWallet; on a PC without a desktop choose the encrypted file vault."


class Entries(Protocol):
    """The three deeds of a keyring, as the keyring library names them."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry, None where there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the head entry says of one version; without a hash it is being written or removed, and not readable."""

    pieces: int
    hash: str = ""


_Head = dict[int, _Kept]


class KeyringStore:
    """A Vault in a keyring. A secret is a head entry and pieces of a size that every keyring takes.

    A version is announced in the head, then written piece by piece, then named with its hash: cut short anywhere,
    it is not readable, and the next writing or forgetting sweeps it away.

    Args:
        lock: a file by which programs with the same keyring write one after another; None where there are no others.
    """

    kind = VaultKind.KEYRING

    def __init__(self, entries: Entries, title: str, *, lock: Path | None = None, seconds: float = SECONDS) -> None:
        self.title = title
        self._entries = entries
        self._patience = Patience(seconds, "keyring")
        self._lock = RLock()
        self._others: AbstractContextManager[object] = (
            nullcontext() if lock is None else FileLock(lock, timeout=seconds)
        )
        self._read: dict[tuple[str, int], Secret] = {}

    def get(self, name: str, version: int | None = None) -> Secret:
        """Return a secret in one version, by default the newest; what was read once in this run is at hand."""
        with self._lock:
            if version is not None and (name, version) in self._read:
                return self._read[name, version]
            head = self._head(name)
            wanted = max((one for one, kept in head.items() if kept.hash), default=0) if version is None else version
            if wanted not in head or not head[wanted].hash:
                raise rules.missing(name)
            return self._remember(name, wanted, self._whole(name, wanted, head[wanted]))

    def set(self, name: str, value: Secret, version: int = 1) -> None:
        """Keep a secret; cut short, it leaves what was there before."""
        rules.check(name, value, version)
        redaction.learn(value)
        pieces = rules.pieces(value.reveal())
        with self._alone():
            for old in sorted(set(self._head(name)) - {version})[: 1 - MOST_VERSIONS]:
                self.forget(name, old)
            head = self._swept(name, version)
            head[version] = _Kept(len(pieces))
            self._write_head(name, head)
            for place, piece in enumerate(pieces):
                self._call(partial(self._entries.set_password, _piece(name, version, place), USER, piece))
            head[version] = _Kept(len(pieces), _hash(value.reveal()))
            self._write_head(name, head)
            self._remember(name, version, value)

    def add(self, name: str, value: Secret, *, after: int) -> int:
        """Keep a secret as a version of its own and return which."""
        with self._alone():
            return rules.add(self, name, value, after)

    def forget(self, name: str, version: int | None = None) -> None:
        """Remove one version, by default all of them."""
        with self._alone():
            head = self._head(name)
            for one in list(head) if version is None else [version]:
                self._read.pop((name, one), None)
                if one in head:
                    head[one] = _Kept(head[one].pieces)
                    self._write_head(name, head)
            self._swept(name)

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions held, newest first; asked of the keyring each time."""
        with self._lock:
            return tuple(sorted((one for one, kept in self._head(name).items() if kept.hash), reverse=True))

    def check(self) -> None:
        """Set, get and forget a trial secret."""
        rules.round_trip(self)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock, ExitStack() as turn:
            try:
                turn.enter_context(self._others)
            except Timeout as error:
                raise VaultError(
                    f"Another program is using the {self.title}.", hint="Try again in a moment."
                ) from error
            except OSError as error:
                raise VaultError(
                    f"The turn of this program at the {self.title} cannot be written down.",
                    hint="Allow this user to write in the folder of Sakshi's data.",
                ) from error
            yield

    def _whole(self, name: str, version: int, kept: _Kept) -> Secret:
        places = range(kept.pieces)
        found = [self._call(partial(self._entries.get_password, _piece(name, version, one), USER)) for one in places]
        text = "".join(piece or "" for piece in found)
        if _hash(text) != kept.hash:
            raise _damaged(name)
        return Secret(text)

    def _remember(self, name: str, version: int, value: Secret) -> Secret:
        redaction.learn(value)
        self._read[name, version] = value
        return value

    def _swept(self, name: str, also: int | None = None) -> _Head:
        """Remove what is not whole, and ``also`` this version; return the head as it is then."""
        head = self._head(name)
        gone = {one: kept for one, kept in head.items() if not kept.hash or one == also}
        if not gone:
            return head
        if also in gone and gone[also].hash:
            head[also] = _Kept(gone[also].pieces)
            self._write_head(name, head)
        for version, kept in gone.items():
            for place in range(kept.pieces):
                self._delete(_piece(name, version, place))
            del head[version]
        self._write_head(name, head)
        return head

    def _head(self, name: str) -> _Head:
        text = self._call(partial(self._entries.get_password, _service(name), USER))
        if text is None:
            return {}
        try:
            return {int(one): _Kept(int(pieces), str(hashed)) for one, (pieces, hashed) in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise _damaged(name) from error

    def _write_head(self, name: str, head: _Head) -> None:
        if not head:
            self._delete(_service(name))
            return
        text = json.dumps({one: (kept.pieces, kept.hash) for one, kept in head.items()})
        self._call(partial(self._entries.set_password, _service(name), USER, text))

    def _delete(self, service: str) -> None:
        if self._call(partial(self._entries.get_password, service, USER)) is not None:
            self._call(partial(self._entries.delete_password, service, USER))

    def _call(self, work: Callable[[], T]) -> T:
        try:
            settled = self._patience.outcome(work)
        except TimeoutError as error:
            raise VaultError(
                f"The {self.title} does not answer.",
                hint="Look for a question of it on the screen, or sign out and in again.",
            ) from error
        failure = settled.exception()
        if failure is not None:
            raise self._told(failure) from failure
        return settled.result()

    def _told(self, failure: BaseException) -> SakshiError:
        if isinstance(failure, InitError | KeyringLocked):
            return VaultError(f"The {self.title} is locked.", hint="Unlock it, then try again.")
        return VaultError(f"The {self.title} refused.", hint="Look whether it works for other programs.")


def open_keyring(backends: Sequence[type[KeyringBackend]] = tuple(ALLOWED)) -> KeyringStore:
    """Return the vault in the best trusted keyring that works here.

    Raises:
        VaultError: there is none, with what helps.
    """
    found = [backend for backend in backends if backend in ALLOWED and backend.viable]
    if not found:
        raise VaultError("This PC has no keyring that Sakshi trusts.", hint=HELP.get(sys.platform, HELP_LINUX))
    best = max(found, key=_priority)
    return KeyringStore(best(), ALLOWED[best], lock=paths.keyring_lock())


def _priority(backend: type[KeyringBackend]) -> float:
    return float(backend.priority)


def _service(name: str) -> str:
    return f"{SERVICE}: {name}"


def _piece(name: str, version: int, place: int) -> str:
    return f"{SERVICE}: {name} #{version}.{place + 1}"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _damaged(name: str) -> VaultError:
    return VaultError(f"The secret “{name}” was only partly kept, or changed since.", hint="Enter it again.")
