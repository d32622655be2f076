"""What is asked of the orders behind a figure, without a widget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.analytics import catalog, orders
from sakshi_desktop.analytics.catalog import DASH
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import BehindRow, BehindTotal, Scope, Sorting
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.questions import Question, Runs

SIZE = 100
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class Drill:
    """Which figure is looked behind.

    Attributes:
        kpi: its key in the catalogue.
        scope: what it is asked about.
        place: what narrows it beside the period, in words: a location, a channel; may be empty.
        item: only sales of this item.
        by: in which order the rows come.
    """

    kpi: str
    scope: Scope
    place: str = ""
    item: int | None = None
    by: Sorting = Sorting.LATEST

    @property
    def title(self) -> str:
        """Return what is looked behind, in words."""
        parts = (catalog.BY_KEY[self.kpi].label, self.place, dates.span(self.scope.period))
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Found:
    """What everything comes to, and the first page; ``fresh``: of another figure than before."""

    drill: Drill
    total: BehindTotal
    rows: tuple[BehindRow, ...]

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return self.total.orders + self.total.refunds


class BehindViewModel(QObject):
    """The state and the actions of the orders behind a figure.

    Signals:
        found: what everything comes to and the first page, a Found; the second word: of another figure than before.
        paged: a page of rows: its number and the rows.
        failed: why there is nothing to show, a SakshiError.
    """

    found = Signal(object, bool)
    paged = Signal(int, object)
    failed = Signal(object)

    def __init__(self, tasks: Runs, figures: Figures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._figures = figures
        self._drill: Drill | None = None
        self._is_fresh = True
        self._asked = 0
        self._marks: tuple[str, ...] | None = None
        self._waiting: set[int] = set()
        self._whole, self._places = Question(tasks, self), Question(tasks, self)
        self._whole.answered.connect(self._show)
        self._places.answered.connect(self._place)
        for question in (self._whole, self._places):
            question.failed.connect(self.failed)

    @property
    def drill(self) -> Drill | None:
        """Return which figure is looked behind."""
        return self._drill

    def look(self, drill: Drill) -> None:
        """Look behind a figure."""
        self._is_fresh, self._drill = True, drill
        self.again()

    def sort(self, by: Sorting) -> None:
        """Show the same rows in another order, from the first on."""
        if self._drill is not None and self._drill.by is not by:
            self.look(replace(self._drill, by=by))

    @Slot()
    def again(self) -> None:
        """Look again: orders may have come."""
        if self._drill is None:
            return
        self._asked += 1
        self._marks = None
        self._waiting.clear()
        self._whole.ask(partial(load, self._figures, self._drill))
        self._places.ask(partial(_marks, self._figures, self._drill))

    @Slot(int)
    def want(self, page: int) -> None:
        """Ask for a page, counted from 0; the first one is answered with ``found``."""
        if self._drill is None or page == 0:
            return
        if self._marks is None:
            self._waiting.add(page)
        elif page <= len(self._marks):
            work = partial(_page, self._figures, self._drill, self._marks[page - 1])
            answer = partial(self._answer, self._asked, page)
            self._tasks.run(work, answer, self.failed.emit)

    def every_row(self) -> Iterator[BehindRow]:
        """Read all rows in the order shown, a few at a time; on another thread."""
        drill = self._drill
        if drill is not None:
            yield from orders.every(self._figures, drill.scope, drill.kpi, item=drill.item, by=drill.by)

    @Slot(object)
    def _show(self, found: Found) -> None:
        fresh, self._is_fresh = self._is_fresh, False
        self.found.emit(found, fresh)

    @Slot(object)
    def _place(self, marks: tuple[str, ...]) -> None:
        self._marks = marks
        waiting, self._waiting = sorted(self._waiting), set()
        for page in waiting:
            self.want(page)

    def _answer(self, asked: int, page: int, rows: tuple[BehindRow, ...]) -> None:
        if asked == self._asked:
            self.paged.emit(page, rows)


def load(figures: Figures, drill: Drill) -> Found:
    """Return what everything behind a figure comes to, and the first page of it."""
    total = orders.total(figures, drill.scope, drill.kpi, item=drill.item)
    first = orders.behind(figures, drill.scope, SIZE, about=drill.kpi, item=drill.item, by=drill.by)
    return Found(drill, total, first.rows)


def _page(figures: Figures, drill: Drill, after: str) -> tuple[BehindRow, ...]:
    return orders.behind(figures, drill.scope, SIZE, after, drill.kpi, item=drill.item, by=drill.by).rows


def _marks(figures: Figures, drill: Drill) -> tuple[str, ...]:
    return orders.marks(figures, drill.scope, SIZE, drill.kpi, item=drill.item, by=drill.by)


def summed(found: Found) -> str:
    """Return what the rows come to, in words: the figure again, and what it is made of."""
    total, kpi = found.total, catalog.BY_KEY[found.drill.kpi]
    amount = format_money(total.amount_paise, total.currency)
    if kpi.key in {"revenue_paise", "growth", "growth_year"}:
        return f"{'Revenue' if found.drill.item is None else 'Net sales of the item'} {amount}"
    if kpi.key in {"profit_margin", "cost_per_order_paise"}:
        goods = format_money(total.goods_paise, total.currency)
        return f"Revenue {amount} · cost of goods {goods} · labour and running costs belong to no single order"
    value = DASH if total.value is None else catalog.show(kpi, total.value, total.currency)
    if kpi.key == "average_order_value_paise":
        return f"Revenue {amount} by {format_count(total.orders, total.currency)} orders: {value}"
    return f"{kpi.label} {value}"
