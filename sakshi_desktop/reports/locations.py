"""The locations side by side, the best and the weakest marked, and what each could do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sakshi_desktop.analytics import catalog, caveats
from sakshi_desktop.analytics.catalog import BY_KEY, Better, Kpi
from sakshi_desktop.analytics.types import Comparison, LocationComparison, Recommendation
from sakshi_desktop.core.money import format_money
from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.material import welcome
from sakshi_desktop.reports.page import Align, Flow, Heading, Ink, Style, paragraph
from sakshi_desktop.reports.table import CELL, CELL_STRONG, NOTE, Cell, Column, Row, Table

BEST, WEAKEST = "★", "◇"
SALES = (
    "revenue_paise",
    "orders",
    "average_order_value_paise",
    "customers",
    "walk_in_share",
    "growth",
    "growth_year",
)
SERVICE = (
    "average_rating",
    "csat",
    "on_time_rate",
    "order_accuracy",
    "profit_margin",
    "cost_per_order_paise",
)
LEGEND = f"Small: difference to the average location. {BEST} best, {WEAKEST} weakest."
OF_GROWTH = "Growth: the median of those that sold throughout the period compared with; (in brackets) others."
SCORE = "Score over all figures: 50 is the middle."
NAME = Column("Location", Align.LEFT, lines=2)
SALES_COLUMNS = (NAME, *(Column(BY_KEY[key].short) for key in SALES))
SERVICE_COLUMNS = (NAME, *(Column(BY_KEY[key].short) for key in SERVICE), Column("Score"))
MARKED = {
    BEST: Style(CELL.size, Weight.SEMIBOLD, Ink.GOOD),
    WEAKEST: Style(CELL.size, Weight.SEMIBOLD, Ink.BAD),
}
NOTES = {None: NOTE, True: Style(NOTE.size, ink=Ink.GOOD), False: Style(NOTE.size, ink=Ink.BAD)}
PAIR = 2
ALIKE_AT_MOST = 3
"""A mark that more locations than this would share tells nothing."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The best and the weakest value of a KPI; None where no location stands out."""

    best: float | None = None
    weakest: float | None = None

    def mark(self, value: float | None) -> str:
        """Return the mark that ``value`` deserves."""
        if value is None:
            return ""
        return BEST if value == self.best else WEAKEST if value == self.weakest else ""


def put(flow: Flow, compared: Comparison) -> None:
    """Put the tables of all locations and the recommendations on ``flow``; one alone is compared with nothing."""
    rows = sorted(compared.all_locations, key=_by_revenue)
    if len(rows) < PAIR:
        return
    measured = {key: _measured(compared, key) for key in (*SALES, *SERVICE)}
    marks = {key: ends(BY_KEY[key], [row for row in rows if row.id in measured[key]]) for key in measured}
    flow.turn()
    sales = [_row(compared, location, SALES, marks, measured) for location in rows]
    _put_table(
        flow,
        "Sales by location",
        f"{LEGEND}\n{OF_GROWTH}",
        SALES_COLUMNS,
        [*_whole(compared, SALES), *sales],
        total=True,
    )
    service = [[*_row(compared, location, SERVICE, marks, measured), _score(location)] for location in rows]
    whole = [[*cells, Cell("")] for cells in _whole(compared, SERVICE)]
    _put_table(
        flow, "Service and profit by location", f"{LEGEND} {SCORE}", SERVICE_COLUMNS, [*whole, *service], total=True
    )
    _put_recommendations(flow, compared)


def _measured(compared: Comparison, key: str) -> set[int]:
    """Return the locations whose value of a KPI can be held against the others'."""
    return {location.id for location in caveats.measured(compared.page, BY_KEY[key], compared.page.locations)}


def _put_table(
    flow: Flow, title: str, below: str, columns: Sequence[Column], rows: Sequence[Row], *, total: bool = False
) -> None:
    table = Table(title, columns, rows, total)
    heading = Heading(title, below)
    flow.add(heading, gap=22, follow=table.follow(flow, heading.height))
    table.put(flow)


