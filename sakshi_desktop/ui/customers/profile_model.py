"""The record of one customer, without a widget."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.portal import customers, records
from sakshi_desktop.portal.types import Contact, Draft, FieldChange, Keep, Profile, Twin
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.questions import Question

CHANGES = 50
SHOWN_FOR = 60_000
"""Milliseconds for which a phone and an e-mail stay in clear."""


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with what else the page says of them."""

    profile: Profile
    twins: tuple[Twin, ...]
    changes: tuple[FieldChange, ...]


class ProfileModel(QObject):
    """The state of one customer's record, and what can be done with it.

    Signals:
        shown: the record, a Person.
        failed: why there is none, a SakshiError.
        contact_changed: phone and e-mail in clear, a Contact, or None when they are hidden again.
        saved: what a form said is written; a sentence about it.
        told: what became of a deed that no form waits for, a sentence.
        created: a new customer, its id.
        refused: why what a form said was not written, or a contact not shown, a SakshiError.
        tag_removed: a tag that is gone and can be put back.
    """

    shown = Signal(object)
    failed = Signal(object)
    contact_changed = Signal(object)
    saved = Signal(str)
    told = Signal(str)
    created = Signal(int)
    refused = Signal(object)
    tag_removed = Signal(str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.person: Person | None = None
        self.contact: Contact | None = None
        self._key = 0
        self._question = Question(work.tasks, self)
        self._question.answered.connect(self._show)
        self._question.failed.connect(self.failed)
        self._hiding = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._hiding.timeout.connect(self.hide)

    def open(self, customer_id: int) -> None:
        """Ask for another customer."""
        self._key, self.person = customer_id, None
        self.hide()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask for the same customer again."""
        self._question.ask(self._work.reading(partial(load, customer_id=self._key)))

    def create(self, draft: Draft) -> None:
        """Make a customer."""
        work = self._work
        work.write(partial(customers.create, draft=draft, by=work.by, clock=work.clock), self._made, self.refused.emit)

    def save(self, seen: Profile, draft: Draft) -> None:
        """Change the customer from what was seen to what was typed."""
        deed = partial(customers.edit, customer_id=self._key, seen=seen, draft=draft)
        self._write(deed, partial(self.saved.emit, "Saved."), self.refused.emit)

    def suspend(self, reason: str) -> None:
        """Suspend the customer."""
        deed = partial(customers.suspend, customer_id=self._key, reason=reason)
        self._write(deed, partial(self.saved.emit, "Suspended."), self.refused.emit)

    @Slot()
    def reactivate(self) -> None:
        """Let the customer order again."""
        deed = partial(customers.reactivate, customer_id=self._key)
        self._write(deed, partial(self.told.emit, "Active again."), self._fail)

    @Slot(str)
    def remove_tag(self, tag: str) -> None:
        """Take a tag away."""
        if self.person is not None:
            self._retag(self.person.profile.tags - {tag}, partial(self.tag_removed.emit, tag))

    @Slot(str)
    def add_tag(self, tag: str) -> None:
        """Put a tag on."""
        if self.person is not None:
            self._retag(self.person.profile.tags | {tag}, partial(self.told.emit, f"“{tag}” is back."))

    @Slot()
    def reveal(self) -> None:
        """Show phone and e-mail in clear for a minute; that is written down."""
        key, work = self._key, self._work
        ask = partial(customers.reveal, customer_id=key, by=work.by, clock=work.clock)
        work.write(ask, partial(self._unveil, key), self.refused.emit)

    @Slot()
    def hide(self) -> None:
        """Hide phone and e-mail again."""
        self._hiding.stop()
        self.contact = None
        self.contact_changed.emit(None)

    def _retag(self, tags: frozenset[str], done: Callable[[], None]) -> None:
        if self.person is not None:
            seen = self.person.profile
            draft = replace(draft_of(seen), tags=tags)
            self._write(partial(customers.edit, customer_id=self._key, seen=seen, draft=draft), done, self._fail)

    def _write(
        self, deed: Callable[..., Profile], done: Callable[[], None], failed: Callable[[SakshiError], None]
    ) -> None:
        work = self._work
        work.write(partial(deed, by=work.by, clock=work.clock), partial(self._written, done), failed)

    def _written(self, done: Callable[[], None], _profile: Profile) -> None:
        if self.contact is not None:
            self.hide()
        done()
        self.refresh()

    def _fail(self, error: SakshiError) -> None:
        self.told.emit(str(error))

    def _made(self, profile: Profile) -> None:
        self.created.emit(profile.id)

    def _unveil(self, key: int, contact: Contact) -> None:
        if key != self._key:
            return
        self.contact = contact
        self._hiding.start()
        self.contact_changed.emit(contact)

    @Slot(object)
    def _show(self, person: Person) -> None:
        self.person = person
        self.shown.emit(person)


def load(session: Session, customer_id: int) -> Person:
    """Return a customer with what else the page says of them."""
    return Person(
        customers.get(session, customer_id),
        customers.twins(session, customer_id),
        records.changes(session, customer_id, limit=CHANGES),
    )


def draft_of(profile: Profile) -> Draft:
    """Return the form that says what the record says; what is hidden stays as it is."""
    return Draft(
        name=profile.name or "",
        phone=Keep.KEEP if profile.phone else "",
        email=Keep.KEEP if profile.email else "",
        birthday=profile.birthday,
        language=profile.language,
        diet=profile.diet,
        diet_note=profile.diet_note or "",
        allergies=profile.allergies,
        tags=profile.tags,
        preferred_location_id=profile.preferred_location_id,
    )
