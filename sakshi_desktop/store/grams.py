"""Asking the index of three letters for customers, and bringing it up to those who came in bulk."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, text

from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models.grams import sqlite_text

GRAM = 3
PIECE = 5_000
"""Customers that are added to the index in one transaction: some 0.2 s of SQLite's lock."""
FEW, MANY = 3, 4
RARE = 100
SAMPLE = 1_000
MANY_NEW = 50_000
MERGED = 200
"""Pages that are merged in one transaction."""
Person = tuple[int, str | None, str | None, str | None]
_SHOWN = (
    "c.merged_into_id IS NULL AND coalesce(c.batch_id, 0) NOT IN "
    "(SELECT id FROM import_batches WHERE state <> 'published')"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """How often grams stand in some of the customers; ``last`` is the newest one in the index at that time."""

    last: int
    people: int
    counts: Counter[str]

    def count(self, gram: str) -> int:
        """Return in how many of them a gram stands."""
        return self.counts[gram]


_samples: WeakKeyDictionary[Engine, Sample] = WeakKeyDictionary()
_COLUMNS = "c.id, c.name, c.phone, c.email"


def waiting(connection: Connection) -> int:
    """Return up to how many customers are not in the index yet; 0 on PostgreSQL, which keeps it itself."""
    if connection.dialect.name != "sqlite":
        return 0
    asked = "SELECT coalesce((SELECT max(id) FROM customers), 0) - upto FROM customer_grams_upto"
    return max(0, int(connection.exec_driver_sql(asked).scalar_one()))


def catch_up(database: Database, progress: Callable[[float], None] | None = None) -> int:
    """Add to the index the customers that are not in it yet, in short transactions; return how many ids that were.

    Whoever loads customers in bulk calls it afterwards. Until then they are found as well, only slower.
    """
    with database.reading() as connection:
        open_ids = waiting(connection)
    done = 0
    while done < open_ids:
        with database.begin() as session:
            step = _add_piece(session.connection())
        if not step:
            break
        done += step
        if progress is not None:
            progress(min(1.0, done / open_ids))
    if done >= MANY_NEW:
        _tidy(database)
    return done


def _tidy(database: Database) -> None:
    """Merge what many pieces left lying side by side, a little in each transaction: answers come a third sooner."""
    share = -MERGED
    while True:
        with database.begin() as session:
            driver: Any = session.connection().connection.driver_connection
            before = driver.total_changes
            driver.execute("INSERT INTO customer_grams (customer_grams, rank) VALUES ('merge', ?)", (share,))
            if driver.total_changes - before <= 1:
                return
        share = MERGED


def _add_piece(connection: Connection) -> int:
    first = int(connection.exec_driver_sql("SELECT upto FROM customer_grams_upto").scalar_one())
    asked = "SELECT coalesce(max(id), 0) FROM (SELECT id FROM customers WHERE id > :first ORDER BY id LIMIT :piece)"
    last = int(connection.execute(text(asked), {"first": first, "piece": PIECE}).scalar_one())
    if last <= first:
        return 0
    connection.execute(
        text(
            f"INSERT INTO customer_grams (rowid, text) SELECT id, {sqlite_text()} FROM customers "
            "WHERE id > :first AND id <= :last ORDER BY id"
        ),
        {"first": first, "last": last},
    )
    connection.execute(text("UPDATE customer_grams_upto SET upto = :last"), {"last": last})
    return last - first


def newest(connection: Connection) -> Generator[Person]:
    """Yield the customers that are not in the index yet, the newest first."""
    if connection.dialect.name != "sqlite":
        return
    yield from _unindexed(connection, "c.id > (SELECT upto FROM customer_grams_upto)")


def holding(connection: Connection, patterns: Sequence[str], page: int) -> Generator[Person]:
    """Yield the customers of the index whose text may hold all patterns, the newest first.

    They hold every run of three letters; whether the whole of it, the caller looks. A letter outside of ASCII that has
    a capital is left open: not every database knows it.

    Args:
        connection: a transaction that reads.
        patterns: what stands in the text, in small letters.
        page: how many the caller is likely to take.
    """
    yield from (_of_sqlite if connection.dialect.name == "sqlite" else _of_postgresql)(connection, patterns, page)


def _of_sqlite(connection: Connection, patterns: Sequence[str], page: int) -> Generator[Person]:  # noqa: ARG001  (it streams)
    sample, alone = _sample(connection), len(patterns) == 1
    telling = list(
        dict.fromkeys(gram for pattern in patterns for gram in _telling(grams_of([pattern]), sample, alone=alone))
    )
    if not telling:
        yield from _unindexed(connection, "c.id <= (SELECT upto FROM customer_grams_upto)")
        return
    match = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in telling)
    asked = (
        f"SELECT {_COLUMNS} FROM customer_grams g JOIN customers c ON c.id = g.rowid "
        f"WHERE customer_grams MATCH ? AND {_SHOWN} ORDER BY g.rowid DESC"
    )
    driver: Any = connection.connection.driver_connection
    with closing(driver.execute(asked, (match,))) as found:
        yield from found


