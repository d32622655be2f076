"""The secrets that the dispatcher signs with, fetched from the vault beside it and kept while it runs."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sakshi_desktop.core.errors import NotFoundError, SakshiError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import signing
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.hub.types import Target

ASK_AGAIN_SECONDS = 30.0
"""How soon a secret that was not there is looked for again: a person may have entered it meanwhile."""
_log = logging.getLogger(__name__)
Name = tuple[str, int]
_Wanted = tuple[tuple[Name, ...], Name | None]


@dataclass(frozen=True, slots=True)
class Signing:
    """What is needed to send to a receiver; ``repr`` shows nothing of it."""

    keys: tuple[bytes, ...] = field(repr=False)
    headers: dict[str, str] = field(repr=False)


class Keys:
    """Answers at once from memory; what it does not know it asks the vault for, which may take its time.

    Args:
        changed: called, on another thread, when it knows more.
        also: tells at once which other secrets this program holds, such as those of services.
    """

    def __init__(
        self,
        vault: Vault,
        changed: Callable[[], None],
        *,
        also: Callable[[], dict[str, int]] = dict,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._vault = vault
        self._also = also
        self._changed = changed
        self._steady = steady
        self._known: dict[Name, Secret] = {}
        self._newest: dict[str, int] = {}
        self._made: dict[_Wanted, Signing] = {}
        self._asked: dict[Name, float] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="vault")

    def want(self, targets: Iterable[Target]) -> None:
        """Find out beside which of the secrets of these receivers are here."""
        self._ask(name for target in targets for name in _names(target))

    def of(self, target: Target) -> Signing | None:
        """Return what a receiver's requests are signed with, None while this PC does not hold it."""
        made = self._made.get((target.secrets, target.header_secret))
        if made is not None:  # a version of a secret never changes
            return made
        wanted = _names(target)
        self._ask(wanted)
        with self._lock:
            found = {name: self._known[name] for name in wanted if name in self._known}
        if target.secrets[0] not in found or (target.header_secret and target.header_secret not in found):
            return None
        try:
            keys = tuple(signing.key(found[name]) for name in target.secrets if name in found)
            headers = json.loads(found[target.header_secret].reveal()) if target.header_secret else {}
        except (SakshiError, ValueError) as error:
            _log.warning("the secret of %s cannot be used: %s", target.secrets[0][0], type(error).__name__)
            return None
        made = Signing(keys, headers)
        if len(found) == len(wanted):
            self._made[target.secrets, target.header_secret] = made
        return made

    def holds(self) -> dict[str, int]:
        """Return the newest version of each secret that is known to be here, of webhooks and of services."""
        with self._lock:
            found = self._newest.copy()
        for name, version in self._also().items():
            found[name] = max(version, found.get(name, 0))
        return found

    def close(self) -> None:
        """Ask for nothing any more, and forget."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._known.clear()
        self._newest.clear()
        self._made.clear()

    def _ask(self, wanted: Iterable[Name]) -> None:
        now = self._steady()
        with self._lock:
            unknown = [
                name
                for name in wanted
                if name not in self._known and now - self._asked.get(name, -ASK_AGAIN_SECONDS) >= ASK_AGAIN_SECONDS
            ]
            self._asked.update(dict.fromkeys(unknown, now))
        for name in unknown:
            self._pool.submit(self._fetch, name)

    def _fetch(self, name: Name) -> None:
        try:
            secret = self._vault.get(*name)
        except NotFoundError:
            return
        except SakshiError as error:
            _log.warning("the vault does not give %s: %s", name[0], error.sentence)
            return
        called, version = name
        with self._lock:
            self._known[name] = secret
            self._newest[called] = max(version, self._newest.get(called, 0))
        self._changed()


def _names(target: Target) -> list[Name]:
    return [*target.secrets, *([target.header_secret] if target.header_secret else ())]
