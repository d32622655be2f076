"""Numbers among the words of a command: read within their bounds, refused with a sentence that names those."""

import argparse
import math
from collections.abc import Callable

LARGEST = 2**63 - 1
"""What a database can count to."""


def whole(least: int = 0, most: int = LARGEST) -> Callable[[str], int]:
    """Return what reads a whole number from ``least`` to ``most``."""

    def read(text: str) -> int:
        digits = text.strip()
        if not (
            digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)) and least <= int(digits) <= most
        ):
            raise argparse.ArgumentTypeError(f"“{text}” is no whole number {_bounds(least, most)}")
        return int(digits)

    return read


def amount(least: float, most: float = math.inf) -> Callable[[str], float]:
    """Return what reads a number from ``least`` to ``most``."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (least <= number <= most and math.isfinite(number)):
            raise argparse.ArgumentTypeError(f"“{text}” is no number {_bounds(least, most)}")
        return number

    return read


def _bounds(least: float, most: float) -> str:
    return f"from {least:g} on" if most in {LARGEST, math.inf} else f"from {least:g} to {most:g}"
