"""Finding customers by what someone at the counter or on the phone says of them."""

import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.portal import matching, spelling
from sakshi_desktop.portal.found import CustomerHit, Matched, OrderHit
from sakshi_desktop.portal.matching import Level, Term
from sakshi_desktop.store import holders, samples
from sakshi_desktop.store.holders import Person
from sakshi_desktop.store.models import Customer, Location, Order, visible
from sakshi_desktop.store.samples import Sample

LIMIT = 50
ALL = 10**9
"""A limit that nobody is beyond; it costs what a file of everybody costs."""
SPARE = 14  # candidates more than are wanted: some only look like hits
MOST_KNOWN = 20
FEW = 200  # so many are all fetched at once and then graded


def find(session: Session, typed: str, *, limit: int = LIMIT) -> tuple[CustomerHit, ...]:
    """Return the customers who meet all that was typed, the best first.

    Words may stand in any order and mean the name or the e-mail address; a run of three digits or more means the
    phone as well, whatever stands between the digits. ``CUS-1042`` and ``ORD-48213`` mean one customer and nobody
    else, where they are there; the ids of tills mean one, too.

    Relevance: an id first; then those of whom every word typed is a whole word and every number the end of the phone;
    then those of whom every word begins one; then those who have it anywhere. Within each the newest customer first.
    Only where nobody has what was typed, those whose names are nearly spelt so, the nearest spelling first.
    """
    named, bought = ([] if key is None else [key] for key in (_id(typed, "CUS"), _id(typed, "ORD")))
    is_ours = bool(named or bought)
    if not is_ours:
        named, bought = _known_as(session, typed.strip())
    found = {hit.id: hit for hit in _by_id(session, named, bought)}
    sought = () if is_ours and found else matching.terms(typed)
    if sought:
        for hit in _by_text(session, sought, limit) or _by_spelling(session, sought, limit):
            found.setdefault(hit.id, hit)
    return _with_orders(session, list(found.values())[:limit])


