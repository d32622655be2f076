"""The vault of this PC, whichever it is and whether it can be opened at this moment."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import RLock

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.vault.file_store import FileStore

FILE = "vault.json"
KEYRING_TITLE = "Keyring of this PC"


def open_keyring() -> Vault:
    """Return the keyring of this PC; who keeps secrets in the file does not wait for what keyrings need."""
    from sakshi_desktop.vault.keyring_store import open_keyring  # noqa: PLC0415  # a lazy door

    return open_keyring()


class PcVault:
    """A Vault that is there from the start and opened when it is first needed.

    Where there is none, every deed says so and what helps, and tries again: a keyring may be unlocked or installed
    while the program runs.
    """

    def __init__(self, settings: Settings, *, keyring: Callable[[], Vault] = open_keyring) -> None:
        self._settings = settings
        self._open_keyring = keyring
        self._lock = RLock()
        self._store: Vault | None = None
        self._file = FileStore(settings.folder / FILE)
        self._uses_file = settings.vault == VaultKind.FILE

    @property
    def kind(self) -> VaultKind:
        """Which kind of place it is."""
        return VaultKind.FILE if self._uses_file else VaultKind.KEYRING

    @property
    def title(self) -> str:
        """How a person knows it."""
        if self._uses_file:
            return self._file.title
        return self._store.title if self._store else KEYRING_TITLE

    @property
    def file(self) -> FileStore:
        """The encrypted file of this PC, whether it is the chosen place or not."""
        return self._file

    def use_file(self) -> None:
        """Keep secrets in the file from now on; what is in the keyring stays there."""
        with self._lock:
            self._uses_file, self._store = True, None

    def use_keyring(self) -> None:
        """Keep secrets in the keyring from now on; what is in the file stays there."""
        with self._lock:
            self._uses_file, self._store = False, None

    def get(self, name: str, version: int | None = None) -> Secret:
        """Return a secret in one version, by default the newest."""
        return self._opened().get(name, version)

    def set(self, name: str, value: Secret, version: int = 1) -> None:
        """Keep a secret."""
        self._opened().set(name, value, version)

    def add(self, name: str, value: Secret, *, after: int) -> int:
        """Keep a secret as a version of its own and return which."""
        return self._opened().add(name, value, after=after)

    def forget(self, name: str, version: int | None = None) -> None:
        """Remove one version, by default all of them."""
        self._opened().forget(name, version)

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions held, newest first."""
        return self._opened().versions(name)

    def check(self) -> None:
        """Set, get and forget a trial secret."""
        self._opened().check()

    def _opened(self) -> Vault:
        with self._lock:
            if self._store is None:
                self._store = self._unlocked_file() if self._uses_file else self._open_keyring()
            return self._store

    def _unlocked_file(self) -> Vault:
        if self._file.locked and self._settings.passphrase_file:
            self._file.unlock(read_passphrase(Path(self._settings.passphrase_file)))
        return self._file


def open_vault(settings: Settings) -> PcVault:
    """Return the vault of this PC; nothing is asked of it yet."""
    return PcVault(settings)


def database_password(address: str) -> str:
    """Return the name of the secret that is the password of the database at ``address``."""
    return f"database/{sha256(address.encode()).hexdigest()[:24]}"


def read_passphrase(file: Path) -> Secret:
    """Return the passphrase that a file holds.

    Raises:
        VaultError: it cannot be read.
    """
    try:
        return Secret(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise VaultError(
            f"The passphrase of the vault cannot be read from {file}.",
            hint="Put it there, readable by this user alone.",
        ) from error
