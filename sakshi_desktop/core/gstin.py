"""GST numbers of India: fifteen signs, of which the first two are the state and the last proves the others."""

import re

from sakshi_desktop.core.errors import InvalidError, shortened

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STATES = {
    "01": "Jammu and Kashmir", "02": "Himachal Pradesh", "03": "Punjab", "04": "Chandigarh", "05": "Uttarakhand",
    "06": "Haryana", "07": "Delhi", "08": "Rajasthan", "09": "Uttar Pradesh", "10": "Bihar", "11": "Sikkim",
    "12": "Arunachal Pradesh", "13": "Nagaland", "14": "Manipur", "15": "Mizoram", "16": "Tripura", "17": "Meghalaya",
    "18": "Assam", "19": "West Bengal", "20": "Jharkhand", "21": "Odisha", "22": "Chhattisgarh", "23": "Madhya Pradesh",
    "24": "Gujarat", "26": "Dadra and Nagar Haveli and Daman and Diu", "27": "Maharashtra", "29": "Karnataka",
    "30": "Goa", "31": "Lakshadweep", "32": "Kerala", "33": "Tamil Nadu", "34": "Puducherry",
    "35": "Andaman and Nicobar Islands", "36": "Telangana", "37": "Andhra Pradesh", "38": "Ladakh",
}  # fmt: skip
"""By the code that a GST number begins with."""
_SHAPE = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")


def read(text: str) -> str:
    """Return a GST number in its one form.

    Raises:
        InvalidError: it has another shape, another check digit, or an unknown state.
    """
    number = re.sub(r"[\s-]", "", text).upper()
    if not _SHAPE.fullmatch(number):
        raise InvalidError(f"“{shortened(text)}” is no GST number.", hint="It has 15 signs, such as 29AAGCB7383J1Z4.")
    if number[:2] not in STATES:
        raise InvalidError(f"There is no state with the code {number[:2]}.", hint="Look at the first two digits again.")
    if check_digit(number[:-1]) != number[-1]:
        raise InvalidError("The last sign of this GST number does not fit the others.", hint="Look for a slip.")
    return number


def check_digit(body: str) -> str:
    """Return the sign that proves the first fourteen."""
    total = 0
    for place, sign in enumerate(body):
        product = SIGNS.index(sign) * (1 + place % 2)
        total += product // len(SIGNS) + product % len(SIGNS)
    return SIGNS[-total % len(SIGNS)]


def state_of(number: str) -> str:
    """Return the state in which a GST number is registered."""
    return STATES[number[:2]]
