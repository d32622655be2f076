"""Where customers' orders go: many addresses, and where there is any, exactly one is the default."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, FieldsError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.portal import postal, records, wording
from sakshi_desktop.portal.types import AddressRow, AddressText
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Address, Customer

LONGEST_LINE = 200


def of(session: Session, customer_id: int) -> tuple[AddressRow, ...]:
    """Return the addresses of a customer, the default first."""
    asked = select(Address).where(Address.customer_id == customer_id).order_by(Address.is_default.desc(), Address.id)
    return tuple(_row(address) for address in session.scalars(asked))


def add(session: Session, customer_id: int, text: AddressText, *, by: Actor, clock: Clock = utc_now) -> AddressRow:
    """Add an address; a customer's first is the default.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
        ForbiddenError: ``by`` may not change customers.
        NotFoundError: no customer has this id.
    """
    plain = checked(text)
    _lock(session, customer_id, by)
    address = Address(customer_id=customer_id, is_default=not of(session, customer_id))
    _fill(address, plain)
    session.add(address)
    session.flush()
    _keep(session, by, customer_id, "customer.add_address", "", say(plain), clock())
    return _row(address)


def edit(session: Session, address_id: int, text: AddressText, *, by: Actor, clock: Clock = utc_now) -> AddressRow:
    """Change an address.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
        ForbiddenError: ``by`` may not change customers.
        NotFoundError: no address has this id.
    """
    plain = checked(text)
    address = _found(session, address_id, by)
    before = say(_row(address).text)
    _fill(address, plain)
    session.flush()
    if before != say(plain):
        _keep(session, by, address.customer_id, "customer.edit_address", before, say(plain), clock())
    return _row(address)


def make_default(session: Session, address_id: int, *, by: Actor, clock: Clock = utc_now) -> AddressRow:
    """Make this the address that orders go to unless another is named.

    Raises:
        ForbiddenError: ``by`` may not change customers.
        NotFoundError: no address has this id.
    """
    address = _found(session, address_id, by)
    if not address.is_default:
        _choose(session, address)
        text = f"default: {say(_row(address).text)}"
        _keep(session, by, address.customer_id, "customer.choose_address", "", text, clock())
    return _row(address)


def remove(session: Session, address_id: int, *, by: Actor, clock: Clock = utc_now) -> AddressRow:
    """Remove an address and return it, so that it can be put back; the oldest left becomes the default.

    Raises:
        ForbiddenError: ``by`` may not change customers.
        NotFoundError: no address has this id.
    """
    address = _found(session, address_id, by)
    row = _row(address)
    session.delete(address)
    session.flush()
    rest = session.scalars(
        select(Address).where(Address.customer_id == row.customer_id).order_by(Address.is_default.desc(), Address.id)
    ).first()
    if rest is not None and not rest.is_default:
        _choose(session, rest)
    _keep(session, by, row.customer_id, "customer.remove_address", say(row.text), "", clock())
    return row


def restore(session: Session, row: AddressRow, *, by: Actor, clock: Clock = utc_now) -> AddressRow:
    """Put a removed address back as it was, under its own id.

    Raises:
        ConflictError: it is there already.
        ForbiddenError: ``by`` may not change customers.
        NotFoundError: its customer is gone.
    """
    _lock(session, row.customer_id, by)
    if session.get(Address, row.id) is not None:
        raise ConflictError("This address is there already.", hint="Nothing was changed.")
    address = Address(id=row.id, customer_id=row.customer_id, is_default=False)
    _fill(address, row.text)
    session.add(address)
    session.flush()
    if row.is_default or len(of(session, row.customer_id)) == 1:
        _choose(session, address)
    _keep(session, by, row.customer_id, "customer.restore_address", "", say(row.text), clock())
    return _row(address)


def checked(text: AddressText) -> AddressText:
    """Return an address as it is stored.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
    """
    wrong: dict[str, str] = {}
    plain = {name: wording.line(getattr(text, name)) for name in ("line1", "line2", "city")}
    missing = {"line1": "The first line is empty.", "city": "The city is missing."}
    wrong |= {name: sentence for name, sentence in missing.items() if not plain[name]}
    long = f"This is longer than {LONGEST_LINE} letters."
    wrong |= {name: long for name, value in plain.items() if len(value) > LONGEST_LINE}
    pin, state = text.pin_code, text.state
    try:
        pin = postal.pin_code(text.pin_code)
    except InvalidError as error:
        wrong["pin_code"] = str(error) if text.pin_code.strip() else "The PIN code is missing."
    try:
        state = postal.state(text.state)
    except InvalidError as error:
        wrong["state"] = str(error) if text.state.strip() else "The state is missing."
    if not {"pin_code", "state"} & wrong.keys():
        try:
            postal.lies_in(pin, state)
        except InvalidError as error:
            wrong["pin_code"] = str(error)
    if wrong:
        raise FieldsError(wrong)
    return AddressText(text.kind, plain["line1"], plain["line2"], plain["city"], state, pin)


def say(text: AddressText) -> str:
    """Return an address in one line."""
    parts = (text.line1, text.line2, text.city, f"{text.state} {text.pin_code}")
    return ", ".join(part for part in parts if part.strip())


def _row(address: Address) -> AddressRow:
    text = AddressText(address.kind, address.line1, address.line2 or "", address.city, address.state, address.pin_code)
    return AddressRow(address.id, address.customer_id, text, address.is_default)


def _fill(address: Address, text: AddressText) -> None:
    address.kind, address.line1, address.line2 = text.kind, text.line1, text.line2 or None
    address.city, address.state, address.pin_code = text.city, text.state, text.pin_code


def _lock(session: Session, customer_id: int, by: Actor) -> None:
    """Let nobody else change the addresses of this customer until the transaction ends."""
    by.must(Right.EDIT_CUSTOMERS)
    found = session.scalars(select(Customer.id).where(Customer.id == customer_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no customer {ids.customer(customer_id)}.", hint="Look for the customer again.")


def _found(session: Session, address_id: int, by: Actor) -> Address:
    owner = session.scalars(select(Address.customer_id).where(Address.id == address_id)).one_or_none()
    if owner is not None:
        _lock(session, owner, by)
    asked = select(Address).where(Address.id == address_id).execution_options(populate_existing=True)
    address = session.scalars(asked).one_or_none()
    if address is None:
        raise NotFoundError(f"There is no address {ids.address(address_id)}.", hint="Another person has removed it.")
    return address


def _choose(session: Session, address: Address) -> None:
    """Take the default from the others first: the database suffers no two of them for a moment."""
    others = update(Address).where(Address.customer_id == address.customer_id, Address.is_default)
    session.execute(others.values(is_default=False))
    session.refresh(address)
    address.is_default = True
    session.flush()


def _keep(session: Session, by: Actor, customer_id: int, action: str, before: str, after: str, at: datetime) -> None:
    records.keep_changes(session, by, action, customer_id, {"address": (before, after)}, at=at)
    body: dict[str, object] = {"customer": ids.customer(customer_id), "fields": ["address"]}
    outbox.record(session, "customer.updated", body, at=at)
