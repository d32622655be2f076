"""Asking the index of three letters for the customers who hold a text."""

from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import groupby, islice
from math import sqrt
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from sakshi_desktop.store import samples
from sakshi_desktop.store.models.grams import sqlite_text
from sakshi_desktop.store.samples import GRAM, Sample

FEW, MANY = 3, 4
SHORT = 9
"""A text no longer than this is looked for whole: to look at a customer twice costs more than some grams."""
RARE = 100
PER_ROW = 5
"""What PostgreSQL takes to fetch a customer whom the index names, in what it takes to pass one on the way."""
LAST = (1 << 63) - 1
Person = tuple[int, str | None, str | None, str | None]
_COLUMNS = "c.id, c.name, c.phone, c.email"
_TEXT = "customer_text(c.name, c.phone, c.email)"
_WORDS = "lower(coalesce(c.name, '') || coalesce(c.email, ''))"
_SHOWN = (
    "c.merged_into_id IS NULL AND coalesce(c.batch_id, 0) NOT IN "
    "(SELECT id FROM import_batches WHERE state <> 'published')"
)


def newest(connection: Connection) -> Generator[Person]:
    """Yield the customers that are not in the index yet, the newest first."""
    if connection.dialect.name == "sqlite":
        yield from _unindexed(connection, "c.id > (SELECT upto FROM customer_grams_upto)")


def few(connection: Connection, sample: Sample, patterns: Sequence[str], most: int) -> list[Person] | None:
    """Return all customers of the index whose text may hold all patterns, None where they are more than ``most``."""
    if sample.holding(patterns, 1) or not any(map(_sure, patterns)):
        return None
    with closing(holding(connection, sample, patterns, most + 1, rare=True)) as found:
        people = list(islice(found, most + 1))
    return people if len(people) <= most else None


def holding(
    connection: Connection, sample: Sample, patterns: Sequence[str], page: int, *, rare: bool = False
) -> Generator[Person]:
    """Yield the customers of the index whose text may hold all patterns, the newest first.

    They hold every run of three letters; whether the whole of it, the caller looks. A letter outside of ASCII that has
    a capital is left open: not every database knows it.

    Args:
        connection: a transaction that reads.
        sample: some of the customers, which tell the shortest way.
        patterns: what stands in the text, in small letters.
        page: how many the caller is likely to take.
        rare: nobody of the sample has them.
    """
    if connection.dialect.name == "sqlite":
        yield from _of_sqlite(connection, sample, patterns)
    else:
        yield from _of_postgresql(connection, sample, patterns, page, rare=rare)


def _of_sqlite(connection: Connection, sample: Sample, patterns: Sequence[str]) -> Generator[Person]:
    telling = _telling(sample, patterns)
    if not telling:
        yield from _unindexed(connection, "c.id <= (SELECT upto FROM customer_grams_upto)")
        return
    match = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in telling)
    plain = [pattern for pattern in patterns if pattern.isascii()]
    asked = (
        f"SELECT {_COLUMNS} FROM customer_grams g JOIN customers c ON c.id = g.rowid "
        f"WHERE customer_grams MATCH ? {_HOLDS * len(plain)} AND {_SHOWN} ORDER BY g.rowid DESC"
    )
    driver: Any = connection.connection.driver_connection
    with closing(driver.execute(asked, (match, *plain))) as found:
        yield from found


_HOLDS = f" AND instr(replace(replace(lower({sqlite_text('c.')}), '\u212a', 'k'), '\u0130', 'i\u0307'), ?)"
"""Two letters outside of ASCII have a small one inside of it."""


def _telling(sample: Sample, patterns: Sequence[str]) -> list[str]:
    """Return the few grams that tell most."""
    places = ((pattern, at) for pattern in patterns for at in _places(sample, pattern, alone=len(patterns) == 1))
    return list(dict.fromkeys(pattern[at : at + GRAM] for pattern, at in places))


def _places(sample: Sample, pattern: str, *, alone: bool) -> list[int]:
    """Return where the few grams are that tell most: an index walks the list of each, and some lists hold everybody.

    Of a word alone whose grams many have, where it begins or ends is among them: that is what is asked.
    """
    counted = samples.plain(pattern)
    common = {at: sample.counts[counted[at : at + GRAM]] for at in _sure(pattern)}
    rarest = sorted(common, key=common.__getitem__)
    least = common[rarest[0]] if rarest else 0
    if alone and least > 1:
        ends = [at for at in common if counted[at] == " " or counted[at + GRAM - 1] == " "]
        rarest = list(dict.fromkeys([*ends, *rarest]))
    return rarest[: FEW if least * RARE < samples.COUNTED else MANY]


