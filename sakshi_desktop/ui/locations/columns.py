"""The columns of the comparison: the place of a location, then every KPI."""

from functools import partial
from operator import attrgetter

from sakshi_desktop.analytics import catalog
from sakshi_desktop.analytics.catalog import DASH, Kpi, Unit
from sakshi_desktop.analytics.types import Value
from sakshi_desktop.ui import words
from sakshi_desktop.ui.locations.viewmodel import Measure, Row
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.records import Column, as_plain

WIDTHS = {Unit.PAISE: 96, Unit.COUNT: 82, Unit.RATIO: 78, Unit.STARS: 66}
WIDE = {"revenue_paise": 112, "customers": 92}
MOST = 10_000
"""More than there are locations: both ends of a band fit into one whole number, which sorts by the better end."""
AT_FIRST_HIDDEN = frozenset({"walk_in_share", "growth_year"})


def columns(measure: Measure, currency: str) -> tuple[Column[Row], ...]:
    """Return the columns that hold a measure."""
    rank_tip = "Place by composite score, and the places in which nine of ten resamples of the days put it."
    score_tip = "Composite score: 50 is the middle of the locations, ten points are one robust deviation."
    return (
        Column("Location", attrgetter("name"), key="name", width=150),
        Column("Rank", attrgetter("rank"), numeric=True, key="rank", width=56, tip=rank_tip),
        Column("Likely", _band, _show_band, numeric=True, plain=_show_band, key="band", width=68, tip=rank_tip),
        Column("Score", attrgetter("score"), _show_score, numeric=True, key="score", width=64, tip=score_tip),
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
        tone=partial(_tone, measure, kpi),
        key=kpi.key,
        width=WIDE.get(kpi.key, WIDTHS[kpi.unit]),
        shown=kpi.key not in AT_FIRST_HIDDEN,
        tip=f"{kpi.label}. {kpi.definition}",
    )


def _value(measure: Measure, key: str, row: Row) -> Value:
    return row.value(measure, key)


def _tone(measure: Measure, kpi: Kpi, row: Row) -> Tone:
    value = row.value(measure, kpi.key)
    if value is None:
        return Tone.QUIET
    if measure is Measure.FIGURES:
        return Tone.STRONG if kpi.key in row.best else Tone.PLAIN
    good = catalog.is_good(kpi, value)
    return Tone.PLAIN if good is None else words.tone(good)


def _band(row: Row) -> int | None:
    return None if row.place is None else row.place.rank_low * MOST + row.place.rank_high


def _show_band(band: int | None) -> str:
    if band is None:
        return DASH
    low, high = divmod(band, MOST)
    return str(low) if low == high else f"{low}{DASH}{high}"


def _show_score(score: float | None) -> str:
    return DASH if score is None else f"{score:.1f}"
