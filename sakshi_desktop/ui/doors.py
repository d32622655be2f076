"""The ways from one page to another."""

from collections.abc import Callable, Sequence

from sakshi_desktop.core.settings import Settings
from sakshi_desktop.ui.page import Page
from sakshi_desktop.ui.pages import Entry


class Doors:
    """Finds the page that is asked for, and shows it."""

    def __init__(
        self,
        entries: Sequence[Entry],
        show: Callable[[str], Page],
        reopen: Callable[[Settings], None] = lambda _settings: None,
        restyle: Callable[[Settings], None] = lambda _settings: None,
        consent: Callable[..., None] = lambda go, _asking=None: go(),
    ) -> None:
        """Make the ways between the pages of ``entries``.

        Args:
            show: shows one of the pages by its key and returns it.
            reopen: opens everything anew under other settings of this PC; by default there is nothing to open.
            restyle: shows everything anew, the same database, in another style of figures and dates.
            consent: calls what opens everything anew at its end, once the person agrees to what is lost by it.
        """
        self.consent = consent
        self.reopen = reopen
        self.restyle = restyle
        self._pages = {kind: entry.key for entry in entries for kind in entry.opens}
        self._show = show

    def visit(self, page: str) -> None:
        """Show a page, by its key in PAGES."""
        self._show(page)

    def act(self, page: str, key: str) -> None:
        """Show a page and do there what it offers under ``key``."""
        self._show(page).acts()[key]()

    def opens(self, kind: str) -> bool:
        """Return whether some page shows single things of ``kind``."""
        return kind in self._pages

    def open(self, kind: str, key: int) -> None:
        """Show the thing ``key`` on the page that opens its kind.

        Raises:
            ValueError: no page opens it.
        """
        if kind not in self._pages:
            raise ValueError(f"no page opens a {kind}")
        self._show(self._pages[kind]).show_one(kind, key)
