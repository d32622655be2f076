"""Operations: the menu, the team with its shifts, and the locations with their costs."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sakshi_desktop.outlets import costs, locations, menu
from sakshi_desktop.people import shifts, team
from sakshi_desktop.store.nouns import Noun
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.kept_table import KeptTable
from sakshi_desktop.ui.widgets.long_table import LongTable
from sakshi_desktop.ui.widgets.segments import Segments
from sakshi_desktop.ui.widgets.sheets import Sheets
from sakshi_desktop.ui.widgets.titled_page import EDGE, GAP, TitledPage

SECTIONS: tuple[tuple[str, str, tuple[tuple[str, Noun], ...]], ...] = (
    ("menu", "Menu", (("Items", menu.NOUN),)),
    ("team", "Team", (("Staff", team.NOUN), ("Shifts", shifts.NOUN))),
    ("locations", "Locations and costs", (("Business days and addresses", locations.NOUN), ("Costs", costs.NOUN))),
)
"""Each with its title and its tables."""


class OperationsPage(TitledPage):
    """What is kept by hand, a section at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Operations")
        self.tables: dict[str, KeptTable] = {}
        self.choice = Segments(desk.kept, "operations/section", [(key, title) for key, title, _ in SECTIONS], self)
        self.choice.picked.connect(self.show_section)
        self.buttons.addWidget(self.choice)
        self.room = Sheets(self.body)
        self.sections = {key: self._section(nouns) for key, _, nouns in SECTIONS}
        for section in self.sections.values():
            self.room.addWidget(section)
        self.room.setCurrentWidget(self.sections[self.choice.pressed])
        column = QVBoxLayout(self.body)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.addWidget(self.room, 1)
        self.show_body()

    @Slot(str)
    def show_section(self, key: str) -> None:
        """Show a section of SECTIONS: the menu, the team or the locations."""
        self.choice.press(key)
        self.room.setCurrentWidget(self.sections[key])
        self.refresh()

    def refresh(self) -> None:
        """Ask for the tables of the section that is shown."""
        _key, title, nouns = SECTIONS[self.room.currentIndex()]
        self.show_title("", title)
        for _heading, noun in nouns:
            self.tables[noun.name].keeping.refresh()

    @Slot()
    def _settle(self) -> None:
        self.settled.emit()

    def _section(self, nouns: tuple[tuple[str, Noun], ...]) -> QWidget:
        section = QWidget(self.body)
        section.setObjectName("clear")
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for heading, noun in nouns:
            kept = (
                KeptTable(self.desk, noun, heading, section)
                if noun.pages is None
                else LongTable(self.desk, noun, noun.pages, heading, section)
            )
            kept.settled.connect(self._settle)
            kept.keeping.busy_changed.connect(self.show_busy)
            self.tables[noun.name] = kept
            column.addWidget(kept, 1)
        return section
