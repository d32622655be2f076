"""A page of figures: the question that all such pages share stands beside its title."""

from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.pickers import ScopeBar
from sakshi_desktop.ui.widgets.titled_page import EDGE, GAP, TitledPage

__all__ = ["EDGE", "GAP", "FramedPage"]


class FramedPage(TitledPage):
    """What pages of figures share: they ask again when the question changes, at once only while they are seen."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk, title)
        self.scope = ScopeBar(desk.look, desk.asking, self)
        self.choices.insertWidget(1, self.scope)
        desk.asking.changed.connect(self.follow)
