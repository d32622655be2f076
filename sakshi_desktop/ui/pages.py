"""The pages of the window, in the order of its navigation; each is loaded when it is first visited."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sakshi_desktop.ui.desk import Desk


class Page(QWidget):
    """One page.

    Signals:
        settled: what was asked last is on the page, or why it is not.
    """

    settled = Signal()

    def refresh(self) -> None:
        """Ask again for what the page shows."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation.

    Attributes:
        door: loads the page and returns what makes it.
    """

    key: str
    title: str
    icon: str
    door: Callable[[], Callable[[Desk], Page]]


def _overview() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.overview.view import OverviewPage  # noqa: PLC0415

    return OverviewPage


def _locations() -> Callable[[Desk], Page]:
    from sakshi_desktop.ui.locations.view import LocationsPage  # noqa: PLC0415

    return LocationsPage


PAGES: tuple[Entry, ...] = (
    Entry("overview", "Overview", "overview", _overview),
    Entry("locations", "Locations", "locations", _locations),
)
