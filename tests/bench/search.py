"""Searching a million customers: how long an answer takes, that nothing is missed, and how LIKE does beside it.

The mix: names 30 %, two words 20 %, parts of phones 20 %, parts of e-mail addresses 10 %, order ids 10 %, typos 10 %.
Each answer but those to typos and order ids is held against looking at every customer in plain Python, order and all.
To a typo, who was meant must be among the hits, unless namesakes of theirs fill the page.
What must hold is asked of the processor's time, ours and the server's: nothing waits for a disk here, and what else the
machine does would be counted otherwise.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, text

from sakshi_desktop.app import open_database
from sakshi_desktop.core import turns
from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus
from sakshi_desktop.demo.names import FAMILY, GIVEN
from sakshi_desktop.portal import matching, search, spelling
from sakshi_desktop.portal.matching import Level
from sakshi_desktop.store import bulk, grams
from sakshi_desktop.store.models import Customer, Location, Order, Source
from tests.bench import harness
from tests.bench.harness import Ratio
from tests.postgres import Server, binaries

FULL, QUICK = 1_000_000, 50_000
ASKED, ASKED_QUICK = 400, 200
MIX = (("name", 30), ("two words", 20), ("phone", 20), ("e-mail", 10), ("order", 10), ("typo", 10))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIMIT = 50
SLOW_LIKE = 0.05
SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
MUST = {"SQLite": (2, 20), "PostgreSQL": (5, 50)}


def run(quick):
    """Return figures and ratios."""
    folder = Path(tempfile.mkdtemp(prefix="sakshi-bench-"))
    people = invented(QUICK if quick else FULL)
    asked = questions(people, ASKED_QUICK if quick else ASKED)
    truth = oracle(people, asked)
    figures, ratios = {"customers": len(people), "questions": len(asked)}, []
    try:
        for kind in (Sqlite(folder), Postgres(folder)):
            if kind.at_hand:
                _measure(kind, people, asked, truth, figures, ratios)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"figures": figures, "ratios": ratios}


def _measure(kind, people, asked, truth, figures, ratios):
    name, address = kind.name, kind.address()
    database = open_database(address)
    try:
        figures |= {f"{name}: {key}": value for key, value in fill(database, people).items()}
        kind.settle(database)
        figures[f"{name}: index"] = kind.index(database)
    finally:
        database.dispose()
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            first, took, missed, likes = alone.submit(ask_all, address, asked, truth).result()
    finally:
        kind.close()
    figures |= {f"{name}: {key}": value for key, value in first.items()}
    every = [worked for each in took.values() for worked, _ in each]
    figures[f"{name}: ms as they passed, p50 / p99"] = _both([passed for each in took.values() for _, passed in each])
    for sort, each in took.items():
        figures[f"{name}: {sort}, ms of processor, p50 / p99"] = _both([worked for worked, _ in each])
    half, last = MUST[name]
    ratios += [
        Ratio(f"{name}: p50", _ms(every, 50), half, unit="ms"),
        Ratio(f"{name}: p99", _ms(every, 99), last, unit="ms"),
        Ratio(f"{name}: answers that differ from the oracle", missed, 0, unit=""),
    ]
    slow = [(took_like, ours) for took_like, ours in likes if took_like > SLOW_LIKE]
    figures[f"{name}: fragments where LIKE takes over 50 ms"] = f"{len(slow)} of {len(likes)}"
    if slow:
        worst = statistics.median(ours / took_like for took_like, ours in slow)
        ratios.append(Ratio(f"{name}: ours / LIKE where it is slow", worst, 1 / 50))


def ask_all(address, asked, truth):
    """Ask in a program that holds what a program holds, and no oracle's million; return what that took."""
    database = open_database(address)
    first = {}
    with database.read() as session:
        start = time.perf_counter()
        spelling.known(session)
        first["first look at all words, s"] = time.perf_counter() - start
        start = time.perf_counter()
        search.find(session, asked[0].name)
        first["first search, s"] = time.perf_counter() - start
        turns.settle()  # as the program does, once all is loaded
        tells = clock(session)
        took, missed = ask(session, asked, truth, tells)
        likes = like(session, asked, tells)
    database.dispose()
    return first, took, missed, likes


def _both(took):
    return f"{_ms(took, 50):.2f} / {_ms(took, 99):.1f}"


def _ms(took, percent):
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000


