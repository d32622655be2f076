"""A receiver that is quicker than any sender here: a process of its own that counts and times what comes."""

import asyncio
import multiprocessing
import time
from contextlib import suppress

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
WRONG = b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"


class Receiver:
    """Listens on 127.0.0.1; requests are told apart by their ``webhook-id``.

    Args:
        behaviour: "good", "wrong" (answers 500), "hangs" (never answers), "stumbles" (answers 500 to every tenth
            message when it comes first, which counts as not come) or "late" (answers 500 to the first request after the
            delay, and 200 to all others at once).
        delay: seconds before each answer.
    """

    def __init__(self, behaviour="good", delay=0.0):
        context = multiprocessing.get_context("spawn")
        self._count = context.Value("q", 0, lock=False)
        self._port = context.Value("i", 0, lock=False)
        self._ours, theirs = context.Pipe()
        arguments = (theirs, self._count, self._port, behaviour, delay)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)

    def __enter__(self):
        self._process.start()
        while not self._port.value:
            time.sleep(0.005)
        self.url = f"http://127.0.0.1:{self._port.value}/hook"
        self.place = f"127.0.0.1:{self._port.value}"
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.join()
        self._ours.close()

    @property
    def count(self):
        """Return how many requests came."""
        return self._count.value

    def arrivals(self):
        """Return when each message came first, by the steady clock, and how often each came; then forget all."""
        self._ours.send("tell")
        return self._ours.recv()


def _serve(pipe, count, port, behaviour, delay):
    with suppress(KeyboardInterrupt):
        asyncio.run(_listen(pipe, count, port, behaviour, delay))


async def _listen(pipe, count, port, behaviour, delay):
    loop = asyncio.get_running_loop()
    first, often, met = {}, {}, set()

    def tell():
        pipe.recv()
        pipe.send((dict(first), dict(often)))
        first.clear()
        often.clear()
        count.value = 0

    loop.add_reader(pipe.fileno(), tell)
    server = await loop.create_server(
        lambda: _Meeting(first, often, met, count, behaviour, delay), "127.0.0.1", 0, backlog=2_048
    )
    port.value = server.sockets[0].getsockname()[1]
    await asyncio.Event().wait()


class _Meeting(asyncio.Protocol):
    """One connection: requests with a Content-Length, one after the other."""

    def __init__(self, first, often, met, count, behaviour, delay):
        self._first, self._often, self._met = first, often, met
        self._count, self._behaviour, self._delay = count, behaviour, delay
        self._bytes = b""

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        self._bytes += data
        while (end := self._bytes.find(b"\r\n\r\n")) >= 0:
            head = self._bytes[:end].lower()
            size = int(_header(head, b"content-length") or 0)
            if len(self._bytes) < end + 4 + size:
                return
            self._bytes = self._bytes[end + 4 + size :]
            self._came(_header(head, b"webhook-id"))

    def _came(self, name):
        self._count.value += 1
        if name not in self._met:
            self._met.add(name)
            if self._behaviour == "stumbles" and len(self._met) % 10 == 0:
                self._answer(WRONG, self._delay)
                return
        self._first.setdefault(name, time.monotonic())
        self._often[name] = self._often.get(name, 0) + 1
        late = self._behaviour == "late" and self._count.value == 1
        if self._behaviour != "hangs":
            answer = WRONG if late or self._behaviour == "wrong" else ANSWER
            self._answer(answer, self._delay if late or self._behaviour != "late" else 0.0)

    def _answer(self, answer, delay):
        if delay:
            asyncio.get_running_loop().call_later(delay, self._transport.write, answer)
        else:
            self._transport.write(answer)


def _header(head, name):
    place = head.find(b"\r\n" + name + b":")
    if place < 0:
        return ""
    begin = place + len(name) + 3
    end = head.find(b"\r\n", begin)
    return head[begin : end if end >= 0 else len(head)].strip().decode()
