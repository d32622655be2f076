"""What happened in a period, in sentences made from its figures alone."""

from collections.abc import Sequence
from datetime import date

from sakshi_desktop.analytics import catalog, caveats, periods
from sakshi_desktop.analytics.catalog import BY_KEY, Kpi
from sakshi_desktop.analytics.types import Comparison, KpiSet, LocationComparison, Page, Trend
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.money import format_money, ratio_half_up

MOVERS = ("average_rating", "on_time_rate", "order_accuracy", "csat", "profit_margin", "customers")
PAIR = 2
"""From how many locations on they can be compared."""
SATURDAY = 5


def percent(share: float) -> str:
    """Return a size without its sign: 8.2 %."""
    return f"{100 * abs(share):.1f} %"


def moved(growth: float, since: str) -> str:
    """Return a growth in words: 8.2 % more than in May 2023."""
    if abs(growth) < 0.0005:  # noqa: PLR2004  # shown as 0.0 %
        return f"as much as in {since}"
    return f"{percent(growth)} {'more' if growth > 0 else 'less'} than in {since}"


def summary(comparison: Comparison, revenue: Trend) -> str:
    """Return the paragraph of the cover: the sum, its growth, what moved most, the outlets, the best day."""
    page = comparison.page
    found = [opening(page), like_for_like(page), figure_mover(page), location_mover(page)]
    found += [outlets(comparison), best_day(revenue)]
    return " ".join(sentence for sentence in found if sentence)


def opening(page: Page) -> str:
    """Return the revenue and orders of the period and how they grew."""
    total = page.total
    newest = last_day_so_far(page)
    until = "" if newest is None else f" so far, until {_day(newest)},"
    sold = (
        f"{periods.title(page.period)}{until} brought {_money(page, total.revenue_paise)} from {_orders(page, total)}"
    )
    since = [
        moved(growth, periods.title(period))
        for growth, period in ((total.growth, page.previous), (total.growth_year, page.year_ago))
        if growth is not None
    ]
    return f"{sold}{''.join(f', {text}' for text in since[:1])}{''.join(f' and {text}' for text in since[1:])}."


def last_day_so_far(page: Page) -> date | None:
    """Return the last known day of a period of which days are still to come or to be imported, else None."""
    return None if page.known is None or page.known == page.period else to_date(page.known.end)


def like_for_like(page: Page) -> str:
    """Return the growth of the locations that sold throughout both periods, where others opened or closed."""
    return " ".join(sentence for sentence in caveats.like_for_like(page, periods.LONG) if sentence)


def figure_mover(page: Page) -> str:
    """Return the figure besides money that moved most."""
    moves = [
        (abs(now - before) / abs(before), key)
        for key in MOVERS
        if (now := page.total.value(key)) is not None and (before := page.previous_total.value(key))
    ]
    if not moves or max(moves)[0] == 0:
        return ""
    kpi = BY_KEY[max(moves)[1]]
    now, before = page.total.value(kpi.key), page.previous_total.value(kpi.key)
    after = catalog.show(kpi, before, page.currency)
    return f"{kpi.label} moved most of the other figures: {catalog.show(kpi, now, page.currency)} after {after}."


def location_mover(page: Page) -> str:
    """Return the location whose revenue changed most."""
    moves = [
        (now.kpis.revenue_paise - before.kpis.revenue_paise, now.name)
        for now, before in zip(page.locations, page.previous_locations, strict=True)
        if before.kpis.orders and now.kpis.orders
    ]
    if len(moves) < PAIR:
        return ""
    change, name = max(moves, key=_size)
    if not change:
        return ""
    way = "more" if change > 0 else "less"
    return f"{name} changed most, with {_money(page, abs(change))} {way} than in {periods.title(page.previous)}."


def _size(move: tuple[int, str]) -> int:
    return abs(move[0])


def outlets(comparison: Comparison) -> str:
    """Return the best and the weakest outlet."""
    best, worst = comparison.top_performer, comparison.bottom_performer
    if best is None or worst is None or best.id == worst.id:
        return ""
    return f"{_performer(best)} did best over all figures and {_performer(worst)} is the one to help first."


def _performer(location: LocationComparison) -> str:
    return location.name if location.score is None else f"{location.name} (score {location.score:.1f})"


def best_day(revenue: Trend) -> str:
    """Return the day that sold most; nothing where all sold the same."""
    known = [(point.value, -point.start) for point in revenue.points if point.value is not None and point.value > 0]
    if len(known) < PAIR or min(known)[0] == max(known)[0]:
        return ""
    value, day = max(known)[0], to_date(-max(known)[1])
    return f"The best day was {_day(day)} with {format_money(int(value), revenue.currency)}."


def days(revenue: Trend, values: Sequence[float | None]) -> str:
    """Return what the days have in common: the best, the weakest, and what weekends are worth.

    Args:
        values: the revenue of each day; None after the newest sale.
    """
    sold = [(int(value), to_date(point.start)) for point, value in zip(revenue.points, values, strict=True) if value]
    if len(sold) < PAIR:
        return ""
    weakest, when = min(sold)
    text = f"{best_day(revenue)} The weakest was {_day(when)} with {_amount(revenue, weakest)}."
    if weakest == max(sold)[0]:
        text = f"Each day that sold anything brought {_amount(revenue, weakest)}."
    weekend = [value for value, day in sold if day.weekday() >= SATURDAY]
    week = [value for value, day in sold if day.weekday() < SATURDAY]
    if weekend and week:
        pair = (ratio_half_up(sum(weekend), len(weekend)), ratio_half_up(sum(week), len(week)))
        text += f" Saturdays and Sundays brought {_amount(revenue, pair[0])} each on average,"
        text += f" other days {_amount(revenue, pair[1])}."
    closed = sum(1 for value in values if value == 0)
    return text + (f" Nothing was sold on {closed} day{'s' if closed > 1 else ''}." if closed else "")


def _day(when: date) -> str:
    return f"{when:%A} {when.day} {when:%B}"


def _amount(trend: Trend, paise: int) -> str:
    return format_money(paise, trend.currency)


def _money(page: Page, paise: int) -> str:
    return format_money(paise, page.currency)


def _orders(page: Page, total: KpiSet) -> str:
    shown = catalog.show(BY_KEY["orders"], total.orders, page.currency)
    return f"{shown} order{'' if total.orders == 1 else 's'}"


def coverage(page: Page) -> Sequence[str]:
    """Return what a reader must know before trusting the figures."""
    notes = [f"All amounts are in {page.currency}, net of tax, tips and delivery charges, less refunds."]
    # like for like is told above, with what happened
    doubts = (caveats.running(page, periods.LONG), caveats.beginning(page, periods.LONG), caveats.unrated(page))
    notes += [note for note in doubts if note]
    if page.cost_share is None or page.cost_share == 0:
        notes.append("The cost of goods is not known, so no margin and no cost per order can be given.")
    elif page.cost_share < 1:
        notes.append(
            f"The cost of goods is known for {percent(page.cost_share)} of the orders; margins stand only where"
            " it is known for all of them."
        )
    if page.stale:
        notes.append("Some days were changed and not yet counted again, because the database cannot be written.")
    return notes


def label(kpi: Kpi, total: KpiSet) -> str:
    """Return the name of a figure, with the basis of a margin."""
    known = kpi.key in {"profit_margin", "cost_per_order_paise"} and total.margin_basis is not None
    return f"{kpi.label} ({total.margin_basis})" if known else kpi.label
