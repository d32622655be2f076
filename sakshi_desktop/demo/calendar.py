"""What each day brings: weekdays, festivals, rain and heat, and how they move the demand of an outlet."""

from dataclasses import dataclass
from functools import lru_cache

import holidays
import numpy as np

from sakshi_desktop.core.clock import to_date, to_day
from sakshi_desktop.demo.menu import PLACE
from sakshi_desktop.demo.outlets import SUBDIVISIONS, Crowd, Outlet
from sakshi_desktop.demo.types import Bools, Floats, Ints, Part, Window, stream


@dataclass(frozen=True, slots=True)
class Festival:
    """What a festival does to demand.

    Attributes:
        name: as the calendar of holidays has it.
        states: where; none named is everywhere.
        eve: change of demand on the ``days`` before.
        day: change on the day itself.
        treats: items that are wanted so many times more from the first eve to the day after.
    """

    name: str
    day: float
    eve: float = 0.0
    days: int = 0
    states: tuple[str, ...] = ()
    treats: tuple[tuple[str, float], ...] = ()


NORTH_WEST = ("Delhi", "Maharashtra")
SWEET = (("Gulab Jamun", 2.2), ("Mysore Pak", 2.6), ("गाजर का हलवा", 1.6))
FESTIVALS = (
    Festival("Diwali", -0.38, 0.20, 6, treats=SWEET),
    Festival("Holi", -0.45, 0.06, 4, NORTH_WEST, (("Thandai", 3.0), ("Gulab Jamun", 1.6))),
    Festival("Eid al-Fitr", 0.22, 0.05, 2, treats=(("Chicken Dum Biryani", 1.8), ("Gulab Jamun", 1.5))),
    Festival("Eid al-Adha", 0.12, treats=(("Chicken Dum Biryani", 1.5),)),
    Festival("Christmas", 0.25, 0.12, 4, treats=(("Banana Walnut Cake", 2.4), ("Hot Chocolate", 1.5))),
    Festival("New Year's Day", 0.20, 0.26, 1),
    Festival("Onam", -0.30, 0.20, 6, ("Kerala",), (("Appam with Veg Stew", 1.8),)),
    Festival("Pongal", -0.22, 0.05, 2, ("Tamil Nadu",), (("Ven Pongal", 3.2),)),
    Festival("Ganesh Chaturthi", 0.14, 0.05, 2, ("Maharashtra", "Karnataka"), (("Modak", 4.0),)),
    Festival("Dussehra", 0.10, 0.04, 3, treats=SWEET),
    Festival("Ugadi", -0.10, states=("Karnataka",)),
    Festival("Gudi Padwa", -0.10, states=("Maharashtra",)),
    Festival("Independence Day", 0.10),
    Festival("Republic Day", 0.10),
    Festival("Raksha Bandhan", 0.08, states=NORTH_WEST, treats=SWEET[:1]),
)
OFFICE_IS_SHUT = -0.34
OFFICE_HOLIDAYS = ("Independence Day", "Republic Day", "May Day", "Mahatma Gandhi's Birthday", "New Year's Day")
LASTS_AT_MOST = 20

WEEK = {  # Monday to Sunday
    Crowd.OFFICE: (1.05, 1.08, 1.10, 1.10, 1.14, 0.84, 0.69),
    Crowd.LEISURE: (0.82, 0.84, 0.88, 0.93, 1.08, 1.26, 1.19),
    Crowd.FAMILY: (0.88, 0.89, 0.92, 0.94, 1.03, 1.14, 1.20),
    Crowd.COLLEGE: (0.98, 1.00, 1.03, 1.04, 1.12, 1.02, 0.81),
}
MONTHS = (0.98, 0.97, 0.98, 0.95, 0.93, 0.97, 0.98, 1.01, 1.00, 1.04, 1.03, 1.10)
COLLEGE_BREAK = {5: 0.80, 6: 0.86, 12: 0.94}
CLIMATE = {  # of each month: chance of a wet day in per cent, mean warmth of the day in degrees
    "Bengaluru": ((1, 1, 2, 9, 20, 22, 26, 30, 28, 26, 12, 4), (27, 30, 32, 34, 33, 29, 28, 28, 28, 28, 27, 26)),
    "Mysuru": ((1, 1, 3, 11, 21, 16, 17, 18, 24, 26, 12, 3), (28, 31, 34, 34, 33, 29, 28, 28, 29, 29, 28, 27)),
    "Mumbai": ((0, 0, 0, 0, 3, 52, 78, 72, 48, 12, 2, 0), (31, 31, 33, 33, 34, 32, 30, 30, 31, 33, 33, 32)),
    "Pune": ((0, 0, 1, 3, 7, 38, 55, 46, 33, 15, 4, 1), (30, 32, 36, 38, 37, 32, 28, 28, 29, 32, 30, 29)),
    "Chennai": ((4, 2, 1, 2, 5, 14, 21, 25, 24, 38, 42, 20), (29, 31, 33, 35, 38, 37, 36, 35, 34, 32, 30, 29)),
    "Coimbatore": ((2, 2, 4, 11, 13, 12, 17, 12, 15, 33, 28, 10), (30, 33, 35, 36, 34, 32, 31, 32, 32, 31, 30, 29)),
    "Kochi": ((2, 4, 8, 18, 34, 68, 72, 62, 45, 43, 26, 6), (32, 32, 33, 33, 32, 30, 29, 30, 30, 31, 31, 32)),
    "New Delhi": ((6, 7, 6, 4, 8, 20, 42, 42, 22, 5, 2, 4), (20, 24, 30, 37, 40, 39, 35, 34, 34, 33, 28, 22)),
}
MILD, SPREAD = 30.0, 6.0
ROAD_WORKS = ("Koramangala", 0.60, 0.655, 0.62)
"""Where the street was dug up: from and to as shares of the window, and what was left of the demand."""
RENOVATION = ("Jayanagar", 0.345, 6)
"""Who was shut for how many days, from a share of the window."""


