"""Sales by day in two charts, and by item in two tables."""

from collections.abc import Sequence

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.types import ItemSales, Trend
from sakshi_desktop.core.money import format_count, format_money, format_short
from sakshi_desktop.reports import words
from sakshi_desktop.reports.chart import Chart, Series
from sakshi_desktop.reports.material import Material
from sakshi_desktop.reports.page import Align, Flow, Heading, paragraph
from sakshi_desktop.reports.table import CELL_STRONG, Cell, Column, Table

ITEMS = (
    Column("#"),
    Column("Item", Align.LEFT, lines=2),
    Column("Category", Align.LEFT, lines=2),
    Column("Quantity"),
    Column("Net sales"),
    Column("Share"),
)
FEW_ITEMS = 3
"""With as few items as this, the slow ones are the best ones again."""


def put_days(flow: Flow, material: Material) -> None:
    """Put the charts of revenue and orders on ``flow``."""
    flow.turn()
    flow.add(Heading("Day by day", f"{material.period}, with {material.before} as a dashed line"))
    flow.add(_chart(material, "Revenue", material.revenue))
    flow.add(_chart(material, "Orders", material.orders), gap=18)
    text = words.days(material.revenue, material.values(material.revenue))
    if text:
        flow.add(paragraph(text), gap=16)


def _chart(material: Material, title: str, trend: Trend) -> Chart:
    bars = trend.metric == "orders"
    before = [None if point.value is None else float(point.value) for point in trend.previous]
    some = material.page.previous_total.orders > 0

    def money(value: float) -> str:
        return format_short(round(value), trend.currency)

    def count(value: float) -> str:
        return format_count(round(value), trend.currency)

    return Chart(
        title,
        material.days,
        Series(material.period, material.values(trend)),
        Series(material.before, before if some else []),
        count if bars else money,
        bars=bars,
    )


def put_items(flow: Flow, material: Material) -> None:
    """Put the best and the slowest items on ``flow``."""
    if not material.best:
        flow.turn()
        flow.add(Heading("Items"))
        flow.add(paragraph("The sales of this period name no items: import an export with item lines to see them."))
        return
    _put_items(flow, material, "Top items", "What sold most, refunds taken off", material.best)
    best = {item.item_id for item in material.best[:FEW_ITEMS]}
    if not best & {item.item_id for item in material.slow}:
        _put_items(flow, material, "Slow items", "What sold least of all that sold, slowest first", material.slow)


def _put_items(flow: Flow, material: Material, title: str, below: str, found: Sequence[ItemSales]) -> None:
    table = Table(title, ITEMS, [_item_row(material, place, item) for place, item in enumerate(found, start=1)])
    flow.add(Heading(title, below), gap=22, follow=table.height)
    table.put(flow)


def _item_row(material: Material, place: int, item: ItemSales) -> list[Cell]:
    currency = material.page.currency
    share = catalog.DASH if item.share is None else f"{100 * item.share:.1f} %"
    return [
        Cell(str(place)),
        Cell(item.name, CELL_STRONG),
        Cell(item.category or catalog.DASH),
        Cell(quantity(item.quantity_milli, currency)),
        Cell(format_money(item.net_paise, currency)),
        Cell(share),
    ]


def quantity(milli: int, currency: str) -> str:
    """Return thousandths as people write them: 12, 1,204, 0.5, -2.25."""
    whole, rest = divmod(abs(milli), 1000)
    sign = "-" if milli < 0 else ""
    tail = f".{rest:03d}".rstrip("0") if rest else ""
    return f"{sign}{format_count(whole, currency)}{tail}"
