"""Operations: the menu, the team with its shifts, and the locations with their costs."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.outlets import costs, locations, menu
from sakshi_desktop.people import shifts, team
from sakshi_desktop.store.nouns import Noun
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.kept_table import KeptTable
from sakshi_desktop.ui.widgets.titled_page import EDGE, GAP, TitledPage

SECTIONS: tuple[tuple[str, str, tuple[tuple[str, Noun], ...]], ...] = (
    ("Menu", "left", (("Items", menu.NOUN),)),
    ("Team", "middle", (("Staff", team.NOUN), ("Shifts", shifts.NOUN))),
    ("Locations and costs", "right", (("Business days and addresses", locations.NOUN), ("Costs", costs.NOUN))),
)
"""Each with the style of its button and its tables."""


class OperationsPage(TitledPage):
    """What is kept by hand, a section at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Operations")
        self.tables: dict[str, KeptTable] = {}
        self.sections = QButtonGroup(self)
        self.room = QStackedWidget(self.body)
        for number, (title, style, nouns) in enumerate(SECTIONS):
            self.room.addWidget(self._section(nouns))
            button = QPushButton(title, self)
            button.setObjectName(style)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.clicked.connect(partial(self.show_section, number))
            self.sections.addButton(button, number)
            self.buttons.addWidget(button)
        self.buttons.setSpacing(0)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.addWidget(self.room, 1)
        self.show_body()

    def show_section(self, number: int) -> None:
        """Show the menu, the team or the locations."""
        self.room.setCurrentIndex(number)
        self.sections.button(number).setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the tables of the section that is shown."""
        title, _style, nouns = SECTIONS[self.room.currentIndex()]
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
            kept = KeptTable(self.desk, noun, heading, section)
            kept.settled.connect(self._settle)
            kept.keeping.busy_changed.connect(self.show_busy)
            self.tables[noun.name] = kept
            column.addWidget(kept, 1)
        return section
