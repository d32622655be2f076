"""Rows of a file as they are kept and shown: without the phones and addresses of mail that stand in them."""

import re
from collections.abc import Iterable

from sakshi_desktop.importers.types import Field, Recognition
from sakshi_desktop.portal import contacts

PRIVATE = (Field.PHONE, Field.EMAIL)
_MAIL = re.compile(r"[^\s@<>·,;:“”\"']+@[^\s@<>·,;:“”\"']+\.[^\s@<>·,;:“”\"'.]+")
_PHONE = re.compile(
    r"(?<![\w.+])(?:\+\d(?:[\s().-]{0,2}\d){7,14}|(?:\(?91\)?[\s-]?|0)?[6-9](?:[\s-]?\d){9})(?:\.0)?(?!\w|\.\d)"
)


def private(found: Recognition) -> frozenset[int]:
    """Return the places of the columns that hold phones and addresses of mail, as the file is read."""
    named = {name for field in PRIVATE for name in found.mapping.columns.get(field, "").split("|") if name}
    return frozenset(place for place, name in enumerate(found.columns) if name in named)


def cells(row: Iterable[str], private: frozenset[int] = frozenset()) -> tuple[str, ...]:
    """Return the cells of a row, those in ``private`` places masked whole, the others where a contact shows."""
    return tuple(_masked(cell) if place in private else text(cell) for place, cell in enumerate(row))


def text(said: str) -> str:
    """Return a text with whatever looks like a phone or an address of mail masked."""
    if "@" in said:
        said = _MAIL.sub(lambda found: contacts.mask_email(found[0]), said)
    return _PHONE.sub(lambda found: _phone(found[0].removesuffix(".0")), said)


def is_contact(cell: str) -> bool:
    """Return whether a cell holds a phone or an address of mail and nothing else, masked or not."""
    return contacts.DOT in cell or any(shape.fullmatch(cell.strip()) is not None for shape in (_PHONE, _MAIL))


def _masked(cell: str) -> str:
    if not cell.strip() or contacts.DOT in cell:
        return text(cell)
    return contacts.mask_email(cell.strip()) if "@" in cell else _phone(cell.strip())


def _phone(written: str) -> str:
    """Mask a phone however it is written: a gap after its first digits is no sign that these are its country."""
    plus = "+" if written.startswith("+") else ""
    return contacts.mask_phone(plus + "".join(filter(str.isdigit, written)))
