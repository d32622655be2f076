"""`bench hub-faults`: what is lost and doubled when workers die, databases are shut, held or full, and clocks jump."""

import random
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, select, text, update

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import outbox
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Attempt, Delivery
from tests.bench import harness
from tests.bench.harness import Ratio
from tests.bench.traffic import ground
from tests.bench.traffic.receiving import Receiver

AT_ONCE = 16
JUMP = timedelta(hours=5)
PATIENCE = 30.0
"""Seconds after which all must have arrived, whatever the clock did; what waits for the old clock takes hours."""
NO_ROOM = "skipped: it has no limit of its own, and a disk of its own to fill is not at hand"
KINDS = ("sqlite", "postgresql")


def run(quick):
    """Kill, hold, restart and race; every event must arrive, and no more twice than was on its way."""
    figures, ratios = {}, []
    kills, raced = (3, 300) if quick else (100, 3_000)
    with ground.world() as there:
        for kind in KINDS if there.server else KINDS[:1]:
            _killed(there, kind, kills, figures, ratios)
            _raced(there, kind, raced, figures, ratios)
            _late(there, kind, figures, ratios)
            _jumped(there, kind, figures, ratios)
        _full(there, 1_000 if quick else 10_000, figures, ratios)
        _held(there, figures, ratios)
        if there.server:
            _restarted(there, figures, ratios)
    return {"figures": figures, "ratios": ratios}


class House:
    """A database with one receiver, to which events are recorded while workers come and go.

    Attributes:
        shift: by how much its clock is wrong.
    """

    def __init__(self, there, kind, receiver, **said):
        self.address = there.address(kind)
        self.database = Database.open(self.address)
        self._secret = ground.endpoint(self.database, receiver, AT_ONCE, **said)
        self.recorded, self.shift = [], timedelta(0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._record, daemon=True)

    def clock(self):
        return datetime.now(UTC) + self.shift

    def wing(self):
        """Start a worker in this process, which goes by the clock of this house."""
        return ground.wing(self.database, dict([self._secret]), clock=self.clock)

    @contextmanager
    def worker(self):
        """Start a worker that is a program of its own and let it begin."""
        name, secret = self._secret
        with ground.program("sending", "wing", self.address, f"{name}:{secret.reveal()}") as started:
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
                        outbox.record(session, "order.cancelled", {"order": "ORD-1"}, at=self.clock()) for _ in range(4)
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
                ground.until(lambda seen=before: receiver.count > seen)
                time.sleep(dice.random() * 0.2)
                worker.kill()
        house.end()
        with house.worker():
            ground.until(lambda: ground.done(house.database) >= len(house.recorded), timeout=180)
        _told(f"kill -9 x{kills}, {kind}", house, receiver, kills * (AT_ONCE * 2), figures, ratios)


def _raced(there, kind, count, figures, ratios):
    """Three workers on one database, without any fault."""
    with Receiver() as receiver, ExitStack() as stack:
        house = House(there, kind, receiver)
        ground.fill(house.database, count)
        for _ in range(3):
            stack.enter_context(house.worker())
        ground.until(lambda: ground.done(house.database) >= count, timeout=180)
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
            ground.until(lambda: ground.done(house.database) >= len(house.recorded))
        _told("lock of 1 s, sqlite", house, receiver, 0, figures, ratios)


def _restarted(there, figures, ratios):
    """The database server ends and starts again while deliveries are on their way."""
    with Receiver(delay=0.02) as receiver:
        house = House(there, "postgresql", receiver)
        house.begin()
        with house.worker():
            ground.until(lambda: receiver.count > 20)
            there.server.halt()
            there.server.go_on()
            seen = receiver.count
            ground.until(lambda: receiver.count > seen + 20)
            house.end()
            ground.until(lambda: ground.done(house.database) >= len(house.recorded), timeout=180)
        _told("restart of the server", house, receiver, AT_ONCE * 2, figures, ratios)


