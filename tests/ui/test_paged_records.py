import csv
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester

from sakshi_desktop.ui.asking import Asking
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.widgets.paged_records import HELD, MISSING, PagedModel, PagedTable
from sakshi_desktop.ui.widgets.records import Column

SIZE = 10


@dataclass(frozen=True)
class Bill:
    number: int
    word: str = "paid"


COLUMNS = (
    Column("Bill", lambda row: row.number, key="bill", width=120),
    Column("State", lambda row: row.word, key="state"),
)


def _rows(page, word="paid"):
    return [Bill(number, word) for number in range(page * SIZE, (page + 1) * SIZE)]


@pytest.fixture
def said():
    return []


@pytest.fixture
def table(qtbot, look, tasks, tmp_path, said):
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desk = Desk(None, tasks, look, Asking((), 20_000, None), kept, lambda *heard: said.append(heard), Doors((), str))
    table = PagedTable(desk, COLUMNS, "Bills", of=("bill", "bills"), size=SIZE)
    qtbot.addWidget(table)
    table.resize(400, 260)
    table.show()
    qtbot.waitExposed(table)
    return table


def test_the_model_keeps_the_promises_of_its_kind(qapp):
    model = PagedModel(COLUMNS, SIZE)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for count in (25, 25, 7, 0):
        model.expect(count)
        for page in range(-(-count // SIZE)):
            model.put(page, _rows(page)[: count - page * SIZE])
        assert model.rowCount() == count
    model.expect(3, fresh=False)
    model.put(0, _rows(0)[:3])
    assert [model.text(line, 0) for line in range(3)] == ["0", "1", "2"]


def test_it_asks_for_what_is_in_sight_alone(qtbot, table):
    asked = []
    table.wanted.connect(asked.append)
    table.expect(10_000)
    assert asked == [0]
    assert table.count_text == "10,000 bills"
    assert table.model.text(0, 0) == MISSING
    table.put(0, _rows(0))
    assert table.model.text(3, 0) == "3"


def test_a_leap_to_the_end_asks_for_the_end(qtbot, table):
    table.expect(10_000)
    table.put(0, _rows(0))
    asked = []
    table.wanted.connect(asked.append)
    with qtbot.waitSignal(table.wanted):
        table.view.scrollToBottom()
    assert asked == [999]
    table.put(999, _rows(999))
    assert table.model.text(9_999, 0) == "9999"


def test_what_was_seen_long_ago_is_let_go(qapp):
    model = PagedModel(COLUMNS, SIZE)
    model.expect(10_000)
    for page in range(HELD + 5):
        model.put(page, _rows(page))
        model.text(page * SIZE, 0)
    assert model.missing(0, 5 * SIZE - 1) == [0, 1, 2, 3, 4]
    assert model.text(0, 0) == MISSING
    assert model.missing(5 * SIZE, (HELD + 5) * SIZE - 1) == []


def test_an_answer_anew_keeps_what_is_chosen_and_scrolled_to(qtbot, table):
    table.expect(1_000)
    table.put(0, _rows(0))
    table.view.setCurrentIndex(table.model.index(500, 0))
    with qtbot.waitSignal(table.wanted):
        table.view.scrollTo(table.model.index(500, 0), table.view.ScrollHint.PositionAtTop)
    table.put(50, _rows(50))
    before = table.view.verticalScrollBar().value()
    asked = []
    table.wanted.connect(asked.append)
    table.expect(1_000, fresh=False)
    assert 50 in asked
    assert table.model.text(500, 1) == "paid"
    table.put(50, _rows(50, "cancelled"))
    assert table.model.text(500, 1) == "cancelled"
    table.expect(1_001, fresh=False)
    assert table.view.currentIndex().row() == 500
    assert table.view.verticalScrollBar().value() == before


def test_a_row_that_is_there_is_opened_by_enter(qtbot, table):
    table.expect(30)
    opened = []
    table.opened.connect(opened.append)
    table.view.setCurrentIndex(table.model.index(2, 0))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened == []
    table.put(0, _rows(0))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened == [Bill(2)]


def test_all_rows_go_to_a_file_not_only_those_at_hand(qtbot, table, tmp_path, said):
    table.expect(25, "₹100", lambda: (row for page in range(3) for row in _rows(page)[: 25 - page * SIZE]))
    assert table.count_text == "25 bills · ₹100"
    table._export_to(str(tmp_path / "bills.csv"))
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    rows = list(csv.reader((tmp_path / "bills.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert (len(rows), rows[-1]) == (26, ["24", "paid"])
    assert said == [("25 bills written to bills.csv.",)]
