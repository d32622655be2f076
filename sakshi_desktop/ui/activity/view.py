"""The page of activity: who did what, and which events came of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QTimer, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.store.trail import Deed, Happening, Sought
from sakshi_desktop.ui.activity import words
from sakshi_desktop.ui.activity.model import SPANS, ActivityModel, Found
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.columns import moment
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.halves import Halves
from sakshi_desktop.ui.widgets.kept_choice import KeptChoice
from sakshi_desktop.ui.widgets.newest import Newest
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.widgets.segments import Segments
from sakshi_desktop.ui.widgets.sheets import Sheets
from sakshi_desktop.ui.widgets.texts import text
from sakshi_desktop.ui.widgets.titled_page import TitledPage

TYPING = 200
"""Milliseconds without a key after which the search begins."""
HALVES = (720, 340)
"""Pixels of width of table and panel, before a person drags."""
ANYTHING = ("About anything", None)
DEEDS: tuple[Column[Deed], ...] = (
    Column("What", words.whole, key="action", width=280, least=150),
    moment("When", lambda row: row.at, key="at", width=145),
    Column("Who", lambda row: row.by, key="by", width=130, spare=1),
    Column("About", lambda row: row.about, key="about", width=110, spare=2),
)
EVENTS: tuple[Column[Happening], ...] = (
    Column("Event", lambda row: row.type, key="type", width=160),
    moment("When", lambda row: row.at, key="at", width=145),
    Column("Webhooks", lambda row: row.sent, format_count, numeric=True, key="sent", width=84, spare=2),
    Column("Body", lambda row: row.body, key="body", width=400, least=80, spare=1),
    Column("Id", lambda row: row.public_id, key="id", width=250, least=120, spare=3, shown=False),
)


class ActivitySection(Section):
    """Deeds, or events: searched in a table, the chosen one beside it."""

    def __init__(self, desk: Desk, *, events: bool) -> None:
        self.model = ActivityModel(desk.tasks, desk.program, events=events)
        name = "Events" if events else "Deeds"
        super().__init__(desk, name, self.model)
        self._events = events
        self._chosen: Deed | Happening | None = None
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("Search in events, ids and bodies" if events else "ORD-48213, a name, a word")
        self.text.setAccessibleName(f"Search {name.lower()}")
        self.text.setClearButtonEnabled(True)
        self.kind = KeptChoice(desk.kept, f"{name.lower()}/about", "About", self._kinds(), self)
        self.since = KeptChoice(desk.kept, f"{name.lower()}/time", "Time", SPANS, self)
        columns: Sequence[Column[Any]] = EVENTS if events else DEEDS
        self.newest: Newest[Any] = Newest(desk, columns, name, (name[:-1].lower(), name.lower()), self.body)
        self.table, self.older = self.newest.table, self.newest.older
        self.panel = QFrame(self)
        self.panel.setObjectName("panel")
        self.heading, self.facts = text("", self.panel, style="heading"), Facts(self.panel)
        self.show_thing = QPushButton(self.panel)
        self._soon = QTimer(self, singleShot=True, interval=TYPING)
        self._make()
        self._wire()
        self.model.choose(*self._sought())

    def show_answer(self, answer: Found) -> None:
        """Show what was found."""
        if not self._events:
            self.kind.offer(self._kinds(answer.kinds))
        if self.kind.currentData() != self.model.sought.kind:
            self._search()
            return
        self.newest.show_rows(answer.rows, self.model.whole(self.model.sought), answer.of)
        self.say("")
        if answer.rows or self.model.sought != Sought():
            self.show_body()
            return
        sentence = "There are no events yet." if self._events else "Nobody has done anything yet."
        self.notice.say(sentence, "What people change, and what comes of it, stands here.")
        self.show_notice()

    @Slot()
    def _search(self) -> None:
        self.model.search(*self._sought())

    def _sought(self) -> tuple[str, str | None, timedelta | None]:
        return self.text.text(), self.kind.currentData(), self.since.currentData()

    def _kinds(self, deeds: Sequence[str] = ()) -> list[tuple[str, str | None]]:
        kinds = dict.fromkeys(word.partition(".")[0] for word in EVENT_TYPES) if self._events else deeds
        return [ANYTHING, *((kind.capitalize(), kind) for kind in kinds)]

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self._chosen = self.table.model.row(index.row())
        if isinstance(row, Deed):
            self.heading.setText(words.deed(row))
            self.facts.show_facts(words.facts_of_deed(row))
            opens = row.subject_id is not None and self.desk.opens(row.subject)
            self.show_thing.setText(f"Show {row.about}" if opens else "")
        else:
            self.heading.setText(row.type)
            self.facts.show_facts(words.facts_of_event(row))
            self.show_thing.setText("")
        self.show_thing.setAccessibleName(self.show_thing.text())
        self.show_thing.setVisible(bool(self.show_thing.text()))
        self.panel.show()

    @Slot()
    def _show_thing(self) -> None:
        row = self._chosen
        if isinstance(row, Deed) and row.subject_id is not None:
            self.desk.open(row.subject, row.subject_id)

    def _wire(self) -> None:
        self.text.textEdited.connect(self._soon.start)
        self._soon.timeout.connect(self._search)
        self.kind.activated.connect(self._search)
        self.since.activated.connect(self._search)
        self.older.clicked.connect(self.model.older)
        self.show_thing.clicked.connect(self._show_thing)
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)

    def _make(self) -> None:
        self._make_panel()
        halves = Halves(self.desk.kept, "events" if self._events else "deeds", (self.newest, self.panel), HALVES)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.text, 1)
        filters.addWidget(self.kind)
        filters.addWidget(self.since)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(filters)
        column.addWidget(halves, 1)

    def _make_panel(self) -> None:
        area = QScrollArea(self.panel)
        area.setWidgetResizable(True)
        area.setWidget(self.facts)
        area.setAccessibleName("Details")
        inside = QVBoxLayout(self.panel)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(10)
        inside.addWidget(self.heading)
        inside.addWidget(area, 1)
        inside.addWidget(self.show_thing)
        self.panel.hide()


class ActivityPage(TitledPage):
    """What people did, and the events that came of it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Activity")
        self.under.hide()
        self.sections = {"deeds": ActivitySection(desk, events=False), "events": ActivitySection(desk, events=True)}
        self._stack = Sheets(self.body)
        self.choice = Segments(desk.kept, "activity/section", [(key, key.capitalize()) for key in self.sections], self)
        self.choice.picked.connect(self._pick)
        self.choices.insertWidget(1, self.choice)
        for section in self.sections.values():
            self._stack.addWidget(section)
            section.settled.connect(self.settled)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._stack.setCurrentWidget(self.section)

    @property
    def section(self) -> ActivitySection:
        """Return the section that is shown."""
        return self.sections[self.choice.pressed]

    @Slot()
    def refresh(self) -> None:
        """Ask again for what the chosen section shows."""
        self.section.refresh()

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what shows a section."""
        return {key: partial(self._pick, key) for key in self.sections}

    @Slot(str)
    def _pick(self, key: str) -> None:
        self.choice.press(key)
        self._stack.setCurrentWidget(self.section)
        self.refresh()
