"""Numbers and words out of the cells of a file, exact and each distinct text read once."""

import re
from collections.abc import Iterable
from hashlib import blake2b

from sakshi_desktop.core.errors import shortened
from sakshi_desktop.core.money import ratio_half_up

MICRO = 1_000_000
"""Amounts and quantities are read in millionths, so that a product is exact before it is rounded."""
CACHE_LIMIT = 100_000
LONGEST_NAME = 300
"""Letters of a name or a number: more are no name, and more than an index of PostgreSQL can hold."""
PLACES = 6
SCALES = (1_000_000, 100_000, 10_000, 1_000, 100, 10, 1)
NOTHING = frozenset(
    [
        "",
        "-",
        "--",
        "—",
        ".",
        "n/a",
        "na",
        "nan",
        "nat",
        "none",
        "null",
        "nil",
        "error",
        "unknown",
        "undefined",
        "(blank)",
    ]
) | frozenset(["#n/a", "#ref!", "#value!", "#null!", "#div/0!", "#name?", "<na>", "not available"])
"""Words that stand in a cell for nothing, casefolded."""
MINOR_DIGITS = dict.fromkeys(["JPY", "KRW", "VND", "CLP", "ISK", "UGX"], 0) | dict.fromkeys(
    ["KWD", "BHD", "OMR", "JOD", "TND"], 3
)
SYMBOLS = {
    "₹": "INR",
    "rs": "INR",
    "rs.": "INR",
    "inr": "INR",
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "£": "GBP",
    "gbp": "GBP",
}
SYMBOLS |= {
    "€": "EUR",
    "eur": "EUR",
    "aed": "AED",
    "s$": "SGD",
    "sgd": "SGD",
    "a$": "AUD",
    "aud": "AUD",
    "c$": "CAD",
    "cad": "CAD",
    "¥": "JPY",
}

