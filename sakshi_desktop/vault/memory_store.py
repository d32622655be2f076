"""Secrets for one run of the program, kept nowhere: for tests, and where a person wants no trace on a PC."""

from threading import RLock

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.vault import rules


class MemoryStore:
    """A Vault that ends with the program."""

    kind = VaultKind.MEMORY
    title = "Memory of this run"

    def __init__(self) -> None:
        self._kept: dict[str, dict[int, Secret]] = {}
        self._lock = RLock()

    def get(self, name: str, version: int | None = None) -> Secret:
        """Return a secret in one version, by default the newest."""
        kept = self._kept.get(name, {})
        wanted = max(kept, default=0) if version is None else version
        if wanted not in kept:
            raise rules.missing(name)
        return kept[wanted]

    def set(self, name: str, value: Secret, version: int = 1) -> None:
        """Keep a secret until the program ends."""
        rules.check(name, value, version)
        self._kept.setdefault(name, {})[version] = value

    def add(self, name: str, value: Secret, *, after: int) -> int:
        """Keep a secret as a version of its own and return which."""
        with self._lock:
            return rules.add(self, name, value, after)

    def forget(self, name: str, version: int | None = None) -> None:
        """Remove one version, by default all of them."""
        if version is None:
            self._kept.pop(name, None)
        else:
            self._kept.get(name, {}).pop(version, None)

    def versions(self, name: str) -> tuple[int, ...]:
        """Return the versions held, newest first."""
        return tuple(sorted(self._kept.get(name, {}), reverse=True))

    def check(self) -> None:
        """Set, get and forget a trial secret."""
        rules.round_trip(self)
