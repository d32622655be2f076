"""What a person did to columns is kept; the others share the room."""

import json

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QToolTip

from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column

CUP = ("Masala chai", "a glass that holds a great deal of tea", 40, "1 < 2")
COLUMNS = (
    Column("Cup", lambda row: row[0], key="cup", width=120, least=80),
    Column("Note", lambda row: row[1], key="note", width=150, least=90),
    Column("Price", lambda row: row[2], numeric=True, key="price", width=100, spare=1),
    Column("Code", lambda row: row[3], key="code", width=100, spare=2),
    Column("Colour", lambda row: row[3], key="colour", width=100, shown=False),
)
ALL = 470


@pytest.fixture
def kept(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def make(qtbot, look, tasks, kept):
    def made(room=ALL):
        desk = Desk(None, tasks, look, Asking((), 20_000, None), kept, lambda *_: None, Doors((), str))
        table = RecordTable(desk, COLUMNS, "Cups")
        qtbot.addWidget(table)
        table.show_rows([CUP])
        table.show()
        give(table, room)
        return table

    return made


def give(table, room):
    """Make the table as wide as its columns need for ``room`` pixels."""
    table.resize(table.width() + room - table.view.viewport().width(), 300)


def widths(table):
    heading = table.view.horizontalHeader()
    return [heading.sectionSize(place) for place in range(heading.count())]


def tick(table, title):
    menu = table.columns_menu()
    next(action for action in menu.actions() if action.text() == title).trigger()
    menu.deleteLater()


def test_the_first_column_gets_the_room_that_is_left(make):
    assert widths(make(600)) == [250, 150, 100, 100, 0]


def test_columns_that_can_are_narrowed_before_one_goes(make):
    table = make(400)
    assert widths(table) == [92, 108, 100, 100, 0]
    give(table, 360)
    assert widths(table) == [116, 144, 100, 0, 0]
    assert table.view.viewport().width() == 360


def test_the_button_says_which_columns_have_no_room(make):
    table = make()
    button = table.columns
    assert (button.text(), button.toolTip()) == ("Columns", "")
    give(table, 260)
    assert button.text() == "Columns · 2 more"
    assert button.toolTip().startswith("No room for Price, Code")


def test_a_column_that_went_comes_back_with_the_room(make, kept):
    table = make(260)
    give(table, ALL)
    assert widths(table) == [120, 150, 100, 100, 0]
    assert not table.arrangement.by_hand
    assert kept.value("tables/cups") is None


def test_the_column_that_is_sorted_by_stays(make):
    table = make()
    table.view.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    give(table, 360)
    assert [place for place, width in enumerate(widths(table)) if width] == [0, 1, 3]


def test_what_is_chosen_stays_with_all_beside_it_in_the_narrowest_room_and_the_next_day(qtbot, make):
    table = make(360)
    tick(table, "Code")
    chosen = [80, 90, 100, 100, 0]
    assert widths(table) == chosen
    qtbot.waitUntil(lambda: table.view.horizontalScrollBar().maximum() == 10)
    give(table, 220)
    assert widths(table) == chosen
    assert widths(make(220)) == chosen


def test_what_was_taken_away_stays_away_and_its_room_is_used(make):
    table = make(360)
    tick(table, "Price")
    assert widths(table) == [116, 144, 0, 100, 0]
    assert widths(make(1000))[2] == 0


def test_a_width_that_was_dragged_is_kept_and_the_others_go_round_it(make):
    table = make()
    table.view.setColumnWidth(1, 200)
    give(table, 400)
    assert widths(table) == [100, 200, 100, 0, 0]
    assert widths(make(400)) == [100, 200, 100, 0, 0]


def test_all_that_was_done_by_hand_is_let_go_in_the_menu(make):
    table = make()
    before = widths(table)
    table.view.setColumnWidth(1, 300)
    tick(table, "Colour")
    tick(table, "Fit columns to the width")
    assert widths(table) == before
    assert widths(make()) == before


def test_there_is_nothing_to_let_go_of_before(make):
    menu = make().columns_menu()
    assert [action.isEnabled() for action in menu.actions() if action.text().startswith("Fit")] == [False]
    menu.deleteLater()


@pytest.mark.parametrize("said", ["no json", "[]", "{}", json.dumps({"widths": {"gone": 9}, "sort": ["gone", True]})])
def test_what_another_version_remembered_is_passed_over(make, kept, said):
    kept.setValue("tables/cups", said)
    assert widths(make()) == [120, 150, 100, 100, 0]


def test_an_order_outlives_columns_that_come_and_go(make, kept):
    kept.setValue("tables/cups", json.dumps({"order": ["code", "gone", "cup"]}))
    table = make()
    heading = table.view.horizontalHeader()
    assert [COLUMNS[heading.logicalIndex(place)].key for place in range(2)] == ["code", "cup"]


def test_a_cell_that_is_cut_tells_its_whole_text_and_no_other(qtbot, make):
    table = make()
    point_at(table, 1)
    assert QToolTip.text() == f"<p>{CUP[1]}</p>"
    table.view.setColumnWidth(1, 400)
    point_at(table, 1)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    table.view.setColumnWidth(3, 44)
    point_at(table, 3)
    assert QToolTip.text() == "<p>1 &lt; 2</p>"
    QToolTip.hideText()


def point_at(table, column):
    """Rest with the mouse over a cell of the first row."""
    index = table.model.index(0, column)
    option = QStyleOptionViewItem()
    option.rect = QRect(table.view.visualRect(index))
    at = option.rect.center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, table.view.viewport().mapToGlobal(QPoint(at)))
    assert table.view.itemDelegate().helpEvent(event, table.view, option, index)
