"""The locations side by side: the best, the weakest, the average, every figure of each, and what each could do."""

import json
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
)

from sakshi_desktop.analytics import catalog, caveats, ranking
from sakshi_desktop.analytics.catalog import Better, Kpi
from sakshi_desktop.analytics.types import Comparison, LocationComparison
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.locations.columns import columns, show_score
from sakshi_desktop.ui.locations.editing import LocationEditing
from sakshi_desktop.ui.locations.panels import LOW, STRIP, TOLD, AdvicePanel, Panel
from sakshi_desktop.ui.locations.viewmodel import SCORE, Advice, LocationsViewModel, Measure, Row, Side
from sakshi_desktop.ui.locations.weights_dialog import WeightsDialog
from sakshi_desktop.ui.widgets.bars import Bar, BarChart
from sakshi_desktop.ui.widgets.framed_page import EDGE, GAP, FramedPage
from sakshi_desktop.ui.widgets.menu_button import menu_button
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.segments import Segments
from sakshi_desktop.ui.widgets.texts import Elided

MEASURES = (
    (Measure.FIGURES, "Figures"),
    (Measure.TO_AVERAGE, "Against average"),
    (Measure.TO_BEST, "Against best"),
    (Measure.CHART, "Chart"),
)
MEANT = {
    Measure.FIGURES: f"Bold: the best · Rank 2 (1{dates.DASH}4): second; had other days counted,"
    " 1 to 4 nine times in ten",
    Measure.TO_AVERAGE: "Each location less the average of all; growth: less the median of those with sales throughout"
    " both periods · pt: percentage points",
    Measure.TO_BEST: "Each location less the best of all · pt: percentage points",
    Measure.CHART: "Click or Enter: the orders behind a bar",
}
WEIGHTS = "locations/weights"
BY = "locations/rank-by"
MEASURE = "locations/measure"
ROOM = 840
"""Pixels of width of the page from which the recommendations stand beside the panels."""


