"""What all pages are asked about: one period and one scope, chosen once for the whole window."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.ui import dates

PERIODS: tuple[tuple[str, str], ...] = (
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("week", "This week"),
    ("last-week", "Last week"),
    ("month", "This month"),
    ("last-month", "Last month"),
    ("quarter", "This quarter"),
    ("last-quarter", "Last quarter"),
    ("year", "This year"),
    ("last-year", "Last year"),
    ("financial-year", "This financial year"),
    ("last-financial-year", "Last financial year"),
    ("last-7-days", "Last 7 days"),
    ("last-30-days", "Last 30 days"),
    ("last-90-days", "Last 90 days"),
    ("last-365-days", "Last 365 days"),
)
"""The periods a person can choose by name, with that name; a range of one's own is beside them."""
FIRST = "last-30-days"


@dataclass(frozen=True, slots=True)
class Place:
    """A location that can be chosen."""

    id: int
    name: str
    currency: str


class Asking(QObject):
    """The present question.

    Signals:
        changed: the question is another one: a person chose so, or a day came, or a location went.
        chosen: the same, only where a person chose so; before it.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(
        self, places: Sequence[Place], today: int, data_until: int | None, parent: QObject | None = None
    ) -> None:
        """Begin with the last 30 days that have data, in the currency of most locations.

        Args:
            today: the business date that is running.
            data_until: the last business date with data.
        """
        super().__init__(parent)
        self._know(places, today, data_until)
        self.name = FIRST
        first = self.currencies[0] if self.currencies else None
        self.scope = Scope(self._named(FIRST), currency=first)

    def renew(self, places: Sequence[Place], today: int, data_until: int | None) -> bool:
        """Take in that there are other locations, later sales or another day; return whether the question changed.

        A period chosen by its name moves with the days; a location that is gone is asked about no more.
        """
        before = self.places, self.scope
        self._know(places, today, data_until)
        scope = self.scope
        if scope.currency not in self.currencies:
            scope = replace(scope, currency=self.currencies[0] if self.currencies else None, locations=None)
        if scope.locations is not None:
            there = {place.id for place in self.places}
            kept = tuple(key for key in scope.locations if key in there)
            scope = replace(scope, locations=kept or None)
        self.scope = replace(scope, period=self._named(self.name)) if self.name else scope
        if (self.places, self.scope) == before:
            return False
        self.changed.emit()
        return True

    @property
    def period(self) -> Period:
        """Return the chosen period."""
        return self.scope.period

    @property
    def title(self) -> str:
        """Return how the choice of period is called: Last 30 days; Oct 2026; Custom range."""
        if self.name:
            return dict(PERIODS)[self.name]
        return dates.span(self.period) if periods.whole_months(self.period) else "Custom range"

    def of_currency(self) -> tuple[Place, ...]:
        """Return the locations that can be chosen: those of the present currency."""
        return tuple(place for place in self.places if self.scope.currency in {None, place.currency})

    def choose_named(self, name: str) -> None:
        """Ask about a period of PERIODS."""
        self.name = name
        self._ask(replace(self.scope, period=self._named(name)))

    def choose_range(self, period: Period) -> None:
        """Ask about a range of one's own.

        Raises:
            InvalidError: it ends before it begins, or lies in no year that can be.
        """
        checked = periods.checked(period)
        self.name = ""
        self._ask(replace(self.scope, period=checked))

    def choose(self, scope: Scope) -> None:
        """Ask about all of this at once; without a currency the present one stays."""
        self.name = FIRST if scope.period == self._named(FIRST) else ""
        self._ask(scope if scope.currency else replace(scope, currency=self.scope.currency))

    def beside(self, by: int) -> Period:
        """Return the period just before (-1) or just after (1)."""
        return periods.previous(self.period) if by < 0 else _after(self.period)

    def can_step(self, by: int) -> bool:
        """Return whether the period just before (-1) or just after (1) lies in years that can be."""
        return periods.is_possible(self.beside(by))

    def step(self, by: int) -> None:
        """Ask about the period just before (-1) or just after (1), where it ``can_step`` there."""
        self.choose_range(self.beside(by))

    def choose_locations(self, ids: Sequence[int] | None) -> None:
        """Ask about these locations; None is all of them."""
        self._ask(replace(self.scope, locations=None if ids is None else tuple(ids)))

    def choose_channel(self, channel: Channel | None) -> None:
        """Ask about one channel; None is all of them."""
        self._ask(replace(self.scope, channel=channel))

    def choose_day_part(self, part: DayPart | None) -> None:
        """Ask about one part of the day; None is all of it."""
        self._ask(replace(self.scope, day_part=part))

    def choose_currency(self, currency: str) -> None:
        """Ask about the locations of another currency."""
        self._ask(replace(self.scope, currency=currency, locations=None))

    def _named(self, name: str) -> Period:
        # "Last 30 days" means days with data: up to the newest, not into days that have none yet.
        return periods.named(name, self.newest if name.endswith("-days") else self.today)

    def _know(self, places: Sequence[Place], today: int, data_until: int | None) -> None:
        self.places = tuple(places)
        self.today = today
        self.newest = today if data_until is None else min(today, data_until)
        found = [place.currency for place in places]
        self.currencies = tuple(sorted(set(found), key=lambda one: (-found.count(one), one)))

    def _ask(self, scope: Scope) -> None:
        if scope != self.scope:
            self.scope = scope
            self.chosen.emit()
            self.changed.emit()


def _after(period: Period) -> Period:
    count = periods.whole_months(period)
    if count:
        start = to_date(period.end + 1)
        return periods.months(start.year, start.month, count)
    return Period(period.end + 1, period.end + period.days)
