"""Telling whoever waits how far something is."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Is told the share that is done, 0 to 1, and what is being done; what it raises ends that."""


def silent(_share: float, _text: str) -> None:
    """Tell nobody."""
