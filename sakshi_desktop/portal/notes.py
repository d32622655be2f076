"""What staff write about a customer or an order."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.portal import wording
from sakshi_desktop.portal.types import NoteRow
from sakshi_desktop.store import audit
from sakshi_desktop.store.models import Customer, Note, Order, Staff

LONGEST = 5_000


def of_customer(session: Session, customer_id: int, *, limit: int = 200) -> tuple[NoteRow, ...]:
    """Return the notes about a customer, latest first."""
    return _rows(session, customer_id, None, limit)


def of_order(session: Session, order_id: int, *, limit: int = 200) -> tuple[NoteRow, ...]:
    """Return the notes about an order, latest first."""
    return _rows(session, None, order_id, limit)


def add(
    session: Session,
    body: str,
    *,
    customer_id: int | None = None,
    order_id: int | None = None,
    by: Actor,
    clock: Clock = utc_now,
) -> NoteRow:
    """Write a note about a customer or an order.

    Raises:
        ForbiddenError: ``by`` may not write about customers.
        InvalidError: there is nothing in it, or far too much.
        NotFoundError: what it is about is gone.
    """
    by.must(Right.EDIT_CUSTOMERS)
    text, at = _checked(body), clock()
    if customer_id is not None and session.get(Customer, customer_id) is None:
        raise NotFoundError(f"There is no customer {ids.customer(customer_id)}.", hint="Look for the customer again.")
    if order_id is not None and session.get(Order, order_id) is None:
        raise NotFoundError(f"There is no order {ids.order(order_id)}.", hint="Look for the order again.")
    note = Note(customer_id=customer_id, order_id=order_id, body=text, by_id=by.id, at=at)
    session.add(note)
    session.flush()
    _audit(session, by, "add_note", note, clock)
    return NoteRow(note.id, note.body, by.name, note.at)


def edit(session: Session, note_id: int, body: str, *, by: Actor, clock: Clock = utc_now) -> NoteRow:
    """Write a note anew.

    Raises:
        ForbiddenError: ``by`` may not write about customers.
        InvalidError: there is nothing in it, or far too much.
        NotFoundError: the note is gone.
    """
    text, note = _checked(body), _found(session, note_id, by)
    if note.body != text:
        note.body = text
        _audit(session, by, "edit_note", note, clock)
    return NoteRow(note.id, note.body, by.name, note.at)


def remove(session: Session, note_id: int, *, by: Actor, clock: Clock = utc_now) -> str:
    """Remove a note and return what it said, so that it can be written again.

    Raises:
        ForbiddenError: ``by`` may not write about customers.
        NotFoundError: the note is gone.
    """
    note = _found(session, note_id, by)
    session.delete(note)
    _audit(session, by, "remove_note", note, clock)
    return note.body


def _rows(session: Session, customer_id: int | None, order_id: int | None, limit: int) -> tuple[NoteRow, ...]:
    about = Note.order_id == order_id if customer_id is None else Note.customer_id == customer_id
    asked = (
        select(Note.id, Note.body, Staff.name, Note.at)
        .outerjoin(Staff, Staff.id == Note.by_id)
        .where(about)
        .order_by(Note.at.desc(), Note.id.desc())
        .limit(limit)
    )
    return tuple(NoteRow(key, body, name or THIS_PC.name, at) for key, body, name, at in session.execute(asked))


def _checked(body: str) -> str:
    text = wording.lines(body)
    if not text:
        raise InvalidError("There is nothing in this note.", hint="Write something first.")
    if len(text) > LONGEST:
        raise InvalidError(f"This note is longer than {LONGEST:,} letters.", hint="Write two notes.")
    return text


def _found(session: Session, note_id: int, by: Actor) -> Note:
    by.must(Right.EDIT_CUSTOMERS)
    note = session.scalars(select(Note).where(Note.id == note_id).with_for_update()).one_or_none()
    if note is None:
        raise NotFoundError("This note is gone.", hint="Another person has removed it.")
    return note


def _audit(session: Session, by: Actor, verb: str, note: Note, clock: Clock) -> None:
    subject, key = ("order", note.order_id) if note.customer_id is None else ("customer", note.customer_id)
    audit.record(session, by, f"{subject}.{verb}", key, at=clock(), note=note.id)
