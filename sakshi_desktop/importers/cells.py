"""What a row of any table says of its order: the key by which it is found, and the rest."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.amounts import CHARGES, Amounts
from sakshi_desktop.importers.columns import Columns, picker
from sakshi_desktop.importers.dates import HOUR, Moments, series_of, zone_of
from sakshi_desktop.importers.people import read as read_person
from sakshi_desktop.importers.types import Field, Grouping, Mapping, Person, Recognition, SaleKind
from sakshi_desktop.importers.values import (
    CACHE_LIMIT,
    LONGEST_NAME,
    MICRO,
    Spellings,
    UnreadableError,
    content_hash,
    identifier,
    micros,
    text_hash,
)
from sakshi_desktop.importers.values import name as named
from sakshi_desktop.importers.values import words as tidy

PERSON_FIELDS = (Field.CUSTOMER_ID, Field.CUSTOMER_NAME, Field.PHONE, Field.EMAIL)
HEAD_FIELDS = (
    *(Field.STATUS, Field.CHANNEL, Field.PAYMENT, Field.DAY_PART, Field.STAFF),
    *(Field.RATING, Field.COMMENT, Field.REASON),
    *CHARGES,
)
KEY_FIELDS = (Field.ORDER_ID, Field.DATE, Field.TIME, Field.LOCATION, Field.KIND, Field.STATUS)
HEAD_LIMIT = 30_000
BEST = 5
NO_AMOUNTS = (None, 0, 0, 0, None)
"""Net, gross, discount, tax and cost of an order whose amounts are the sum of its lines."""
REFUND_TAIL = "/refund"


class Head(NamedTuple):
    """What a row says of its order besides key, date, person and lines.

    Attributes:
        content: hash of all of it.
        tail: what follows the person in a SaleHeader, for an order whose amounts are the sum of its lines.
    """

    status: OrderStatus
    channel: Channel
    day_part: DayPart | None
    staff: str | None
    payment: PaymentMethod | None
    charges: tuple[int, ...]
    rating: int | None
    comment: str | None
    reason: str | None
    content: int = 0
    tail: tuple[object, ...] = ()

    def tail_with(
        self, amounts: Sequence[int | None], payments: tuple[tuple[PaymentMethod, int], ...]
    ) -> tuple[object, ...]:
        """Return what follows the person in a SaleHeader, without the content.

        Args:
            amounts: net, gross, discount, tax and cost.
        """
        net, gross, discount, tax, cost = amounts
        whole = (self.staff, net, gross, discount, tax, *self.charges, cost)
        return (*whole, payments, self.rating, self.comment, (), self.reason, None)


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
        said = dict(zip(self.fields, texts, strict=True))
        return {**self.constants, **said} if self.constants else said


class Heads:
    """Reads what rows say of their orders; equal cells are read once."""

    def __init__(self, recognition: Recognition) -> None:
        self._places = Places(recognition, HEAD_FIELDS)
        self._amounts = Amounts(recognition.mapping, self._places.fields, Spellings())
        self._met: dict[tuple[str, ...], Head] = {}

    def __call__(self, cells: Sequence[str]) -> Head:
        """Return what the row says.

        Raises:
            UnreadableError: a charge is no number.
        """
        texts = self._places.pick(cells)
        head = self._met.get(texts)
        if head is None:
            head = self._read(texts)
            if len(self._met) >= HEAD_LIMIT:
                self._met.clear()
            self._met[texts] = head
        return head

    def _read(self, texts: tuple[str, ...]) -> Head:
        said = self._places.named(texts)

        def text(field: Field) -> str:
            return said.get(field, "")

        head = Head(
            words.status(text(Field.STATUS)),
            words.channel(text(Field.CHANNEL)) or Channel.OTHER,
            words.day_part(text(Field.DAY_PART)),
            tidy(text(Field.STAFF)),
            words.payment(text(Field.PAYMENT)),
            self._amounts.charges(texts),
            rating(text(Field.RATING)),
            tidy(text(Field.COMMENT)),
            tidy(text(Field.REASON)),
        )
        payments = ((head.payment, 0),) if head.payment else ()
        return head._replace(content=content_hash(head), tail=head.tail_with(NO_AMOUNTS, payments))


class Buyers:
    """Reads who bought; equal cells are read once."""

    def __init__(self, recognition: Recognition) -> None:
        self._places = Places(recognition, PERSON_FIELDS)
        self._met: dict[tuple[str, ...], tuple[Person | None, int]] = {}
        self._nobody = not self._places.fields

    def __call__(self, cells: Sequence[str]) -> tuple[Person | None, int]:
        """Return the person of a row and a hash of what is said of them; None and 0 for nobody."""
        if self._nobody:
            return None, 0
        texts = self._places.pick(cells)
        found = self._met.get(texts)
        if found is None:
            said = self._places.named(texts)
            person = read_person(*(said.get(field, "") for field in PERSON_FIELDS))
            if len(self._met) >= HEAD_LIMIT:
                self._met.clear()
            self._met[texts] = found = (person, text_hash("|".join(map(str, person))) if person else 0)
        return found


class Keys:
    """Reads which order a row belongs to, from the cells that ``places`` picks."""

    def __init__(self, recognition: Recognition) -> None:
        mapping: Mapping = recognition.mapping
        self._grouping = mapping.grouping
        wanted = [field for field in KEY_FIELDS if mapping.grouping is Grouping.ID or field is not Field.ORDER_ID]
        self.places = Places(recognition, wanted)
        at = {field: place for place, field in enumerate(self.places.fields)}
        self._date = at[Field.DATE]
        self._time = at.get(Field.TIME)
        self._order_id = at.get(Field.ORDER_ID)
        self._place = at.get(Field.LOCATION)
        self._kind = at.get(Field.KIND)
        self._fixed_location = tidy(self.places.constants.get(Field.LOCATION, ""))
        self._fixed_kind = words.kind(self.places.constants.get(Field.KIND, ""))
        self._series = mapping.series
        self._moments = Moments(recognition.date_order, recognition.latest_day)
        self._locations: dict[str, str | None] = {}
        self._dates: dict[int, str] = {}
        self._clock: dict[int, str] = {}
        self._prefixes = tuple(
            (prefix, kind)
            for prefix, kind in (
                (mapping.refund_prefix, SaleKind.REFUND),
                (mapping.adjustment_prefix, SaleKind.ADJUSTMENT),
            )
            if prefix
        )

    def __call__(self, texts: Sequence[str]) -> Key:
        """Return the key of a row's order; its external_id is "" where rows have no number.

        Raises:
            UnreadableError: date, time or order number are missing or damaged.
        """
        last = texts[self._date]
        day, second = self._moments(last)
        if self._time is not None:
            last = texts[self._time]
            second = self._moments.times[last]
        zone = None if second is None or last[-1:].isdigit() else zone_of(last)
        kind, refund_of, number = self._fixed_kind, None, ""
        if self._order_id is not None:
            text = texts[self._order_id]
            number = (
                text if len(text) <= LONGEST_NAME and text.isdigit() else identifier(text) or _missing("order number")
            )
        elif self._grouping is Grouping.MOMENT:
            number = self._moment(day, second)
        if self._kind is not None:
            kind = words.kind(texts[self._kind])
        by_prefix = self._by_prefix(number) if self._prefixes else None
        if by_prefix:
            kind = by_prefix
        elif number and kind is not SaleKind.ORDER:
            number, refund_of = number + REFUND_TAIL, number
        location = self._fixed_location if self._place is None else self._location(texts[self._place])
        series = series_of(day, self._series) if self._series else ""
        return tuple.__new__(Key, (kind, location, series, number, refund_of, day, second, zone))

    def _by_prefix(self, number: str) -> SaleKind | None:
        return next((found for prefix, found in self._prefixes if number.startswith(prefix)), None)

    def _moment(self, day: int, second: int | None) -> str:
        if second is None:
            return _missing("time")
        date, clock = self._dates.get(day), self._clock.get(second)
        if date is None:
            date = self._dates[day] = str(to_date(day))
        if clock is None:
            clock = self._clock[second] = f"{second // HOUR:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        return f"{date}T{clock}"

    def _location(self, text: str) -> str | None:
        if text not in self._locations:
            if len(self._locations) >= CACHE_LIMIT:
                self._locations.clear()
            self._locations[text] = named(text)
        return self._locations[text]


def rating(text: str) -> int | None:
    """Return a rating of 1 to 5 stars, halves rounded up; None for anything else."""
    try:
        value = micros(text)
    except UnreadableError:
        return None
    stars = (2 * value + MICRO) // (2 * MICRO) if value is not None else 0
    return stars if 1 <= stars <= BEST else None


def _missing(what: str) -> str:
    raise UnreadableError(f"The {what} is missing.")
