"""PIN codes of India and the states they lie in, by their first two digits."""

import re

from sakshi_desktop.core.errors import InvalidError, shortened

SHAPE = re.compile(r"[1-9][0-9]{5}")
ARMY = "Army Post Office"
_RANGES: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (11, 11, ("Delhi",)),
    (12, 13, ("Haryana", "Chandigarh")),
    (14, 15, ("Punjab", "Chandigarh")),
    (16, 16, ("Chandigarh", "Punjab", "Haryana")),
    (17, 17, ("Himachal Pradesh",)),
    (18, 19, ("Jammu and Kashmir", "Ladakh")),
    (20, 23, ("Uttar Pradesh",)),
    (24, 24, ("Uttar Pradesh", "Uttarakhand")),
    (25, 25, ("Uttar Pradesh",)),
    (26, 26, ("Uttar Pradesh", "Uttarakhand")),
    (27, 28, ("Uttar Pradesh",)),
    (30, 34, ("Rajasthan",)),
    (36, 39, ("Gujarat", "Dadra and Nagar Haveli and Daman and Diu")),
    (40, 40, ("Maharashtra", "Goa")),
    (41, 44, ("Maharashtra",)),
    (45, 48, ("Madhya Pradesh",)),
    (49, 49, ("Chhattisgarh",)),
    (50, 50, ("Telangana", "Andhra Pradesh")),
    (51, 52, ("Andhra Pradesh",)),
    (53, 53, ("Andhra Pradesh", "Puducherry")),
    (56, 59, ("Karnataka",)),
    (60, 60, ("Tamil Nadu", "Puducherry")),
    (61, 66, ("Tamil Nadu",)),
    (67, 67, ("Kerala", "Puducherry")),
    (68, 68, ("Kerala", "Lakshadweep")),
    (69, 69, ("Kerala",)),
    (70, 72, ("West Bengal",)),
    (73, 73, ("West Bengal", "Sikkim")),
    (74, 74, ("West Bengal", "Andaman and Nicobar Islands")),
    (75, 77, ("Odisha",)),
    (78, 78, ("Assam", "Meghalaya")),
    (79, 79, ("Arunachal Pradesh", "Assam", "Manipur", "Meghalaya", "Mizoram", "Nagaland", "Tripura")),
    (80, 80, ("Bihar",)),
    (81, 85, ("Bihar", "Jharkhand")),
    (90, 99, (ARMY,)),
)
BY_START: dict[str, tuple[str, ...]] = {
    str(start): states for first, last, states in _RANGES for start in range(first, last + 1)
}
STATES: tuple[str, ...] = tuple(sorted({state for _, _, states in _RANGES for state in states}))
_KNOWN = {state.casefold(): state for state in STATES}


def pin_code(text: str) -> str:
    """Return a PIN code without the blank that some write in its middle.

    Raises:
        InvalidError: it is none, or no such one is in use.
    """
    plain = text.replace(" ", "").replace("-", "")
    if not SHAPE.fullmatch(plain):
        raise InvalidError(f"“{shortened(text.strip())}” is no PIN code.", hint="It has six digits, such as 560038.")
    if plain[:2] not in BY_START:
        raise InvalidError(f"No PIN code begins with {plain[:2]}.", hint="Look at its first digits again.")
    return plain


def state(text: str) -> str:
    """Return the name of a state or union territory as it is written here.

    Raises:
        InvalidError: there is none of that name.
    """
    plain = " ".join(text.replace("&", "and").split()).casefold()
    if plain not in _KNOWN:
        raise InvalidError(f"“{shortened(text.strip())}” is no state of India.", hint="Choose it from the list.")
    return _KNOWN[plain]


def states_of(pin: str) -> tuple[str, ...]:
    """Return the states in which PIN codes begin like ``pin``; none for one that begins like no other."""
    return BY_START.get(pin[:2], ())


def lies_in(pin: str, where: str) -> None:
    """Check that a PIN code lies in a state.

    Raises:
        InvalidError: it lies elsewhere.
    """
    states = states_of(pin)
    if where not in states:
        raise InvalidError(
            f"PIN code {pin} lies in {' or '.join(states)}, not in {where}.", hint="Correct one of them."
        )
