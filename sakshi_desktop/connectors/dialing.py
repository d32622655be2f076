"""Dialling checked addresses alone: a look-up that lies, or changes its mind, leads nowhere else."""

import asyncio
import contextlib
import errno
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from sakshi_desktop.hub import addresses
from sakshi_desktop.hub.addresses import Allowance
from sakshi_desktop.hub.ports import Resolve

NOWHERE = (("192.0.2.1", 9), ("2001:db8::1", 9))
"""Addresses that nobody has; a socket is pointed there and nothing is sent."""
NO_WAY_OUT = frozenset({errno.ENETUNREACH, errno.ENETDOWN, 10050, 10051})  # the last two are Windows' own


class DeniedError(OSError):
    """An address that must not be dialled; its text says why."""


class Gate(AbstractResolver):
    """Finds hosts, and lets a socket be made for an address only where a webhook may reach it.

    Attributes:
        allowed: the entries of the owner; may be replaced at any time.
    """

    def __init__(self, resolve: Resolve = addresses.system_resolve, allowed: Iterable[Allowance] = ()) -> None:
        self._resolve = resolve
        self.allowed: Sequence[Allowance] = tuple(allowed)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host that may be dialled.

        A name whose look-up hangs is looked up once, however many wait for it: the connector sees to that.

        Raises:
            DeniedError: it has none of these.
        """
        found = await asyncio.wrap_future(aside(partial(self._resolve, host, port)))
        good = [address for address in found if addresses.is_allowed(address, port, self.allowed)]
        if found and not good:
            raise DeniedError(_refusal(found[0]))
        return [_result(host, address, port) for address in good if family in {socket.AF_UNSPEC, _family(address)}]

    def make_socket(self, place: tuple[Any, ...]) -> socket.socket:
        """Return a socket for the very address that is about to be dialled.

        Raises:
            DeniedError: a webhook must not reach it.
        """
        family, kind, protocol, _, target = place
        address, port = str(target[0]), int(target[1])
        if not addresses.is_allowed(address, port, self.allowed):
            raise DeniedError(_refusal(address))
        return socket.socket(family=family, type=kind, proto=protocol)

    async def close(self) -> None:
        """Nothing is held."""


def has_network() -> bool:
    """Return whether this PC has a way out at all; nothing is sent to find out."""
    for target in NOWHERE:
        with contextlib.suppress(OSError), socket.socket(_family(target[0]), socket.SOCK_DGRAM) as probe:
            probe.connect(target)
            return True
    return False


def is_away(reason: BaseException, network: Callable[[], bool] = has_network) -> bool:
    """Return whether what stopped a request is that this PC has no network, and not the other side."""
    number = reason.errno if isinstance(reason, OSError) else None
    return (isinstance(reason, socket.gaierror) or number in NO_WAY_OUT) and not network()


def aside(look_up: Callable[[], Sequence[str]]) -> Future[Sequence[str]]:
    """Begin a look-up on a thread of its own; whoever waits for what it finds may give up.

    The system cannot be told to end one. In a pool, a few that hang would keep all others waiting, and the program
    from stopping.
    """
    found: Future[Sequence[str]] = Future()
    found.set_running_or_notify_cancel()  # the look-up goes on

    def work() -> None:
        try:
            found.set_result(look_up())
        except Exception as error:  # noqa: BLE001  # it is raised where it is waited for
            found.set_exception(error)

    threading.Thread(target=work, name="look-up", daemon=True).start()
    return found


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _result(host: str, address: str, port: int) -> ResolveResult:
    return {
        "hostname": host,
        "host": address,
        "port": port,
        "family": _family(address),
        "proto": socket.IPPROTO_TCP,
        "flags": socket.AI_NUMERICHOST,
    }


def _refusal(address: str) -> str:
    return f"It leads to {address}: {addresses.why_denied(address)}, which is not allowed."
