"""Records in the shape of the service: put into it before they are sent, and out of it before they are taken over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sakshi_desktop.core.errors import InvalidError, RecordError, shortened
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import fields as maps
from sakshi_desktop.hub.fields import Field, FieldMap, Kind, Unit
from sakshi_desktop.hub.streams import Body, Record, Stream

MOST_PAISE = 10**15
"""A number of JSON with two decimals is exact up to here."""
DECIMALS = 2
_RUPEES: Final = re.compile(r"(-)?([0-9]{1,20})(?:\.([0-9]{1,20}))?")
IN_PAISE = "Write it in whole paise: 18000 is ₹180."
IN_RUPEES = "Write it in rupees with two decimals: 180.00."


@dataclass(frozen=True, slots=True)
class Shape:
    """Turns records of one run into those that go; one that cannot be turned says why."""

    direction: SyncDirection
    fields: Sequence[Field] = ()
    map: FieldMap = field(default_factory=FieldMap)

    def came(self, record: Record) -> Record:
        """Turn a record as its source gave it; one that is pulled is known by the posting key that it has there."""
        if not self.map:
            return record
        if self.direction is SyncDirection.PULL:
            record = self._keyed(record)
        return record if record.trouble else self.again(record)

    def again(self, record: Record) -> Record:
        """Turn a record that is tried again under the name that it has."""
        if not self.map:
            return record
        turned = inward if self.direction is SyncDirection.PULL else outward
        try:
            return replace(record, body=turned(self.fields, self.map, record.body), given=record.body)
        except RecordError as error:
            return replace(record, trouble=str(error))

    def _keyed(self, record: Record) -> Record:
        key = next((one for one in self.fields if one.kind is Kind.KEY and self.map.of(one).name), None)
        if key is None:
            return record
        whole = {**record.body, key.name: record.external_id} if record.external_id else record.body
        name = self.map.name(key)
        try:
            value = _at(whole, name)
        except RecordError as error:
            return replace(record, external_id="", body=whole, trouble=str(error))
        if isinstance(value, bool) or not isinstance(value, str | int):
            said = f"Its “{name}” is missing." if value is None else f"Its “{name}” is no name."
            return replace(record, external_id="", body=whole, trouble=f"{said} It must be there, and stay the same.")
        return replace(record, external_id=str(value), body=whole)


AS_IT_IS: Final = Shape(SyncDirection.PUSH)
"""Records go as they are."""


def of(stream: Stream, mapping: FieldMap) -> Shape:
    """Return the shape of a stream.

    Raises:
        InvalidError: a field of the map is not in the stream (any more).
    """
    gone = maps.unknown(mapping, stream.fields)
    if gone:
        raise InvalidError(f"There is no field {gone[0]} any more.", hint="Look at the fields of the sync again.")
    return Shape(stream.direction, stream.fields, mapping)


def outward(fields: Sequence[Field], mapping: FieldMap, body: Body) -> dict[str, object]:
    """Return what a service is sent of a record of this house.

    Raises:
        RecordError: a field must be there and is not, or is not what it should be.
    """
    sent: dict[str, object] = {}
    ours = {one.name for one in fields}
    for one in fields:
        if mapping.of(one).left_out:
            continue
        value = body.get(one.name)
        if value is None:
            _must_not_miss(one, _both(one, mapping))
            if one.name not in body:
                continue
        else:
            value = _sent(one, mapping, value)
        _put(sent, mapping.name(one), value)
    for name, text in mapping.fixed.items():
        _put(sent, name, text)
    for name, value in body.items():  # what a person added to a record that was not taken
        if name not in ours:
            _put(sent, name, value)
    return sent


def inward(fields: Sequence[Field], mapping: FieldMap, body: Body) -> dict[str, object]:
    """Return what this house takes of a record of a service; its posting key is not among it.

    Raises:
        RecordError: a field must be there and is not, or is not what it should be.
    """
    taken: dict[str, object] = {}
    for one in fields:
        if one.kind is Kind.KEY or mapping.of(one).left_out:
            continue
        name = mapping.name(one)
        value = _at(body, name)
        if value is None:
            _must_not_miss(one, f"“{name}”")
            continue
        if one.kind is Kind.MONEY and mapping.of(one).unit is Unit.RUPEES:
            value = _paise(value, name)
        _check(one, value, f"“{name}”")
        if isinstance(value, str) and not value.isprintable():
            raise RecordError(f"Its “{name}” has an invisible letter in it.", hint="Write it without line breaks.")
        taken[one.name] = value
    return taken


@dataclass(frozen=True, slots=True)
class Turned:
    """A record before and after it is turned: this house's and the service's, or the other way round."""

    given: Body
    gone: Body


def turned(direction: SyncDirection, fields: Sequence[Field], mapping: FieldMap, body: Body | None = None) -> Turned:
    """Return what becomes of a record of this house, or of an example where there is none.

    Raises:
        RecordError: it cannot be turned.
    """
    example = {one.name: one.example for one in fields}
    if direction is SyncDirection.PUSH:
        ours = example if body is None else body
        return Turned(ours, outward(fields, mapping, ours))
    theirs = outward(fields, mapping, example)
    return Turned(theirs, inward(fields, mapping, theirs))


def to_rupees(paise: int) -> str:
    """Return an amount in rupees as text with two decimals."""
    whole, rest = divmod(abs(paise), 100)
    return f"{'-' if paise < 0 else ''}{whole}.{rest:02}"


def from_rupees(value: object) -> int | None:
    """Return the paise of an amount in rupees, a text or a number of JSON; None where it is no whole paise of any."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value * 100
    if isinstance(value, float):
        value = format(Decimal(repr(value)), "f")  # as it was written: its binary fraction is no amount
    found = _RUPEES.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    minus, whole, rest = found[1], found[2], (found[3] or "").rstrip("0")
    if len(rest) > DECIMALS:
        return None
    paise = int(whole) * 100 + int(rest.ljust(DECIMALS, "0"))
    return -paise if minus else paise


