"""The form of a customer."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from sakshi_desktop.core.errors import ChangedError, InvalidError
from sakshi_desktop.core.vocabulary import Allergen, Diet
from sakshi_desktop.portal import contacts, drafts
from sakshi_desktop.portal.types import Contact, Draft, Keep, Masked, Profile
from sakshi_desktop.ui.asking import Place
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.widgets.form_dialog import FormDialog
from sakshi_desktop.ui.widgets.texts import Sentence

T = TypeVar("T")
ACROSS = 3


class ProfileDialog(FormDialog):
    """Asks for everything about a customer.

    A phone or an e-mail that may not be read is left as it is unless something is typed in its place.

    Attributes:
        profile: the customer as the person knows them, None for a new one: as they were, and what was said since.

    Signals:
        reveal_wanted: the person wants to see phone and e-mail.
    """

    reveal_wanted = Signal()

    def __init__(self, profile: Profile | None, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(
            "New customer" if profile is None else "Edit customer", "Add" if profile is None else "Save", parent
        )
        self.profile = profile
        self._clear = profile is None
        self.name, self.phone, self.email = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.birthday, self.diet_note, self.tags = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.born = Sentence(self, style="muted")
        self.show_contact = QPushButton("Show", self)
        self.show_contact.setAccessibleName("Show phone and e-mail")
        self.show_contact.setObjectName("link")
        self.show_contact.clicked.connect(self.reveal_wanted)
        self.language = _choices(self, drafts.LANGUAGES)
        self.diet = _choices(self, labels.DIETS)
        self.place = _choices(self, {None: "None", **{place.id: place.name for place in places}})
        self.allergies = {allergen: QPushButton(word, self) for allergen, word in labels.ALLERGENS.items()}
        self._lay_out()
        if profile is not None:
            self._fill(profile)
        self.name.setFocus()

    def heard(self) -> Draft:
        """Return what the form says."""
        return Draft(
            name=self.name.text(),
            phone=self._contact(self.phone, self.profile.phone if self.profile else None),
            email=self._contact(self.email, self.profile.email if self.profile else None),
            birthday=self.birthday.text(),
            language=str(self.language.currentData()),
            diet=Diet(self.diet.currentData()),
            diet_note=self.diet_note.text(),
            allergies=frozenset(allergen for allergen, box in self.allergies.items() if box.isChecked()),
            tags=frozenset(tag.strip() for tag in self.tags.text().split(",") if tag.strip()),
            preferred_location_id=self.place.currentData(),
        )

    def learn(self, error: ChangedError) -> None:
        """Know from now on what another person made of a field."""
        self.profile = self.profile and error.noted_in(self.profile)

    @Slot(object)
    def show_clear(self, contact: Contact | None) -> None:
        """Take in phone and e-mail in clear, where nothing was typed over them yet."""
        if contact is None or self._clear:
            return
        touched = self.unsaved.changed
        self._clear = True
        self.show_contact.hide()
        if not self.phone.text():
            self.phone.setText(contacts.write_phone(contact.phone) if contact.phone else "")
        if not self.email.text():
            self.email.setText(contact.email or "")
        if not touched:
            self.unsaved.begin()

    def _contact(self, field: QLineEdit, hidden: Masked | None) -> str | Keep:
        typed = field.text().strip()
        return Keep.KEEP if not typed and hidden is not None and not self._clear else typed

    @Slot(str)
    def _echo_birthday(self, typed: str) -> None:
        try:
            born = drafts.birthday(typed)
        except InvalidError:
            born = None
        said = "" if born is None or not born.is_day else drafts.say_birthday(born)
        self.born.setText("" if said == typed.strip() else said)

    def _fill(self, profile: Profile) -> None:
        self.name.setText(profile.name or "")
        for field, hidden in ((self.phone, profile.phone), (self.email, profile.email)):
            if hidden is not None:
                field.setPlaceholderText(f"{hidden.shown}   type to replace")
        if profile.birthday is not None:
            self.birthday.setText(drafts.say_birthday(profile.birthday))
        self.language.setCurrentIndex(max(0, self.language.findData(profile.language)))
        self.diet.setCurrentIndex(max(0, self.diet.findData(profile.diet)))
        self.diet_note.setText(profile.diet_note or "")
        self.tags.setText(", ".join(sorted(profile.tags)))
        self.place.setCurrentIndex(max(0, self.place.findData(profile.preferred_location_id)))
        for allergen in profile.allergies:
            self.allergies[allergen].setChecked(True)

    def _lay_out(self) -> None:
        self.birthday.setPlaceholderText("17 Nov 1997, or 17 Nov")
        self.birthday.textChanged.connect(self._echo_birthday)
        self.born.setWordWrap(False)
        self.born.setMinimumWidth(96)
        kept = self.born.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the field beside it keeps its width
        self.born.setSizePolicy(kept)
        self.tags.setPlaceholderText("Words with commas between them")
        self.phone.setPlaceholderText("98860 98331")
        self.email.setPlaceholderText("asha@example.com")
        row = QHBoxLayout()
        row.addWidget(self.phone, 1)
        row.addWidget(self.show_contact)
        hidden = self.profile is not None and (self.profile.phone or self.profile.email)
        self.show_contact.setVisible(bool(hidden))
        boxes = QGridLayout()
        boxes.setSpacing(6)
        for place, (allergen, box) in enumerate(self.allergies.items()):
            box.setCheckable(True)
            box.setAutoDefault(False)
            box.setAccessibleName(f"Allergic to {labels.ALLERGENS[allergen].lower()}")
            boxes.addWidget(box, place // ACROSS, place % ACROSS)
        self.field("name", "Name", self.name)
        self.field("phone", "Phone", self.phone, room=row)
        self.field("email", "E-mail", self.email)
        born = QHBoxLayout()
        born.setSpacing(8)
        born.addWidget(self.birthday, 1)
        born.addWidget(self.born)
        self.field("birthday", "Birthday", self.birthday, room=born)
        self.field("allergies", "Allergies", self.allergies[Allergen.GLUTEN], room=boxes)
        self.field("diet", "Diet", self.diet)
        self.field("diet_note", "Note about food", self.diet_note)
        self.field("tags", "Tags", self.tags)
        self.field("preferred_location", "Favourite location", self.place)
        self.field("language", "Language", self.language)


def _choices(parent: QWidget, words: "dict[T, str]") -> QComboBox:
    box = QComboBox(parent)
    for value, word in words.items():
        box.addItem(word, value)
    return box
