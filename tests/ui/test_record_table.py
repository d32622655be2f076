from dataclasses import dataclass
from functools import partial
from itertools import repeat

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QHeaderView

from sakshi_desktop.analytics.catalog import DASH
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import format_money
from sakshi_desktop.store.counting import Count
from sakshi_desktop.ui import words
from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.keys import IN_TABLES
from sakshi_desktop.ui.theme import LIGHT
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column, RecordModel
from sakshi_desktop.ui.widgets.texts import Elided
from sakshi_desktop.ui.widgets.writing import Whole, held


@dataclass(frozen=True)
class Cafe:
    name: str
    spent: int | None


CAFES = [Cafe("Indiranagar", 12_345_678), Cafe("asha", 500), Cafe("Bandra", None), Cafe("=1+1", -2_000)]
COLUMNS = (
    Column("Name", lambda cafe: cafe.name, key="name"),
    Column(
        "Spent",
        lambda cafe: cafe.spent,
        lambda paise: DASH if paise is None else format_money(paise),
        numeric=True,
        plain=words.decimal,
        tone=lambda cafe: Tone.BAD if (cafe.spent or 0) < 0 else Tone.PLAIN,
        key="spent",
        tip="What was spent.",
    ),
)


@pytest.fixture
def said():
    return []


@pytest.fixture
def table(qtbot, look, tasks, tmp_path, said):
    table = _table(look, tasks, tmp_path, said)
    qtbot.addWidget(table)
    table.show_rows(CAFES)
    table.resize(500, 300)
    table.show()
    return table


def _table(look, tasks, tmp_path, said):
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desk = Desk(None, tasks, look, Asking((), 20_000, None), kept, lambda *heard: said.append(heard), Doors((), str))
    return RecordTable(desk, COLUMNS, "Cafes", of=("cafe", "cafes"))


def _column(table, column):
    return [table.view.model().index(row, column).data() for row in range(table.view.model().rowCount())]


def test_the_model_keeps_the_rules_of_qt(qapp):
    model = RecordModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show(CAFES)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.show(CAFES[:1])
    assert tester.model() is model


def test_the_cell_shows_the_text_and_sorting_uses_the_value(table):
    table.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert _column(table, 1) == ["-₹20.00", "₹5.00", "₹1,23,456.78", DASH]


def test_what_is_not_known_comes_last_whichever_way(table):
    table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert _column(table, 1) == ["₹1,23,456.78", "₹5.00", "-₹20.00", DASH]


def test_names_sort_without_regard_to_capitals(table):
    table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert _column(table, 0) == ["=1+1", "asha", "Bandra", "Indiranagar"]


def test_a_click_on_a_heading_sorts(qtbot, table):
    heading = table.view.horizontalHeader()
    at = heading.viewport().rect().topLeft()
    at.setX(heading.sectionViewportPosition(1) + 20)
    at.setY(10)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at)
    first = _column(table, 1)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert {tuple(first), tuple(_column(table, 1))} == {
        ("-₹20.00", "₹5.00", "₹1,23,456.78", DASH),
        ("₹1,23,456.78", "₹5.00", "-₹20.00", DASH),
    }


def test_the_chosen_row_stays_chosen_when_sorted(table):
    table.view.setCurrentIndex(table.model.index(0, 0))
    table.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert table.view.currentIndex().data() == "Indiranagar"


@dataclass(frozen=True)
class Known(Cafe):
    id: int


def test_chosen_cells_and_rows_stay_chosen_when_there_are_other_rows(table):
    rows = [Known("Bandra", 1, 1), Known("Colaba", 2, 2), Known("Dadar", 3, 3)]
    table.show_rows(rows)
    table.view.selectRow(2)
    pick = QItemSelectionModel.SelectionFlag.Select
    table.view.selectionModel().select(table.model.index(0, 1), pick)
    table.show_rows([Known("Andheri", 0, 4), *rows])
    chosen = {(index.row(), index.column()) for index in table.view.selectionModel().selectedIndexes()}
    assert chosen == {(1, 1), (3, 0), (3, 1)}


