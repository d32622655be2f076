"""What a row of any table says of its order: the key by which it is found, and the rest."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.amounts import CHARGES, Amounts
from sakshi_desktop.importers.columns import Columns, picker
from sakshi_desktop.importers.dates import HOUR, Moments, series_of, zone_of
from sakshi_desktop.importers.people import People
from sakshi_desktop.importers.types import Field, Grouping, Mapping, Person, Recognition, SaleKind
from sakshi_desktop.importers.values import CACHE_LIMIT, MICRO, Spellings, UnreadableError, identifier, micros, printed
from sakshi_desktop.importers.values import words as tidy

HEAD_FIELDS = (
    *(
        Field.CUSTOMER_ID,
        Field.CUSTOMER_NAME,
        Field.PHONE,
        Field.EMAIL,
        Field.STATUS,
        Field.CHANNEL,
        Field.PAYMENT,
        Field.DAY_PART,
    ),
    *(Field.STAFF, Field.RATING, Field.COMMENT, Field.REASON, *CHARGES),
)
KEY_FIELDS = (Field.ORDER_ID, Field.DATE, Field.TIME, Field.LOCATION, Field.KIND, Field.STATUS)
BEST = 5
REFUND_TAIL = "/refund"


class Head(NamedTuple):
    """What a row says of its order besides key, date and lines; ``printed`` is all of it as text."""

    status: OrderStatus
    channel: Channel
    day_part: DayPart | None
    person: Person | None
    staff: str | None
    payment: PaymentMethod | None
    charges: tuple[int, ...]
    rating: int | None
    comment: str | None
    reason: str | None
    printed: str = ""


class Key(NamedTuple):
    """Which order a row belongs to, and when it was placed."""

    kind: SaleKind
    location: str | None
    series: str
    external_id: str
    refund_of: str | None
    day: int
    second: int | None
    zone: str | None


class Places:
    """Takes the cells of some fields out of a row; constants stand in for columns that the file lacks."""

    def __init__(self, recognition: Recognition, wanted: Sequence[Field]) -> None:
        columns = Columns(recognition.columns)
        places = {field: columns.find(name) for field, name in recognition.mapping.columns.items() if field in wanted}
        self.fields = [field for field in wanted if places.get(field) is not None]
        self.pick: Callable[[Sequence[str]], tuple[str, ...]] = picker(
            [place for field in self.fields if (place := places[field]) is not None]
        )
        self.constants = {field: text for field, text in recognition.mapping.constants.items() if field in wanted}

    def named(self, texts: Sequence[str]) -> dict[Field, str]:
        """Return picked texts by their fields, with the constants."""
        return {**self.constants, **dict(zip(self.fields, texts, strict=True))}


class Heads:
    """Reads what rows say of their orders; equal cells are read once."""

    def __init__(self, recognition: Recognition) -> None:
        self.places = Places(recognition, HEAD_FIELDS)
        self._amounts = Amounts(recognition.mapping, self.places.fields, Spellings())
        self._people = People()
        self._met: dict[tuple[str, ...], Head] = {}

    def __call__(self, cells: Sequence[str]) -> Head:
        """Return what the row says.

        Raises:
            UnreadableError: a charge is no number.
        """
        texts = self.places.pick(cells)
        head = self._met.get(texts)
        if head is None:
            head = self._read(texts)
            if len(self._met) >= CACHE_LIMIT:
                self._met.clear()
            self._met[texts] = head
        return head

    def _read(self, texts: tuple[str, ...]) -> Head:
        said = self.places.named(texts)

        def text(field: Field) -> str:
            return said.get(field, "")

        head = Head(
            words.status(text(Field.STATUS)),
            words.channel(text(Field.CHANNEL)) or Channel.OTHER,
            words.day_part(text(Field.DAY_PART)),
            self._people[text(Field.CUSTOMER_ID), text(Field.CUSTOMER_NAME), text(Field.PHONE), text(Field.EMAIL)],
            tidy(text(Field.STAFF)),
            words.payment(text(Field.PAYMENT)),
            self._amounts.charges(texts),
            rating(text(Field.RATING)),
            tidy(text(Field.COMMENT)),
            tidy(text(Field.REASON)),
        )
        return head._replace(printed=printed(head))


class Keys:
    """Reads which order a row belongs to."""

    def __init__(self, recognition: Recognition) -> None:
        self.places = Places(recognition, KEY_FIELDS)
        self._mapping: Mapping = recognition.mapping
        self._moments = Moments(recognition.date_order, recognition.latest_day)

    def __call__(self, cells: Sequence[str]) -> Key:
        """Return the key of the row's order; its external_id is "" where rows have no number.

        Raises:
            UnreadableError: date, time or order number are missing or damaged.
        """
        said = self.places.named(self.places.pick(cells))
        kind = words.kind(said.get(Field.KIND, ""))
        day, second, zone = self._when(said)
        location = tidy(said.get(Field.LOCATION, ""))
        series = series_of(day, self._mapping.series)
        number = ""
        if self._mapping.grouping is Grouping.ID:
            number = identifier(said.get(Field.ORDER_ID, "")) or _missing("order number")
        elif self._mapping.grouping is Grouping.MOMENT:
            number = _moment(day, second)
        by_prefix = self._by_prefix(number)
        if by_prefix:
            return Key(by_prefix, location, series, number, None, day, second, zone)
        if kind is SaleKind.ORDER or not number:
            return Key(kind, location, series, number, None, day, second, zone)
        return Key(kind, location, series, number + REFUND_TAIL, number, day, second, zone)

    def _by_prefix(self, number: str) -> SaleKind | None:
        mapping = self._mapping
        if mapping.refund_prefix and number.startswith(mapping.refund_prefix):
            return SaleKind.REFUND
        if mapping.adjustment_prefix and number.startswith(mapping.adjustment_prefix):
            return SaleKind.ADJUSTMENT
        return None

    def _when(self, said: dict[Field, str]) -> tuple[int, int | None, str | None]:
        date, time = said.get(Field.DATE, ""), said.get(Field.TIME)
        day, second = self._moments(date)
        if time is not None:
            second = self._moments.times[time]
        last = (time or date)[-1:]
        return day, second, None if second is None or last.isdigit() else zone_of(time or date)


def rating(text: str) -> int | None:
    """Return a rating of 1 to 5 stars, halves rounded up; None for anything else."""
    try:
        value = micros(text)
    except UnreadableError:
        return None
    stars = (2 * value + MICRO) // (2 * MICRO) if value is not None else 0
    return stars if 1 <= stars <= BEST else None


def _moment(day: int, second: int | None) -> str:
    if second is None:
        return _missing("time")
    return f"{to_date(day)}T{second // HOUR:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def _missing(what: str) -> str:
    raise UnreadableError(f"The {what} is missing.")
