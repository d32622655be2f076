import csv
import gzip
import io
import os
import sys
import zipfile

import pytest

from sakshi_desktop import importers
from sakshi_desktop.core.errors import ImportFileError
from tests.importers.fixtures import TABLE, as_csv, sold, write_csv, write_gz, write_xlsx, write_zip

ACCENTED = [
    ["Bill No", "Date", "Item", "Qty", "Price"],
    *[[str(n), "2026-03-14", "Café Crème", "1", "10"] for n in range(9)],
]


@pytest.fixture
def refused(tmp_path):
    """Give bytes, get the sentence with which they are refused."""

    def refuse(content, name="sales.csv", **options):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ImportFileError) as caught:
            sold(path, **options)
        assert caught.value.hint
        return caught.value.sentence

    return refuse


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_told_apart(tmp_path, encoding):
    result = sold(write_csv(tmp_path / "sales.csv", ACCENTED, encoding=encoding))
    assert {line.item for line in result.lines} == {"Café Crème"}
    assert len(result.orders) == 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
@pytest.mark.parametrize("above", [9, 6_000])
def test_zero_characters_are_dropped_wherever_they_stand(tmp_path, encoding, above):
    rows = [ACCENTED[0], *[[str(n), "2026-03-14", "Café", "1", "10"] for n in range(above)]]
    rows.append([str(above), "2026-03-14", "Ca\0f\0é\0", "1", "10"])
    result = sold(write_csv(tmp_path / "sales.csv", rows, encoding=encoding))
    assert {line.item for line in result.lines} == {"Café"}
    assert len(result.orders) == above + 1


def test_a_long_run_of_zero_bytes_is_stepped_over(tmp_path):
    path = write_csv(tmp_path / "sales.csv", [ACCENTED[0], *ACCENTED[1:] * 300])
    path.write_bytes(path.read_bytes() + bytes(3 << 20) + b"999,2026-03-14,Tea,1,10\r\n")
    assert sold(path).headers[-1].external_id == "999"


def test_a_file_of_an_old_mac_has_cr_lines_and_its_code_page(tmp_path):
    result = sold(write_csv(tmp_path / "sales.csv", ACCENTED, encoding="mac_roman", newline="\r"))
    assert {line.item for line in result.lines} == {"Café Crème"}
    assert result.recognition.encoding == "mac_roman"


def test_an_encoding_is_told_by_one_name_far_down(tmp_path):
    rows = [
        ["Bill No", "Date", "Item", "Qty", "Price"],
        *[[str(n), "2026-03-14", "Tea", "1", "10"] for n in range(5000)],
    ]
    rows.append(["5000", "2026-03-14", "Crème", "1", "10"])
    result = sold(write_csv(tmp_path / "sales.csv", rows, encoding="cp1252"))
    assert result.lines[-1].item == "Crème"


def test_a_utf8_file_with_a_few_broken_bytes_stays_utf8(tmp_path):
    path = write_csv(tmp_path / "sales.csv", ACCENTED * 40)
    path.write_bytes(path.read_bytes() + b"999,2026-03-14,Th\xe9,1,10\r\n")
    result = sold(path)
    assert result.recognition.encoding == "utf-8:replace"
    assert {line.item for line in result.lines} == {"Café Crème", "Th\ufffd"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path, delimiter):
    result = sold(write_csv(tmp_path / "sales.csv", TABLE, delimiter=delimiter))
    assert (result.recognition.delimiter, result.revenue) == (delimiter, 25_650)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_are_found(tmp_path, newline):
    assert sold(write_csv(tmp_path / "sales.csv", TABLE, newline=newline)).revenue == 25_650


