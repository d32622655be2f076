"""`bench webhooks`: signed deliveries a second with all that is kept, beside the bare client and four queues."""

import json
import statistics
import sys
import threading
import time
import urllib.parse
from contextlib import ExitStack

from sqlalchemy import func, select

from sakshi_desktop.hub import endpoints, signing
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Attempt
from tests.bench import harness
from tests.bench.harness import Ratio
from tests.bench.traffic import ground
from tests.bench.traffic.receiving import Receiver

IN_FLIGHT = 64
PEERS = {"dramatiq": 4, "celery": 10, "huey": 4, "procrastinate": 10}
"""The queues beside ours; each makes so small a part of the deliveries, for its runs would take minutes."""


def run(quick):
    """Measure rates in turns, then latency, fairness and idleness."""
    figures, ratios = {}, []
    with ExitStack() as stack:
        there = stack.enter_context(ground.world())
        _rates(there, 5_000 if quick else 20_000, 1 if quick else 5, figures, ratios)
        _latencies(there, 50 if quick else 200, figures, ratios)
        _fairness(there, figures, ratios)
        _idleness(there, 3 if quick else 10, figures, ratios)
    return {"figures": figures, "ratios": ratios}


def _rates(world, count, runs, figures, ratios):
    rivals = {"raw client": _raw, "ours, SQLite": _ours("sqlite")}
    if world.server:
        rivals["ours, PostgreSQL"] = _ours("postgresql")
    if world.peers:
        rivals |= {queue: _peer(queue) for queue in PEERS}
    found = {name: [] for name in rivals}
    for turn in range(runs):
        for name in list(rivals) if turn % 2 == 0 else reversed(rivals):
            world.forget()
            with Receiver() as there:
                measured = rivals[name](world, there, count)
            if measured:
                found[name].append(measured)
    rates = {}
    for name, each in found.items():
        if each:
            rates[name] = statistics.median(rate for rate, _ in each)
            figures[f"{name}, deliveries/s"] = rates[name]
            figures[f"{name}, ms of processor each"] = statistics.median(spent for _, spent in each)
        else:
            figures[f"{name}, deliveries/s"] = "not here"
    _judge(rates, ratios)


def _judge(rates, ratios):
    raw, queues = rates["raw client"], [rates[name] for name in PEERS if name in rates]
    ratios.append(Ratio("bare client / ours on SQLite", raw / rates["ours, SQLite"], 1 / 0.5, 1 / 0.65))
    if "ours, PostgreSQL" in rates:
        ratios.append(Ratio("bare client / ours on PostgreSQL", raw / rates["ours, PostgreSQL"], 1 / 0.4, 1 / 0.55))
    if queues:
        ratios.append(Ratio("best queue / ours on SQLite", max(queues) / rates["ours, SQLite"], 1 / 1.5, 1 / 2.5))
    if "procrastinate" in rates and "ours, PostgreSQL" in rates:
        ratios.append(
            Ratio(
                "Procrastinate / ours on PostgreSQL", rates["procrastinate"] / rates["ours, PostgreSQL"], 1 / 10, 1 / 20
            )
        )


def _raw(_world_, there, count):
    with ground.program(
        "sending", "raw", there.url, str(count), str(IN_FLIGHT), signing.new_secret().reveal()
    ) as started:
        told = _go(started)
    return count / told["seconds"], told["processor"] / count * 1_000


def _ours(kind):
    def measure(world, there, count):
        address = world.address(kind)
        database = Database.open(address)
        name, secret = ground.endpoint(database, there, IN_FLIGHT)
        ground.fill(database, count)
        with ground.program("sending", "wing", address, f"{name}:{secret.reveal()}") as started:
            started.stdin.write("\n")
            started.stdin.flush()
            start = time.monotonic()
            ground.until(lambda: there.count >= count)
            ground.until(lambda: ground.done(database) >= count)
            took = time.monotonic() - start
            started.stdin.write("\n")
            started.stdin.flush()
            spent = json.loads(started.stdout.readline())["processor"]
        _check(database, there, count)
        database.dispose()
        return count / took, spent / count * 1_000

    return measure


def _peer(queue):
    def measure(world, there, count):
        store = world.store(queue)
        if store is None:
            return None
        some = count // PEERS[queue]
        words = [queue, there.url, str(some), str(IN_FLIGHT), urllib.parse.quote(store)]
        with ground.program("queues", *words, python=world.peers) as started:
            told = _go(started)
        return some / told["seconds"], told["processor"] / some * 1_000

    return measure


def _latencies(world, count, figures, ratios):
    for kind, must, stretch in (("sqlite", 3, 1.5), ("postgresql", 8, 1.5)):
        if kind == "postgresql" and not world.server:
            continue
        world.forget()
        with Receiver() as there:
            times = _ours_latency(world, there, kind, count)
        name = "in process" if kind == "sqlite" else "PostgreSQL, another process"
        figures[f"latency {name}, p50 ms"], figures[f"latency {name}, p99 ms"] = _p50_p99(times)
        ratios.append(Ratio(f"latency {name}, p50", _p50_p99(times)[0], must, stretch, "ms"))
    for queue in ("celery", "procrastinate") if world.peers else ():
        try:
            times = _peer_latency(world, queue, count)
        except RuntimeError as error:  # a peer that breaks down costs its own figure alone
            print(error, file=sys.stderr)
            continue
        if times:
            figures[f"latency {queue}, p50 ms"], figures[f"latency {queue}, p99 ms"] = _p50_p99(times)