@dataclass(frozen=True, slots=True)
class Days:
    """What each day of the window was at each outlet; the first axis is the outlet, the second the day.

    Attributes:
        demand: against a usual day; 0 where it was closed.
        wet: whether it rained.
        heat: degrees from a mild day, in steps of six.
        treats: how many times more each item was wanted, on a third axis.
    """

    demand: Floats
    wet: Bools
    heat: Floats
    treats: Floats


def days(outlets: tuple[Outlet, ...], window: Window, seed: int) -> Days:
    """Return what every day brings to every outlet."""
    dates = [to_date(day) for day in range(window.start, window.end + 1)]
    months = np.array([when.month - 1 for when in dates])
    weekdays = np.array([when.weekday() for when in dates])
    early = np.array([when.day <= 7 for when in dates])
    demand = np.zeros((len(outlets), window.days))
    heat = np.zeros_like(demand)
    wet = np.zeros(demand.shape, dtype=np.bool_)
    treats = np.ones((len(outlets), window.days, len(PLACE)))
    for place, outlet in enumerate(outlets):
        wet[place], heat[place] = _weather(outlet.city, months, seed)
        change, treats[place] = _festivals(outlet, window)
        usual = np.array(WEEK[outlet.crowd])[weekdays] * np.array(MONTHS)[months] * np.where(early, 1.05, 0.985)
        if outlet.crowd is Crowd.COLLEGE:
            usual *= np.array([COLLEGE_BREAK.get(month, 1.02) for month in range(1, 13)])[months]
        demand[place] = usual * change * np.where(wet[place], 0.90, 1.02) * _trend(outlet, window)
    return Days(demand, wet, heat, treats)


def _weather(city: str, months: Ints, seed: int) -> tuple[Bools, Floats]:
    """Return which days were wet, wet ones coming in spells, and how warm each was."""
    rng = stream(seed, Part.WEATHER, sorted(CLIMATE).index(city))
    chances, warmth = (np.array(row, dtype=np.float64) for row in CLIMATE[city])
    draws = rng.random(len(months))
    wet = np.zeros(len(months), dtype=np.bool_)
    before = False
    for day, month in enumerate(months.tolist()):
        chance = chances[month] / 100
        before = bool(draws[day] < (chance + 0.35 * (1 - chance) if before else chance * 0.65))
        wet[day] = before
    wobble = np.convolve(rng.normal(0, 2.2, len(months) + 4), np.ones(5) / 5, mode="valid")
    return wet, (warmth[months] + wobble - 2.5 * wet - MILD) / SPREAD


def _festivals(outlet: Outlet, window: Window) -> tuple[Floats, Floats]:
    change = np.ones(window.days)
    treats = np.ones((window.days, len(PLACE)))
    years = tuple(range(to_date(window.start).year, to_date(window.end).year + 2))
    for day, name in _holidays(outlet.state, years):
        for festival in FESTIVALS:
            if festival.name == name and (not festival.states or outlet.state in festival.states):
                _celebrate(festival, day - window.start, change, treats)
        if outlet.crowd is Crowd.OFFICE and name in OFFICE_HOLIDAYS:
            _change(change, day - window.start, OFFICE_IS_SHUT)
    return change, treats


def _celebrate(festival: Festival, day: int, change: Floats, treats: Floats) -> None:
    _change(change, day, festival.day)
    for before in range(1, festival.days + 1):
        _change(change, day - before, festival.eve)
    first, last = max(day - festival.days, 0), max(day + 2, 0)
    for name, times in festival.treats:
        treats[first:last, PLACE[name]] = np.maximum(treats[first:last, PLACE[name]], times)


def _change(change: Floats, day: int, by: float) -> None:
    if 0 <= day < len(change):
        change[day] *= 1 + by


@lru_cache(maxsize=32)
def _holidays(state: str, years: tuple[int, ...]) -> tuple[tuple[int, str], ...]:
    """Return business date and name of every holiday; of one that lasts for days only the first."""
    found = holidays.country_holidays("IN", years=years, subdiv=SUBDIVISIONS[state], categories=("public", "optional"))
    told: list[tuple[int, str]] = []
    for when, names in sorted(found.items()):
        day = to_day(when)
        for name in names.split("; "):
            stem = name.split(" (")[0].split(" / ")[0]
            if not any(stem == known and day - earlier < LASTS_AT_MOST for earlier, known in told):
                told.append((day, stem))
    return tuple(told)


def _trend(outlet: Outlet, window: Window) -> Floats:
    """Return growth, the slow start of a new outlet, and what befell a few."""
    ages = np.arange(window.days) + window.start - outlet.opened_on(window)
    trend = (1 + outlet.growth) ** ((np.arange(window.days) - window.days / 2) / 365)
    if outlet.opened >= 0:
        trend = trend * np.where(ages >= 0, 1 - 0.62 * np.exp(-np.maximum(ages, 0) / 75), 0)
    name, first, last, left = ROAD_WORKS
    if outlet.name == name:
        trend[window.at(first) - window.start : window.at(last) - window.start] *= left
    name, first, days_shut = RENOVATION
    if outlet.name == name:
        begin = window.at(first) - window.start
        trend[begin : begin + days_shut] = 0
    return trend
