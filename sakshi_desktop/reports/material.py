"""All that a sales report says, gathered before a line of it is drawn."""

from dataclasses import dataclass
from datetime import date

from sakshi_desktop.analytics import catalog, periods
from sakshi_desktop.analytics.catalog import Kpi
from sakshi_desktop.analytics.types import Comparison, ItemSales, KpiSet, Page, Trend, Value
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.reports.card import Change


@dataclass(frozen=True, slots=True)
class Material:
    """All figures of a report.

    Attributes:
        year_ago: the KPIs of the same period a year before.
        best: the items that sold most.
        slow: the items that sold least.
    """

    chain: str
    comparison: Comparison
    year_ago: KpiSet
    revenue: Trend
    orders: Trend
    best: tuple[ItemSales, ...]
    slow: tuple[ItemSales, ...]

    @property
    def page(self) -> Page:
        """Return the KPIs of the period."""
        return self.comparison.page

    @property
    def empty(self) -> bool:
        """Return whether nothing was sold and nothing given back."""
        return not self.page.total.orders and not self.page.total.revenue_paise

    @property
    def period(self) -> str:
        """Return how people call the period."""
        return periods.title(self.page.period)

    @property
    def before(self) -> str:
        """Return how people call the period before."""
        return periods.title(self.page.previous)

    @property
    def last_year(self) -> str:
        """Return how people call the same period a year before."""
        return periods.title(self.page.year_ago)

    @property
    def report(self) -> str:
        """Return the name of the report."""
        return "Monthly report" if periods.whole_months(self.page.period) == 1 else "Sales report"

    @property
    def days(self) -> list[date]:
        """Return the dates of the period."""
        return [to_date(point.start) for point in self.revenue.points]

    def values(self, trend: Trend) -> list[float | None]:
        """Return the values of ``trend`` by day; days after the newest sale have none yet."""
        return [
            None if point.value is None or point.start > trend.until else float(point.value) for point in trend.points
        ]

    def show(self, kpi: Kpi, value: Value) -> str:
        """Return a value as people read it."""
        return catalog.show(kpi, value, self.page.currency)


def change(kpi: Kpi, value: Value, before: Value, against: str = "") -> Change:
    """Return how a figure moved, in words and whether that is good."""
    return Change(catalog.show_change(kpi, value, before), against, welcome(kpi, value, before))


def welcome(kpi: Kpi, value: Value, before: Value) -> bool | None:
    """Return whether a movement is good; None where it is too small to be shown, or does not matter."""
    if catalog.show_change(kpi, value, before).startswith(catalog.EVEN):
        return None
    return catalog.is_good(kpi, catalog.change(kpi, value, before))