def _peer_latency(world, queue, count):
    store = world.store(queue)
    if store is None:
        return []
    with Receiver() as there:
        words = [queue, there.url, str(count), "8", urllib.parse.quote(store), "latency"]
        with ground.program("queues", *words, python=world.peers) as started:
            begun = _go(started)["begun"]
        came, _ = there.arrivals()
    return sorted((came[name] - at) * 1_000 for name, at in begun.items() if name in came)


def _ours_latency(world, there, kind, count):
    address = world.address(kind)
    database = Database.open(address)
    name, secret = ground.endpoint(database, there, 8)
    with ExitStack() as stack:
        if kind == "sqlite":
            stack.enter_context(ground.wing(database, {name: secret}))
        else:
            started = stack.enter_context(ground.program("sending", "wing", address, f"{name}:{secret.reveal()}"))
            started.stdin.write("\n")
            started.stdin.flush()
        ground.record(database)
        ground.until(lambda: there.count >= 1)
        begun = {}
        for number in range(count):
            message = ground.record(database)
            begun[message] = time.monotonic()
            ground.until(lambda wanted=number + 2: there.count >= wanted)
            time.sleep(0.02)
        came, _ = there.arrivals()
    database.dispose()
    return sorted((came[message] - at) * 1_000 for message, at in begun.items())


def _fairness(world, figures, ratios):
    """One good receiver among eleven bad ones: seven that hang, four that answer 500; or names whose look-up hangs."""
    with ExitStack() as stack:
        bad = [stack.enter_context(Receiver("hangs" if place < 7 else "wrong")) for place in range(11)]
        _among(world, "good one among 11 bad", bad, figures, ratios)
    over = threading.Event()
    unfound = [Unfound(f"shop-{place}.example.com") for place in range(11)]

    def look_up(_host, _port):
        over.wait()
        return []

    with ExitStack() as stack:
        stack.callback(over.set)
        name = "good one among 11 look-ups that hang"
        _among(world, name, unfound, figures, ratios, resolve=look_up)


class Unfound:
    """A receiver whose name is looked up for ever."""

    place = "127.0.0.1:8080"

    def __init__(self, host):
        self.url = f"http://{host}:8080/hook"


def _among(world, name, bad, figures, ratios, **settings):
    database = Database.open(world.address("sqlite"))
    with Receiver() as good:
        secrets = dict(ground.endpoint(database, there, 4) for there in [*bad, good])
        with ground.wing(database, secrets, **settings):
            begun = {}
            for _ in range(100):
                message = ground.record(database)
                begun[message] = time.monotonic()
                time.sleep(0.02)
            ground.until(lambda: good.count >= 100)
            came, _ = good.arrivals()
            start = time.monotonic()
        figures[f"{name}, s to stop"] = time.monotonic() - start
    database.dispose()
    worst = max((came[message] - at) * 1_000 for message, at in begun.items())
    figures[f"{name}, worst ms"] = worst
    ratios.append(Ratio(f"{name}, worst", worst, 500, 100, "ms"))


def _idleness(world, seconds, figures, ratios):
    """Nothing happens, with one receiver and with as many as there may be."""
    for kind in ("sqlite", "postgresql") if world.server else ("sqlite",):
        for count in (1, endpoints.MOST):
            world.forget()
            share = _idle_share(world.address(kind), count, seconds)
            name = f"idle, {count} on {'SQLite' if kind == 'sqlite' else 'PostgreSQL'}"
            figures[f"{name}, % of a core"] = share
            ratios.append(Ratio(name, share, 0.5, None, "% of a core"))


def _idle_share(address, count, seconds):
    database = Database.open(address)
    with Receiver() as there:
        secrets = dict(ground.endpoint(database, there, 4) for _ in range(count))
        with ground.wing(database, secrets):
            ground.record(database)
            ground.until(lambda: there.count >= count)
            ground.until(lambda: ground.done(database) >= count)
            time.sleep(1)
            before = time.process_time()
            time.sleep(seconds)
            share = (time.process_time() - before) / seconds * 100
    database.dispose()
    return share


def _check(database, there, count):
    """Every event arrived once and has its request row."""
    _, often = there.arrivals()
    with database.read() as session:
        rows = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.status == 200))
    if len(often) != count or set(often.values()) != {1} or rows != count:
        raise AssertionError(f"{len(often)} of {count} arrived, {sum(often.values())} requests, {rows} rows")


def _go(started):
    started.stdin.write("\n")
    started.stdin.flush()
    return json.loads(next(line for line in started.stdout if line.startswith("{")))


def _p50_p99(times):
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]


if __name__ == "__main__":
    sys.exit(harness.main("webhooks", run))