def invented(count):
    """Return customers as (name, phone, e-mail): a few names are very common, as names are."""
    dice = random.Random(11)  # noqa: S311
    pools = [sorted({word for words in pool.values() for word in words.split()}) for pool in (GIVEN, FAMILY)]
    weights = []
    for pool in pools:
        dice.shuffle(pool)
        weights.append([1 / (place + 4) for place in range(len(pool))])
    given = dice.choices(pools[0], weights[0], k=count)
    family = dice.choices(pools[1], weights[1], k=count)
    made = []
    for first, last in zip(given, family, strict=True):
        name = _rare(dice) if dice.random() < 0.03 else f"{first} {last}"
        phone = f"+91{dice.choice('6789')}{dice.randrange(10**9):09}" if dice.random() < 0.96 else None
        host = dice.choice(("example.com", "example.in", "mail.example.org"))
        email = f"{first}.{last}{dice.randrange(10_000)}@{host}".lower() if dice.random() < 0.6 else None
        made.append((name, phone, email))
    return made


def _rare(dice):
    letters = [dice.choice("bdgjkmnprstv") + dice.choice(("a", "aa", "e", "i", "o", "u", "ee")) for _ in range(6)]
    return f"{''.join(letters[:3]).title()} {''.join(letters[3:]).title()}"


def questions(people, count):
    """Return what is typed, made from customers of all places."""
    dice = random.Random(12)  # noqa: S311
    kinds = [kind for kind, weight in MIX for _ in range(weight)]
    asked = []
    while len(asked) < count:
        place = dice.randrange(len(people))
        typed = _typed(dice, dice.choice(kinds), place, *people[place])
        if typed:
            asked.append(Question(*typed, place, people[place][0]))
    return asked


class Question(NamedTuple):
    """What is typed, of what sort, and the place and the name of the customer it was made from."""

    sort: str
    typed: str
    place: int
    name: str


def _typed(dice, sort, place, name, phone, email):
    first, last = name.split()
    if sort == "name":
        return sort, dice.choice((first, last, first[: dice.randint(3, 5)], last[1:]))
    if sort == "two words":
        return sort, dice.choice((name, f"{last} {first}", f"{first[:3]} {last[:3]}"))
    if sort == "phone" and phone:
        begin = dice.randint(3, 8)
        return sort, dice.choice((phone[-4:], phone[-6:], phone[begin : begin + 5], f"{phone[3:8]} {phone[8:]}"))
    if sort == "e-mail" and email:
        return sort, dice.choice((email, email.split("@")[0], email[3:12]))
    if sort == "order":
        return sort, dice.choice((f"ORD-{place + 1}", f"B{place + 1:07}"))
    if sort == "typo":
        spot = dice.randrange(1, len(last) - 1)
        wrong = last[:spot] + last[spot + 1] + last[spot] + last[spot + 2 :]
        return (sort, f"{first} {wrong}") if len(last) > 5 and wrong != last else None
    return None


def oracle(people, asked):
    """Return by what is typed the ids that looking at everybody finds, in the stated order, for exact sorts."""
    texts = [matching.text_of(*person) for person in people]
    whole = "\n".join(texts)
    starts = list(accumulate((len(each) + 1 for each in texts), initial=0))
    truth = {}
    for sort, typed, *_ in asked:
        if sort in {"order", "typo"} or typed in truth:
            continue
        sought = matching.terms(typed)
        loose = [term.pattern(Level.INSIDE) for term in sought]
        met = {level: [] for level in Level}
        at = whole.find(loose[0])
        while at >= 0:
            place = bisect_right(starts, at) - 1
            if all(pattern in texts[place] for pattern in loose):
                met[matching.level(sought, texts[place])].append(place + 1)
            at = whole.find(loose[0], starts[place + 1])
        truth[typed] = [key for level in Level for key in reversed(met[level])][:LIMIT]
    return truth


def fill(database, people):
    """Load the customers and an order each, and return what that took."""
    with database.begin() as session:
        session.execute(
            insert(Location), [{"name": f"Outlet {n}", "currency": "INR", "created_at": NOW} for n in range(12)]
        )
        session.execute(insert(Source), [{"account": "till", "title": "Till"}])
    took = {}
    start = time.perf_counter()
    micros = int(NOW.timestamp() * 1e6)
    with database.begin() as session:
        rows = ((*person, "en", "active", "unknown", micros) for person in people)
        names = ("name", "phone", "email", "language", "status", "diet", "created_at")
        bulk.load(session, Customer.__table__, names, rows)
    took["us to load a customer"] = (time.perf_counter() - start) / len(people) * 1e6
    start = time.perf_counter()
    grams.catch_up(database)
    took["us to index a customer"] = (time.perf_counter() - start) / len(people) * 1e6
    with database.begin() as session:
        bulk.load(session, Order.__table__, _ORDER, (_order(place, micros) for place in range(len(people))))
    return took


