"""Which secrets of services the vault of this PC holds, asked for now and then: a keyring takes its time."""

import logging
import threading
import time
from collections.abc import Callable, Mapping

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.hub import runs
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.store.database import Database

ASK_AGAIN_SECONDS = 30.0
"""How soon a secret that was not there is looked for again: a person may have entered it meanwhile."""
_log = logging.getLogger(__name__)


class Held:
    """Answers from memory where it can; called outside of any transaction."""

    def __init__(self, database: Database, vault: Vault, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._vault = vault
        self._steady = steady
        self._known: dict[str, int] = {}
        self._asked: dict[tuple[str, int], float] = {}
        self._lock = threading.Lock()

    def __call__(self) -> dict[str, int]:
        """Return the newest version here of each secret that a sync needs."""
        with self._database.read() as session:
            wanted = runs.secrets(session)
        with self._lock:
            for name, version in wanted.items():
                now, place = self._steady(), (name, version)
                if self._known.get(name, 0) >= version or now - self._asked.get(place, -ASK_AGAIN_SECONDS) < (
                    ASK_AGAIN_SECONDS
                ):
                    continue
                self._asked[place] = now
                self._known[name] = max((self._known.get(name, 0), *self._versions(name)))
            return _there(self._known)

    def known(self) -> dict[str, int]:
        """Return the same as it was known last; nothing is asked, any thread may."""
        with self._lock:
            return _there(self._known)

    def _versions(self, name: str) -> tuple[int, ...]:
        try:
            return self._vault.versions(name)
        except VaultError as error:
            _log.warning("the vault does not say what it holds: %s", error.sentence)
            return ()


def _there(known: Mapping[str, int]) -> dict[str, int]:
    return {name: version for name, version in known.items() if version}
