"""How columns share a room that is too narrow for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What a column asks for.

    Attributes:
        width: in pixels, where there is room.
        least: to which it may be narrowed, no more than ``width``.
        spare: how soon it goes where there is no room, the highest first; 0 never.
    """

    width: int
    least: int
    spare: int = 0


def fit(wishes: Sequence[Wish], room: int) -> list[int]:
    """Return the width of each column in ``room`` pixels, 0 where it goes.

    The spare ones go, of equals the last, until the others can be as narrow as they may; those share what they lack by
    what each can give. The columns that never go may ask for more than there is.
    """
    kept = set(range(len(wishes)))
    for place in sorted(kept, key=lambda at: (wishes[at].spare, at), reverse=True):
        if not wishes[place].spare or sum(wishes[at].least for at in kept) <= room:
            break
        kept.discard(place)
    lack = sum(wishes[at].width for at in kept) - room
    given = 0
    widths = [0] * len(wishes)
    can_give = sum(wishes[at].width - wishes[at].least for at in kept)
    for place in sorted(kept):
        wish = wishes[place]
        share = _share(lack - given, wish.width - wish.least, can_give)
        given += share
        can_give -= wish.width - wish.least
        widths[place] = wish.width - share
    return widths


def _share(lack: int, can: int, all_can: int) -> int:
    """Return how many of the pixels that are still lacking one column gives, in whole ones: the last gives the rest."""
    return min(can, -(-lack * can // all_can)) if lack > 0 and all_can > 0 else 0
