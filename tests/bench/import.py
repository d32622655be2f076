"""Importing a million lines: parse, load and rollup apart, against the databases' own loaders of the same tables.

`sqlite3 .import` and `psql \\copy` are given the finished, normalised rows of orders and order lines and load them into
tables with the same constraints and indexes. `.import` stores an empty text where we store NULL, so its foreign keys
must stay off: that favours it.
"""

import csv
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sakshi_desktop import importers
from sakshi_desktop.analytics import rollup
from sakshi_desktop.app import open_database
from sakshi_desktop.jobs import imports
from tests.bench import harness
from tests.bench.harness import Ratio
from tests.postgres import Server, binaries

FULL, QUICK = 1_000_000, 100_000
HEADER = ("Order ID", "Date", "Time", "Store", "Item", "Category", "Quantity", "Unit Price", "Amount", "Payment Method")
NAMED = ("sources", "import_batches", "locations", "day_rules", "items")
TABLES = ("orders", "order_lines", "payments")


def run(quick):
    """Return figures and ratios."""
    folder = Path(tempfile.mkdtemp(prefix="sakshi-bench-"))
    try:
        return _measure(folder, QUICK if quick else FULL, rounds=1 if quick else 3)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder, lines, rounds):
    file = write(folder / "sales.csv", lines)
    kinds = [Sqlite(folder)] + ([Postgres(folder)] if binaries() else [])
    steps = ("parse", "whole", "rollup", "peer", "load, CPU", "peer, CPU")
    took = {kind.name: {step: [] for step in steps} for kind in kinds}
    for turn in range(rounds):
        for kind in kinds:
            own = took[kind.name]
            with _spending(kind, "parse"):
                own["parse"].append(_parse(file))
            address = kind.fresh(turn)
            whole, summed = _import(file, address, kind)
            own["whole"].append(whole)
            own["rollup"].append(summed)
            own["peer"].append(kind.peer(address, turn))
            own["load, CPU"].append(kind.spent["load"] - kind.spent["parse"])
            own["peer, CPU"].append(kind.spent["peer"])
    figures, ratios = {"lines": lines}, []
    for kind in kinds:
        middle = {step: statistics.median(runs) for step, runs in took[kind.name].items() if None not in runs}
        load = middle["whole"] - middle["parse"]
        figures |= {
            f"{kind.name}: {step}, s": value for step, value in [*middle.items(), ("load", load)] if step != "whole"
        }
        figures[f"{kind.name}: lines/s, whole way"] = lines / (middle["whole"] + middle["rollup"])
        if "peer" in middle:
            ratios += kind.ratios(load, middle["whole"] + middle["rollup"], middle["peer"])
    figures["peak memory, MB"] = peak = _peak(file, folder)
    ratios.append(Ratio("peak memory of `sakshi import`", peak, 500, 300, unit="MB"))
    for kind in kinds:
        kind.close()
    return {"figures": figures, "ratios": ratios}


