"""Who comes when: customers by their own rhythm, walk-ins as the day brings them."""

from dataclasses import dataclass

import numpy as np

from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.demo.calendar import Days
from sakshi_desktop.demo.outlets import Crowd, Outlet
from sakshi_desktop.demo.people import CHANNELS, People
from sakshi_desktop.demo.types import DAY_SECONDS, Bools, Floats, Ints, Part, Scale, Window, choose, stream

WALK_IN = -1
WALK_IN_SHARE = 0.40
LAST_ORDER = 20
"""Minutes before closing at which the last order is taken."""
BUSY = 1.25
ELSEWHERE = 0.09
SCHEDULED = 0.05
DELIVERED = (Channel.DELIVERY, Channel.ZOMATO, Channel.SWIGGY)
HOURS = {  # how many come in each hour from 06 to 01, on working days and at the weekend
    Crowd.OFFICE: (
        (2, 5, 9, 12, 8, 6, 9, 12, 8, 6, 9, 11, 8, 6, 6, 5, 3, 2, 1, 1),
        (1, 3, 6, 9, 10, 8, 9, 10, 7, 6, 8, 9, 8, 8, 8, 6, 4, 2, 1, 1),
    ),
    Crowd.LEISURE: (
        (1, 3, 6, 8, 8, 6, 7, 9, 6, 5, 8, 10, 9, 9, 10, 9, 6, 4, 3, 2),
        (1, 2, 5, 9, 12, 10, 9, 10, 8, 7, 9, 11, 11, 11, 12, 11, 8, 5, 4, 2),
    ),
    Crowd.FAMILY: (
        (3, 8, 11, 9, 6, 5, 7, 8, 5, 4, 7, 9, 9, 9, 9, 7, 3, 1, 0, 0),
        (2, 7, 12, 13, 9, 6, 8, 9, 5, 5, 8, 10, 11, 12, 12, 8, 4, 1, 0, 0),
    ),
    Crowd.COLLEGE: (
        (1, 3, 5, 7, 8, 7, 9, 9, 8, 8, 10, 11, 9, 8, 8, 7, 5, 4, 3, 2),
        (1, 2, 4, 6, 8, 8, 8, 9, 7, 7, 9, 10, 10, 9, 9, 8, 6, 4, 3, 2),
    ),
}
FIRST_HOUR = 6


@dataclass(frozen=True, slots=True)
class Visits:
    """One order each, in the order of time.

    Attributes:
        outlet: place of the outlet.
        customer: place of the customer, -1 for a walk-in.
        day: business date.
        second: when it is wanted, seconds after the midnight that begins ``day``; after midnight above 86,400.
        placed: when it was placed, on the same scale; before ``second`` only where it was scheduled.
        channel: place in CHANNELS.
        first: whether it is the customer's first visit ever.
    """

    outlet: Ints
    customer: Ints
    day: Ints
    second: Ints
    placed: Ints
    channel: Ints
    first: Bools

    @property
    def count(self) -> int:
        """Return how many orders there are."""
        return len(self.day)


def visits(outlets: tuple[Outlet, ...], days: Days, folk: People, window: Window, scale: Scale, seed: int) -> Visits:
    """Return every order of the window."""
    customer, day, first = _customers(days, folk, window, round(scale.orders * (1 - WALK_IN_SHARE)), seed)
    outlet = _where(outlets, days, folk, customer, day, window, seed)
    strangers, days_of_strangers = _strangers(outlets, days, window, scale.orders - len(customer), seed)
    outlet = np.concatenate((outlet, strangers))
    day = np.concatenate((day, days_of_strangers))
    customer = np.concatenate((customer, np.full(len(strangers), WALK_IN)))
    first = np.concatenate((first, np.zeros(len(strangers), dtype=np.bool_)))
    second = _seconds(outlets, folk, outlet, customer, day, seed)
    turn = np.lexsort((customer, outlet, second, day))
    outlet, day, customer, second, first = outlet[turn], day[turn], customer[turn], second[turn], first[turn]
    channel = _channels(outlets, days, folk, window, (outlet, customer, day, second), seed)
    opened = np.array([place.opened_on(window) for place in outlets])[outlet]
    placed = _placed(channel, second, first | (customer == WALK_IN) | (day <= opened), seed)
    return Visits(outlet, customer, day, second, placed, channel, first)