_MARK = r"(?:₹|rs\.?|inr|us\$|s\$|a\$|c\$|\$|usd|£|gbp|€|eur|aed|sgd|aud|cad|¥)"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-−–])?\s*(?P<mark>{_MARK})?\s*(?P<minus2>[-−–])?\s*(?P<digits>[\d.,'\s]*\d[.,]?)\s*"  # noqa: RUF001
    rf"(?P<mark2>{_MARK})?\s*(?:/-)?(?P<minus3>[-−–])?\s*(?P<close>\))?",  # noqa: RUF001
    re.IGNORECASE,
)
_GROUPED = {
    ".": re.compile(r"(?:\d+|\d{1,3}(?:[,'\s]\d{2,3})*[,'\s]\d{3})?(?:\.\d*)?"),
    ",": re.compile(r"(?:\d+|\d{1,3}(?:[.'\s]\d{3})+)?(?:,\d*)?"),
}
_EXPONENT = re.compile(r"[+-]?\d(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"(?:\d|\.\d{3}),\d{1,2}\D*$")
_DECIMAL_POINT = re.compile(r"(?:\d|,\d{3})\.\d{1,2}\D*$")


class UnreadableError(ValueError):
    """A cell, and with it its row, cannot be taken; the text is a sentence for the person."""


def content_hash(value: object) -> int:
    """Return 48 bits that depend on the value's contents alone, the same on every machine and in every later version.

    Fields of named tuples that are empty do not count: a field that a later version adds changes no hash.
    """
    return text_hash(printed(value))


def text_hash(text: str) -> int:
    """Return 48 bits that depend on a text alone."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")


def printed(value: object) -> str:
    """Return a value as text; of a named tuple the fields that are not empty, by their names."""
    if not isinstance(value, tuple):
        return str(value)
    names = getattr(value, "_fields", None)
    if names is None:
        return "(" + "\x1f".join(map(printed, value)) + ")"
    return (
        "{"
        + "\x1f".join(
            f"{name}={printed(part)}" for name, part in zip(names, value, strict=True) if part or part is False
        )
        + "}"
    )


def micros(text: str, decimal: str = ".") -> int | None:
    """Return a number in millionths, rounded half away from zero; None where the cell stands for nothing.

    Reads ``$8.00``, ``($33.62)``, ``-$7.00``, ``1,23,456.00``, ``₹ 1,200/-``, and with a decimal comma ``1.234,56``.

    Args:
        decimal: the decimal mark, "." or ",".

    Raises:
        UnreadableError: it is no number, far longer than any, or a spreadsheet shortened it to an exponent.
    """
    if len(text) <= LONGEST_NAME and text.isascii() and decimal == ".":
        if text.isdigit():
            return int(text) * MICRO
        whole, _, part = text.partition(".")
        if whole.isdigit() and part.isdigit() and len(part) <= PLACES:
            return int(whole + part) * SCALES[len(part)]
    return _micros(text, decimal)


def _micros(text: str, decimal: str) -> int | None:
    plain = no_longer(text.strip())
    if plain.casefold() in NOTHING:
        return None
    if _EXPONENT.fullmatch(plain):
        raise UnreadableError(f"“{plain}” lost its digits in a spreadsheet.")
    found = _AMOUNT.fullmatch(plain)
    digits = "".join(found["digits"].split()) if found else ""
    if found is None or not _GROUPED[decimal].fullmatch(digits) or bool(found["open"]) != bool(found["close"]):
        raise UnreadableError(f"“{plain}” is not a number.")
    whole, _, part = digits.partition(decimal)
    kept = re.sub(r"\D", "", whole)
    scaled = ratio_half_up(int((kept + part) or "0") * MICRO, 10 ** len(part))
    signs = sum(bool(found[name]) for name in ("open", "minus", "minus2", "minus3"))
    return -scaled if signs % 2 else scaled


def to_minor(value: int, digits: int = 2) -> int:
    """Return millionths of a currency as whole minor units, half away from zero."""
    return ratio_half_up(value, 10 ** (PLACES - digits))


def product(quantity: int, price: int, digits: int = 2) -> int:
    """Return quantity times price, both in millionths, as whole minor units, half away from zero."""
    return ratio_half_up(quantity * price, 10 ** (2 * PLACES - digits))


def minor_digits(currency: str | None) -> int:
    """Return how many digits the minor unit of a currency has; 2 where the currency is not known."""
    return MINOR_DIGITS.get(currency or "", 2)


def symbol_of(text: str) -> str | None:
    """Return the currency that an amount names itself: ``$20`` is USD, ``₹ 1,200`` INR."""
    found = _AMOUNT.fullmatch(text.strip())
    mark = (found["mark"] or found["mark2"]) if found else None
    return SYMBOLS.get(mark.casefold()) if mark else None


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark of a column, decided on all its texts; "." where nothing speaks for a comma."""
    commas = points = 0
    for text in texts:
        plain = text.strip()
        commas += bool(_DECIMAL_COMMA.search(plain))
        points += bool(_DECIMAL_POINT.search(plain))
    return "," if commas > points else "."


def is_number(text: str, decimal: str = ".") -> bool:
    """Tell whether a text is a number or an amount."""
    try:
        return micros(text, decimal) is not None
    except UnreadableError:
        return False


def words(text: str) -> str | None:
    """Return a text with its blanks put in order; None where it stands for nothing."""
    plain = " ".join(text.split())
    return None if plain.casefold() in NOTHING else plain


def name(text: str) -> str | None:
    """Return a name with its blanks put in order; None where it stands for nothing.

    Raises:
        UnreadableError: it is far longer than any name.
    """
    plain = words(text)
    return plain if plain is None else no_longer(plain)


def no_longer(plain: str) -> str:
    """Return a name or a number as it is, or raise UnreadableError where it is far longer than any."""
    if len(plain) > LONGEST_NAME:
        raise UnreadableError(f"“{shortened(plain)}” is longer than {LONGEST_NAME} letters.")
    return plain


def identifier(text: str) -> str | None:
    """Return an id as its system wrote it: without the marks and the ``.0`` that spreadsheets add; None if blank.

    Raises:
        UnreadableError: a spreadsheet turned it into ``1E+04``, or it is far longer than any id.
    """
    if len(text) <= LONGEST_NAME and text.isalnum() and text.isascii() and text[:1].isalpha() and text[-1:].isdigit():
        return text  # the usual case: INV1042
    plain = text.strip().removeprefix("=").strip("\"'`").strip()
    if plain.casefold() in NOTHING:
        return None
    if _EXPONENT.fullmatch(plain) and "+" in plain:
        raise UnreadableError(f"The number “{plain}” lost its digits in a spreadsheet.")
    return no_longer(plain[:-2] if plain.endswith(".0") and plain[:-2].isdigit() else " ".join(plain.split()))


class Spellings:
    """One spelling for each name in a file, whatever its case and blanks; the first decent one is kept."""

    def __init__(self, limit: int = CACHE_LIMIT) -> None:
        self._chosen: dict[str, str] = {}
        self._limit = limit

    def __call__(self, text: str) -> str | None:
        """Return the name as this file spells it; None where the cell stands for nothing.

        Raises:
            UnreadableError: it is far longer than any name.
        """
        plain = " ".join(text.split())
        folded = plain.casefold()
        if folded in NOTHING:
            return None
        chosen = self._chosen.get(folded)
        if chosen is None:
            if len(self._chosen) >= self._limit:
                self._chosen.clear()
            chosen = self._chosen[folded] = decent(no_longer(plain))
        return chosen


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001
SHORT_NAME = 4


def decent(name: str) -> str:
    """Return a name that shouts or whispers in title case: CORTADO is Cortado; BLT stays."""
    if len(name) <= SHORT_NAME or not (name.isupper() or name.islower()):
        return name
    return _WORD.sub(lambda found: found[0].capitalize(), name)
