"""The locations side by side: the best, the weakest, the average, every figure of each, and what each could do."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.analytics import catalog, caveats, ranking
from sakshi_desktop.analytics.catalog import Better, Kpi
from sakshi_desktop.analytics.types import Comparison, LocationComparison
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.locations.columns import columns, show_score
from sakshi_desktop.ui.locations.editing import LocationEditing
from sakshi_desktop.ui.locations.viewmodel import SCORE, Advice, LocationsViewModel, Measure, Row, Side
from sakshi_desktop.ui.locations.weights_dialog import WeightsDialog
from sakshi_desktop.ui.widgets.bars import Bar, BarChart
from sakshi_desktop.ui.widgets.framed_page import EDGE, GAP, FramedPage
from sakshi_desktop.ui.widgets.menu_button import menu_button
from sakshi_desktop.ui.widgets.record_table import RecordTable

MEASURES = (
    (Measure.FIGURES, "Figures", "left"),
    (Measure.TO_AVERAGE, "Against average", "middle"),
    (Measure.TO_BEST, "Against best", "middle"),
    (Measure.CHART, "Chart", "right"),
)
MEANT = {
    Measure.FIGURES: f"Bold: the best · Rank 2 (1{dates.DASH}4): second; 1 to 4 in nine of ten resamples of the days",
    Measure.TO_AVERAGE: "Each location less the average of all; growth: less the median of those with sales throughout"
    " both periods · pt: percentage points",
    Measure.TO_BEST: "Each location less the best of all · pt: percentage points",
    Measure.CHART: "Click or Enter: the orders behind a bar",
}
TOLD = ("revenue_paise", "average_rating", "on_time_rate", "profit_margin")
"""The KPIs that the panels of the best, the weakest and the average name."""
WEIGHTS = "locations/weights"
BY = "locations/rank-by"
STRIP = 160
NAME = 28


class Panel(QFrame):
    """A heading, a name and a few figures under each other."""

    def __init__(self, heading: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedHeight(STRIP)
        head = QLabel(heading, self)
        head.setObjectName("muted")
        self.name = QLabel(self)
        self.name.setObjectName("figure")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setFixedHeight(NAME)
        self.values: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(2)
        column.addWidget(head)
        column.addWidget(self.name)
        grid = QGridLayout()
        grid.setVerticalSpacing(1)
        for line, key in enumerate((SCORE, *TOLD)):
            label = QLabel(catalog.BY_KEY[key].short if key in catalog.BY_KEY else "Score", self)
            label.setObjectName("muted")
            value = QLabel(self)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, line, 0)
            grid.addWidget(value, line, 1)
            self.values[key] = value
        column.addLayout(grid)
        column.addStretch(1)

    def say(self, name: str, texts: Sequence[str]) -> None:
        """Show a name, and the score and the figures of TOLD as text."""
        self.name.setText(name)
        for key, text in zip((SCORE, *TOLD), texts, strict=True):
            self.values[key].setText(text)


class LocationsPage(FramedPage):
    """All locations in one table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Locations")
        self.viewmodel = LocationsViewModel(desk.tasks, desk.program.figures, desk.asking, self)
        self._side: Side | None = None
        self.best = Panel("Top location", self.body)
        self.weakest = Panel("Bottom location", self.body)
        self.average = Panel("Average", self.body)
        self.advice = QVBoxLayout()
        self.legend = QLabel(MEANT[Measure.FIGURES], self.body)
        self.measures = QButtonGroup(self)
        self.table: RecordTable[Row] = RecordTable(
            desk, columns(Measure.FIGURES, "INR"), "Locations", of=("location", "locations")
        )
        self.bars = BarChart(desk.look, self.body)
        self.by = menu_button(desk.look, "", "Rank by")
        self.editing = LocationEditing(desk, self)
        self.edit = QPushButton("&Edit location …", self)
        self.edit.setToolTip("Change the location that is chosen in the table: business day, GSTIN, opening hours")
        self.buttons.addWidget(self.edit)
        self.edit.clicked.connect(self.edit_chosen)
        self._recall()
        self._make_body()
        self.table.opened_at.connect(self._open)
        self.bars.opened.connect(self._open_bar)
        self.by.clicked.connect(self._drop_ways)
        model = self.viewmodel
        model.shown.connect(self.show_side)
        model.measured.connect(self._show_measure)
        model.failed.connect(self.show_trouble)
        model.busy_changed.connect(self.show_busy)

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
            self._show_advice(side.advice)
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

    @Slot(object)
    def _show_measure(self, measure: Measure) -> None:
        self.legend.setText(MEANT[measure])
        self._sides.setCurrentIndex(int(measure is Measure.CHART))
        if self._side is not None:
            self.table.show_rows(self._side.rows, columns(measure, self._side.page.currency))

    def _show_panels(self, compared: Comparison) -> None:
        currency = compared.page.currency
        for panel, one in ((self.best, compared.top_performer), (self.weakest, compared.bottom_performer)):
            panel.say(one.name if one else catalog.DASH, _told(one, currency))
        scores = [one.score for one in compared.all_locations if one.score is not None]
        texts = [f"{sum(scores) / len(scores):.1f}" if scores else catalog.DASH]
        texts += [words.amount(catalog.BY_KEY[key], compared.average_metrics.get(key), currency) for key in TOLD]
        count = len(compared.all_locations)
        self.average.say(f"{count} location{'s' if count != 1 else ''}", texts)

    def _show_advice(self, advice: Sequence[Advice]) -> None:
        while self.advice.count():
            item = self.advice.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in advice or (Advice("", "Nothing stands out in this period."),):
            self.advice.addWidget(_advice_label(one, self.body))

    def _make_body(self) -> None:
        self._sides = QStackedWidget(self.body)
        strip = QHBoxLayout()
        strip.setSpacing(12)
        for panel in (self.best, self.weakest, self.average):
            strip.addWidget(panel, 2)
        strip.addWidget(self._advice_panel(), 4)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.setSpacing(GAP)
        column.addLayout(strip)
        column.addLayout(self._measure_row())
        self.table.fit_height(6)
        self.table.sort_first_by("rank")
        self._sides.addWidget(self.table)
        self._sides.addWidget(self._bars_panel())
        column.addWidget(self._sides, 1)

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
        row.setSpacing(0)
        for measure, title, style in MEASURES:
            button = QPushButton(title, self.body)
            button.setObjectName(style)
            button.setCheckable(True)
            button.setChecked(measure is Measure.FIGURES)
            button.clicked.connect(partial(self.viewmodel.choose, measure))
            self.measures.addButton(button)
            row.addWidget(button)
        row.addSpacing(12)
        row.addWidget(self.by)
        row.addStretch(1)
        self.legend.setObjectName("muted")
        row.addWidget(self.legend)
        return row

    def _advice_panel(self) -> QFrame:
        panel = QFrame(self.body)
        panel.setObjectName("panel")
        panel.setFixedHeight(STRIP)
        head = QLabel("Recommendations", panel)
        head.setObjectName("muted")
        inner = QWidget(panel)
        inner.setObjectName("clear")
        inner.setLayout(self.advice)
        self.advice.setContentsMargins(0, 0, 8, 0)
        self.advice.setSpacing(8)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(panel)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setAccessibleName("Recommendations")
        column = QVBoxLayout(panel)
        column.setContentsMargins(14, 10, 6, 8)
        column.setSpacing(6)
        column.addWidget(head)
        column.addWidget(area, 1)
        return panel


def _is_ranked(kpi: Kpi) -> bool:
    return kpi.better is not Better.NEITHER


def _advice_label(one: Advice, parent: QWidget) -> QLabel:
    where = f"<b>{escape(one.location)}</b> &nbsp;" if one.location else ""
    label = QLabel(f"{where}{escape(one.text)}", parent)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _told(one: LocationComparison | None, currency: str) -> list[str]:
    if one is None:
        return [catalog.DASH] * (len(TOLD) + 1)
    score = catalog.DASH if one.score is None else f"{one.score:.1f}"
    return [score] + [words.amount(catalog.BY_KEY[key], one.kpis.value(key), currency) for key in TOLD]