def _customers(days: Days, folk: People, window: Window, target: int, seed: int) -> tuple[Ints, Ints, Bools]:
    """Return customer and business date of their visits; the gaps are stretched once so that about ``target`` come."""
    stretch = 1.0
    for _ in range(3):
        customer, day, first = _rhythm(days, folk, window, stretch, seed)
        stretch *= float(np.clip(len(customer) / max(target, 1), 0.3, 4.0))
    return customer, day, first


def _rhythm(days: Days, folk: People, window: Window, stretch: float, seed: int) -> tuple[Ints, Ints, Bools]:
    rng = stream(seed, Part.VISITS)
    begin = np.maximum(folk.joined, window.start)
    last = np.minimum(folk.leaves - 1, window.end)
    gap = np.maximum(folk.gap * stretch, 0.8)
    room = np.ceil((last - begin + 1) / gap * 1.25 + 6).astype(np.int64)
    who = np.repeat(np.arange(len(begin)), room)
    steps = rng.standard_gamma(folk.rhythm[who]) / folk.rhythm[who] * gap[who]
    heads = np.concatenate(([0], np.cumsum(room)[:-1]))
    fresh = folk.joined >= window.start
    steps[heads] = np.where(fresh, 0.0, rng.random(len(begin)) * gap)
    walked = np.cumsum(steps)
    walked -= np.repeat(walked[heads] - steps[heads], room)
    day = begin[who] + walked.astype(np.int64)
    first = np.zeros(len(who), dtype=np.bool_)
    first[heads] = fresh
    weekend = (day + 3) % 7 >= 5  # 1970-01-01 was a Thursday
    day = np.where(folk.office[who] & weekend & ~first & (rng.random(len(who)) < 0.3), day + 2, day)
    inside = (day <= last[who]) & (day >= begin[who])
    who, day, first = who[inside], day[inside], first[inside]
    mood = days.demand[folk.home[who], day - window.start]
    comes = ((rng.random(len(who)) < mood / BUSY) | first) & (mood > 0)
    return who[comes], day[comes], first[comes]


def _where(
    outlets: tuple[Outlet, ...], days: Days, folk: People, customer: Ints, day: Ints, window: Window, seed: int
) -> Ints:
    """Return the outlet of each visit: mostly home, now and then another of the same city that is open."""
    rng = stream(seed, Part.VISITS, 1)
    home = folk.home[customer]
    cities = [outlet.city for outlet in outlets]
    others = [
        [place for place, city in enumerate(cities) if city == cities[own] and place != own]
        for own in range(len(cities))
    ]
    chosen = home.copy()
    strays = rng.random(len(home)) < ELSEWHERE
    draws = rng.random(len(home))
    for own, near in enumerate(others):
        here = np.flatnonzero(strays & (home == own))
        if near and len(here):
            chosen[here] = np.array(near)[(draws[here] * len(near)).astype(np.int64)]
    shut = days.demand[chosen, day - window.start] <= 0
    return np.where(shut, home, chosen)


def _strangers(outlets: tuple[Outlet, ...], days: Days, window: Window, count: int, seed: int) -> tuple[Ints, Ints]:
    """Return outlet and business date of about ``count`` walk-ins."""
    rng = stream(seed, Part.WALK_INS)
    sizes = np.array([outlet.size for outlet in outlets])
    expected = days.demand * sizes[:, None] * rng.normal(1, 0.06, days.demand.shape).clip(0.7, 1.3)
    numbers = rng.poisson(expected * (max(count, 0) / expected.sum())).ravel()
    cells = np.repeat(np.arange(expected.size), numbers)
    return cells // window.days, window.start + cells % window.days


