"""What a person says about the fields of a sync in a few words: some of them change, the others stay as they are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sakshi_desktop.core.errors import ConflictError, InvalidError, shortened
from sakshi_desktop.hub import fields as maps
from sakshi_desktop.hub.fields import Field, FieldMap, Place, Unit
from sakshi_desktop.hub.offers import Offer


@dataclass(frozen=True, slots=True)
class Edits:
    """Changes of a map, by the names of fields in this house.

    Attributes:
        names: what fields are called at the service; one that was left out is there again.
        units: how amounts are written there.
        fixed: texts that are sent with every record, by their names at the service.
        reset: fields and fixed values that are to be as usual again; an empty one: all of them.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    reset: Sequence[str] | None = None

    def __bool__(self) -> bool:
        return bool(self.names or self.units or self.left_out or self.fixed or self.reset is not None)

    def applied(self, now: FieldMap, offer: Offer) -> FieldMap:
        """Return a map with these changes; whether it can be is not asked.

        Raises:
            InvalidError: what is to be reset is not there, or there is no such unit.
        """
        result, fields = self._reset(now, offer), offer.fields
        places = dict(result.places)
        for name in self._meant(self.left_out, fields):
            places[name] = Place(left_out=True)
        for name, text in self._pairs(self.names, fields):
            places[name] = replace(places.get(name, Place()), name=text, left_out=False)
        for name, text in self._pairs(self.units, fields):
            places[name] = replace(places.get(name, Place()), unit=_unit(text), left_out=False)
        return FieldMap(places, {**result.fixed, **self.fixed})

    def _reset(self, now: FieldMap, offer: Offer) -> FieldMap:
        if self.reset is None:
            return now
        if not self.reset:
            return FieldMap()
        names = set(self._meant((name for name in self.reset if name not in now.fixed), offer.fields))
        for name in names - {one.name for one in offer.fields}:
            raise InvalidError(maps.no_such(name, offer.stream, offer.fields))
        return FieldMap(
            {name: place for name, place in now.places.items() if name not in names},
            {name: text for name, text in now.fixed.items() if name not in self.reset},
        )

    @staticmethod
    def _meant(names: Iterable[str], fields: Sequence[Field]) -> list[str]:
        return [maps.find(name, fields) for name in names]

    @staticmethod
    def _pairs(said: Mapping[str, str], fields: Sequence[Field]) -> list[tuple[str, str]]:
        return [(maps.find(name, fields), text) for name, text in said.items()]


def replacing(seen: FieldMap, wanted: FieldMap) -> Callable[[FieldMap, Offer], FieldMap]:
    """Return the change from what a person saw to what they want."""

    def change(now: FieldMap, _offer: Offer) -> FieldMap:
        if maps.written(now) not in {maps.written(seen), maps.written(wanted)}:
            raise ConflictError(
                "The fields were changed meanwhile.", hint="What you chose is still here; Cancel shows what is so now."
            )
        return wanted

    return change


def _unit(text: str) -> Unit:
    try:
        return Unit(text.strip().lower())
    except ValueError as error:
        raise InvalidError(f"“{shortened(text)}” is no unit.", hint="Write rupees or paise.") from error
