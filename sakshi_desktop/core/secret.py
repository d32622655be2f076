"""A secret value that does not show itself: not in a log, an exception, a copy or a picture."""

import hmac
from typing import Never

HIDDEN = "••••"
LAST = 4
LONG_ENOUGH = 12
"""Characters from which showing the last four tells little of a secret."""


class Secret:
    """A password, key or token. Only ``reveal`` tells it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself, for the one who sends or signs with it."""
        return self._value

    @property
    def ending(self) -> str:
        """Return the last four characters behind dots, the dots alone where that would tell too much."""
        return HIDDEN + self._value[-LAST:] if len(self._value) >= LONG_ENOUGH else HIDDEN

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_bytes(self.reveal()), _bytes(other.reveal()))

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not copied out of the program")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
