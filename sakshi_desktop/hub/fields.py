"""Which fields the records of a stream have in this house, and how a sync calls each of them at its service."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations
from typing import Final

from sakshi_desktop.core import redaction, telltales
from sakshi_desktop.core.errors import FieldsError, shortened
from sakshi_desktop.core.vocabulary import SyncDirection

LONGEST_NAME = 120
LONGEST_TEXT = 200
MOST_FIXED = 20
FIXED = "fixed"
"""Under which name sentences about fixed values stand."""
ODD: Final = frozenset("\"'`\\{}[]<>(),;:=|")
_IN_PAISE: Final = "_paise"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    COUNT = "whole count"
    MONEY = "money"
    DATE = "date"
    KEY = "posting key"


class Unit(StrEnum):
    """How an amount is written at a service: in whole paise, or in rupees with two decimals."""

    PAISE = "paise"
    RUPEES = "rupees"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record, as this house has it.

    Attributes:
        about: what it is, in a few words.
        example: what it may hold; money in paise.
        needed: it cannot be left out.
        signed: an amount that may be less than nothing.
    """

    name: str
    about: str
    kind: Kind = Kind.TEXT
    example: str | int = ""
    needed: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """How a service knows a field.

    Attributes:
        name: its name there, with dots between the names of what it lies in; None: as this house calls it.
    """

    name: str | None = None
    unit: Unit = Unit.PAISE
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How a sync calls the fields of its stream at the service; true where that is not as this house does.

    Attributes:
        places: by the field's name in this house; one that is not among them has its own name there.
        fixed: what else is sent with every record, by its name at the service.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.places or self.fixed)

    def of(self, one: Field) -> Place:
        """Return how the service knows a field."""
        return self.places.get(one.name, Place())

    def name(self, one: Field) -> str:
        """Return what a field is called at the service."""
        place = self.of(one)
        return usual_name(one, place.unit) if place.name is None else place.name


def usual_name(one: Field, unit: Unit) -> str:
    """Return what a field is called where nothing else is said: as here, and what is in rupees does not say paise."""
    return one.name.removesuffix(_IN_PAISE) if unit is Unit.RUPEES else one.name


def read(text: str | None) -> FieldMap:
    """Return what ``written`` wrote."""
    if text is None:
        return FieldMap()
    kept = json.loads(text)
    places = {
        name: Place(said.get("name"), Unit(said.get("unit", Unit.PAISE)), bool(said.get("left_out")))
        for name, said in kept.get("fields", {}).items()
    }
    return FieldMap(places, kept.get(FIXED, {}))


def written(mapping: FieldMap) -> str | None:
    """Return a map as text that is equal for equal maps; None where it changes nothing."""
    if not mapping:
        return None
    places = {name: _told(place) for name, place in mapping.places.items()}
    return json.dumps({"fields": places, FIXED: dict(mapping.fixed)}, ensure_ascii=False, sort_keys=True)


def checked(mapping: FieldMap, stream: str, fields: Sequence[Field], direction: SyncDirection) -> FieldMap:
    """Return a map in its tidy shape: what is as usual is not in it.

    Raises:
        FieldsError: something of it cannot be; each has its sentence.
    """
    tidy = replace(mapping, places={name: _tidy(place) for name, place in mapping.places.items()})
    wrong = _wrong_places(tidy, stream, fields)
    wrong_fixed = _wrong_fixed(tidy.fixed, direction)
    if wrong_fixed:
        wrong[FIXED] = wrong_fixed
    if not wrong:
        wrong = _wrong_together(tidy, fields)
    if wrong:
        raise FieldsError(wrong)
    named = {one.name: _without_usual(one, tidy.of(one)) for one in fields}
    places = {name: place for name, place in named.items() if place != Place()}
    return FieldMap(places, dict(sorted(tidy.fixed.items())))


def find(name: str, fields: Iterable[Field]) -> str:
    """Return the name of the field that a person means; amounts may be called without their paise."""
    known = {one.name for one in fields}
    word = name.strip()
    return f"{word}{_IN_PAISE}" if word not in known and f"{word}{_IN_PAISE}" in known else word


def summary(mapping: FieldMap) -> str:
    """Return in a few words what is not as usual, "" where all is."""
    places = mapping.places.values()
    counts = (
        (sum(place.name is not None and not place.left_out for place in places), "renamed"),
        (sum(place.left_out for place in places), "left out"),
        (sum(place.unit is Unit.RUPEES and not place.left_out for place in places), "in rupees"),
        (len(mapping.fixed), "fixed"),
    )
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def sentences(mapping: FieldMap, fields: Iterable[Field]) -> tuple[str, ...]:
    """Return what is not as usual, a sentence for each field and fixed value."""
    told = [_sentence(one, mapping) for one in fields if one.name in mapping.places]
    return (*told, *(f"Every record says {name}: {text}" for name, text in mapping.fixed.items()))


