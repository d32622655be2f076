"""The report of a month, or of any period: what was sold, how it moved, and how the locations compare."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from sakshi_desktop.analytics import comparison, items, kpis, trends
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Grain, Page, Scope
from sakshi_desktop.core import money
from sakshi_desktop.core.clock import Clock, to_date
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.reports import Written, cover, fonts, locations, output, sales
from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.material import Material
from sakshi_desktop.reports.page import (
    BODY,
    LEFT,
    ROOM,
    Flow,
    Heading,
    Ink,
    Margins,
    Paper,
    Style,
    Text,
    draw,
    paragraph,
)
from sakshi_desktop.store.models import SharedSetting

CHAIN = "chain_name"
"""The shared setting that holds the name of the chain."""
LIMIT = 10
BULLET = 14.0
WHAT_TO_DO = (
    "If there were sales: import the export of your point-of-sale system for these days, then write this report again.",
    "If the file was imported: look at the dates that the import named. A wrong order of day and month moves sales.",
    "If you meant another month: write the report of that month.",
)


def write(figures: Figures, scope: Scope, file: Path, *, by: Actor, clock: Clock) -> Written:
    """Write the report about ``scope`` to ``file``, replacing it in one step.

    Raises:
        InvalidError: the file cannot be written there, or the scope has no one answer.
        DatabaseError: the database does not answer.
    """
    target = output.checked(file)
    material = gather(figures, scope)
    with output.fresh(target) as place:
        made = output.Made("monthly", material.page, print_out(material, place))
        output.publish(figures.database, place, target, made, by=by, at=clock())
    return Written(target, made.pages, material.empty)


def gather(figures: Figures, scope: Scope) -> Material:
    """Return all figures of the report about ``scope``."""
    compared = comparison.compare(figures, scope)
    if not compared.page.total.orders and figures.outlets():
        figures.warm()  # to tell when the newest sale was, days of other months count too
        compared = comparison.compare(figures, scope)
    chosen = replace(scope, currency=compared.page.currency)
    return Material(
        chain=_chain(figures, compared.page),
        comparison=compared,
        year_ago=kpis.page(figures, replace(chosen, period=compared.page.year_ago)).total,
        revenue=trends.trend(figures, chosen, "revenue_paise", Grain.DAY),
        orders=trends.trend(figures, chosen, "orders", Grain.DAY),
        best=items.top(figures, chosen, limit=LIMIT),
        slow=items.top(figures, chosen, limit=LIMIT, slow=True),
    )


def _chain(figures: Figures, page: Page) -> str:
    with figures.database.read() as session:
        kept = session.get(SharedSetting, CHAIN)
    if kept is not None:
        return str(json.loads(kept.value))
    count = len(page.locations)
    if count == 1:
        return page.locations[0].name
    return "All locations" if count == len(figures.outlets()) else f"{money.format_count(count)} locations"


def print_out(material: Material, file: Path) -> int:
    """Draw the report into ``file``; return how many pages it has."""
    paper = Paper(file, title=f"{material.chain}: {material.period}", subject=material.report)
    pages = (nothing_sold(material) if material.empty else compose(material)).pages
    draw(paper, pages, margins(material))
    paper.save()
    return len(pages)


def margins(material: Material) -> Margins:
    """Return what stands in the header and footer of every page."""
    page = material.page
    until = "No sales yet" if page.data_until is None else f"Data until {_date(page.data_until)}"
    return Margins(material.chain, material.report, material.period, f"{until} · amounts in {page.currency}")


def compose(material: Material) -> Flow:
    """Return the pages of a period with sales."""
    flow = Flow()
    cover.put(flow, material)
    cover.put_table(flow, material)
    sales.put_days(flow, material)
    locations.put(flow, material.comparison)
    sales.put_items(flow, material)
    return flow


def nothing_sold(material: Material) -> Flow:
    """Return the one page that says that there is nothing, and what to do."""
    flow = Flow()
    page = material.page
    flow.add(Heading("Nothing was sold"))
    flow.add(paragraph(f"There are no sales and no refunds in {material.period} for the locations of this report."))
    if page.data_until is not None:
        flow.add(paragraph(f"The newest sale on record is of {_date(page.data_until)}."), gap=6)
    flow.add(Text(("What to do",), Style(10.5, Weight.SEMIBOLD)), gap=16)
    for text in WHAT_TO_DO:
        flow.add(Bullet(tuple(fonts.wrap(text, ROOM - BULLET, BODY.size))), gap=6)
    return flow


@dataclass(frozen=True, slots=True)
class Bullet:
    """Lines with a mark before the first."""

    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Return the height in points."""
        return Text(self.lines).height

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        paper.dot(LEFT + 3, top + 8.5, 1.8, Ink.ACCENT)
        for number, line in enumerate(self.lines):
            paper.text(LEFT + BULLET, top + 11.9 + number * BODY.size * 1.5, line, BODY)


def _date(day: int) -> str:
    when = to_date(day)
    return f"{when.day} {when:%B} {when.year}"