def _of_postgresql(
    connection: Connection, sample: Sample, patterns: Sequence[str], page: int, *, rare: bool
) -> Generator[Person]:
    """Yield them by pages: a server sends all of an answer, however little of it is read.

    The statement goes past SQLAlchemy, for psycopg must not prepare it: a prepared plan knows no pattern. PostgreSQL's
    own guess at how many hold a text is out by a hundred times either way, so the statement leaves it no choice.
    """
    driver: Any = connection.connection.driver_connection
    given: dict[str, object] = {f"like{number}": _like(pattern) for number, pattern in enumerate(patterns)}
    if not any(map(_sure, patterns)) or (not rare and _is_common(sample, patterns, page)):
        asked = _WALK.format(" AND ".join(_of_walk(patterns, given)))
    else:
        asked = _INDEX.format(" AND ".join(_of_index(connection, sample, patterns, given)))
    before = LAST
    while True:
        rows = driver.execute(asked, {**given, "before": before, "page": page}, prepare=False).fetchall()
        for row in rows:
            before = row[0]
            yield row
        if len(rows) < page:
            return


def _of_walk(patterns: Sequence[str], given: dict[str, object]) -> Generator[str]:
    """Yield the conditions of a walk; ``given`` takes what they name.

    A word that is no number stands in the name or in the e-mail address: nearly all who do not have it are passed by
    that alone, which takes a third of making their whole text.
    """
    for number, pattern in enumerate(patterns):
        word = pattern.strip()
        if " " not in word and not word.isdecimal():
            given[f"word{number}"] = _like(word)
            yield f"{_WORDS} LIKE %(word{number})s"
    yield from (f"{_TEXT} LIKE %(like{number})s" for number in range(len(patterns)))


_WALK = f"""
SELECT {_COLUMNS} FROM (
    SELECT id, name, phone, email, merged_into_id, batch_id FROM customers
    WHERE id < %(before)s ORDER BY id DESC OFFSET 0
) c WHERE {{}} AND {_SHOWN} LIMIT %(page)s
"""
"""The customers one after the other, the newest first, until there are enough."""


_INDEX = f"""
SELECT {_COLUMNS} FROM customers c WHERE {{}} AND c.id < %(before)s AND {_SHOWN}
ORDER BY c.id + 0 DESC LIMIT %(page)s
"""
"""All whom the index names; an order that no other index has."""


def _is_common(sample: Sample, patterns: Sequence[str], page: int) -> bool:
    """Return whether enough of them are met sooner on the way from the newest on than fetched by the index."""
    enough = sample.people * sqrt(page / max(1, sample.last * PER_ROW))
    return sample.holding(patterns, int(enough) + 1) > enough


def _of_index(
    connection: Connection, sample: Sample, patterns: Sequence[str], given: dict[str, object]
) -> Generator[str]:
    """Yield the conditions; ``given`` takes what they name. Of a long text the index is asked for its rarest part."""
    own = _has_own_grams(connection)
    for number, pattern in enumerate(patterns):
        if own or len(pattern) <= SHORT:
            yield f"{_TEXT} LIKE %(like{number})s"
        else:
            given[f"part{number}"] = _parts(sample, pattern, alone=len(patterns) == 1)
            yield f"{_TEXT} LIKE %(part{number})s AND {_TEXT} || '' LIKE %(like{number})s"
    if own:
        given["grams"] = _telling(sample, patterns)
        yield f"customer_grams({_TEXT}) @> %(grams)s::text[]"


def _parts(sample: Sample, pattern: str, *, alone: bool) -> str:
    """Return what LIKE is given to look for the telling grams alone, for all where there are none."""
    kept = {at + more for at in _places(sample, pattern, alone=alone) for more in range(GRAM)}
    runs = groupby(enumerate(pattern), lambda each: each[0] in kept)
    parts = ["".join(_like_sign(sign) for _, sign in run) for is_kept, run in runs if is_kept]
    return f"%{'%'.join(parts)}%"


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


def _sure(pattern: str) -> list[int]:
    """Return where the grams are, without those that say little or that databases fold differently.

    A gram that begins or ends with a gap of two says no more than the one beside it, and stands in very many texts.
    """
    grams = samples.runs(pattern)
    sure = [at for at, gram in enumerate(grams) if all(map(_is_sure, gram))]
    return [at for at in sure if not grams[at].startswith("  ") and not grams[at].endswith("  ")] or sure


def _is_sure(sign: str) -> bool:
    return sign.isascii() or sign.lower() == sign.upper()


def _like(pattern: str) -> str:
    return f"%{''.join(map(_like_sign, pattern))}%"


def _like_sign(sign: str) -> str:
    if sign in "%_\\":
        return f"\\{sign}"
    return sign if _is_sure(sign) else "_"
