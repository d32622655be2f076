"""Figures as the window says them: whole rupees where paise would only be noise, changes with their sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sakshi_desktop.analytics import catalog, caveats
from sakshi_desktop.analytics.catalog import DASH, Kpi, Unit
from sakshi_desktop.analytics.types import Basis, Page, Value
from sakshi_desktop.core.money import format_count, format_money, format_short
from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.tones import Tone

CHANNELS = {
    Channel.DINE_IN: "Dine-in",
    Channel.TAKEAWAY: "Takeaway",
    Channel.DELIVERY: "Own delivery",
    Channel.ZOMATO: "Zomato",
    Channel.SWIGGY: "Swiggy",
    Channel.ONLINE: "Online",
    Channel.OTHER: "Other",
}
DAY_PARTS = {
    DayPart.BREAKFAST: "Breakfast",
    DayPart.LUNCH: "Lunch",
    DayPart.AFTERNOON: "Afternoon",
    DayPart.DINNER: "Dinner",
    DayPart.LATE_NIGHT: "Late night",
    DayPart.UNKNOWN: "Time not known",
}
BASES: dict[Basis | None, str] = {Basis.GROSS: "goods only", Basis.OPERATING: "all costs"}
LARGE = 1_000_00
"""Minor units from which an amount is shown without its paise."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says.

    Attributes:
        change: how the value moved, with its arrow or sign.
        tone: whether that is welcome.
        note: what the change is measured against, or a word about the value.
        exact: the value without rounding, for the tooltip.
        short: a shorter label, for a narrow card.
        course: the values over the period; gaps are None.
    """

    label: str
    value: str
    change: str = ""
    tone: Tone = Tone.QUIET
    note: str = ""
    exact: str = ""
    short: str = ""
    course: Sequence[float | None] = ()


class Amount(int):
    """Minor units that know their currency: they sort as numbers and are written as money."""

    currency: str

    def __new__(cls, paise: int, currency: str) -> Self:
        """Make an amount."""
        made = super().__new__(cls, paise)
        made.currency = currency
        return made

    def __str__(self) -> str:
        """Return it as money."""
        return format_money(int(self), self.currency)


def amount(kpi: Kpi, value: Value, currency: str) -> str:
    """Return a value for a card or a column: money from ₹1,000 up in whole rupees, all else as the catalogue has it."""
    if kpi.unit is Unit.PAISE and value is not None and abs(value) >= LARGE:
        return format_money(int(value), currency, minor=False)
    return catalog.show(kpi, value, currency)


def axis(kpi: Kpi, value: float, currency: str) -> str:
    """Return a value for the side of a chart: ₹4.5 L, 1,200, 92 %, 4.3."""
    if kpi.unit is Unit.PAISE:
        return format_short(round(value), currency)
    if kpi.unit is Unit.RATIO:
        return f"{100 * value:.0f} %"
    return f"{value:.1f}" if kpi.unit is Unit.STARS else catalog.show(kpi, round(value), currency)


def difference(kpi: Kpi, value: Value, currency: str) -> str:
    """Return a difference with its sign: +₹1,234, -12, +2.1 pt, -0.12."""
    if value is None:
        return DASH
    if kpi.unit is Unit.RATIO:
        return f"{100 * value:+.1f} pt"
    if kpi.unit is Unit.STARS:
        return f"{value:+.2f}"
    return f"{'+' if value > 0 else ''}{amount(kpi, round(value), currency)}"


def decimal(minor: int | None) -> str:
    """Return an amount for another program: 1234567.89, nothing where it is not known."""
    if minor is None:
        return ""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def quantity(milli: int) -> str:
    """Return thousandths as people count: 1,204 pieces, 0.25 of one."""
    whole, rest = divmod(abs(milli), 1000)
    sign = "-" if milli < 0 else ""
    return f"{sign}{format_count(whole)}" + (f".{rest:03d}".rstrip("0") if rest else "")


def tone(good: bool | None) -> Tone:  # noqa: FBT001  # the answer of catalog.is_good
    """Return how to show that a movement is welcome or not."""
    return Tone.QUIET if good is None else Tone.GOOD if good else Tone.BAD


def versus(page: Page) -> str:
    """Return what a page is compared with, in a few words: vs month before; while it runs, vs 1-21 Oct 2026."""
    return dates.versus(page.period) if page.known == page.period else f"vs {dates.span(page.previous)}"


def card(kpi: Kpi, page: Page) -> CardText:
    """Return what the card of a KPI says; a margin names its costs, a growth the one on a year ago."""
    if kpi.signed:
        return _growth_card(kpi, page)
    now, currency = page.total, page.currency
    value, old = now.value(kpi.key), page.previous_total.value(kpi.key)
    exact = catalog.show(kpi, value, currency)
    change = catalog.show_change(kpi, value, old)
    moved = None if change.startswith(catalog.EVEN) else catalog.is_good(kpi, catalog.change(kpi, value, old))
    note = BASES.get(now.margin_basis, "") if kpi.key == "profit_margin" else ""
    if kpi.key == "customers" and now.orders and now.walk_in_share == 1:
        note = "no order names its customer"
    if kpi.key == "order_accuracy" and caveats.is_unrated(now):
        note, change = "nobody rated", ""
    return CardText(
        kpi.label,
        amount(kpi, value, currency),
        change="" if change == DASH else change,
        tone=tone(moved) if caveats.is_measure(page, catalog.BY_KEY["growth"]) else Tone.QUIET,
        note=note or ("" if change == DASH else versus(page)),
        exact=f"{exact}\n{versus(page).removeprefix('vs ').capitalize()}: {catalog.show(kpi, old, currency)}",
        short=kpi.short,
    )


def _growth_card(kpi: Kpi, page: Page) -> CardText:
    year, on_year = catalog.BY_KEY["growth_year"], page.total.growth_year
    exact = catalog.show(kpi, page.total.value(kpi.key), page.currency)
    in_part = "" if caveats.is_measure(page, kpi) else ", which is known only in part"
    good = catalog.is_good(year, on_year) if caveats.is_measure(page, year) else None
    return CardText(
        kpi.label,
        exact,
        change=catalog.show(year, on_year),
        tone=tone(good),
        note="on year",
        exact=f"{exact} {versus(page)}{in_part}",
        short=kpi.short,
    )
