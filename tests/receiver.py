"""A real HTTP receiver on this PC, on a thread of its own, that answers as a test wants it to."""

import asyncio
import json
import ssl
import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def json(self):
        """Return the body as JSON."""
        return json.loads(self.body)


async def good(_request, writer):
    """Answer 200 and keep the connection."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    await writer.drain()


def status(number, *headers, body=b"no"):
    """Return a behaviour that answers with a status."""
    lines = "".join(f"{line}\r\n" for line in (f"Content-Length: {len(body)}", *headers))

    async def answer(_request, writer):
        writer.write(f"HTTP/1.1 {number} Whatever\r\n{lines}\r\n".encode() + body)
        await writer.drain()

    return answer


async def echoing(request, writer):
    """Answer 500 and repeat the address and every header that came, as a page for developers does."""
    body = json.dumps({**request.headers, ":path": request.path}).encode()
    writer.write(f"HTTP/1.1 500 Whatever\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()


async def repeating(request, writer):
    """Answer 200 and repeat the body that came."""
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(request.body)}\r\n\r\n".encode() + request.body)
    await writer.drain()


async def silent(_request, _writer):
    """Never answer."""
    await asyncio.sleep(60)


async def dripping(_request, writer):
    """Answer one byte every tenth of a second, without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.1)


def dripping_after(begun):
    """Return a behaviour that begins an answer and goes on with a byte every twentieth of a second, without end."""

    async def answer(_request, writer):
        writer.write(begun)
        while True:
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.write(b"x")

    return answer


async def endless(_request, writer):
    """Answer two gigabytes."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"x" * 65_536
    for _ in range(2**31 // len(chunk)):
        writer.write(b"10000\r\n" + chunk + b"\r\n")
        await writer.drain()


def flooding(piece, begun=b""):
    """Return a behaviour that sends a piece of an answer again and again, without end."""
    many = piece * (60_000 // len(piece) + 1)

    async def answer(_request, writer):
        writer.write(begun)
        while True:
            writer.write(many)
            await writer.drain()

    return answer


async def breaking_header(_request, writer):
    """Hang up in the middle of a header."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await writer.drain()
    writer.close()


async def breaking_body(_request, writer):
    """Hang up in the middle of the answer."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    await writer.drain()
    writer.close()


async def hanging_up(_request, writer):
    """Hang up without a word."""
    writer.close()


async def good_once(_request, writer):
    """Answer 200, then hang up without having said so."""
    await good(_request, writer)
    writer.close()


def in_turn(*behaviours):
    """Return a behaviour that is the first at the first request, the second at the second, and so on."""
    turns = iter(behaviours)

    async def answer(request, writer):
        await next(turns)(request, writer)

    return answer


async def nonsense(_request, writer):
    """Answer in no HTTP."""
    writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
    await writer.drain()
    writer.close()


class Receiver:
    """Listens on 127.0.0.1; ``behave`` may be changed at any time.

    Attributes:
        received: every request, in the order in which they came.
        connections: how many were made.
    """

    def __init__(self, behave=good, *, certificate=None, port=0):
        self.behave = behave
        self.received = []
        self.connections = 0
        self._certificate = certificate
        self._wanted = port
        self._ready = threading.Event()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="receiver")

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self):
        """Return where it receives."""
        scheme = "http" if self._certificate is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}/hook"

    @property
    def place(self):
        """Return its address as an entry of the owner names it."""
        return f"127.0.0.1:{self.port}"

    def wait(self, count=1, timeout=30.0):
        """Wait until so many requests came, and return them."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.received) >= count, timeout), (
                f"{len(self.received)} of {count} came"
            )
            return list(self.received)

    async def _serve(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        tls = None
        if self._certificate is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self._certificate)
        tasks = set()
        server = await asyncio.start_server(
            lambda reader, writer: self._meet(reader, writer, tasks), "127.0.0.1", self._wanted, ssl=tls, backlog=512
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _meet(self, reader, writer, tasks):
        self.connections += 1
        tasks.add(asyncio.current_task())
        try:
            while not writer.is_closing():
                request = await _read(reader)
                if request is None:
                    break
                with self._news:
                    self.received.append(request)
                    self._news.notify_all()
                await self.behave(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            tasks.discard(asyncio.current_task())
            writer.close()


async def _read(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(first.split(" ")[1], headers, body)