def test_the_row_that_is_meant_is_chosen_by_its_first_cell_unless_it_is_chosen_already(table):
    meant = table.model.row(1)
    assert table.choose(lambda row: row is meant) is meant
    assert [(index.row(), index.column()) for index in table.view.selectedIndexes()] == [(1, 0)]
    table.view.setCurrentIndex(table.model.index(1, 1))
    table.choose(lambda row: row is meant)
    assert [(index.row(), index.column()) for index in table.view.selectedIndexes()] == [(1, 1)]


def test_other_rows_keep_the_chosen_sort(table):
    table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.show_rows([Cafe("a", 1), Cafe("b", 2)])
    assert _column(table, 0) == ["b", "a"]


def test_many_roles_are_answered_at_once_as_one_by_one(table):
    index = table.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "₹1,23,456.78"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_chosen_cells_are_copied_as_a_spreadsheet_takes_them(qtbot, table):
    table.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    table.view.setFocus()
    selection = table.view.selectionModel()
    for row in (0, 1):
        for column in (0, 1):
            selection.select(table.model.index(row, column), QItemSelectionModel.SelectionFlag.Select)
    table.copy()
    assert QGuiApplication.clipboard().text() == "=1+1\t-₹20.00\nasha\t₹5.00"


def test_the_keys_of_copying_copy(qtbot, table):
    table.view.setCurrentIndex(table.model.index(0, 0))
    QGuiApplication.clipboard().clear()
    table.activateWindow()
    table.view.setFocus()
    qtbot.waitUntil(table.view.hasFocus)
    qtbot.keySequence(table.view, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "Indiranagar"


def test_a_file_holds_all_rows_plain_and_disarmed(table, tmp_path):
    table.view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    file = tmp_path / "cafes.csv"
    assert table.write_csv(file) == 4
    assert file.read_text(encoding="utf-8-sig").splitlines() == [
        "Name,Spent",
        "'=1+1,-20.00",
        "asha,5.00",
        "Indiranagar,123456.78",
        "Bandra,",
    ]


def test_a_file_that_cannot_be_written_is_a_sentence(table, tmp_path):
    with pytest.raises(InvalidError, match="cannot be written"):
        table.write_csv(tmp_path / "nowhere" / "cafes.csv")


def test_the_button_exports_and_says_how_many(qtbot, table, tasks, tmp_path, said):
    table.export()
    dialog = table.findChild(QFileDialog)
    with qtbot.waitSignal(tasks.idle):
        dialog.fileSelected.emit(str(tmp_path / "all.csv"))
    dialog.close()
    assert said == [("4 cafes written to all.csv.",)]
    assert (tmp_path / "all.csv").exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("word", ["written", "read"])
def test_a_file_of_very_many_rows_says_how_far_it_is_and_is_stopped(qtbot, table, tasks, tmp_path, said, ending, word):
    whole = Whole(partial(repeat, CAFES[1]), lambda: 10**9)
    table.show_rows(CAFES, whole=whole, of=Count(10_000, more=True))
    if word == "read":
        table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    jobs, told = [], []
    tasks.started.connect(jobs.append)
    table.export()
    dialog = table.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / f"all.{ending}"))
    dialog.close()
    (job,) = jobs
    assert job.title == f"Writing all.{ending}"
    job.progressed.connect(lambda share, text: told.append((share, text)))
    qtbot.waitUntil(lambda: len(told) > 1)
    share, text = told[1]
    number = text.removesuffix(f" of 1,00,00,00,000 {word}").replace(",", "")
    assert share == pytest.approx(int(number) / 10**9 / (1 if word == "written" else 2))
    with qtbot.waitSignal(tasks.idle):
        job.stop()
    assert said == []
    assert list(tmp_path.glob("all*")) == []


def test_the_foot_says_of_how_many_the_first_are_shown(table):
    whole = held(CAFES)
    for of, words_ in {
        Count(123_456): "1,23,456 cafes",
        Count(10_000, more=True): "more than 10,000 cafes",
        Count(1, more=True): "more than 2 cafes",
    }.items():
        table.show_rows(CAFES[:2], whole=whole, of=of)
        assert table.count_text == f"The first 2 of {words_}; a file gets all"


