"""Order numbers that start again: how often, found out over all rows of a table."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from zlib import crc32

from sakshi_desktop.core.letters import fold
from sakshi_desktop.importers import words
from sakshi_desktop.importers.columns import Columns
from sakshi_desktop.importers.dates import read_date, series_of, split_moment
from sakshi_desktop.importers.types import Field, Mapping, SaleKind, Series

OFTEN = 0.05
FEWEST = 3
"""Numbers that must come again on other days, as a share and at least, before they are taken as starting again."""
MOST = 0.5
NEARLY_ALL = 0.98
"""Share of the numbers that came again, of which each must stand once in a year: a date may be mistyped."""
REMEMBERED = 40_000
"""Numbers that are followed; of more of them only every second, fourth... is, chosen by the number itself."""
RESTARTING = {Series.DAY: "day", Series.YEAR: "year", Series.FINANCIAL_YEAR: "financial year"}


class Restarts:
    """Follows the numbers of a table and the days on which each outlet gave them out."""

    def __init__(self, columns: Columns, mapping: Mapping) -> None:
        def places(*fields: Field) -> list[int]:
            found = (columns.find(mapping.columns.get(field, "")) for field in fields)
            return [place for place in found if place is not None]

        number, date = places(Field.ORDER_ID), places(Field.DATE)
        self._number = mapping.columns.get(Field.ORDER_ID, "")
        self._places = [*number, *date, *places(Field.KIND, Field.LOCATION)] if number and date else []
        self._has_kind = bool(places(Field.KIND))
        self._worth = places(Field.QUANTITY, Field.AMOUNT, Field.GROSS, Field.TOTAL)
        self._every = 1
        self._days: dict[tuple[str, ...], set[str]] = {}

    def take(self, rows: Iterable[Sequence[str]]) -> None:
        """Look at the numbers of some rows; what came back stands under the number of its order, days later."""
        if not self._places:
            return
        sales = (row for row in rows if not any(_is_negative(row[place]) for place in self._worth))
        for number, date, *rest in dict.fromkeys(map(itemgetter(*self._places), sales)):
            if not number.strip() or (self._every > 1 and crc32(number.encode()) % self._every):
                continue
            if self._has_kind and words.kind(rest.pop(0)) is not SaleKind.ORDER:
                continue
            self._days.setdefault((number, *map(fold, rest)), set()).add(split_moment(date)[0])
        while len(self._days) > REMEMBERED:
            self._every *= 2
            self._days = {key: days for key, days in self._days.items() if not crc32(key[0].encode()) % self._every}

    def series(self, order: str) -> Series:
        """Return how often the numbers start again.

        Args:
            order: "dmy", "mdy" or "ymd", in which the dates are read.
        """
        visits = [_visits(texts, order) for texts in self._days.values() if len(texts) > 1]
        if len(visits) >= max(FEWEST, MOST * len(self._days)) and all(len(days) == 1 for days in visits):
            return Series.DAY  # two days that follow each other: so many orders do not run past midnight
        again = [days for days in visits if len(days) > 1]
        if len(again) < FEWEST:
            return Series.NEVER
        for series in (Series.FINANCIAL_YEAR, Series.YEAR):
            once = sum(len({series_of(day, series) for day in days}) == len(days) for days in again)
            if once >= NEARLY_ALL * len(again):
                return series
        return Series.DAY if len(again) >= OFTEN * len(self._days) else Series.NEVER

    def note(self, series: Series) -> str:
        """Return the sentence about numbers that start again."""
        how = RESTARTING[series]
        said = f"The numbers in “{self._number}” start again every {how}; number and {how} together make an order."
        if series is Series.DAY:
            return said
        return f"{said} Save this mapping and use it for shorter files of the same kind, which do not show that."


def _visits(texts: Iterable[str], order: str) -> list[int]:
    """Return the first days of the orders on some dates; an order may run past midnight."""
    visits: list[int] = []
    for day in sorted(day for text in texts if (day := read_date(text.strip(), order)) is not None):
        if not visits or day - visits[-1] > 1:
            visits.append(day)
    return visits


def _is_negative(text: str) -> bool:
    return "-" in text or "(" in text
