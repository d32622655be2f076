"""The whole way: an order is cancelled, a real server receives the signed event, whoever dies between."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.portal import orders
from tests import receiver
from tests.cli.conftest import SCRIPT, at_home
from tests.cli.vaults import furnish
from tests.jobs.house import House
from tests.portal.counter import Counter, clock
from tests.receiver import Receiver

CHECKOUT = Path(__file__).resolve().parents[2]
DONE = DeliveryState.DONE
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="a kill without a word, as POSIX has it")


class Proof:
    """A house with an order, a receiver's secret in a vault file, and workers that are programs of their own."""

    def __init__(self, database, address, home):
        self.house, self.counter = House(database), Counter(database)
        self.house.vault = furnish(home)
        self.address, self._home, self._workers = address, home, []

    def order(self):
        return self.counter.order()

    def worker(self):
        """Start `sakshi worker` and return once it is at work."""
        command = [SCRIPT, "worker", "--json", "--database", self.address]
        started = subprocess.Popen(command, env=at_home(self._home), stdout=subprocess.PIPE, text=True)
        self._workers.append(started)
        assert '"working": true' in started.stdout.readline()
        return started

    def end(self):
        for worker in self._workers:
            worker.kill()
            worker.wait(10)
            worker.stdout.close()


@pytest.fixture
def proof(database, address, tmp_path):
    made = Proof(database, address, tmp_path / "home")
    yield made
    made.end()


def _verified(proof, place, came, order):
    told = Webhook(proof.house.secrets[place].reveal()).verify(came.body, came.headers)
    assert told["type"] == "order.cancelled"
    assert told["data"]["order"] == ids.order(order)


def test_a_cancelled_order_is_told_to_a_real_server(proof):
    order = proof.order()
    with Receiver() as there:
        place = proof.house.add(there, event_types=("order.cancelled",))
        proof.worker()
        with proof.house.database.begin() as session:
            orders.cancel(session, order, by=THIS_PC, reason="The guest left.", clock=clock)
        (came,) = there.wait(1, timeout=10)
        assert proof.house.settled() == {DONE: 1}
    _verified(proof, place, came, order)


@needs_kill
def test_a_program_that_dies_between_commit_and_send_loses_nothing(proof):
    order = proof.order()
    with Receiver() as there:
        place = proof.house.add(there, event_types=("order.cancelled",))
        died = subprocess.run(
            [sys.executable, "-m", "tests.jobs.recording", proof.address, str(order)], cwd=CHECKOUT, check=False
        )
        assert died.returncode == -signal.SIGKILL
        assert there.received == []
        proof.worker()
        (came,) = there.wait(1)
        assert proof.house.settled() == {DONE: 1}
    _verified(proof, place, came, order)


@needs_kill
def test_a_worker_that_dies_while_it_sends_is_followed_by_one_that_sends_again(proof):
    order = proof.order()
    with Receiver(receiver.silent) as there:
        place = proof.house.add(there, event_types=("order.cancelled",))
        with proof.house.database.begin() as session:
            orders.cancel(session, order, by=THIS_PC, reason="The guest left.", clock=clock)
        worker = proof.worker()
        there.wait(1)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
        there.behave = receiver.good
        proof.worker()
        first, second = there.wait(2)
        assert proof.house.settled() == {DONE: 1}
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    _verified(proof, place, second, order)


@needs_kill
@pytest.mark.slow  # what was on its way when the worker stopped is tried again after fifteen seconds
def test_a_worker_that_is_told_to_stop_gives_back_what_it_had_not_begun(proof):
    with Receiver(receiver.silent) as there:
        proof.house.add(there, concurrency=1)
        proof.house.record(5)
        worker = proof.worker()
        there.wait(1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
        assert '"working": false' in worker.stdout.readline()
        there.behave = receiver.good
        proof.worker()
        there.wait(5, timeout=40)
        assert proof.house.settled(timeout=40) == {DONE: 5}
