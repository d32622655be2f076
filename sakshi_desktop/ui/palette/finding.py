"""Looking in the database for what the palette offers; runs on a worker's thread."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_money
from sakshi_desktop.portal import contacts, search
from sakshi_desktop.portal.found import CustomerHit, Matched, OrderHit
from sakshi_desktop.ui import dates

MOST = 8
CUSTOMER, ORDER = "customer", "order"


@dataclass(frozen=True, slots=True)
class Thing:
    """A customer or an order, as the palette shows it; contacts are masked."""

    kind: str
    id: int
    title: str
    detail: str


def look_up(session: Session, typed: str, kinds: Collection[str]) -> list[Thing]:
    """Return the customers and orders that meet what was typed, of the kinds that some page can show."""
    found: list[Thing] = []
    if CUSTOMER in kinds:
        found += [_customer(hit) for hit in search.find(session, typed, limit=MOST)]
    if ORDER in kinds:
        found += [_order(hit) for hit in search.find_orders(session, typed, limit=MOST)]
    return found


def of_keys(session: Session, keys: Sequence[tuple[str, int]]) -> list[Thing]:
    """Return the things of these kinds and ids, as far as they are still there, in the order given."""
    found: list[Thing] = []
    for kind, key in keys:
        if kind == CUSTOMER:
            found += [_customer(hit) for hit in search.find(session, ids.customer(key), limit=1)]
        elif kind == ORDER:
            found += [_order(hit) for hit in search.find_orders(session, ids.order(key), limit=1)]
    return found


def _customer(hit: CustomerHit) -> Thing:
    parts = [ids.customer(hit.id)]
    if hit.phone:
        parts.append(contacts.mask_phone(hit.phone))
    elif hit.email:
        parts.append(contacts.mask_email(hit.email))
    if hit.order_id is not None:
        parts.append(ids.order(hit.order_id))
    if hit.matched is Matched.SPELLING:
        parts.append("nearly spelt so")
    if hit.last_order_on is not None:
        parts.append(f"last order {dates.show(hit.last_order_on)}")
    return Thing(CUSTOMER, hit.id, hit.name or "No name", " · ".join(parts))


def _order(hit: OrderHit) -> Thing:
    parts = [
        hit.location,
        dates.show(hit.business_date),
        format_money(hit.net_paise, hit.currency),
        hit.status.value.replace("_", " "),
    ]
    if hit.customer:
        parts.append(hit.customer)
    title = ids.order(hit.id) if hit.external_id is None else f"{ids.order(hit.id)} ({hit.external_id})"
    return Thing(ORDER, hit.id, title, " · ".join(parts))