def _score(location: LocationComparison) -> Cell:
    return Cell(catalog.DASH if location.score is None else f"{location.score:.1f}", CELL_STRONG)


def _by_revenue(location: LocationComparison) -> tuple[int, str]:
    return -location.kpis.revenue_paise, location.name


def ends(kpi: Kpi, rows: Sequence[LocationComparison]) -> Ends:
    """Return the best and the weakest value of ``kpi`` among locations that sold something."""
    if kpi.better is Better.NEITHER:
        return Ends()
    values = [value for row in rows if row.kpis.orders and (value := row.kpis.value(kpi.key)) is not None]
    if len(set(values)) < PAIR:
        return Ends()
    low, high = min(values), max(values)
    best, weakest = (low, high) if kpi.better is Better.DOWN else (high, low)
    return Ends(*(end if values.count(end) <= ALIKE_AT_MOST else None for end in (best, weakest)))


def _whole(compared: Comparison, keys: Sequence[str]) -> list[list[Cell]]:
    page = compared.page
    total = [Cell(catalog.show(BY_KEY[key], page.total.value(key), page.currency), CELL_STRONG) for key in keys]
    means = compared.average_metrics
    average = [Cell(catalog.show(BY_KEY[key], means.get(key), page.currency)) for key in keys]
    return [[Cell("All together", CELL_STRONG), *total], [Cell("Average location"), *average]]


def _row(
    compared: Comparison,
    location: LocationComparison,
    keys: Sequence[str],
    marks: Mapping[str, Ends],
    measured: Mapping[str, set[int]],
) -> list[Cell]:
    cells = [Cell(location.name, CELL_STRONG)]
    for key in keys:
        value = location.kpis.value(key)
        if value is not None and location.id not in measured[key]:
            cells.append(Cell(f"({catalog.show(BY_KEY[key], value, compared.page.currency)})", NOTE))
            continue
        mark = marks[key].mark(value) if location.kpis.orders else ""
        cells.append(_cell(BY_KEY[key], value, compared.average_metrics.get(key), mark, compared.page.currency))
    return cells


def _cell(kpi: Kpi, value: float | None, average: float | None, mark: str, currency: str) -> Cell:
    shown = catalog.show(kpi, value, currency)
    if mark:
        shown = f"{mark} {shown}"
    style = MARKED.get(mark, CELL)
    if average is None or value is None:
        return Cell(shown, style)
    return Cell(shown, style, catalog.show_change(kpi, value, average), NOTES[welcome(kpi, value, average)])


def _put_recommendations(flow: Flow, compared: Comparison) -> None:
    found = compared.recommendations
    if not found:
        flow.add(Heading("What to do"), gap=22, follow=20)
        flow.add(paragraph("No location stands far enough from the others to recommend anything."))
        return
    names = {location.id: location.name for location in compared.all_locations}
    columns = (
        Column("Location", Align.LEFT, lines=2),
        Column("Recommendation", Align.LEFT, lines=6),
        Column("Now"),
        Column("Goal"),
        Column("Worth"),
    )
    table = Table(
        "What to do", columns, [_advice(names[advice.location_id], advice, compared.page.currency) for advice in found]
    )
    below = "Worth: what reaching the goal would have brought in this period"
    heading = Heading("What to do", below)
    flow.add(heading, gap=22, follow=table.follow(flow, heading.height))
    table.put(flow)


def _advice(name: str, advice: Recommendation, currency: str) -> list[Cell]:
    kpi = BY_KEY[advice.kpi]
    worth = catalog.DASH if advice.worth_paise is None else format_money(advice.worth_paise, currency, minor=False)
    return [
        Cell(name, CELL_STRONG),
        Cell(advice.text),
        Cell(catalog.show(kpi, advice.value, currency)),
        Cell(catalog.show(kpi, advice.target, currency)),
        Cell(worth),
    ]
