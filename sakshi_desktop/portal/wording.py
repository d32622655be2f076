"""Texts that people typed, in the form in which they are kept."""

import unicodedata

UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Kinds of characters that mean nothing to a reader, and of which some databases take none."""


def line(text: str) -> str:
    """Return a text in one line, with single blanks between its words and nothing that cannot be seen."""
    return " ".join(_seen(text).split())


def lines(text: str) -> str:
    """Return a text in its lines, without blanks around it and nothing that cannot be seen."""
    return "\n".join(_seen(part).rstrip() for part in text.splitlines()).strip()


def _seen(text: str) -> str:
    return "".join(sign if unicodedata.category(sign) not in UNSEEN else " " for sign in text)
