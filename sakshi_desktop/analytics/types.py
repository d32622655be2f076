"""What analytics hands out: periods, scopes, KPIs, comparisons, trends, rankings. Days count from 1970-01-01."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sakshi_desktop.core.vocabulary import Channel, DayPart

Value = int | float | None
"""The value of a KPI: whole paise or a count as int, a share or a mean as float, None where it is not known."""


@dataclass(frozen=True, slots=True)
class Period:
    """An inclusive range of business dates; ``end`` is never before ``start``."""

    start: int
    end: int

    @property
    def days(self) -> int:
        """Return how many days the period has."""
        return self.end - self.start + 1


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page is asked about.

    Attributes:
        locations: ids; None is every location of the currency.
        channel: only sales of this channel; None is all.
        day_part: only sales of this part of the day; None is all.
        currency: None takes the one currency that there is.
    """

    period: Period
    locations: tuple[int, ...] | None = None
    channel: Channel | None = None
    day_part: DayPart | None = None
    currency: str | None = None


class Basis(StrEnum):
    """Which costs a margin takes off: goods, labour and running costs; or goods alone."""

    OPERATING = "operating"
    GROSS = "gross"


@dataclass(frozen=True, slots=True)
class KpiSet:
    """All KPIs of one location, or of all together, over a period; None is not known, never 0.

    Attributes:
        walk_in_share: orders without a known customer / orders, 0-1.
        margin_basis: what ``profit_margin`` and ``cost_per_order_paise`` take off; None where goods cost is not known.
        growth: revenue against the period before, 0.1 is ten per cent more.
        growth_year: revenue against the same period a year ago.
    """

    revenue_paise: int
    orders: int
    average_order_value_paise: int | None
    customers: int
    walk_in_share: float | None
    average_rating: float | None
    on_time_rate: float | None
    order_accuracy: float | None
    profit_margin: float | None
    margin_basis: Basis | None
    cost_per_order_paise: int | None
    csat: float | None
    growth: float | None
    growth_year: float | None

    def value(self, key: str) -> Value:
        """Return the KPI ``key``, one of those in the catalogue."""
        found: Value = getattr(self, key)
        return found


@dataclass(frozen=True, slots=True)
class LocationFigures:
    """The KPIs of one location.

    Attributes:
        first_sale: its first business date with sales, None where there is none.
    """

    id: int
    name: str
    kpis: KpiSet
    first_sale: int | None = None


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """Growth over the locations whose sales are known throughout both periods: none opened or closed within them.

    Attributes:
        growth: None where they sold nothing in the period compared with.
        locations: how many they are.
        of: how many sold in either.
    """

    growth: float | None
    locations: int
    of: int


@dataclass(frozen=True, slots=True)
class Page:
    """All KPIs of all locations of a scope, with the period before.

    Attributes:
        known: the days of the period whose sales can be known yet; None where it lies after all of them.
        previous: the period that growth and ``previous_total`` compare with; of a running one, the like days.
        year_ago: the period of ``growth_year``; of a running one, the same dates.
        locations: by name; a location without any sale is there with zeros.
        previous_locations: the same locations in the same order.
        like_for_like_year: the same against a year ago.
        data_from: the first business date with data in the chosen locations, None where there is none.
        data_until: the last one.
        cost_share: orders whose cost of goods is known / orders; None without orders.
        stale: days were changed that could not be recomputed, because the database cannot be written.
    """

    period: Period
    previous: Period
    year_ago: Period
    currency: str
    total: KpiSet
    previous_total: KpiSet
    locations: tuple[LocationFigures, ...]
    previous_locations: tuple[LocationFigures, ...]
    like_for_like: LikeForLike
    like_for_like_year: LikeForLike
    known: Period | None
    data_from: int | None
    data_until: int | None
    cost_share: float | None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class LocationComparison:
    """A location beside the others.

    Attributes:
        score: the composite score, 50 is the middle of the chain; None where there is nothing to score.
        to_average: KPI key -> its value less the average of the locations.
        to_best: KPI key -> its value less the best location's.
    """

    id: int
    name: str
    kpis: KpiSet
    score: float | None
    to_average: Mapping[str, Value]
    to_best: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What a location could do, with its evidence.

    Attributes:
        text: in words, for the person who runs the location.
        kpi: the key of the KPI that it would move.
        value: where it stands.
        target: where the better ones stand.
        worth_paise: what reaching the target would have been worth in the period; None where no money follows from it.
    """

    location_id: int
    text: str
    kpi: str
    value: Value
    target: Value
    worth_paise: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Locations side by side; performers are None where nothing was sold.

    Attributes:
        average_metrics: KPI key -> the plain average of the locations that have it. Of a growth it is the median of
            the locations that sold throughout the period compared with: one new outlet would drive a mean.
    """

    page: Page
    top_performer: LocationComparison | None
    bottom_performer: LocationComparison | None
    average_metrics: Mapping[str, Value]
    all_locations: tuple[LocationComparison, ...]
    recommendations: tuple[Recommendation, ...]


