"""Finding customers by what someone at the counter or on the phone says of them."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.portal import matching, spelling
from sakshi_desktop.portal.found import CustomerHit, Matched
from sakshi_desktop.portal.matching import Level, Term
from sakshi_desktop.store import grams
from sakshi_desktop.store.grams import Person
from sakshi_desktop.store.models import Customer, Order, kept, visible

LIMIT = 50
SPARE = 14  # candidates more than are wanted: some only look like hits


def find(session: Session, typed: str, *, limit: int = LIMIT) -> tuple[CustomerHit, ...]:
    """Return the customers who meet all that was typed, the best first.

    Words may stand in any order and mean the name or the e-mail address; a run of three digits or more means the
    phone as well, whatever stands between the digits; ``CUS-1042`` and ``ORD-48213`` mean just that customer or order.

    Relevance: an id first; then those of whom every word typed is a whole word and every number the end of the phone;
    then those of whom every word begins one; then those who have it anywhere. Within each the newest customer first.
    Only where nobody has what was typed, those whose names are nearly spelt so, the nearest spelling first.
    """
    found = {hit.id: hit for hit in _by_id(session, typed)}
    sought = matching.terms(typed)
    if sought:
        for hit in _by_text(session, sought, limit) or _by_spelling(session, sought, limit):
            found.setdefault(hit.id, hit)
    return _with_orders(session, list(found.values())[:limit])


def _by_id(session: Session, typed: str) -> Iterable[CustomerHit]:
    columns = (Customer.id, Customer.name, Customer.phone, Customer.email)
    shown = Customer.merged_into_id.is_(None)
    customer, order = _id(typed, "CUS"), _id(typed, "ORD")
    if customer is not None:
        for row in session.execute(select(*columns).where(Customer.id == customer, shown)):
            yield CustomerHit(*row, Matched.ID)
    for key in [order] if order is not None else _orders_named(session, typed.strip()):
        bought = select(*columns).join(Order, Order.customer_id == Customer.id)
        for row in session.execute(bought.where(Order.id == key, shown, visible(Order))):
            yield CustomerHit(*row, Matched.ORDER, key)


def _orders_named(session: Session, typed: str) -> list[int]:
    """Return the orders that a till or a platform knows by this id."""
    if not any(sign.isdigit() for sign in typed) or any(sign.isspace() for sign in typed) or "\0" in typed:
        return []
    given = {"typed": typed, "capitals": typed.upper()}
    return list(session.scalars(text(_BY_EXTERNAL_ID), given))


_BY_EXTERNAL_ID = """
WITH RECURSIVE books(source_id, location_id, series) AS (
    SELECT s.id, l.id, (SELECT min(o.series) FROM orders o WHERE o.source_id = s.id AND o.location_id = l.id)
    FROM sources s CROSS JOIN locations l
    UNION ALL
    SELECT b.source_id, b.location_id, (SELECT min(o.series) FROM orders o
        WHERE o.source_id = b.source_id AND o.location_id = b.location_id AND o.series > b.series)
    FROM books b WHERE b.series IS NOT NULL
)
SELECT o.id FROM books b JOIN orders o ON o.source_id = b.source_id AND o.location_id = b.location_id
    AND o.series = b.series AND o.external_id IN (:typed, :capitals)
ORDER BY o.id DESC LIMIT 20
"""
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
    fresh = [(matching.level(sought, matching.text_of(*row[1:])), row) for row in grams.newest(connection)]
    for level in Level:
        for row in [row for reached, row in fresh if reached is level]:
            _take(found, sought, row)
        patterns = [term.pattern(level) for term in sought]
        if len(found) < limit and (level is Level.WHOLE or patterns != [term.pattern(level - 1) for term in sought]):
            _fill(found, sought, patterns, grams.holding(connection, patterns, limit + SPARE), limit)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _by_spelling(session: Session, sought: tuple[Term, ...], limit: int) -> list[CustomerHit]:
    """Return those whose names are nearly spelt so; nobody has what was typed."""
    connection = session.connection()
    found: dict[int, CustomerHit] = {}
    for meant in spelling.nearly(session, sought):
        patterns = [term.pattern(Level.WHOLE) for term in meant]
        for people in (grams.newest(connection), grams.holding(connection, patterns, limit + SPARE)):
            _fill(found, meant, patterns, people, limit)
        if len(found) >= limit:
            break
    return [replace(hit, matched=Matched.SPELLING) for hit in found.values()]


def _fill(
    found: dict[int, CustomerHit],
    sought: tuple[Term, ...],
    patterns: list[str],
    candidates: Generator[Person],
    limit: int,
) -> None:
    with closing(candidates):
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
    number = func.count(Order.id)
    bought = (
        select(Order.customer_id, Order.currency, number, func.sum(Order.net_paise), func.max(Order.business_date))
        .where(Order.customer_id.in_([hit.id for hit in hits]), kept(), visible(Order))
        .group_by(Order.customer_id, Order.currency)
        .order_by(Order.customer_id, number, Order.currency)
    )
    found: dict[int | None, list[Any]] = {}
    for customer, *figures in session.execute(bought):
        found.setdefault(customer, []).append(figures)
    return tuple(_told(hit, found[hit.id]) if hit.id in found else hit for hit in hits)


def _told(hit: CustomerHit, figures: list[Any]) -> CustomerHit:
    currency, _, spent, _ = figures[-1]
    return replace(
        hit,
        orders=sum(count for _, count, _, _ in figures),
        spent_paise=spent,
        currency=currency,
        last_order_on=max(last for _, _, _, last in figures),
    )