def _seconds(outlets: tuple[Outlet, ...], folk: People, outlet: Ints, customer: Ints, day: Ints, seed: int) -> Ints:
    rng = stream(seed, Part.HOURS)
    weekend = ((day + 3) % 7 >= 5).astype(np.int64)
    minute = np.zeros(len(day))
    draws, inner = rng.random(len(day)), rng.random(len(day))
    for place, spot in enumerate(outlets):
        for late in (0, 1):
            here = np.flatnonzero((outlet == place) & (weekend == late))
            weights = np.array(HOURS[spot.crowd][late], dtype=np.float64) * _open_share(spot)
            hour = np.searchsorted(np.cumsum(weights) / weights.sum(), draws[here], side="right")
            minute[here] = (FIRST_HOUR + np.minimum(hour, len(weights) - 1) + inner[here]) * 60
    own = (customer != WALK_IN) & (rng.random(len(day)) < 0.55)
    wish = folk.minute[customer] + rng.normal(0, 45, len(day))
    opens = np.array([spot.opens for spot in outlets])[outlet]
    closes = np.array([spot.closes for spot in outlets])[outlet] - LAST_ORDER
    fits = (wish >= opens) & (wish < closes)
    minute = np.where(own & fits, wish, minute)
    outside = (minute < opens) | (minute >= closes)
    minute = np.where(outside, opens + 1 + inner * (closes - opens - 2), minute)
    return (minute * 60).astype(np.int64)


def _open_share(outlet: Outlet) -> Floats:
    """Return which part of each hour from FIRST_HOUR the outlet takes orders."""
    starts = (FIRST_HOUR + np.arange(len(HOURS[outlet.crowd][0]))) * 60
    open_from, open_to = np.maximum(starts, outlet.opens), np.minimum(starts + 60, outlet.closes - LAST_ORDER)
    share: Floats = np.clip(open_to - open_from, 0, 60) / 60.0
    return share


def _channels(
    outlets: tuple[Outlet, ...],
    days: Days,
    folk: People,
    window: Window,
    columns: tuple[Ints, Ints, Ints, Ints],
    seed: int,
) -> Ints:
    rng = stream(seed, Part.CHANNELS)
    outlet, customer, day, second = columns
    gone = (day - window.start) / window.days
    wet = days.wet[outlet, day - window.start]
    evening = second >= 18 * 3600
    known = customer != WALK_IN
    apps = np.array([spot.apps for spot in outlets])[outlet] * (0.88 + 0.62 * gone)
    apps = apps * np.where(wet, 1.35, 0.97) * np.where(evening, 1.25, np.where(second < 11 * 3600, 0.62, 1.0))
    own = (0.075 + 0.02 * gone) * np.where(wet, 1.3, 1.0)
    online = 0.02 + 0.035 * gone
    weights = np.stack(
        (
            np.where(wet, 0.44, 0.50) * np.where(evening, 1.05, 1.0),
            np.full(len(day), 0.20),
            np.where(known, own, 0.0),
            np.where(known, online, 0.0),
            apps * np.where(known, 0.42, 0.62),
            apps * np.where(known, 0.36, 0.50) * (0.85 + 0.3 * gone),
        ),
        axis=1,
    )
    weights[known] *= folk.ways[customer[known]]
    return choose(rng, weights)


def _placed(channel: Ints, second: Ints, now: Bools, seed: int) -> Ints:
    """Return when each order was placed: some for delivery or to be fetched the evening before, or some hours."""
    rng = stream(seed, Part.CHANNELS, 1)
    plannable = np.isin(channel, [CHANNELS.index(way) for way in (Channel.TAKEAWAY, Channel.DELIVERY, Channel.ONLINE)])
    draws = rng.random(len(second))
    hours_before = second - (5_400 + 9_000 * rng.random(len(second))).astype(np.int64)
    evening_before = (36_000 + 43_200 * rng.random(len(second))).astype(np.int64) - DAY_SECONDS
    planned = plannable & ~now & (draws < SCHEDULED)
    return np.where(planned, np.where(draws < SCHEDULED / 2, hours_before, evening_before), second)
