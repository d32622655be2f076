"""Finding customers by what someone at the counter or on the phone says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.portal import matching
from sakshi_desktop.portal.found import CustomerHit, Matched
from sakshi_desktop.portal.matching import Term
from sakshi_desktop.store.models import Customer, Order, kept, visible

LIMIT = 50


def find(session: Session, typed: str, *, limit: int = LIMIT) -> tuple[CustomerHit, ...]:
    """Return the customers who meet all that was typed, the best first.

    Words may stand in any order and mean the name or the e-mail address; a run of three digits or more means the
    phone as well, whatever stands between the digits; ``CUS-1042`` and ``ORD-48213`` mean just that customer or order.

    Relevance: an id first; then those of whom every word typed is a whole word and every number the end of the phone;
    then those of whom every word begins one; then those who have it anywhere. Within each the newest customer first.
    """
    found = {hit.id: hit for hit in _by_id(session, typed)}
    sought = matching.terms(typed)
    if sought:
        for hit in _by_text(session, sought, limit):
            found.setdefault(hit.id, hit)
    return _with_orders(session, list(found.values())[:limit])


def _by_id(session: Session, typed: str) -> Iterable[CustomerHit]:
    columns = (Customer.id, Customer.name, Customer.phone, Customer.email)
    shown = Customer.merged_into_id.is_(None)
    customer, order = _id(typed, "CUS"), _id(typed, "ORD")
    if customer is not None:
        for row in session.execute(select(*columns).where(Customer.id == customer, shown)):
            yield CustomerHit(*row, Matched.ID)
    if order is not None:
        bought = select(*columns).join(Order, Order.customer_id == Customer.id)
        for row in session.execute(bought.where(Order.id == order, shown, visible(Order))):
            yield CustomerHit(*row, Matched.ORDER, order)


def _id(typed: str, kind: str) -> int | None:
    if not typed.strip().upper().startswith(f"{kind}-"):
        return None
    try:
        return ids.parse(typed, kind)
    except InvalidError:
        return None


def _by_text(session: Session, sought: tuple[Term, ...], limit: int) -> list[CustomerHit]:
    met: list[tuple[int, CustomerHit]] = []
    rows = select(Customer.id, Customer.name, Customer.phone, Customer.email).where(Customer.merged_into_id.is_(None))
    for key, name, phone, email in session.execute(rows.order_by(Customer.id.desc())):
        level = matching.level(sought, matching.text_of(name, phone, email))
        if level is not None:
            met.append((level, CustomerHit(key, name, phone, email, matching.met_by(sought, name, phone))))
    met.sort(key=_level)
    return [hit for _, hit in met[:limit]]


def _level(met: tuple[int, CustomerHit]) -> int:
    return met[0]


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
