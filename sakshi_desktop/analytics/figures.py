"""The figures of a database, kept in memory and following every change of it."""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock

from sqlalchemy import Connection

from sakshi_desktop.analytics import following, periods, rollup
from sakshi_desktop.analytics.following import Follower, Outlet, Watch
from sakshi_desktop.analytics.ranges import Range
from sakshi_desktop.analytics.rules import FIELD, Numbers
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.analytics.unpacking import Filter
from sakshi_desktop.analytics.view import View
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, today, utc_now
from sakshi_desktop.core.errors import DatabaseError, InvalidError, NotFoundError
from sakshi_desktop.store.database import Database

VIEWS = 6
"""How many filters stay in memory at once."""
ATTEMPTS = 3
FOREVER = (0, 2**31 - 1)


class SeveralCurrenciesError(InvalidError):
    """Locations of several currencies were asked about without one chosen; each face says how it is chosen there."""


@dataclass(frozen=True)
class Sheet:
    """One moment's figures for a scope; valid while ``Figures.sheet`` is open.

    Attributes:
        outlets: the locations of the scope by name.
        places: where they stand in memory.
        today: the business date that is running.
        stale: some days wait to be recomputed and cannot be, because the database cannot be written.
    """

    outlets: tuple[Outlet, ...]
    places: list[int]
    currency: str
    view: View
    today: int
    stale: bool

    @property
    def data_from(self) -> int | None:
        """Return the first business date with sales, None where there is none."""
        return min((outlet.first_sale for outlet in self.outlets if outlet.first_sale is not None), default=None)

    @property
    def data_until(self) -> int | None:
        """Return the last business date with sales, None where there is none."""
        return max((outlet.last_sale for outlet in self.outlets if outlet.last_sale is not None), default=None)

    @property
    def until(self) -> int:
        """Return the last day whose sales can be known: that of the newest data, and never later than today.

        A location that closed has no newer data to wait for; where all have closed it is today.
        """
        newest = [
            outlet.last_sale
            for outlet in self.outlets
            if outlet.last_sale is not None and (outlet.closed_on is None or outlet.closed_on > self.today)
        ]
        return min(self.today, max(newest, default=self.today))

    @property
    def is_filtered(self) -> bool:
        """Return whether only some channels or parts of the day count."""
        return self.view.chosen != Filter()

    def sums(self, period: Period) -> Numbers:
        """Return the sums (location, metric of Sums) over a period."""
        return self.view.cube.between(period.start, period.end, self.places)

    def revenue(self, period: Period) -> Numbers:
        """Return the revenue of each location over a period."""
        return self.sums(period)[:, FIELD["revenue"]]

    def customers(self, *spans: Period) -> list[tuple[list[int], int]]:
        """Return, for each span of days, the distinct customers of each location and of all together."""
        return self.view.visits.distinct([(span.start, span.end) for span in spans], self.places)


