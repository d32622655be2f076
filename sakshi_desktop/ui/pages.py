"""The pages of the window, in the order of its navigation; each is loaded when it is first visited."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from sakshi_desktop.ui import offers
from sakshi_desktop.ui.offers import Offer

if TYPE_CHECKING:  # a lazy door: the window paints before any of these is loaded
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QSettings

    from sakshi_desktop.ui.closing import Closing
    from sakshi_desktop.ui.desk import Desk
    from sakshi_desktop.ui.main_window import MainWindow
    from sakshi_desktop.ui.page import Page
    from sakshi_desktop.ui.palette.view import Palette
    from sakshi_desktop.ui.program import Program
    from sakshi_desktop.ui.tasks import Tasks
    from sakshi_desktop.ui.welcome import Welcome
    from sakshi_desktop.ui.widgets.banner import Banner
    from sakshi_desktop.ui.widgets.notice import Notice
    from sakshi_desktop.ui.widgets.toast import Toast


class Entry(NamedTuple):
    """One line of the navigation.

    Attributes:
        door: loads the page and returns what makes it.
        opens: kinds of things that the page shows one by one: its ``show_one`` is asked for them.
        figures: the page is about sales; until there are any, the welcome stands in its place.
        offers: what the command palette offers to do there; the page's ``acts`` does it.
    """

    key: str
    title: str
    icon: str
    door: Callable[[], Callable[[Desk], Page]]
    opens: frozenset[str] = frozenset()
    figures: bool = False
    offers: tuple[Offer, ...] = ()


class Served(Protocol):
    """What serves the pages, as the frame of the window knows it.

    Attributes:
        notice: the panel that says why nothing else is shown.
        toast: where results are said.
        welcome: where to begin, in the place of pages about sales while there are none.
        banner: what says that this is the demo.
        closing: what lets the window close, or asks first.
    """

    tasks: Tasks
    notice: Notice
    toast: Toast
    welcome: Welcome
    banner: Banner
    closing: Closing

    @property
    def page(self) -> Page | None:
        """The page that is shown."""

    @property
    def pages(self) -> Mapping[str, Page]:
        """The pages that were visited."""

    @property
    def desk(self) -> Desk:
        """What the pages are given."""

    def open(self, program: Program) -> None:
        """Show another program's database."""

    def stop(self) -> None:
        """Stop what runs beside the window."""


def _overview() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.overview.view import OverviewPage  # noqa: PLC0415

    return OverviewPage


def _customers() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.customers.view import CustomersPage  # noqa: PLC0415

    return CustomersPage


def _locations() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.locations.view import LocationsPage  # noqa: PLC0415

    return LocationsPage


def _operations() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.operations.view import OperationsPage  # noqa: PLC0415

    return OperationsPage


def _imports() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.imports.view import ImportsPage  # noqa: PLC0415

    return ImportsPage


def _settings() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.settings.view import SettingsPage  # noqa: PLC0415

    return SettingsPage


def _integrations() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.integrations.view import IntegrationsPage  # noqa: PLC0415

    return IntegrationsPage


def palette() -> Callable[[MainWindow, Served], Palette]:
    """Load the command palette, and return what makes one."""
    from sakshi_desktop.ui.palette.making import make  # noqa: PLC0415

    return make


def _activity() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.activity.view import ActivityPage  # noqa: PLC0415

    return ActivityPage


def inside() -> Callable[[MainWindow, Program, QSettings], Served]:
    """Load what serves the pages, and return what makes it."""
    from sakshi_desktop.ui.inside import Inside  # noqa: PLC0415

    return Inside


PAGES: tuple[Entry, ...] = (
    Entry("overview", "Overview", "overview", _overview, figures=True, offers=offers.OVERVIEW),
    Entry("customers", "Customers", "customers", _customers, frozenset({"customer", "order"}), offers=offers.CUSTOMERS),
    Entry("locations", "Locations", "locations", _locations, figures=True),
    Entry("operations", "Operations", "operations", _operations),
    Entry("imports", "Imports", "upload", _imports, offers=offers.IMPORTS),
    Entry(
        "integrations",
        "Integrations",
        "integrations",
        _integrations,
        opens=frozenset({"integration", "webhook"}),
        offers=offers.INTEGRATIONS,
    ),
    Entry("activity", "Activity", "activity", _activity, offers=offers.ACTIVITY),
    Entry("settings", "Settings", "settings", _settings, offers=offers.SETTINGS),
)
