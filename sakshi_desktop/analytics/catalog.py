"""The KPIs as people meet them: their names, units, which way is better, and a value as text."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from sakshi_desktop.analytics.types import Value
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import format_count, format_money

DASH = "\N{EN DASH}"
UP, DOWN, EVEN = "▲", "▼", "="
WIDE = 10
"""From ten times as much on, tenths of a percent say nothing."""


class Unit(StrEnum):
    """What the value of a KPI counts; a ratio is a share 0-1."""

    PAISE = "paise"
    COUNT = "count"
    RATIO = "ratio"
    STARS = "stars"


class Better(StrEnum):
    """Which way a KPI should move."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI of the catalogue.

    Attributes:
        short: the heading of a narrow column.
        definition: what it says, in one sentence for a tooltip.
        signed: its sign is shown: a growth.
    """

    key: str
    label: str
    short: str
    unit: Unit
    better: Better
    definition: str
    signed: bool = False


KPIS: tuple[Kpi, ...] = (
    Kpi(
        "revenue_paise",
        "Revenue",
        "Revenue",
        Unit.PAISE,
        Better.UP,
        "Net sales of orders that were not cancelled, less refunds of these days; without tax, tips and delivery fees.",
    ),
    Kpi("orders", "Orders", "Orders", Unit.COUNT, Better.UP, "Orders that were not cancelled."),
    Kpi(
        "average_order_value_paise",
        "Average order value",
        "Avg order",
        Unit.PAISE,
        Better.UP,
        "Revenue divided by orders.",
    ),
    Kpi(
        "customers",
        "Customers",
        "Customers",
        Unit.COUNT,
        Better.UP,
        "Different known customers who ordered, each counted once however often they came.",
    ),
    Kpi(
        "walk_in_share",
        "Walk-in share",
        "Walk-ins",
        Unit.RATIO,
        Better.NEITHER,
        "Share of the orders whose customer is not known.",
    ),
    Kpi("average_rating", "Average rating", "Rating", Unit.STARS, Better.UP, "Mean of the stars given to orders, 1-5."),
    Kpi(
        "on_time_rate",
        "On-time delivery",
        "On time",
        Unit.RATIO,
        Better.UP,
        "Deliveries that came by the promised time, of those whose both times are known.",
    ),
    Kpi(
        "order_accuracy",
        "Order accuracy",
        "Accuracy",
        Unit.RATIO,
        Better.UP,
        "Completed orders without a wrong or missing item reported.",
    ),
    Kpi(
        "profit_margin",
        "Profit margin",
        "Margin",
        Unit.RATIO,
        Better.UP,
        "What is left of revenue after goods, labour and running costs; or after goods alone where no more is known.",
    ),
    Kpi(
        "cost_per_order_paise",
        "Cost per order",
        "Cost/order",
        Unit.PAISE,
        Better.DOWN,
        "The costs of the profit margin divided by orders.",
    ),
    Kpi(
        "csat",
        "Customer satisfaction",
        "CSAT",
        Unit.RATIO,
        Better.UP,
        "Ratings of 4 or 5 stars, of all ratings.",
    ),
    Kpi(
        "growth",
        "Growth",
        "Growth",
        Unit.RATIO,
        Better.UP,
        "Revenue against the period before: the month before a month, else the equal number of days before; "
        "while a period is running, against the like days of the one before.",
        signed=True,
    ),
    Kpi(
        "growth_year",
        "Growth on a year ago",
        "On year",
        Unit.RATIO,
        Better.UP,
        "Revenue against the same period a year ago; while a period is running, against the same dates.",
        signed=True,
    ),
)
BY_KEY = {kpi.key: kpi for kpi in KPIS}
TREND_KEYS = tuple(kpi.key for kpi in KPIS if not kpi.signed)
"""What a trend can show: every KPI that is not itself a comparison with another period."""
_SHORT_WORDS = {
    "revenue": "revenue_paise",
    "average_order": "average_order_value_paise",
    "rating": "average_rating",
    "on_time": "on_time_rate",
    "accuracy": "order_accuracy",
    "margin": "profit_margin",
    "cost_per_order": "cost_per_order_paise",
    "satisfaction": "csat",
}


def find(word: str, *, among: Collection[str] = tuple(BY_KEY)) -> Kpi:
    """Return the KPI of a key, or of a short word for one such as ``revenue`` or ``on-time``.

    Args:
        among: the keys that are offered to whoever writes another word.

    Raises:
        InvalidError: no KPI is called so.
    """
    cleaned = word.strip().lower().replace("-", "_").replace(" ", "_")
    found = BY_KEY.get(_SHORT_WORDS.get(cleaned, cleaned))
    if found is None:
        raise InvalidError(f"There is no figure “{word}”.", hint=f"Choose one of: {', '.join(among)}.")
    return found


def show(kpi: Kpi, value: Value, currency: str = "INR") -> str:
    """Return a value as people read it: ₹1,23,456.78, 28,417, 92.4 %, 4.31; a dash where it is not known."""
    return DASH if value is None else _SHOW[kpi.unit](kpi, value, currency)


def change(kpi: Kpi, value: Value, before: Value) -> float | None:
    """Return how a KPI moved: relative for money and counts, the plain difference for shares and stars.

    None where either is not known, and where money or counts were not above 0 before.
    """
    if value is None or before is None:
        return None
    if kpi.unit in {Unit.RATIO, Unit.STARS}:
        return value - before
    return (value - before) / before if before > 0 else None


def show_change(kpi: Kpi, value: Value, before: Value) -> str:
    """Return a movement as text: ▲ 4.2 %, ▼ 1.3 pt (of a share), ▲ 0.12 (stars); a dash where unknown."""
    moved = change(kpi, value, before)
    if moved is None:
        return DASH
    size = abs(moved)
    text = {Unit.RATIO: f"{100 * size:.1f} pt", Unit.STARS: f"{size:.2f}"}.get(kpi.unit, _percent(size))
    if not any(digit in "123456789" for digit in text):
        return f"{EVEN} {text}"
    return f"{UP if moved > 0 else DOWN} {text}"


def is_good(kpi: Kpi, moved: float | None) -> bool | None:
    """Return whether a movement is welcome; None where there is none or it does not matter."""
    if not moved or kpi.better is Better.NEITHER:
        return None
    return (moved > 0) == (kpi.better is Better.UP)


def _show_paise(_kpi: Kpi, value: float, currency: str) -> str:
    return format_money(int(value), currency)


def _show_count(_kpi: Kpi, value: float, currency: str) -> str:
    if not float(value).is_integer():
        whole, tenth = divmod(round(abs(value) * 10), 10)
        return f"{'-' if value < 0 else ''}{format_count(whole, currency)}.{tenth}"
    return format_count(int(value), currency)


def _show_ratio(kpi: Kpi, value: float, _currency: str) -> str:
    return _percent(value, "+" if kpi.signed else "")


def _percent(share: float, sign: str = "") -> str:
    """Return a share in percent; from ten times as much on, as beside a month of one day, without a decimal."""
    return f"{100 * share:{sign},.{0 if abs(share) >= WIDE else 1}f} %"


def _show_stars(_kpi: Kpi, value: float, _currency: str) -> str:
    return f"{value:.2f}"


_SHOW: dict[Unit, Callable[[Kpi, float, str], str]] = {
    Unit.PAISE: _show_paise,
    Unit.COUNT: _show_count,
    Unit.RATIO: _show_ratio,
    Unit.STARS: _show_stars,
}
