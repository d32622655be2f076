"""Column names: compared without case, joints and bracketed remarks, found by name and never by place."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_JOINT = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """Return a column name as it is compared: ``InvoiceDate``, ``invoice_date`` and ``Invoice  Date`` are one."""
    return " ".join(_JOINT.sub(" ", _CAMEL.sub(" ", name)).casefold().split())


class Columns:
    """Finds columns of a table by their names; the first of several equal names counts."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._places: dict[str, int] = {}
        for spell in (plain, _without_remarks):
            for place, name in enumerate(names):
                if name:
                    self._places.setdefault(spell(name), place)

    def find(self, *names: str) -> int | None:
        """Return the place of the first of ``names`` that the table has."""
        return next((self._places[plain(name)] for name in names if plain(name) in self._places), None)

    def name_of(self, *names: str) -> str | None:
        """Return the name, as the table writes it, of the first of ``names`` that it has."""
        place = self.find(*names)
        return None if place is None else self.names[place]

    def __contains__(self, name: object) -> bool:
        """Tell whether the table has a column of this name."""
        return isinstance(name, str) and plain(name) in self._places


def _without_remarks(name: str) -> str:
    return plain(_REMARK.sub(" ", name.replace("\n", " "))) or plain(name)


def picker(places: Iterable[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what takes the cells at ``places`` out of a row, as a tuple of that length."""
    wanted = list(places)
    if not wanted:
        return lambda _: ()
    if len(wanted) == 1:
        only = itemgetter(wanted[0])
        return lambda cells: (only(cells),)
    return itemgetter(*wanted)
