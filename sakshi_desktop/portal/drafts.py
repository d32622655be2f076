"""What a form says about a customer, checked field by field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sakshi_desktop.core.errors import FieldsError, InvalidError, shortened
from sakshi_desktop.core.vocabulary import Allergen, Diet
from sakshi_desktop.portal import contacts, wording
from sakshi_desktop.portal.types import Birthday, Draft, Keep

LANGUAGES = {"en": "English", "hi": "हिन्दी"}
"""What can be chosen, each as its own speakers call it."""
LONGEST_NAME = 120
LONGEST_TAG = 40
LONGEST_NOTE = 500
OLDEST = 1900
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = 3
LEAP = 2000
"""A year with 29 February, for birthdays without a year."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The same in the form in which it is stored."""

    name: str | None
    phone: str | Keep | None
    email: str | Keep | None
    birthday: Birthday | None
    language: str
    diet: Diet
    diet_note: str | None
    allergies: frozenset[Allergen]
    tags: frozenset[str]
    preferred_location_id: int | None


def birthday(text: str) -> Birthday | None:
    """Return a birthday as people write it: 17 Nov 1997, Nov 17th, 17/11/1997, 17-11, 1997-11-17; None for nothing.

    Raises:
        InvalidError: it is none.
    """
    parts = [part for part in re.split(r"[\s./,-]+", text.strip().lower()) if part]
    if not parts:
        return None
    if len(parts) == PARTS and len(parts[0]) == len("1997"):
        parts.reverse()
    if len(parts) > 1 and parts[0][:3] in MONTHS:
        parts[:2] = parts[1], parts[0]
    parts[0] = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", parts[0])
    month = _month(parts[1]) if len(parts) in {PARTS - 1, PARTS} else None
    if month is None or not all(part.isascii() and part.isdigit() for part in (parts[0], *parts[2:])):
        raise InvalidError(f"“{shortened(text.strip())}” is no birthday.", hint="It looks like 17 Nov 1997, or 17 Nov.")
    return Birthday(int(parts[0]), month, int(parts[2]) if len(parts) == PARTS else None)


def say_birthday(born: Birthday) -> str:
    """Return a birthday as people write it: 17 Nov 1997."""
    return f"{born.day} {MONTHS[born.month - 1].title()}" + (f" {born.year}" if born.year else "")


def checked(draft: Draft, today: date) -> Checked:
    """Return a draft as it is stored.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
    """
    wrong: dict[str, str] = {}

    def take(field: str, read: Callable[[], object]) -> object:
        try:
            return read()
        except InvalidError as error:
            wrong[field] = str(error)
            return None

    take("name", lambda: _name(draft))
    phone = take("phone", lambda: _contact(draft.phone, contacts.phone))
    email = take("email", lambda: _contact(draft.email, contacts.email))
    born = take("birthday", lambda: _birthday(draft.birthday, today))
    take("language", lambda: _language(draft.language))
    take("diet_note", lambda: _short(draft.diet_note, LONGEST_NOTE, "The note about food"))
    tags = take("tags", lambda: frozenset(filter(None, (_tag(tag) for tag in draft.tags))))
    if wrong:
        raise FieldsError(wrong)
    return Checked(
        name=_plain(draft.name),
        phone=phone if isinstance(phone, (str, Keep)) else None,
        email=email if isinstance(email, (str, Keep)) else None,
        birthday=born if isinstance(born, Birthday) else None,
        language=draft.language,
        diet=draft.diet,
        diet_note=_plain(draft.diet_note),
        allergies=draft.allergies,
        tags=frozenset(str(tag) for tag in tags) if isinstance(tags, frozenset) else frozenset(),
        preferred_location_id=draft.preferred_location_id,
    )


def _month(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word)
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else None


def _plain(text: str) -> str | None:
    return wording.line(text) or None


def _name(draft: Draft) -> str | None:
    name = _short(draft.name, LONGEST_NAME, "The name")
    if name is None and not any((draft.phone, draft.email)):
        raise InvalidError("A customer needs a name, a phone or an e-mail address.", hint="Enter one of them.")
    return name


def _contact(text: str | Keep, read: Callable[[str], str]) -> str | Keep | None:
    if isinstance(text, Keep):
        return text
    return read(text) if text.strip() else None


def _birthday(said: Birthday | str | None, today: date) -> Birthday | None:
    found = birthday(said) if isinstance(said, str) else said
    if found is None:
        return None
    try:
        day = date(found.year or LEAP, found.month, found.day)
    except ValueError as error:
        raise InvalidError("There is no such day.", hint="Look at day and month again.") from error
    if found.year is not None and not OLDEST <= found.year <= today.year:
        raise InvalidError(f"{found.year} is no year of birth.", hint=f"Use a year from {OLDEST} on, or leave it out.")
    if found.year is not None and day > today:
        raise InvalidError("This birthday is in the future.", hint="Look at the year again.")
    return found


def _language(word: str) -> None:
    if word not in LANGUAGES:
        raise InvalidError(f"“{shortened(word)}” is no language that Sakshi speaks.", hint="Choose en or hi.")


def _short(text: str, longest: int, what: str) -> str | None:
    plain = _plain(text)
    if plain is not None and len(plain) > longest:
        raise InvalidError(f"{what} is longer than {longest} letters.", hint="Shorten it.")
    return plain


def _tag(text: str) -> str | None:
    plain = _short(text, LONGEST_TAG, "A tag")
    return None if plain is None else plain.lower()