def unknown(mapping: FieldMap, fields: Iterable[Field]) -> list[str]:
    """Return the names in a map that no field of the stream has."""
    return sorted(mapping.places.keys() - {one.name for one in fields})


def no_such(name: str, stream: str, fields: Iterable[Field]) -> str:
    """Return the sentence about a field that is not there."""
    names = ", ".join(one.name for one in fields)
    return f"{stream.capitalize()} has no field “{shortened(name)}”. Its fields are {names}."


def _sentence(one: Field, mapping: FieldMap) -> str:
    place = mapping.of(one)
    if place.left_out:
        return f"{one.name} is left out"
    unit = f", in {place.unit.value}" if place.unit is Unit.RUPEES else ""
    return f"{one.name} is called {mapping.name(one)}{unit}"


def _told(place: Place) -> dict[str, object]:
    told: dict[str, object] = {}
    if place.name is not None:
        told["name"] = place.name
    if place.unit is not Unit.PAISE:
        told["unit"] = place.unit.value
    if place.left_out:
        told["left_out"] = True
    return told


def _tidy(place: Place) -> Place:
    return place if place.name is None else replace(place, name=place.name.strip())


def _without_usual(one: Field, place: Place) -> Place:
    """Return a place without a name that says what is said anyway; what is left out has neither name nor unit."""
    if place.left_out:
        return Place(left_out=True)
    return replace(place, name=None) if place.name == usual_name(one, place.unit) else place


def _wrong_places(mapping: FieldMap, stream: str, fields: Sequence[Field]) -> dict[str, str]:
    wrong = {name: no_such(name, stream, fields) for name in unknown(mapping, fields)}
    for one in fields:
        place = mapping.of(one)
        if place.left_out and one.needed:
            wrong[one.name] = f"{one.name} must be there: it cannot be left out."
        elif place.unit is not Unit.PAISE and one.kind is not Kind.MONEY:
            wrong[one.name] = f"{one.name} is no money: it has no unit."
        elif place.name is not None and not place.left_out:
            sentence = _wrong_name(f"The name of {one.name} at the service", place.name)
            if sentence:
                wrong[one.name] = sentence
    return wrong


def _wrong_name(what: str, name: str) -> str:
    if not name:
        return f"{what} is empty."
    if len(name) > LONGEST_NAME:
        return f"{what} is longer than {LONGEST_NAME} letters."
    if any(part != part.strip() or not part for part in name.split(".")):
        return f"{what} has a dot with no name beside it: write it as price.amount."
    if not name.isprintable() or ODD & set(name):
        return f"{what} has a sign in it that no name has: letters, digits, hyphens, and dots between names."
    return ""


def _wrong_fixed(fixed: Mapping[str, str], direction: SyncDirection) -> str:
    if fixed and direction is SyncDirection.PULL:
        return "Fixed values are sent to a service: nothing is sent with what is pulled."
    if len(fixed) > MOST_FIXED:
        return f"There are more than {MOST_FIXED} fixed values."
    sentences = (_wrong_value(name, value) for name, value in fixed.items())
    return next(filter(None, sentences), "")


def _wrong_value(name: str, value: str) -> str:
    wrong = _wrong_name("The name of a fixed value", name)
    if wrong:
        return wrong
    shown = shortened(name)
    if not value.strip():
        return f"The fixed value {shown} is empty."
    if len(value) > LONGEST_TEXT:
        return f"The fixed value {shown} is longer than {LONGEST_TEXT} letters."
    if not value.isprintable():
        return f"The fixed value {shown} has an invisible letter in it."
    line = f"{name}: {value}"
    if telltales.by_name(name) or telltales.by_value(name, value) or redaction.clean(line) != line:
        return f"The fixed value {shown} looks like a secret, and would be kept in the open."
    return ""


def _wrong_together(mapping: FieldMap, fields: Sequence[Field]) -> dict[str, str]:
    """Return which two cannot have the names that they have; the sentence stands at the later one."""
    named = [(one.name, one.name, mapping.name(one)) for one in fields if not mapping.of(one).left_out]
    named += [(FIXED, "a fixed value", name) for name in mapping.fixed]
    wrong: dict[str, str] = {}
    for (_, first, one), (key, second, other) in combinations(named, 2):
        if one == other:
            wrong[key] = f"{first} and {second} have one name at the service, “{shortened(one)}”."
        elif f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}."):
            wrong[key] = f"“{shortened(one)}” and “{shortened(other)}” cannot both be: one lies within the other."
    return wrong
