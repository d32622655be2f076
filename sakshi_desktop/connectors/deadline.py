"""One deadline for all of a call: every read and write may take what is left of it, and no more.

A time limit for each read alone lets a service that drips a byte now and then hold a thread for ever.
"""

import time
from collections.abc import Callable, Iterable
from ssl import SSLContext
from typing import Any

import httpcore
import httpx


class Deadline:
    """How long the present call may take; set anew for each."""

    def __init__(self, seconds: float, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._steady = steady
        self.begin()

    def begin(self) -> None:
        """Begin a call."""
        self._until = self._steady() + self._seconds

    @property
    def is_over(self) -> bool:
        """Return whether nothing is left."""
        return self._steady() >= self._until

    @property
    def rest(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self._until - self._steady())

    def left(self, timeout: float | None) -> float:
        """Return the seconds that a step may take.

        Raises:
            ReadTimeout: nothing is left.
        """
        rest = self._until - self._steady()
        if rest <= 0:
            raise httpcore.ReadTimeout("the deadline of the call is over")
        return rest if timeout is None else min(timeout, rest)


def transport(context: SSLContext, deadline: Deadline) -> httpx.HTTPTransport:
    """Return what dials and sends, under a deadline; no proxy of the environment is asked."""
    made = httpx.HTTPTransport(verify=context, trust_env=False)
    made._pool._network_backend = _Backend(deadline)  # noqa: SLF001  # the pool takes one, httpx hands none on
    return made


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # httpcore's own
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        made = super().connect_tcp(host, port, self._deadline.left(timeout), local_address, socket_options)
        return _Stream(made, self._deadline)