class Figures:
    """Answers pages from memory; safe to share between threads.

    Before a page is answered, what others wrote is taken over and days that are marked are recomputed.
    """

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self.database = database
        self.clock = clock
        self._lock = RLock()
        self._watch = Watch(database.reader)
        self._follower = Follower()
        self._outlets: dict[int, Outlet] = {}
        self._places: dict[int, int] = {}
        self._views: OrderedDict[Filter, View] = OrderedDict()
        self._extent: Range | None = None  # the days of which there is anything
        self._version: int | None = None
        self._is_settled = False

    def close(self) -> None:
        """Let go of the database file; disposing of the database does the same."""
        with self._lock:
            self._watch.close()

    def refresh(self) -> None:
        """Take over what was written to the rollup since, without recomputing anything."""
        with self._lock, self.database.reading() as connection:
            self._follow(connection)

    def outlets(self) -> tuple[Outlet, ...]:
        """Return all locations by name."""
        with self._lock:
            if not self._is_current():
                self.refresh()
            return tuple(self._outlets.values())

    def chosen(self, scope: Scope) -> tuple[tuple[Outlet, ...], str]:
        """Return the locations that a scope means, by name, and their currency.

        Raises:
            InvalidError: several currencies without one chosen, or a period that ends before it begins.
            NotFoundError: a location does not exist, or none has the currency.
        """
        periods.checked(scope.period)
        self.outlets()
        with self._lock:
            return choose(self._outlets, scope)

    def newest(self, locations: Collection[int] | None = None) -> int | None:
        """Return the last business date with sales at any of the locations, None where there is none."""
        with self._lock:
            self._prepare(None, None, [FOREVER])
            sold = [
                outlet.last_sale
                for outlet in self._outlets.values()
                if outlet.last_sale is not None and (locations is None or outlet.id in locations)
            ]
            return max(sold, default=None)

    def warm(self, chosen: Filter | None = None) -> None:
        """Take all days into memory, so that the first question about any of them is answered at once."""
        with self._lock:
            chosen = chosen or Filter()
            self._prepare(chosen, None, [FOREVER])
            self._views[chosen].visits.settle()

    @contextmanager
    def sheet(self, scope: Scope, spans: Sequence[Period]) -> Iterator[Sheet]:
        """Open the figures of a scope, brought up to date for the given spans of days.

        What a running period is compared with lies within the whole periods: giving those is enough.

        Raises:
            InvalidError: several currencies without one chosen, or a period that ends before it begins.
            NotFoundError: a location does not exist, or none has the currency.
        """
        chosen = Filter(scope.channel, scope.day_part)
        periods.checked(scope.period)
        days = [(period.start, period.end) for period in spans]
        with self._lock:
            stale = self._prepare(chosen, scope, days)
            outlets, currency = choose(self._outlets, scope)
            places = [self._places[outlet.id] for outlet in outlets]
            yield Sheet(outlets, places, currency, self._views[chosen], today(self.clock), stale)

    def _prepare(self, chosen: Filter | None, scope: Scope | None, days: list[Range]) -> bool:
        """Bring memory up to date for the scope; return whether days wait that cannot be recomputed.

        Args:
            chosen: the filter whose days are taken into memory; None takes none.
        """
        if self._is_settled and self._is_current() and not self._lacks(chosen, days):
            return False
        for _ in range(ATTEMPTS):
            with self.database.reading() as connection:
                self._follow(connection)
                asked = [outlet.id for outlet in wanted(self._outlets, scope)]
                if self._is_settled or not following.has_marks(connection, asked, days):
                    self._load(connection, chosen, days)
                    return False
            try:
                rollup.drain_all(self.database, locations=asked, days=days)
            except DatabaseError:
                break
        with self.database.reading() as connection:
            self._follow(connection)
            self._load(connection, chosen, days)
        return True

    def _is_current(self) -> bool:
        version = self._watch.version()
        return version is not None and version == self._version

    def _lacks(self, chosen: Filter | None, days: list[Range]) -> bool:
        if chosen is None:
            return False
        view = self._views.get(chosen)
        if view is None:
            return True
        self._views.move_to_end(chosen)
        return self._extent is not None and bool(view.missing(days, self._extent))

    def _load(self, connection: Connection, chosen: Filter | None, days: list[Range]) -> None:
        if chosen is None:
            return
        view = self._views.setdefault(chosen, View(chosen, self._places))
        self._views.move_to_end(chosen)
        while len(self._views) > VIEWS:
            self._views.popitem(last=False)
        if self._extent is not None:
            view.load(connection, days, self._extent)

    def _follow(self, connection: Connection) -> None:
        version = self._watch.version()
        if version is not None and version == self._version and self._is_settled:
            return
        changed = self._follower.changed(connection)
        locations = None if changed is None else {row.location_id for row in changed}
        self._outlets = following.outlets(connection, self._outlets, locations)
        rows = [outlet.rows for outlet in self._outlets.values() if outlet.rows is not None]
        self._extent = (min(first for first, _ in rows), max(last for _, last in rows)) if rows else None
        self._is_settled = not following.any_marks(connection)
        if not self._is_settled:
            self._outlets = following.as_sold(connection, self._outlets)
        if changed is None or self._outlets.keys() != self._places.keys():
            self._places = {key: place for place, key in enumerate(self._outlets)}
            self._views.clear()
        elif changed:
            for view in self._views.values():
                view.follow(changed)
        self._version = version


def wanted(outlets: dict[int, Outlet], scope: Scope | None) -> list[Outlet]:
    """Return the locations that a scope asks for, by name, in whichever currency; None asks for all.

    Raises:
        NotFoundError: a location does not exist.
    """
    if scope is None or scope.locations is None:
        return list(outlets.values())
    unknown = sorted(set(scope.locations) - outlets.keys())
    if unknown:
        raise NotFoundError(f"There is no location {ids.location(unknown[0])}.", hint="Look at the list of locations.")
    return [outlet for outlet in outlets.values() if outlet.id in scope.locations]


def choose(outlets: dict[int, Outlet], scope: Scope) -> tuple[tuple[Outlet, ...], str]:
    """Return the locations that a scope means, by name, and their currency.

    Raises:
        InvalidError: several currencies without one chosen.
        NotFoundError: a location does not exist, or none has the currency.
    """
    chosen = wanted(outlets, scope)
    currency = scope.currency.upper() if scope.currency else _only_currency(chosen)
    found = tuple(outlet for outlet in chosen if outlet.currency == currency)
    if outlets and not found:
        raise NotFoundError(
            f"No chosen location sells in {currency}.", hint=f"There is {_list(chosen or outlets.values())}."
        )
    return found, currency


def _only_currency(outlets: Collection[Outlet]) -> str:
    """Return the one currency in which there are sales, or rupees where there is none."""
    sold = [outlet for outlet in outlets if outlet.last_sale is not None] or outlets
    currencies = {outlet.currency for outlet in sold}
    if len(currencies) > 1:
        raise SeveralCurrenciesError(
            f"These locations sell in {_list(sold)}, and amounts of different currencies cannot be added.",
            hint=f"Choose one currency: {_list(sold, 'or')}.",
        )
    return currencies.pop() if currencies else "INR"


def _list(outlets: Collection[Outlet], word: str = "and") -> str:
    names = sorted({outlet.currency for outlet in outlets})
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
