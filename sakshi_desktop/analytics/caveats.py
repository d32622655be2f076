"""What must be known of a page before its figures are trusted: the sentences that every face of the program shows."""

from collections.abc import Sequence

from sakshi_desktop.analytics import catalog, periods
from sakshi_desktop.analytics.catalog import BY_KEY, Kpi
from sakshi_desktop.analytics.periods import SHORT, Wording
from sakshi_desktop.analytics.types import KpiSet, LikeForLike, LocationFigures, Page

NAMED = 3
"""So many locations are named in a sentence; more are counted."""
AVERAGE_OF_GROWTH = "Average growth: the median of the locations that sold throughout the period compared with."


def of(page: Page, say: Wording = SHORT) -> tuple[str, ...]:
    """Return, in the order of their weight, what the period is compared with and what its figures cannot tell."""
    found = (running(page, say), beginning(page, say), *like_for_like(page, say), unrated(page))
    return tuple(sentence for sentence in found if sentence)


def measured(page: Page, kpi: Kpi, locations: Sequence[LocationFigures]) -> list[LocationFigures]:
    """Return the locations whose value of ``kpi`` measures something: the growth of a new outlet does not."""
    if not kpi.signed:
        return list(locations)
    before = page.previous if kpi.key == "growth" else page.year_ago
    return [location for location in locations if not periods.is_in_part(before, location.first_sale)]


def is_measure(page: Page, kpi: Kpi) -> bool:
    """Return whether a growth of all locations together stands against a period that is known throughout."""
    before = {"growth": page.previous, "growth_year": page.year_ago}.get(kpi.key)
    return before is None or not periods.is_in_part(before, page.data_from)


def running(page: Page, say: Wording = SHORT) -> str:
    """Return what is known of a period that is still running, and what that is compared with."""
    if page.known == page.period or page.data_until is None:
        return ""
    whole = say.period(page.period)
    lead = f"Sales are known up to {say.day(page.data_until)}"
    if page.known is None:
        late = page.data_until < page.period.start
        return f"{lead}: nothing of {whole} is known yet." if late else f"{whole} has not begun."
    if page.data_until > page.known.end:
        lead = f"{whole} is still running"
    now, before, year = (say.period(one) for one in (page.known, page.previous, page.year_ago))
    return f"{lead}: {now} is compared with {before} and, on year, with {year}."


def beginning(page: Page, say: Wording = SHORT) -> str:
    """Return which period compared with begins before the first sale."""
    first = page.data_from
    pairs = (("the period before", page.previous), ("the period a year ago", page.year_ago))
    in_part = [
        f"{name} ({say.period(before)})"
        for name, before in pairs
        if first is not None and periods.is_in_part(before, first) and first <= before.end
    ]
    if first is None or not in_part:
        return ""
    many = len(in_part) > 1
    known = f"{' and '.join(in_part)} {'are' if many else 'is'} known only in part"
    no_measure = f"growth against {'them' if many else 'it'} is no measure"
    return f"Sales begin on {say.day(first)}: {known}, so {no_measure}."


def like_for_like(page: Page, say: Wording = SHORT) -> tuple[str, str]:
    """Return the growth of the locations known throughout, on the period before and on year, where others are not."""
    return (
        _alike(page.like_for_like, "the period before", say.period(page.previous)),
        _alike(page.like_for_like_year, "a year ago", say.period(page.year_ago)),
    )


def _alike(same: LikeForLike, before: str, dates: str) -> str:
    if same.growth is None or same.locations == same.of:
        return ""
    growth = catalog.show(BY_KEY["growth"], same.growth)
    return (
        f"Like for like, against {before} ({dates}): {growth} over the {same.locations} of {same.of} locations"
        " that sold throughout both."
    )


def is_unrated(kpis: KpiSet) -> bool:
    """Return whether nobody rated or complained: an order accuracy of 100 % says no more than that."""
    return kpis.order_accuracy == 1 and kpis.average_rating is None


def unrated(page: Page) -> str:
    """Return where order accuracy is 100 % only because nobody could say otherwise."""
    told = "order accuracy says only that nobody reported a mistake."
    if is_unrated(page.total):
        return f"No ratings or complaints were recorded for these orders: {told}"
    names = [location.name for location in page.locations if is_unrated(location.kpis)]
    if not names:
        return ""
    where = ", ".join(names) if len(names) <= NAMED else f"{len(names)} of {len(page.locations)} locations"
    return f"No ratings or complaints were recorded at {where}: there, {told}"
