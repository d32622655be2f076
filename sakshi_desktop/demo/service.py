"""How each order went: when it was promised and came, what went wrong, who complained, what was given back."""

from dataclasses import dataclass

import numpy as np

from sakshi_desktop.core.clock import DEFAULT_CUTOFF
from sakshi_desktop.core.vocabulary import OrderStatus
from sakshi_desktop.demo.calendar import Days
from sakshi_desktop.demo.outlets import Outlet
from sakshi_desktop.demo.people import CHANNELS
from sakshi_desktop.demo.types import DAY_SECONDS, Bools, Floats, Ints, Part, Window, stream
from sakshi_desktop.demo.visits import DELIVERED, WALK_IN, Visits

STATUSES = tuple(OrderStatus)
DONE, CANCELLED, REFUNDED = (
    STATUSES.index(word) for word in (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.REFUNDED)
)
UNDER_WAY = (OrderStatus.CONFIRMED, OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.OUT_FOR_DELIVERY)
NEVER = -1
"""In a column of seconds: it has not come to pass."""
RATED = (0.16, 0.14, 0.28, 0.25, 0.27, 0.26)
"""Share of orders that are rated, by the places of CHANNELS."""
BIAS, MOOD = 0.30, 0.72
FULL, PART_OF_IT = 2, 1


@dataclass(frozen=True, slots=True)
class Service:
    """How the orders went, one place of each array for each; seconds on the scale of ``Visits.second``, NEVER if not.

    Attributes:
        status: place in STATUSES.
        promised: until when it was promised, of delivery orders.
        delivered: when it was handed over.
        mistake: 1 a wrong item, 2 a missing one, 0 neither; known to the customer, perhaps to nobody else.
        late: whether a delivery came after it was promised.
        stars: 1-5, 0 not rated.
        rated: when.
        flags: wrong item, missing item, late, quality, other; on a second axis.
        given_back: 0 nothing, 1 a part, 2 all of it.
        refunded: when.
    """

    status: Ints
    promised: Ints
    delivered: Ints
    mistake: Ints
    late: Bools
    stars: Ints
    rated: Ints
    flags: Bools
    given_back: Ints
    refunded: Ints


def service(outlets: tuple[Outlet, ...], days: Days, sales: Visits, window: Window, seed: int) -> Service:
    """Return how every order went."""
    rng = stream(seed, Part.SERVICE)
    status = _status(rng, sales, window)
    promised, delivered, late = _times(rng, outlets, days, sales, window)
    finished = status == DONE
    mistakes = np.array([outlet.mistakes for outlet in outlets])[sales.outlet]
    draws = rng.random(sales.count)
    mistake = np.where(finished & (draws < mistakes), np.where(draws < mistakes * 0.55, 1, 2), 0)
    delivered = np.where(finished, delivered, NEVER)
    late &= finished
    stars, rated, flags = _ratings(outlets, sales, delivered, mistake, late, window, seed)
    given_back, refunded = _refunds(sales, delivered, promised, mistake, window, seed)
    status = np.where(given_back == FULL, REFUNDED, status)
    return Service(status, promised, delivered, mistake, late, stars, rated, flags, given_back, refunded)


def local_instant(sales: Visits, seconds: Ints) -> Ints:
    """Return seconds since 1970 on the wall clock; NEVER stays NEVER."""
    return np.where(seconds == NEVER, NEVER, sales.day * DAY_SECONDS + seconds)


def business_days(local: Ints) -> Ints:
    """Return the business date of each second on the wall clock."""
    return (local - DEFAULT_CUTOFF * 60) // DAY_SECONDS


def _status(rng: np.random.Generator, sales: Visits, window: Window) -> Ints:
    apps = np.isin(sales.channel, [CHANNELS.index(way) for way in DELIVERED])
    planned = sales.placed != sales.second
    chance = np.where(planned, 0.05, np.where(apps, 0.032, 0.014))
    status = np.where(rng.random(sales.count) < chance, CANCELLED, DONE)
    last_day = np.flatnonzero(sales.day == window.end)
    for outlet in np.unique(sales.outlet[last_day]).tolist():
        latest = last_day[sales.outlet[last_day] == outlet][-int(rng.integers(2, 5)) :]
        for order in latest.tolist():
            steps = UNDER_WAY if apps[order] else UNDER_WAY[:-1]
            status[order] = STATUSES.index(steps[int(rng.integers(len(steps)))])
    return status.astype(np.int64)