def test_a_count_without_room_is_told_by_its_tip(qtbot, table):
    table.resize(450, 300)
    count = table.findChild(Elided)
    qtbot.waitUntil(lambda: 100 < count.width() < 200)
    table.show_rows(CAFES[:2], whole=held(CAFES), of=Count(123_456))
    assert count.toolTip() == table.count_text
    table.resize(900, 300)
    qtbot.waitUntil(lambda: count.toolTip() == "")


def test_the_foot_counts_all_rows(table):
    assert table.count_text == "4 cafes"
    table.show_rows([CAFES[0]])
    assert table.count_text == "1 cafe"
    table.show_rows([CAFES[0]] * 123_456)
    assert table.count_text == "1,23,456 cafes"


def test_columns_are_chosen_in_a_menu_but_the_first_stays(table):
    first, second = [action for action in table.columns_menu().actions() if action.isCheckable()]
    assert not first.isEnabled()
    second.trigger()
    assert table.view.isColumnHidden(1)


def test_a_key_sorts_by_the_column_of_the_chosen_cell_and_turns_the_order(qtbot, table):
    keys = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    table.show()
    table.view.setFocus()
    table.view.setCurrentIndex(table.model.index(0, 1))
    qtbot.keyClick(table.view, *keys)
    assert [row.spent for row in table.model.shown] == [-2_000, 500, 12_345_678, None]
    qtbot.keyClick(table.view, *keys)
    assert [row.spent for row in table.model.shown] == [12_345_678, 500, -2_000, None]
    assert "Ctrl+Shift+S" in table.view.horizontalHeader().toolTip()
    assert "Ctrl+Shift+S" in dict(IN_TABLES)


def test_columns_and_sort_are_remembered(qtbot, table, look, tasks, tmp_path, said):
    table.view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.view.setColumnWidth(0, 222)
    table.view.horizontalHeader().moveSection(1, 0)
    again = _table(look, tasks, tmp_path, said)
    qtbot.addWidget(again)
    again.show_rows(CAFES)
    heading = again.view.horizontalHeader()
    assert again.view.columnWidth(0) == 222
    assert heading.visualIndex(1) == 0
    assert _column(again, 0)[0] == "Indiranagar"


def test_a_row_is_opened_by_enter(qtbot, table):
    opened = []
    table.opened.connect(opened.append)
    table.view.setCurrentIndex(table.model.index(1, 0))
    table.view.activated.emit(table.model.index(1, 0))
    assert opened == [CAFES[1]]


def test_headings_say_what_they_mean(table):
    tip = table.model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "What was spent."
    assert table.model.headerData(5, Qt.Orientation.Horizontal) is None


def test_an_empty_table_is_drawn(table):
    table.show_rows([])
    assert not table.grab().isNull()
    assert table.model.rowCount(QModelIndex()) == 0
    assert isinstance(table.view.horizontalHeader(), QHeaderView)


def test_the_row_of_the_current_cell_has_a_ground_of_its_own(table):
    def grounds():
        picture = table.view.viewport().grab().toImage()
        corners = [table.view.visualRect(table.model.index(row, 1)).topLeft() for row in range(2)]
        return [picture.pixelColor(corner + QPoint(2, 2)).name().upper() for corner in corners]

    table.view.setCurrentIndex(table.model.index(0, 0))
    assert grounds() == [LIGHT.hover, LIGHT.surface]
    table.view.setCurrentIndex(table.model.index(1, 0))
    assert grounds() == [LIGHT.surface, LIGHT.hover]


def test_the_menu_of_the_headings_writes_files_too(table):
    titles = [action.text() for action in table.columns_menu().actions() if action.text()]
    assert titles[-2:] == ["Export CSV …", "Export to Excel …"]
    table.columns_menu().actions()[-1].trigger()
    dialog = table.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith(".xlsx")
    dialog.reject()
