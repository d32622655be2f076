"""A page of figures: the question that all such pages share stands beside its title, and any figure opens."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QWidget

from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.ui import words
from sakshi_desktop.ui.behind.view import BehindPanel
from sakshi_desktop.ui.behind.viewmodel import Drill
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.pickers import ScopeBar
from sakshi_desktop.ui.widgets.titled_page import EDGE, GAP, TitledPage

__all__ = ["EDGE", "GAP", "FramedPage"]


class FramedPage(TitledPage):
    """What pages of figures share: they ask again when the question changes, at once only while they are seen.

    Attributes:
        behind: the orders behind a figure, once one was opened.
    """

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk, title)
        self.behind: BehindPanel | None = None
        self._back_to = 0
        self._focus_before: QWidget | None = None
        self.scope = ScopeBar(desk.look, desk.asking, self)
        self.choices.insertWidget(1, self.scope)
        desk.asking.chosen.connect(self.leave_behind)
        desk.asking.changed.connect(self.follow)
        self._room.setUpdatesEnabled(False)  # empty cards and charts are not worth drawing: twice, before any answer

    def look_behind(
        self,
        kpi: str,
        period: Period | None = None,
        location: tuple[int, str] | None = None,
        item: tuple[int, str] | None = None,
    ) -> None:
        """Show the orders behind a figure of the page, keeping its filters.

        Args:
            kpi: its key in the catalogue.
            period: only these days; None is the period of the page.
            location: the id and the name of the only one; None is all that are chosen.
            item: the id and the name of the only one.
        """
        asked = self.desk.asking.scope
        scope = replace(asked, period=period or asked.period)
        if location is not None:
            scope = replace(scope, locations=(location[0],))
        if self.behind is None:
            self.behind = BehindPanel(self.desk, self)
            self.behind.left.connect(self.leave_behind)
            self._room.addWidget(self.behind)
        if not self.is_behind:
            self._back_to = self._room.currentIndex()
            self._focus_before = QApplication.focusWidget()
        self._room.setCurrentWidget(self.behind)
        self._room.setUpdatesEnabled(True)
        self.behind.show_drill(Drill(kpi, scope, _place(scope, location or item), None if item is None else item[0]))

    @property
    def is_behind(self) -> bool:
        """Return whether the orders behind a figure are shown."""
        return self.behind is not None and self._room.currentWidget() is self.behind

    @Slot()
    def leave_behind(self) -> None:
        """Go back to the figures."""
        if self.is_behind:
            self._room.setCurrentIndex(self._back_to)
            if self._focus_before is not None:
                self._focus_before.setFocus()

    def show_body(self) -> None:
        """Show the figures; while the orders behind one are looked at, those are asked for again instead."""
        self._stay_or_show(0)

    def show_notice(self) -> None:
        """Show why there are no figures; not over the orders behind one."""
        self._stay_or_show(1)

    def _stay_or_show(self, place: int) -> None:
        self._room.setUpdatesEnabled(True)
        if self.is_behind and self.behind is not None:
            self._back_to = place
            self.behind.again()
        else:
            self._room.setCurrentIndex(place)


def _place(scope: Scope, only: tuple[int, str] | None) -> str:
    """Return what narrows a figure beside its period; ``only``: a location or an item."""
    parts = ["" if only is None else only[1]]
    parts += ["" if scope.channel is None else words.CHANNELS[scope.channel]]
    parts += ["" if scope.day_part is None else words.DAY_PARTS[scope.day_part]]
    return " · ".join(part for part in parts if part)
