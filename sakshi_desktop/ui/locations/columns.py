"""The columns of the comparison: the place of a location, then every KPI."""

from functools import partial
from operator import attrgetter

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.catalog import DASH, Kpi, Unit
from sakshi_desktop.analytics.types import Value
from sakshi_desktop.reports.sheet import Kind
from sakshi_desktop.ui import words
from sakshi_desktop.ui.locations.viewmodel import Measure, Row
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.records import Column, as_plain

WIDTHS = {Unit.PAISE: 79, Unit.COUNT: 60, Unit.RATIO: 67, Unit.STARS: 54}
KINDS = {Unit.PAISE: Kind.MONEY, Unit.COUNT: Kind.COUNT, Unit.RATIO: Kind.SHARE, Unit.STARS: Kind.NUMBER}
WIDE = {
    "revenue_paise": 87,
    "average_order_value_paise": 74,
    "customers": 80,
    "order_accuracy": 72,
    "walk_in_share": 74,
    "growth": 68,
    "profit_margin": 78,
}
MOST = 10_000
"""More than there are locations: a rank and both ends of its band fit into one whole number, which sorts by rank."""
SPARE = {
    "growth_year": 8, "walk_in_share": 7, "cost_per_order_paise": 6, "csat": 5, "order_accuracy": 4, "customers": 3,
    "growth": 2, "average_order_value_paise": 1,
}  # fmt: skip
"""How soon a figure goes where there is no room for all; the others stay."""
AT_FIRST_HIDDEN = frozenset({"walk_in_share", "growth_year"})


def columns(measure: Measure, currency: str) -> tuple[Column[Row], ...]:
    """Return the columns that hold a measure."""
    rank_tip = "Its place, and in brackets the places between which it is nine times in ten when other days count."
    score_tip = "Composite score: 50 is the middle of the locations, ten points are the usual distance from it."
    return (
        Column("Location", attrgetter("name"), key="name", width=120, least=100),
        Column("Rank", _rank, _show_rank, numeric=True, plain=_show_rank, key="rank", width=88, tip=rank_tip),
        Column(
            "Score",
            attrgetter("score"),
            show_score,
            numeric=True,
            key="score",
            width=50,
            tip=score_tip,
            kind=Kind.NUMBER,
        ),
        *(_kpi_column(kpi, measure, currency) for kpi in catalog.KPIS),
    )


def _kpi_column(kpi: Kpi, measure: Measure, currency: str) -> Column[Row]:
    show = words.amount if measure is Measure.FIGURES else words.difference
    plain = words.decimal if kpi.unit is Unit.PAISE else as_plain
    return Column(
        kpi.short,
        partial(_value, measure, kpi.key),
        partial(show, kpi, currency=currency),
        numeric=True,
        plain=plain,
        tone=partial(_tone, measure, kpi, currency),
        key=kpi.key,
        width=WIDE.get(kpi.key, WIDTHS[kpi.unit]),
        spare=SPARE.get(kpi.key, 0),
        shown=kpi.key not in AT_FIRST_HIDDEN,
        tip=f"{kpi.label}. {kpi.definition}",
        kind=KINDS[kpi.unit],
        currency=currency,
    )


def _value(measure: Measure, key: str, row: Row) -> Value:
    return row.value(measure, key)


def _tone(measure: Measure, kpi: Kpi, currency: str, row: Row) -> Tone:
    value = row.value(measure, kpi.key)
    if value is None or kpi.key in row.unmeasured:
        return Tone.QUIET
    if measure is Measure.FIGURES:
        return Tone.STRONG if kpi.key in row.best else Tone.PLAIN
    if not any(digit in "123456789" for digit in words.difference(kpi, value, currency)):
        return Tone.QUIET
    good = catalog.is_good(kpi, value)
    return Tone.PLAIN if good is None else words.tone(good)


def _rank(row: Row) -> int | None:
    place = row.place
    return None if place is None else (place.rank * MOST + place.rank_low) * MOST + place.rank_high


def _show_rank(packed: int | None) -> str:
    """Return the rank, and in brackets the band that it is likely in: 2 (1-3)."""
    if packed is None:
        return DASH
    rest, high = divmod(packed, MOST)
    rank, low = divmod(rest, MOST)
    return str(rank) if low == high else f"{rank} ({low}{DASH}{high})"


def show_score(score: float | None) -> str:
    """Return a composite score as people read it."""
    return DASH if score is None else f"{score:.1f}"
