"""Sizes, columns, sort, filters, sections and the place of the window are the next day as they were left."""

from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import menu
from sakshi_desktop.store import audit
from sakshi_desktop.ui.integrations.view import SECTIONS
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.widgets.halves import Halves
from sakshi_desktop.ui.widgets.kept_choice import KeptChoice
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.segments import Segments
from tests.ui import chain, windows
from tests.ui.windows import quiet


@pytest.fixture
def kept(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@contextmanager
def a_day(qtbot, program, page=""):
    """The window from its opening to its closing, at a page, or at the one it was left at."""
    with windows.opened_on(qtbot, program) as window:
        if page:
            window.visit(page)
        quiet(qtbot, window)
        yield window


def choose(box, words):
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def test_a_border_stands_where_it_was_dragged_to(qtbot, kept):
    def made():
        halves = Halves(kept, "cups", (QLabel("Left"), QLabel("Right")), (300, 300))
        qtbot.addWidget(halves)
        halves.resize(606, 200)
        halves.show()
        return halves

    first = made()
    before, handle = first.sizes(), first.handle(1)
    at = handle.rect().center()
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(handle, at + QPoint(80, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at)
    assert first.sizes()[0] > before[0] + 40
    assert made().sizes() == first.sizes()


def test_a_border_that_nobody_dragged_follows_the_program(qtbot, kept):
    Halves(kept, "cups", (QLabel("Left"), QLabel("Right")), (300, 300))
    assert kept.allKeys() == []


def test_every_border_and_every_table_remembers_for_itself(qtbot, one_program):
    with a_day(qtbot, one_program) as window:
        for entry in PAGES:
            window.visit(entry.key)
        for key, _title, _door in SECTIONS:
            window.inside.pages["integrations"].choose(key)
        borders, tables = window.findChildren(QSplitter), window.findChildren(RecordTable)
        assert all(isinstance(one, Halves) for one in borders)
        keys = [one._key for one in (*borders, *tables, *window.findChildren(KeptChoice))]
        assert len(keys) == len(set(keys)) > 25


def test_activity_is_the_next_day_as_it_was_left(qtbot, one_program):
    with a_day(qtbot, one_program, "activity") as window:
        page = window.inside.page
        qtbot.mouseClick(page.choice.buttons["events"], Qt.MouseButton.LeftButton)
        choose(page.section.kind, "Order")
        choose(page.section.since, "In the last 7 days")
        quiet(qtbot, window)
        sought = page.section.model.sought
    with a_day(qtbot, one_program) as window:
        section = window.inside.page.section
        assert section is window.inside.page.sections["events"]
        assert (section.kind.currentText(), section.since.currentText()) == ("Order", "In the last 7 days")
        assert section.model.sought == sought


def test_a_kind_of_deed_is_asked_for_again_once_it_is_offered(qtbot, one_program):
    with one_program.database.begin() as session:
        menu.save(session, None, {"name": "Idli"}, by=THIS_PC)
        audit.record(session, THIS_PC, "location.edit", 1, at=chain.NOW)
    with a_day(qtbot, one_program, "activity") as window:
        choices = window.inside.page.section.kind
        choose(choices, "Item")
    with a_day(qtbot, one_program) as window:
        section = window.inside.page.section
        assert section.kind.currentText() == "Item"
        assert [row.action for row in section.table.model.rows] == ["item.edit"]


def test_deliveries_and_health_are_the_next_day_as_they_were_left(qtbot, one_program):
    with a_day(qtbot, one_program, "integrations") as window:
        page = window.inside.page
        deliveries, health = page.choose("deliveries"), page.choose("health")
        choose(deliveries.state, "Given up")
        choose(deliveries.since, "In the last hour")
        choose(health.span, "Last 30 days")
        quiet(qtbot, window)
        wanted, span = deliveries.model.wanted, health.model.span
    with a_day(qtbot, one_program) as window:
        page = window.inside.page
        assert page.choice.pressed == "health"
        assert page.section.model.span == span
        assert page.choose("deliveries").model.wanted == wanted


def test_the_window_opens_at_the_page_the_section_and_the_figure_where_it_was_left(qtbot, one_program):
    with a_day(qtbot, one_program, "overview") as window:
        qtbot.mouseClick(window.inside.page.cards["orders"], Qt.MouseButton.LeftButton)
        window.visit("operations")
        qtbot.mouseClick(window.inside.page.choice.buttons["team"], Qt.MouseButton.LeftButton)
        window.resize(900, 640)
        quiet(qtbot, window)
    with a_day(qtbot, one_program) as window:
        assert window.inside.page is window.inside.pages["operations"]
        assert window.inside.page.choice.pressed == "team"
        assert window.height() == 640  # the screen of a test is narrower than the window
        window.visit("overview")
        quiet(qtbot, window)
        page = window.inside.page
        assert page.cards["orders"].isChecked()
        assert page.viewmodel.metric == "orders"


def test_columns_and_sort_of_a_table_are_the_next_day_as_they_were_left(qtbot, one_program):
    with a_day(qtbot, one_program, "operations") as window:
        table = window.inside.page.tables["items"].table
        table.view.sortByColumn(4, Qt.SortOrder.DescendingOrder)
        table.view.setColumnWidth(2, 133)
        table.view.setColumnHidden(3, True)
        table.view.horizontalHeader().moveSection(4, 1)
        shown = [record["name"] for record in table.model.shown]
    with a_day(qtbot, one_program) as window:
        table = window.inside.page.tables["items"].table
        assert [record["name"] for record in table.model.shown] == shown
        assert table.view.columnWidth(2) == 133
        assert table.view.isColumnHidden(3)
        assert table.view.horizontalHeader().visualIndex(4) == 1


def test_what_another_version_offered_is_the_first_choice(qtbot, kept):
    parent = QWidget()
    qtbot.addWidget(parent)
    kept.setValue("choices/cups", "Gone")
    kept.setValue("cups", "gone")
    assert KeptChoice(kept, "cups", "Cups", [("All", None), ("Small", "small")], parent).currentData() is None
    assert Segments(kept, "cups", [("a", "A"), ("b", "B")], parent).pressed == "a"