def _times(
    rng: np.random.Generator, outlets: tuple[Outlet, ...], days: Days, sales: Visits, window: Window
) -> tuple[Ints, Ints, Bools]:
    """Return when each order was promised and handed over, and which deliveries were late."""
    count = sales.count
    brought = np.isin(sales.channel, [CHANNELS.index(way) for way in DELIVERED])
    wet = days.wet[sales.outlet, sales.day - window.start]
    dry_chance, wet_chance = (
        np.array([getattr(outlet, name) for outlet in outlets])[sales.outlet] for name in ("late", "late_in_rain")
    )
    rush = _rush(sales)
    late = brought & (rng.random(count) < np.where(wet, wet_chance, dry_chance) * rush)
    quoted = np.where(wet, 40, 35) + 5 * rng.integers(-1, 3, count)
    planned = sales.placed != sales.second
    promised = np.where(planned, sales.second, sales.second + quoted * 60)
    early = rng.beta(2.0, 2.6, count) * np.where(planned, 900, quoted * 24)
    behind = 45 + rng.exponential(600, count) * (0.7 + 0.3 * rush)
    served = sales.second + (60 * (5 + 9 * rng.gamma(3.0, 1 / 3, count) * rush**0.5))
    delivered = np.where(brought, np.where(late, promised + behind, promised - early), served)
    delivered = np.maximum(delivered, sales.placed + 150).astype(np.int64)
    return np.where(brought, promised, NEVER), delivered, late


def _rush(sales: Visits) -> Floats:
    """Return how busy the kitchen was in the hour of each order against its usual hour, about 1."""
    hour = sales.second // 3600
    cell = (sales.outlet * 100_000 + sales.day) * 32 + hour
    _, where, counts = np.unique(cell, return_inverse=True, return_counts=True)
    here = counts[where].astype(np.float64)
    usual = np.bincount(sales.outlet, weights=here) / np.maximum(np.bincount(sales.outlet), 1)
    busy: Floats = np.clip(0.6 + 0.4 * here / usual[sales.outlet], 0.6, 1.7)
    return busy


def _ratings(
    outlets: tuple[Outlet, ...],
    sales: Visits,
    delivered: Ints,
    mistake: Ints,
    late: Bools,
    window: Window,
    seed: int,
) -> tuple[Ints, Ints, Bools]:
    """Return stars, when they were given, and what went wrong; some complain without giving stars."""
    rng = stream(seed, Part.RATINGS)
    count = sales.count
    chance = np.array(RATED)[sales.channel] * np.where(mistake > 0, 2.3, 1.0) * np.where(late, 1.5, 1.0)
    when = delivered + (600 + rng.exponential(9_000, count)).astype(np.int64)
    in_time = (delivered != NEVER) & (business_days(local_instant(sales, when)) <= window.end)
    rated = in_time & (rng.random(count) < chance)
    bias = rng.normal(0, BIAS, int(sales.customer.max(initial=0)) + 1)
    quality = np.array([outlet.quality for outlet in outlets])[sales.outlet]
    feeling = quality + np.where(sales.customer == WALK_IN, 0.0, bias[sales.customer]) + rng.normal(0, MOOD, count)
    feeling += -1.2 * late - 1.8 * (mistake > 0)
    stars = np.clip(np.floor(feeling + 0.5), 1, 5).astype(np.int64)
    silent = in_time & ~rated & (mistake > 0) & (rng.random(count) < 0.08)
    told = rng.random((count, 3))
    flags = np.stack(
        (
            (mistake == 1) & (rated & (told[:, 0] < 0.9) | silent),
            (mistake == 2) & (rated & (told[:, 0] < 0.9) | silent),
            late & rated & (told[:, 1] < 0.6),
            rated & (stars <= 3) & (mistake == 0) & (told[:, 2] < 0.45),
            rated & (stars <= 2) & (told[:, 2] > 0.93),
        ),
        axis=1,
    )
    return np.where(rated, stars, 0), np.where(rated | silent, when, NEVER), flags


def _refunds(
    sales: Visits, delivered: Ints, promised: Ints, mistake: Ints, window: Window, seed: int
) -> tuple[Ints, Ints]:
    rng = stream(seed, Part.REFUNDS)
    count = sales.count
    very_late = (promised != NEVER) & (delivered > promised + 1_200)
    chance = 0.0038 + 0.24 * (mistake > 0) + 0.05 * very_late
    when = delivered + (1_200 + 93_600 * rng.random(count) ** 2).astype(np.int64)
    in_time = (delivered != NEVER) & (business_days(local_instant(sales, when)) <= window.end)
    given = in_time & (rng.random(count) < chance)
    whole = rng.random(count) < 0.32
    return np.where(given, np.where(whole, FULL, PART_OF_IT), 0), np.where(given, when, NEVER)