def _telling(grams: list[str], sample: Sample, *, alone: bool) -> list[str]:
    """Return the few grams that tell most: FTS5 walks the whole list of each, and the lists of some hold everybody.

    Of a word alone whose grams many have, where it begins or ends is among them: that is what is asked.
    """
    rarest = sorted(grams, key=sample.count)
    some = FEW if rarest and sample.count(rarest[0]) * RARE < sample.people else MANY
    if alone and rarest and sample.count(rarest[0]) > 1:
        ends = [gram for gram in grams if gram.startswith(" ") or gram.endswith(" ")]
        rarest = list(dict.fromkeys([*ends, *rarest]))
    return rarest[:some]


def _sample(connection: Connection) -> Sample:
    """Return how common grams are; counted anew when there are many more customers than then."""
    driver: Any = connection.connection.driver_connection
    last = driver.execute("SELECT upto FROM customer_grams_upto").fetchone()[0]
    known = _samples.get(connection.engine)
    if known is not None and known.last <= last < 2 * known.last + SAMPLE:
        return known
    step = max(1, last // SAMPLE)
    numbers = ",".join(map(str, range(last, 0, -step)))
    asked = f"SELECT {sqlite_text()} FROM customers WHERE id IN ({numbers})"
    people, counts = 0, Counter[str]()
    for (whole,) in driver.execute(asked):
        people += 1
        counts.update(grams_of([whole.lower()]))
    _samples[connection.engine] = made = Sample(last, people, counts)
    return made


def _of_postgresql(connection: Connection, patterns: Sequence[str], page: int) -> Generator[Person]:
    """Yield them by pages: a server sends all of an answer, however little of it is read.

    The statement goes past SQLAlchemy, for psycopg must not prepare it: a prepared plan knows no pattern.
    """
    driver: Any = connection.connection.driver_connection
    given: dict[str, object] = {f"like{number}": _like(pattern) for number, pattern in enumerate(patterns)}
    where = [f"customer_text(c.name, c.phone, c.email) LIKE %({name})s" for name in given]
    grams = grams_of(patterns)
    if grams and _has_own_grams(connection):
        where.append("customer_grams(customer_text(c.name, c.phone, c.email)) @> %(grams)s::text[]")
        given["grams"] = grams
    asked = (
        f"SELECT {_COLUMNS} FROM customers c WHERE {' AND '.join(where)} AND c.id < %(before)s AND {_SHOWN} "
        "ORDER BY c.id DESC LIMIT %(page)s"
    )
    before = (1 << 63) - 1
    while True:
        rows = driver.execute(asked, {**given, "before": before, "page": page}, prepare=False).fetchall()
        for row in rows:
            before = row[0]
            yield row
        if len(rows) < page:
            return


def _unindexed(connection: Connection, where: str) -> Generator[Person]:
    driver: Any = connection.connection.driver_connection
    asked = f"SELECT {_COLUMNS} FROM customers c WHERE {where} AND {_SHOWN} ORDER BY c.id DESC"
    with closing(driver.execute(asked)) as found:
        yield from found


def _has_own_grams(connection: Connection) -> bool:
    """Return whether the index is one of our own trigrams, for want of pg_trgm."""
    known = _own.get(connection.engine)
    if known is None:
        asked = "SELECT to_regproc('customer_grams') IS NOT NULL"
        _own[connection.engine] = known = connection.exec_driver_sql(asked).scalar_one() is True
    return known


_own: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


def grams_of(patterns: Sequence[str]) -> list[str]:
    """Return the runs of three letters of patterns, without those that say little or that databases fold differently.

    A gram that begins or ends with a gap of two says no more than the one beside it, and stands in very many texts.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        all_grams = [pattern[place : place + GRAM] for place in range(len(pattern) - GRAM + 1)]
        sure = [gram for gram in all_grams if all(sign.isascii() or sign.lower() == sign.upper() for sign in gram)]
        telling = [gram for gram in sure if not gram.startswith("  ") and not gram.endswith("  ")]
        found |= dict.fromkeys(telling or sure)
    return list(found)


def _like(pattern: str) -> str:
    return f"%{''.join(_like_sign(sign) for sign in pattern)}%"


def _like_sign(sign: str) -> str:
    if sign in "%_\\":
        return f"\\{sign}"
    return sign if sign.isascii() or sign.lower() == sign.upper() else "_"
