"""A record as a person corrected it: read so strictly that whatever is taken can be kept and sent."""

import json
from math import isfinite
from typing import Final

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub.streams import Body

DEEPEST = 100
"""Levels of brackets in a record."""
MOST_PAISE = 10**15
_LARGEST: Final = 2**63 - 1
_SHOWN = 20


def read(text: str) -> dict[str, object]:
    """Return the record that a text means.

    Raises:
        InvalidError: it is no JSON object, or has something in it that cannot be sent; the sentence says what.
    """
    try:
        found = json.loads(text, parse_constant=_refuse, parse_int=_whole, parse_float=_fraction)
    except ValueError as error:
        raise InvalidError("The record is no JSON.", hint=f"Look at {_place(error)}.") from error
    except RecursionError as error:
        raise _deep() from error
    if not isinstance(found, dict):
        raise InvalidError("The record is no JSON object.", hint="Write it in braces: {…}.")
    if _deeper(found, DEEPEST):
        raise _deep()
    if any("\ud800" <= letter <= "\udfff" for letter in json.dumps(found, ensure_ascii=False)):
        raise InvalidError(
            "The record has half a letter in it.", hint="Write the text anew, without \\ud800 to \\udfff."
        )
    return found


def amount(body: Body, field: str) -> int:
    """Return what a record stands for, in paise.

    Raises:
        InvalidError: its field does not say.
    """
    value = body.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_PAISE:
        raise InvalidError(f"Its {field} is no amount.", hint="Write it in whole paise: 18000 is ₹180.")
    return value


def _refuse(text: str) -> float:
    raise InvalidError(f"“{text}” is no number.", hint="Write a number, or null where there is none.")


def _whole(text: str) -> int:
    if len(text) > _SHOWN or abs(int(text)) > _LARGEST:
        raise _large(text)
    return int(text)


def _fraction(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _large(text)
    return number


def _large(text: str) -> InvalidError:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return InvalidError(f"“{shown}” is too large a number.", hint="Write it in quotes where it is a name.")


def _deep() -> InvalidError:
    return InvalidError("The record has too many brackets within brackets.", hint=f"Write {DEEPEST} levels at most.")


def _deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(each, levels - 1) for each in inside)


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    return "its braces and quotes"
