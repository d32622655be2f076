"""What the overview asks and shows, without a widget."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.analytics import catalog, items, kpis, periods, trends
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import ItemSales, LocationFigures, Page, Scope, Trend, Value
from sakshi_desktop.reports import REPORTS, Written
from sakshi_desktop.ui import words
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.course import Course, charted, course, grain
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question, RunsLong
from sakshi_desktop.ui.words import CardText

LARGE = ("revenue_paise", "orders", "average_order_value_paise", "customers")
SMALL = (
    "average_rating",
    "on_time_rate",
    "order_accuracy",
    "profit_margin",
    "cost_per_order_paise",
    "csat",
    "growth",
)
SHOWN = (*LARGE, *SMALL)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A location among the best.

    Attributes:
        change: its growth on the period before, None where there was none.
        in_part: whether its sales began after the period before did.
    """

    id: int
    name: str
    revenue: int
    orders: int
    change: Value
    share: float | None
    in_part: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page shows at once."""

    page: Page
    cards: Mapping[str, CardText]
    course: Course
    places: tuple[PlaceRow, ...]
    items: tuple[ItemSales, ...]

    @property
    def empty(self) -> bool:
        """Return whether nothing was sold in the period."""
        return not self.page.total.orders and not self.page.total.revenue_paise


class OverviewViewModel(QObject):
    """The state and the actions of the overview.

    Signals:
        shown: everything, an Overview.
        charted: another course for the chart.
        failed: why there is nothing to show, a SakshiError.
        busy_changed: whether an answer is being waited for.
        exported: a report was written, a Written.
        not_exported: why it was not, a SakshiError.
    """

    shown = Signal(object)
    charted = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)
    exported = Signal(object)
    not_exported = Signal(object)

    def __init__(self, tasks: RunsLong, program: Program, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._program = program
        self._figures = program.figures
        self._asking = asking
        self.metric = LARGE[0]
        self._whole = Question(tasks, self)
        self._chart = Question(tasks, self)
        self._whole.answered.connect(self.shown)
        self._whole.busy_changed.connect(self.busy_changed)
        self._chart.answered.connect(self.charted)
        for question in (self._whole, self._chart):
            question.failed.connect(self.failed)

    @Slot()
    def refresh(self) -> None:
        """Ask for everything in the present scope."""
        self._chart.forget()
        self._whole.ask(partial(load, self._figures, self._asking.scope, self.metric))

    @Slot(str)
    def choose(self, metric: str) -> None:
        """Show another figure in the chart; one that compares periods itself is shown as revenue."""
        self.metric = metric if metric in catalog.TREND_KEYS else LARGE[0]
        self._chart.ask(partial(chart, self._figures, self._asking.scope, self.metric))

    def export(self, file: Path) -> None:
        """Write the report about the present scope to ``file``."""
        work = partial(_write, self._program, self._asking.scope, file)
        self._tasks.long(f"Writing {file.name}", work, self.exported.emit, self.not_exported.emit)


def load(figures: Figures, scope: Scope, metric: str) -> Overview:
    """Return everything that the overview shows of a scope."""
    page = kpis.page(figures, scope)
    cards = {key: words.card(catalog.BY_KEY[key], page) for key in SHOWN}
    if page.cost_share is not None and page.cost_share < 1:
        margin, known = cards["profit_margin"], catalog.show(catalog.BY_KEY["csat"], page.cost_share)
        note = f"The cost of goods is known for {known} of the orders."
        cards["profit_margin"] = replace(margin, exact=f"{margin.exact}\n{note}")
    for key in LARGE:
        cards[key] = replace(cards[key], course=tuple(chart(figures, scope, key).values))
    return Overview(page, cards, chart(figures, scope, metric), places(page), items.top(figures, scope, limit=None))


def chart(figures: Figures, scope: Scope, metric: str) -> Course:
    """Return the course of one KPI over a scope."""
    return course(_trend(figures, scope, metric))


def places(page: Page) -> tuple[PlaceRow, ...]:
    """Return the locations that sold anything, best first."""
    total = page.total.revenue_paise
    rows = [_row(page, one, total) for one in page.locations if one.kpis.orders or one.kpis.revenue_paise]
    return tuple(sorted(rows, key=_by_revenue))


def _row(page: Page, now: LocationFigures, total: int) -> PlaceRow:
    revenue, share = now.kpis.revenue_paise, now.kpis.revenue_paise / total if total > 0 else None
    in_part = periods.is_in_part(page.previous, now.first_sale)
    return PlaceRow(now.id, now.name, revenue, now.kpis.orders, now.kpis.growth, share, in_part)


def _by_revenue(row: PlaceRow) -> tuple[int, str]:
    return -row.revenue, row.name


def _trend(figures: Figures, scope: Scope, metric: str) -> Trend:
    wide = replace(scope, period=charted(scope))
    return trends.trend(figures, wide, metric, grain(wide.period))


def _write(program: Program, scope: Scope, file: Path, progress: Callable[[float, str], None]) -> Written:
    progress(0.1, "reading the figures")
    write = REPORTS["monthly"].door()
    return write(program.figures, scope, file, by=program.actor, clock=program.clock)
