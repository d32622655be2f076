"""How a word speaks."""

from enum import StrEnum


class Tone(StrEnum):
    """The colour a word is in, a token of the theme; the word says the same, so that colour is never the only sign."""

    PLAIN = "text"
    QUIET = "muted"
    GOOD = "good"
    BAD = "bad"
    STRONG = "accent"
