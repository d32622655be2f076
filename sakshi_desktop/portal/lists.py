"""Customers in a list."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import CustomerStatus
from sakshi_desktop.portal import contacts
from sakshi_desktop.portal.found import CustomerHit
from sakshi_desktop.portal.types import CustomerRow
from sakshi_desktop.store import counting
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.models import Customer, Order, kept, visible

RECENT_ORDERS = 400
MANY = 500
"""Customers who are read at once for a file."""


class Bought(NamedTuple):
    """What a customer has bought."""

    orders: int
    net_paise: int
    currency: str
    last: int | None


NOTHING = Bought(0, 0, "INR", None)


def recent(session: Session, *, limit: int = 50) -> tuple[CustomerRow, ...]:
    """Return the customers of the newest orders, latest first; where no order names one, the newest customers."""
    newest = (
        select(Order.customer_id)
        .where(Order.customer_id.is_not(None), visible(Order))
        .order_by(Order.id.desc())
        .limit(RECENT_ORDERS)
    )
    found = [key for key in dict.fromkeys(session.scalars(newest)) if key is not None][:limit]
    if not found:
        found = list(session.scalars(_newest().limit(limit)))
    return rows(session, found)


def count(session: Session) -> Count:
    """Return how many customers there are, as far as that is known at once."""
    return counting.roughly(session, _newest())


def total(session: Session) -> int:
    """Return how many customers there are."""
    return counting.exactly(session, _newest())


def others(session: Session, but: Sequence[int]) -> Iterator[CustomerRow]:
    """Yield all customers ``but`` these, the newest first."""
    asked = _newest().where(Customer.id.not_in(but)).limit(MANY)
    page = session.scalars(asked).all()
    while page:
        yield from rows(session, page)
        page = session.scalars(asked.where(Customer.id < page[-1])).all()


def _newest() -> Select[int]:
    return select(Customer.id).where(visible(Customer), Customer.merged_into_id.is_(None)).order_by(Customer.id.desc())


def rows(session: Session, customer_ids: Sequence[int]) -> tuple[CustomerRow, ...]:
    """Return these customers as a list shows them, in the order given; those who are gone are left out."""
    asked = select(Customer.id, Customer.name, Customer.phone, Customer.email, Customer.status).where(
        Customer.id.in_(customer_ids), Customer.merged_into_id.is_(None), visible(Customer)
    )
    bought = _bought(session, customer_ids)
    known = {
        key: CustomerRow(
            key,
            name,
            None if phone is None else contacts.mask_phone(phone),
            None if email is None else contacts.mask_email(email),
            status,
            *bought.get(key, NOTHING),
        )
        for key, name, phone, email, status in session.execute(asked)
    }
    return tuple(known[key] for key in customer_ids if key in known)


def _bought(session: Session, customer_ids: Sequence[int]) -> dict[int, Bought]:
    asked = (
        select(
            Order.customer_id,
            Order.currency,
            func.count(Order.id),
            func.sum(Order.net_paise),
            func.max(Order.business_date),
        )
        .where(Order.customer_id.in_(customer_ids), kept(), visible(Order))
        .group_by(Order.customer_id, Order.currency)
    )
    by_currency: dict[int, list[Bought]] = {}
    for key, currency, count, net, last in session.execute(asked):
        by_currency.setdefault(key or 0, []).append(Bought(count, int(net), currency, last))
    found: dict[int, Bought] = {}
    for key, parts in by_currency.items():
        most = max(parts, key=lambda part: (part.orders, part.currency))
        days = [part.last for part in parts if part.last is not None]
        found[key] = most._replace(orders=sum(part.orders for part in parts), last=max(days, default=None))
    return found


def of_hits(session: Session, hits: Sequence[CustomerHit]) -> tuple[CustomerRow, ...]:
    """Return what a search found as a list shows it, in the same order."""
    statuses: dict[int, CustomerStatus] = {}
    for first in range(0, len(hits), MANY):  # a database takes only so many numbers in one question
        some = [hit.id for hit in hits[first : first + MANY]]
        asked = select(Customer.id, Customer.status).where(Customer.id.in_(some))
        statuses.update((key, status) for key, status in session.execute(asked))
    return tuple(
        CustomerRow(
            hit.id,
            hit.name,
            None if hit.phone is None else contacts.mask_phone(hit.phone),
            None if hit.email is None else contacts.mask_email(hit.email),
            statuses.get(hit.id, CustomerStatus.ACTIVE),
            hit.orders,
            hit.spent_paise,
            hit.currency,
            hit.last_order_on,
        )
        for hit in hits
    )


def has_order(session: Session, order_id: int) -> bool:
    """Return whether there is such an order, of whomever."""
    return session.scalars(select(Order.id).where(Order.id == order_id, visible(Order))).one_or_none() is not None
