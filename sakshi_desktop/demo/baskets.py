"""What is in each order: items by hour, season, weather and taste; quantities, prices of the day, costs, offers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import DAY_PART_STARTS, Channel
from sakshi_desktop.demo.calendar import Days
from sakshi_desktop.demo.menu import COUNT, HOT, MENU, SNACKS, in_season, pairing
from sakshi_desktop.demo.outlets import Outlet
from sakshi_desktop.demo.people import CHANNELS, People, fondness
from sakshi_desktop.demo.types import Floats, Ints, Part, Window, calendar_months, choose, race, stream
from sakshi_desktop.demo.visits import WALK_IN, Visits

SIZES = (0.31, 0.33, 0.21, 0.10, 0.05)
"""Share of orders with one to five different items."""
MOST = len(SIZES)
NEWS_DAYS = 60
"""How long something new on the menu is tried more than it is liked."""
PRICE_STEP = 0.045
"""By how much the menu becomes dearer each April."""
APRIL = 4
MILK_SHOCK = (0.47, 1.06)
"""From which share of the window goods cost so many times more."""
APPS = (Channel.ZOMATO, Channel.SWIGGY)
OFFERS = (0, 10, 15, 20)
OFFER_SHARES = {True: (0.74, 0.06, 0.08, 0.12), False: (0.925, 0.055, 0.015, 0.005)}


@dataclass(frozen=True, slots=True)
class Baskets:
    """The lines of all orders, in the order of their orders; amounts in paise.

    Attributes:
        order: place of the order.
        item: place of the item on the menu.
        quantity: whole pieces.
        unit: price of a piece without tax on that day, at that outlet.
        gross: ``quantity`` x ``unit``.
        discount: offers of the house or the app.
        cost: of the goods.
    """

    order: Ints
    item: Ints
    quantity: Ints
    unit: Ints
    gross: Ints
    discount: Ints
    cost: Ints

    def per_order(self, amounts: Ints, count: int) -> Ints:
        """Return the sum of a column for each of ``count`` orders."""
        return np.bincount(self.order, weights=amounts, minlength=count).astype(np.int64)


def baskets(
    outlets: tuple[Outlet, ...], days: Days, folk: People, sales: Visits, window: Window, seed: int
) -> Iterator[Baskets]:
    """Yield the lines of each calendar month of the window."""
    liked = np.array([[fondness(place, outlet) for place in range(COUNT)] for outlet in outlets])
    likes = pairing()
    for number, (first, last) in enumerate(calendar_months(window)):
        here = slice(*np.searchsorted(sales.day, (first, last + 1)).tolist())
        wanted = _wanted(liked, days, folk, sales, here, window)
        rng = stream(seed, Part.BASKETS, number)
        order, item = _picked(rng, wanted, likes, sales.channel[here])
        yield _priced(rng, outlets, sales, order + here.start, item, window, stream(seed, Part.OFFERS, number))


def prices_on(window: Window) -> Ints:
    """Return the price of each item in paise on each day of the window, on the second axis; whole rupees."""
    dates = [to_date(day) for day in range(window.start, window.end + 1)]
    last = dates[-1]
    fiscal = last.year - (last.month < APRIL)
    steps = np.array([fiscal - (when.year - (when.month < APRIL)) for when in dates])
    now = np.array([dish.price for dish in MENU], dtype=np.float64)
    rupees: Ints = np.floor(now[:, None] / (1 + PRICE_STEP) ** steps[None, :] + 0.5).astype(np.int64)
    return rupees * 100


def costs_on(window: Window) -> Ints:
    """Return what the goods of each item cost in paise on each day of the window, on the second axis."""
    share = np.array([dish.cost for dish in MENU], dtype=np.float64) / 100
    after, times = MILK_SHOCK
    shock = np.where(np.arange(window.days) >= after * window.days, times, 1.0)
    drift = 1 + 0.03 * (np.arange(window.days) - window.days) / 365
    now = np.array([dish.price for dish in MENU], dtype=np.float64) * 100
    paise: Ints = np.floor(now[:, None] * share[:, None] * (shock * drift)[None, :] / shock[-1] + 0.5).astype(np.int64)
    return paise


def on_sale(window: Window) -> Floats:
    """Return how much the menu offers each item on each day, on the second axis: 0 is not at all, above 1 is news."""
    offered = np.ones((COUNT, window.days))
    months = np.array([to_date(day).month for day in range(window.start, window.end + 1)])
    for place, dish in enumerate(MENU):
        sold = np.array([in_season(dish, month) for month in range(1, 13)])
        offered[place] *= sold[months - 1]
        if dish.launched is not None:
            age = np.arange(window.days) - (window.at(dish.launched) - window.start)
            offered[place] *= np.where(age < 0, 0.0, 1 + 0.9 * np.exp(-np.maximum(age, 0) / NEWS_DAYS))
        if dish.retired is not None:
            offered[place, window.at(dish.retired) - window.start :] = 0.0
    return offered


def _wanted(liked: Floats, days: Days, folk: People, sales: Visits, here: slice, window: Window) -> Floats:
    """Return how much each item is wanted in each order of a month."""
    outlet, day, customer = sales.outlet[here], sales.day[here] - window.start, sales.customer[here]
    part = np.searchsorted([start * 3600 for start, _ in DAY_PART_STARTS], sales.second[here], side="right") - 1
    hours = np.array([[int(digit) for digit in dish.wanted] for dish in MENU], dtype=np.float64).T + 0.05
    warmth = np.array([dish.warmth for dish in MENU])
    wanted: Floats = liked[outlet] * hours[part] * on_sale(window).T[day]
    wanted *= np.exp(days.heat[outlet, day][:, None] * warmth[None, :] * 0.6) * days.treats[outlet, day]
    known = customer != WALK_IN
    wanted[known] *= folk.taste[customer[known]]
    nothing = wanted.sum(axis=1) <= 0  # someone with a strict diet at an odd hour: whatever the house has for them
    wanted[nothing] = (
        (liked[outlet[nothing]] > 0) * (on_sale(window).T[day[nothing]] > 0) * folk.taste[customer[nothing]]
    )
    return wanted


def _picked(rng: np.random.Generator, wanted: Floats, likes: Floats, channel: Ints) -> tuple[Ints, Ints]:
    """Return order and item of every line: one item by itself, the others by what goes with it, no item twice."""
    count = len(wanted)
    first = choose(rng, wanted)
    rest = wanted * likes[first]
    arrivals = race(rng, rest)
    others = np.argpartition(arrivals, MOST - 2, axis=1)[:, : MOST - 1]
    ranked = np.take_along_axis(others, np.argsort(np.take_along_axis(arrivals, others, axis=1), axis=1), axis=1)
    taken = np.concatenate((first[:, None], ranked), axis=1)
    there = np.concatenate((np.ones((count, 1), dtype=np.bool_), np.take_along_axis(rest, ranked, axis=1) > 0), axis=1)
    delivered = np.isin(channel, [CHANNELS.index(way) for way in (*APPS, Channel.DELIVERY)])
    draws = np.where(delivered, rng.random(count) ** 0.75, rng.random(count))
    number = np.searchsorted(np.cumsum(SIZES)[:-1], draws, side="right") + 1
    lines = there & (np.arange(MOST)[None, :] < number[:, None])
    order, column = np.nonzero(lines)
    return order, taken[order, column].astype(np.int64)


def _priced(
    rng: np.random.Generator,
    outlets: tuple[Outlet, ...],
    sales: Visits,
    order: Ints,
    item: Ints,
    window: Window,
    luck: np.random.Generator,
) -> Baskets:
    day, outlet = sales.day[order] - window.start, sales.outlet[order]
    small = np.array([dish.price <= 80 and dish.category in {HOT, SNACKS} for dish in MENU])[item]
    draws = rng.random(len(item))
    quantity = 1 + (draws > np.where(small, 0.66, 0.84)).astype(np.int64) + (draws > np.where(small, 0.90, 0.965))
    quantity += draws > 0.985
    unit = local_price(prices_on(window)[item, day], np.array([spot.dear for spot in outlets])[outlet])
    waste = np.array([100 + spot.waste for spot in outlets])[outlet]
    gross = quantity * unit
    cost = (quantity * costs_on(window)[item, day] * waste + 50) // 100
    offer = _offers(luck, sales, order)
    return Baskets(order, item, quantity, unit, gross, (gross * offer + 50) // 100, cost)


def local_price(paise: Ints, dear: Ints) -> Ints:
    """Return prices at outlets that are ``dear`` per cent above the menu, to the nearest five rupees above it."""
    raised = -(-paise * (100 + dear) // 50_000) * 500
    return np.where(dear > 0, raised, paise)


def _offers(luck: np.random.Generator, sales: Visits, order: Ints) -> Ints:
    """Return the per cent off each line: one offer for a whole order; the apps have more of them."""
    own, where = np.unique(order, return_inverse=True)
    apps = np.isin(sales.channel[own], [CHANNELS.index(way) for way in APPS])
    draws = luck.random(len(own))
    bounds = {side: np.cumsum(shares)[:-1] for side, shares in OFFER_SHARES.items()}
    place = np.where(
        apps, np.searchsorted(bounds[True], draws, side="right"), np.searchsorted(bounds[False], draws, side="right")
    )
    percent: Ints = np.array(OFFERS)[place][where].astype(np.int64)
    return percent
