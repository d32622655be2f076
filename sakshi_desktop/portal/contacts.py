"""Phones and addresses of mail: checked as they come in, masked as they go out."""

import hashlib

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from sakshi_desktop.core.errors import InvalidError, shortened
from sakshi_desktop.portal.types import Masked

REGION = "IN"
SHOWN_DIGITS = 4
DOT = "•"


def phone(text: str) -> str:
    """Return a phone number in E.164, read as Indian unless it begins with +.

    Raises:
        InvalidError: it is none.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise _no_phone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise _no_phone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(text: str) -> str:
    """Return an address of mail in lower case.

    Raises:
        InvalidError: it is none.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise InvalidError(
            f"“{shortened(text.strip())}” is no e-mail address.", hint="It looks like asha@example.com."
        ) from error
    return found.normalized.lower()


def write_phone(e164: str) -> str:
    """Return a number as people write it: +91 98860 98331."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask_phone(e164: str) -> str:
    """Return a number of which only its country and its last four digits can be read: +91 •••••• 8331."""
    written = write_phone(e164)
    country, gap, rest = written.partition(" ")
    digits = [letter for letter in (rest or written) if letter.isdigit()]
    tail = "".join(digits[-SHOWN_DIGITS:]) if len(digits) > SHOWN_DIGITS else ""
    hidden = DOT * max(SHOWN_DIGITS, len(digits) - len(tail))
    return " ".join(part for part in (country if gap else "", hidden, tail) if part)


def mask_email(address: str) -> str:
    """Return an address of which only its first letter and its domain can be read: a•••@example.com."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}{DOT * 3}@{domain}"


def masked(customer_id: int, value: str | None, mask: str) -> Masked | None:
    """Return a hidden value with the mark that tells it from another one; None stays None."""
    return None if value is None else Masked(mask, mark(customer_id, value))


def mark(customer_id: int, value: str) -> str:
    """Return what tells a hidden value of a customer from another one."""
    return hashlib.blake2b(f"{customer_id}:{value}".encode(), digest_size=8).hexdigest()


def _no_phone(text: str) -> InvalidError:
    return InvalidError(
        f"“{shortened(text.strip())}” is no phone number.", hint="Write ten digits, or + and the country before them."
    )