class LocationsPage(FramedPage):
    """All locations in one table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Locations")
        self.viewmodel = LocationsViewModel(desk.tasks, desk.program.figures, desk.asking, self)
        self._side: Side | None = None
        self.best = Panel(desk.look, "Top location", self.body)
        self.weakest = Panel(desk.look, "Bottom location", self.body)
        self.average = Panel(desk.look, "Average", self.body)
        self.advice = AdvicePanel(desk.look, self.body)
        self.legend = Elided(self.body, style="muted")
        self.measures = Segments(desk.kept, MEASURE, [(measure.value, title) for measure, title in MEASURES], self.body)
        self.table: RecordTable[Row] = RecordTable(
            desk, columns(Measure.FIGURES, "INR"), "Locations", of=("location", "locations")
        )
        self.bars = BarChart(desk.look, self.body)
        self.by = menu_button(desk.look, "", "Rank by")
        self.editing = LocationEditing(desk, self)
        self.edit = QPushButton("&Edit location …", self.table)
        self.edit.setToolTip("Change the location that is chosen in the table: business day, GSTIN, opening hours")
        self.table.offer(self.edit)
        self.edit.clicked.connect(self.edit_chosen)
        self._strip = QHBoxLayout()
        self._column = QVBoxLayout(self.body)
        self._recall()
        self._make_body()
        self._wire()

    def _wire(self) -> None:
        for panel in (self.best, self.weakest, self.average):
            panel.opened.connect(partial(self._open_panel, panel))
        self.advice.opened.connect(self._open_advice)
        self.table.opened_at.connect(self._open)
        self.bars.opened.connect(self._open_bar)
        self.by.clicked.connect(self._drop_ways)
        self.measures.picked.connect(self._choose_measure)
        model = self.viewmodel
        model.shown.connect(self.show_side)
        model.measured.connect(self._show_measure)
        model.failed.connect(self.show_trouble)
        model.busy_changed.connect(self.show_busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the recommendations below the table where they have no room beside the panels."""
        super().resizeEvent(event)
        beside = self.width() >= ROOM
        self.advice.setFixedHeight(STRIP if beside else LOW)
        if beside == (self._strip.indexOf(self.advice) < 0):
            (self._strip if beside else self._column).addWidget(self.advice, 2 if beside else 0)

    def refresh(self) -> None:
        """Ask again."""
        self.viewmodel.refresh()

    @Slot()
    def edit_chosen(self) -> None:
        """Open the form of the location that is chosen in the table."""
        place = self.table.view.currentIndex().row()
        if 0 <= place < self.table.model.rowCount():
            self.editing.open(self.table.model.row(place).id)
        else:
            self.desk.say("Choose a location in the table first.")

    @Slot(object)
    def show_side(self, side: Side) -> None:
        """Show what was answered, or that nothing was sold."""
        self._side = side
        page = side.page
        self.show_title(
            dates.span(page.period), f"compared with {dates.span(page.previous)}", caveats.of(page, dates.WORDING)
        )
        if side.empty:
            hint = "Choose another period, other locations or all channels."
            self.notice.say(f"There are no sales in {dates.span(page.period)}.", hint)
            self.show_notice()
        else:
            self._show_panels(side.comparison)
            self.advice.say(side.advice)
            self.table.show_rows(side.rows, columns(self.viewmodel.measure, page.currency))
            self._show_bars(side)
            self.show_body()
        self.settled.emit()

    @Slot(object)
    def show_trouble(self, error: SakshiError) -> None:
        """Say why there are no figures."""
        self.notice.fail(error, "Try again", self.refresh)
        self.show_notice()
        self.settled.emit()

    @Slot(object, str)
    def _open(self, row: Row, column: str) -> None:
        self.look_behind(column if column in catalog.BY_KEY else "revenue_paise", location=(row.id, row.name))

    @Slot(int, str)
    def _open_bar(self, key: int, name: str) -> None:
        by = self.viewmodel.by
        self.look_behind("revenue_paise" if by == SCORE else by, location=(key, name))

    def _open_panel(self, panel: Panel, key: str) -> None:
        found = None if self._side is None or panel is self.average else self._side.comparison
        one = None if found is None else found.top_performer if panel is self.best else found.bottom_performer
        self.look_behind(key, location=None if one is None else (one.id, one.name))

    @Slot(object)
    def _open_advice(self, one: Advice) -> None:
        self.look_behind(one.kpi, location=(one.id, one.location))

    def ways_menu(self) -> QMenu:
        """Return the choice of what the locations are ranked by."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        ways = [(SCORE, "Composite score")] + [(kpi.key, kpi.label) for kpi in catalog.KPIS if _is_ranked(kpi)]
        for key, title in ways:
            action = QAction(title, group, checkable=True, checked=key == self.viewmodel.by)
            action.triggered.connect(partial(self.rank_by, key))
            menu.addAction(action)
        menu.addSeparator()
        weights = QAction("Weights of the composite score …", menu)
        weights.triggered.connect(self.ask_weights)
        menu.addAction(weights)
        return menu

    def rank_by(self, key: str, _checked: bool = True) -> None:  # noqa: FBT001, FBT002  # a slot of triggered(bool)
        """Rank by a KPI, or by the composite score with the weights that were chosen."""
        self.desk.kept.setValue(BY, key)
        self._name_way(key)
        self.viewmodel.rank_by(key, self.viewmodel.weights)

    @Slot()
    def ask_weights(self) -> WeightsDialog:
        """Ask for the weights of the composite score."""
        weights = self.viewmodel.weights or {key: 100 * share for key, share in ranking.DEFAULT_WEIGHTS.items()}
        dialog = WeightsDialog(weights, self)
        dialog.entered.connect(self._weigh)
        dialog.open()
        return dialog

    @Slot(object)
    def _weigh(self, weights: Mapping[str, float]) -> None:
        self.desk.kept.setValue(WEIGHTS, json.dumps(dict(weights)))
        self.viewmodel.weights = weights
        self.rank_by(SCORE)

    def _recall(self) -> None:
        """Rank as the person did last time."""
        kept = self.desk.kept.value(WEIGHTS)
        try:
            weights = json.loads(str(kept)) if kept else None
            ranking.checked(weights)
        except (ValueError, AttributeError, SakshiError):
            weights = None  # another version wrote it
        self.viewmodel.weights = weights
        by = str(self.desk.kept.value(BY, SCORE))
        self.viewmodel.by = by if by in catalog.BY_KEY and _is_ranked(catalog.BY_KEY[by]) else SCORE
        self._name_way(self.viewmodel.by)
        self.viewmodel.measure = Measure(self.measures.pressed)

    def _name_way(self, key: str) -> None:
        title = "composite score" if key == SCORE else catalog.BY_KEY[key].label.lower()
        self.by.setText(f"Rank by {title}")
        self.by.setAccessibleName(f"Rank by: {title}")

    @Slot()
    def _drop_ways(self) -> None:
        self.ways_menu().popup(self.by.mapToGlobal(self.by.rect().bottomLeft() + QPoint(0, 4)))

    def _show_bars(self, side: Side) -> None:
        by, currency = self.viewmodel.by, side.page.currency
        rows = sorted(side.rows, key=lambda row: (row.rank is None, row.rank or 0, row.name))
        if by == SCORE:
            bars = [Bar(row.id, row.name, row.score, show_score(row.score)) for row in rows]
            self.bars.show_bars("Composite score by location", bars, 50.0, "50: the middle of the chain")
            return
        kpi = catalog.BY_KEY[by]
        bars = [Bar(row.id, row.name, row.figures[by], words.amount(kpi, row.figures[by], currency)) for row in rows]
        average = side.comparison.average_metrics.get(by)
        name = "Median" if kpi.signed else "Average"
        self.bars.show_bars(f"{kpi.label} by location", bars, average, f"{name} {words.amount(kpi, average, currency)}")

    @Slot(str)
    def _choose_measure(self, key: str) -> None:
        self.viewmodel.choose(Measure(key))

    @Slot(object)
    def _show_measure(self, measure: Measure) -> None:
        self._lay_out(measure)
        if self._side is not None:
            self.table.show_rows(self._side.rows, columns(measure, self._side.page.currency))

    def _lay_out(self, measure: Measure) -> None:
        self.legend.setText(MEANT[measure])
        self._sides.setCurrentIndex(int(measure is Measure.CHART))

    def _show_panels(self, compared: Comparison) -> None:
        currency = compared.page.currency
        for panel, one in ((self.best, compared.top_performer), (self.weakest, compared.bottom_performer)):
            panel.say(one.name if one else catalog.DASH, _told(one, currency))
        self.weakest.setHidden(len(compared.all_locations) == 1)  # the only one is not the last of any
        scores = [one.score for one in compared.all_locations if one.score is not None]
        texts = [f"{sum(scores) / len(scores):.1f}" if scores else catalog.DASH]
        texts += [words.amount(catalog.BY_KEY[key], compared.average_metrics.get(key), currency) for key in TOLD]
        count = len(compared.all_locations)
        self.average.say(f"{count} location{'s' if count != 1 else ''}", texts)

    def _make_body(self) -> None:
        self._sides = QStackedWidget(self.body)
        panels = QHBoxLayout()
        self._strip.setSpacing(12)
        panels.setSpacing(12)
        for panel in (self.best, self.weakest, self.average):
            panels.addWidget(panel, 1)
        self._strip.addLayout(panels, 3)
        self._strip.addWidget(self.advice, 2)
        rule = QVBoxLayout()
        rule.setSpacing(7)
        rule.addLayout(self._measure_row())
        rule.addWidget(self.legend)
        column = self._column
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.setSpacing(GAP)
        column.addLayout(self._strip)
        column.addLayout(rule)
        self.table.fit_height(6)
        self.table.sort_first_by("rank")
        self._sides.addWidget(self.table)
        self._sides.addWidget(self._bars_panel())
        column.addWidget(self._sides, 1)
        self._lay_out(self.viewmodel.measure)

    def _bars_panel(self) -> QFrame:
        panel = QFrame(self.body)
        panel.setObjectName("panel")
        area = QScrollArea(panel)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.bars)
        area.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 3, 1, 3)
        inside.addWidget(area)
        return panel

    def _measure_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.measures)
        row.addWidget(self.by)
        row.addStretch(1)
        return row


def _is_ranked(kpi: Kpi) -> bool:
    return kpi.better is not Better.NEITHER


def _told(one: LocationComparison | None, currency: str) -> list[str]:
    if one is None:
        return [catalog.DASH] * (len(TOLD) + 1)
    score = catalog.DASH if one.score is None else f"{one.score:.1f}"
    return [score] + [words.amount(catalog.BY_KEY[key], one.kpis.value(key), currency) for key in TOLD]