def find_orders(session: Session, typed: str, *, limit: int = LIMIT) -> tuple[OrderHit, ...]:
    """Return the orders of this id, ``ORD-48213`` or 48213 or what a till calls them; the newest first."""
    plain = typed.strip()
    order = _id(f"ORD-{plain}" if plain.isascii() and plain.isdecimal() else plain, "ORD")
    keys = {*([] if order is None else [order]), *_known_as(session, plain)[1]}
    if not keys:
        return ()
    asked = (
        select(
            Order.id, Order.external_id, Customer.name, Location.name,
            Order.business_date, Order.net_paise, Order.currency, Order.status,
        )
        .join(Location, Location.id == Order.location_id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .where(Order.id.in_(keys), visible(Order))
        .order_by(Order.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(OrderHit(*row) for row in session.execute(asked))


def _by_id(session: Session, named: Sequence[int], bought: Sequence[int]) -> Iterable[CustomerHit]:
    """Yield the customers of these numbers, then the buyers of the orders of those; the newest first."""
    for keys, asked, matched in ((named, _NAMED, Matched.ID), (bought, _BUYERS, Matched.ORDER)):
        if keys:
            for key, name, phone, email, order in _among(session, asked, keys):
                yield CustomerHit(key, name, phone, email, matched, order)


_HIDDEN = "SELECT id FROM import_batches WHERE state <> 'published'"
_NAMED = f"""
SELECT c.id, c.name, c.phone, c.email, NULL FROM customers c
WHERE c.id {{}} AND c.merged_into_id IS NULL AND coalesce(c.batch_id, 0) NOT IN ({_HIDDEN}) ORDER BY c.id DESC
"""
_BUYERS = f"""
SELECT c.id, c.name, c.phone, c.email, o.id FROM orders o JOIN customers c ON c.id = o.customer_id
WHERE o.id {{}} AND c.merged_into_id IS NULL AND coalesce(o.batch_id, 0) NOT IN ({_HIDDEN}) ORDER BY o.id DESC
"""


def _known_as(session: Session, typed: str) -> tuple[list[int], list[int]]:
    """Return the customers and the orders that a till or a platform knows by this id."""
    if not any(sign.isdigit() for sign in typed) or any(sign.isspace() for sign in typed) or "\0" in typed:
        return [], []
    rows = session.connection().execute(_KNOWN, {"typed": typed, "capitals": typed.upper()}).all()
    customers, orders = ({key for what, key in rows if what == kind} for kind in (0, 1))
    return sorted(customers, reverse=True)[:MOST_KNOWN], sorted(orders, reverse=True)[:MOST_KNOWN]


_KNOWN = text("""
WITH RECURSIVE books(source_id, location_id, series) AS (
    SELECT s.id, l.id, (SELECT min(o.series) FROM orders o WHERE o.source_id = s.id AND o.location_id = l.id)
    FROM sources s CROSS JOIN locations l
    UNION ALL
    SELECT b.source_id, b.location_id, (SELECT min(o.series) FROM orders o
        WHERE o.source_id = b.source_id AND o.location_id = b.location_id AND o.series > b.series)
    FROM books b WHERE b.series IS NOT NULL
)
SELECT 0 AS kind, k.customer_id AS id FROM sources s
    JOIN customer_sources k ON k.source_id = s.id AND k.external_id IN (:typed, :capitals)
UNION ALL
SELECT 1, id FROM (
    SELECT (SELECT o.id FROM orders o WHERE o.source_id = b.source_id AND o.location_id = b.location_id
        AND o.series = b.series AND o.external_id = t.external_id) AS id
    FROM books b CROSS JOIN (SELECT :typed AS external_id UNION SELECT :capitals) t WHERE b.series IS NOT NULL
) known WHERE id IS NOT NULL
""")
"""Runs through the index of orders' keys: a book is what one source sold at one location in one series."""


def _id(typed: str, kind: str) -> int | None:
    if not typed.strip().upper().startswith(f"{kind}-"):
        return None
    try:
        return ids.parse(typed, kind)
    except InvalidError:
        return None


def _by_text(session: Session, sought: tuple[Term, ...], limit: int) -> list[CustomerHit]:
    connection = session.connection()
    found: dict[int, CustomerHit] = {}
    fresh = list(holders.newest(connection))
    sample = samples.of(connection)
    told = _few(connection, sample, found, sought, fresh)
    met = [(matching.level(sought, matching.text_of(*row[1:])), row) for row in fresh]
    for level in list(Level)[told:]:
        if len(found) >= limit:
            break
        for row in [row for reached, row in met if reached is level]:
            _take(found, sought, row)
        patterns = matching.patterns(sought, level)
        if len(found) < limit and (level is Level.WHOLE or patterns != matching.patterns(sought, level - 1)):
            _fill(found, sought, patterns, holders.holding(connection, sample, patterns, limit + SPARE), limit)
    return list(found.values())[:limit]


def _few(
    connection: Connection,
    sample: Sample,
    found: dict[int, CustomerHit],
    sought: tuple[Term, ...],
    fresh: Sequence[Person],
) -> int:
    """Take all of the loosest level at which they seem to be few, the best first; return up to which level that is."""
    for level in reversed(Level):
        if level is Level.WHOLE:  # the usual way asks just this
            break
        few = holders.few(connection, sample, matching.patterns(sought, level), FEW)
        if few is None:
            continue
        met = [(matching.level(sought, matching.text_of(*row[1:])), row) for row in (*fresh, *few)]
        best = [(reached, row) for reached, row in met if reached is not None and reached <= level]
        for _, row in sorted(best, key=lambda each: each[0]):
            _take(found, sought, row)
        return level
    return 0


def _by_spelling(session: Session, sought: tuple[Term, ...], limit: int) -> list[CustomerHit]:
    """Return those whose names are nearly spelt so; nobody has what was typed."""
    connection = session.connection()
    fresh, sample = list(holders.newest(connection)), samples.of(connection)
    found: dict[int, CustomerHit] = {}
    for meant in spelling.nearly(session, sought):
        patterns = matching.patterns(meant, Level.WHOLE)
        for people in (fresh, holders.holding(connection, sample, patterns, limit + SPARE)):
            _fill(found, meant, patterns, people, limit)
        if len(found) >= limit:
            break
    return [replace(hit, matched=Matched.SPELLING) for hit in found.values()]


def _fill(
    found: dict[int, CustomerHit],
    sought: tuple[Term, ...],
    patterns: list[str],
    candidates: Iterable[Person],
    limit: int,
) -> None:
    with closing(candidates) if isinstance(candidates, Generator) else nullcontext():
        for row in candidates:
            whole = matching.text_of(*row[1:])
            if row[0] not in found and all(pattern in whole for pattern in patterns):
                _take(found, sought, row)
                if len(found) >= limit:
                    return


def _take(found: dict[int, CustomerHit], sought: tuple[Term, ...], row: Person) -> None:
    key, name, phone, email = row
    found[key] = CustomerHit(key, name, phone, email, matching.met_by(sought, name, phone))


def _with_orders(session: Session, hits: Sequence[CustomerHit]) -> tuple[CustomerHit, ...]:
    """Return the hits with how often they came and what they spent."""
    if not hits:
        return ()
    found: dict[int, list[Any]] = {}
    for customer, *figures in _among(session, _BOUGHT, [hit.id for hit in hits]):
        found.setdefault(customer, []).append(figures)
    return tuple(_told(hit, found[hit.id]) if hit.id in found else hit for hit in hits)


_BOUGHT = f"""
SELECT customer_id, currency, count(*), CAST(sum(net_paise) AS bigint), max(business_date) FROM orders
WHERE customer_id {{}} AND status <> 'cancelled' AND coalesce(batch_id, 0) NOT IN ({_HIDDEN})
GROUP BY customer_id, currency ORDER BY customer_id, count(*), currency
"""


def _among(session: Session, statement: str, keys: Sequence[int]) -> Iterable[Any]:
    """Return what a statement says of the rows of these numbers.

    Its words are the same for any numbers, and go past SQLAlchemy: to work a statement out anew costs as much as the
    answer.
    """
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    on_sqlite = connection.dialect.name == "sqlite"
    given = json.dumps(keys) if on_sqlite else list(keys)
    asked = statement.format(_AMONG_SQLITE if on_sqlite else _AMONG_POSTGRESQL)
    rows: list[Any] = driver.execute(asked, (given,)).fetchall()
    return rows


_AMONG_SQLITE, _AMONG_POSTGRESQL = "IN (SELECT value FROM json_each(?))", "= ANY(%s)"


def _told(hit: CustomerHit, figures: list[Any]) -> CustomerHit:
    currency, orders, spent, last = figures[-1]
    for _currency, more, _spent, day in figures[:-1]:
        orders, last = orders + more, max(last, day)
    return CustomerHit(
        hit.id, hit.name, hit.phone, hit.email, hit.matched, hit.order_id, orders, spent, currency, last
    )  # fmt: skip