def write(file, lines):
    """Write a file of made-up sales, 1 to 5 lines an order, 9 outlets, 400 days."""
    dice = random.Random(7)  # noqa: S311
    menu = [(f"Item {n}", f"Category {n % 8}", dice.randrange(30, 400)) for n in range(60)]
    first = date(2024, 1, 1)
    with file.open("w", newline="", encoding="utf-8") as target:
        out = csv.writer(target)
        out.writerow(HEADER)
        written = order = 0
        while written < lines:
            order += 1
            when = first + timedelta(days=written * 400 // lines)
            second = dice.randrange(6 * 3600, 23 * 3600)
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            store, paid = f"Outlet {dice.randrange(9)}", dice.choice(("Cash", "UPI", "Card"))
            for item, category, price in dice.sample(menu, min(dice.randint(1, 5), lines - written)):
                quantity = dice.choice((1, 1, 1, 2, 3))
                written += 1
                out.writerow(
                    [
                        f"T{order:07}",
                        when,
                        clock,
                        store,
                        item,
                        category,
                        quantity,
                        f"{price}.00",
                        f"{price * quantity}.00",
                        paid,
                    ]
                )
    return file


def _parse(file):
    start = time.perf_counter()
    for _batch in importers.read(importers.recognise(file)):
        pass
    return time.perf_counter() - start


@contextmanager
def _spending(kind, step):
    """Keep how much processor time a step takes, of this process, of those it starts and of the server."""
    before = _cpu() + kind.cpu()
    yield
    kind.spent[step] = _cpu() + kind.cpu() - before


def _cpu():
    return sum(os.times()[:4])


def _import(file, address, kind):
    database = open_database(address)
    start = time.perf_counter()
    with _spending(kind, "load"):
        imports.run(database, imports.Order(importers.recognise(file)))
    loaded = time.perf_counter()
    rollup.drain_all(database)
    end = time.perf_counter()
    database.dispose()
    return loaded - start, end - loaded


def _peak(file, folder):
    code = subprocess.call(
        [
            sys.executable,
            "-m",
            "sakshi_desktop",
            "--database",
            str(folder / "memory.db"),
            "import",
            str(file),
            "--yes",
            "--json",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if code:
        raise RuntimeError("`sakshi import` failed")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


class Sqlite:
    """Ours in a file, and the command-line program's .import of the same rows."""

    name = "SQLite"

    def __init__(self, folder):
        self.folder = folder
        self.spent = {"peer": 0.0}
        self.program = shutil.which("sqlite3")
        if self.program is None:
            print("sqlite3 is not installed (apt install sqlite3): no ratio against .import")

    def fresh(self, turn):
        return f"sqlite:///{self.folder / f'ours-{turn}.db'}"

    def peer(self, address, turn):
        if self.program is None:
            return None
        ours, theirs = address.removeprefix("sqlite:///"), self.folder / f"theirs-{turn}.db"
        open_database(f"sqlite:///{theirs}").dispose()
        for table in TABLES:
            self._say(ours, ".mode csv", f".output {self.folder / table}.csv", f"SELECT * FROM {table};")
        start = time.perf_counter()
        with _spending(self, "peer"):
            self._say(theirs, ".mode csv", *(f".import {self.folder / table}.csv {table}" for table in TABLES))
        took = time.perf_counter() - start
        for file in (ours, str(theirs)):
            Path(file).unlink()
        return took

    def _say(self, file, *commands):
        done = subprocess.run(
            [self.program, str(file)], input="\n".join(commands), capture_output=True, text=True, check=True
        )
        if done.stderr:
            raise RuntimeError(done.stderr[:300])

    def ratios(self, load, whole, peer):
        return [
            Ratio("SQLite: load / .import", load / peer, 2.5, 1.5),
            Ratio("SQLite: whole way / .import", whole / peer, 5, 3),
        ]

    @staticmethod
    def cpu():
        """Return the processor time of a server: there is none."""
        return 0.0

    def close(self):
        """Nothing is left open."""


class Postgres:
    """Ours in a server, and psql's \\copy of the same rows."""

    name = "PostgreSQL"

    def __init__(self, folder):
        self.place = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))  # the server's own user must reach it
        self.server = Server(self.place)
        self.folder = folder
        self.spent = {"peer": 0.0}
        self.program = shutil.which("psql", path=str(self.server.binaries)) or shutil.which("psql")

    def fresh(self, turn):
        self.made = self.server.create()
        return self.server.url(self.made)

    def peer(self, address, turn):
        twin = self.server.create()
        open_database(self.server.url(twin)).dispose()
        files = {table: self.folder / f"{table}.copy" for table in (*NAMED, *TABLES)}
        for table, file in files.items():
            self._say(self.made, f"\\copy {table} TO '{file}' (FORMAT csv)")
        self._say(twin, *(f"\\copy {table} FROM '{files[table]}' (FORMAT csv)" for table in NAMED))
        start = time.perf_counter()
        with _spending(self, "peer"):
            self._say(
                twin,
                *(f"\\copy {table} FROM '{file}' (FORMAT csv)" for table, file in files.items() if table in TABLES),
            )
        took = time.perf_counter() - start
        for name in (twin, self.made):
            self.server.drop(name)
        return took

    def _say(self, name, *commands):
        words = [part for command in commands for part in ("-c", command)]
        subprocess.run(
            [self.program, "-q", "-X", "-v", "ON_ERROR_STOP=1", self.server.conninfo(name), *words], check=True
        )

    def cpu(self):
        """Return the processor time of the server and all that it started, so far; 0 where the system does not say."""
        return self.server.cpu()

    def ratios(self, load, whole, peer):
        return [Ratio("PostgreSQL: load / \\copy", load / peer, 1.5, 1.1)]

    def close(self):
        self.server.stop()
        shutil.rmtree(self.place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(harness.main("import", run))
