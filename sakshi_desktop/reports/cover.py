"""The first pages of a report: the month at a glance, what happened in words, and every figure with its changes."""

from dataclasses import dataclass

from sakshi_desktop.analytics import caveats
from sakshi_desktop.analytics.catalog import BY_KEY, DASH, KPIS, Kpi
from sakshi_desktop.analytics.types import Trend, Value
from sakshi_desktop.core.money import format_count
from sakshi_desktop.reports import fonts, words
from sakshi_desktop.reports.card import Card, Cards, Change
from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.material import Material, change
from sakshi_desktop.reports.page import LEFT, ROOM, Align, Flow, Heading, Ink, Paper, Style, paragraph
from sakshi_desktop.reports.table import CELL, CELL_STRONG, Cell, Column, Table

LARGE = ("revenue_paise", "orders")
SMALL = (
    "average_order_value_paise",
    "customers",
    "average_rating",
    "on_time_rate",
    "order_accuracy",
    "profit_margin",
    "csat",
    "cost_per_order_paise",
    "growth",
    "walk_in_share",
)
"""What the small cards show, as far as it is known."""
ROWS, IN_A_ROW = 2, 3
NAMED_AT_MOST = 4
LARGE_HEIGHT, SMALL_HEIGHT = 142.0, 82.0
READING = Style(11)
TITLE = Style(31, Weight.BOLD)
CHAIN = Style(13, Weight.SEMIBOLD, Ink.ACCENT)
LINE = Style(10, ink=Ink.MUTED)


@dataclass(frozen=True, slots=True)
class Title:
    """The chain, the month, and what the report is about."""

    chain: str
    period: str
    about: str
    height: float = 92.0

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        paper.bookmark(self.period)
        paper.text(LEFT, top + 18, fonts.cut(self.chain, ROOM, CHAIN.size, CHAIN.weight), CHAIN)
        paper.text(LEFT, top + 52, fonts.cut(self.period, ROOM, TITLE.size, TITLE.weight), TITLE)
        paper.text(LEFT, top + 72, fonts.cut(self.about, ROOM, LINE.size), LINE)


def put(flow: Flow, material: Material) -> None:
    """Put the cover on ``flow``."""
    flow.add(Title(material.chain, material.period, about(material)))
    trends = (material.revenue, material.orders)
    large = [_card(material, BY_KEY[key], trend) for key, trend in zip(LARGE, trends, strict=True)]
    flow.add(Cards(large, LARGE_HEIGHT), gap=4)
    small = [_card(material, BY_KEY[key]) for key in key_figures(material)]
    for row in range(ROWS):
        flow.add(Cards(small[row * IN_A_ROW : (row + 1) * IN_A_ROW], SMALL_HEIGHT), gap=10)
    flow.add(Heading("What happened"), gap=14, follow=60)
    flow.add(paragraph(words.summary(material.comparison, material.revenue), READING))
    for note in words.coverage(material.page):
        flow.add(paragraph(note, Style(8.5, ink=Ink.MUTED)), gap=5)


def about(material: Material) -> str:
    """Return the line below the title: which report, and which locations it is about."""
    names = [location.name for location in material.page.locations]
    where = ", ".join(names) if len(names) <= NAMED_AT_MOST else f"{format_count(len(names))} locations"
    return f"{material.report} · {where}"


def key_figures(material: Material) -> list[str]:
    """Return the keys of the small cards: those with a value come first, each group in its usual order."""
    known = [key for key in SMALL if material.page.total.value(key)]
    unknown = [key for key in SMALL if key not in known]
    shown = [*known, *unknown][: ROWS * IN_A_ROW]
    return sorted(shown, key=SMALL.index)


def _card(material: Material, kpi: Kpi, trend: Trend | None = None) -> Card:
    page = material.page
    now = page.total.value(kpi.key)
    days = material.values(trend) if trend else ()
    pairs = ((page.previous_total, material.before), (material.year_ago, material.last_year))
    changes = [_since(kpi, now, total.value(kpi.key), period) for total, period in pairs]
    if kpi.key == "order_accuracy" and caveats.is_unrated(page.total):
        changes = [Change("", "no ratings or complaints recorded", None)]
    if now is None:
        changes = [Change("", "not told by these sales", None)]
    elif kpi.signed:
        changes = [Change("", f"of revenue since {material.before}", None)]
        if not caveats.is_measure(page, kpi):
            changes.append(Change("", "which is known only in part", None))
    return Card(words.label(kpi, page.total), material.show(kpi, now), changes, days)


def _since(kpi: Kpi, now: Value, before: Value, period: str) -> Change:
    moved = change(kpi, now, before, f"on {period}")
    return Change("", f"no figure for {period}", None) if moved.text == DASH else moved


def put_table(flow: Flow, material: Material) -> None:
    """Put every figure on ``flow``, with the period before and a year ago."""
    flow.turn()
    flow.add(Heading("All figures", f"{material.period} beside {material.before} and {material.last_year}"))
    columns = [
        Column("Figure", Align.LEFT, lines=6),
        Column(material.period.replace(" - ", " -\n")),
        Column(material.before.replace(" - ", " -\n")),
        Column("Change"),
        Column(material.last_year.replace(" - ", " -\n")),
        Column("Change"),
    ]
    Table("All figures", columns, [_row(material, kpi) for kpi in KPIS]).put(flow)


def _row(material: Material, kpi: Kpi) -> list[Cell]:
    page = material.page
    now, before = page.total.value(kpi.key), page.previous_total.value(kpi.key)
    last_year = material.year_ago.value(kpi.key)
    return [
        Cell(words.label(kpi, page.total), CELL_STRONG, note=kpi.definition),
        Cell(material.show(kpi, now), CELL_STRONG),
        Cell(material.show(kpi, before)),
        _moved(kpi, change(kpi, now, before)),
        Cell(material.show(kpi, last_year)),
        _moved(kpi, change(kpi, now, last_year)),
    ]


def _moved(kpi: Kpi, moved: Change) -> Cell:
    if kpi.signed:
        return Cell("")  # a growth is a change itself
    return Cell(moved.text, Style(CELL.size, ink=moved.ink))
