"""The ranking of locations: one score of several KPIs, and how sure it is."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sakshi_desktop.analytics import catalog, caveats, kpis
from sakshi_desktop.analytics.catalog import Better
from sakshi_desktop.analytics.figures import Figures, Sheet
from sakshi_desktop.analytics.rules import FIELD
from sakshi_desktop.analytics.types import Ranking, RankingRow, Scope
from sakshi_desktop.core.errors import InvalidError

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "revenue_paise": 0.30,
    "on_time_rate": 0.20,
    "order_accuracy": 0.15,
    "average_rating": 0.20,
    "profit_margin": 0.15,
}
RANKABLE = (
    "revenue_paise",
    "orders",
    "average_order_value_paise",
    "on_time_rate",
    "order_accuracy",
    "average_rating",
    "csat",
    "profit_margin",
    "cost_per_order_paise",
)
MIDDLE, STEP = 50.0, 10.0
CLIP = 3.0
MAD_TO_SIGMA = 1.4826
MEAN_TO_SIGMA = 1.2533
RESAMPLES = 200
SEED = 20_260
BAND = (0.05, 0.95)
FEWEST_DAYS = 7
"""Below this many days resampling them says nothing: the band is every rank."""

Numbers = NDArray[np.float64]


def rank(figures: Figures, scope: Scope, weights: Mapping[str, float] | None = None) -> Ranking:
    """Return the locations of ``scope`` by composite score, best first.

    Per metric a robust z across the locations (median and MAD, clipped at 3), weighted, shown as 50 + 10 z.
    A location without a metric stands in its middle. The band holds nine of ten resamples of the days.

    Args:
        weights: metric -> weight, any scale; metrics as in the catalogue or short words such as ``revenue``.

    Raises:
        InvalidError: a metric or weight that cannot rank, several currencies without one chosen, or a period that
            ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    wanted = checked(weights)
    with figures.sheet(scope, (scope.period,)) as sheet:
        cube = sheet.view.cube  # days outside of its window are empty and teach nothing
        first, last = max(scope.period.start, cube.first), min(scope.period.end, cube.first + cube.days - 1)
        by_day = cube.steps(list(range(first, max(first, last + 1) + 1)), sheet.places)
        stale, is_filtered = sheet.stale, sheet.is_filtered
        outlets = sheet.outlets
    sold = np.flatnonzero(by_day[:, :, FIELD["orders"]].sum(axis=0) > 0)
    by_day = by_day[:, sold]
    names = [outlets[place] for place in sold]
    values = metrics(by_day.sum(axis=0, dtype=np.float64), list(wanted), is_filtered=is_filtered)
    used = {key: share for place, (key, share) in enumerate(wanted.items()) if not np.isnan(values[place]).all()}
    if not len(sold) or not used:
        return Ranking(scope.period, (), {}, tuple(outlet.name for outlet in outlets), stale)
    shares = _normal(used)
    z = robust_z(values[[key in used for key in wanted]])
    points: Numbers = STEP * z * np.array(list(shares.values()))[:, None]
    score: Numbers = MIDDLE + points.sum(axis=0)
    order = sorted(range(len(sold)), key=lambda place: (-score[place], names[place].name.casefold()))
    low, high = _band(by_day, shares, order, is_filtered=is_filtered)
    rows = tuple(
        RankingRow(
            location_id=names[place].id,
            name=names[place].name,
            score=float(score[place]),
            rank=position,
            rank_low=low[place],
            rank_high=high[place],
            contributions=dict(zip(shares, points[:, place].tolist(), strict=True)),
        )
        for position, place in enumerate(order, start=1)
    )
    unranked = tuple(outlet.name for place, outlet in enumerate(outlets) if place not in set(sold.tolist()))
    return Ranking(scope.period, rows, shares, unranked, stale)


