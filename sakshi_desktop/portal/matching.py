"""How a text that was typed is held against a customer; which customers meet it, and how well."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from sakshi_desktop.portal.found import Matched

GAP = "  "
"""Stands around every word of a customer's text, so that where a word begins and ends can be searched for, too."""
GRAM = 3
LONGEST = 100
WITH_TRUNK = 11
_PHONE = re.compile(r"[0-9+().\-\s]+")
_DIGITS = re.compile(r"[0-9]")


class Level(IntEnum):
    """How well a customer meets all that was typed; the lower the better."""

    WHOLE = 1  # every word is a whole one of theirs, every number the end of their phone
    START = 2  # every word begins one of theirs
    INSIDE = 3  # every word is somewhere in them


@dataclass(frozen=True, slots=True)
class Term:
    """One word that was typed, in small letters, or one run of digits."""

    text: str

    @property
    def is_number(self) -> bool:
        """Return whether it is a run of digits that may stand anywhere in a phone."""
        return len(self.text) >= GRAM and self.text.isdecimal()

    def pattern(self, level: int) -> str:
        """Return what must stand in a customer's text.

        One or two letters stand in nearly everybody: they count only where a word begins.
        """
        if self.is_number:
            return self.text if level == Level.INSIDE else f"{self.text}{GAP}"
        if level == Level.WHOLE:
            return f"{GAP}{self.text}{GAP}"
        if level == Level.START or len(self.text) < GRAM:
            return f"{GAP}{self.text}"
        return self.text


def terms(typed: str) -> tuple[Term, ...]:
    """Return the words of what was typed; a phone is one, whatever stands between its digits.

    Digits of any script are digits. A trunk prefix (0 or 00) before a whole number is left out.
    """
    plain = "".join(_plain(sign) for sign in unicodedata.normalize("NFC", typed[:LONGEST])).lower()
    if _is_phone(plain):
        return (Term(_number(plain)),)
    found = (_number(part) if _is_phone(part) else part for part in plain.split())
    return tuple(Term(part) for part in dict.fromkeys(found))


def text_of(name: str | None, phone: str | None, email: str | None) -> str:
    """Return the text of a customer in which patterns are looked for."""
    words = f"{name or ''} {digits(phone)} {email or ''}".lower().replace(" ", GAP)
    return f"{GAP}{words}{GAP}"


def digits(phone: str | None) -> str:
    """Return a stored phone without its signs."""
    return (phone or "").replace("+", "").replace("-", "").replace(" ", "")


def patterns(sought: tuple[Term, ...], level: int) -> list[str]:
    """Return what must stand in the text of a customer who meets all that is sought at this level."""
    return [term.pattern(level) for term in sought]


def level(sought: tuple[Term, ...], text: str) -> Level | None:
    """Return how well the text of a customer meets all that is sought, None where it does not."""
    for reached in Level:
        if all(term.pattern(reached) in text for term in sought):
            return reached
    return None


def met_by(sought: tuple[Term, ...], name: str | None, phone: str | None) -> Matched:
    """Return in what the first of the terms was met."""
    first = sought[0]
    if first.pattern(Level.INSIDE) in text_of(name, None, None):
        return Matched.NAME
    return Matched.PHONE if first.text in digits(phone) else Matched.EMAIL


def _plain(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign if sign.isprintable() else " "


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and len(_DIGITS.findall(text)) >= GRAM


def _number(text: str) -> str:
    found = "".join(_DIGITS.findall(text))
    return found.lstrip("0") if found.startswith("0") and len(found) >= WITH_TRUNK else found
