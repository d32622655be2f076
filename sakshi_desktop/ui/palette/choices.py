"""What can be chosen in the palette, and how well it meets what was typed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

NEAR = 80
"""How alike, of 100, a word must be to one that was probably meant."""
FUZZY = 4
"""Letters from which on a word may be spelt wrong, or be the beginning of another word for the same."""


class Section(StrEnum):
    """Where a choice stands; sections are shown in this order."""

    RECENT = "Recent"
    PAGES = "Pages"
    ACTIONS = "Actions"
    SETTINGS = "Settings"
    LOCATIONS = "Locations"
    CUSTOMERS = "Customers"
    ORDERS = "Orders"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the palette.

    Attributes:
        key: what is remembered of it: its kind and its own key, no name of anybody.
        detail: what stands beside the title, quieter.
        shortcut: the keys that do the same.
        words: other words by which it is found.
        shy: it is shown only where something is typed.
    """

    key: str
    section: Section
    title: str
    icon: str
    act: Callable[[], object]
    detail: str = ""
    shortcut: str = ""
    words: str = ""
    shy: bool = False


def matching(choices: Iterable[Choice], typed: str, recent: Sequence[str]) -> list[Choice]:
    """Return the choices that meet what was typed, the best first; among equals those that were chosen lately."""
    met = [(score(typed, choice), choice) for choice in choices]
    places = {key: place for place, key in enumerate(recent)}
    kept = [(-points, places.get(choice.key, len(places)), choice) for points, choice in met if points]
    return [choice for _, _, choice in sorted(kept, key=_rank)]


def score(typed: str, choice: Choice) -> int:
    """Return how well a choice meets what was typed, 0 where it does not.

    Every word must begin one of its title's words, or be one of its other words, of which four letters are enough; or
    the letters begin the title's words one after another; or every word is nearly one of its words.
    """
    wanted = typed.casefold().split()
    title = choice.title.casefold()
    others = [*choice.detail.casefold().split(), *choice.words.casefold().split()]
    if not wanted:
        return 0
    if title.startswith(" ".join(wanted)):
        return 100
    if all(any(word.startswith(want) for word in title.split()) for want in wanted):
        return 90
    if all(_is_called(want, title.split(), others) for want in wanted):
        return 80
    if _begin("".join(wanted), title.split()):
        return 70
    if all(_is_near(want, title.split(), others) for want in wanted):
        return 60
    return 0


def _rank(met: tuple[int, int, Choice]) -> tuple[int, int]:
    return met[:2]


def _begin(letters: str, words: Sequence[str]) -> bool:
    """Return whether ``letters`` are beginnings of ``words``, one after another: "lm" or "lamo" of "last month"."""
    if not letters:
        return True
    if not words:
        return False
    return any(
        words[0].startswith(letters[:size]) and _begin(letters[size:], words[1:]) for size in range(len(letters), 0, -1)
    )


def _is_called(want: str, title: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether a word is meant; few letters mean a person's name more often than another word of an action."""
    return any(word.startswith(want) for word in title) or any(
        word == want or (len(want) >= FUZZY and word.startswith(want)) for word in others
    )


def _is_near(want: str, title: Sequence[str], others: Sequence[str]) -> bool:
    if len(want) < FUZZY:
        return _is_called(want, title, others)
    return any(fuzz.ratio(want, word[: len(want) + 1]) >= NEAR for word in (*title, *others))
