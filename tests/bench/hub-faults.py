"""`bench hub-faults`: what is lost and doubled when workers die, the database is shut or held, many claim."""

import random
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime

from sqlalchemy import text

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import outbox
from sakshi_desktop.store.database import Database
from tests.bench import harness, webhooks
from tests.bench.harness import Ratio
from tests.bench.traffic.receiving import Receiver

AT_ONCE = 16
KINDS = ("sqlite", "postgresql")


def run(quick):
    """Kill, hold, restart and race; every event must arrive, and no more twice than was on its way."""
    figures, ratios = {}, []
    kills, raced = (5, 300) if quick else (100, 3_000)
    with webhooks.world() as there:
        for kind in KINDS if there.server else KINDS[:1]:
            _killed(there, kind, kills, figures, ratios)
            _raced(there, kind, raced, figures, ratios)
        _held(there, figures, ratios)
        if there.server:
            _restarted(there, figures, ratios)
    return {"figures": figures, "ratios": ratios}


class House:
    """A database with one receiver, to which events are recorded while workers come and go."""

    def __init__(self, there, kind, receiver):
        self.address = there.address(kind)
        self.database = Database.open(self.address)
        self._secret = webhooks.endpoint(self.database, receiver, AT_ONCE)
        self.recorded = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._record, daemon=True)

    @contextmanager
    def worker(self):
        """Start a worker that is a program of its own and let it begin."""
        name, secret = self._secret
        with webhooks.program("sending", "wing", self.address, f"{name}:{secret.reveal()}") as started:
            started.stdin.write("\n")
            started.stdin.flush()
            yield started

    def begin(self):
        """Record events until ``end``."""
        self._thread.start()

    def end(self):
        self._stop.set()
        self._thread.join()

    def _record(self):
        while not self._stop.wait(0.01):
            with suppress(DatabaseError):
                names = []
                with self.database.begin() as session:
                    names += [
                        outbox.record(session, "order.cancelled", {"order": "ORD-1"}, at=datetime.now(UTC))
                        for _ in range(4)
                    ]
                self.recorded += names


def _killed(there, kind, kills, figures, ratios):
    """A worker is killed without a word in mid-delivery, again and again."""
    dice = random.Random(27)  # noqa: S311  # when to kill
    with Receiver(delay=0.02) as receiver:
        house = House(there, kind, receiver)
        house.begin()
        for _ in range(kills):
            with house.worker() as worker:
                before = receiver.count
                webhooks.until(lambda seen=before: receiver.count > seen)
                time.sleep(dice.random() * 0.2)
                worker.kill()
        house.end()
        with house.worker():
            webhooks.until(lambda: webhooks.done(house.database) >= len(house.recorded), timeout=180)
        _told(f"kill -9 x{kills}, {kind}", house, receiver, kills * (AT_ONCE * 2), figures, ratios)


def _raced(there, kind, count, figures, ratios):
    """Three workers on one database, without any fault."""
    with Receiver() as receiver, ExitStack() as stack:
        house = House(there, kind, receiver)
        webhooks.fill(house.database, count)
        for _ in range(3):
            stack.enter_context(house.worker())
        webhooks.until(lambda: webhooks.done(house.database) >= count, timeout=180)
        house.recorded = range(count)
        _told(f"three workers, {kind}", house, receiver, 0, figures, ratios)


def _held(there, figures, ratios):
    """Another program holds SQLite's lock for a second, three times."""
    with Receiver() as receiver:
        house = House(there, "sqlite", receiver)
        house.begin()
        with house.worker():
            for _ in range(3):
                with house.database.begin() as session:
                    session.execute(text("SELECT 1"))
                    time.sleep(1)
                time.sleep(0.3)
            house.end()
            webhooks.until(lambda: webhooks.done(house.database) >= len(house.recorded))
        _told("lock of 1 s, sqlite", house, receiver, 0, figures, ratios)


def _restarted(there, figures, ratios):
    """The database server ends and starts again while deliveries are on their way."""
    with Receiver(delay=0.02) as receiver:
        house = House(there, "postgresql", receiver)
        house.begin()
        with house.worker():
            webhooks.until(lambda: receiver.count > 20)
            there.server.halt()
            there.server.go_on()
            seen = receiver.count
            webhooks.until(lambda: receiver.count > seen + 20)
            house.end()
            webhooks.until(lambda: webhooks.done(house.database) >= len(house.recorded), timeout=180)
        _told("restart of the server", house, receiver, AT_ONCE * 2, figures, ratios)


def _told(name, house, receiver, most, figures, ratios):
    _, often = receiver.arrivals()
    lost = webhooks.done(house.database) - len(often)
    doubled = sum(often.values()) - len(often)
    house.database.dispose()
    figures[f"{name}: events"] = len(house.recorded)
    figures[f"{name}: requests too many"] = doubled
    ratios.append(Ratio(f"{name}: lost", max(lost, len(house.recorded) - len(often)), 0, unit="events"))
    ratios.append(Ratio(f"{name}: doubled", doubled, most, unit="requests"))


if __name__ == "__main__":
    sys.exit(harness.main("hub-faults", run))
