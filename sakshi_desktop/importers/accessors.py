"""Typed access to the cells of a row by the names of their columns, for the exports of known systems."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sakshi_desktop.importers.columns import Columns, picker
from sakshi_desktop.importers.dates import Moments, zone_of
from sakshi_desktop.importers.people import People
from sakshi_desktop.importers.types import Person, Recognition
from sakshi_desktop.importers.values import (
    CACHE_LIMIT,
    MICRO,
    Spellings,
    UnreadableError,
    identifier,
    micros,
    minor_digits,
    to_minor,
)
from sakshi_desktop.importers.values import name as named
from sakshi_desktop.importers.values import words as tidy

Row = Sequence[str]
T = TypeVar("T")
REPEATED_LIMIT = 60_000
MILLI = MICRO // 1000
MOST = 10**13 * MICRO
"""The largest number of a cell, in millionths."""


class Cells:
    """Makes, for one table, functions that read one value out of a row; a column that is missing reads as blank."""

    def __init__(self, recognition: Recognition) -> None:
        self._columns = Columns(recognition.columns)
        self._decimal = recognition.mapping.decimal
        self._digits = minor_digits(recognition.currency)
        self._moments = Moments(recognition.date_order, recognition.latest_day)
        self._people = People()
        self._numbers: dict[str, int | None] = {}
        self.spell = Spellings()

    def has(self, *names: str) -> bool:
        """Tell whether the table has one of these columns."""
        return self._columns.find(*names) is not None

    def raw(self, *names: str) -> Callable[[Row], str]:
        """Return what reads the cell of the first of these columns that the table has."""
        place = self._columns.find(*names)
        return (lambda _: "") if place is None else (lambda row: row[place])

    def text(self, *names: str) -> Callable[[Row], str | None]:
        """Return what reads a text with its blanks in order; None for a blank."""
        return self._remembered(tidy, names)

    def name(self, *names: str) -> Callable[[Row], str | None]:
        """Return what reads a name, such as that of a location; None for a blank, far too long ones are refused."""
        return self._remembered(named, names)

    def _remembered(self, understand: Callable[[str], str | None], names: Sequence[str]) -> Callable[[Row], str | None]:
        cell = self.raw(*names)
        met: dict[str, str | None] = {}

        def read(row: Row) -> str | None:
            text = cell(row)
            if text not in met:
                if len(met) >= REPEATED_LIMIT:
                    met.clear()
                met[text] = understand(text)
            return met[text]

        return read

    def item(self, *names: str) -> Callable[[Row], str | None]:
        """Return what reads a name in the one spelling of this file."""
        cell = self.raw(*names)
        return lambda row: self.spell(cell(row))

    def number(self, *names: str) -> Callable[[Row], int | None]:
        """Return what reads a number in millionths; None for a blank."""
        cell = self.raw(*names)
        return lambda row: self._number(cell(row))

    def money(self, *names: str) -> Callable[[Row], int]:
        """Return what reads an amount in minor units; 0 for a blank."""
        cell = self.raw(*names)
        return lambda row: to_minor(self._number(cell(row)) or 0, self._digits)

    def maybe_money(self, *names: str) -> Callable[[Row], int | None]:
        """Return what reads an amount in minor units; None for a blank."""
        cell = self.raw(*names)

        def read(row: Row) -> int | None:
            value = self._number(cell(row))
            return None if value is None else to_minor(value, self._digits)

        return read

    def milli(self, *names: str) -> Callable[[Row], int | None]:
        """Return what reads a quantity in thousandths; None for a blank."""
        cell = self.raw(*names)

        def read(row: Row) -> int | None:
            value = self._number(cell(row))
            return None if value is None else to_minor(value, 3)

        return read

    def order_id(self, *names: str) -> Callable[[Row], str]:
        """Return what reads an order number; blank and damaged ones raise UnreadableError."""
        cell = self.raw(*names)

        def read(row: Row) -> str:
            number = identifier(cell(row))
            if number is None:
                raise UnreadableError("The order number is missing.")
            return number

        return read

    def moment(self, date: str, time: str | None = None) -> Callable[[Row], tuple[int, int | None]]:
        """Return what reads day and second of the day; alternatives of a name are divided by ``|``."""
        day_of = self.raw(*date.split("|"))
        if time is None or not self.has(*time.split("|")):
            return lambda row: self._moments(day_of(row))
        time_of = self.raw(*time.split("|"))
        return lambda row: (self._moments(day_of(row))[0], self._moments.times[time_of(row)])

    def zone(self, *names: str) -> Callable[[Row], str | None]:
        """Return what reads the zone that the time itself names."""
        cell = self.raw(*names)
        return lambda row: zone_of(cell(row))

    def person(
        self, number: str = "", called: str = "", calls: str = "", writes: str = ""
    ) -> Callable[[Row], Person | None]:
        """Return what reads who bought, from id, name, phone and mail; alternatives are divided by ``|``."""
        cells = [self.raw(*names.split("|")) for names in (number, called, calls, writes)]
        return lambda row: self._people[cells[0](row), cells[1](row), cells[2](row), cells[3](row)]

    def _number(self, text: str) -> int | None:
        if text in self._numbers:
            return self._numbers[text]
        value = micros(text, self._decimal)
        if value is not None and abs(value) > MOST:
            raise UnreadableError(f"“{text.strip()}” is larger than 10,000,000,000,000.")
        if len(self._numbers) >= CACHE_LIMIT:
            self._numbers.clear()
        self._numbers[text] = value
        return value


class Repeated(Generic[T]):
    """Remembers what ``read`` makes of a row, by the cells of the columns it looks at."""

    def __init__(self, recognition: Recognition, names: Sequence[str], read: Callable[[Row], T]) -> None:
        columns = Columns(recognition.columns)
        self._pick = picker(place for name in names if (place := columns.find(name)) is not None)
        self._read = read
        self._met: dict[tuple[str, ...], T] = {}

    def __call__(self, row: Row) -> T:
        """Return what ``read`` makes of the row."""
        texts = self._pick(row)
        if texts in self._met:
            return self._met[texts]
        value = self._read(row)
        if len(self._met) >= REPEATED_LIMIT:
            self._met.clear()
        self._met[texts] = value
        return value


def whole_amount(worth: int | None, *, gone: bool) -> int:
    """Return what a bill was worth; a cancelled one counts for nothing and may be blank.

    Raises:
        UnreadableError: the file does not say it.
    """
    if gone:
        return max(worth or 0, 0)
    if worth is None:
        raise UnreadableError("The amount is missing.")
    return worth


def unit_price(gross_paise: int, quantity_milli: int) -> int:
    """Return the price of one unit in minor units, half away from zero; 0 where the quantity is 0."""
    if not quantity_milli:
        return 0
    magnitude = (2 * abs(gross_paise) * 1000 + abs(quantity_milli)) // (2 * abs(quantity_milli))
    return magnitude if (gross_paise < 0) == (quantity_milli < 0) else -magnitude
