"""The sender of webhooks: one signed request, within a deadline, to a checked address, never redirected."""

import asyncio
import math
import socket
import ssl
import sys
from collections.abc import Callable
from typing import Self

import aiohttp
import truststore

from sakshi_desktop import __version__
from sakshi_desktop.connectors.dialing import DeniedError, Gate, has_network, is_away
from sakshi_desktop.connectors.reading import LARGEST_ANSWER, Reading
from sakshi_desktop.connectors.wire import Connector, FloodError, fresh
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.hub import rules, signing
from sakshi_desktop.hub.types import Answer, Outcome, Request

OURS = {
    "Content-Type": "application/json",
    "User-Agent": f"Sakshi-Desktop/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}
KEEP_SECONDS = 4.0
"""How long an idle connection is kept: most servers drop theirs after five."""
HTTP_OK, HTTP_REDIRECT, HTTP_ERROR = 200, 300, 400
GONE, PATIENCE = 410, 429
HUNG_UP = "It had hung up, or did so before it answered, on a kept connection; the request was sent once more."
NOT_NOW = frozenset({socket.EAI_AGAIN, 11002})
"""What a look-up says where nobody answers it: there is no network, or those who know the name do not answer."""


class Sender:
    """Sends requests over one set of kept connections; it lives on one event loop.

    Args:
        gate: finds hosts and lets checked addresses be dialled alone.
        deadline: seconds for everything of one request.
        network: tells whether there is a way out at all.
    """

    def __init__(
        self,
        gate: Gate,
        *,
        deadline: float = rules.DEADLINE_SECONDS,
        network: Callable[[], bool] = has_network,
        clock: Clock = utc_now,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._gate = gate
        self._deadline = deadline
        self._limit = _limit(deadline)
        self._network = network
        self._clock = clock
        self._tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if tls is None else tls
        self._client: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open for sending."""
        connector = Connector(
            self._gate,
            ssl=self._tls,
            limit=0,
            ttl_dns_cache=10,
            keepalive_timeout=KEEP_SECONDS,
        )
        self._client = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=8_190,
            max_field_size=8_190,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.close()

    async def send(self, request: Request) -> Answer:
        """Send one request and return how it ended; nothing is raised for what a receiver does."""
        read, answer = await self._sent(request, self._limit)
        if not read.hung_up:
            return answer
        left = _limit(self._deadline - read.seconds)
        _, again = await self._sent(request, left)
        return again._replace(before=answer._replace(outcome=Outcome.AWAY, error=HUNG_UP))

    async def _sent(self, request: Request, limit: aiohttp.ClientTimeout) -> tuple[Reading, Answer]:
        stamp = int(self._clock().timestamp())
        proof = signing.headers(request.message, stamp, request.body, request.keys)
        headers = {**OURS, **request.headers, **proof}
        read = Reading(request, headers)
        try:
            answer = await self._post(request, headers, read, limit)
        except TimeoutError:
            what = "did not answer" if read.status is None else "did not end its answer"
            answer = read.failed(f"It {what} within {self._deadline:g} seconds.", Outcome.SLOW)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            died = isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)
            read.hung_up = died and read.status is None and not fresh.get()
            answer = self._explained(error, read)
        return read, answer

    async def _post(
        self, request: Request, headers: dict[str, str], read: Reading, limit: aiohttp.ClientTimeout
    ) -> Answer:
        if self._client is None:
            raise RuntimeError("the sender is not open")
        fresh.set(False)
        async with self._client.post(
            request.url, data=aiohttp.BytesPayload(request.body), headers=headers, allow_redirects=False, timeout=limit
        ) as response:
            read.status = response.status
            read.announced = response.content_length
            content = response.content
            if content.is_eof():  # most answers are short and come whole, with their headers
                read.take(content.read_nowait())
                return self._judged(response, read)
            async for chunk in content.iter_any():
                read.take(chunk)
                if read.is_too_large:
                    response.close()
                    break
            return self._judged(response, read)

    def _judged(self, response: aiohttp.ClientResponse, read: Reading) -> Answer:
        status = response.status
        if read.is_too_large:
            return read.failed(f"Its answer is longer than {LARGEST_ANSWER // 1_000_000} MB.")
        if HTTP_OK <= status < HTTP_REDIRECT:
            return read.answer(Outcome.DELIVERED)
        if status == GONE:
            return read.failed(rules.GONE, Outcome.GONE)
        wish = rules.asked_pause(response.headers.get("Retry-After"), self._clock())
        if HTTP_REDIRECT <= status < HTTP_ERROR:
            return read.failed(f"It sent us elsewhere ({status}); webhooks are never redirected.", wish=wish)
        return read.failed(f"It answered {status}.", Outcome.SLOW if status == PATIENCE else Outcome.FAILED, wish)

    def _explained(self, error: Exception, read: Reading) -> Answer:
        reason = getattr(error, "os_error", None) or error
        if isinstance(reason, DeniedError):
            return read.failed(str(reason))
        if is_away(reason, self._network):
            return read.failed(rules.NO_NETWORK, Outcome.AWAY)
        return read.failed(_sentence(error, reason))


def send_once(gate: Gate, request: Request, *, clock: Clock = utc_now) -> Answer:
    """Send one request by itself and wait for its end; never on the window's thread."""

    async def sent() -> Answer:
        async with Sender(gate, clock=clock) as sender:
            return await sender.send(request)

    return asyncio.run(sent())


def _limit(seconds: float) -> aiohttp.ClientTimeout:
    """Return the limit for all of one request, to the moment; of itself the client rounds up to a whole second."""
    return aiohttp.ClientTimeout(total=max(seconds, sys.float_info.min), ceil_threshold=math.inf)


def _sentence(error: Exception, reason: BaseException) -> str:
    host = f"{error.host}:{error.port}" if isinstance(error, aiohttp.ClientConnectorError) else "The receiver"
    name = host.rpartition(":")[0]
    if isinstance(reason, socket.gaierror) and reason.errno in NOT_NOW:
        return f"The name {name} cannot be looked up at present."
    for kind, sentence in (
        (socket.gaierror, f"There is no host {name}."),
        (ssl.SSLCertVerificationError, f"Its certificate is not valid: {getattr(reason, 'verify_message', '')}."),
        (ssl.CertificateError, "Its certificate is not valid."),
        (ssl.SSLError, f"No secure connection could be made with {host}."),
        (ConnectionRefusedError, f"Nobody listens at {host}."),
    ):
        if isinstance(reason, kind):
            return sentence
    for other, sentence in (
        (FloodError, "It sends headers or tiny pieces without end instead of an answer."),
        (aiohttp.ClientConnectorCertificateError, "Its certificate is not valid."),
        (aiohttp.ServerDisconnectedError, "It closed the connection before it answered."),
        (ConnectionResetError, "It broke the connection off."),
        (aiohttp.ClientPayloadError, "It broke off in the middle of its answer."),
        (aiohttp.ClientResponseError, "Its answer is no proper HTTP."),
        (aiohttp.InvalidURL, "The address cannot be dialled."),
        (aiohttp.ClientConnectorError, f"{host} cannot be reached."),
        (aiohttp.ClientOSError, "It broke the connection off."),
    ):
        if isinstance(error, other):
            return sentence
    return f"The request failed ({type(error).__name__})."
