"""What the locations page asks and shows, without a widget."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.analytics import catalog, caveats, comparison, ranking
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Comparison, LocationComparison, Page, RankingRow, Scope, Value
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.questions import Question, Runs

SCORE = "score"
"""Ranks by the composite score."""


class Measure(StrEnum):
    """What the cells of the table hold."""

    FIGURES = "figures"
    TO_AVERAGE = "to average"
    TO_BEST = "to best"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class Row:
    """A location with its figures, its differences and its place.

    Attributes:
        best: the KPIs in which none is better.
        unmeasured: the growths against a period that its sales cover only in part.
    """

    id: int
    name: str
    figures: Mapping[str, Value]
    to_average: Mapping[str, Value]
    to_best: Mapping[str, Value]
    place: RankingRow | None
    best: frozenset[str]
    unmeasured: frozenset[str] = frozenset()

    @property
    def score(self) -> float | None:
        """Return the composite score, 50 is the middle."""
        return self.place.score if self.place else None

    @property
    def rank(self) -> int | None:
        """Return the place in the ranking, from 1."""
        return self.place.rank if self.place else None

    def value(self, measure: Measure, key: str) -> Value:
        """Return what a cell holds."""
        source = {
            Measure.FIGURES: self.figures,
            Measure.TO_AVERAGE: self.to_average,
            Measure.TO_BEST: self.to_best,
        }.get(measure, self.figures)
        return source.get(key)


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation, the location it is for, and the key of the KPI it speaks of."""

    id: int
    location: str
    text: str
    kpi: str


@dataclass(frozen=True, slots=True)
class Side:
    """Everything that the page shows at once."""

    page: Page
    comparison: Comparison
    rows: tuple[Row, ...]
    advice: tuple[Advice, ...]

    @property
    def empty(self) -> bool:
        """Return whether nothing was sold in the period."""
        return not self.page.total.orders and not self.page.total.revenue_paise


class LocationsViewModel(QObject):
    """The state and the actions of the locations page.

    Signals:
        shown: everything, a Side.
        measured: the table shall hold something else, a Measure.
        failed: why there is nothing to show, a SakshiError.
        busy_changed: whether an answer is being waited for.
    """

    shown = Signal(object)
    measured = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, tasks: Runs, figures: Figures, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures = figures
        self._asking = asking
        self.measure = Measure.FIGURES
        self.by = SCORE
        self.weights: Mapping[str, float] | None = None
        self._question = Question(tasks, self)
        self._question.answered.connect(self.shown)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    @Slot()
    def refresh(self) -> None:
        """Ask for everything in the present scope."""
        self._question.ask(partial(load, self._figures, self._asking.scope, self.by, self.weights))

    def rank_by(self, key: str, weights: Mapping[str, float] | None = None) -> None:
        """Rank by a KPI, or by the composite score (SCORE) with weights; None are the usual ones."""
        self.by = key
        if key == SCORE:
            self.weights = weights
        self.refresh()

    def choose(self, measure: Measure) -> None:
        """Show figures, or how far they are from the average or from the best."""
        self.measure = measure
        self.measured.emit(measure)


def load(figures: Figures, scope: Scope, by: str = SCORE, weights: Mapping[str, float] | None = None) -> Side:
    """Return everything that the locations page shows of a scope, ranked by a KPI or by the composite score."""
    compared = comparison.compare(figures, scope)
    found = ranking.rank(figures, scope, weights) if by == SCORE else ranking.by_kpi(figures, scope, by)
    ranked = {row.location_id: row for row in found.rows}
    best = best_values(compared)
    unmeasured = _unmeasured(compared.page)
    rows = tuple(_row(one, ranked.get(one.id), best, unmeasured) for one in compared.all_locations)
    names = {one.id: one.name for one in compared.all_locations}
    advice = tuple(
        Advice(one.location_id, names.get(one.location_id, ""), one.text, one.kpi) for one in compared.recommendations
    )
    return Side(compared.page, compared, rows, advice)


def best_values(compared: Comparison) -> dict[str, Value]:
    """Return KPI key -> the best value of any location, where one way is better and not all are alike."""
    found: dict[str, Value] = {}
    for kpi in catalog.KPIS:
        known = [
            value
            for one in caveats.measured(compared.page, kpi, compared.page.locations)
            if (value := one.kpis.value(kpi.key)) is not None
        ]
        if len(set(known)) > 1 and kpi.better is not catalog.Better.NEITHER:
            found[kpi.key] = max(known) if kpi.better is catalog.Better.UP else min(known)
    return found


def _unmeasured(page: Page) -> Mapping[str, frozenset[int]]:
    """Return KPI key -> the locations whose growth measures nothing."""
    everyone = frozenset(one.id for one in page.locations)
    signed = [kpi for kpi in catalog.KPIS if kpi.signed]
    return {kpi.key: everyone - {one.id for one in caveats.measured(page, kpi, page.locations)} for kpi in signed}


def _row(
    one: LocationComparison,
    place: RankingRow | None,
    best: Mapping[str, Value],
    unmeasured: Mapping[str, frozenset[int]],
) -> Row:
    figures = {kpi.key: one.kpis.value(kpi.key) for kpi in catalog.KPIS}
    in_part = frozenset(key for key, ids in unmeasured.items() if one.id in ids)
    leads = frozenset(key for key, value in best.items() if figures[key] == value and figures[key]) - in_part
    return Row(one.id, one.name, figures, one.to_average, one.to_best, place, leads, in_part)
