import datetime as dt
import zipfile

import pytest

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers.reading import open_sheets
from sakshi_desktop.importers.workbooks import as_text
from tests.importers.exports import SQUARE_55, square_sale
from tests.importers.fixtures import TABLE, sold, table, write_xlsx

DAYS = [["2026-03-14", "211.00"], ["2026-03-15", "45.50"]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (8.0, "8"),
        (0.1 + 0.2, "0.3"),
        (1234567890123.0, "1234567890123"),
        (True, "TRUE"),
        (dt.datetime(2026, 3, 1), "2026-03-01"),  # noqa: DTZ001
        (dt.datetime(2026, 3, 1, 10, 15), "2026-03-01 10:15:00"),  # noqa: DTZ001
        (dt.time(7, 6, 11), "07:06:11"),
        (" text ", " text "),
    ],
)
def test_a_cell_reads_as_a_csv_export_would_write_it(value, text):
    assert as_text(value) == text


def test_a_workbook_is_read_with_its_own_dates_and_numbers(tmp_path):
    rows = [
        ["Bill No", "Date", "Time", "Item", "Qty", "Price"],
        [7, dt.datetime(2026, 3, 14), dt.time(9, 5), "Tea", 2, 45.5],  # noqa: DTZ001
        [8.0, dt.datetime(2026, 3, 5), dt.time(9, 6), "Tea", 1.5, 0.1 + 0.2],  # noqa: DTZ001
    ]
    result = sold(write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": rows}))
    assert [(header.external_id, header.second) for header in result.orders] == [("7", 32_700), ("8", 32_760)]
    assert [line.net_paise for line in result.lines] == [9100, 45]
    assert [line.row for line in result.lines] == [2, 3]


def test_a_sale_at_midnight_keeps_its_time_among_times(tmp_path):
    stamps = [dt.datetime(2026, 3, 14, 23, 30), dt.datetime(2026, 3, 15), dt.datetime(2026, 3, 15, 10)]  # noqa: DTZ001
    rows = [["Bill No", "Date", "Item", "Amount"], *([n, stamp, "Tea", 20] for n, stamp in enumerate(stamps, 1))]
    result = sold(write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": rows}))
    assert [header.second for header in result.orders] == [84_600, 0, 36_000]


def test_a_single_time_among_dates_makes_no_midnights_of_them(tmp_path):
    stamps = [dt.datetime(2026, 3, 14), dt.datetime(2026, 3, 15), dt.datetime(2026, 3, 15, 10)]  # noqa: DTZ001
    rows = [["Bill No", "Date", "Item", "Amount"], *([n, stamp, "Tea", 20] for n, stamp in enumerate(stamps, 1))]
    result = sold(write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": rows}))
    assert [header.second for header in result.orders] == [None, None, 36_000]


def test_a_workbook_that_was_saved_again_is_read_again(tmp_path):
    path = write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": TABLE})
    first = sold(path).revenue
    write_xlsx(path, {"Sheet1": [*TABLE, ["99", "2026-03-20", "Tea", "1", "45.00"]]})
    assert sold(path).revenue > first


def test_two_readers_of_one_sheet_do_not_disturb_each_other(tmp_path):
    rows = [["Bill No", "Date", "Item", "Amount"], *([n, "2026-03-14", "Tea", 20] for n in range(1, 1_800))]
    (sheet,) = open_sheets(write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": rows}))
    pairs = list(zip(sheet.chunks(), sheet.chunks(), strict=True))
    assert [len(one.rows) for one, _ in pairs] == [500, 500, 500, 300]
    assert all(one == other for one, other in pairs)


def test_a_sheet_that_breaks_off_is_refused_at_every_reading(tmp_path):
    path = write_xlsx(
        tmp_path / "sales.xlsx", {"Sheet1": [*TABLE, *([n, "2026-03-14", "Tea", 1, 20] for n in range(2_000))]}
    )
    cut = tmp_path / "cut.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(cut, "w") as broken:
        for member in whole.infolist():
            content = whole.read(member)
            broken.writestr(member, content[: len(content) // 2] if "worksheets/" in member.filename else content)
    for _ in range(2):
        with pytest.raises(ImportFileError, match="damaged"):
            sold(cut)


def test_the_sheet_with_the_sales_is_found(tmp_path):
    sheets = {"Read me": [["This report was made for you"]], "Empty": [], "Sales": [["My cafe"], [], *TABLE]}
    result = sold(write_xlsx(tmp_path / "sales.xlsx", sheets))
    assert (result.recognition.layout.member, result.recognition.header_row, result.revenue) == ("Sales", 3, 25_650)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(50), "protected by a password"),
        (OLE + bytes(20_000) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + bytes(600), "old or protected Excel file"),
    ],
)
def test_a_protected_or_old_workbook_is_refused(tmp_path, content, words):
    path = tmp_path / "sales.xlsx"
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match=words):
        sold(path)


def test_a_broken_workbook_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": TABLE})
    content = path.read_bytes()
    path.write_bytes(content[:300] + bytes(300) + content[600:])
    with pytest.raises(ImportFileError, match="damaged"):
        sold(path)


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="no rows"):
        sold(write_xlsx(tmp_path / "sales.xlsx", {"Sheet1": []}))


def test_sheets_with_the_same_columns_are_read_one_after_the_other(tmp_path):
    may = [TABLE[0], ["9", "2026-05-01", "Tea", "1", "20"]]
    sheets = {"March": [["My cafe"], *TABLE], "Notes": [["Made for you"]], "April": may}
    result = sold(write_xlsx(tmp_path / "sales.xlsx", sheets))
    assert (result.revenue, [line.row for line in result.lines]) == (27_650, [3, 4, 5, 2])
    assert result.recognition.notes == (
        "Read one after the other: the sheets “March” and “April”.",
        "Left out: the sheet “Notes”.",
    )


def test_sheets_of_a_known_export_are_read_one_after_the_other(tmp_path):
    days = [table(SQUARE_55, square_sale(f"p{day}", "$2.00", Date=f"2026-03-{day}")) for day in (14, 15)]
    result = sold(write_xlsx(tmp_path / "sales.xlsx", {"b": days[0], "a": days[1], "c": [["Total", "4"]]}))
    assert (result.revenue, [header.external_id for header in result.orders]) == (400, ["p14", "p15"])
    assert result.recognition.notes[-1] == "Left out: the sheet “c”."


@pytest.mark.parametrize("with_mapping", [False, True])
def test_the_sheet_of_sales_is_preferred_to_a_wider_one(tmp_path, with_mapping):
    wide = [[*"abcdefgh", "Date"], *[[*"12345678", f"2026-03-{day}"] for day in range(10, 15)]]
    path = write_xlsx(tmp_path / "sales.xlsx", {"Summary": wide, "Sales": TABLE, "By day": [["Date", "Total"], *DAYS]})
    first = sold(path)
    result = sold(path, mapping=first.recognition.mapping) if with_mapping else first
    assert (result.recognition.layout.member, result.revenue) == ("Sales", 25_650)
    assert "Left out: the sheets “Summary” and “By day”." in result.recognition.notes


def test_sheets_read_together_are_found_again_beside_a_wider_one(tmp_path):
    wide = [[*TABLE[0], "Note", "Remark"], *[[*row, "x1", "x2"] for row in TABLE[1:2]]]
    may = [TABLE[0], ["9", "2026-05-01", "Tea", "1", "20"]]
    result = sold(write_xlsx(tmp_path / "sales.xlsx", {"March": TABLE, "Remarks": wide, "April": may}))
    assert result.revenue == 27_650
    assert "Left out" in result.recognition.notes[-1]


def test_a_bad_row_of_several_sheets_tells_in_which_it_stands(tmp_path):
    bad = [TABLE[0], ["9", "someday", "Tea", "1", "20"]]
    result = sold(write_xlsx(tmp_path / "sales.xlsx", {"March": TABLE, "April": bad}))
    assert [(row.row, row.reason.partition(":")[0]) for row in result.bad] == [(2, "In “April”")]