def test_a_header_quoted_as_one_field_is_taken_apart(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text('"' + ",".join(TABLE[0]) + '"\n' + as_csv(TABLE[1:], newline="\n"))
    assert sold(path).revenue == 25_650


def test_rows_quoted_as_one_field_are_taken_apart(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("".join('"' + ",".join(row) + '"\n' for row in TABLE))
    assert sold(path).revenue == 25_650


def test_rows_are_known_by_their_line_in_the_file(tmp_path):
    rows = [*TABLE[:2], ["7", "2026-03-14", "Two\nlines", "1", "5"], ["8", "bad date", "Tea", "1", "5"]]
    result = sold(write_csv(tmp_path / "sales.csv", rows))
    assert [line.row for line in result.lines] == [2, 3]
    assert [(bad.row, bad.reason) for bad in result.bad] == [(5, "“bad date” is not a date (year first).")]


def test_rows_of_another_width_are_padded_or_refused(tmp_path):
    rows = [
        TABLE[0],
        ["7", "2026-03-14", "Tea", "1", "5", "", ""],
        ["8", "2026-03-14", "Tea", "1", "5", "6"],
        ["9", "2026-03-14", "Tea", "1"],
    ]
    result = sold(write_csv(tmp_path / "sales.csv", rows))
    assert [header.external_id for header in result.orders] == ["7"]
    assert [bad.reason[:30] for bad in result.bad] == [
        "The row has 6 cells, the table",
        "There is no amount, and no qua",
    ]


def test_blank_rows_totals_and_repeated_names_are_left_out(tmp_path):
    rows = [*TABLE, [], ["", "", "", "", ""], TABLE[0], ["Total", "", "", "4", "256.50"]]
    result = sold(write_csv(tmp_path / "sales.csv", rows))
    assert (result.revenue, result.bad) == (25_650, [])
    assert dict(result.skipped) == {"column names repeated between the rows": 1, "summary rows such as totals": 1}


def test_a_preamble_is_stepped_over(tmp_path):
    rows = [["Sales report"], ["From", "2026-03-01"], [], *TABLE]
    assert sold(write_csv(tmp_path / "sales.csv", rows)).recognition.header_row == 4


def test_packed_files_are_unpacked(tmp_path):
    assert sold(write_gz(tmp_path / "sales.csv.gz", TABLE)).revenue == 25_650
    assert (
        sold(write_zip(tmp_path / "sales.zip", {"deep/sales.csv": TABLE, "__MACOSX/._sales.csv": b"x"})).revenue
        == 25_650
    )


def test_a_file_is_what_it_holds_not_what_it_is_called(tmp_path):
    write_xlsx(tmp_path / "book.xlsx", {"Sheet1": TABLE}).rename(tmp_path / "sales.csv")
    assert sold(tmp_path / "sales.csv").revenue == 25_650


def test_the_progress_runs_to_one(tmp_path):
    rows = [TABLE[0], *[[str(n), "2026-03-14", "Tea", "1", "5"] for n in range(25_000)]]
    batches = list(importers.read(importers.recognise(write_csv(tmp_path / "sales.csv", rows))))
    shares = [batch.done for batch in batches]
    assert len(batches) == 3
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.6
    assert shares[-1] == 1.0


def test_a_changed_file_is_not_read(tmp_path):
    path = write_csv(tmp_path / "sales.csv", TABLE)
    recognition = importers.recognise(path)
    write_csv(path, [["Invoice", *TABLE[0][1:]], *TABLE[1:]])
    with pytest.raises(ImportFileError, match="changed since"):
        list(importers.read(recognition))


def test_an_empty_file_is_refused(refused):
    assert refused(b"") == "“sales.csv” is empty."
    assert refused(b"\r\n \r\n") == "“sales.csv” is empty."
    assert refused(gzip.compress(b""), "sales.csv.gz") == "“sales.csv.gz” is empty."


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="cannot be opened"):
        sold(tmp_path / "nowhere.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name are a thing of POSIX")
def test_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ImportFileError, match="is no file on a disk"):
        sold(tmp_path / "pipe.csv")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="is a folder"):
        sold(tmp_path)


@pytest.mark.parametrize("name", ["BM no", "RIFF", "PK", "GIF8", "II", "MM"])
def test_a_table_whose_first_name_begins_as_other_files_do_is_read(tmp_path, name):
    assert sold(write_csv(tmp_path / "sales.csv", [[name, *TABLE[0]], *[["x", *row] for row in TABLE[1:]]])).orders


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"BM\x36\x10\x0e\0\0\0\0\0\x36\0\0\0",
        b"RIFF\x10\0\0\0WEBPVP8 ",
    ],
)
def test_a_picture_is_refused(refused, head):
    assert refused(head + bytes(range(256)) * 20) == "“sales.csv” is a picture, not a table of sales."


