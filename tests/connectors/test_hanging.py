"""Whatever hangs, from the look-up to the answer, ends at the deadline and holds up nobody else."""

import asyncio
import contextlib
import socket
import threading
import time

import pytest

from sakshi_desktop.connectors import Account
from sakshi_desktop.connectors.dialing import Gate
from sakshi_desktop.connectors.http import Caller
from sakshi_desktop.connectors.webhook import Sender
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.hub import addresses, signing
from sakshi_desktop.hub.types import Outcome, Request
from tests import receiver
from tests.receiver import Receiver

KEY = signing.key(signing.new_secret())
DEADLINE = 0.5
ENOUGH = 3.0
"""Seconds that no test comes near, unless something waits for what hangs."""


def _request(url):
    return Request(url, "msg_1", b"{}", {}, (KEY,))


def _sent(url, *, place, resolve=addresses.system_resolve):
    """Return how one request ended, and after how many seconds the loop had ended, too."""

    async def work():
        gate = Gate(resolve, [addresses.parse_allowance(place)])
        async with Sender(gate, deadline=DEADLINE) as sender:
            return await sender.send(_request(url))

    begun = time.monotonic()
    answer = asyncio.run(work())
    return answer, time.monotonic() - begun


@pytest.fixture
def hanging():
    """A look-up that hangs, for names of the dead, until the test is over; no system can be told to end one."""
    over = threading.Event()

    def resolve(host, _port):
        if host.startswith("dead"):
            over.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ["127.0.0.1"]

    yield resolve
    over.set()


@contextlib.contextmanager
def _deaf():
    """A port that neither takes a connection nor refuses it: the queue of those that wait is full."""
    with contextlib.ExitStack() as stack:
        there = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(there.getsockname())
        yield f"127.0.0.1:{there.getsockname()[1]}"


SLOW = (Outcome.SLOW, f"It did not answer within {DEADLINE:g} seconds.", True)


def _ended(answer, seconds):
    """Return how it ended, what is said of it, and whether it took the deadline and no more, by its own clock too."""
    in_time = DEADLINE * 1_000 - 50 <= answer.millis < ENOUGH * 1_000 and seconds < ENOUGH
    return answer.outcome, answer.error, in_time


def test_a_service_whose_look_up_hangs_has_failed_at_the_deadline(hanging):
    account = Account("Own books", {}, None, resolve=hanging)
    caller, begun = Caller(account, "https://dead.example.com", deadline=DEADLINE), time.monotonic()
    with pytest.raises(ConnectorError, match="cannot be reached") as told:
        caller.call("GET")
    caller.close()
    assert told.value.retryable
    assert time.monotonic() - begun < ENOUGH


def test_a_look_up_that_hangs_ends_at_the_deadline(hanging):
    assert _ended(*_sent("http://dead.example.com/hook", place="127.0.0.1:1", resolve=hanging)) == SLOW


def test_a_connect_that_hangs_ends_at_the_deadline():
    with _deaf() as place:
        assert _ended(*_sent(f"http://{place}/hook", place=place)) == SLOW


def test_a_handshake_that_hangs_ends_at_the_deadline():
    with Receiver() as there:  # it waits for the end of a head, which no handshake has
        assert _ended(*_sent(f"https://{there.place}/hook", place=there.place)) == SLOW
    assert there.received == []


def test_a_kept_connection_that_died_and_one_that_hangs_share_one_deadline():
    async def work():
        async with Sender(Gate(allowed=[addresses.parse_allowance(there.place)]), deadline=DEADLINE) as sender:
            good = await sender.send(_request(there.url))
            begun = time.monotonic()
            return good, await sender.send(_request(there.url)), time.monotonic() - begun

    with Receiver(receiver.in_turn(receiver.good, _dying, receiver.silent)) as there:
        good, answer, seconds = asyncio.run(work())
    assert good.outcome is Outcome.DELIVERED
    assert (answer.outcome, answer.error) == (Outcome.SLOW, f"It did not answer within {DEADLINE:g} seconds.")
    assert answer.before.status is None
    assert DEADLINE - 0.05 <= seconds < DEADLINE + 0.4
    assert len(there.received) == 3


async def _dying(_request, writer):
    """Take the request, work on it for some of the time, and fall over."""
    await asyncio.sleep(DEADLINE / 2)
    writer.close()


def test_look_ups_that_hang_hold_up_nobody_else(hanging):
    async def work(there):
        gate = Gate(hanging, [addresses.parse_allowance(there.place)])
        async with Sender(gate, deadline=DEADLINE) as sender:
            bad = [
                asyncio.create_task(sender.send(_request(f"http://dead{number}.example.com/hook")))
                for number in range(11)
            ]
            await asyncio.sleep(0)
            good = await sender.send(_request(f"http://good.example.com:{there.port}/hook"))
            return good, await asyncio.gather(*bad)

    begun = time.monotonic()
    with Receiver(receiver.good) as there:
        good, bad = asyncio.run(work(there))
    assert good.outcome is Outcome.DELIVERED
    assert good.millis < 500
    assert {answer.outcome for answer in bad} == {Outcome.SLOW}
    assert time.monotonic() - begun < ENOUGH


def test_a_name_whose_look_up_hangs_is_looked_up_once(hanging):
    async def work():
        async with Sender(Gate(hanging), deadline=DEADLINE) as sender:
            return await asyncio.gather(*(sender.send(_request("http://dead.example.com/hook")) for _ in range(20)))

    before = threading.active_count()
    answers = asyncio.run(work())
    assert {answer.outcome for answer in answers} == {Outcome.SLOW}
    assert threading.active_count() <= before + 1
