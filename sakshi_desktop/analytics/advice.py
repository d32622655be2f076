"""What a location could do, in words, told from where it stands beside the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sakshi_desktop.analytics import catalog, caveats
from sakshi_desktop.analytics.catalog import BY_KEY, Better, Unit
from sakshi_desktop.analytics.types import KpiSet, LocationFigures, Page, Recommendation, Value

MOST = 3
"""Recommendations for one location."""
FEWEST_ORDERS = 30
"""Below this many orders a location's shares and stars are luck."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that can be better.

    Attributes:
        slack: how far from the average it may lie: a part of it for money, points for shares and stars.
        text: the sentence; {mine}, {average}, {best} and {champion} are filled in.
        worth: what reaching the average would have brought, in paise; None where no money follows.
        made_of: KPIs that it is made of; where one of them is told, this one would tell the same money again.
    """

    kpi: str
    slack: float
    text: str
    worth: Callable[[KpiSet, float], float] | None = None
    made_of: frozenset[str] = frozenset()


def _more_per_order(kpis: KpiSet, gap: float) -> float:
    return gap * kpis.orders


def _more_margin(kpis: KpiSet, gap: float) -> float:
    return gap * kpis.revenue_paise


TABLE: tuple[Advice, ...] = (
    Advice(
        "profit_margin",
        0.02,
        "Look at costs: {mine} of revenue is left here, {average} on average; {champion} keeps {best}.",
        _more_margin,
        made_of=frozenset({"average_order_value_paise", "cost_per_order_paise"}),
    ),
    Advice(
        "average_order_value_paise",
        0.05,
        "Offer more with each order: guests spend {mine} here, {average} on average; {best} at {champion}.",
        _more_per_order,
    ),
    Advice(
        "cost_per_order_paise",
        0.08,
        "Bring the cost of an order down: {mine} here, {average} on average; {champion} needs {best}.",
        _more_per_order,
    ),
    Advice(
        "on_time_rate",
        0.02,
        "Send deliveries out in time: {mine} come by the promised time, {average} on average; {best} at {champion}.",
    ),
    Advice(
        "order_accuracy",
        0.005,
        "Check bags before they leave: {mine} of the orders are right, {average} on average; {best} at {champion}.",
    ),
    Advice(
        "average_rating",
        0.1,
        "Ask guests what they miss: they give {mine} stars here, {average} on average; {best} at {champion}.",
    ),
    Advice(
        "growth",
        0.05,
        "Find out why sales moved by {mine} here while the others moved by {average}; {champion} shows {best}.",
    ),
)


_BY_KPI = {advice.kpi: advice for advice in TABLE}


def recommend(page: Page, averages: Mapping[str, Value]) -> tuple[Recommendation, ...]:
    """Return what each location could do, the most pressing first, at most three each.

    Nothing is said of a KPI that fewer than two locations have, of a location with hardly any
    orders, nor where it is near the average or better. One cause is told, and paid, once: a margin
    only where neither the average order nor the cost of one explains it.
    """
    sold = [location for location in page.locations if location.kpis.orders]
    known = {advice.kpi: _known(page, advice.kpi, sold) for advice in TABLE}
    found: list[Recommendation] = []
    for location in (each for each in sold if each.kpis.orders >= FEWEST_ORDERS):
        pressing = {}
        for advice in TABLE:
            told = _told(advice, location, known[advice.kpi], averages.get(advice.kpi), page.currency)
            if told is not None:
                pressing[advice.kpi] = told
        causes = [told for key, told in pressing.items() if not _BY_KPI[key].made_of & pressing.keys()]
        causes.sort(key=lambda pair: -pair[0])
        found += [recommendation for _, recommendation in causes[:MOST]]
    return tuple(found)


def _known(page: Page, key: str, sold: list[LocationFigures]) -> dict[int, LocationFigures]:
    """Return the locations whose value of a KPI can be held against the others', by id."""
    measured = caveats.measured(page, BY_KEY[key], sold)
    return {each.id: each for each in measured if each.kpis.value(key) is not None}


def _told(
    advice: Advice, location: LocationFigures, known: Mapping[int, LocationFigures], average: Value, currency: str
) -> tuple[float, Recommendation] | None:
    """Return how pressing it is, in slacks, and the recommendation; None where there is nothing to say."""
    kpi = BY_KEY[advice.kpi]
    mine, others = location.kpis.value(advice.kpi), list(known.values())
    if mine is None or average is None or location.id not in known or len(others) < 2:  # noqa: PLR2004
        return None
    if kpi.key in _ON_ONE_BASIS and len({each.kpis.margin_basis for each in others}) > 1:
        return None  # a margin after all costs is not worse than one after goods alone
    gap = (mine - average) if kpi.better is Better.DOWN else (average - mine)
    allowed = advice.slack * abs(average) if kpi.unit is Unit.PAISE else advice.slack
    if allowed <= 0 or gap <= allowed:
        return None
    champion = _best(others, advice.kpi, better=kpi.better)
    text = advice.text.format(
        mine=catalog.show(kpi, mine, currency),
        average=catalog.show(kpi, average, currency),
        best=catalog.show(kpi, champion.kpis.value(advice.kpi), currency),
        champion=champion.name,
    )
    worth = None if advice.worth is None else round(advice.worth(location.kpis, gap))
    return gap / allowed, Recommendation(location.id, text, advice.kpi, mine, average, worth)


_ON_ONE_BASIS = ("profit_margin", "cost_per_order_paise")


def _best(locations: list[LocationFigures], key: str, *, better: Better) -> LocationFigures:
    def value(location: LocationFigures) -> float:
        found = location.kpis.value(key)
        return 0.0 if found is None else float(found)

    return min(locations, key=value) if better is Better.DOWN else max(locations, key=value)
