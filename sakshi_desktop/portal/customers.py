"""Customers: looked at, made, changed, suspended; their phone and e-mail shown to those who may see them."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import CustomerStatus
from sakshi_desktop.portal import contacts, drafts, records, wording
from sakshi_desktop.portal.types import Birthday, Contact, Draft, Profile, Twin
from sakshi_desktop.store import audit, outbox
from sakshi_desktop.store.models import AuditEntry, Customer, CustomerAllergy, CustomerTag, Location, visible

REVEAL = "customer.reveal"
MOST_TWINS = 5


def get(session: Session, customer_id: int) -> Profile:
    """Return a customer, phone and e-mail masked.

    Raises:
        NotFoundError: no customer has this id.
    """
    return _profile(session, _found(session, customer_id))


def create(session: Session, draft: Draft, *, by: Actor, clock: Clock = utc_now) -> Profile:
    """Make a customer and return it.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
        ForbiddenError: ``by`` may not change customers.
    """
    by.must(Right.EDIT_CUSTOMERS)
    at = clock()
    new = drafts.checked(draft, at.date())
    customer = Customer(created_at=at)
    session.add(customer)
    session.flush()
    records.write(session, customer, new)
    changed = {name: (None, text) for name, text in records.texts(session, customer).items() if text}
    records.keep_changes(session, by, "customer.create", customer.id, changed, at=at)
    outbox.record(session, "customer.created", {"customer": ids.customer(customer.id)}, at=at)
    return _profile(session, customer)


def edit(
    session: Session, customer_id: int, seen: Profile, draft: Draft, *, by: Actor, clock: Clock = utc_now
) -> Profile:
    """Change a customer from what the person saw to what the person typed, and return it.

    Fields that the person left alone keep what others have made of them meanwhile; tags and allergies are added and
    taken away one by one.

    Raises:
        ChangedError: another person changed the same field meanwhile; it is named, and nothing is changed.
        FieldsError: fields cannot be taken; each has its sentence.
        ForbiddenError: ``by`` may not change customers.
        NotFoundError: no customer has this id.
    """
    by.must(Right.EDIT_CUSTOMERS)
    at = clock()
    wanted = drafts.checked(draft, at.date())
    customer = _found(session, customer_id, lock=True)
    before = records.texts(session, customer)
    merged = records.merge(seen, _profile(session, customer), wanted)
    records.write(session, customer, merged)
    after = records.texts(session, customer)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if changed:
        records.keep_changes(session, by, "customer.edit", customer_id, changed, at=at)
        _tell(session, customer_id, sorted(changed), at)
    return _profile(session, customer)


def suspend(session: Session, customer_id: int, *, by: Actor, reason: str, clock: Clock = utc_now) -> Profile:
    """Suspend a customer, who may then neither order nor redeem.

    Raises:
        ConflictError: the customer is suspended already.
        InvalidError: no reason is given.
    """
    why = wording.line(reason)
    if not why:
        raise InvalidError("A suspension needs a reason.", hint="Say why, in a few words.")
    return _set_status(session, customer_id, CustomerStatus.SUSPENDED, by, why, clock())


def reactivate(session: Session, customer_id: int, *, by: Actor, clock: Clock = utc_now) -> Profile:
    """Let a suspended customer order again.

    Raises:
        ConflictError: the customer is active already.
    """
    return _set_status(session, customer_id, CustomerStatus.ACTIVE, by, "", clock())


def reveal(session: Session, customer_id: int, *, by: Actor, clock: Clock = utc_now) -> Contact:
    """Return phone and e-mail in clear; the audit trail says who saw them, and how many that person saw that day.

    Raises:
        ForbiddenError: ``by`` may not see them.
        NotFoundError: no customer has this id.
    """
    by.must(Right.REVEAL_CONTACT)
    customer, at = _found(session, customer_id), clock()
    audit.record(session, by, REVEAL, customer_id, at=at, that_day=revealed(session, by, clock=clock) + 1)
    return Contact(customer.phone, customer.email)


def revealed(session: Session, by: Actor, *, clock: Clock = utc_now) -> int:
    """Return how many times ``by`` has looked at a phone or an e-mail today."""
    morning = clocks.start_of(clocks.today(clock))
    asked = select(func.count(AuditEntry.id)).where(
        AuditEntry.action == REVEAL,
        AuditEntry.at >= morning,
        AuditEntry.by == by.name,
        AuditEntry.by_id.is_(None) if by.id is None else AuditEntry.by_id == by.id,
    )
    return session.scalars(asked).one()


def twins(session: Session, customer_id: int) -> tuple[Twin, ...]:
    """Return other customers with the same phone or e-mail, a few at most."""
    customer = _found(session, customer_id)
    same = [
        part
        for part, value in (
            (Customer.phone == customer.phone, customer.phone),
            (Customer.email == customer.email, customer.email),
        )
        if value is not None
    ]
    if not same:
        return ()
    asked = (
        select(Customer.id, Customer.name, Customer.phone)
        .where(or_(*same), Customer.id != customer_id, Customer.merged_into_id.is_(None), visible(Customer))
        .order_by(Customer.id)
        .limit(MOST_TWINS)
    )
    return tuple(
        Twin(key, name, "phone" if phone is not None and phone == customer.phone else "e-mail address")
        for key, name, phone in session.execute(asked)
    )


def _found(session: Session, customer_id: int, *, lock: bool = False) -> Customer:
    asked = select(Customer).where(Customer.id == customer_id, visible(Customer))
    found = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no customer {ids.customer(customer_id)}.", hint="Search for the name or phone.")
    return found


def _profile(session: Session, customer: Customer) -> Profile:
    key = customer.id
    place = None if customer.preferred_location_id is None else session.get(Location, customer.preferred_location_id)
    birthday = None
    if customer.birth_day is not None and customer.birth_month is not None:
        birthday = Birthday(customer.birth_day, customer.birth_month, customer.birth_year)
    phone, email = customer.phone, customer.email
    return Profile(
        id=key,
        name=customer.name,
        phone=contacts.masked(key, phone, contacts.mask_phone(phone or "")),
        email=contacts.masked(key, email, contacts.mask_email(email or "")),
        birthday=birthday,
        language=customer.language,
        status=customer.status,
        diet=customer.diet,
        diet_note=customer.diet_note,
        allergies=frozenset(
            session.scalars(select(CustomerAllergy.allergen).where(CustomerAllergy.customer_id == key))
        ),
        tags=frozenset(session.scalars(select(CustomerTag.tag).where(CustomerTag.customer_id == key))),
        preferred_location_id=customer.preferred_location_id,
        preferred_location=None if place is None else place.name,
        created_at=customer.created_at,
    )


def _set_status(
    session: Session, customer_id: int, status: CustomerStatus, by: Actor, reason: str, at: datetime
) -> Profile:
    by.must(Right.EDIT_CUSTOMERS)
    customer = _found(session, customer_id, lock=True)
    if customer.status is status:
        raise ConflictError(f"{ids.customer(customer_id)} is {status.value} already.", hint="Look at it again.")
    changed = {"status": (customer.status.value, f"{status.value}: {reason}" if reason else status.value)}
    customer.status = status
    session.flush()
    action = "customer.suspend" if status is CustomerStatus.SUSPENDED else "customer.reactivate"
    records.keep_changes(session, by, action, customer_id, changed, at=at)
    _tell(session, customer_id, ["status"], at)
    return _profile(session, customer)


def _tell(session: Session, customer_id: int, fields: list[str], at: datetime) -> None:
    body: dict[str, object] = {"customer": ids.customer(customer_id), "fields": fields}
    outbox.record(session, "customer.updated", body, at=at)


__all__ = ["create", "edit", "get", "reactivate", "reveal", "revealed", "suspend", "twins"]
