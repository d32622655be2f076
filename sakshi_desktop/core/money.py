"""Money in whole minor units: rounding at the edge, and figures as people in India write them."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NewType


class Grouping(StrEnum):
    """How the people of this PC group large figures of rupees, and counts."""

    LAKH = "lakh"
    MILLION = "million"


_worn = {"grouping": Grouping.LAKH}

Paise = NewType("Paise", int)
"""Minor units of a currency: paise of the rupee, cents of the dollar."""

SYMBOLS = {"INR": "₹", "USD": "$", "GBP": "£", "EUR": "€", "AED": "AED ", "SGD": "S$"}
CURRENCIES = frozenset([
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC",
    "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
    "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK",
    "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD",
    "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN",
    "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON",
    "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC",
    "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS",
    "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWL",
])  # fmt: skip
"""The codes of ISO 4217 in which sales are counted."""
THOUSAND = 1000
LAKH = 100_000
CRORE = 10_000_000
INDIAN_STEPS = ((THOUSAND, "K"), (LAKH, "L"), (CRORE, "Cr"))
WESTERN_STEPS = ((THOUSAND, "K"), (10**6, "M"), (10**9, "B"))


def speak(grouping: Grouping) -> None:
    """Group all figures of this process so from now on, as a locale does; machine-readable output never groups."""
    _worn["grouping"] = grouping


def half_up(value: Decimal) -> int:
    """Return ``value`` rounded to a whole number, halves away from zero."""
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def ratio_half_up(total: int, count: int) -> int:
    """Return ``total / count`` rounded half away from zero, in whole numbers only; ``count`` > 0."""
    magnitude = (2 * abs(total) + count) // (2 * count)
    return magnitude if total >= 0 else -magnitude


def times(quantity_milli: int, unit_paise: int) -> int:
    """Return the amount of ``quantity_milli`` thousandths at ``unit_paise`` each, half-up per line."""
    return ratio_half_up(quantity_milli * unit_paise, 1000)


def group_indian(digits: str) -> str:
    """Return digits grouped as lakh and crore: 12345678 is 1,23,45,678."""
    head, tail = digits[:-3], digits[-3:]
    if not head:
        return tail
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail])


def group(digits: str, currency: str) -> str:
    """Return digits grouped as the people of ``currency`` write them."""
    return group_indian(digits) if _is_indian(currency) else f"{int(digits):,}"


def _is_indian(currency: str) -> bool:
    return currency == "INR" and _worn["grouping"] is Grouping.LAKH


def format_money(paise: int, currency: str = "INR", *, minor: bool = True) -> str:
    """Return an amount as text: 12345678 paise is ₹1,23,456.78, -150000 is -₹1,500.00.

    Args:
        paise: minor units of ``currency``.
        currency: an ISO code; one without a symbol of ours stands before the amount.
        minor: False rounds to whole rupees, half-up: ₹1,23,457.
    """
    sign = "-" if paise < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    if not minor:
        whole = ratio_half_up(abs(paise), 100)
        return f"{sign if whole else ''}{symbol}{group(str(whole), currency)}"
    whole, rest = divmod(abs(paise), 100)
    return f"{sign}{symbol}{group(str(whole), currency)}.{rest:02d}"


def format_short(paise: int, currency: str = "INR") -> str:
    """Return an amount for an axis: ₹12.3 L, ₹1.2 Cr; other currencies in thousands and millions, half-up.

    What would round up to 100.0 K is 1.0 L.
    """
    sign = "-" if paise < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    whole = ratio_half_up(abs(paise), 100)
    if whole < THOUSAND:
        return f"{sign if whole else ''}{symbol}{whole}"
    steps = INDIAN_STEPS if _is_indian(currency) else WESTERN_STEPS
    fitting = (
        step for step, (limit, _) in pairwise(steps) if ratio_half_up(abs(paise), 10 * step[0]) * step[0] < 10 * limit
    )
    size, name = next(fitting, steps[-1])
    units, tenths = divmod(ratio_half_up(abs(paise), 10 * size), 10)
    return f"{sign}{symbol}{group(str(units), currency)}.{tenths} {name}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: 1 order, 2,50,000 orders."""
    return f"{format_count(count)} {noun}{'' if count == 1 else 's'}"


def format_count(count: int, currency: str = "INR") -> str:
    """Return a count grouped as the people of ``currency`` write it."""
    return ("-" if count < 0 else "") + group(str(abs(count)), currency)
