"""The panels about a person: how to reach them, what they eat, their tags, and what was changed."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sakshi_desktop.analytics.catalog import DASH
from sakshi_desktop.core import ids
from sakshi_desktop.portal import contacts, drafts
from sakshi_desktop.portal.types import Contact, FieldChange
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.customers.panel import NAMES, Panel, holds_focus
from sakshi_desktop.ui.customers.profile_model import Person
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.layouts import clear
from sakshi_desktop.ui.widgets.texts import Elided, text

ROOM, GAP = 268, 4
"""Pixels across for tags where the record stands beside the orders, and between two of them."""


class ContactPanel(Panel):
    """How to reach a customer, and what to know of them.

    Signals:
        reveal_wanted: phone and e-mail shall be shown, or hidden again.
        tag_removed: a tag shall be taken away.
    """

    reveal_wanted = Signal()
    tag_removed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("Profile", parent)
        self._look = look
        self._person: Person | None = None
        self._contact: Contact | None = None
        self.reveal = IconButton(look, "Show", "eye", tint="muted", style="quiet", name="Show phone and e-mail (R)")
        self.reveal.clicked.connect(self.reveal_wanted)
        self.deeds.addWidget(self.reveal)
        self.facts = Facts(self, names=NAMES)
        self.tags = QVBoxLayout()
        self.tags.setSpacing(4)
        self.content.addWidget(self.facts)
        self.content.addLayout(self.tags)

    def show_person(self, person: Person) -> None:
        """Show a customer."""
        self.well()
        if self._person is not None and person.profile == self._person.profile:
            return
        had_focus = holds_focus(self)
        self._person = person
        self._fill()
        clear(self.tags)
        if had_focus:
            self.reveal.setFocus()
        room = 0
        for tag in sorted(person.profile.tags):
            chip = self._chip(tag)
            wanted = min(chip.sizeHint().width(), ROOM) + GAP
            if wanted > room or not self.tags.count():
                row, room = QHBoxLayout(), ROOM + GAP
                row.setSpacing(GAP)
                row.addStretch(1)
                self.tags.addLayout(row)
            row.insertWidget(row.count() - 1, chip)
            room -= wanted

    def show_contact(self, contact: Contact | None) -> None:
        """Show phone and e-mail in clear, or hide them again."""
        self._contact = contact
        self.reveal.setText("Show" if contact is None else "Hide")
        self.reveal.show_icon("eye" if contact is None else "eye-off")
        self._fill()

    def _fill(self) -> None:
        if self._person is None:
            return
        one, shown = self._person.profile, self._contact
        phone, email = one.phone and one.phone.shown, one.email and one.email.shown
        if shown is not None:
            phone, email = shown.phone and contacts.write_phone(shown.phone), shown.email
        self.facts.show_facts(
            [
                ("Phone", phone or DASH),
                ("E-mail", email or DASH),
                ("Birthday", drafts.say_birthday(one.birthday) if one.birthday else ""),
                ("Diet", labels.DIETS[one.diet]),
                ("Food", one.diet_note or ""),
                ("Favourite", one.preferred_location or ""),
                ("Language", drafts.LANGUAGES.get(one.language, one.language)),
                ("Number", ids.customer(one.id)),
            ]
        )
        self.reveal.setVisible(bool(one.phone or one.email))

    def _chip(self, tag: str) -> QWidget:
        chip = QFrame(self)
        chip.setObjectName("chip")
        away = IconButton(self._look, "", "x", tint="muted", style="small", name=f"Remove the tag {tag}")
        away.clicked.connect(partial(self._remove, tag))
        row = QHBoxLayout(chip)
        row.setContentsMargins(8, 1, 2, 1)
        row.setSpacing(0)
        word = Elided(chip, tag)
        word.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        chip.setMaximumWidth(ROOM)
        row.addWidget(word)
        row.addWidget(away)
        return chip

    def _remove(self, tag: str, *_checked: bool) -> None:
        self.tag_removed.emit(tag)


class ChangesPanel(Panel):
    """What was changed about a customer, by whom and when."""

    SHOWN = 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Changes", parent)
        self._changes: tuple[FieldChange, ...] = ()
        self.hide()

    def show_changes(self, changes: tuple[FieldChange, ...]) -> None:
        """Show the latest changes."""
        self.well()
        self.setVisible(bool(changes))
        if changes == self._changes:
            return
        self._changes = changes
        clear(self.content)
        for change in changes[: self.SHOWN]:
            name = labels.FIELDS.get(change.field, change.field)
            what = f"{name}: {change.before or DASH} → {change.after or DASH}"
            under = text(f"{change.by}, {labels.stamp(change.at)}", self)
            under.setObjectName("muted")
            self.content.addWidget(text(what, self, wrap=True))
            self.content.addWidget(under)
