"""What a person types about a thing, field by field: read, checked, and joined with what others wrote meanwhile."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sakshi_desktop.core.clock import EARLIEST_DAY, LATEST_DAY, to_date, to_day
from sakshi_desktop.core.errors import ChangedError, ConflictError, FieldsError, InvalidError, shortened
from sakshi_desktop.core.letters import seen
from sakshi_desktop.core.money import half_up

T = TypeVar("T")
Typed = Mapping[str, str]
"""The text of each field, by its key."""
Reader = Callable[[str], object]
AGAIN = "What you typed is still here: look at it again, then save once more."
TO = " to "
LONGEST = 120
MOST_PAISE = 10**14
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y")
MONTHS = ("%Y-%m", "%b %Y", "%B %Y", "%m/%Y")
YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_AMOUNT = re.compile(
    r"(-?)\s*(?:₹|rs\.?|inr)?\s*"
    r"([0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*₹?",  # 8,50 is no amount
    re.IGNORECASE,
)
DUST = Decimal("0.000001")
"""So far from whole minor units is what the arithmetic of a spreadsheet leaves behind: 37.050000000000004."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form, and one column of its table.

    Attributes:
        title: what people call it; the name of its column in a file.
        read: turns a text that is not empty into what is stored; raises InvalidError with a sentence.
        needed: it cannot be left empty.
        aliases: other names that its column may have.
        example: what such a text looks like.
        choices: the words among which one is chosen.
        numeric: it stands at the right.
        several: it holds words of a closed set, with commas between them.
    """

    key: str
    title: str
    read: Reader
    needed: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""
    choices: tuple[str, ...] = ()
    numeric: bool = False
    several: bool = False


def checked(fields: Sequence[Field], typed: Typed) -> dict[str, object]:
    """Return what is stored for each field, None for an empty one.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
    """
    values: dict[str, object] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        text = " ".join(seen(typed.get(field.key, "")).split())
        try:
            values[field.key] = field.read(text) if text else None
        except InvalidError as error:
            wrong[field.key] = str(error)
        if field.needed and not text:
            wrong[field.key] = f"{field.title} is needed."
    if wrong:
        raise FieldsError(wrong)
    return values


def merged(fields: Sequence[Field], seen: Typed, now: Typed, typed: Typed) -> dict[str, str]:
    """Return what becomes of a thing that reads ``now``, of which a person saw ``seen`` and wants ``typed``.

    Raises:
        ChangedError: the person changed a field that another one has changed meanwhile; nothing is lost.
    """
    result = dict(now)
    for field in fields:
        if field.key in typed:
            before, present, wanted = (texts.get(field.key, "") for texts in (seen, now, typed))
            result[field.key] = chosen(before, present, wanted, partial(_overtaken, field, present))
    return result


def chosen(seen: T, now: T, wanted: T, overtaken: Callable[[], ConflictError]) -> T:
    """Return what becomes of a value that is ``now``, of which a person saw ``seen`` and wants ``wanted``.

    What the person left alone, or another has made of it what they want, stays as it is. Every form that saves what a
    person saw some time ago asks this of each of its fields: so nobody undoes unseen what another has written.

    Args:
        overtaken: what is raised where another has changed it to something else.
    """
    if wanted in (seen, now):
        return now
    if seen != now:
        raise overtaken()
    return wanted


def _overtaken(field: Field, present: str) -> ChangedError:
    return ChangedError(
        f"{field.title} was changed meanwhile, to “{present}”.", hint=AGAIN, field=field.key, now=present
    )


def words(text: str) -> str:
    """Read a short text."""
    if len(text) > LONGEST:
        raise InvalidError(f"This is longer than {LONGEST} letters.", hint="Shorten it.")
    return text


def money(text: str) -> int:
    """Read an amount that is not negative, in minor units: “1,23,456.50” or “₹120”; it is never rounded."""
    amount = _hundredths(text)
    if abs(amount - half_up(amount)) > DUST:
        raise InvalidError(f"“{shortened(text)}” has more than two decimals.", hint="Write it as 1234.50.")
    return half_up(amount)


def money_to_pay(text: str) -> int:
    """Read an amount that changes hands: as ``money``, but to the letter."""
    if _hundredths(text) % 1:
        raise InvalidError(f"“{shortened(text)}” cannot be paid.", hint="Write it with two decimals.")
    return money(text)


def _hundredths(text: str) -> Decimal:
    if not text.strip():
        raise InvalidError("The amount is missing.", hint="Write it as 1234.50.")
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise InvalidError(f"“{shortened(text)}” is no amount.", hint="Write it as 1234.50.")
    amount = Decimal(f"{found[1]}{found[2].replace(',', '')}") * 100
    if not 0 <= amount <= MOST_PAISE:
        raise InvalidError(
            f"“{shortened(text)}” is no amount that can be.", hint="It is 0 or more, and less than a lakh crore."
        )
    return amount


def show_money(paise: int | None) -> str:
    """Return an amount as it stands in a form and in a file."""
    return "" if paise is None else f"{paise // 100}.{paise % 100:02}"


def count(text: str) -> int:
    """Read a whole number from 0 to a million."""
    if not (text.isascii() and text.isdigit() and len(text) <= len("999999")):
        raise InvalidError(f"“{shortened(text)}” is no whole number.", hint="Write it in digits.")
    return int(text)


def day(text: str) -> int:
    """Read a date, in days since 1970-01-01."""
    found = _moment(text, DAYS)
    if found is None:
        raise InvalidError(f"“{shortened(text)}” is no date.", hint="Write it as 2026-11-22 or 22/11/2026.")
    return _possible(text, to_day(found.date()))


def _possible(text: str, number: int) -> int:
    if not EARLIEST_DAY <= number <= LATEST_DAY:
        far = "too long ago" if number < EARLIEST_DAY else "too far ahead"
        raise InvalidError(f"“{shortened(text)}” is {far}.", hint="Look at the year again.")
    return number


def show_day(number: int | None) -> str:
    """Return a date as it stands in a form and in a file."""
    return "" if number is None else to_date(number).isoformat()


def month(text: str) -> tuple[int, int]:
    """Read a month: its first and its last day."""
    found = _moment(text, MONTHS)
    if found is None:
        raise InvalidError(f"“{shortened(text)}” is no month.", hint="Write it as 2026-11.")
    return month_of(_possible(text, to_day(found.date())))


def span(text: str) -> tuple[int, int]:
    """Read a month, or two dates with “to” between them: the first and the last day."""
    begins, between, ends = text.partition(TO)
    if not between:
        return month(text)
    first, last = day(begins.strip()), day(ends.strip())
    if last < first:
        raise InvalidError("The last day lies before the first.", hint="Write the earlier day first.")
    return first, last


def month_of(day: int) -> tuple[int, int]:
    """Return the first and the last day of the month of ``day``."""
    at = to_date(day)
    first = day - at.day + 1
    return first, first + monthrange(at.year, at.month)[1] - 1


def minutes(text: str) -> int:
    """Read a time of day, in minutes after midnight."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise InvalidError(f"“{shortened(text)}” is no time of day.", hint="Write it as 04:00.")
    return int(found[1]) * 60 + int(found[2])


def show_minutes(number: int) -> str:
    """Return a time of day; after the next midnight it goes on from 00:00."""
    return f"{number // 60 % 24:02}:{number % 60:02}"


def one_of(kind: type[StrEnum]) -> Reader:
    """Return what reads one word of ``kind``, however it is spelt."""
    return lambda text: _choice(kind, text)


def several_of(kind: type[StrEnum]) -> Reader:
    """Return what reads words of ``kind`` between commas, as a frozenset."""
    return lambda text: frozenset(_choice(kind, part) for part in re.split("[,;|]", text) if part.strip())


def spelt(word: str) -> str:
    """Return a word as people read it: tree_nut is tree nut."""
    return word.replace("_", " ")


def _choice(kind: type[StrEnum], text: str) -> StrEnum:
    wanted = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    for member in kind:
        if member.value == wanted:
            return member
    known = ", ".join(spelt(member.value) for member in kind)
    raise InvalidError(f"“{shortened(text.strip())}” is none of them.", hint=f"Choose among {known}.")


def _moment(text: str, shapes: Sequence[str]) -> datetime | None:
    if not text.isascii():  # other digits than ours would be read, too
        return None
    for shape in shapes:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None
