"""The overview: the figures of the chain as cards, one of them over time, the best locations and items."""

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from sakshi_desktop.analytics import catalog, caveats
from sakshi_desktop.analytics.types import ItemSales, Page, Period
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.money import format_money
from sakshi_desktop.reports import Written
from sakshi_desktop.ui import dates, words
from sakshi_desktop.ui.course import Course
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.overview.viewmodel import LARGE, SHOWN, Overview, OverviewViewModel, PlaceRow
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.cards import Card
from sakshi_desktop.ui.widgets.files import saving
from sakshi_desktop.ui.widgets.framed_page import EDGE, GAP, FramedPage
from sakshi_desktop.ui.widgets.plot import TrendPlot
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column

ROWS = (4, 10)
"""So few and so many rows of each table are seen without scrolling."""
SPARE = 110
"""Pixels of height beyond the least of the page that bring one more row."""
LEAST = 640
CHART_HEIGHT = 156
METRIC = "overview/metric"


class OverviewPage(FramedPage):
    """The first page of a manager."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Overview")
        self.viewmodel = OverviewViewModel(desk.tasks, desk.program, desk.asking, self)
        self.cards = {key: Card(desk.look, large=key in LARGE, parent=self.body) for key in SHOWN}
        self.plot = TrendPlot(desk.look, self.body)
        self._course: Course | None = None
        last = str(desk.kept.value(METRIC, ""))
        self.viewmodel.metric = last if last in catalog.TREND_KEYS and last in self.cards else LARGE[0]
        self.places: RecordTable[PlaceRow] = RecordTable(
            desk, place_columns("INR"), "Best locations", of=("location", "locations"), foot=False
        )
        self.items: RecordTable[ItemSales] = RecordTable(
            desk, item_columns("INR"), "Best items", of=("item", "items"), foot=False
        )
        self.pdf = QPushButton("Export PDF", self)
        self.pdf.setObjectName("primary")
        self.buttons.addWidget(self.pdf)
        self._make_body()
        self._wire()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more rows of the tables where there is room, and always whole ones."""
        super().resizeEvent(event)
        rows = min(max(ROWS[0], ROWS[0] + (self.height() - LEAST) // SPARE - 1), ROWS[1])
        for table in (self.places, self.items):
            table.fix_height(rows)

    def refresh(self) -> None:
        """Ask again."""
        self.viewmodel.refresh()

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Return what writes the report."""
        return {"report": self.export}

    @Slot(object)
    def show_overview(self, shown: Overview) -> None:
        """Show what was answered, or that nothing was sold."""
        page = shown.page
        self.show_title(dates.span(page.period), _under(page), caveats.of(page, dates.WORDING))
        if shown.empty:
            self._explain(page)
            return
        for key, says in shown.cards.items():
            self.cards[key].say(says, catalog.BY_KEY[key].definition)
        self.show_course(shown.course)
        self.places.show_rows(shown.places, place_columns(page.currency))
        self.items.show_rows(shown.items, item_columns(page.currency))
        self.show_body()
        self.settled.emit()

    @Slot(object)
    def show_course(self, course: Course) -> None:
        """Show another figure in the chart."""
        self._course = course
        self.plot.show_course(course)

    @Slot(object)
    def show_trouble(self, error: SakshiError) -> None:
        """Say why there are no figures."""
        self.notice.fail(error, "Try again", self.refresh)
        self.show_notice()
        self.settled.emit()

    def _choose(self, key: str) -> None:
        self.viewmodel.choose(key)
        self.desk.kept.setValue(METRIC, self.viewmodel.metric)
        self.cards[self.viewmodel.metric].setChecked(True)

    @Slot(int)
    def _open_point(self, place: int) -> None:
        course = self._course
        if course is not None:
            self.look_behind(course.metric, Period(course.days[place], course.ends[place]))

    @Slot(object)
    def _open_place(self, row: PlaceRow) -> None:
        self.look_behind("revenue_paise", location=(row.id, row.name))

    @Slot(object)
    def _open_item(self, row: ItemSales) -> None:
        self.look_behind("revenue_paise", item=(row.item_id, row.name))

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the report about what is shown."""
        name = f"Sakshi {dates.span(self.desk.asking.period)}.pdf"
        dialog = saving(self, self.desk.kept, "Export the report", name, "PDF (*.pdf)")
        dialog.fileSelected.connect(self._export_to)
        dialog.open()

    @Slot(str)
    def _export_to(self, name: str) -> None:
        self.pdf.setEnabled(False)
        self.viewmodel.export(Path(name))

    @Slot(object)
    def _exported(self, written: Written) -> None:
        self.pdf.setEnabled(True)
        pages = f"{written.pages} page{'s' if written.pages != 1 else ''}"
        self.desk.say(f"{written.file.name} · {pages}", "Open", partial(_show_file, written.file))

    @Slot(object)
    def _not_exported(self, error: SakshiError) -> None:
        self.pdf.setEnabled(True)
        self.desk.say(error)

    def _explain(self, page: Page) -> None:
        hint = "Choose another period, other locations or all channels."
        if page.data_until is None:
            self.notice.say(f"There are no sales in {dates.span(page.period)}.", hint)
        else:
            hint = f"The newest sales here are of {dates.show(page.data_until)}."
            again = partial(self.desk.asking.choose_named, "last-30-days")
            self.notice.say(f"There are no sales in {dates.span(page.period)}.", hint, "Show the latest 30 days", again)
        self.show_notice()
        self.settled.emit()

    def _wire(self) -> None:
        model = self.viewmodel
        model.shown.connect(self.show_overview)
        model.charted.connect(self.show_course)
        model.failed.connect(self.show_trouble)
        model.busy_changed.connect(self.show_busy)
        model.exported.connect(self._exported)
        model.not_exported.connect(self._not_exported)
        self.pdf.clicked.connect(self.export)
        for key, card in self.cards.items():
            card.clicked.connect(partial(self._choose, key))
            card.opened.connect(partial(self.look_behind, key))
        self.plot.opened.connect(self._open_point)
        self.places.opened.connect(self._open_place)
        self.items.opened.connect(self._open_item)

    def _make_body(self) -> None:
        column = QVBoxLayout(self.body)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.setSpacing(GAP)
        group = QButtonGroup(self)
        for keys in (LARGE, SHOWN[len(LARGE) :]):
            row = QHBoxLayout()
            row.setSpacing(12)
            for key in keys:
                row.addWidget(self.cards[key])
                if key in catalog.TREND_KEYS:
                    self.cards[key].setCheckable(True)
                    group.addButton(self.cards[key])
                else:
                    self.cards[key].setCheckable(False)
            column.addLayout(row)
        self.cards[self.viewmodel.metric].setChecked(True)
        column.addWidget(self._chart_panel(), 1)
        tables = QHBoxLayout()
        tables.setSpacing(12)
        for table in (self.places, self.items):
            tables.addWidget(table, 1)
        column.addLayout(tables)

    def _chart_panel(self) -> QFrame:
        panel = QFrame(self.body)
        panel.setObjectName("panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(14, 10, 14, 6)
        inside.addWidget(self.plot, 1)
        panel.setMinimumHeight(CHART_HEIGHT)
        return panel


def _under(page: Page) -> str:
    parts = [f"compared with {dates.span(page.previous)}"]
    if page.stale:
        parts.append("behind the sales: the database cannot be written")
    return " · ".join(parts)


def place_columns(currency: str) -> tuple[Column[PlaceRow], ...]:
    """Return the columns of the best locations."""
    share, growth = partial(catalog.show, catalog.BY_KEY["csat"]), partial(catalog.show, catalog.BY_KEY["growth"])
    money = partial(format_money, currency=currency, minor=False)
    return (
        Column("Best locations", attrgetter("name"), key="name", width=112, least=90),
        Column("Revenue", attrgetter("revenue"), money, numeric=True, plain=words.decimal, key="revenue", width=110),
        Column("Share", attrgetter("share"), share, numeric=True, key="share", width=72, spare=1),
        Column("Change", attrgetter("change"), growth, numeric=True, tone=_moved, key="change", width=84),
    )


def item_columns(currency: str) -> tuple[Column[ItemSales], ...]:
    """Return the columns of the best items."""
    share = partial(catalog.show, catalog.BY_KEY["csat"])
    money = partial(format_money, currency=currency, minor=False)
    return (
        Column("Best items", attrgetter("name"), key="name", width=112, least=90),
        Column("Sold", attrgetter("quantity_milli"), words.quantity, numeric=True, key="sold", width=84),
        Column("Net sales", attrgetter("net_paise"), money, numeric=True, plain=words.decimal, key="net", width=110),
        Column("Share", attrgetter("share"), share, numeric=True, key="share", width=72, spare=1),
    )


def _moved(row: PlaceRow) -> Tone:
    return Tone.QUIET if row.in_part else words.tone(catalog.is_good(catalog.BY_KEY["growth"], row.change))


def _show_file(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