def _full(there, count, figures, ratios):
    """SQLite's file may not grow: nothing is sent that could not be claimed, and all of it once there is room."""
    figures["disk full, postgresql"] = NO_ROOM
    with Receiver() as receiver:
        house = House(there, "sqlite", receiver)
        ground.fill(house.database, count)
        house.recorded = range(count)
        writer = house.database.writer
        with house.database.read() as session:
            pages = session.scalar(text("PRAGMA page_count"))

        def tight(connection, _record):
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(writer, "connect", tight)
        writer.dispose()
        with house.wing():
            time.sleep(2)
            ratios.append(Ratio("disk full, sqlite: sent meanwhile", receiver.count, 0, unit="requests"))
            event.remove(writer, "connect", tight)
            writer.dispose()
            ground.until(lambda: ground.done(house.database) >= count)
        _told("disk full, sqlite", house, receiver, 0, figures, ratios)


def _jumped(there, kind, figures, ratios):
    """The clock is set forward, right and back, while requests are on their way and others wait for their try."""
    name = f"clock {JUMP // timedelta(hours=1)} h forward, right, {JUMP // timedelta(hours=1)} h back, {kind}"
    with Receiver("stumbles", delay=0.02) as receiver:
        house = House(there, kind, receiver, retry_seconds=(1,) * 8)
        house.begin()
        with house.wing():
            for shift in (JUMP, timedelta(0), -JUMP):
                _pass_on(receiver, 100)
                house.shift = shift
            start = time.monotonic()
            _pass_on(receiver, 100)
            house.end()
            ground.until(lambda: ground.done(house.database) >= len(house.recorded))
            ratios.append(Ratio(f"{name}: all there", time.monotonic() - start, PATIENCE, unit="s"))
        _told(name, house, receiver, 0, figures, ratios)


def _pass_on(receiver, count):
    seen = receiver.count
    ground.until(lambda: receiver.count > seen + count)


def _late(there, kind, figures, ratios):
    """A lease ends while its request is on its way: another is sent, and the late answer is not taken for its own."""
    with Receiver("late", delay=2) as receiver, ExitStack() as stack:
        house = House(there, kind, receiver)
        stack.enter_context(house.worker())
        stack.enter_context(house.wing())
        house.recorded = [_record(house)]
        ground.until(lambda: receiver.count == 1)
        with house.database.begin() as session:
            session.execute(update(Delivery).values(due_at=datetime.now(UTC)))  # the lease is over
        ground.until(lambda: ground.done(house.database) == 1)
        ground.until(lambda: len(_statuses(house)) == 2)
        house.recorded += [_record(house) for _ in range(20)]
        ground.until(lambda: ground.done(house.database) == 21)
        statuses = _statuses(house)
        name = f"lease over in mid-request, {kind}"
        rows = abs(2 + 20 - len(statuses)) + abs(1 - statuses.count(500))
        ratios.append(Ratio(f"{name}: rows that are not so", rows, 0, unit="rows"))
        _told(name, house, receiver, 1, figures, ratios)


def _record(house):
    with house.database.begin() as session:
        return outbox.record(session, "order.cancelled", {"order": "ORD-1"}, at=house.clock())


def _statuses(house):
    """Return what requests were answered, as their rows say."""
    with house.database.read() as session:
        return session.scalars(select(Attempt.status).where(Attempt.status.is_not(None))).all()


def _told(name, house, receiver, most, figures, ratios):
    _, often = receiver.arrivals()
    lost = ground.done(house.database) - len(often)
    doubled = sum(often.values()) - len(often)
    house.database.dispose()
    figures[f"{name}: events"] = len(house.recorded)
    figures[f"{name}: requests too many"] = doubled
    ratios.append(Ratio(f"{name}: lost", max(lost, len(house.recorded) - len(often)), 0, unit="events"))
    ratios.append(Ratio(f"{name}: doubled", doubled, most, unit="requests"))


if __name__ == "__main__":
    sys.exit(harness.main("hub-faults", run))
