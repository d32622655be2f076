"""The letters of texts that people type: what a reader can see, how words compare, what joins Indian letters."""

import unicodedata

UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Kinds of characters that mean nothing to a reader, and of which some databases take none; a blank stands for them."""
UNSEEN_WITHIN = "Cf"
"""The kind that stands within words, such as those that turn what follows from right to left."""
JOINERS = frozenset("\u200c\u200d")
"""Of that kind, but Indian scripts are written with them."""


def seen(text: str) -> str:
    """Return a text without what cannot be seen."""
    return text if text.isprintable() else "".join(map(_seen, text))


def fold(text: str) -> str:
    """Return a text in the form in which words are compared: one blank between words, no case."""
    return " ".join(text.split()).casefold()


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in UNSEEN:
        return " "
    return "" if kind == UNSEEN_WITHIN and sign not in JOINERS else sign