_ORDER = (
    "customer_id", "location_id", "status", "channel", "day_part", "business_date", "placed_at", "currency",
    "gross_paise",
    "discount_paise", "net_paise", "tax_paise", "tip_paise", "delivery_paise", "packing_paise", "service_paise",
    "round_off_paise", "source_id", "series", "external_id",
)  # fmt: skip


def _order(place, micros):
    words = (OrderStatus.DELIVERED.value, Channel.DINE_IN.value, DayPart.LUNCH.value)
    amounts = (25_000, 0, 25_000, 0, 0, 0, 0, 0, 0)
    return (place + 1, place % 12 + 1, *words, 20_000 + place % 700, micros, "INR", *amounts, 1, "", f"B{place + 1:07}")


def clock(session):
    """Return what tells the seconds of processor spent here and, on a server, there on this connection."""
    if session.get_bind().dialect.name == "sqlite":
        return time.process_time
    pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    spent = Path(f"/proc/{pid}/schedstat")
    if not spent.exists():
        return time.perf_counter
    return lambda: time.process_time() + int(spent.read_text().split()[0]) / 1e9


def ask(session, asked, truth, tells):
    """Return the seconds of each question by its sort, of processor and in all, and how many answers were wrong."""
    took, wrong = {sort: [] for sort, _ in MIX}, Counter()
    for sort, typed, place, name in asked:
        start, worked = time.perf_counter(), tells()
        hits = search.find(session, typed, limit=LIMIT)
        took[sort].append((tells() - worked, time.perf_counter() - start))
        ids = [hit.id for hit in hits]
        if typed in truth:
            wrong[sort] += ids != truth[typed]
        elif sort == "order":
            wrong[sort] += ids[:1] != [place + 1]
        else:
            namesakes = len(hits) == LIMIT and {hit.name for hit in hits} == {name}
            wrong[sort] += place + 1 not in ids and not namesakes
    return took, sum(wrong.values())


def like(session, asked, tells):
    """Return for a sample of fragments the seconds of LIKE over the columns, and ours."""
    column = "lower(name) LIKE :like OR phone LIKE :like OR email LIKE :like"
    statement = text(f"SELECT id FROM customers WHERE {column} ORDER BY id DESC LIMIT {LIMIT}")
    pairs = []
    for typed in [typed for sort, typed, *_ in asked if sort in {"name", "phone", "e-mail"} and " " not in typed][:60]:
        start = tells()
        session.execute(statement, {"like": f"%{typed.lower()}%"}).all()
        middle = tells()
        search.find(session, typed, limit=LIMIT)
        pairs.append((middle - start, tells() - middle))
    return pairs


class Sqlite:
    """A file."""

    name = "SQLite"
    at_hand = True

    def __init__(self, folder):
        self._file = folder / "search.db"

    def address(self):
        return f"sqlite:///{self._file}"

    def settle(self, database):
        """Nothing to do: what is written is there."""

    def index(self, database):
        return "FTS5 trigram"

    def close(self):
        """Nothing runs."""


class Postgres:
    """A server: the system's, where it has pg_trgm, else that of the tests."""

    name = "PostgreSQL"

    def __init__(self, folder):
        if SYSTEM:
            os.environ.setdefault("SAKSHI_POSTGRES_BIN", str(SYSTEM[0]))
        self.at_hand = binaries() is not None
        self._folder = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))  # not inside ``folder``: its user may not look there
        self._server = None

    def address(self):
        self._server = Server(self._folder)
        self._server.create("search")
        return self._server.url("search")

    def settle(self, database):
        """Do what autovacuum does, which these servers go without."""
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE customers")
            connection.exec_driver_sql("VACUUM ANALYZE orders")

    def index(self, database):
        with database.reading() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one().split()[0]
            own = connection.exec_driver_sql("SELECT to_regproc('customer_grams') IS NOT NULL").scalar_one()
        return f"{'own trigrams' if own else 'pg_trgm'}, server {version}"

    def close(self):
        if self._server is not None:
            self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(harness.main("search", run))
