"""Customers in a list."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.portal import contacts
from sakshi_desktop.portal.types import CustomerRow
from sakshi_desktop.store.models import Customer, Order, visible

RECENT_ORDERS = 400


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
        found = list(session.scalars(select(Customer.id).order_by(Customer.id.desc()).limit(limit)))
    return rows(session, found)


def rows(session: Session, customer_ids: Sequence[int]) -> tuple[CustomerRow, ...]:
    """Return these customers as a list shows them, in the order given; those who are gone are left out."""
    asked = select(Customer.id, Customer.name, Customer.phone, Customer.email, Customer.status).where(
        Customer.id.in_(customer_ids), Customer.merged_into_id.is_(None)
    )
    last = (
        select(Order.customer_id, func.max(Order.business_date))
        .where(Order.customer_id.in_(customer_ids), visible(Order))
        .group_by(Order.customer_id)
    )
    days = {key: int(day) for key, day in session.execute(last)}
    known = {
        key: CustomerRow(
            key,
            name,
            None if phone is None else contacts.mask_phone(phone),
            None if email is None else contacts.mask_email(email),
            status,
            days.get(key),
        )
        for key, name, phone, email, status in session.execute(asked)
    }
    return tuple(known[key] for key in customer_ids if key in known)
