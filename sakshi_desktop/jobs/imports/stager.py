"""Turning what a file says into staged rows: names become numbers, wall clocks become business dates."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sakshi_desktop.core import clock
from sakshi_desktop.core.vocabulary import IssueFlag, day_part
from sakshi_desktop.importers.types import Batch, Person, SaleHeader, SaleLine

HOUR = 3600
NOON = 12 * HOUR
NOWHERE = ("UTC", "Etc/UTC")
"""Zones of stamps that say when, but not where."""


@dataclass(frozen=True, slots=True)
class DayRule:
    """From ``valid_from`` on, the zone and the cut-off that decide a business date."""

    valid_from: int
    zone: str = clock.DEFAULT_ZONE
    cutoff_minutes: int = clock.DEFAULT_CUTOFF


@dataclass(slots=True)
class Place:
    """A location of the file.

    Attributes:
        location_id: 0 until it is made.
        rules: oldest first; the first holds for all days before it, too.
    """

    name: str
    currency: str
    location_id: int = 0
    rules: tuple[DayRule, ...] = (DayRule(0),)

    def rule(self, day: int) -> DayRule:
        """Return the rule of a day."""
        found = self.rules[0]
        for rule in self.rules[1:]:
            if rule.valid_from <= day:
                found = rule
        return found


@dataclass(slots=True)
class NewItem:
    """An item as the file first names it; price in minor units."""

    name: str
    variant: str | None
    category: str | None
    sku: str | None
    price_paise: int


@dataclass(slots=True)
class Stager:
    """Gives the rows of the staging tables; numbers that files know by name stand in its lists.

    Attributes:
        known: locations that the database has, by folded name.
        default: the location of rows that name none.
    """

    currency: str
    default: str
    known: dict[str, Place]
    places: list[Place] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    items: list[NewItem] = field(default_factory=list)
    _place_numbers: dict[str | None, int] = field(default_factory=dict)
    _person_numbers: dict[Person, int] = field(default_factory=dict)
    _item_numbers: dict[tuple[str, str | None], int] = field(default_factory=dict)
    _offsets: dict[tuple[str, int, int], int] = field(default_factory=dict)
    _months: dict[int, int] = field(default_factory=dict)
    _sequence: int = 0

    def orders(self, batch: Batch) -> Iterator[tuple[object, ...]]:
        """Yield the rows of ``stage_orders``."""
        return map(self._order, batch.headers)

    def lines(self, batch: Batch) -> Iterator[tuple[object, ...]]:
        """Yield the rows of ``stage_lines``."""
        numbers = self._item_numbers
        sequence = self._sequence
        for line in batch.lines:
            item = numbers.get((line.item, line.variant))
            if item is None:
                item = self._item(line)
            sequence += 1
            yield (
                line.ordinal, sequence, item, line.quantity_milli, line.unit_price_paise, line.gross_paise,
                line.discount_paise, line.net_paise, line.tax_paise, line.cost_paise, line.content,
            )  # fmt: skip
        self._sequence = sequence

    @staticmethod
    def payments(batch: Batch) -> Iterator[tuple[object, ...]]:
        """Yield the rows of ``stage_payments``."""
        for header in batch.headers:
            for method, amount in header.payments:
                yield header.ordinal, method.value, amount

    @staticmethod
    def ratings(batch: Batch) -> Iterator[tuple[object, ...]]:
        """Yield the rows of ``stage_ratings``."""
        for header in batch.headers:
            if header.rating is not None or header.issues:
                flags = (int(flag in header.issues) for flag in IssueFlag)
                yield header.ordinal, header.rating, header.comment, *flags

    def _order(self, header: SaleHeader) -> tuple[object, ...]:
        number = self._place_numbers.get(header.location)
        if number is None:
            number = self._place(header)
        business_date, hour, placed = self._moment(header, self.places[number])
        part = header.day_part or day_part(hour)
        return (
            header.ordinal, header.row, header.kind.value, number, self._month(business_date), header.series,
            header.external_id, header.refund_of, header.status.value, header.channel.value, part.value, business_date,
            hour, placed, self._person(header.person), header.net_paise, header.gross_paise, header.discount_paise,
            header.tax_paise, header.tip_paise, header.delivery_paise, header.packing_paise, header.service_paise,
            header.round_off_paise, header.cost_paise, header.reason, header.content,
        )  # fmt: skip

    def _moment(self, header: SaleHeader, place: Place) -> tuple[int, int | None, int]:
        """Return business date, wall-clock hour (None where the file has no time) and instant in seconds since 1970."""
        rule = place.rule(header.date)
        day, second = header.date, header.second
        if second is None:
            return day, None, self._instant(rule.zone, day, NOON)
        placed = self._instant(header.zone or rule.zone, day, second)
        if header.zone is not None and header.zone != rule.zone:
            local = datetime.fromtimestamp(placed, tz=clock.zone(rule.zone))
            day, second = clock.to_day(local.date()), local.hour * HOUR + local.minute * 60 + local.second
        business_date = day - 1 if second < rule.cutoff_minutes * 60 else day
        return business_date, second // HOUR, placed

    def _instant(self, zone: str, day: int, second: int) -> int:
        key = (zone, day, second // HOUR)
        offset = self._offsets.get(key)
        if offset is None:
            wall = datetime.combine(clock.to_date(day), datetime.min.time()) + timedelta(seconds=second)
            shift = wall.replace(tzinfo=clock.zone(zone)).utcoffset() or timedelta()
            offset = self._offsets[key] = int(shift.total_seconds())
        return day * 86_400 + second - offset

    def _month(self, day: int) -> int:
        month = self._months.get(day)
        if month is None:
            month = self._months[day] = clock.month_of(day)
        return month

    def _place(self, header: SaleHeader) -> int:
        name = header.location or self.default
        place = self.known.get(name.casefold())
        if place is None:
            zone = clock.DEFAULT_ZONE if header.zone in {None, *NOWHERE} else header.zone
            place = Place(name, self.currency, rules=(DayRule(0, zone or clock.DEFAULT_ZONE),))
            self.known[name.casefold()] = place
        number = next((n for n, other in enumerate(self.places) if other is place), len(self.places))
        if number == len(self.places):
            self.places.append(place)
        self._place_numbers[header.location] = number
        return number

    def _person(self, person: Person | None) -> int | None:
        """Return the number of someone who can be known again; a name alone identifies nobody."""
        if person is None or not (person.external_id or person.phone or person.email):
            return None
        number = self._person_numbers.get(person)
        if number is None:
            number = self._person_numbers[person] = len(self.people)
            self.people.append(person)
        return number

    def _item(self, line: SaleLine) -> int:
        number = self._item_numbers[line.item, line.variant] = len(self.items)
        self.items.append(NewItem(line.item, line.variant, line.category, line.sku, line.unit_price_paise))
        return number
