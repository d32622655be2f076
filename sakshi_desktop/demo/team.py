"""Who works at the outlets, when, for how much, and what the outlets spend besides."""

from dataclasses import dataclass

import numpy as np

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import CostKind, Role
from sakshi_desktop.demo.calendar import RENOVATION, Days
from sakshi_desktop.demo.contacts import Names
from sakshi_desktop.demo.outlets import Outlet
from sakshi_desktop.demo.types import DAY_SECONDS, Floats, Ints, Part, Window, calendar_months, stream

MANAGER_HOURLY, COOK_HOURLY, COUNTER_HOURLY = 11_500, 7_400, 5_800
RAISE = 0.05
"""By how much pay rises each April."""
EARLY, LATE, SHORT = 0, 1, 2
SHIFT_MINUTES, SHORT_MINUTES = 480, 300
COMMISSION = 0.21
"""What delivery apps keep of net sales."""
NEWCOMER_DAYS = 120
LEAVERS = 6


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff; ``outlet`` -1 is the office of the chain, ``left`` the last business date or None."""

    name: str
    role: Role
    outlet: int
    hourly_paise: int | None
    left: int | None


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts worked; ``starts`` and ``ends`` are seconds since 1970 on the wall clock."""

    member: Ints
    outlet: Ints
    day: Ints
    starts: Ints
    ends: Ints
    cost: Ints


@dataclass(frozen=True, slots=True)
class Cost:
    """What an outlet spent from ``first`` to ``last``, in paise."""

    outlet: int
    kind: CostKind
    first: int
    last: int
    paise: int
    note: str | None = None


def members(outlets: tuple[Outlet, ...], window: Window, seed: int) -> list[Member]:
    """Return the owner, the auditor and the teams of the outlets; a few have left within the window."""
    rng = stream(seed, Part.TEAM)
    names = Names(rng)
    size = 2 + sum(outlet.team for outlet in outlets) + LEAVERS
    draws = rng.random((size, 4)).tolist()
    found = [
        Member(names.draw("Karnataka", draws.pop())[0], Role.OWNER, -1, None, None),
        Member(names.draw("Karnataka", draws.pop())[0], Role.AUDITOR, -1, None, None),
    ]
    for place, outlet in enumerate(outlets):
        for number in range(outlet.team):
            role = Role.SUPPORT if number else Role.MANAGER
            hourly = COOK_HOURLY if number % 2 else COUNTER_HOURLY
            name = names.draw(outlet.state, draws.pop())[0]
            found.append(Member(name, role, place, hourly if number else MANAGER_HOURLY, None))
    for number in range(LEAVERS):
        place = number % len(outlets)
        left = max(window.at(0.15 + 0.13 * number), outlets[place].opened_on(window) + 30)
        name = names.draw(outlets[place].state, draws.pop())[0]
        found.append(Member(name, Role.SUPPORT, place, COUNTER_HOURLY, min(left, window.end)))
    return found


def leaders(crew: list[Member]) -> dict[int, str]:
    """Return who leads each outlet, by its place."""
    return {member.outlet: member.name for member in crew if member.role is Role.MANAGER}


