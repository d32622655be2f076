"""How the customers of the demo live: where they go, how often, at what hour, and what they like and must not eat."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.core.vocabulary import Allergen, Channel, Diet
from sakshi_desktop.demo.menu import COUNT, MENU
from sakshi_desktop.demo.outlets import Outlet
from sakshi_desktop.demo.types import Bools, Floats, Ints, Part, Window, choose, stream

CHANNELS = (Channel.DINE_IN, Channel.TAKEAWAY, Channel.DELIVERY, Channel.ONLINE, Channel.ZOMATO, Channel.SWIGGY)
ALLERGENS = (Allergen.GLUTEN, Allergen.EGG, Allergen.PEANUT, Allergen.SOYBEAN, Allergen.MILK, Allergen.TREE_NUT)
ALLERGY_SHARES = (0.008, 0.008, 0.012, 0.003, 0.016, 0.011)
DIETS = (Diet.UNKNOWN, Diet.VEG, Diet.VEGAN, Diet.JAIN, Diet.EGG, Diet.NON_VEG)
DIET_SHARES = (0.42, 0.29, 0.02, 0.03, 0.06, 0.18)
EATS = {
    Diet.UNKNOWN: frozenset(Diet),
    Diet.NON_VEG: frozenset(Diet),
    Diet.EGG: frozenset({Diet.EGG, Diet.VEG, Diet.VEGAN, Diet.JAIN}),
    Diet.VEG: frozenset({Diet.VEG, Diet.VEGAN, Diet.JAIN}),
    Diet.VEGAN: frozenset({Diet.VEGAN}),
    Diet.JAIN: frozenset({Diet.JAIN}),
}
FAVOURITES = (14.0, 9.0, 6.0, 4.0)
"""How many times more each of four favourites is ordered than it would be by chance."""
ONCE = 0.45
BEFORE = 0.34


@dataclass(frozen=True, slots=True)
class Habit:
    """A kind of customer.

    Attributes:
        share: of all customers; ``share_before`` of those who came before the window began.
        gap: shortest and longest usual number of days between two visits.
        life: mean number of days until they come no more.
        rhythm: how regular: the shape of a gamma distribution.
    """

    share: float
    share_before: float
    gap: tuple[float, float]
    life: float
    rhythm: float


HABITS = (
    Habit(0.085, 0.16, (3.0, 8.0), 800, 5.0),
    Habit(0.235, 0.34, (9.0, 22.0), 480, 3.0),
    Habit(0.38, 0.34, (25.0, 60.0), 330, 1.6),
    Habit(0.30, 0.16, (70.0, 200.0), 260, 1.1),
)


@dataclass(frozen=True, slots=True)
class People:
    """The customers, one place of each array for each.

    Attributes:
        home: the outlet they go to.
        joined: business date of their first visit, which may lie before the window.
        leaves: business date from which they come no more.
        gap: usual days between two visits; ``rhythm`` how regular.
        habit: place in HABITS.
        office: whether they come on working days.
        minute: when they like to come, minutes after midnight.
        ways: how many times more they use each of CHANNELS than others do, on a second axis.
        taste: how many times more they order each item than others do, 0 for what they must not eat.
        diet: place in DIETS.
        allergic: to which of ALLERGENS, on a second axis.
    """

    home: Ints
    joined: Ints
    leaves: Ints
    gap: Floats
    rhythm: Floats
    habit: Ints
    office: Bools
    minute: Floats
    ways: Floats
    taste: NDArray[np.float32]
    diet: Ints
    allergic: Bools


def people(outlets: tuple[Outlet, ...], demand: Floats, window: Window, count: int, seed: int) -> People:
    """Return ``count`` customers; ``demand`` is that of each outlet over the whole window."""
    rng = stream(seed, Part.PEOPLE)
    home = rng.choice(len(outlets), count, p=demand / demand.sum()).astype(np.int64)
    opened = np.array([outlet.opened_on(window) for outlet in outlets])[home]
    before = (rng.random(count) < BEFORE) & (opened < window.start)
    habit = np.where(before, _habits(rng, count, before=True), _habits(rng, count, before=False))
    joined = _joined(rng, before, opened, window)
    low, high = (np.array([kind.gap[side] for kind in HABITS])[habit] for side in (0, 1))
    life = rng.exponential(np.array([kind.life for kind in HABITS])[habit])
    life[(habit == len(HABITS) - 1) & ~before & (rng.random(count) < ONCE)] = 0
    diet = rng.choice(len(DIETS), count, p=DIET_SHARES).astype(np.int64)
    allergic = rng.random((count, len(ALLERGENS))) < ALLERGY_SHARES
    minute = np.where(rng.random(count) < 0.5, rng.normal(560, 70, count), rng.normal(1050, 150, count))
    return People(
        home=home,
        joined=joined,
        leaves=np.maximum(joined, window.start) + 1 + life.astype(np.int64),
        gap=low + (high - low) * rng.random(count),
        rhythm=np.array([kind.rhythm for kind in HABITS])[habit],
        habit=habit,
        office=rng.random(count) < 0.45,
        minute=minute,
        ways=rng.lognormal(0, 0.9, (count, len(CHANNELS))),
        taste=_taste(rng, outlets, home, diet, allergic),
        diet=diet,
        allergic=allergic,
    )


def _habits(rng: np.random.Generator, count: int, *, before: bool) -> Ints:
    shares = np.array([kind.share_before if before else kind.share for kind in HABITS])
    return rng.choice(len(HABITS), count, p=shares / shares.sum()).astype(np.int64)


def _joined(rng: np.random.Generator, before: Bools, opened: Ints, window: Window) -> Ints:
    """Return first visits: the old ones over the years before, the new ones with a rush where an outlet is new."""
    draws = rng.random(len(before))
    first = np.maximum(opened, window.start)
    fresh = opened >= window.start
    within = first + ((window.end - first + 1) * draws ** np.where(fresh, 1.35, 0.92)).astype(np.int64)
    earlier = window.start - 1 - (rng.random(len(before)) ** 1.5 * np.minimum(window.start - opened - 1, 1_100))
    return np.where(before, earlier.astype(np.int64), np.minimum(within, window.end))


def _taste(
    rng: np.random.Generator, outlets: tuple[Outlet, ...], home: Ints, diet: Ints, allergic: Bools
) -> NDArray[np.float32]:
    taste = rng.lognormal(0, 0.7, (len(home), COUNT)) * allowed(diet, allergic)
    liked = np.array([[fondness(place, outlet) for place in range(COUNT)] for outlet in outlets])
    chances = taste * liked[home]
    for times in FAVOURITES:
        favourite = choose(rng, chances)
        taste[np.arange(len(home)), favourite] *= times
        chances[np.arange(len(home)), favourite] *= 1e-6  # not twice, unless there is nothing else
    return taste.astype(np.float32)


def fondness(place: int, outlet: Outlet) -> float:
    """Return how much an item is liked at an outlet, whatever the hour; 0 where it is not sold."""
    dish = MENU[place]
    if outlet.veg_only and dish.diet in {Diet.EGG, Diet.NON_VEG}:
        return 0.0
    if dish.home:
        return dish.liked * (1.7 if outlet.state in dish.home else 0.55)
    return dish.liked


def allowed(diet: Ints, allergic: Bools) -> Bools:
    """Return who may eat what: customers by items."""
    kinds = np.array([[dish.diet in EATS[kind] for dish in MENU] for kind in DIETS])
    contains = np.array([[allergen in dish.allergens for allergen in ALLERGENS] for dish in MENU])
    harms = (allergic.astype(np.int64) @ contains.T.astype(np.int64)) > 0
    may: Bools = kinds[diet] & ~harms  # lime soda or an Americano are left for everyone
    return may
