"""Who the customers are by name: how they are reached, where they live; none of them exists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sakshi_desktop.core.vocabulary import AddressKind
from sakshi_desktop.demo.names import (
    BUILDINGS,
    DEVANAGARI_FAMILY,
    DEVANAGARI_GIVEN,
    DEVANAGARI_STATES,
    FAMILY,
    GIVEN,
    MIX,
    OFFICES,
    PLACES,
    STREETS,
)
from sakshi_desktop.demo.outlets import Outlet
from sakshi_desktop.demo.people import People
from sakshi_desktop.demo.types import Part, stream

IN_DEVANAGARI = 0.12
PHONE_BLOCKS = ("90000", "80000", "70000", "98860")
WITH_PHONE, WITH_EMAIL, WITH_BIRTHDAY, WITH_YEAR = 0.96, 0.68, 0.55, 0.6
WITH_ADDRESS, WITH_SECOND = 0.55, 0.22
TWICE = 0.006
"""Share of customers who were written down a second time under a variant of their name."""
FEBRUARY, SHORTEST = 2, 28
T = TypeVar("T")
MAIL_HOSTS = ("example.com", "example.in")


@dataclass(frozen=True, slots=True)
class Contact:
    """How a customer is called and reached; ``birthday`` is year or None, month, day."""

    name: str
    phone: str | None
    email: str | None
    birthday: tuple[int | None, int, int] | None
    language: str


@dataclass(frozen=True, slots=True)
class Home:
    """One address of a customer."""

    customer: int
    kind: AddressKind
    line1: str
    line2: str
    city: str
    state: str
    pin_code: str
    is_default: bool


class Names:
    """Draws names as they are met in a state."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._pools = {kind: (given.split(), FAMILY[kind].split()) for kind, given in GIVEN.items()}
        self._given = [pair.split(":") for pair in DEVANAGARI_GIVEN.split()]
        self._family = {
            state: [pair.split(":") for pair in families.split()] for state, families in DEVANAGARI_FAMILY.items()
        }

    def draw(self, state: str, draws: list[float]) -> tuple[str, str]:
        """Return a name, and how it is written in Latin letters; ``draws`` are four numbers in [0, 1)."""
        script, pool, given_at, family_at = draws
        if state in DEVANAGARI_STATES and script < IN_DEVANAGARI:
            given, family = _pick(self._given, given_at), _pick(self._family[state], family_at)
            return f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"
        kinds = [kind for kind, weight in MIX[state].items() for _ in range(weight)]
        givens, families = self._pools[_pick(kinds, pool)]
        name = f"{_pick(givens, given_at)} {_pick(families, family_at)}"
        return name, name


def _pick(pool: Sequence[T], at: float) -> T:
    return pool[int(at * len(pool))]


def contacts(outlets: tuple[Outlet, ...], folk: People, seed: int) -> list[Contact]:
    """Return name, phone, e-mail and birthday of every customer; the last few are there a second time."""
    count = len(folk.home)
    rng = stream(seed, Part.CONTACTS)
    names = Names(rng)
    draws = rng.random((count, 4)).tolist()
    more = rng.random((count, 8)).tolist()
    phones = _phones(rng, count)
    made: list[Contact] = []
    for place, home in enumerate(folk.home.tolist()):
        name, latin = names.draw(outlets[home].state, draws[place])
        chance = more[place]
        phone = phones[place] if chance[0] < WITH_PHONE else None
        email = _email(latin, place, chance[2]) if chance[1] < WITH_EMAIL or phone is None else None
        made.append(Contact(name, phone, email, _birthday(chance), "hi" if name != latin else "en"))
    for place in range(count - int(count * TWICE), count):
        made[place] = _again(made[int(more[place][7] * count * 0.9)], made[place], more[place][6])
    return made


def _phones(rng: np.random.Generator, count: int) -> list[str]:
    each = -(-count // len(PHONE_BLOCKS))
    found = [f"+91{block}{tail:05d}" for block in PHONE_BLOCKS for tail in rng.permutation(100_000)[:each].tolist()]
    return [found[place] for place in rng.permutation(len(found)).tolist()]


def _email(latin: str, place: int, chance: float) -> str:
    given, _, family = latin.lower().partition(" ")
    shapes = (f"{given}.{family}", f"{given}{family[0]}", f"{given}_{family}")
    return f"{shapes[int(chance * len(shapes))]}{place + 1}@{MAIL_HOSTS[place % len(MAIL_HOSTS)]}"


def _birthday(chance: list[float]) -> tuple[int | None, int, int] | None:
    if chance[3] >= WITH_BIRTHDAY:
        return None
    month = 1 + int(chance[4] * 12)
    day = 1 + int(chance[5] * (SHORTEST if month == FEBRUARY else 30))
    return (1958 + int(chance[6] * 48) if chance[7] < WITH_YEAR else None), month, day


def _again(first: Contact, second: Contact, chance: float) -> Contact:
    """Return the same person as another cashier wrote them down."""
    given, _, family = first.name.partition(" ")
    variants = (f"{given[0]}. {family}", f"{family} {given}", given, f"{given} {family[:1]}.")
    name = variants[int(chance * len(variants))]
    if first.phone and (chance < 0.6 or not first.email):
        return Contact(name, first.phone, None, None, first.language)
    return Contact(name, second.phone, first.email, first.birthday, first.language)


def homes(outlets: tuple[Outlet, ...], folk: People, seed: int) -> list[Home]:
    """Return the addresses of those who have some; one of each customer's is the default."""
    rng = stream(seed, Part.CONTACTS, 1)
    count = len(folk.home)
    draws = rng.random((count, 9)).tolist()
    found: list[Home] = []
    for place, home in enumerate(folk.home.tolist()):
        chance = draws[place]
        if chance[0] >= WITH_ADDRESS:
            continue
        outlet = outlets[home]
        second = chance[1] < WITH_SECOND
        work_first = second and chance[2] < 0.3
        found.append(_residence(place, outlet, chance, default=not work_first))
        if second:
            found.append(_office(place, outlet, chance, default=work_first))
    return found


def _residence(place: int, outlet: Outlet, chance: list[float], *, default: bool) -> Home:
    locality, pin_code = PLACES[outlet.city][int(chance[3] * len(PLACES[outlet.city]))]
    building, street = BUILDINGS[int(chance[4] * len(BUILDINGS))], STREETS[int(chance[5] * len(STREETS))]
    flat = f"{'ABCD'[int(chance[6] * 4)]}-{1 + int(chance[7] * 14)}{1 + int(chance[8] * 8):02d}"
    line2 = f"{street}, {locality}"
    return Home(place, AddressKind.HOME, f"{flat}, {building}", line2, outlet.city, outlet.state, pin_code, default)


def _office(place: int, outlet: Outlet, chance: list[float], *, default: bool) -> Home:
    locality, pin_code = PLACES[outlet.city][int(chance[8] * len(PLACES[outlet.city]))]
    line1 = f"Floor {1 + int(chance[6] * 12)}, {OFFICES[int(chance[4] * len(OFFICES))]}"
    return Home(place, AddressKind.WORK, line1, locality, outlet.city, outlet.state, pin_code, default)
