"""What the benchmarks of the hub share: databases, receivers kept in them, events, and programs beside this one."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import allowances, endpoints, forms, signing
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.jobs.wing import Wing
from sakshi_desktop.store import outbox
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Delivery, Event, Outgoing
from sakshi_desktop.store.upgrade import upgrade
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.postgres import Server, binaries

FILLER = "x" * 300
CHECKOUT = Path(__file__).resolve().parents[3]
PATIENCE = 30


class World:
    """What all rivals share: a folder, a PostgreSQL, a Redis where the system has one, the peers' Python."""

    def __init__(self, folder, server, redis):
        self.folder, self.server, self.redis = folder, server, redis
        self.peers = os.environ.get("SAKSHI_PEERS")
        self._number = 0
        self._databases = []
        self._queued = False

    def address(self, kind):
        """Return the address of a new, migrated database."""
        self._number += 1
        if kind == "sqlite":
            address = f"sqlite:///{self.folder / f'{self._number}.db'}"
        else:
            address = self.server.url(self._created())
        database = Database(address)
        upgrade(database)
        database.dispose()
        return address

    def store(self, queue):
        """Return where a peer keeps its queue."""
        self._number += 1
        if queue == "huey":
            return str(self.folder / f"huey-{self._number}.db")
        if queue == "procrastinate":
            return self.server.conninfo(self._created())
        self._queued = self.redis is not None
        return f"{self.redis}/{self._number % 16}" if self.redis else None

    def forget(self):
        """Drop what rivals have left: nobody is measured beside a server that still tidies up after others."""
        while self._databases:
            self.server.drop(self._databases.pop())
        if self._queued:
            subprocess.run(["redis-cli", "-u", self.redis, "flushall"], stdout=subprocess.DEVNULL, check=True)
            self._queued = False

    def _created(self):
        self._databases.append(self.server.create())
        return self._databases[-1]


@contextmanager
def world():
    folder = Path(tempfile.mkdtemp(prefix="sakshi-bench-"))
    server = None if binaries() is None else Server(_made(folder / "pg"), peace=())
    redis = None
    if shutil.which("redis-server"):
        port = "16379"
        words = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--appendonly", "yes", "--dir", str(folder)]
        redis = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        yield World(folder, server, redis and f"redis://127.0.0.1:{port}")
    finally:
        if redis:
            redis.terminate()
            redis.wait(10)
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder):
    folder.mkdir()
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    return folder


@contextmanager
def wing(database, secrets, **settings):
    vault = MemoryStore()
    for name, secret in secrets.items():
        vault.set(name, secret)
    wing = Wing(database, vault, **settings)
    wing.start()
    try:
        yield wing
    finally:
        wing.stop(grace=0)


def endpoint(database, there, at_once, **said):
    name, secret, at = endpoints.secret_name(), signing.new_secret(), datetime.now(UTC)
    with database.begin() as session:
        allowances.allow(session, there.place, by=THIS_PC, at=at)
        form = forms.checked(EndpointForm(there.url, event_types=("order.*",), concurrency=at_once, **said))
        endpoints.add(session, form, secret=name, by=THIS_PC, at=at)
    return name, secret


def record(database):
    with database.begin() as session:
        return outbox.record(session, "order.cancelled", {"order": "ORD-1"}, at=datetime.now(UTC))


def fill(database, count):
    at, body = datetime.now(UTC), json.dumps({"order": "ORD-1", "filler": FILLER})
    with database.begin() as session:
        rows = [
            {"public_id": ids.event_id(), "type": "order.cancelled", "body": body, "xact": 0, "at": at}
            for _ in range(count)
        ]
        session.execute(insert(Event), rows)
        wanted = session.scalars(select(Event.id).where(Event.type == "order.cancelled")).all()
        session.execute(insert(Outgoing), [{"event_id": event} for event in wanted])


def done(database):
    with database.read() as session:
        asked = select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.DONE)
        return session.scalar(asked)


@contextmanager
def program(module, *words, python=None):
    file = Path(__file__).parent / f"{module}.py"
    command = [python, str(file), *words] if python else [sys.executable, "-m", f"tests.bench.traffic.{module}", *words]
    pipe = subprocess.PIPE
    with tempfile.TemporaryFile("w+") as noise:
        error = noise if python else None
        started = subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, stderr=error, text=True)
        try:
            if not any(line == "ready\n" for line in started.stdout):  # a peer greets first
                noise.seek(0)
                raise RuntimeError(f"{words[0]} does not get ready: {noise.read()[-1_000:]}")
            yield started
        finally:
            started.kill()
            started.wait()
            started.stdin.close()
            started.stdout.close()


@contextmanager
def told(module, *words):
    """Start a module of this folder as another program, and give what tells it a deed.

    Telling waits for no answer; it returns what waits for it, and gives the moment at which the deed was committed.
    The program says "open" once it can be told, and then, for each line, that moment.
    """
    command = [sys.executable, "-m", f"tests.bench.traffic.{module}", *words]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"

        def tell(deed):
            other.stdin.write(f"{deed}\n")
            other.stdin.flush()
            return lambda: float(other.stdout.readline())

        yield tell
        other.stdin.close()
        other.wait(PATIENCE)


def until(true, timeout=120.0):
    end = time.monotonic() + timeout
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.002)
