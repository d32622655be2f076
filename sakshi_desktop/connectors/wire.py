"""The connections over which webhooks are sent; what may come back on one is bounded."""

from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

from sakshi_desktop.connectors.dialing import Gate
from sakshi_desktop.hub import addresses

PIECE = 16_384
"""Bytes that are taken apart at a time: a system hands over a quarter of a megabyte at once."""
MOST_FRAME = 32_768
"""Bytes of an answer that are not its content: headers, sizes of chunks, what announces that an answer is coming."""
MOST_HEADS = 16
"""The answer itself, and those that only announce it (100, 103)."""
MOST_READS = 5_000
"""So often something came; an answer of the longest kind comes in some hundred parts."""
NO_CONTENT = (b"HTTP/1.1 204", b"HTTP/1.0 204")
fresh: ContextVar[bool] = ContextVar("fresh", default=False)
"""Whether a connection was made for the request of this task."""


class FloodError(aiohttp.ClientError):
    """What comes back keeps this PC busy and is no answer."""


class Connector(aiohttp.TCPConnector):
    """Makes bounded connections, and marks the tasks for which it makes one instead of using a kept one again."""

    def __init__(self, gate: Gate, **settings: Any) -> None:  # noqa: ANN401  # aiohttp's own settings
        super().__init__(resolver=gate, socket_factory=gate.make_socket, **settings)
        make: Callable[[AbstractEventLoop, Gate], ResponseHandler] = _Connection
        self._factory = partial(make, self._loop, gate)

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Any],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's own argument
    ) -> Any:  # noqa: ANN401  # aiohttp's own protocol
        fresh.set(True)
        return await super()._create_connection(req, traces, timeout)


class _Connection(ResponseHandler):
    """Breaks off what floods it, before all others on the loop wait for that to be taken apart.

    It is not used again once an owner has taken back the entry by which its address was dialled.
    """

    def __init__(self, loop: AbstractEventLoop, gate: Gate) -> None:
        super().__init__(loop)
        self._gate, self._entries = gate, gate.allowed
        self._came = self._reads = self._heads = 0

    def is_connected(self) -> bool:
        """Return whether it can be, and may be, used."""
        return bool(super().is_connected()) and self._may_be_dialled()

    def set_response_params(self, **settings: Any) -> None:  # noqa: ANN401  # aiohttp's own settings
        """Expect an answer."""
        self._came = self._reads = self._heads = 0
        super().set_response_params(**settings)

    def data_received(self, data: bytes) -> None:
        """Take what came, in pieces where it is much; nothing, where the client asks for what it had put aside."""
        if len(data) <= PIECE and not data.startswith(NO_CONTENT):
            self._take(data)
            return
        if data.startswith(NO_CONTENT):  # some send content all the same, which must not spoil the answer
            size = data.find(b"\r\n\r\n") + 4
            self._take(data[:size])
            data = data[size:]
        while len(data) > PIECE and not self._reading_paused and not self._is_broken:
            self._take(data[:PIECE])
            data = data[PIECE:]
        self._take(data)

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: FBT001, FBT002  # aiohttp's own argument
        """Go on where it was paused; the client asks for it at the end of every answer, of most for nothing."""
        if self._reading_paused or self._buffer_paused:
            super().resume_reading(resume_parser)

    def feed_data(self, data: Any, size: int = 0) -> None:  # noqa: ANN401  # aiohttp's own message
        """Pass on the head of an answer, one that only announces an answer included."""
        self._heads += 1
        if self._heads > MOST_HEADS:
            return
        message, _ = data
        if message.code == HTTPStatus.NO_CONTENT and _announces_content(message.headers):
            self.force_close()
        super().feed_data(data, size)

    def _may_be_dialled(self) -> bool:
        entries = self._gate.allowed
        if entries is not self._entries and self.transport is not None:
            address, port, *_ = self.transport.get_extra_info("peername")
            if not addresses.is_allowed(address, port, entries):
                return False
            self._entries = entries
        return True

    @property
    def _is_broken(self) -> bool:
        return isinstance(self._exception, FloodError)

    def _take(self, data: bytes) -> None:
        if self._exception is not None and self._is_broken:
            return
        super().data_received(data)
        if data:
            self._reads += 1
            self._came += len(data)
        if self._came > MOST_FRAME or self._heads > MOST_HEADS or self._reads > MOST_READS:
            self._look_closer()

    def _look_closer(self) -> None:
        if self._reading_paused:  # part of it is not taken apart yet
            return
        content = 0 if self._payload is None else self._payload.total_bytes
        if self._came - content > MOST_FRAME or self._heads > MOST_HEADS or self._reads > MOST_READS:
            self._break_off()

    def _break_off(self) -> None:
        payload = self._payload
        self._buffer.clear()
        self.abort()
        self.set_exception(FloodError())
        if payload is not None:
            payload.set_exception(FloodError())


def _announces_content(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers
