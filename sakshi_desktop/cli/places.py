"""Locations as people write them on the command line: LOC-3, 3 or a name."""

import difflib
from collections.abc import Sequence

from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.letters import fold


def chosen(figures: Figures, words: Sequence[str] | None) -> tuple[int, ...] | None:
    """Return the ids of the locations that ``words`` name; None, without words, is all of them.

    Raises:
        NotFoundError: no location is called so.
    """
    if not words:
        return None
    outlets = figures.outlets()
    names = {outlet.name.casefold(): outlet.id for outlet in outlets}
    known = {outlet.id for outlet in outlets}
    return tuple(dict.fromkeys(_find(word, names, known) for word in words))


def _find(word: str, names: dict[str, int], known: set[int]) -> int:
    cleaned = fold(word)
    if cleaned in names:
        return names[cleaned]
    try:
        number = ids.parse(word, "LOC")
    except InvalidError:
        number = None
    if number in known:
        return number
    near = difflib.get_close_matches(cleaned, names, n=1)
    if near:
        hint = f"Did you mean “{near[0].title()}”?"
    else:
        hint = "“sakshi locations” lists them." if names else "Import sales or make the demo first."
    raise NotFoundError(f"There is no location “{word}”.", hint=hint)