def _sent(one: Field, mapping: FieldMap, value: object) -> object:
    _check(one, value, _both(one, mapping))
    if isinstance(value, int) and one.kind is Kind.MONEY and mapping.of(one).unit is Unit.RUPEES:
        return to_rupees(value)
    return value


def _paise(value: object, name: str) -> int:
    paise = from_rupees(value)
    if paise is None:
        raise RecordError(f"Its “{name}” is no amount.", hint=IN_RUPEES)
    return paise


def _must_not_miss(one: Field, called: str) -> None:
    if one.needed:
        raise RecordError(f"Its {called} is missing.", hint="It must be there.")


def _check(one: Field, value: object, called: str) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if one.kind is Kind.MONEY:
        if not isinstance(value, int) or not whole or not (-MOST_PAISE if one.signed else 0) <= value <= MOST_PAISE:
            raise RecordError(f"Its {called} is no amount.", hint=IN_PAISE)
    elif one.kind is Kind.COUNT:
        if not whole:
            raise RecordError(f"Its {called} is no whole count.", hint="Write it in digits, without quotes.")
    elif not isinstance(value, str):
        raise RecordError(f"Its {called} is no text.", hint="Write it in quotes.")
    elif one.kind is Kind.DATE and not _is_date(value):
        raise RecordError(f"Its {called} is no date.", hint="Write it as 2026-11-22.")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _both(one: Field, mapping: FieldMap) -> str:
    """Return what a field of this house is called in a sentence, here and there."""
    name = mapping.name(one)
    return one.name if name == one.name else f"{one.name} (“{name}” at the service)"


def _at(body: Body, name: str) -> object:
    """Return what stands under a name with dots, None where nothing does."""
    value: object = body
    way = name.split(".")
    for place, part in enumerate(way):
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise RecordError(f"Its “{'.'.join(way[:place])}” has no “{part}” in it.", hint="Look at the record.")
        value = value.get(part)
    return value


def _put(body: dict[str, object], name: str, value: object) -> None:
    *way, last = name.split(".")
    for part in way:
        inner = body.setdefault(part, {})
        if not isinstance(inner, dict):
            raise _taken(name)
        body = inner
    if last in body:
        raise _taken(name)
    body[last] = value


def _taken(name: str) -> RecordError:
    return RecordError(f"Its “{shortened(name)}” is the name of another field at the service.", hint="Leave one out.")
