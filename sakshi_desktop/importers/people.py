"""Who bought: names, phones and addresses of mail out of a file, without the placeholders that tills fill in."""

import re

import phonenumbers

from sakshi_desktop.importers.types import Person
from sakshi_desktop.importers.values import CACHE_LIMIT, NOTHING, UnreadableError, identifier, words
from sakshi_desktop.importers.words import NO_PERSON, key

REGION = "IN"
_MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_DIGITS = re.compile(r"\D+")
_PLACEHOLDERS = frozenset(["1234567890", "0123456789", "9876543210", "9999999999"])
SHORTEST = 7
DIFFERENT = 3
"""Digits that differ, at least, in the number of a person."""


def phone(text: str) -> str | None:
    """Return a phone number in E.164, read as Indian unless it begins with +; None where it is none."""
    digits = _DIGITS.sub("", text)
    if len(digits) < SHORTEST or digits in _PLACEHOLDERS or len(set(digits[-10:])) < DIFFERENT:
        return None
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mail(text: str) -> str | None:
    """Return an address of mail in lower case; None where it is none."""
    found = _MAIL.search(text)
    return found[0].lower() if found else None


def name(text: str) -> str | None:
    """Return a person's name; None for blanks and for the placeholders of tills."""
    plain = words(text)
    return None if plain is None or key(plain) in NO_PERSON or not any(letter.isalpha() for letter in plain) else plain


class People(dict[tuple[str, str, str, str], Person | None]):
    """Remembers the person of each distinct (id, name, phone, mail); None where nothing is left of them."""

    def __missing__(self, texts: tuple[str, str, str, str]) -> Person | None:
        """Read a person who was not met before."""
        number, called, calls, writes = texts
        person = Person(_id(number), name(called), phone(calls), mail(writes))
        if len(self) >= CACHE_LIMIT:
            self.clear()
        self[texts] = found = person if any(person) else None
        return found


def _id(text: str) -> str | None:
    if not text or text.strip().casefold() in NOTHING or key(text) in NO_PERSON:
        return None
    try:
        plain = identifier(text)
    except UnreadableError:
        return None
    return plain if plain and plain.strip("0") else None
