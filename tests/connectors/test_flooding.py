"""A receiver that floods this PC with what is no answer is broken off, and holds up nobody else."""

import asyncio

import pytest

from sakshi_desktop.connectors.dialing import Gate
from sakshi_desktop.connectors.webhook import Sender
from sakshi_desktop.hub import addresses, signing
from sakshi_desktop.hub.types import Outcome, Request
from tests import receiver
from tests.receiver import Receiver

KEY = signing.key(signing.new_secret())
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
FLOODS = {
    "continue": receiver.flooding(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "early hints": receiver.flooding(b"HTTP/1.1 103 Early Hints\r\nLink: " + b"z" * 4_000 + b"\r\n\r\n"),
    "headers": receiver.flooding(b"X-A: y\r\n" * 10, b"HTTP/1.1 200 OK\r\n"),
    "tiny chunks": receiver.flooding(b"1\r\nx\r\n", CHUNKED),
    "extensions": receiver.flooding(b"e" * 1_000, CHUNKED + b"1;"),
    "trailers": receiver.flooding(b"X-A: y\r\n" * 10, CHUNKED + b"0\r\n"),
}


def _request(there):
    return Request(there.url, "msg_1", b"{}", {}, (KEY,))


def _open(*receivers):
    return Sender(Gate(allowed=[addresses.parse_allowance(there.place) for there in receivers]))


@pytest.mark.parametrize("kind", FLOODS)
def test_a_flood_is_one_failed_attempt_that_says_so(kind):
    async def work():
        async with _open(there) as sender:
            return await sender.send(_request(there))

    with Receiver(FLOODS[kind]) as there:
        answer = asyncio.run(work())
    assert answer.outcome is Outcome.FAILED
    known = ("It sends headers or tiny pieces without end instead of an answer.", "Its answer is no proper HTTP.")
    assert answer.error in (known if kind in {"headers", "trailers"} else known[:1])
    assert answer.millis < 5_000
    assert len(there.received) == 1


@pytest.mark.parametrize("kind", ["continue", "tiny chunks"])
def test_eight_floods_at_once_hold_up_nobody_else(kind):
    async def work():
        async with _open(bad, good) as sender:
            floods = [asyncio.create_task(sender.send(_request(bad))) for _ in range(8)]
            answers = [await sender.send(_request(good)) for _ in range(20)]
            return answers, await asyncio.gather(*floods)

    with Receiver(FLOODS[kind]) as bad, Receiver() as good:
        answers, floods = asyncio.run(work())
    assert {answer.outcome for answer in answers} == {Outcome.DELIVERED}
    assert max(answer.millis for answer in answers) < 500
    assert {answer.outcome for answer in floods} == {Outcome.FAILED}


@pytest.mark.parametrize(
    ("size", "count"),
    [(1, 900), (10, 2_000), (1_000, 300), (60_000, 16), (400_000, 2)],  # bytes, chunks
)
def test_an_answer_in_pieces_is_read_whole(size, count):
    async def chunked(_request, writer):
        writer.write(CHUNKED + (b"%x\r\n" % size + b"x" * size + b"\r\n") * count + b"0\r\n\r\n")
        await writer.drain()

    async def work():
        async with _open(there) as sender:
            return [await sender.send(_request(there)) for _ in range(2)]

    with Receiver(chunked) as there:
        answers = asyncio.run(work())
    assert {(answer.outcome, answer.response_bytes) for answer in answers} == {(Outcome.DELIVERED, size * count)}
    assert there.connections == 1


def test_an_answer_that_is_announced_a_few_times_is_an_answer():
    async def patient(request, writer):
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + b"HTTP/1.1 100 Continue\r\n\r\n" * 5)
        await receiver.good(request, writer)

    async def work():
        async with _open(there) as sender:
            return [await sender.send(_request(there)) for _ in range(3)]

    with Receiver(patient) as there:
        answers = asyncio.run(work())
    assert [(answer.outcome, answer.response) for answer in answers] == [(Outcome.DELIVERED, "ok")] * 3
    assert there.connections == 1


@pytest.mark.parametrize("late", [False, True])
def test_no_content_with_content_is_delivered(late):
    async def odd(_request, writer):
        writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")
        if late:
            await writer.drain()
        writer.write(b"hello")
        await writer.drain()

    async def work():
        async with _open(there) as sender:
            return [await sender.send(_request(there)) for _ in range(3)]

    with Receiver(odd) as there:
        answers = asyncio.run(work())
    assert [(answer.outcome, answer.status, answer.error) for answer in answers] == [(Outcome.DELIVERED, 204, None)] * 3