def shifts(outlets: tuple[Outlet, ...], days: Days, team: list[Member], window: Window, seed: int) -> Shifts:
    """Return every shift of the window; each member has a day off a week and changes between early and late."""
    rng = stream(seed, Part.TEAM, 1)
    columns: list[tuple[Ints, ...]] = []
    for number, member in enumerate(team):
        if member.outlet < 0 or member.hourly_paise is None:
            continue
        spot = outlets[member.outlet]
        day = np.arange(max(window.start, spot.opened_on(window)), (member.left or window.end) + 1)
        works = (days.demand[member.outlet, day - window.start] > 0) & ((day + number) % 7 != 0)
        works &= rng.random(len(day)) > 0.02
        day = day[works]
        kind = np.where(number % 5 == 4, SHORT, (day // 7 + number) % 2)
        length = np.where(kind == SHORT, SHORT_MINUTES, SHIFT_MINUTES)
        starts = np.select(
            (kind == EARLY, kind == LATE),
            (spot.opens - 30, spot.closes + 15 - SHIFT_MINUTES),
            (spot.opens + spot.closes) // 2 + 60 - SHORT_MINUTES // 2,
        )
        starts = starts + rng.integers(-2, 3, len(day)) * 5
        pay = _pay(member.hourly_paise, day)
        columns.append(
            (
                np.full(len(day), number),
                np.full(len(day), member.outlet),
                day,
                day * DAY_SECONDS + starts * 60,
                day * DAY_SECONDS + (starts + length) * 60,
                (pay * length + 30) // 60,
            )
        )
    joined = [np.concatenate(parts).astype(np.int64) for parts in zip(*columns, strict=True)]
    turn = np.lexsort((joined[0], joined[2]))
    return Shifts(*(column[turn] for column in joined))


def _pay(hourly_paise: int, day: Ints) -> Ints:
    """Return the hourly pay on each day: what it is at the end, and less before each April."""
    dates = [to_date(each) for each in day.tolist()]
    fiscal = np.array([when.year - (when.month < 4) for when in dates], dtype=np.int64)
    before = fiscal.max(initial=0) - fiscal
    paise: Ints = np.floor(hourly_paise / (1 + RAISE) ** before + 0.5).astype(np.int64)
    return paise


def costs(
    outlets: tuple[Outlet, ...], days: Days, sold: Floats, sold_by_apps: Floats, window: Window, seed: int
) -> list[Cost]:
    """Return rent, utilities, marketing, maintenance and commission of every outlet and month.

    Args:
        sold: net sales in paise of each outlet on each day; ``sold_by_apps`` those of delivery apps.
    """
    rng = stream(seed, Part.COSTS)
    found: list[Cost] = []
    for place, outlet in enumerate(outlets):
        opened = outlet.opened_on(window)
        for first, last in calendar_months(window):
            begin = max(first, opened)
            span = slice(begin - window.start, last - window.start + 1)
            luck = rng.random(4).tolist()
            if begin > last:
                continue
            heat = float(days.heat[place, span].mean())
            takings, taken = float(sold[place, span].sum()), float(sold_by_apps[place, span].sum())
            share = (last - begin + 1) / 30.44
            parts = (
                (CostKind.RENT, _rent(outlet, begin, window) * share, None),
                (
                    CostKind.UTILITIES,
                    (9_500 + 1_600 * max(heat, 0) + outlet.seats * 130) * 100 * share + takings * 0.012,
                    None,
                ),
                (CostKind.MARKETING, takings * (0.012 + 0.008 * luck[0]) + _launch(begin - opened, share), None),
                (CostKind.MAINTENANCE, *_upkeep(outlet, luck, share, span, window)),
                (CostKind.COMMISSION, taken * COMMISSION, "Delivery apps"),
            )
            found += [
                Cost(place, kind, begin, last, int(paise / 100) * 100, note)
                for kind, paise, note in parts
                if paise >= 100
            ]
    return found


def _rent(outlet: Outlet, day: int, window: Window) -> float:
    """Return the rent of a month in paise: it rises every half year."""
    return outlet.rent * 100 * (1 + outlet.rent_step / 100) ** ((day - window.start) // 182)


def _launch(age: int, share: float) -> float:
    return 2_500_000 * share if 0 <= age < NEWCOMER_DAYS else 0.0


def _upkeep(outlet: Outlet, luck: list[float], share: float, span: slice, window: Window) -> tuple[float, str | None]:
    usual = (4_000 + 3_500 * luck[1]) * 100 * share
    name, at, _ = RENOVATION
    if outlet.name == name and span.start <= window.at(at) - window.start < span.stop:
        return usual + 28_500_000, "Renovation of the kitchen"
    if luck[2] < 0.06:
        return usual + 2_400_000 * (0.5 + luck[3]), "Repair of the cold store"
    return usual, None