def by_kpi(figures: Figures, scope: Scope, word: str) -> Ranking:
    """Return the locations of ``scope`` by one KPI, best first.

    The band is known only of what adds up over days: distinct customers and growth have none, their rank stands alone.
    A growth is ranked of the locations that sold throughout the period compared with.

    Raises:
        InvalidError: no such KPI, one of which no way is better, several currencies without one chosen, or a period
            that ends before it begins.
        NotFoundError: a location does not exist, or none has the currency.
    """
    kpi = catalog.find(word)
    if kpi.better is Better.NEITHER:
        raise InvalidError(f"Of “{kpi.label}” neither more nor less is better.", hint="Choose another figure.")
    if kpi.key in RANKABLE:
        return rank(figures, scope, {kpi.key: 1.0})
    page = kpis.page(figures, scope)
    sold = [one for one in caveats.measured(page, kpi, page.locations) if one.kpis.orders]
    known = [(value, one) for one in sold if (value := one.kpis.value(kpi.key)) is not None]
    known.sort(key=lambda pair: (-pair[0] if kpi.better is Better.UP else pair[0], pair[1].name.casefold()))
    sign = 1.0 if kpi.better is Better.UP else -1.0
    z = STEP * robust_z(np.array([sign * value for value, _ in known], np.float64)) if known else np.zeros(0)
    rows = tuple(
        RankingRow(one.id, one.name, MIDDLE + float(points), place, place, place, {kpi.key: float(points)})
        for place, ((_, one), points) in enumerate(zip(known, z, strict=True), start=1)
    )
    ranked = {row.location_id for row in rows}
    unranked = tuple(one.name for one in page.locations if one.id not in ranked)
    return Ranking(scope.period, rows, {kpi.key: 1.0} if rows else {}, unranked, page.stale)


def scores(sheet: Sheet, scope: Scope) -> dict[int, float]:
    """Return the composite score of each location that sold, by id, with the default weights."""
    sums = sheet.view.cube.between(scope.period.start, scope.period.end, sheet.places)
    sold = np.flatnonzero(sums[:, FIELD["orders"]] > 0)
    if not len(sold):
        return {}
    values = metrics(sums[sold].astype(np.float64), list(DEFAULT_WEIGHTS), is_filtered=sheet.is_filtered)
    has = np.logical_not(np.isnan(values).all(axis=1))
    shares = _normal({key: share for place, (key, share) in enumerate(DEFAULT_WEIGHTS.items()) if has[place]})
    score = MIDDLE + STEP * (robust_z(values[has]) * np.array(list(shares.values()))[:, None]).sum(axis=0)
    return {sheet.outlets[place].id: float(score[at]) for at, place in enumerate(sold)}