def test_a_packed_picture_is_refused(refused):
    assert "picture" in refused(gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(500)), "sales.csv.gz")


def test_other_kinds_of_file_are_refused_by_name(refused):
    assert "PDF" in refused(b"%PDF-1.7\n" + bytes(50))
    assert "web page" in refused(b"<html><table><tr><td>1</td></tr></table></html>", "sales.xls")
    assert "not a table" in refused(bytes(range(1, 256)) * 9 + bytes(4000))


def test_a_table_without_rows_is_refused(refused):
    assert refused(b"Bill No,Date,Item,Qty,Price\n") == "“sales.csv” has column names but no rows."


def test_a_table_without_column_names_is_refused(refused):
    assert "no row of column names" in refused(as_csv(TABLE[1:]).encode())


def test_a_table_without_dates_is_refused(refused):
    assert "no column of dates" in refused(as_csv([[*row[:1], *row[2:]] for row in TABLE]).encode())


def test_a_table_without_amounts_is_refused(refused):
    assert "no amounts" in refused(as_csv([row[:4] for row in TABLE]).encode())


def test_ten_thousand_columns_are_refused(refused):
    rows = [[f"c{n}" for n in range(10_000)], ["1"] * 10_000]
    assert refused(as_csv(rows).encode()) == "The table has 10,000 columns; a sales file has a few dozen."


def test_a_quotation_mark_that_is_never_closed_is_refused(refused):
    text = as_csv(TABLE) + '9,2026-03-14,"Tea,1,5\n' + "9,2026-03-14,Tea,1,5\n" * 20_000
    assert "quotation mark" in refused(text.encode())


def test_a_gzip_bomb_is_refused(refused):
    assert "unpacks to far more" in refused(gzip.compress(b"0" * (64 << 20)), "bomb.csv.gz")


def test_a_zip_bomb_is_refused(refused):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sales.csv", b"0" * (64 << 20))
    assert "unpacks to far more" in refused(packed.getvalue(), "bomb.zip")


def test_a_workbook_bomb_is_refused(refused, tmp_path):
    path = write_xlsx(tmp_path / "book.xlsx", {"Sheet1": TABLE})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/more.xml", b"0" * (64 << 20))
    assert "unpacks to far more" in refused(path.read_bytes(), "bomb.xlsx")


def test_a_damaged_archive_is_refused(refused, tmp_path):
    whole = write_gz(tmp_path / "a.gz", TABLE * 500).read_bytes()
    assert "damaged" in refused(whole[: len(whole) // 2], "sales.csv.gz")
    assert "damaged" in refused(b"PK\x03\x04" + bytes(400), "sales.zip")
    assert "no table" in refused(write_zip(tmp_path / "a.zip", {"readme.md": b"hello"}).read_bytes(), "sales.zip")


def test_a_zip_with_a_password_is_refused(refused, tmp_path):
    content = bytearray(write_zip(tmp_path / "a.zip", {"sales.csv": TABLE}).read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refused(bytes(content), "sales.zip")


def test_a_file_packed_twice_is_refused(refused):
    assert "packed twice" in refused(gzip.compress(gzip.compress(b"a,b\n1,2\n")), "sales.csv.gz")


def test_an_unknown_format_is_refused(tmp_path):
    path = write_csv(tmp_path / "sales.csv", TABLE)
    with pytest.raises(ImportFileError, match="no format that Sakshi knows"):
        sold(path, format="tally")


def test_a_missing_column_of_a_chosen_format_is_named(tmp_path):
    path = write_csv(tmp_path / "sales.csv", TABLE)
    with pytest.raises(ImportFileError, match="column “Transaction ID” is missing"):
        sold(path, format="square_items")


def test_a_stray_delimiter_line_of_excel_is_stepped_over(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("sep=;\n" + as_csv(TABLE, delimiter=";", newline="\n"))
    assert sold(path).revenue == 25_650


def test_quoted_cells_keep_their_delimiters(tmp_path):
    rows = [TABLE[0], ["7", "2026-03-14", "Tea, large", "1", "1,200.00"]]
    result = sold(write_csv(tmp_path / "sales.csv", rows, quoting=csv.QUOTE_ALL))
    assert [(line.item, line.net_paise) for line in result.lines] == [("Tea, large", 120_000)]