class Grain(StrEnum):
    """How long each point of a trend is; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a trend: an inclusive range of days, cut at the ends of the period, and its value."""

    start: int
    end: int
    value: Value


@dataclass(frozen=True, slots=True)
class Trend:
    """A KPI over time.

    Attributes:
        metric: the key of the KPI.
        previous: the period before, point by point beside ``points``; may be one shorter or longer. Of a running
            period the like days.
        until: the last day whose sales can be known; points that begin later are still to come.
    """

    metric: str
    grain: Grain
    currency: str
    period: Period
    previous_period: Period
    points: tuple[Point, ...]
    previous: tuple[Point, ...]
    until: int
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Kept orders by weekday (0 is Monday) and hour of the wall clock; orders without a known hour are apart."""

    orders: tuple[tuple[int, ...], ...]
    without_hour: int


@dataclass(frozen=True, slots=True)
class RankingRow:
    """A location's place.

    Attributes:
        score: 50 is the middle of the chain, ten points are one robust deviation.
        rank: from 1.
        rank_low: the better end of the band in which nine of ten resamples of the days put it.
        rank_high: the worse end.
        contributions: metric -> points that it adds to or takes from 50.
    """

    location_id: int
    name: str
    score: float
    rank: int
    rank_low: int
    rank_high: int
    contributions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Locations by composite score, best first.

    Attributes:
        weights: metric -> the share it had, adding up to 1; metrics without data in the scope are left out.
        unranked: names of locations that sold nothing.
    """

    period: Period
    rows: tuple[RankingRow, ...]
    weights: Mapping[str, float]
    unranked: tuple[str, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True)
class ItemSales:
    """What an item sold, refunds taken off; quantity in thousandths; ``share`` is of all items' net sales, 0-1."""

    item_id: int
    name: str
    category: str
    quantity_milli: int
    net_paise: int
    share: float | None


@dataclass(frozen=True, slots=True)
class BehindRow:
    """An order or a refund behind a figure.

    Attributes:
        kind: "order" or "refund".
        order_id: the order itself, or the one that a refund is for, where that is known.
        amount_paise: what it adds to revenue: negative for a refund.
        label: the status of an order, the kind of a refund.
        goods_paise: the cost of what was sold, None where it is not known.
        stars: how the order was rated.
        on_time: whether it came by the promised time, None where that is no question.
        is_wrong: whether a wrong or missing item was reported.
    """

    kind: str
    id: int
    business_date: int
    at: datetime
    location_id: int
    location: str
    channel: Channel
    label: str
    customer_id: int | None
    amount_paise: int
    currency: str
    order_id: int | None = None
    goods_paise: int | None = None
    stars: int | None = None
    on_time: bool | None = None
    is_wrong: bool = False


class Sorting(StrEnum):
    """In which order the rows behind a figure come; rows of one amount come by date, the same way round."""

    LATEST = "latest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"

    @property
    def by_amount(self) -> bool:
        """Return whether the amount decides before the date."""
        return self in {Sorting.LARGEST, Sorting.SMALLEST}

    @property
    def falls(self) -> bool:
        """Return whether later dates and larger amounts come first."""
        return self in {Sorting.LATEST, Sorting.LARGEST}


@dataclass(frozen=True, slots=True)
class Behind:
    """Some of the orders and refunds behind a figure; ``after`` asks for the next page, None at the end."""

    rows: tuple[BehindRow, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class BehindTotal:
    """What all rows behind a figure come to, told by the orders themselves and not by the rollup.

    Attributes:
        orders: how many orders the figure is made of.
        refunds: how many refunds.
        amount_paise: what they add up to in revenue.
        goods_paise: the cost of their goods, as far as it is known.
        value: the figure again, made from these rows; None where it needs more than orders, as a margin does.
        currency: of the amounts.
    """

    orders: int
    refunds: int
    amount_paise: int
    goods_paise: int
    value: Value
    currency: str