def checked(weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return weights by key of the catalogue, adding up to 1; metrics of weight 0 are left out.

    Raises:
        InvalidError: an unknown metric, a negative weight, none above 0, or rating and CSAT together.
    """
    if weights is None:
        return dict(DEFAULT_WEIGHTS)
    found: dict[str, float] = {}
    for word, weight in weights.items():
        key = catalog.find(word).key
        if key not in RANKABLE:
            raise InvalidError(f"“{word}” cannot rank locations.", hint=f"Choose from: {', '.join(RANKABLE)}.")
        if not 0 <= weight < float("inf"):
            raise InvalidError(f"The weight of “{word}” must be 0 or more.", hint="Write it as revenue=.3.")
        if weight:
            found[key] = found.get(key, 0.0) + weight
    if not found:
        raise InvalidError("No metric has a weight above 0.", hint="Give at least one, such as revenue=1.")
    if {"average_rating", "csat"} <= found.keys():
        raise InvalidError("Rating and CSAT come from the same stars.", hint="Give a weight to one of them.")
    return _normal(found)


def metrics(sums: Numbers, keys: list[str], *, is_filtered: bool) -> Numbers:
    """Return (metric, ..., location) from sums (..., location, metric of Sums); NaN where not known.

    Margins are told on one basis for all: what is known of every location that knows its cost of goods. Where nobody
    rated or complained, an accuracy of 100 % is not known to be one.
    """
    part = {name: sums[..., place] for name, place in FIELD.items()}
    is_known = (part["orders"] > 0) & (part["costed"] >= part["orders"])
    lacks_running = is_known & (part["running"] == 0)
    operating = ~lacks_running.any(axis=-1, keepdims=True) & (not is_filtered)
    costs = part["goods"] + np.where(operating, part["labour"] + part["other"], 0)
    nan = np.full_like(costs, np.nan)
    orders = part["orders"]
    is_rated = part["ratings"] + part["mistaken"] > 0
    known: dict[str, Numbers] = {
        "revenue_paise": part["revenue"],
        "orders": orders,
        "average_order_value_paise": _share(part["revenue"], orders),
        "on_time_rate": _share(part["on_time"], part["timed"]),
        "order_accuracy": np.where(is_rated, 1 - _share(part["mistaken"], part["completed"]), nan),
        "average_rating": _share(part["stars"], part["ratings"]),
        "csat": _share(part["satisfied"], part["ratings"]),
        "profit_margin": np.where(is_known, _share(part["revenue"] - costs, part["revenue"]), nan),
        "cost_per_order_paise": np.where(is_known, _share(costs, orders), nan),
    }
    return np.stack([known[key] * _SIGN[key] for key in keys])


def robust_z(values: Numbers) -> Numbers:
    """Return how far each value lies from the median over the last axis, in robust deviations, clipped at 3.

    Where more than half are equal the mean deviation serves; where all are, or a value is not known, it is 0.
    """
    known = ~np.isnan(values)
    away = values - _median(values, known)
    size = np.abs(away)
    spread = MAD_TO_SIGMA * _median(size, known)
    count = np.maximum(known.sum(axis=-1, keepdims=True), 1)
    mean = MEAN_TO_SIGMA * np.where(known, size, 0).sum(axis=-1, keepdims=True) / count
    spread = np.where(spread > 0, spread, mean)
    with np.errstate(over="ignore"):  # a spread next to nothing makes a z beyond all numbers, which is clipped
        z = np.where(known & (spread > 0), away, 0) / np.where(spread > 0, spread, 1)
    clipped: Numbers = np.clip(z, -CLIP, CLIP)
    return clipped


_SIGN = {key: -1.0 if catalog.BY_KEY[key].better is Better.DOWN else 1.0 for key in RANKABLE}


def _normal(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def _share(part: Numbers, whole: Numbers) -> Numbers:
    return np.where(whole > 0, part, np.nan) / np.where(whole > 0, whole, 1)


def _median(values: Numbers, known: NDArray[np.bool_]) -> Numbers:
    """Return the median of the known values over the last axis, kept as an axis; NaN where there is none."""
    ordered = np.sort(np.where(known, values, np.inf), axis=-1)
    count = known.sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[-1] - 1), axis=-1)
    middle: Numbers = np.where(count > 0, np.where(count > 0, low, 0) / 2 + np.where(count > 0, high, 0) / 2, np.nan)
    return middle


def _band(
    by_day: NDArray[Any], shares: Mapping[str, float], order: list[int], *, is_filtered: bool
) -> tuple[list[int], list[int]]:
    """Return the better and the worse end of each location's ranks over resampled days."""
    days, locations, fields = by_day.shape
    rank_of = np.empty(locations, np.intp)
    rank_of[order] = np.arange(1, locations + 1)
    if days < FEWEST_DAYS:
        return [1] * locations, [locations] * locations
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(days, np.full(days, 1 / days), size=RESAMPLES).astype(np.float64)
    sums = (drawn @ by_day.reshape(days, -1).astype(np.float64)).reshape(RESAMPLES, locations, fields)
    weights = np.array(list(shares.values()))
    score = np.tensordot(weights, robust_z(metrics(sums, list(shares), is_filtered=is_filtered)), axes=1)
    ranks = np.argsort(np.argsort(-score, axis=1, kind="stable"), axis=1) + 1
    low = np.quantile(ranks, BAND[0], axis=0, method="lower")
    high = np.quantile(ranks, BAND[1], axis=0, method="higher")
    return np.minimum(low, rank_of).astype(int).tolist(), np.maximum(high, rank_of).astype(int).tolist()
