import csv
from datetime import datetime

import openpyxl
import pytest

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.reports import sheet
from sakshi_desktop.reports.sheet import Head, Kind

DAY = to_day(datetime(2026, 11, 22).date())  # noqa: DTZ001
HEADS = (
    Head("Name", width=200),
    Head("Revenue", Kind.MONEY),
    Head("In dollars", Kind.MONEY, currency="USD"),
    Head("Orders", Kind.COUNT),
    Head("On time", Kind.SHARE),
    Head("Date", Kind.DATE),
)
ROWS = (
    ('=HYPERLINK("evil")', 123_456_789, 5_00, 12, 0.925, DAY),
    ("https://example.invalid", -1_50, None, 0, None, DAY),
    ("0042", 0, 1, 1, 0.0, None),
)


def test_a_workbook_holds_numbers_as_numbers_and_texts_as_texts(tmp_path):
    file = tmp_path / "cafes.xlsx"
    assert sheet.write_excel(file, "Cafes", HEADS, ROWS) == 3
    (found,) = openpyxl.load_workbook(file).worksheets
    assert found.title == "Cafes"
    assert [cell.value for cell in found[1]] == [head.title for head in HEADS]
    assert [cell.value for cell in found[2]] == [ROWS[0][0], 1_234_567.89, 5, 12, 0.925, datetime(2026, 11, 22)]  # noqa: DTZ001
    assert [found.cell(row, 1).data_type for row in (2, 3, 4)] == ["s", "s", "s"]
    assert found["A4"].value == "0042"
    assert found["C3"].value is None
    assert found["B2"].number_format.startswith('[>=10000000]"₹"##')
    assert found["C2"].number_format == '"$"#,##0.00'
    assert found["E2"].number_format == "0.0%"
    assert found.freeze_panes == "A2"
    assert found["A2"].hyperlink is None
    assert list(tmp_path.glob("*.new")) == []


class Dollars(int):
    """An amount that knows its currency."""

    currency = "USD"


def test_an_amount_that_knows_its_currency_is_shown_in_it(tmp_path):
    rows = ((5_00,), (Dollars(7_50),))
    sheet.write_excel(tmp_path / "a.xlsx", "Spent", [Head("Spent", Kind.MONEY)], rows)
    (found,) = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert [found.cell(row, 1).value for row in (2, 3)] == [5, 7.5]
    assert found["A2"].number_format.startswith('[>=10000000]"₹"##')
    assert found["A3"].number_format == '"$"#,##0.00'


def test_rows_beyond_a_sheet_go_on_on_the_next(tmp_path):
    assert sheet.write_excel(tmp_path / "a.xlsx", "Cafes", HEADS, ROWS, most=2) == 3
    first, second = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert (first.max_row, second.max_row, second.title) == (3, 2, "Cafes 2")
    assert second["A2"].value == "0042"


@pytest.mark.parametrize(("title", "name"), [("A/B: [x]*?", "A B x"), ("", "Sheet"), ("x" * 40, "x" * 31)])
def test_any_title_becomes_a_name_that_excel_takes(tmp_path, title, name):
    sheet.write_excel(tmp_path / "a.xlsx", title, HEADS, ())
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [name]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_file_that_cannot_be_written_is_a_sentence_and_leaves_nothing(tmp_path, name):
    write = {
        "a.xlsx": lambda file: sheet.write_excel(file, "A", HEADS, ROWS),
        "a.csv": lambda file: sheet.write_csv(file, ["Name"], [["x"]]),
    }[name]
    with pytest.raises(InvalidError, match="cannot be written"):
        write(tmp_path / "nowhere" / name)
    (tmp_path / name).mkdir()
    with pytest.raises(InvalidError, match="cannot be written"):
        write(tmp_path / name)
    assert list(tmp_path.glob("*.new")) == []


def test_a_csv_file_disarms_formulas(tmp_path):
    assert sheet.write_csv(tmp_path / "a.csv", ["Name"], [["=1+1"], ["-12.50"], ["@x"]]) == 3
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["Name"], ["'=1+1"], ["-12.50"], ["'@x"]]
